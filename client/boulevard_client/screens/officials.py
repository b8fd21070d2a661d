"""The cabinet: seven officials as people, what each knows, how long each may stay, and what to do with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from boulevard_client.charts.heat import Grid as HeatField
from boulevard_client.charts.heat import HeatGrid
from boulevard_client.screens import answers
from boulevard_client.screens.acts import act
from boulevard_client.screens.ambition import hopes
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.follow import follow_button
from boulevard_client.screens.icons import chain_icon
from boulevard_client.screens.nameseal import NameSeal, Stamped, family_name
from boulevard_client.screens.office import staying
from boulevard_client.screens.parts import SUB, initial
from boulevard_client.screens.setting import around
from boulevard_client.theme import BODY, CAPTION, LABEL, STRONG, TITLE
from boulevard_client.widgets.cells import Cell, Share, Tile, Words, figure
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Grid, Row
from boulevard_client.widgets.meters import ProgressBar
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider, Panel
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.tips import Tip
from boulevard_shared.ids import Rank
from boulevard_shared.orders import GroomSuccessor, SecondOfficial

AHEAD = 4
"""Turns over which the chance to stay is shown."""
RANK_ICONS = {Rank.SECRETARY: "star", Rank.MAYOR: "building-community", Rank.VICE_MAYOR: "user-star"}


@dataclass(frozen=True, slots=True)
class Official:
    """One official of ours; shares 0-1, `boss_of` and `seconded_to` chain indices or -1."""

    slot: int
    serial: int
    name: int
    rank: int
    competence: float
    daring: float
    tenure: int
    boss_of: int
    seconded: int
    seconded_to: int
    expertise: tuple[float, ...]

    @property
    def best(self) -> int:
        """The chain this official knows best."""
        return int(np.argmax(self.expertise))


def cabinet(desk: Desk) -> list[Official]:
    """Our officials by rank, then as they sit."""
    view, city = desk.read.view, desk.read.city

    def own(name: str, slot: int) -> float:
        return float(view[f"official.{name}"][city][slot])

    found = [
        Official(
            slot=slot,
            expertise=tuple(float(x) for x in view["official.expertise"][city][slot]),
            competence=own("competence", slot),
            daring=own("daring", slot),
            **{
                n: int(own(n, slot)) for n in ("serial", "name", "rank", "tenure", "boss_of", "seconded", "seconded_to")
            },
        )
        for slot in range(len(view["official.serial"][city]))
        if own("serial", slot)
    ]
    return sorted(found, key=lambda official: (official.rank, official.slot))


def boss_of(desk: Desk, chain: int) -> Official | None:
    """Who is in charge of a chain now."""
    slot = int(desk.read.view["cluster.boss"][desk.read.city][chain])
    return next((official for official in cabinet(desk) if official.slot == slot), None)


def stays(desk: Desk, official: Official) -> float:
    """Chance that the official is still here after `AHEAD` turns."""
    return staying(desk, AHEAD, official.tenure)[-1]


def duty(desk: Desk, official: Official) -> str:
    """What the official is doing."""
    if official.seconded > 0:
        return desk.say(
            "ui.officials.seconded", chain=desk.read.chain_short(official.seconded_to), turns=official.seconded
        )
    if official.boss_of >= 0:
        return desk.say("ui.officials.boss", chain=desk.read.chain_short(official.boss_of))
    return desk.say("ui.officials.free")


def roster(desk: Desk, chosen: Official | None, on_choose: Callable[[str], None]) -> Table:
    """All officials as a table."""
    say = desk.say
    cols = [Col(width=40), Col(say("ui.officials.col.name"), grow=3)]
    cols += [Col(say("ui.officials.col.competence"), grow=2), Col(say("ui.officials.col.daring"), grow=2)]
    cols += [Col(say("ui.officials.col.best"), grow=3)]
    cols += [Col(say("ui.officials.col.stays"), 116)]
    cols += [] if desk.narrow else [Col(say("ui.officials.col.tenure"), 108, align="right")]
    cols += [Col(say("ui.officials.col.duty"), grow=3)]
    people = cabinet(desk)
    table = Table(cols, [_row(desk, official) for official in people], on_choose, 50 if desk.narrow else 56).named(
        "officials.roster"
    )
    table.on_move = on_choose
    table.empty_text = say("ui.officials.none")
    if chosen is not None:
        table.selected = str(chosen.serial)
        table.cursor = next((i for i, each in enumerate(people) if each.serial == chosen.serial), 0)
    return table.airy(64).sized(grow=1)


def _row(desk: Desk, official: Official) -> TableRow:
    read, stay = desk.read, stays(desk, official)
    best = official.best
    known = official.expertise[best]
    cells: list[Cell] = [
        Stamped(read.city_id, family_name(desk, official.name)),
        Words(read.official_name(official.name), desk.say(f"name.rank.{official.rank}"), STRONG, SUB, elide=True),
        Share(official.competence, str(round(100 * official.competence))),
        Share(official.daring, str(round(100 * official.daring)), "control"),
        Words(
            read.chain_short(best),
            desk.say("ui.officials.knows", share=round(100 * known)),
            BODY,
            SUB,
            elide=True,
        ),
        Share(stay, f"{round(100 * stay)}%", answers.chance_colour(stay)),
    ]
    cells += [] if desk.narrow else [figure(desk.say("ui.officials.turns", turns=official.tenure), "text-mid")]
    cells.append(
        Words(
            initial(
                read.chain_short(official.boss_of) if desk.narrow and official.boss_of >= 0 else duty(desk, official)
            ),
            style=BODY.tinted("celadon" if official.boss_of >= 0 else "text-mid"),
            elide=True,
        )
    )
    return TableRow(str(official.serial), tuple(cells))


def knowledge(desk: Desk, chosen: Official | None) -> Panel:
    """What the whole cabinet knows, chain by chain; underlined where somebody has the chair."""
    people = cabinet(desk)
    rows = tuple(desk.read.official_name(official.name) for official in people)
    grid = HeatField(
        rows,
        tuple(chain_icon(desk, chain) for chain in range(len(desk.read.chains))),
        tuple(official.expertise for official in people),
        next((i for i, each in enumerate(people) if chosen is not None and each.serial == chosen.serial), -1),
        frozenset((row, each.boss_of) for row, each in enumerate(people) if each.boss_of >= 0),
        tuple(desk.read.chain_short(chain) for chain in range(len(desk.read.chains))),
    )
    tip = Tip(desk.say("ui.officials.map"), desk.say("ui.officials.map_tip"))
    chart = HeatGrid(grid, desk.say("ui.officials.map_tip")).explained(tip).sized(grow=1)
    return Panel(desk.say("ui.officials.map"), chart, icon="table", gap=8)


# --- one official ------------------------------------------------------------------------------------------


def person(desk: Desk, official: Official, lab: int, on_lab: Callable[[int], None]) -> Panel:
    """One official in full: knowledge of every chain, sending to laboratories, grooming.

    `lab` is the chain whose laboratories are meant.
    """
    read = desk.read
    rank = Icon(RANK_ICONS.get(Rank(official.rank), "user"), 30, "celadon")
    head = Row(
        NameSeal(read.city_id, family_name(desk, official.name), 52),
        Column(
            Label(read.official_name(official.name), TITLE, elide=True),
            Row(rank.sized(18, 18), Label(_office(desk, official), LABEL, elide=True).sized(grow=1), gap=6),
            gap=0,
        ).sized(grow=1),
        follow_button(desk, "official", official.serial),
        gap=14,
    )
    bars = Grid(
        _trait(desk, "competence", official.competence, "celadon"),
        _trait(desk, "daring", official.daring, "control"),
        _trait(desk, "stays", stays(desk, official), answers.chance_colour(stays(desk, official))),
        *([] if desk.narrow else [_clock(desk, official)]),
        columns=3 if desk.narrow else 4,
        gap=12,
    )
    second = SecondOfficial(official.serial, read.chains[lab])
    groom = GroomSuccessor(official.serial)
    pieces: list[Node] = [
        head,
        bars,
        _hopes(desk, official),
        Divider(),
        around(_expertise(desk, official, lab, on_lab).sized(grow=1), desk.say("ui.officials.expertise"), "E").sized(
            grow=1
        ),
        act(desk, second, desk.say("ui.officials.second"), "officials.SecondOfficial", "B"),
        act(desk, groom, desk.say("ui.officials.groom"), "officials.GroomSuccessor", "G"),
    ]
    return Panel(desk.say("ui.officials.person"), *pieces, icon="id-badge-2", gap=9).sized(grow=1)


def _office(desk: Desk, official: Official) -> str:
    return f"{desk.say(f'name.rank.{official.rank}')} · {duty(desk, official)}"


def _clock(desk: Desk, official: Official) -> Column:
    """How much of a usual term this official has served."""
    length = max(1, desk.read.whole("seat.term_length"))
    served = min(1.0, official.tenure / length)
    colour = "celadon" if served < 0.5 else "amber" if served < 0.9 else "vermilion"
    words = Tip(desk.say("ui.officials.clock"), desk.say("ui.officials.clock_tip", served=official.tenure, of=length))
    return _bar(desk.say("ui.officials.col.tenure"), f"{official.tenure}/{length}", (served, colour)).explained(words)


def _hopes(desk: Desk, official: Official) -> Node:
    """What lies ahead for this official, in words."""
    seated = official.boss_of >= 0
    chain = official.boss_of if seated else official.best
    said = hopes(desk, official.rank, (chain, official.expertise[chain], official.competence, seated))
    return Column(
        *(
            Row(Icon(picture, 17, "celadon"), Label(words, LABEL, wrap=True).sized(grow=1), gap=10, align="start")
            for picture, words in said
        ),
        gap=5,
    )


def _trait(desk: Desk, name: str, share: float, colour: str) -> Column:
    caption = desk.say(f"ui.officials.col.{name}")
    about = Tip(caption, desk.say(f"ui.officials.{name}_tip"))
    return _bar(caption, f"{round(100 * share)}", (share, colour)).explained(about)


def _bar(caption: str, figure: str, filled: tuple[float, str]) -> Column:
    """A caption and its figure above a bar; `filled` is the bar's share and colour."""
    words = Row(Label(caption, CAPTION, elide=True).sized(grow=1), Label(figure, STRONG), gap=6)
    return Column(words, ProgressBar(*filled), gap=3)


def _expertise(desk: Desk, official: Official, lab: int, on_lab: Callable[[int], None]) -> Table:
    network = desk.read.view["talent.network"]
    rows = [
        TableRow(
            str(chain),
            (
                Tile(chain_icon(desk, chain), "celadon" if chain == official.boss_of else "text-mid", bare=True),
                Words(desk.read.chain_short(chain), elide=True),
                Share(share, str(round(100 * share))),
                Words(f"{round(100 * float(network[chain]))}%"),
            ),
        )
        for chain, share in enumerate(official.expertise)
    ]
    cols = (
        Col(width=20),
        Col(desk.say("ui.officials.col.chain"), grow=3),
        Col(desk.say("ui.officials.col.knows"), grow=2),
        Col(desk.say("ui.officials.col.ties"), 60, align="right"),
    )
    table = Table(cols, rows, lambda key: on_lab(int(key)), 31).named("officials.expertise").airy(42)
    table.on_move = lambda key: on_lab(int(key))
    table.selected, table.cursor = str(lab), lab
    return table
