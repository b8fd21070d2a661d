"""Facts about the nation: platforms that are tamed, firms listed abroad, homes that no longer sell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from boulevard_server.lab.estimates import mean_of, median_of, ratio_of
from boulevard_server.lab.facts.registry import Fact, Measure, World, fact
from boulevard_server.lab.facts.stage import LATER, Seating, acts_of, bot_match, changed, course, each, later_openings
from boulevard_server.rules import dates
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.ids import History, Persona

MATCHES = 8
_SLUMP_TURNS = 8


@fact(
    Fact(
        "S13",
        "the hammer falls on platforms that were praised for a decade",
        (
            Measure("value of the platforms when it is over", mean_of("loss"), -1.0, -0.5),
            Measure("length", mean_of("length"), 4.0, 6.0, "half-years"),
            Measure("half-years until private money has moved", mean_of("wait"), 1.0, 2.0),
        ),
        carried_by=("crackdown.hazard", "crackdown.praise"),
        off={"crackdown.hazard": 0.0},
        quick=2,
        full=8,
    )
)
def crackdown(world: World, block: int) -> dict[str, list[float]]:
    """Matches in which the platforms are large: what the hammer takes, for how long, and where favour goes."""
    before, tables = praised(world, block)
    serials = platforms(before, tables)
    story = course(before, tables, 9)
    soft = tables.hard == 0
    seen: dict[str, list[float]] = {"loss": [], "length": [], "wait": []}
    worth = np.stack([worth_of(now, serials) for now in (before, *story)])
    began = np.stack([now["nation.crackdown"] for now in story]) >= 0
    for match in np.flatnonzero(began.any(axis=0)):
        first = int(np.argmax(began[:, match]))
        now = story[first]
        length = int(dates.crackdown_length(Turn(now, acts_of(now), tables))[match])
        over = min(first + length, len(story))
        seen["loss"].append(float(worth[over, match] / worth[first, match] - 1.0))
        seen["length"].append(float(length))
        favour = np.stack([later["nation.favour"][match] for later in story[first:]])
        moved = favour[:, soft].mean(axis=-1) < 0.5 * favour[:, ~soft].mean(axis=-1)
        seen["wait"].append(1.0 + float(np.argmax(moved)))
    return seen


def praised(world: World, block: int) -> tuple[State, Tables]:
    """Matches in which the platforms have been praised for a decade."""
    state, tables = later_openings(world, block, MATCHES)
    full = np.full_like(state["nation.meter"], 95.0)
    return changed(state, nation__meter=full, nation__congress=np.full_like(state["nation.congress"], 3)), tables


def platforms(state: State, tables: Tables) -> NDArray[np.int64]:
    """Serial numbers of the open firms of soft chains, 0 elsewhere (matches, F)."""
    soft = (tables.hard[np.maximum(state["firm.chain"], 0)] == 0) & (state["firm.opened"] >= 0)
    return np.where(soft, state["firm.serial"], 0)


def worth_of(state: State, serials: NDArray[np.int64]) -> NDArray[np.float64]:
    """Value of those firms that still stand (matches,)."""
    same = (state["firm.serial"] == serials) & (serials > 0)
    worth: NDArray[np.float64] = np.where(same, state["firm.value"], 0).sum(axis=-1).astype(np.float64)
    return worth


@fact(
    Fact(
        "S14",
        "a firm on the list, and one whose city makes the parts at home",
        (
            Measure("output after two years, against not being on it", mean_of("loss"), -0.6, -0.4),
            Measure("loss with substitution done, against without", ratio_of("eased", "loss"), 0.0, 0.5),
        ),
        carried_by=("sanctions.listed_loss",),
        off={"sanctions.listed_loss": 0.0},
        quick=2,
        full=8,
    )
)
def listed(world: World, block: int) -> dict[str, list[float]]:
    """All large firms of the chains that import most, put on the list and not, with and without their own parts."""
    state, tables = later_openings(world, block, MATCHES)
    state = course(state, tables, 1)[-1]
    chain = np.maximum(state["firm.chain"], 0)
    firms = (state["firm.serial"] > 0) & (tables.import_share[chain] >= 0.5) & (state["firm.opened"] >= 0)
    seen = {}
    for name, done in (("loss", 0.0), ("eased", 1.0)):
        ready = changed(state, cluster__substitution=np.full_like(state["cluster.substitution"], done))
        made = [
            _made(changed(ready, firm__sanctioned=(firms * mark).astype(np.int64)), firms, tables) for mark in (0, 1)
        ]
        seen[name] = each(made[1] / made[0] - 1.0)
    return seen


def _made(state: State, firms: NDArray[np.bool_], tables: Tables) -> NDArray[np.float64]:
    """What the firms that stand make four turns later (matches,)."""
    after = course(state, tables, 4)[-1]
    same = firms & (after["firm.serial"] == state["firm.serial"])
    made: NDArray[np.float64] = np.where(same, after["firm.output"], 0).sum(axis=-1).astype(np.float64)
    return made


@fact(
    Fact(
        "S15",
        "the developers' credit is cut",
        (
            Measure("land income eight turns later", mean_of("land"), -0.58, -0.45),
            Measure("places that a landlord has lost by then, median", median_of("lost"), 2, 7),
        ),
        carried_by=("nation.slump_path", "treasury.land_mood", "presales.finish", "presales.trust", "presales.output"),
        off={"nation.slump_path": [0.0] * _SLUMP_TURNS},
        quick=4,
        full=24,
    )
)
def slump(world: World, block: int) -> dict[str, list[float]]:
    """Land income of all cities in the eighth turn of the great slump against the turn before it; and landlords' rank.

    Nobody governs where land income is measured. For the rank eight bots of all personas play the same years, two of
    them landlords, who have sold more land than others and have more homes to finish.
    """
    state, tables = later_openings(world, block, MATCHES, History.EXACT)
    cut = next(place for place, entry in enumerate(tables.scenario.dated) if entry.event == "property")
    due = int(state["nation.due"][0, cut])
    story = course(state, tables, due + _SLUMP_TURNS - 1)
    # The turn whose coming turn is `due` is the slump's first; where an earlier one runs, there is no calm before it.
    calm = story[due - 2]["nation.slump"] < 0
    land = [story[at]["city.land_income"].sum(axis=-1).astype(np.float64) for at in (due - 2, due - 2 + _SLUMP_TURNS)]
    return {"land": each((land[1] / land[0] - 1.0)[calm]), "lost": _lost(world, block, due - 2)}


def _lost(world: World, block: int, eve: int) -> list[float]:
    """Places that two landlords lose from the eve of the slump, in that many turns after the first, to its last."""
    cities = tuple(world.content.scenarios[LATER].cities[:8])
    others = [persona for persona in Persona if persona is not Persona.LANDLORD]
    landlords = (0, 4)
    seated = [Persona.LANDLORD if seat in landlords else others[(block + seat) % len(others)] for seat in range(8)]
    # `bot_match` turns the personas on by the block's number: with them the landlords go round all cities.
    seating = Seating(cities, tuple(seated), scenario=LATER, history=History.EXACT)
    _, positions = bot_match(world, block, seating)
    ranks = [positions[at]["score.rank"] for at in (eve, eve + _SLUMP_TURNS)]
    return [
        float(ranks[1][seat] - ranks[0][seat]) for seat in range(8) if seated[(seat + block) % 8] is Persona.LANDLORD
    ]
