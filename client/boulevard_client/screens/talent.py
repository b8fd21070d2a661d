"""The talent screen: three tiers of people against jobs, offers to newcomers beside rivals', and the universities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from boulevard_client.charts.ladder import BidLadder, LadderMarks
from boulevard_client.charts.mix import MixBars, Part
from boulevard_client.charts.pyramid import Layer, Layers, Pyramid
from boulevard_client.charts.race import LineRace, Race, Series
from boulevard_client.icons import icon
from boulevard_client.screens import answers, locks
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.entries import amount_act, figure, yearly_revenue
from boulevard_client.screens.intents import Explain, Preview, SendEdit, Undo
from boulevard_client.screens.parts import Press, change, colour, line, mark
from boulevard_client.screens.setting import RING_ROOM, Knob, Notches, around, steps_of
from boulevard_client.screens.sums import Cause, causes, tip
from boulevard_client.theme import CAPTION, KPI, LABEL, STRONG
from boulevard_client.widgets.cells import Sealed, Words
from boulevard_client.widgets.cells import figure as number
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Grid, Pad, Row
from boulevard_client.widgets.meters import ProgressBar
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.tips import Tip
from boulevard_shared.ids import Field, Tier
from boulevard_shared.orders import ExpandUniversity, SetTalentProgramme

TIERS = tuple(Tier)
FIELDS = tuple(Field)
PRICES = (10, 30, 50)
"""The known price list, in thousand yuan by degree."""
TOP_OFFER = 200
_TIER_KEYS = ("W", "G", "R")
_FIELD_KEYS = ("E", "S", "C", "L")


class TalentScreen(Screen):
    """Everything on it is in the model; it remembers nothing."""

    name = "talent"

    def hints(self, desk: Desk) -> tuple[tuple[str, str], ...]:
        return tuple((key, desk.say(f"name.tier.{tier}")) for key, tier in zip(_TIER_KEYS, TIERS, strict=True))

    def build(self, desk: Desk) -> Node:
        tiers = Row(*(_tier(desk, place).sized(grow=1) for place in range(len(TIERS))), gap=14, align="stretch")
        fields = [_university(desk, place) for place in range(len(FIELDS))]
        schools = Panel(
            desk.say("ui.talent.universities"),
            Scroll(Grid(*fields, columns=2, gap=26, fill=True), RING_ROOM).named("talent.fields").sized(grow=1)
            if desk.narrow
            else Grid(*fields, columns=4, gap=22),
            icon="school",
            subtitle=desk.say("ui.talent.universities_sub", turns=round(figure(desk, "talent.university_lag"))),
            gap=8,
        )
        if desk.narrow:
            left = Column(tiers, schools.sized(grow=1), gap=14)
            right = Column(_standing(desk), _rivals(desk).sized(grow=1), gap=14)
        else:
            lower = Row(_pyramid(desk).sized(grow=3), _wanted(desk).sized(grow=2), gap=14, align="stretch")
            left = Column(tiers, schools, lower.sized(grow=1), gap=14)
            right = Column(_standing(desk), _rivals(desk), _race(desk).sized(grow=1), gap=14)
        return Row(
            left.sized(grow=1),
            right.sized(width=384 if desk.narrow else 480),
            gap=14,
            pad=Pad.all(14),
            align="stretch",
        )


# --- tiers -------------------------------------------------------------------------------------------------


def programme(desk: Desk, place: int) -> int:
    """Settling-in money of a tier as the draft has it (thousand yuan a head)."""
    order = desk.model.order(SetTalentProgramme(TIERS[place], 0).key)
    if isinstance(order, SetTalentProgramme):
        return order.thousand_yuan
    return int(desk.read.view["talent.programme"][desk.read.city][place])


def _tier(desk: Desk, place: int) -> Panel:
    read, view, city = desk.read, desk.read.view, desk.read.city
    people, jobs = (int(view[f"talent.{name}"][city][place]) for name in ("people", "jobs"))
    spot = read.place("talent.people", place)
    wage, came = int(view["talent.wage"][city][place]), int(view["talent.arrived"][city][place])
    head = (
        Press(
            Column(
                Row(
                    Label(read.number(people, short=True), KPI),
                    change(desk, "talent.people", spot),
                    gap=8,
                    align="baseline",
                ),
                Label(desk.say("ui.talent.people"), CAPTION),
                gap=0,
            ).sized(grow=1),
            Column(
                Label(read.number(jobs, short=True), STRONG).aligned("right"),
                Label(desk.say("ui.talent.jobs"), CAPTION),
                gap=0,
                align="end",
            ),
            on_press=desk.does(Explain("talent.people", spot)),
            name=desk.say(f"name.tier.{TIERS[place]}"),
        )
        .explained(tip(desk, "talent.people", spot))
        .named(f"talent.people.{place}")
    )
    head.align = "end"
    wanted = jobs / max(1, people)
    tight = "vermilion" if wanted > 1 else "amber" if wanted > 0.9 else "celadon"
    now = programme(desk, place)
    pieces: list[Node] = [
        head,
        ProgressBar(min(1.0, wanted), tight).explained(Tip(desk.say("ui.talent.jobs"), desk.say("ui.talent.jobs_tip"))),
        Row(
            _small(desk, "wage", read.write("talent.wage", wage)),
            _small(desk, "arrived", read.number(came, signed=True)),
            _small(desk, "employed", f"{round(100 * wanted)}%"),
            gap=8,
            align="start",
        ),
        _offer(desk, place, now),
        answers.effect(desk, SetTalentProgramme(TIERS[place], now), notes=1) if now else _no_offer(desk, place),
    ]
    title = desk.say(f"name.tier.{TIERS[place]}")
    return Panel(title[:1].upper() + title[1:], *pieces, icon=icon("tier", TIERS[place].value), gap=8)


def _no_offer(desk: Desk, place: int) -> Node:
    """What it means to offer nothing: who else pays; and why not, if the server has turned the change down."""
    key = SetTalentProgramme(TIERS[place], 0).key
    if key in desk.model.refusals:
        return answers.refusal(desk, desk.model.refusals[key])
    given = desk.read.view["talent.programme"][:, place]
    paying = sum(1 for at, each in enumerate(given) if each and at != desk.read.city)
    return Label(desk.say("ui.talent.no_offer_rivals" if paying else "ui.talent.no_offer", n=paying), LABEL, wrap=True)


def _small(desk: Desk, name: str, text: str) -> Node:
    caption = desk.say(f"ui.talent.{name}")
    return (
        Column(Label(caption, CAPTION, elide=True), Label(text, STRONG).sized(height=22), gap=0)
        .sized(grow=1)
        .explained(Tip(caption, desk.say(f"ui.talent.{name}_tip")))
    )


def _offer(desk: Desk, place: int, now: int) -> Node:
    """Our offer on a ladder with the offers of rivals."""
    read, view = desk.read, desk.read.view
    tier = TIERS[place]

    def move(thousand: int) -> None:
        order = SetTalentProgramme(tier, thousand)
        desk.emit(SendEdit(order))
        desk.emit(Preview(order))

    control = BidLadder(Notches(0, TOP_OFFER, 5, 20, (*PRICES, now)), now, move, lambda n: _thousand(desk, n)).named(
        f"talent.programme.{place}"
    )
    control.barred(locks.bar(desk, SetTalentProgramme.system))
    control.enabled = control.enabled and desk.model.live
    rivals: dict[int, str] = {}
    for at, city in enumerate(read.city_ids):
        given = int(view["talent.programme"][at][place])
        if at != read.city and given:
            rivals.setdefault(given, city)
    seals = tuple((mark(desk.look, city), given) for given, city in sorted(rivals.items()))
    ends = ("0", _thousand(desk, TOP_OFFER))
    control.marks = LadderMarks((PRICES[0], PRICES[-1]), seals, ends, mark(desk.look, read.city_id))
    key = SetTalentProgramme(tier, 0).key
    return around(
        control,
        desk.say("ui.talent.offer"),
        _TIER_KEYS[place],
        tick=answers.tick(desk, key),
        on_undo=desk.does(Undo(key)),
        tip=Tip(desk.say("ui.talent.offer"), desk.say("ui.talent.offer_tip")),
    )


def _thousand(desk: Desk, n: int) -> str:
    return desk.say("ui.talent.thousand", n=n) if n else desk.say("ui.deals.none")


# --- universities ------------------------------------------------------------------------------------------


def _university(desk: Desk, place: int) -> Node:
    view, city, field = desk.read.view, desk.read.city, FIELDS[place]
    strength = float(view["talent.university"][city][place])
    building = [float(points) for points in view["talent.building"][city][place]]
    name, spot = desk.say(f"name.study.{field}"), desk.read.place("talent.university", place)
    coming = [(turn + 1, points) for turn, points in enumerate(building) if points > 0.005]
    words = desk.say("ui.talent.nothing_coming")
    if coming:
        each = [desk.say("ui.talent.coming", points=round(100 * points), turns=turn) for turn, points in coming[:3]]
        words = desk.say("ui.talent.coming_all", list=desk.say("ui.letter.comma").join(each), turns=coming[-1][0])
    head = (
        Press(
            Icon(icon("study", field.value), 22, "celadon"),
            Label(name[:1].upper() + name[1:], STRONG, elide=True).sized(grow=1),
            *([Label(words, CAPTION, elide=True)] if desk.narrow and coming else []),
            Label(f"{strength:.1f}", KPI),
            on_press=desk.does(Explain("talent.university", spot)),
            name=name,
            gap=9,
        )
        .explained(tip(desk, "talent.university", spot))
        .named(f"talent.strength.{place}")
    )
    held = desk.model.order(ExpandUniversity(field.value, 1).key)
    amount = held.amount if isinstance(held, ExpandUniversity) else 0
    most = round(figure(desk, "decree.university_cap") * yearly_revenue(desk))
    knob = Knob(
        f"talent.university.{place}",
        desk.say("ui.talent.expand"),
        steps_of(most, 40, (amount,)),
        amount,
        lambda n: desk.read.money(n, short=True),
        _FIELD_KEYS[place],
        tip=Tip(desk.say("ui.talent.expand"), desk.say("ui.talent.expand_tip")),
    )
    pieces: list[Node] = [
        head,
        ProgressBar(strength / 100, ghost=(strength + sum(building)) / 100),
        *([] if desk.narrow else [Label(words, CAPTION, elide=True)]),
        amount_act(desk, knob, lambda n: ExpandUniversity(field.value, n)),
    ]
    if amount:
        pieces.append(answers.effect(desk, ExpandUniversity(field.value, amount)))
    return Column(*pieces, gap=6)


# --- beside ------------------------------------------------------------------------------------------------


def _standing(desk: Desk) -> Panel:
    """Why people come and stay."""
    wide = not desk.narrow
    icons = ("users", "heart-handshake", "coin-yuan", "school") if wide else ("", "", "", "")
    lines = [
        line(desk, "city.population", icon=icons[0], relative=True, trend=wide),
        line(desk, "city.livability", icon=icons[1], trend=wide),
        line(desk, "city.income", icon=icons[2], relative=True, trend=wide),
        line(desk, "talent.retention", icon=icons[3], trend=False, name=desk.say("ui.talent.retained")),
    ]
    return Panel(desk.say("ui.talent.why"), Column(*lines, gap=2), icon="users-group", gap=6)


def _rivals(desk: Desk) -> Panel:
    read, view = desk.read, desk.read.view
    people = np.asarray(view["talent.people"])
    skilled = people[:, 1:].sum(axis=1)
    order = sorted(range(len(read.city_ids)), key=lambda at: -int(skilled[at]))
    came = view["talent.exchange"].tolist()
    rows = []
    for at in order:
        city = read.city_ids[at]
        offers = " / ".join(str(int(each)) for each in view["talent.programme"][at])
        rows.append(
            TableRow(
                city,
                (
                    Sealed(mark(desk.look, city)),
                    Words(read.city_name(city), style=STRONG, elide=True),
                    number(read.number(int(skilled[at]), short=True)),
                    *([] if desk.narrow else [number(f"{float(view['talent.university'][at].sum()):.0f}")]),
                    *([] if desk.narrow else [number(read.number(came[at], signed=True) if came[at] else "—")]),
                    Words(offers, style=LABEL),
                ),
                own=at == read.city,
            )
        )
    cols = (
        Col(width=28),
        Col(desk.say("ui.talent.col.city"), grow=1),
        Col(desk.say("ui.talent.col.skilled"), 70 if desk.narrow else 58, align="right"),
        *([] if desk.narrow else [Col(desk.say("ui.talent.col.points"), 56, align="right")]),
        *([] if desk.narrow else [Col(desk.say("ui.talent.col.came"), 46, align="right")]),
        Col(desk.say("ui.talent.col.offers"), 104 if desk.narrow else 80, align="right"),
    )
    roomy = desk.narrow and len(rows) <= 8
    table = Table(cols, rows, row_height=48 if roomy else 40).named("talent.rivals").sized(grow=1)
    return Panel(desk.say("ui.talent.rivals"), table, icon="swords", subtitle=desk.say("ui.talent.rivals_sub"), gap=4)


def _pyramid(desk: Desk) -> Panel:
    """Our people by tier, and why they came and went."""
    chart = desk.still("talent.pyramid", lambda: _layers(desk))
    title = desk.say("ui.talent.pyramid")
    return Panel(title, chart.sized(grow=1), icon="users", subtitle=desk.say("ui.talent.pyramid_sub"), gap=6)


def _layers(desk: Desk) -> Pyramid:
    """The largest causes of the last half-year's comings and goings, from the ledger."""
    read, view, city = desk.read, desk.read.view, desk.read.city
    layers = []
    for place in reversed(range(len(TIERS))):
        people, jobs = (int(view[f"talent.{name}"][city][place]) for name in ("people", "jobs"))
        moved = causes(desk, "talent.people", read.place("talent.people", place))
        layers.append(
            Layer(
                desk.say(f"name.tier.{TIERS[place]}"),
                read.number(people, short=True),
                float(people),
                float(jobs),
                _moves(desk, [part for part in moved if part.size > 0]),
                _moves(desk, [part for part in moved if part.size < 0]),
            )
        )
    words = (desk.say("ui.talent.came"), desk.say("ui.talent.went"))
    return Pyramid(Layers(tuple(layers), words), desk.say("ui.talent.pyramid_about"))


def _moves(desk: Desk, parts: Sequence[Cause]) -> tuple[str, ...]:
    """Two lines that add up: the largest cause, and the other one or what all others come to."""
    lines = [(part.name, part.size) for part in parts]
    if len(lines) > 2:
        lines = [lines[0], (desk.say("ui.talent.others"), sum(part.size for part in parts[1:]))]
    return tuple(f"{name} {desk.read.number(size, signed=True, short=True)}" for name, size in lines)


def _race(desk: Desk) -> Panel:
    """Skilled people of every city, as far as this client saw it."""
    chart = desk.still("talent.race", lambda: _skilled(desk))
    return Panel(desk.say("ui.talent.race"), chart.sized(grow=1), icon="chart-line", gap=6)


def _skilled(desk: Desk) -> LineRace:
    read, moments = desk.read, desk.model.moments
    turns = [turn for turn in sorted(moments) if turn <= desk.model.moment.turn]
    rows = [np.asarray(moments[turn].view["talent.people"])[:, 1:].sum(axis=1) for turn in turns]
    lines = tuple(
        Series(
            read.city_name(city),
            tuple(float(row[at]) for row in rows),
            colour(desk, city),
            mark(desk.look, city),
            at == read.city,
        )
        for at, city in enumerate(read.city_ids)
    )
    times = tuple(str(read.year(turn)) if turn % 2 == 0 else "" for turn in turns)
    return LineRace(Race(lines, times if len(times) > 1 else (*times, ""), lambda n: read.number(n, short=True)))


def _wanted(desk: Desk) -> Panel:
    """What the city's chains want studied, by output and staff, beside what its universities teach."""
    read, view = desk.read, desk.read.view
    output = view["cluster.output"][read.city]
    strength = np.asarray(view["talent.university"][read.city], dtype=float)
    taught = strength / max(1e-9, float(strength.sum()))
    wanted = np.zeros(len(FIELDS))
    for place, chain in enumerate(read.chains):
        known = desk.content.chains[chain]
        skilled = known.staff * (1.0 - known.mix[Tier.WORKERS])
        for at, field in enumerate(FIELDS):
            wanted[at] += float(output[place]) * skilled * known.study[field]
    wanted /= max(1e-9, float(wanted.sum()))
    parts = []
    for at, field in enumerate(FIELDS):
        name = desk.say(f"name.study.{field}")
        gap = round(100 * (taught[at] - wanted[at]))
        parts.append(
            Part(
                name[:1].upper() + name[1:],
                float(wanted[at]),
                f"{round(100 * wanted[at])}%",
                icon("study", field.value),
                desk.say("ui.talent.taught", share=round(100 * taught[at])),
                None if gap == 0 else gap > 0,
            )
        )
    tip_ = Tip(desk.say("ui.talent.wanted"), desk.say("ui.talent.wanted_tip"))
    chart = MixBars(tuple(parts), desk.say("ui.talent.wanted_tip")).explained(tip_)
    return Panel(desk.say("ui.talent.wanted"), chart.sized(grow=1), icon="affiliate", gap=10)
