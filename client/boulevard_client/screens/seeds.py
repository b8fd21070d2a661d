"""Seed money and guidance funds: a budget for each chain, and announcing a fund with partners."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from boulevard_client.screens import answers
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.entries import figure, standing, yearly_revenue
from boulevard_client.screens.icons import chain_icon
from boulevard_client.screens.intents import SendEdit, Undo
from boulevard_client.screens.setting import Knob, setting, steps_of
from boulevard_client.theme import STRONG
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.cells import Tile, Words
from boulevard_client.widgets.inputs import Range
from boulevard_client.widgets.layout import Column, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider, Fact
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.tips import Tip
from boulevard_shared.orders import AnnounceFund, SetSeedBudget


@dataclass(slots=True)
class Garden:
    """Which chain is open, and the fund being put together."""

    chain: int = 0
    target: int = 0
    locality: int = 100
    """What a fund must invest here, in percent of its money."""


def seed_budget(desk: Desk, chain: int) -> int:
    """Seed money of a chain as the draft has it (wan a turn)."""
    order = desk.model.order(SetSeedBudget(desk.read.chains[chain], 0).key)
    return order.amount if isinstance(order, SetSeedBudget) else int(desk.read.view["cluster.seed_budget"][chain])


def seed_page(desk: Desk, garden: Garden, again: Callable[[], None]) -> Column:
    """A list of chains, the chosen one's seed money, and a fund for it."""
    chain = desk.read.chains[garden.chain]
    pieces: list[Node] = [_list(desk, garden, again), _seed(desk, garden.chain)]
    pieces.append(answers.effect(desk, SetSeedBudget(chain, seed_budget(desk, garden.chain)), notes=1))
    pieces += [Divider(), *_fund(desk, garden, again)]
    return Column(*pieces, gap=9)


def _list(desk: Desk, garden: Garden, again: Callable[[], None]) -> Table:
    view, read = desk.read.view, desk.read

    def choose(key: str) -> None:
        garden.chain = int(key)
        garden.target = 0
        again()

    rows = []
    for place in range(len(read.chains)):
        live, beside = int(view["cluster.seed_live"][place]), int(view["cluster.sub_fund"][place])
        budget = seed_budget(desk, place)
        rows.append(
            TableRow(
                str(place),
                (
                    Tile(chain_icon(desk, place), "celadon" if budget else "text-mid", bare=True),
                    Words(read.chain_name(place), elide=True, short=read.chain_short(place)),
                    Words(
                        read.money(budget, short=True) if budget else "—",
                        style=STRONG if budget else STRONG.tinted("text-mid"),
                    ),
                    Words(read.money(live, short=True) if live else "—"),
                    *([] if desk.narrow else [Words(read.money(beside, short=True) if beside else "—")]),
                ),
            )
        )
    cols = (
        Col(width=20),
        Col(desk.say("ui.portfolio.col.chain"), grow=1),
        Col(desk.say("ui.portfolio.col.seed"), 64, align="right"),
        Col(desk.say("ui.portfolio.col.at_work"), 64, align="right"),
        *([] if desk.narrow else [Col(desk.say("ui.portfolio.col.partners"), 70, align="right")]),
    )
    table = Table(cols, rows, choose, 32 if desk.narrow else 38).named("portfolio.seeds").sized(grow=1)
    table.on_move = choose
    table.selected, table.cursor = str(garden.chain), garden.chain
    return table


def _seed(desk: Desk, place: int) -> Node:
    chain = desk.read.chains[place]
    budget, now = seed_budget(desk, place), int(desk.read.view["cluster.seed_budget"][place])
    most = round(figure(desk, "decree.seed_cap") * yearly_revenue(desk))
    knob = Knob(
        "portfolio.seed",
        desk.say("ui.portfolio.seed", chain=chain),
        steps_of(most, 40, (budget, now)),
        budget,
        lambda n: desk.say("ui.portfolio.each_turn", amount=n) if n else desk.say("ui.deals.none"),
        "A",
        marks=(now,),
        tip=Tip(desk.say("ui.portfolio.col.seed"), desk.say("ui.portfolio.seed_tip")),
    )
    return standing(desk, knob, lambda n: SetSeedBudget(chain, n))


def _fund(desk: Desk, garden: Garden, again: Callable[[], None]) -> list[Node]:
    """One fund may be announced a turn, whatever its chain."""
    chain = desk.read.chains[garden.chain]
    floor = round(figure(desk, "decree.fund_floor"))
    most = max(floor, round(figure(desk, "decree.fund_cap") * yearly_revenue(desk)))
    held = desk.model.order("AnnounceFund")
    planned = held.target if isinstance(held, AnnounceFund) and held.chain == chain else 0
    target = garden.target or planned or floor
    order = AnnounceFund(chain, target, garden.locality)

    def change(number: int) -> None:
        garden.target = number
        answers.preview(desk, AnnounceFund(chain, number, garden.locality))
        again()

    def bind(percent: int) -> None:
        garden.locality = percent
        answers.preview(desk, AnnounceFund(chain, target, percent))
        again()

    knob = Knob(
        "portfolio.fund",
        desk.say("ui.portfolio.fund", chain=chain),
        steps_of(most, 60, (target,), low=floor),
        target,
        lambda n: desk.read.money(n, short=True),
        "T",
        live=desk.model.live,
        tip=Tip(desk.say("ui.portfolio.fund_title"), desk.say("ui.portfolio.fund_tip")),
    )
    known = answers.preview(desk, order)
    reason = answers.refused(desk, order, known)
    terms = Knob(
        "portfolio.locality",
        desk.say("ui.portfolio.locality"),
        Range(0, 200, 10, 50),
        garden.locality,
        lambda n: f"{n}%",
        "L",
        live=desk.model.live,
        tip=Tip(desk.say("ui.portfolio.locality"), desk.say("ui.portfolio.locality_tip")),
    )
    nodes: list[Node] = [setting(knob, change), setting(terms, bind)]
    share = round(figure(desk, "funds.fund_share") * target)
    nodes.append(Fact(desk.say("ui.portfolio.our_part"), desk.read.money(share, short=True)))
    if reason is not None:
        nodes.append(answers.refusal(desk, reason))
    elif known is not None and known.forecast is not None:
        nodes += answers.forecast_rows(desk, known.forecast, small=True)
    stands = held == order
    text = desk.say("ui.turn.stands") if stands else desk.say("ui.portfolio.announce", target=target)
    send = Button(text, desk.does(SendEdit(order)), "primary", "B", "speakerphone").named("portfolio.announce")
    send.enabled = desk.model.live and reason is None and not stands
    send.why_not = desk.tell(reason) if reason is not None else desk.say("ui.shut.stands") if stands else ""
    back = Button(desk.say("ui.deals.withdraw"), desk.does(Undo(order.key)), "danger", "X").named("portfolio.fund_undo")
    back.visible = held is not None and desk.model.live
    nodes.append(Row(send.sized(grow=1), answers.tick(desk, order.key, 20), back, gap=8))
    return nodes
