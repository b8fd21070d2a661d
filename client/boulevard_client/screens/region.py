"""The region: map with lenses and ranking, charts below, what needs the player and the news at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from boulevard_client.art import Box
from boulevard_client.charts.mix import MixBars
from boulevard_client.charts.race import LineRace
from boulevard_client.charts.sankey import STOP_NAME, Flow, Flows, Sankey, Stop
from boulevard_client.icons import icon
from boulevard_client.screens import lens as lenses
from boulevard_client.screens.citymark import CityMark, Happening, Mark
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.explain import race
from boulevard_client.screens.intents import GoTo
from boulevard_client.screens.lens import LENSES
from boulevard_client.screens.maplegend import PLATE, legend
from boulevard_client.screens.news import HEADLINE, inks, needs_list, news_list
from boulevard_client.screens.overview import mix
from boulevard_client.screens.parts import NAME, Press, colour, seal
from boulevard_client.screens.regionmap import Overlay, RegionMap
from boulevard_client.theme import BODY, CAPTION, HEADING, LABEL, RIGHT_COLUMN, STRONG, TextStyle
from boulevard_client.widgets.button import Button, Pill
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.label import Change, Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row, Stack
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.overlays import Drawer
from boulevard_client.widgets.panel import Card, Chip, Fact, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.stage import Stage
from boulevard_client.widgets.stamp import Once

WORTH_A_MARK = 60
"""Weight from which news of a city is marked on the map."""
RIBBON = Box("panel", "sunk", "amber", 12, 1.4, 0.92)
CHARTS = ("race", "flows", "mix")
COMPARED = (
    "city.gdp",
    "city.growth_last",
    "city.income",
    "city.population",
    "city.debt",
    "city.strategic",
    "city.technology",
    "city.livability",
    "city.trust",
)
"""What is told of a city that is pressed, beside ours."""
OTHER, OURS = 104, 102
"""Widths of the columns with its figures and with ours."""


class RegionScreen(Screen):
    """Keeps the lens, the chosen city and the chart that a narrow window shows."""

    name = "region"

    def __init__(self) -> None:
        self.lens = 0
        self.city = ""
        self.chart = 0
        self.seen: dict[tuple[int, str], Once] = {}
        self._drawer: Drawer | None = None
        """In a narrow window: what a wide one shows at the right."""
        self._shown: Node = Column()
        """The map as it was built last."""

    def select(self, about: str) -> None:
        kind, _, what = about.partition(":")
        if kind == "city":
            self.city = what

    def hints(self, desk: Desk) -> tuple[tuple[str, str], ...]:
        return (("L", desk.say("ui.region.lens_key")),)

    def key(self, key: Key, desk: Desk) -> bool:
        if key.combo == "L":
            self._look(desk, (self.lens + 1) % len(LENSES))
            return True
        return False

    def build(self, desk: Desk) -> Node:
        left = Column(self._map(desk).sized(grow=2), self._charts(desk).sized(grow=1), gap=14).sized(grow=1)
        if desk.narrow:
            return Row(left, gap=14, pad=14, align="stretch")
        return Row(left, self._side(desk).sized(width=RIGHT_COLUMN), gap=14, pad=14, align="stretch")

    # -- map -----------------------------------------------------------------------------------------------

    def _map(self, desk: Desk) -> Node:
        lens = LENSES[self.lens]
        ranking = None if desk.narrow else self._ranking(desk).anchored("bottom-right", 14)
        levels = lenses.levels(desk, lens)
        marks = [
            CityMark(
                Mark(
                    lenses.card(desk, lens, city),
                    levels[index],
                    lenses.strength(desk, lens, index),
                    lenses.badges(desk, lens, index),
                ),
                city == self.city,
                self._choose(desk, city),
                self._happening(desk, city),
            )
            .named(f"region.city.{city}")
            .explained(partial(lenses.told, desk, lens, index))
            for index, city in enumerate(desk.read.city_ids)
        ]
        others = {
            city: desk.read.called(entry.name)
            for city, entry in desk.content.cities.items()
            if city not in desk.read.city_ids
        }
        pills = Row(
            *(
                Pill(lenses.called(desk, each), self._turn(desk, index), on=index == self.lens, icon=each.icon)
                .named(f"region.lens.{each.name}")
                .explained(partial(lenses.about, desk, each))
                for index, each in enumerate(LENSES)
            ),
            gap=4 if desk.narrow else 8,
        )
        over: list[Node] = [] if ranking is None else [ranking]
        ribbon, signs = _country(desk), legend(desk, lens)
        # the foot of the map belongs to the cities of the south: a ribbon there would lie on their towers
        over += [Row(*ribbon, pad=Pad(0, 52, 0, 0)).anchored("top-left", 14)] if ribbon else []
        over += [Row(*signs).anchored("bottom-right" if desk.narrow else "bottom-left", 14)] if signs else []
        pills.anchored("top-left", 14)
        moved = tuple(lenses.streams(desk)) if lens.name == "talent" else ()
        overlay = Overlay(lens.name == "trade", moved, lens.veil)
        chart = self._shown = RegionMap(
            marks, desk.read.city_id, desk.say, others, overlay=overlay, over=(pills, *over)
        ).named("region.map")
        if desk.narrow:
            pills.add(
                Button(desk.say("ui.region.side"), lambda: self._open_all(desk, chart), icon="news", key="B").named(
                    "region.side"
                )
            )
        return Stack(chart, *over, pills)  # a ribbon stands under the lenses, its empty top must not take their clicks

    def _happening(self, desk: Desk, city: str) -> Happening | None:
        """The weightiest news of a city in the half-year before the shown turn, if it is worth a mark."""
        events = [event for event in desk.model.moment.events if event.city == city and event.weight >= WORTH_A_MARK]
        if not events:
            return None
        event = max(events, key=lambda each: each.weight)
        ink, _ = inks(event, desk.read.city_id)
        once = self.seen.setdefault((desk.model.moment.turn, city), Once())
        return Happening(icon("event", event.kind.value), ink, once)

    def _ranking(self, desk: Desk) -> Node:
        read = desk.read
        ranks = read.view["score.rank"]
        seats = sorted(range(len(ranks)), key=lambda seat: int(ranks[seat]))
        most = 6
        shown = seats[:most]
        if desk.model.seat not in shown:
            shown = [*seats[: most - 1], desk.model.seat]
        rows: list[Node] = [
            Row(
                Label(desk.say("ui.region.ranking"), STRONG).sized(grow=1),
                Label(desk.say("ui.turn.short", n=desk.model.moment.turn + 1), CAPTION),
            )
        ]
        for seat in shown:
            city = desk.model.seats[seat].city
            _, gain = read.change_text("score.total", seat)
            style = STRONG if seat == desk.model.seat else TextStyle(14, "text", "text-mid")
            row = Press(
                Label(str(int(ranks[seat])), style).sized(width=16),
                seal(desk, city, 22),
                Label(read.city_name(city), style, elide=True).sized(grow=1),
                Label(read.text("score.total", seat), STRONG),
                Change("", gain, TextStyle(12, "semibold")).sized(width=14),
                on_press=self._choose(desk, city),
                name=read.city_name(city),
                gap=9,
                pad=Pad.sides(7, 3),
            ).named(f"region.rank.{city}")
            if seat == desk.model.seat:
                row.boxed(Box("amber-dim", None, None, 8, 1, 0.75))
            rows.append(row)
        return Card(*rows, gap=2, pad=Pad(12, 10, 12, 9), box=PLATE).sized(width=None if desk.narrow else 262)

    def _choose(self, desk: Desk, city: str) -> Callable[[], None]:
        def choose() -> None:
            if desk.narrow:  # the panel of a city is in the drawer: a city that is pressed opens it there
                self.city = city
                self._open_side(desk, self._shown)
            else:
                self.city = "" if self.city == city else city
            desk.again()

        return choose

    def _turn(self, desk: Desk, index: int) -> Callable[[bool], None]:
        return lambda on: self._look(desk, index)

    def _look(self, desk: Desk, index: int) -> None:
        self.lens = index
        desk.again()

    # -- charts --------------------------------------------------------------------------------------------

    def _charts(self, desk: Desk) -> Node:
        if not desk.narrow:
            return Row(
                self._race(desk).sized(grow=1.05),
                self._flows(desk).sized(grow=1.35),
                self._mix(desk).sized(grow=0.75),
                gap=14,
                align="stretch",
            )
        makers = (self._race, self._flows, self._mix)
        tabs = Tabs([desk.say(f"ui.region.{name}") for name in CHARTS], lambda i: self._chart(desk, i), self.chart)
        panel = makers[self.chart](desk)
        panel.replace(tabs.named("region.charts"), *panel.children[1:])
        return panel

    def _chart(self, desk: Desk, index: int) -> None:
        self.chart = index
        desk.again()

    def _race(self, desk: Desk) -> Panel:
        chart = desk.still("region.race", lambda: LineRace(race(desk, "city.gdp"))).sized(grow=1)
        return Panel(desk.say("ui.region.race"), chart, icon="chart-line", subtitle=desk.say("ui.region.race_sub"))

    def _flows(self, desk: Desk) -> Panel:
        panel = Panel(
            desk.say("ui.region.flows"),
            desk.still("region.flows", lambda: Sankey(_flows(desk))).sized(grow=1),
            icon="affiliate",
            subtitle=desk.say("ui.region.flows_sub"),
        )
        held = [i for i, kind in enumerate(desk.read.view["cluster.bottleneck_known"]) if kind]
        if held:
            words = desk.say("ui.region.bottleneck", chain=desk.read.chain_short(held[0]))
            panel.header_end(Chip(words, "bad", "alert-triangle"))
        return panel

    def _mix(self, desk: Desk) -> Panel:
        bars = (
            Scroll(desk.still("region.mix", lambda: MixBars(mix(desk, 6, short=True))))
            .named("region.mix")
            .sized(grow=1)
        )
        return Panel(desk.say("ui.region.mix"), bars, icon="building-factory-2", subtitle=desk.say("ui.region.mix_sub"))

    # -- right column ----------------------------------------------------------------------------------------

    def _side(self, desk: Desk) -> Column:
        panels: list[Node] = []
        if self.city and self.city in desk.read.city_ids:
            panels.append(self._city_panel(desk, self.city))
        else:
            panels.append(needs_list(desk, 5))
        if desk.narrow:
            panels.append(self._ranking(desk))
        panels.append(news_list(desk, "region.news").sized(grow=1))
        return Column(*panels, gap=14)

    def _open_all(self, desk: Desk, on: Node) -> None:
        """What needs us and the news, whatever city was looked at."""
        self.city = ""
        self._open_side(desk, on)
        desk.again()

    def _open_side(self, desk: Desk, on: Node) -> None:
        stage: Stage | None = on.stage
        if stage is not None:
            if self._drawer is not None:
                self._drawer.close()
            title = desk.read.city_name(self.city or desk.read.city_id)
            self._drawer = Drawer(title, self._side(desk).sized(grow=1))
            self._drawer.open(stage)

    def _city_panel(self, desk: Desk, city: str) -> Panel:
        read = desk.read
        index = read.city_ids.index(city)
        entry = desk.content.cities[city]
        governor = read.governor(index)
        who = read.seat_name(governor.seat) if governor is not None else desk.say("ui.nobody")
        facts = [self._compared(desk, quantity, index) for quantity in COMPARED]
        chains = np.argsort(-read.view["cluster.output"][index], kind="stable")[:3]
        head = Row(
            seal(desk, city, 40),
            Column(
                Row(
                    Label(read.called(entry.name), HEADING),
                    Label(read.also_called(entry.name), LABEL),
                    gap=8,
                    align="baseline",
                ),
                Label(who, CAPTION, elide=True),
                gap=0,
            ).sized(grow=1),
            gap=8,
            align="end",
        )
        if index != read.city:
            for whose, width in ((city, OTHER), (read.city_id, OURS)):
                head.add(Row(seal(desk, whose, 20), justify="end").sized(width=width))
        strong = " · ".join(read.chain_short(int(chain)) for chain in chains)
        return Panel(
            desk.say("ui.region.city"),
            head,
            Label(read.called(entry.trait), BODY, wrap=True),
            *facts,
            Label(strong, STRONG, wrap=True),
            Button(desk.say("ui.region.standings"), desk.does(GoTo("standings")), icon="trophy").named(
                "region.standings"
            ),
            icon="map-pin",
            gap=7,
        )

    @staticmethod
    def _compared(desk: Desk, quantity: str, index: int) -> Node:
        """A figure of a city, and ours beside it if the city is another's."""
        read, caption = desk.read, desk.say(f"quantity.{quantity}")
        if index == read.city:
            return Fact(caption, read.text(quantity, index))
        return Row(
            Label(caption, NAME, elide=True).sized(grow=1),
            Label(read.text(quantity, index), STRONG).aligned("right").sized(width=OTHER),
            Label(read.text(quantity, read.city), LABEL).aligned("right").sized(width=OURS),
            gap=8,
        )


def _country(desk: Desk) -> list[Node]:
    """The weightiest news of the whole country as a ribbon on the map, if there is headline news; it leads there."""
    events = [event for event in desk.model.moment.events if not event.city and event.weight >= HEADLINE]
    if not events:
        return []
    event = max(events, key=lambda each: each.weight)
    told, read = desk.tell(event.sentence), desk.read
    ribbon = Press(
        Icon(icon("event", event.kind.value), 24, inks(event, read.city_id)[0]),
        Label(told, TextStyle(13, "semibold", "text-hi"), wrap=True, lines=3, elide=True).sized(grow=1),
        on_press=desk.does(GoTo("nation")),
        name=told,
        gap=10,
        pad=Pad.sides(12, 6),
    )
    return [ribbon.boxed(RIBBON).named("region.country").sized(width=286 if desk.narrow else 380)]


def _flows(desk: Desk) -> Flows:
    """Where the largest chains of our city buy, and who makes their output: yearly output in wan."""
    read = desk.read
    view, city = read.view, read.city
    output = view["cluster.output"][city].astype(float)
    local = view["cluster.local_share"][city]
    held = view["cluster.bottleneck_known"]
    ours = view["position.share"][city].sum(axis=0) > 0
    here = (view["firm.serial"] > 0) & (view["firm.city"] == city)
    tone = colour(desk, read.city_id)
    stops = [
        Stop("local", desk.say("ui.flow.local"), 0, "#4DB7A2"),
        Stop("outside", desk.say("ui.flow.outside"), 0, "#6B83A6"),
        Stop("held", desk.say("ui.flow.held"), 2, tone),
        Stop("firms", desk.say("ui.flow.firms"), 2, "#8296AF"),
        Stop("small", desk.say("ui.flow.small"), 2, "#5B7AA3"),
    ]
    flows: list[Flow] = []
    for chain in np.argsort(-output, kind="stable")[:5]:
        i = int(chain)
        if output[i] <= 0:
            continue
        key = read.chains[i]
        stops.append(Stop(key, desk.look.type.elide(read.chain_short(i), STOP_NAME, desk.look.px(150)), 1, tone))
        flows.append(Flow("local", key, output[i] * float(local[i]), bool(held[i])))
        flows.append(Flow("outside", key, output[i] * (1 - float(local[i]))))
        mine = here & (view["firm.chain"] == i)
        with_us = float(view["firm.output"][mine & ours].sum())
        others = float(view["firm.output"][mine & ~ours].sum())
        with_us, others = min(with_us, output[i]), min(others, max(0.0, output[i] - with_us))
        flows += [
            Flow(key, "held", with_us),
            Flow(key, "firms", others),
            Flow(key, "small", output[i] - with_us - others),
        ]
    flows = [flow for flow in flows if flow.amount > 0]
    used = {flow.source for flow in flows} | {flow.target for flow in flows}
    return Flows(tuple(stop for stop in stops if stop.key in used), tuple(flows))
