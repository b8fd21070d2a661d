"""The standing settings in force, read back from a view as the orders that would set them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import repeat

import numpy as np

from boulevard_server.rules.desk import VEHICLES, Desk
from boulevard_server.rules.state import State
from boulevard_shared.ids import BossTask, CleanUp, DataPolicy, Hosting, ModelCard, Tier, Tone
from boulevard_shared.orders import (
    AnyOrder,
    Decree,
    DirectBoss,
    HireFundManagers,
    SetBudget,
    SetCleanUp,
    SetDataPolicy,
    SetIncentive,
    SetLandRelease,
    SetScreening,
    SetSeedBudget,
    SetSubstitution,
    SetTalentProgramme,
    SetWorks,
)
from boulevard_shared.orders_relations import FollowModel, HostDelegations, SetTone

FIELDS = (
    "city.schools_budget",
    "city.health_budget",
    "city.housing_budget",
    "city.works_budget",
    "city.land_housing",
    "city.land_industry",
    "city.screening",
    "city.hosting",
    "city.host_fee",
    "city.method",
    "city.tone",
    "vehicle.managers_budget",
    "smart.policy",
    "environment.plan",
    "talent.programme",
    "cluster.incentive",
    "cluster.seed_budget",
    "cluster.boss_task",
    "cluster.boss",
    "cluster.substitution_budget",
)
"""What the settings are read from: rows of the own city."""


def settings_in_force(desk: Desk) -> dict[str, AnyOrder]:
    """What holds now by order key: an order that only repeats it changes nothing and takes no attention."""
    chains, whole = desk.tables.chains, desk.whole
    said = [
        _said(SetBudget, whole("city.schools_budget"), whole("city.health_budget"), whole("city.housing_budget")),
        _said(SetWorks, whole("city.works_budget")),
        _said(SetLandRelease, whole("city.land_housing"), whole("city.land_industry")),
        _said(SetScreening, whole("city.screening")),
        _said(HostDelegations, Hosting(whole("city.hosting")), whole("city.host_fee")),
        _said(FollowModel, ModelCard(whole("city.method"))),
        _said(SetTone, Tone(whole("city.tone"))),
        *map(_said, repeat(HireFundManagers), VEHICLES, desk.own("vehicle.managers_budget").tolist()),
        _said(SetDataPolicy, DataPolicy(whole("smart.policy"))),
        _said(SetCleanUp, CleanUp(whole("environment.plan"))),
        *map(_said, repeat(SetTalentProgramme), _TIERS, desk.own("talent.programme").tolist()),
    ]
    return {**dict(said), **_of_chains(chains, b"".join([desk.own(name).tobytes() for name in _BY_CHAIN]))}


_BY_CHAIN = (
    "cluster.incentive",
    "cluster.seed_budget",
    "cluster.boss_task",
    "cluster.boss",
    "cluster.substitution_budget",
)


@lru_cache(maxsize=4_096)
def _of_chains(chains: tuple[str, ...], numbers: bytes) -> dict[str, AnyOrder]:
    """What holds for the chains, from the bytes of their rows: they seldom change, and are most of all settings."""
    levels, seeds, tasks, held, substituted = np.frombuffer(numbers, np.int64).reshape(len(_BY_CHAIN), -1).tolist()
    said = []
    for chain, level, seed, task, boss in zip(chains, levels, seeds, tasks, held, strict=True):
        said.append(_said(SetIncentive, chain, level))
        said.append(_said(SetSeedBudget, chain, seed))
        said.append(_said(DirectBoss, chain, _TASKS[task] if boss >= 0 else BossTask.NONE))
    said += map(_said, repeat(SetSubstitution), chains, substituted)
    return dict(said)


_TIERS = tuple(Tier)
_TASKS = {int(task): task for task in BossTask}


@lru_cache(maxsize=16_384)
def _said(kind: Callable[..., AnyOrder], *values: object) -> tuple[str, AnyOrder]:
    """An order with its key. Most settings of most cities are alike, and an order is never changed."""
    order = kind(*values)
    return order.key, order


def bosses(desk: Desk) -> list[int]:
    """Indices of the chains that have a boss."""
    return [int(chain) for chain in np.nonzero(desk.own("cluster.boss") >= 0)[0]]


def carried(decree: Decree, after: State, city: int) -> Decree:
    """The standing orders of a decree for the next turn, budgets at what they have become.

    Budgets rise with the cost of what they pay for; an order that fixed the old amount for ever would let the
    services of whoever says nothing decay unseen.
    """
    schools, health, housing, works = (
        int(after[f"city.{name}_budget"][city]) for name in ("schools", "health", "housing", "works")
    )
    then = decree.next_turn()
    for order in (SetBudget(schools, health, housing), SetWorks(works)):
        if order.key in then.standing:
            then = then.with_order(order)
    return then
