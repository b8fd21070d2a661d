"""Where figures come from that no sum of the last half-year explains: one plain sentence for each place they stand."""

from __future__ import annotations

from collections.abc import Callable

from boulevard_client.screens.desk import Desk
from boulevard_client.screens.terms import linked
from boulevard_client.theme import BODY, TextStyle
from boulevard_client.widgets.label import RichText, Term
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.tips import Tip

PAGES = {
    "menu": "",
    "new": "",
    "join": "",
    "settings": "",
    "lobby": "",
    "region": "",
    "city": "",
    "bulletin": "",
    "news": "",
    "advice": "",
    "turn": "",
    "clock": "",
    "replay": "",
    "replays": "",
    "deals": "system.deals",
    "portfolio": "system.funds",
    "chains": "system.chains",
    "talent": "system.talent",
    "treasury": "system.budget",
    "smart": "system.smart",
    "relations": "system.relations",
    "decree": "system.clocks",
    "standings": "system.judgement",
    "final": "system.judgement",
    "nation": "system.nation",
    "forecast": "system.judgement",
}
"""Places where figures stand and which page of the almanac tells more about them, "" for none."""


def origin(desk: Desk, place: str) -> Callable[[], Tip]:
    """The tip of a place: a screen's name, or one of `news`, `forecast`, `advice`, `turn`, `clock`, ..."""
    return lambda: Tip(
        desk.say("ui.origin.title"), desk.say(f"ui.origin.{place}"), icon="info-circle", page=PAGES[place]
    )


def whole(desk: Desk, screen: str, tree: Node) -> Node:
    """A screen's tree whose figures say where they come from, unless they say something closer."""
    return tree.sourced(origin(desk, screen)) if screen in PAGES else tree


def rich(desk: Desk, name: str, text: str, style: TextStyle = BODY, *, most: int = 3) -> RichText:
    """A text whose terms lead to the almanac; each of these links is known as `<name>.<page>`."""
    made = RichText(linked(text, desk.words.lang, most=most), style)
    for link in made.children:
        if isinstance(link, Term):
            link.named(f"{name}.{link.term}")
    return made
