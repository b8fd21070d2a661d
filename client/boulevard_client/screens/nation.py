"""The nation: plan and era, the ladder of sanctions, the shared track, the charges against platforms, dated news."""

from __future__ import annotations

import numpy as np

from boulevard_client.charts.gauge import Gauge, Zones
from boulevard_client.charts.race import LineRace, Race, Series
from boulevard_client.screens import annals, answers
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.entries import figure, standing
from boulevard_client.screens.icons import chain_icon
from boulevard_client.screens.intents import Explain
from boulevard_client.screens.news import event_rows
from boulevard_client.screens.parts import SUB, Press, initial, line
from boulevard_client.screens.setting import RING_ROOM, Knob, steps_of
from boulevard_client.screens.sums import tip
from boulevard_client.theme import BODY, CAPTION, KPI, LABEL, STRONG, hex_code
from boulevard_client.widgets.cells import Cell, Moved, Share, Tile, Words
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Flow, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Chip, Divider, Fact, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.tips import Tip
from boulevard_shared.events import EventKind
from boulevard_shared.orders import SetSubstitution

NEWS = frozenset(
    (
        EventKind.PLAN_ANNOUNCED,
        EventKind.PLAN_BEGUN,
        EventKind.ERA_TURNED,
        EventKind.LISTING_WINDOW_OPENED,
        EventKind.LISTING_WINDOW_SHUT,
        EventKind.STIMULUS_POURED,
        EventKind.CITIES_LOCKED,
        EventKind.CONGRESS_HELD,
        EventKind.WEALTH_SHARED,
        EventKind.SLUMP_BROKEN,
        EventKind.CRACKDOWN_BEGUN,
        EventKind.CRACKDOWN_ENDED,
        EventKind.RIFT_WIDENED,
        EventKind.SANCTIONS_TIGHTENED,
        EventKind.FIRM_SANCTIONED,
        EventKind.IMPORT_REPLACED,
        EventKind.CORRECTION_BEGUN,
        EventKind.CORRECTION_ENDED,
        EventKind.RELIANCE_CROSSED,
    )
)
"""What the nation did, of all that happens."""
MOST_NEWS = 24
MUCH = 0.5
"""Part of a chain that hangs on imports from which on it is a risk."""
METERS = ("autonomy", "inequality", "dominance", "hoarding")
_LINES = (("self_reliance", "celadon"), ("tension", "vermilion"), ("confidence", "text-mid"))
"""Quantities of the nation drawn over the turns, and their colours."""
_METER_ICONS = ("building-skyscraper", "scale", "crown", "database")


class NationScreen(Screen):
    """Remembers the chain whose imports are looked at."""

    name = "nation"

    def __init__(self) -> None:
        self.chain = -1

    def select(self, about: str) -> None:
        kind, _, name = about.partition(":")
        if kind == "chain":
            self._wanted = name

    _wanted = ""
    """A chain asked for before the content was at hand."""

    def hints(self, desk: Desk) -> tuple[tuple[str, str], ...]:
        return (("R", desk.say("ui.nationroom.replace")),)

    def build(self, desk: Desk) -> Node:
        if self._wanted in desk.read.chains:
            self.chain, self._wanted = desk.read.chains.index(self._wanted), ""
        if self.chain < 0:
            self.chain = most_exposed(desk)
        ladder = self._ladder(desk)
        if desk.narrow:
            pieces = [*_plan(desk)]
            for title, part in (("track", _track), ("charges", _charges), ("age", _age), ("news", _news)):
                pieces += [Divider(), Label(desk.say(f"ui.nationroom.{title}"), STRONG), *part(desk)]
            side = Panel(
                desk.say("ui.nationroom.plan"),
                Scroll(Column(*pieces, gap=9), RING_ROOM).named("nation.side").sized(grow=1),
                icon="flag-3",
            ).sized(width=424)
            return Row(ladder.sized(grow=1), side, gap=14, pad=Pad.all(14), align="stretch")
        course = desk.still("nation.course", lambda: _course(desk))
        left = Column(
            Panel(desk.say("ui.nationroom.plan"), *_plan(desk), icon="flag-3"),
            Panel(desk.say("ui.nationroom.age"), *_age(desk), icon="world", gap=4),
            Panel(desk.say("ui.nationroom.course"), course.sized(grow=1), icon="chart-line").sized(grow=1),
            gap=14,
        )
        news = Scroll(Column(*_news(desk), gap=12)).named("nation.news").sized(grow=1)
        right = Column(
            Panel(desk.say("ui.nationroom.track"), *_track(desk), icon="flag"),
            Panel(desk.say("ui.nationroom.charges"), *_charges(desk), icon="hammer", gap=7),
            Panel(desk.say("ui.nationroom.news"), news, icon="news").sized(grow=1),
            gap=14,
        )
        return Row(
            left.sized(width=430),
            ladder.sized(grow=1),
            right.sized(width=470),
            gap=14,
            pad=Pad.all(14),
            align="stretch",
        )

    # -- the ladder ----------------------------------------------------------------------------------------

    def _open(self, desk: Desk, key: str) -> None:
        self.chain = int(key)
        desk.again()

    def _ladder(self, desk: Desk) -> Panel:
        say, wide = desk.say, not desk.narrow
        cols = [
            Col(width=40 if wide else 22),
            Col(say("ui.nationroom.col.chain"), grow=1.9, least=144 if wide else 110),
            Col(say("ui.nationroom.col.rung"), grow=1.2, least=120),
            *([Col(say("ui.nationroom.col.favour"), 70, align="right")] if wide else []),
            *([Col(say("ui.nationroom.col.mood"), 70, align="right")] if wide else []),
            Col(say("ui.nationroom.col.exposed"), grow=1.6),
            Col(say("ui.nationroom.col.replaced"), grow=1.6),
            Col(say("ui.nationroom.col.listed"), 62, align="right"),
        ]
        rows = [self._row(desk, chain) for chain in range(len(desk.read.chains))]
        table = Table(cols, rows, lambda key: self._open(desk, key), 47 if wide else 34).named("nation.ladder")
        table.on_move = lambda key: self._open(desk, key)
        table.selected, table.cursor = str(self.chain), self.chain
        tension = desk.read.place("nation.tension")
        head = (
            Press(
                Label(desk.read.text("nation.tension", tension), KPI),
                Label(say("ui.nationroom.tension"), CAPTION, elide=True).sized(grow=1),
                on_press=desk.does(Explain("nation.tension", tension)),
                name=say("quantity.nation.tension"),
                gap=9,
            )
            .explained(tip(desk, "nation.tension", tension))
            .named("nation.tension")
        )
        return Panel(
            say("ui.nationroom.ladder"),
            head,
            table.airy(56 if wide else 40).sized(grow=1),
            Divider(),
            *self._replace(desk),
            icon="lock",
            subtitle=say("ui.nationroom.ladder_sub") if wide else "",
            gap=8,
        )

    def _row(self, desk: Desk, chain: int) -> TableRow:
        read, view, city = desk.read, desk.read.view, desk.read.city
        rung = int(view["nation.sanctions"][chain])
        exposed = float(view["cluster.exposure"][city][chain])
        done = float(view["cluster.substitution"][city][chain])
        listed = int(((view["firm.sanctioned"] > 0) & (view["firm.chain"] == chain)).sum())
        planned = bool(view["nation.plan"][chain])
        heat = ("text-mid", "text-hi", "amber", "vermilion", "vermilion")[min(rung, 4)]
        cells: tuple[Cell, ...] = (
            Tile(chain_icon(desk, chain), "celadon" if planned else "text-hi", bare=desk.narrow),
            Words(
                read.chain_short(chain),
                desk.say("ui.chains.plan") if planned and not desk.narrow else "",
                STRONG,
                elide=True,
                sub_style=SUB,
            ),
            Words(initial(desk.say(f"name.rung.{rung}")), style=STRONG.tinted(heat), elide=True),
            *([] if desk.narrow else [self._moved(desk, name, chain) for name in ("nation.favour", "nation.mood")]),
            Share(exposed, f"{round(100 * exposed)}%", "amber" if exposed > MUCH else "control"),
            Share(done, f"{round(100 * done)}%" if done else "—"),
            Words(str(listed) if listed else "—"),
        )
        return TableRow(str(chain), cells)

    def _moved(self, desk: Desk, quantity: str, chain: int) -> Cell:
        place = desk.read.place(quantity, chain)
        return Moved(*desk.read.change_text(quantity, place), desk.read.text(quantity, place))

    def _replace(self, desk: Desk) -> list[Node]:
        """The project that replaces imports of the chosen chain: what is paid, and what it should spare."""
        read, place = desk.read, self.chain
        chain = read.chains[place]
        now = int(read.view["cluster.substitution_budget"][place])
        held = desk.model.order(SetSubstitution(chain, 0).key)
        amount = held.amount if isinstance(held, SetSubstitution) else now
        most = project_pace(desk, place)
        if float(read.view["cluster.substitution"][read.city][place]) >= 1.0:
            return [
                Row(
                    Icon("circle-check", 18, "celadon"), Label(desk.say("ui.nationroom.done", chain=chain), BODY), gap=8
                )
            ]
        knob = Knob(
            "nation.substitution",
            desk.say("ui.nationroom.project", chain=chain),
            steps_of(most, 40, (amount, now, most)),
            min(amount, most),
            lambda n: desk.say("ui.portfolio.each_turn", amount=n) if n else desk.say("ui.deals.none"),
            "R",
            icon="recycle",
            marks=(now,),
            tip=Tip(desk.say("ui.nationroom.replace"), desk.say("ui.nationroom.replace_tip")),
        )
        return [
            standing(desk, knob, lambda n: SetSubstitution(chain, n)),
            answers.effect(desk, SetSubstitution(chain, amount), notes=2),
        ]


def project_pace(desk: Desk, chain: int) -> int:
    """Most that a project for this chain can use in one turn (wan), as the rules reckon it."""
    output = int(desk.read.view["cluster.output"][desk.read.city][chain])
    imports = desk.content.chains[desk.read.chains[chain]].import_share
    whole = max(figure(desk, "sanctions.project_floor"), figure(desk, "sanctions.project_cost") * imports * output)
    return max(1, round(whole * figure(desk, "sanctions.project_pace")))


def most_exposed(desk: Desk) -> int:
    """The chain of our city that sanctions would hit hardest."""
    view, city = desk.read.view, desk.read.city
    risk = view["cluster.output"][city] * view["cluster.exposure"][city] * (1 + view["nation.sanctions"])
    return int(np.argmax(risk))


# --- plan and era --------------------------------------------------------------------------------------------


def _named(desk: Desk, quantity: str) -> Flow:
    """The chains that a plan names."""
    chosen = [int(chain) for chain in np.nonzero(desk.read.view[quantity])[0]]
    return Flow(*(Chip(desk.read.chain_short(chain), "good", chain_icon(desk, chain)) for chain in chosen), gap=6)


def _plan(desk: Desk) -> list[Node]:
    """The plan in force, the one announced, the era they make and the congress ahead."""
    view, say = desk.read.view, desk.say
    hard = bool(view["nation.era_plan"])
    coming = int(view["nation.era_next"])
    following: list[Node] = [Label(say("ui.nationroom.no_next"), CAPTION, wrap=True)]
    if view["nation.plan_next"].any():
        words = say(f"ui.nationroom.wants_{'hard' if coming == 1 else 'soft'}")
        following = [Label(words, BODY, wrap=True), _named(desk, "nation.plan_next")]
    ahead = int(view["nation.congress"])
    congress = say("ui.nationroom.congress_now") if ahead == 0 else say("ui.nationroom.congress_in", turns=ahead)
    return [
        Label(say(f"ui.nationroom.era_{'hard' if hard else 'soft'}"), STRONG, wrap=True),
        Label(say("ui.nationroom.in_force"), LABEL),
        _named(desk, "nation.plan"),
        Label(say("ui.nationroom.next"), LABEL),
        *following,
        Fact(say("ui.nationroom.congress"), initial(congress)),
        Fact(say("ui.nationroom.history"), initial(say(f"ui.history.{_history(desk)}"))),
    ]


def _history(desk: Desk) -> str:
    return ("exact", "jittered", "random")[int(desk.read.view["match.history"])]


def _age(desk: Desk) -> list[Node]:
    """What the age is like: credit, investors, openness, ports and people; each line opens its sum."""
    return [
        line(desk, "nation.credit", icon="building-bank", trend=False),
        line(desk, "nation.stimulus", icon="coins", trend=False),
        line(desk, "nation.confidence", icon="globe", trend=False),
        line(desk, "nation.openness", icon="ship", trend=False),
        line(desk, "nation.growth", icon="trending-up", trend=False),
        line(desk, "nation.house_price", icon="home-2", trend=False),
        line(desk, "city.unfinished", icon="crane", trend=False),
        line(desk, "nation.port", icon="route", trend=False),
        line(desk, "nation.inland", icon="arrows-exchange", trend=False),
        *(_campaign(desk, kind) for kind in range(len(desk.read.view["nation.correction"]))),
    ]


def _course(desk: Desk) -> LineRace:
    """Hostility, confidence and the shared track so far, all of 100."""
    moments = desk.model.moments
    turns = [turn for turn in sorted(moments) if turn <= desk.model.moment.turn]
    lines = tuple(
        Series(
            desk.say(f"ui.nationroom.line.{name}"),
            tuple(float(moments[turn].view[f"nation.{name}"]) for turn in turns),
            hex_code(desk.look.colour(colour)),
            own=name == "self_reliance",
        )
        for name, colour in _LINES
    )
    times = tuple(str(desk.read.year(turn)) if turn % 4 == 0 else "" for turn in turns)
    return LineRace(Race(lines, times, lambda level: f"{level:.0f}"), desk.say("ui.nationroom.course"))


def _campaign(desk: Desk, kind: int) -> Node:
    """A campaign against an excess, while it lasts."""
    left = int(desk.read.view["nation.correction"][kind])
    name = desk.say(f"name.buildup.{kind}")
    row = Row(
        Icon("gavel", 18, "vermilion"),
        Label(desk.say("ui.nationroom.campaign", name=name, turns=left), LABEL, wrap=True).sized(grow=1),
        gap=10,
        pad=Pad.sides(6, 2),
    )
    row.visible = left > 0
    return row


# --- the shared track, and what leads to a crackdown ----------------------------------------------------------


def _track(desk: Desk) -> list[Node]:
    """Hard technology made with home-made parts against the ladder: all cities pay behind it and gain ahead."""
    read = desk.read
    place = read.place("nation.self_reliance")
    level = float(read.own("nation.self_reliance"))
    gauge = Gauge(Zones(0.0, 100.0, level, ((50.0, "vermilion"), (60.0, "control"), (100.0, "celadon"))))
    head = (
        Press(
            Label(read.text("nation.self_reliance", place), KPI),
            Label(desk.say(f"ui.nationroom.track_{'ahead' if level >= 50 else 'behind'}"), BODY, wrap=True).sized(
                grow=1
            ),
            on_press=desk.does(Explain("nation.self_reliance", place)),
            name=desk.say("quantity.nation.self_reliance"),
            gap=9,
        )
        .explained(tip(desk, "nation.self_reliance", place))
        .named("nation.track")
    )
    made, ladder = read.own("nation.hard_output"), read.own("nation.ladder")
    return [
        head,
        gauge,
        Fact(desk.say("ui.nationroom.made"), desk.say("ui.nationroom.each_year", amount=round(made))),
        Fact(desk.say("ui.nationroom.needed"), desk.say("ui.nationroom.each_year", amount=round(ladder))),
    ]


def _charges(desk: Desk) -> list[Node]:
    """The four meters, where a crackdown becomes possible, and how likely it is."""
    read, view = desk.read, desk.read.view
    limit = figure(desk, "crackdown.threshold")
    rows: list[Node] = []
    for place, name in enumerate(METERS):
        level = float(view["nation.meter"][place])
        gauge = Gauge(Zones(0.0, 100.0, level, ((limit, "celadon"), (100.0, "vermilion"))))
        row = Press(
            Icon(_METER_ICONS[place], 17, "text-mid"),
            Label(desk.say(f"ui.nationroom.meter.{name}"), LABEL, elide=True).sized(width=130),
            gauge.sized(grow=1),
            Label(read.text("nation.meter", place), STRONG).aligned("right").sized(width=44),
            on_press=desk.does(Explain("nation.meter", place)),
            name=desk.say(f"ui.nationroom.meter.{name}"),
            pad=Pad.sides(6, 2),
        )
        rows.append(row.explained(tip(desk, "nation.meter", place)).named(f"nation.meter.{place}"))
    began = int(view["nation.crackdown"])
    odds = round(10_000 * float(view["nation.crackdown_odds"]))
    said = desk.say("ui.nationroom.odds", odds=odds)
    if began >= 0:
        said = desk.say("ui.nationroom.last_crackdown", when=began, odds=odds)
    rows.append(Label(said, CAPTION, wrap=True))
    return rows


def _news(desk: Desk) -> list[Node]:
    """What the nation did so far, the latest first."""
    found = annals.past(desk, lambda event: event.kind in NEWS, MOST_NEWS)
    return event_rows(desk, found, "nation.news") or [Label(desk.say("ui.nationroom.quiet"), BODY, wrap=True)]
