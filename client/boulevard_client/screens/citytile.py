"""A city in words, as it is when a match begins: name, trait, size and debt. For whoever chooses one."""

from __future__ import annotations

from boulevard_client.screens.desk import Desk
from boulevard_client.theme import BODY, CAPTION, HEADING, LABEL
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Row
from boulevard_shared import ageing


def city_words(desk: Desk, scenario: str, city: str) -> Column:
    """What stands beside a city's seal where it can be chosen; figures are those of the scenario's first year."""
    entry = ageing.content_at(desk.content, desk.content.scenarios[scenario]).cities[city]
    name = Row(
        Label(desk.read.called(entry.name), HEADING),
        Label(desk.read.also_called(entry.name), LABEL),
        gap=8,
        align="baseline",
    )
    facts = desk.say(
        "ui.new.facts_short" if desk.narrow else "ui.new.facts",
        gdp=entry.gdp * 100,
        people=entry.population * 1000,
        debt=round(100 * entry.debt / entry.gdp),
    )
    return Column(
        name,
        Label(desk.read.called(entry.trait), BODY, wrap=True, lines=3),
        Label(facts, CAPTION, wrap=desk.narrow, elide=not desk.narrow),
        gap=2,
    )
