"""How we govern: graft and audits, the figures we report, our tone, and what becomes of the term."""

from __future__ import annotations

from boulevard_client.charts.race import LineRace, Race, Series
from boulevard_client.screens import annals, answers
from boulevard_client.screens.acts import act
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.entries import amount_act, figure
from boulevard_client.screens.intents import SendEdit, Undo
from boulevard_client.screens.parts import initial, line
from boulevard_client.screens.setting import RING_ROOM, Knob, Notches, around
from boulevard_client.screens.sums import quantity_name
from boulevard_client.theme import LABEL, STRONG, hex_code
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.tips import Tip
from boulevard_shared.ids import Tone
from boulevard_shared.orders_relations import AskExtension, AuditVehicles, CookBooks, SetTone, WriteHandover
from boulevard_shared.writing import share

TONES = tuple(Tone)


def board(desk: Desk, switch: Tabs) -> Panel:
    """Where we stand: heat and its causes, figures and target, the term, the letter, ties."""
    read = desk.read
    left = max(0, read.whole("seat.term_length") - read.whole("seat.term"))
    campaign = int(read.view["nation.campaign"].reshape(-1)[0])
    heat = line(desk, "city.heat", icon="gauge", trend=False)
    judged = line(desk, "seat.evaluation", icon="certificate", trend=False)
    deeds: list[Node] = [
        Divider(),
        _fact(desk, "campaign", _turns(desk, campaign)),
        _fact(desk, "frozen", _turns(desk, read.whole("city.frozen"))),
        _fact(desk, "audited", _turns(desk, read.whole("city.audited"))),
        _fact(desk, "favours", read.money(read.whole("city.land_favours"), short=True)),
        _fact(desk, "cooked", _points(read.own("city.cooked"))),
        _fact(desk, "target", _points(read.own("city.target_raised"))),
    ]
    terms: list[Node] = [
        Divider(),
        _fact(desk, "term", _turns(desk, left)),
        _fact(desk, "patron", f"{round(100 * read.own('seat.patron'))}%"),
        _fact(desk, "handover", f"{round(100 * read.own('seat.handover'))}%"),
        _fact(desk, "inquiries", str(read.whole("seat.inquiries"))),
        _fact(desk, "tolerance", f"{round(100 * float(read.view['match.tolerance'].reshape(-1)[0]))}%"),
        _fact(desk, "legacy", f"{round(100 * float(read.view['match.legacy'].reshape(-1)[0]))}%"),
    ]
    chart: Node = desk.still("conduct.course", lambda: _course(desk))
    # side by side, or the eye loses its way from a name to its figure
    pair = (Column(heat, *deeds, gap=8).sized(grow=1), Column(judged, *terms, gap=8).sized(grow=1))
    body = Row(*pair, gap=26 if desk.narrow else 44, align="start", pad=Pad(0, 0, 0, 14))
    panel = Panel(desk.say("ui.conduct.title"), body, chart.sized(grow=1), icon="scale", gap=8)
    return panel.header_end(switch)


def _course(desk: Desk) -> LineRace:
    """The city's graft heat and trust so far, both of 100."""
    moments, city = desk.model.moments, desk.read.city
    turns = [turn for turn in sorted(moments) if turn <= desk.model.moment.turn]
    views = [moments[turn].view for turn in turns]
    heat = tuple(float(view["city.heat"]) for view in views)
    trust = tuple(float(view["city.trust"][city]) for view in views)
    lines = tuple(
        Series(quantity_name(desk, name), values, hex_code(desk.look.colour(colour)), own=name == "city.heat")
        for name, values, colour in (("city.heat", heat, "amber"), ("city.trust", trust, "celadon"))
    )
    times = tuple(str(desk.read.year(turn)) if turn % 4 == 0 else "" for turn in turns)
    times = times if len(times) > 1 else (*times, "")
    return LineRace(Race(lines, times, lambda level: f"{level:.0f}"), desk.say("ui.conduct.course"))


def _turns(desk: Desk, turns: int) -> str:
    return desk.say("ui.officials.turns", turns=turns) if turns else "—"


def _points(growth: float) -> str:
    return share(round(10_000 * growth), signed=True) if growth else "—"


def _fact(desk: Desk, name: str, text: str) -> Row:
    caption = desk.say(f"ui.conduct.{name}")
    row = Row(Label(caption, LABEL, elide=True).sized(grow=1), Label(text, STRONG).aligned("right"), gap=10)
    return row.explained(Tip(caption, desk.say(f"ui.conduct.{name}_tip")))


def aside(desk: Desk) -> Panel:
    """What can be done about it."""
    read = desk.read
    held = desk.model.order("CookBooks")
    told = held.basis_points if isinstance(held, CookBooks) else 0
    years = figure(desk, "integrity.cook_years")
    year = read.whole("seat.term") // 2 + 1
    most = (
        0 if read.whole("city.frozen") else int(10_000 * figure(desk, "integrity.cook_most") * min(year / years, 1.0))
    )
    knob = Knob(
        "conduct.cook",
        desk.say("ui.conduct.cook"),
        Notches(0, max(1, most), 1, 5),
        told,
        lambda n: share(n, signed=True),
        "K",
        tip=Tip(desk.say("ui.conduct.cook"), desk.say("ui.conduct.cook_tip")),
    )
    nodes: list[Node] = [
        _tone(desk),
        Divider(),
        act(desk, AuditVehicles(), desk.say("ui.conduct.audit"), "conduct.audit", "T"),
        Divider(),
        amount_act(desk, knob, lambda n: CookBooks(max(1, n))),
    ]
    if told:
        nodes.append(answers.effect(desk, CookBooks(told)))
    nodes += [
        Divider(),
        act(desk, AskExtension(), desk.say("ui.conduct.extend"), "conduct.extend", "E"),
        act(desk, WriteHandover(), desk.say("ui.conduct.write"), "conduct.write", "L"),
        *annals.ours(desk, annals.CONDUCT, "conduct.before"),
    ]
    body = Scroll(Column(*nodes, gap=9), RING_ROOM).named("conduct.acts").sized(grow=1)
    return Panel(desk.say("ui.conduct.acts"), body, icon="writing-sign", gap=8)


def _tone(desk: Desk) -> Column:
    key = SetTone(Tone.PLAIN).key
    held = desk.model.order(key)
    now = held.tone if isinstance(held, SetTone) else Tone(desk.read.whole("city.tone"))

    def choose(index: int) -> None:
        desk.emit(SendEdit(SetTone(TONES[index])))

    tabs = Tabs(
        [initial(desk.say(f"name.tone.{int(each)}")) for each in TONES], choose, TONES.index(now), segmented=True
    )
    tabs.named("conduct.tone").enabled = desk.model.live
    control = around(
        tabs,
        desk.say("ui.conduct.tone"),
        "R",
        tick=answers.tick(desk, key),
        on_undo=desk.does(Undo(key)),
        tip=Tip(desk.say("ui.conduct.tone"), desk.say("ui.conduct.tone_tip")),
    )
    return Column(control, answers.effect(desk, SetTone(now)), gap=4)
