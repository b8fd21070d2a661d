"""Career mode, the turn after a term: how it was judged, which city is ours now, what was left, what is taken over."""

from __future__ import annotations

from dataclasses import dataclass

from boulevard_client.art import Box
from boulevard_client.screens import onward
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.entries import figure
from boulevard_client.screens.intents import Explain
from boulevard_client.screens.news import Rule
from boulevard_client.screens.parts import Press, headline, mark, seal
from boulevard_client.screens.sums import quantity_name, tip
from boulevard_client.theme import BODY, CAPTION, LABEL, STRONG, TextStyle
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row, Spacer
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Card, Divider
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.stamp import Once, Stamp
from boulevard_shared.events import Event, EventKind

ROW_PAD = Pad.sides(6, 2)
MASTHEAD = TextStyle(30, "semibold")
LEAD = TextStyle(24, "semibold")
PAPER = Box("panel-top", "panel-bottom", "line2", 14, 1.2)
COMPARED = ("city.gdp", "city.income", "city.treasury", "city.debt", "city.guarantees", "city.portfolio")
"""What is told of the city that is left and of the one taken over."""


@dataclass(frozen=True, slots=True)
class Handover:
    """A change of office: cities by index (the same when nobody else was left to take it), and the event that tells how
    the term was judged, if it is known.
    """

    old: int
    new: int
    judged: Event | None


def handover(desk: Desk) -> Handover | None:
    """What the end of a term brought just before the shown turn; None in every other turn and in an anchored match."""
    moment, before, seat = desk.model.moment, desk.model.before, desk.model.seat
    if before is None or not desk.read.career or moment.view["seat.term"][seat] or not before.view["seat.term"][seat]:
        return None
    old = int(before.view.city)
    city = desk.read.city_ids[old]
    judged = (event for event in moment.events if event.kind is EventKind.TERM_EVALUATED and event.city == city)
    return Handover(old, int(moment.view.city), next(judged, None))


def ours(event: Event) -> bool:
    """Whether news that the server marks as ours belongs below: it may be the judgement on our predecessor here."""
    told = (EventKind.TERM_EVALUATED, EventKind.CITY_INHERITED)  # of ourselves the card tells them
    return event.own and event.kind not in told


def card(desk: Desk, found: Handover, once: Once) -> Card:
    """The whole story of the change, in the place of the headline."""
    read = desk.read
    old, new = read.city_ids[found.old], read.city_ids[found.new]
    stays = found.old == found.new
    head = Row(
        *([] if stays else [seal(desk, old, 40), Icon("arrow-right", 24, "text-mid")]),
        Row(Stamp(mark(desk.look, new), 52, once), pad=Pad(0, 0, 8, 0)),  # its frame stands out beside it
        Label(desk.say("ui.handover.title_stay" if stays else "ui.handover.title"), MASTHEAD, elide=True).sized(grow=1),
        Label(read.turn_name(desk.model.moment.turn - 1), LABEL),
        gap=12,
    )
    result = f"ui.handover.result.{read.whole('seat.result')}"
    words = [desk.say("ui.handover.chose", place=_choice(desk, found), of=len(desk.model.seats))]
    if found.judged is not None:
        points, luck = (int(found.judged.sentence.args[name]) for name in ("points", "luck"))
        side = "below" if points < 0 else "above"
        words.insert(0, desk.say(f"ui.handover.{side}", points=abs(points), luck=luck))
    figures = Row(
        headline(desk, "award", "seat.merit").named("handover.merit"),
        headline(desk, "trophy", "score.total").named("handover.score"),
        headline(desk, "medal", "score.rank").named("handover.rank"),
        gap=18,
        justify="between",
    )
    key = "ui.handover.stay" if stays else "ui.handover.lead"
    rest = [] if stays else [Divider(), _compare(desk, found), Label(_people(desk, found), BODY, wrap=True)]
    body = Column(
        Label(desk.say(key, old=old, new=new, result=result), LEAD, wrap=True),
        Label(desk.say("ui.letter.gap").join(words), BODY.tinted("text-hi"), wrap=True),
        figures,
        *rest,
        gap=10,
    )
    return Card(
        head,
        Rule(),
        Scroll(body, Pad(0, 4, 0, 4)).named("handover.body").sized(grow=1),
        *onward.foot(desk),
        gap=12,
        pad=Pad.sides(24, 18),
        box=PAPER,
    )


def _choice(desk: Desk, found: Handover) -> int:
    """In which place we could choose: after everybody whose term brought more merit."""
    before = desk.model.before
    assert before is not None
    gained = desk.read.view["seat.merit"] - before.view["seat.merit"]
    return 1 + int((gained > gained[desk.model.seat]).sum())


def _compare(desk: Desk, found: Handover) -> Column:
    """The same figures of both cities: the old one as we left it, the new one as we find it."""
    read, before = desk.read, desk.model.before
    assert before is not None
    old, new = read.city_ids[found.old], read.city_ids[found.new]
    rows: list[Node] = [
        Row(
            Label("", CAPTION).sized(grow=1.2),
            _whose(desk, old, "ui.handover.left"),
            _whose(desk, new, "ui.handover.found"),
            gap=12,
            pad=ROW_PAD,
        )
    ]
    for quantity in COMPARED:
        spec, place = desk.model.schema[quantity], read.place(quantity)
        left = read.write(quantity, read.steps(quantity, 0 if spec.own else found.old, before), short=True)
        rows.append(
            Press(
                Label(quantity_name(desk, quantity), LABEL, elide=True).sized(grow=1.2),
                Label(left, BODY).aligned("right").sized(grow=1),
                Label(read.text(quantity, place, short=True), STRONG).aligned("right").sized(grow=1),
                on_press=desk.does(Explain(quantity, place)),
                name=quantity_name(desk, quantity),
                gap=12,
                pad=ROW_PAD,
            )
            .explained(tip(desk, quantity, place))
            .named(f"handover.{quantity}")
        )
    return Column(*rows, gap=1)


def _whose(desk: Desk, city: str, key: str) -> Node:
    return Row(
        Spacer(), seal(desk, city, 18), Label(desk.say(key, city=city), CAPTION.bold(), elide=True), gap=6
    ).sized(grow=1)


def _people(desk: Desk, found: Handover) -> str:
    """Who governed here and who follows us, and for how long the evaluations are shared."""
    read = desk.read
    past = int(read.view["city.predecessor"][found.new])
    heir = read.governor(found.old)
    words = []
    if past >= 0:
        words.append(desk.say("ui.handover.before", who=read.seat_name(past), city=read.city_ids[found.new]))
    if heir is not None:
        words.append(desk.say("ui.handover.after", who=read.seat_name(heir.seat), city=read.city_ids[found.old]))
    share, turns = round(100 * figure(desk, "cadres.shared")), round(figure(desk, "cadres.shared_turns"))
    words.append(desk.say("ui.handover.shared", turns=turns, share=share, city=read.city_ids[found.old]))
    about = desk.model.about
    if about is not None and about.legacy_bp:
        words.append(desk.say("ui.handover.legacy", share=about.legacy_bp))
    return desk.say("ui.letter.gap").join(words)
