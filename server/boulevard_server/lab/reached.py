"""Where play leads a reader of the almanac: quantities that moved, pages of what was met, and links never followed.

A match *meets* a page when it has the thing the page is about: an event that occurred, a module that runs, a partner
that signed, a model that a city follows, a chain with a firm, an official of a rank, a system that an order belongs to,
a quantity that changed. From a page that was met its links lead on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from boulevard_server.rules.fields import Visibility
from boulevard_server.rules.resolve import Resolution
from boulevard_server.rules.state import STATE, State
from boulevard_server.rules.tables import Tables
from boulevard_shared.almanac import Almanac
from boulevard_shared.events import Event
from boulevard_shared.ids import SCORE_PARTS, ModelCard, Module, Partner, Rank
from boulevard_shared.orders import AnyOrder

_SHOWN = tuple(field.name for field in STATE if field.visibility is not Visibility.HIDDEN)
_MODULES = tuple(module.value for module in Module)


@dataclass(slots=True)
class Reached:
    """What one match met so far: names of quantities that moved, ids of pages."""

    moved: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)

    def order(self, order: AnyOrder) -> None:
        """An order was given."""
        if order.system:
            self.pages.add(f"system.{order.system}")

    def turn(self, done: Resolution, told: Iterable[Event], tables: Tables) -> None:
        """A turn was played and told."""
        self.pages.update(f"event.{event.kind.value}" for event in told)
        self.pages.update(_things(done.state, tables))
        before, after = done.before, done.state
        self.moved.update(
            name for name in _SHOWN if name not in self.moved and not np.array_equal(before[name], after[name])
        )


def _things(state: State, tables: Tables) -> Iterable[str]:
    """Pages of what the cities have and do now."""
    lists = (
        ("chain", tables.chains, state["firm.chain"][state["firm.serial"] > 0]),
        ("city", tables.cities, state["seat.city"]),
        ("module", _MODULES, np.nonzero(state["smart.module"])[-1]),
        ("module", [partner.name.lower() for partner in Partner], state["smart.partner"]),
        ("model", [card.name.lower() for card in ModelCard], state["city.method"]),
        ("role", [rank.name.lower() for rank in Rank], state["official.rank"][state["official.serial"] > 0]),
        ("score", SCORE_PARTS, np.nonzero(state["score.parts"])[-1]),
    )
    for kind, names, numbers in lists:
        for number in np.unique(numbers).tolist():
            if names[number] != "none":
                yield f"{kind}.{names[number]}"


@dataclass(frozen=True, slots=True)
class Followed:
    """Links of an almanac that play leads to and along, written `quantity > page` and `page > page`."""

    used: tuple[str, ...]
    never: tuple[str, ...]


def links(almanac: Almanac, moved: Iterable[str], pages: Iterable[str]) -> Followed:
    """Which links are used when these quantities moved and these pages were met.

    A link from a quantity is used when that quantity moved, or for a family (`firm.`) one that has no page of its own;
    a link from a page when the page is met or led to.
    """
    ways = {almanac.way_of(quantity) for quantity in moved}
    met = {page for page in pages if page in almanac.pages} | {almanac.explained[way] for way in ways if way}
    waiting = list(met)
    while waiting:
        for page in almanac.pages[waiting.pop()].see:
            if page not in met:
                met.add(page)
                waiting.append(page)
    found = {f"{way} > {page}": way in ways for way, page in almanac.explained.items()}
    found |= {f"{id_} > {to}": id_ in met for id_, page in almanac.pages.items() for to in page.see}
    return Followed(
        tuple(link for link, used in found.items() if used), tuple(link for link, used in found.items() if not used)
    )
