"""One firm or one official through time: where they were each half-year, and what happened to them.

Read from the turns this client holds: of a match being played those it saw, of a stored one all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from boulevard_client.charts.race import LineRace, Race, Series
from boulevard_client.moment import Moment
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.icons import chain_icon
from boulevard_client.screens.intents import GoTo, LookAt
from boulevard_client.screens.nameseal import NameSeal, Stamped, family_name
from boulevard_client.screens.news import event_row
from boulevard_client.screens.parts import Press, colour, mark
from boulevard_client.theme import BODY, CAPTION, HIT_TARGET, LABEL, STRONG, TITLE
from boulevard_client.widgets.button import IconButton
from boulevard_client.widgets.cells import Cell, Sealed, Words
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_shared.events import Event, EventKind

KINDS = ("firm", "official")
SOUGHT = (EventKind.PROJECT_OPENED, EventKind.PROJECT_WON, EventKind.PROJECT_LAPSED, EventKind.PROJECT_REFUSED)
"""News of a project, before there is a firm."""
MOST = 200
"""Names offered for following."""
UNRANKED = 99


@dataclass(slots=True)
class Followed:
    """Who is followed: a firm or an official by serial, 0 for the one of ours of whom most was told."""

    kind: str = "firm"
    serial: int = 0


@dataclass(slots=True)
class Track:
    """One thing's life as far as it was seen: slots by turn (flat in its field), its name, and where it is or was."""

    serial: int
    name: int
    city: int
    chain: int
    slots: dict[int, int] = field(default_factory=dict)

    @property
    def first(self) -> int:
        return min(self.slots)

    @property
    def last(self) -> int:
        return max(self.slots)


def follow_button(desk: Desk, kind: str, serial: int) -> IconButton:
    """The way here from wherever one firm or official is shown."""
    name = desk.say("ui.follow.button")
    return IconButton("route", desk.does(GoTo("replay", f"{kind}:{serial}")), name).named(f"follow.{kind}")


def tracks(desk: Desk, kind: str) -> dict[int, Track]:
    """Every firm or official seen in any turn, by serial."""
    found: dict[int, Track] = {}
    for turn, moment in sorted(desk.model.moments.items()):
        serials = moment.view[f"{kind}.serial"].reshape(-1)
        names = moment.view[f"{kind}.name"].reshape(-1)
        for each in np.nonzero(serials > 0)[0]:
            slot = int(each)
            serial = int(serials[slot])
            city = _city(moment, kind, slot)
            chain = int(moment.view["firm.chain"][slot]) if kind == "firm" else -1
            track = found.setdefault(serial, Track(serial, int(names[slot]), city, chain))
            track.slots[turn] = slot
            track.city = city
    return found


def _city(moment: Moment, kind: str, slot: int) -> int:
    if kind == "firm":
        return int(moment.view["firm.city"][slot])
    return slot // int(moment.view["official.serial"].shape[1])


def events_of(desk: Desk, kind: str, track: Track) -> list[Event]:
    """What was told of it while it was there. Names may be given again later: its lifetime tells them apart."""
    argument = (kind, f"old_{kind}")
    found = []
    for turn in sorted(desk.model.moments):
        if not track.first <= turn <= track.last + 1:
            continue
        for event in desk.model.moments[turn].events:
            if event.kind in SOUGHT and turn > track.first + 1:
                continue  # a new project has been given the name of an old firm
            if any(event.sentence.args.get(name) == track.name for name in argument):
                found.append(event)
    return found


def page(desk: Desk, followed: Followed) -> Node:
    """Left who may be followed, right the life of the one chosen."""
    known = tracks(desk, followed.kind)
    order = _order(desk, followed.kind, known)
    if followed.serial not in known and order:
        followed.serial = _eventful(desk, followed.kind, order).serial
    chosen = known.get(followed.serial)
    right: Node = Label(desk.say("ui.follow.nobody"), BODY)
    if chosen is not None:
        right = (_firm if followed.kind == "firm" else _official)(desk, chosen)
    return Row(
        _names(desk, followed, order).sized(width=360 if desk.narrow else 420),
        right.sized(grow=1),
        gap=14,
        align="stretch",
    )


def _eventful(desk: Desk, kind: str, order: list[Track]) -> Track:
    """The one of our city of whom most was told: a quiet life makes an empty page."""
    ours = [track for track in order if track.city == desk.read.city] or order[:1]
    return max(ours, key=lambda track: len(events_of(desk, kind, track)))


def _order(desk: Desk, kind: str, known: dict[int, Track]) -> list[Track]:
    """Those of our city first, officials by their office, then by how long they were seen."""
    ours = desk.read.city
    ranks = {serial: _rank(desk, track) if kind == "official" else 0 for serial, track in known.items()}
    return sorted(
        known.values(),
        key=lambda track: (track.city != ours, ranks[track.serial], -len(track.slots), track.serial),
    )[:MOST]


def _rank(desk: Desk, track: Track) -> int:
    """The office an official held last, the highest first; no office comes after all."""
    rank = int(desk.model.moments[track.last].view["official.rank"].reshape(-1)[track.slots[track.last]])
    return rank or UNRANKED


def _names(desk: Desk, followed: Followed, order: list[Track]) -> Panel:
    read = desk.read

    def choose(key: str) -> None:
        followed.serial = int(key)
        desk.again()

    def turn_to(index: int) -> None:
        followed.kind, followed.serial = KINDS[index], 0
        desk.again()

    rows = []
    for track in order:
        name = read.firm_name(track.name) if followed.kind == "firm" else read.official_name(track.name)
        if followed.kind == "firm":
            under = read.chain_short(track.chain)
        else:
            under = desk.say(f"name.rank.{_rank(desk, track) % UNRANKED}")
        first, last = str(read.year(track.first)), str(read.year(track.last))
        span = first if first == last else desk.say("ui.follow.span", first=first, last=last)
        rows.append(
            TableRow(
                str(track.serial),
                (
                    _face(desk, followed.kind, track),
                    Words(name, f"{under} · {span}", STRONG, elide=True),
                ),
            )
        )
    table = Table([Col("", 36), Col(desk.say(f"ui.follow.{followed.kind}"), grow=1)], rows, choose, 54)
    table.named("follow.names").on_move = choose
    table.selected = str(followed.serial)
    table.cursor = next((at for at, track in enumerate(order) if track.serial == followed.serial), 0)
    tabs = Tabs(
        [desk.say(f"ui.follow.kind.{kind}") for kind in KINDS], turn_to, KINDS.index(followed.kind), segmented=True
    )
    return Panel(desk.say("ui.follow.title"), tabs.named("follow.kinds"), table.sized(grow=1), icon="route", gap=8)


def _face(desk: Desk, kind: str, track: Track) -> Cell:
    """A firm goes under its city's seal, an official under one of their own."""
    city = desk.read.city_ids[track.city]
    return Sealed(mark(desk.look, city)) if kind == "firm" else Stamped(city, family_name(desk, track.name))


def _values(desk: Desk, track: Track, quantity: str) -> tuple[tuple[int, float], ...]:
    """(turn, value) of a field of the thing in its unit."""
    return tuple(
        (turn, float(desk.model.moments[turn].view[quantity].reshape(-1)[slot])) for turn, slot in track.slots.items()
    )


def _chart(desk: Desk, track: Track, quantity: str, icon: str, show: Callable[[float], str]) -> Panel:
    """The course of one figure; the axis begins where the thing was first seen."""
    values = tuple(value for _, value in _values(desk, track, quantity))
    turns = list(track.slots)
    city = desk.read.city_ids[track.city]
    step = 2 if len(turns) <= 12 else 4
    times = tuple(str(desk.read.year(turn)) if at % step == 0 else "" for at, turn in enumerate(turns))
    line = Series(desk.read.city_name(city), values, colour(desk, city), mark(desk.look, city), own=True)
    race = LineRace(Race((line,), (*times, "") if len(times) < 2 else times, show))
    return Panel(desk.say(f"ui.follow.{quantity.partition('.')[2]}"), race.sized(grow=1), icon=icon, gap=4)


def _firm(desk: Desk, track: Track) -> Node:
    read = desk.read
    stages = dict(_values(desk, track, "firm.stage"))
    cities = dict(_values(desk, track, "firm.city"))
    charts = Row(
        _chart(desk, track, "firm.value", "coin-yuan", lambda v: read.money(v, short=True)).sized(grow=1),
        _chart(desk, track, "firm.output", "building-factory-2", lambda v: read.money(v, short=True)).sized(grow=1),
        gap=12,
        align="stretch",
    )

    def state(turn: int, before: int | None) -> list[str]:
        said = []
        if before is None or stages[turn] != stages[before]:
            said.append(desk.say("ui.follow.stage", stage=f"name.stage.{int(stages[turn])}"))
        if before is not None and cities[turn] != cities[before]:
            said.append(desk.say("ui.follow.moved", city=read.city_ids[int(cities[turn])]))
        return said

    head = Row(
        Icon(chain_icon(desk, track.chain), 30, "celadon"),
        Column(
            Label(read.firm_name(track.name), TITLE, elide=True),
            Label(f"{read.chain_name(track.chain)} · {read.city_name(read.city_ids[track.city])}", CAPTION, elide=True),
            gap=0,
        ).sized(grow=1),
        gap=12,
    )
    return Column(head, charts.sized(height=190 if desk.narrow else 250), _life(desk, "firm", track, state), gap=12)


def _official(desk: Desk, track: Track) -> Node:
    read = desk.read
    ranks = dict(_values(desk, track, "official.rank"))
    bosses = dict(_values(desk, track, "official.boss_of"))
    away = dict(_values(desk, track, "official.seconded_to"))
    lent = dict(_values(desk, track, "official.seconded"))
    seats = {turn: _city(desk.model.moments[turn], "official", slot) for turn, slot in track.slots.items()}

    def state(turn: int, before: int | None) -> list[str]:
        said = []
        if before is None or ranks[turn] != ranks[before]:
            said.append(desk.say("ui.follow.rank", rank=f"name.rank.{int(ranks[turn])}"))
        if before is not None and seats[turn] != seats[before]:
            said.append(desk.say("ui.follow.posted", city=read.city_ids[seats[turn]]))
        if bosses[turn] >= 0 and (before is None or bosses[turn] != bosses[before]):
            said.append(desk.say("ui.follow.boss", chain=int(bosses[turn])))
        if lent[turn] > 0 and (before is None or lent[before] <= 0):
            said.append(desk.say("ui.follow.lent", chain=int(away[turn])))
        return said

    head = Row(
        NameSeal(read.city_ids[track.city], family_name(desk, track.name), 44),
        Column(
            Label(read.official_name(track.name), TITLE, elide=True),
            Label(read.city_name(read.city_ids[track.city]), CAPTION, elide=True),
            gap=0,
        ).sized(grow=1),
        gap=12,
    )
    return Column(
        head,
        _knowledge(desk, track).sized(height=236 if desk.narrow else 270),
        _life(desk, "official", track, state),
        gap=12,
    )


def _knowledge(desk: Desk, track: Track) -> Panel:
    """What the official came to know: the chains known best, up to three, over time; not what any official knows."""
    turns = list(track.slots)
    rows = np.array(
        [
            desk.model.moments[turn].view["official.expertise"].reshape(-1, len(desk.read.chains))[slot]
            for turn, slot in track.slots.items()
        ]
    )
    most = rows.max(axis=0)
    best = [int(chain) for chain in np.argsort(-most, kind="stable")[:3] if most[chain] > most.min()]
    best = best or [int(most.argmax())]
    inks = ("celadon", "amber", "text-low")
    lines = tuple(
        Series(desk.read.chain_short(chain), tuple(float(v) for v in rows[:, chain]), ink, own=at == 0)
        for at, (chain, ink) in enumerate(zip(best, inks, strict=False))
    )
    step = 2 if len(turns) <= 12 else 4
    times = tuple(str(desk.read.year(turn)) if at % step == 0 else "" for at, turn in enumerate(turns))
    race = LineRace(Race(lines, (*times, "") if len(times) < 2 else times, lambda v: f"{100 * v:.0f}%", from_zero=True))
    return Panel(desk.say("ui.follow.expertise"), race.sized(grow=1), icon="school", gap=4)


def _life(desk: Desk, kind: str, track: Track, state: Callable[[int, int | None], list[str]]) -> Panel:
    """Turn by turn what changed and what was told; a turn in which nothing did is left out."""
    told: dict[int, list[Event]] = {}
    for event in events_of(desk, kind, track):
        told.setdefault(event.turn + 1, []).append(event)
    entries: list[Node] = []
    before: int | None = None
    for turn in track.slots:
        said = state(turn, before)
        events = told.pop(turn, [])
        before = turn
        if said or events:
            entries.append(_entry(desk, turn, said, events))
    entries += [_entry(desk, turn, [], events) for turn, events in sorted(told.items())]
    if track.last < desk.model.turn:
        entries.append(Label(desk.say("ui.follow.gone", when=track.last + 1), LABEL))
    nodes: list[Node] = []
    for entry in entries:
        nodes += [Divider(), entry] if nodes else [entry]
    listed = Scroll(Column(*nodes, gap=8)).named("follow.life").sized(grow=1)
    return Panel(desk.say("ui.follow.life"), listed, icon="hourglass").sized(grow=1)


def _entry(desk: Desk, turn: int, said: list[str], events: list[Event]) -> Node:
    """What a half-year changed: `turn` is the one that began with it, the news is of the one before."""
    name = desk.read.turn_name(turn - 1) if turn else desk.say("ui.follow.start")
    head = Press(Label(name, STRONG).sized(width=130), on_press=desk.does(LookAt(turn)), name=name)
    head.sized(at_least=(0, HIT_TARGET))
    words = Label(" · ".join(said), BODY.tinted("text-hi"), wrap=True)
    # level with the half-year beside it, as the words beside a disc are
    rows: list[Node] = [Row(words.sized(grow=1)).sized(at_least=(0, HIT_TARGET))] if said else []
    rows += [event_row(desk, event, at, f"follow.{turn}", dated=False) for at, event in enumerate(events)]
    return Row(head.named(f"follow.turn.{turn}"), Column(*rows, gap=6).sized(grow=1), gap=10, align="start")
