"""Moments of an office worth showing: how a term ended, an inquiry, a purge, the lead; and what they mean."""

from __future__ import annotations

from dataclasses import dataclass, field

from boulevard_client.art import Box
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.parts import mark
from boulevard_client.theme import BODY, CAPTION, STRONG, TITLE
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Card
from boulevard_client.widgets.stamp import Once, Stamp
from boulevard_shared.events import Event, EventKind
from boulevard_shared.ids import TermResult

RESULTS = {
    TermResult.KEPT: "kept",
    TermResult.PROMOTED: "promoted",
    TermResult.MOVED: "moved",
    TermResult.DEMOTED: "demoted",
    TermResult.INVESTIGATED: "investigated",
}
KINDS = {
    EventKind.INQUIRY_OPENED: "inquiry",
    EventKind.CITY_PURGED: "purged",
    EventKind.CITY_INHERITED: "inherited",
    EventKind.RESCUE_SWAPPED: "rescued",
    EventKind.LEAD_CHANGED: "lead",
}
GLAD = ("promoted", "lead")
GOOD, GRAVE, PLAIN = (Box(f"{ink}-dim", "panel", line, 14, 1.4) for ink, line in (
    ("celadon", "celadon"), ("vermilion", "vermilion"), ("amber", "amber"),
))  # fmt: skip
GRAVELY = ("investigated", "inquiry", "purged")


@dataclass(slots=True)
class Shown:
    """Which stamps have come down already, by turn and place."""

    seen: dict[tuple[int, int], Once] = field(default_factory=dict)

    def once(self, turn: int, place: int) -> Once:
        return self.seen.setdefault((turn, place), Once())


def name_of(event: Event) -> str:
    """Which moment an event is; "" when it is none."""
    if event.kind is EventKind.TERM_EVALUATED:
        result = event.sentence.args.get("result", 0)
        return RESULTS.get(TermResult(int(result)), "")
    return KINDS.get(event.kind, "")


def moments(desk: Desk) -> list[tuple[str, Event]]:
    """Those of the half-year before the shown turn, the weightiest first. Of the lead only when it is ours now."""
    found = []
    for event in desk.model.moment.events:
        name = name_of(event)
        if name and event.own and event.city == desk.read.city_id:
            found.append((name, event))
    return found


def cards(desk: Desk, shown: Shown, most: int) -> list[Node]:
    """A card for each of the first `most` moments."""
    turn = desk.model.moment.turn
    return [
        _card(desk, name, event, shown.once(turn, place)) for place, (name, event) in enumerate(moments(desk)[:most])
    ]


def _card(desk: Desk, name: str, event: Event, once: Once) -> Card:
    box = GOOD if name in GLAD else GRAVE if name in GRAVELY else PLAIN
    told = Column(
        Row(
            Icon("award" if name in GLAD else "alert-triangle" if name in GRAVELY else "id-badge-2", 22, "text-hi"),
            Label(desk.say(f"ui.moments.{name}"), TITLE, elide=True).sized(grow=1),
            gap=10,
        ),
        Label(desk.tell(event.sentence), STRONG if not desk.narrow else BODY.tinted("text-hi"), wrap=True),
        Label(desk.say(f"ui.moments.{name}_means"), CAPTION.tinted("text-mid"), wrap=True),
        gap=4,
    )
    size = 64 if desk.narrow else 84
    row = Row(Stamp(mark(desk.look, event.city or desk.read.city_id), size, once), told.sized(grow=1), gap=18)
    return Card(row, pad=Pad.sides(20, 14), box=box)
