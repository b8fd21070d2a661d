"""One chain in this city: its figures, its boss and who might be one, its task, incentives and lobbying."""

from __future__ import annotations

from collections.abc import Callable

from boulevard_client.charts.scatter import Dot, Scatter
from boulevard_client.charts.scatter import Field as Plane
from boulevard_client.screens import answers
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.icons import chain_icon
from boulevard_client.screens.intents import Preview, SendEdit, Undo
from boulevard_client.screens.nameseal import NameSeal, Stamped, family_name
from boulevard_client.screens.officials import Official, boss_of, cabinet
from boulevard_client.screens.parts import SUB, colour, initial, line
from boulevard_client.screens.setting import around
from boulevard_client.theme import BODY, CAPTION, LABEL, STRONG, TITLE
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.cells import Cell, Share, Words
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Flow, Grid, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Chip
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.tips import Tip
from boulevard_shared.ids import BossTask, Bottleneck, Rank
from boulevard_shared.orders import AnyOrder, AppointBoss, DirectBoss, LobbyForChain, SetIncentive

TASKS = (BossTask.NONE, BossTask.PLAN, BossTask.CLEAR, BossTask.COORDINATE)
LEVELS = 4


def task(desk: Desk, chain: int) -> BossTask:
    """What the boss works on, as the draft has it."""
    order = desk.model.order(DirectBoss(desk.read.chains[chain], BossTask.NONE).key)
    return BossTask(order.task if isinstance(order, DirectBoss) else int(desk.read.view["cluster.boss_task"][chain]))


def incentive(desk: Desk, chain: int) -> int:
    """Level of incentives, as the draft has it."""
    order = desk.model.order(SetIncentive(desk.read.chains[chain], 0).key)
    return (
        order.level
        if isinstance(order, SetIncentive)
        else int(desk.read.view["cluster.incentive"][desk.read.city][chain])
    )


def crowding(desk: Desk, chain: int) -> float:
    """World capacity against demand: above 1 is a glut."""
    view = desk.read.view
    return float(view["nation.capacity"][chain]) / max(1.0, float(view["nation.demand"][chain]))


def leader(desk: Desk, chain: int) -> str:
    """The chain's leading firm here, "" for none."""
    view = desk.read.view
    serial = int(view["cluster.leader"][desk.read.city][chain])
    slots = [slot for slot, each in enumerate(view["firm.serial"]) if serial and int(each) == serial]
    return desk.read.firm_name(int(view["firm.name"][slots[0]])) if slots else ""


def bottleneck(desk: Desk, chain: int) -> str:
    """What is known to hold the chain back, "" for nothing."""
    kind = int(desk.read.view["cluster.bottleneck_known"][chain])
    return desk.say(f"name.bottleneck.{kind}") if kind != Bottleneck.NONE else ""


# --- figures -----------------------------------------------------------------------------------------------


def head(desk: Desk, chain: int) -> Node:
    """Name, leading firm and marks; in a low window the panel's title is the name."""
    read, view = desk.read, desk.read.view
    known = desk.content.chains[read.chains[chain]]
    marks: list[Node] = [Chip(desk.say("ui.chains.hard" if known.hard else "ui.chains.soft"), "neutral")]
    if view["nation.plan"][chain]:
        marks.append(Chip(desk.say("ui.chains.plan"), "good", "flag-3"))
    elif view["nation.plan_next"][chain]:
        marks.append(Chip(desk.say("ui.chains.plan_next"), "info", "flag-3"))
    held_back = bottleneck(desk, chain)
    if held_back:
        done = round(100 * float(view["cluster.bottleneck_work"][chain]))
        marks.append(Chip(desk.say("ui.chains.bottleneck", kind=held_back, share=done), "bad", "link-off"))
    leads = Label(leader_words(desk, chain), LABEL, elide=True)
    if desk.narrow:
        return Column(leads, Flow(*marks, gap=6), gap=6)
    name = Column(Label(read.chain_name(chain), TITLE, elide=True), leads, gap=0).sized(grow=1)
    return Column(Row(Icon(chain_icon(desk, chain), 34, "celadon"), name, gap=14), Flow(*marks, gap=6), gap=8)


def leader_words(desk: Desk, chain: int) -> str:
    firm = leader(desk, chain)
    return desk.say("ui.chains.leader", name=firm) if firm else desk.say("ui.chains.no_leader")


def figures(desk: Desk, chain: int) -> Node:
    """Quantities that explain themselves, and those that are only told."""
    view, city = desk.read.view, desk.read.city
    use = crowding(desk, chain)
    facts = (
        ("use", f"{round(100 * use)}%"),
        ("local", f"{100 * float(view['cluster.local_share'][city][chain]):.0f}%"),
        ("cohesion", f"{100 * float(view['cluster.cohesion'][city][chain]):.0f}%"),
        ("spill", f"+{100 * float(view['cluster.spill'][city][chain]):.1f}%"),
        ("ties", f"{100 * float(view['talent.network'][chain]):.0f}%"),
        ("given", desk.read.money(int(view["cluster.incentive_cost"][chain]), short=True)),
    )
    names = {"cluster.density": desk.say("ui.chains.col.density")}
    lines = [
        line(desk, quantity, chain, trend=False, name=names.get(quantity, ""))
        for quantity in ("cluster.output", "nation.price", "nation.favour", "cluster.density", "cluster.suppliers")
    ]
    told = Grid(
        *(
            Column(Label(desk.say(f"ui.chains.{name}"), CAPTION, elide=True), Label(text, STRONG), gap=0).explained(
                Tip(desk.say(f"ui.chains.{name}"), desk.say(f"ui.chains.{name}_tip"))
            )
            for name, text in facts
        ),
        columns=3 if desk.narrow else 2,
        gap=10,
    )
    if desk.narrow:
        return Column(*lines, Column(told, pad=Pad.sides(6, 4)), gap=3)
    return Row(Column(*lines, gap=1).sized(grow=7), told.sized(grow=4), gap=14, align="start")


def plane(desk: Desk, chosen: int) -> Node:
    """All chains: how near each is to what the city makes, and what its product fetches."""
    read, view, city = desk.read, desk.read.view, desk.read.city
    output = view["cluster.output"][city].astype(float)
    largest = max(1.0, float(output.max()))
    own = colour(desk, read.city_id)
    dots = tuple(
        Dot(
            read.chains[chain],
            100 * float(view["cluster.density"][city][chain]),
            100 * float(view["nation.price"][chain]),
            float(output[chain]) / largest,
            "celadon" if chain == chosen else own,
            read.chain_short(chain) if desk.narrow else read.chain_name(chain),
            chain == chosen,
        )
        for chain in range(len(read.chains))
    )
    near = desk.content.chains[read.chains[chosen]].proximity
    links = tuple((read.chains[chosen], other, share) for other, share in near.items() if share >= 0.4)
    shows: tuple[Callable[[float], str], Callable[[float], str]] = (lambda x: f"{x:.0f}%", lambda y: f"{y:.0f}")
    titles = (desk.say("ui.chains.axis.density"), desk.say("ui.chains.axis.price"))
    chart = Scatter(Plane(dots, links, titles, shows), desk.say("ui.chains.plane_tip"))
    return chart.explained(Tip(desk.say("ui.chains.plane"), desk.say("ui.chains.plane_tip")))


# --- the chair ---------------------------------------------------------------------------------------------


def chair(desk: Desk, chain: int, picked: int, on_pick: Callable[[int], None]) -> list[Node]:
    """Who leads the chain and who could; `picked` is the serial of the official being considered, 0 for none."""
    boss = boss_of(desk, chain)
    order = desk.model.draft.acts.get(AppointBoss(desk.read.chains[chain], 0).key)
    people = [official for official in cabinet(desk) if official.rank <= Rank.VICE_MAYOR]
    best = max(people, key=lambda official: official.expertise[chain] * (official.boss_of < 0), default=None)
    chosen = next((each for each in people if each.serial == picked), boss or best)
    nodes: list[Node] = [_boss_line(desk, chain, boss), _candidates(desk, chain, people, chosen, on_pick)]
    if chosen is None:
        return nodes
    wish = AppointBoss(desk.read.chains[chain], chosen.serial)
    if isinstance(order, AppointBoss):
        back = Button(desk.say("ui.chains.appoint_back"), desk.does(Undo(order.key)), "normal", "B", "check")
        back.enabled = desk.model.live
        nodes.append(Row(back.named("chains.appoint").sized(grow=1), answers.tick(desk, order.key, 20), gap=8))
        return nodes
    sits = boss is not None and chosen.serial == boss.serial
    if sits:
        wish = AppointBoss(desk.read.chains[chain], 0)
    known = answers.preview(desk, wish)
    reason = answers.refused(desk, wish, known)
    name = desk.read.official_name(chosen.name)
    text = desk.say("ui.chains.dismiss", name=name) if sits else desk.say("ui.chains.appoint", name=name)
    send = Button(text, desk.does(SendEdit(wish)), "normal" if sits else "primary", "B", "user-star")
    send.enabled = desk.model.live and reason is None
    send.why_not = desk.tell(reason) if reason is not None else ""
    if reason is not None:
        nodes.append(answers.refusal(desk, reason))
    elif known is not None and known.forecast is not None:
        nodes += [Label(desk.tell(note), LABEL, wrap=True) for note in known.forecast.note]
    nodes.append(send.named("chains.appoint"))
    return nodes


def _boss_line(desk: Desk, chain: int, boss: Official | None) -> Row:
    if boss is None:
        return Row(
            Icon("user", 26, "text-low"),
            Label(desk.say("ui.chains.chair_empty"), BODY, wrap=True).sized(grow=1),
            gap=12,
        )
    view, city = desk.read.view, desk.read.city
    strength = float(view["cluster.strength"][city][chain])
    turns = int(view["cluster.boss_turns"][city][chain])
    told = desk.say("ui.chains.boss_does", task=int(task(desk, chain)), turns=turns)
    return Row(
        NameSeal(desk.read.city_id, family_name(desk, boss.name), 40),
        Column(
            Label(f"{desk.read.official_name(boss.name)} · {desk.say(f'name.rank.{boss.rank}')}", STRONG, elide=True),
            Label(told, CAPTION, elide=True),
            gap=0,
        ).sized(grow=1),
        Column(
            Label(f"{round(100 * strength)}%", STRONG).aligned("right"),
            Label(desk.say("ui.chains.strength"), CAPTION),
            gap=0,
            align="end",
        ).explained(Tip(desk.say("ui.chains.strength"), desk.say("ui.chains.strength_tip"))),
        gap=12,
    )


def _candidates(
    desk: Desk, chain: int, people: list[Official], chosen: Official | None, on_pick: Callable[[int], None]
) -> Node:
    cols = [
        Col(width=36),
        Col(desk.say("ui.officials.col.name"), grow=3 if desk.narrow else 2.2),
        Col(desk.say("ui.officials.col.knows"), grow=1.4),
    ]
    cols += [] if desk.narrow else [Col(desk.say("ui.officials.col.duty"), grow=2)]
    rows = [TableRow(str(official.serial), _candidate(desk, chain, official)) for official in people]
    table = Table(cols, rows, lambda key: on_pick(int(key)), 50 if desk.narrow else 46).named("chains.candidates")
    table.on_move = lambda key: on_pick(int(key))
    table.empty_text = desk.say("ui.officials.none")
    if chosen is not None:
        table.selected, table.cursor = str(chosen.serial), people.index(chosen)
    return around(table, desk.say("ui.chains.candidates"), "C")


def _candidate(desk: Desk, chain: int, official: Official) -> tuple[Cell, ...]:
    """In a narrow table the duty of those who have one stands where else the rank does."""
    rank, busy = desk.say(f"name.rank.{official.rank}"), _busy(desk, official)
    under = initial(busy) if desk.narrow and (official.boss_of >= 0 or official.seconded > 0) else rank
    share = official.expertise[chain]
    cells: tuple[Cell, ...] = (
        Stamped(desk.read.city_id, family_name(desk, official.name)),
        Words(desk.read.official_name(official.name), under, sub_style=SUB, elide=True),
        Share(share, f"{round(100 * share)}%"),
    )
    return cells if desk.narrow else (*cells, Words(initial(busy), style=SUB, elide=True))


def _busy(desk: Desk, official: Official) -> str:
    if official.seconded > 0:
        return desk.say("ui.chains.away", turns=official.seconded)
    return desk.read.chain_short(official.boss_of) if official.boss_of >= 0 else desk.say("ui.officials.free")


# --- policy ------------------------------------------------------------------------------------------------


def policy(desk: Desk, chain: int) -> list[Node]:
    """The boss's task, the level of incentives, and a trip to the capital."""
    name = desk.read.chains[chain]
    now, level = task(desk, chain), incentive(desk, chain)

    def give(order: AnyOrder) -> None:
        desk.emit(SendEdit(order))
        desk.emit(Preview(order))

    tasks = Tabs(
        [desk.say(f"ui.chains.task.{each.value}") for each in TASKS],
        lambda i: give(DirectBoss(name, TASKS[i])),
        TASKS.index(now) if now in TASKS else 0,
        segmented=True,
    )
    levels = Tabs(
        [initial(desk.say("ui.deals.none")), *(str(n) for n in range(1, LEVELS))],
        lambda i: give(SetIncentive(name, i)),
        level,
        segmented=True,
    )
    nodes: list[Node] = []
    for tabs, order, key in ((tasks, DirectBoss(name, now), "T"), (levels, SetIncentive(name, level), "I")):
        tabs.enabled = desk.model.live
        role = "task" if key == "T" else "incentive"
        nodes.append(
            around(
                tabs.named(f"chains.{role}"),
                desk.say(f"ui.chains.{role}_title"),
                key,
                tick=answers.tick(desk, order.key),
                on_undo=desk.does(Undo(order.key)),
                tip=Tip(desk.say(f"ui.chains.{role}_title"), desk.say(f"ui.chains.{role}_tip")),
            )
        )
        nodes.append(answers.effect(desk, order))
    nodes.append(_lobby(desk, name))
    return nodes


def _lobby(desk: Desk, chain: str) -> Node:
    order = LobbyForChain(chain)
    held = desk.model.draft.acts.get(order.key)
    if held == order:
        press = Button(desk.say("ui.chains.lobby_back"), desk.does(Undo(order.key)), "normal", "L", "check")
        press.enabled = desk.model.live
        return Row(press.named("chains.lobby").sized(grow=1), answers.tick(desk, order.key, 20), gap=8)
    known = answers.preview(desk, order)
    reason = answers.refused(desk, order, known)
    points = known.cost.attention if known is not None and known.cost is not None else None
    text = desk.say("ui.chains.lobby") if points is None else desk.say("ui.chains.lobby_for", points=points)
    send = Button(text, desk.does(SendEdit(order)), "normal", "L", "building-monument")
    send.enabled = desk.model.live and reason is None
    send.explained(Tip(desk.say("ui.chains.lobby"), desk.tell(reason) if reason else desk.say("ui.chains.lobby_tip")))
    return Row(send.named("chains.lobby").sized(grow=1))
