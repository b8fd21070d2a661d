"""Our city at a glance: money, economy, industries, life and office; every number opens its sum."""

from __future__ import annotations

import numpy as np

from boulevard_client.charts.mix import MixBars, Part
from boulevard_client.charts.race import LineRace
from boulevard_client.charts.waterfall import Waterfall
from boulevard_client.icons import icon
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.explain import account, race
from boulevard_client.screens.intents import Explain
from boulevard_client.screens.nameseal import NameSeal, family_name
from boulevard_client.screens.office import staying
from boulevard_client.screens.parts import NAME, Press, line
from boulevard_client.screens.sums import quantity_name, tip
from boulevard_client.theme import BODY, CAPTION, STRONG, TextStyle
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Change, Icon, Label
from boulevard_client.widgets.layout import Column, Flow, Pad, Row, Spacer
from boulevard_client.widgets.meters import ProgressBar
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Chip, Divider, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.tips import Tip

LEVELS = (
    ("city.schools", "school"),
    ("city.health", "stethoscope"),
    ("city.housing", "home"),
    ("city.transport", "train"),
)
RACES = ("city.gdp", "city.income", "city.debt", "city.technology", "city.livability")
YEARS_AHEAD = (3, 5, 7)


class OverviewScreen(Screen):
    """Three columns of lines; the chart at the foot compares us with the others."""

    name = "city"

    def __init__(self) -> None:
        self.raced = 0

    def build(self, desk: Desk) -> Node:
        money, economy = self._money(desk), self._economy(desk)
        columns = Row(
            Column(money.sized(grow=1), self._office(desk), gap=14).sized(grow=1),
            Column(economy.sized(grow=1), self._race(desk).sized(grow=1), gap=14).sized(grow=1.15),
            Column(self._industries(desk).sized(grow=1), self._life(desk), gap=14).sized(grow=1),
            gap=14,
            pad=14,
            align="stretch",
        )
        return columns

    # -- panels --------------------------------------------------------------------------------------------

    def _money(self, desk: Desk) -> Panel:
        names = "ui.turn.vehicle" if desk.narrow else "name.vehicle"
        rows: list[Node] = [
            line(desk, "city.treasury", icon="coin-yuan"),
            line(desk, "city.revenue", icon="receipt-tax"),
            line(desk, "city.tax"),
            line(desk, "city.land_income"),
            Divider(),
            line(desk, "city.debt", icon="scale", trend=False),
            line(desk, "city.rate"),
            line(desk, "city.guarantees"),
            Divider(),
            line(desk, "city.portfolio", icon="briefcase"),
            *(line(desk, "vehicle.cash", v, name=desk.say(f"{names}.{n}")) for v, n in enumerate(VEHICLES)),
        ]
        rows += self._why(desk, "city.treasury")
        content = Scroll(Column(*rows, gap=1), Pad(0, 2, 0, 2)).named("city.money").sized(grow=1)
        return Panel(desk.say("ui.city.money"), content, icon="building-bank", subtitle=desk.say("ui.city.money_sub"))

    @staticmethod
    def _why(desk: Desk, quantity: str) -> list[Node]:
        """The sum of the quantity that the lines above are about, if it has one this turn."""
        sum_ = account(desk, quantity, desk.read.place(quantity))
        if sum_ is None:
            return []
        caption = Label(desk.say("ui.city.why", quantity=f"quantity.{quantity}"), STRONG)
        return [Spacer(10), caption, desk.still(f"city.why.{quantity}", lambda: Waterfall(sum_)), Spacer(4)]

    def _economy(self, desk: Desk) -> Panel:
        read = desk.read
        ours, nation = read.own("city.income"), max(1.0, float(read.view["nation.income"]))
        place = read.place("nation.income")
        against = Press(
            Spacer(1).sized(width=18),
            Label(desk.say("ui.city.against_nation"), NAME, elide=True).sized(grow=1),
            Label(f"{100 * ours / nation:.0f}%", STRONG).aligned("right").sized(width=96),
            Spacer(1).sized(width=104 if desk.narrow else 84),
            on_press=desk.does(Explain("nation.income", place)),
            name=desk.say("ui.city.against_nation"),
            gap=6 if desk.narrow else 10,
            pad=Pad.sides(6, 3),
        )
        against.explained(tip(desk, "nation.income", place)).named("line.against")
        rows: list[Node] = [
            line(desk, "city.gdp", icon="trending-up", relative=True),
            line(desk, "city.growth_last"),
            line(desk, "city.base_output", relative=True),
            line(desk, "city.strategic"),
            line(desk, "city.technology", icon="bulb"),
            line(desk, "city.income", icon="wallet", relative=True),
            against,
            line(desk, "city.population", icon="users"),
        ]
        rows += self._why(desk, "city.gdp")
        content = Scroll(Column(*rows, gap=1), Pad(0, 2, 0, 2)).named("city.economy").sized(grow=1)
        return Panel(desk.say("ui.city.economy"), content, icon="trending-up")

    def _industries(self, desk: Desk) -> Panel:
        shares = Tip(desk.say("ui.city.industries"), desk.say("ui.city.industries_tip"))
        bars = desk.still("city.mix", lambda: MixBars(mix(desk, 12, short=desk.narrow)).explained(shares))
        return Panel(
            desk.say("ui.city.industries"),
            Scroll(bars).named("city.industries").sized(grow=1),
            icon="building-factory-2",
            subtitle=desk.say("ui.city.industries_sub"),
        )

    def _life(self, desk: Desk) -> Panel:
        rows: list[Node] = [self._level(desk, quantity, icon) for quantity, icon in LEVELS]
        rows += [
            Divider(),
            line(desk, "city.livability", icon="heart-handshake"),
            line(desk, "city.trust", icon="shield-check"),
        ]
        return Panel(desk.say("ui.city.life"), *rows, icon="home", gap=4)

    def _level(self, desk: Desk, quantity: str, icon: str) -> Node:
        place = desk.read.place(quantity)
        value = desk.read.own(quantity)
        name = quantity_name(desk, quantity)
        text, gain = desk.read.change_text(quantity, place)
        moved: Node = Change(text, gain, TextStyle(12, "semibold")) if gain is not None else Spacer(1)
        return (
            Press(
                Icon(icon, 18, "text-mid"),
                Label(name, NAME, elide=True).sized(width=96),
                ProgressBar(value / 100).sized(grow=1),
                Label(desk.read.text(quantity, place), STRONG).aligned("right").sized(width=44),
                moved.sized(width=104 if desk.narrow else 84),
                on_press=desk.does(Explain(quantity, place)),
                name=name,
                gap=6 if desk.narrow else 10,
                pad=Pad.sides(6, 3),
            )
            .explained(tip(desk, quantity, place))
            .named(f"line.{quantity}")
        )

    def _office(self, desk: Desk) -> Panel:
        read = desk.read
        city = read.city
        ranks = read.view["official.rank"][city]
        serials = read.view["official.serial"][city]
        first = next((o for o in range(len(ranks)) if ranks[o] == 1 and serials[o]), None)
        term, length = round(read.own("seat.term")), max(1, round(read.own("seat.term_length")))
        named = -1 if first is None else int(read.view["official.name"][city][first])
        who = desk.say("ui.nobody") if named < 0 else read.official_name(named)
        face: Node = Icon("id-badge-2", 20, "text-mid")
        if named >= 0:
            face = NameSeal(read.city_id, family_name(desk, named), 34)
        stays = staying(desk, 2 * YEARS_AHEAD[-1])
        chances = Flow(
            *(Chip(desk.say("ui.city.years", n=years, percent=round(100 * stays[2 * years]))) for years in YEARS_AHEAD),
            gap=6,
        )
        return Panel(
            desk.say("ui.city.office"),
            Row(face, Label(who, STRONG), gap=10),
            Label(desk.say("ui.city.term", n=term + 1, of=length), BODY).explained(
                Tip(desk.say("ui.city.office"), desk.say("ui.city.term_tip"))
            ),
            ProgressBar((term + 1) / length, "amber" if term + 2 >= length else "celadon"),
            line(desk, "seat.evaluation", icon="award"),
            Label(desk.say("ui.city.still_here"), CAPTION, wrap=True),
            chances,
            icon="users-group",
            gap=7,
        )

    def _race(self, desk: Desk) -> Panel:
        quantity = RACES[self.raced]
        names = [desk.say(f"ui.race.{each.split('.')[1]}") for each in RACES]
        tabs = Tabs(names, lambda index: self._choose(desk, index), self.raced).named("city.races")
        chart = desk.still(f"city.race.{quantity}", lambda: LineRace(race(desk, quantity))).sized(grow=1)
        return Panel(desk.say("ui.city.race"), tabs, chart, icon="chart-line")

    def _choose(self, desk: Desk, index: int) -> None:
        self.raced = index
        desk.again()


VEHICLES = ("construction", "industrial", "finance")


def mix(desk: Desk, most: int, *, short: bool = False) -> tuple[Part, ...]:
    """The largest chains of our city by output, as shares of all twelve, with their growth since last turn."""
    read = desk.read
    output = read.view["cluster.output"][read.city].astype(float)
    total = max(1.0, float(output.sum()))
    before = desk.model.before
    parts = []
    for chain in np.argsort(-output, kind="stable")[:most]:
        change, gain = "", None
        if before is not None and before.view["cluster.output"][read.city][chain] > 0:
            grown = 100 * (output[chain] / float(before.view["cluster.output"][read.city][chain]) - 1)
            change, gain = f"{abs(grown):.0f}%", None if abs(grown) < 0.5 else grown > 0
        key = read.chains[int(chain)]
        share = float(output[chain]) / total
        name = read.chain_short(key) if short else read.chain_name(key)
        parts.append(Part(name, share, f"{100 * share:.0f}%", icon("chain", key), change, gain))
    return tuple(parts)
