"""The standing settings in force, read back from a view as the orders that would set them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import compress, repeat
from typing import NamedTuple

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


class InForce(NamedTuple):
    """The settings that hold now, by order key, and those of them that ask for anything: most budgets are nothing."""

    orders: Mapping[str, AnyOrder]
    asking: Sequence[AnyOrder]


def settings_in_force(desk: Desk) -> dict[str, AnyOrder]:
    """What holds now by order key: an order that only repeats it changes nothing and takes no attention."""
    return dict(in_force(desk).orders)


def in_force(desk: Desk) -> InForce:
    """The same with those that ask for something."""
    chains, whole = desk.tables.chains, desk.whole
    managers, programmes = desk.own("vehicle.managers_budget").tolist(), desk.own("talent.programme").tolist()
    said = [
        _said(SetBudget, whole("city.schools_budget"), whole("city.health_budget"), whole("city.housing_budget")),
        _said(SetWorks, whole("city.works_budget")),
        _said(SetLandRelease, whole("city.land_housing"), whole("city.land_industry")),
        _said(SetScreening, whole("city.screening")),
        _said(HostDelegations, Hosting(whole("city.hosting")), whole("city.host_fee")),
        _said(FollowModel, ModelCard(whole("city.method"))),
        _said(SetTone, Tone(whole("city.tone"))),
        _said(SetDataPolicy, DataPolicy(whole("smart.policy"))),
        _said(SetCleanUp, CleanUp(whole("environment.plan"))),
    ]
    hired = [*map(_said, repeat(HireFundManagers), VEHICLES, managers)]
    taught = [*map(_said, repeat(SetTalentProgramme), _TIERS, programmes)]
    of_chains = _of_chains(chains, b"".join([desk.own(name).tobytes() for name in _BY_CHAIN]))
    asking = [order for _, order in (*said, *compress(hired, managers), *compress(taught, programmes))]
    return InForce({**dict([*said, *hired, *taught]), **of_chains.orders}, [*asking, *of_chains.asking])


_BY_CHAIN = (
    "cluster.incentive",
    "cluster.seed_budget",
    "cluster.boss_task",
    "cluster.boss",
    "cluster.substitution_budget",
)


@lru_cache(maxsize=4_096)
def _of_chains(chains: tuple[str, ...], numbers: bytes) -> InForce:
    """What holds for the chains, from the bytes of their rows: they seldom change, and are most of all settings."""
    levels, seeds, tasks, held, substituted = np.frombuffer(numbers, np.int64).reshape(len(_BY_CHAIN), -1).tolist()
    given = [*map(_said, repeat(SetIncentive), chains, levels)]
    sown = [*map(_said, repeat(SetSeedBudget), chains, seeds)]
    led = [
        _said(DirectBoss, chain, _TASKS[task] if boss >= 0 else BossTask.NONE)
        for chain, task, boss in zip(chains, tasks, held, strict=True)
    ]
    made = [*map(_said, repeat(SetSubstitution), chains, substituted)]
    asking = (*compress(given, levels), *compress(sown, seeds), *led, *compress(made, substituted))
    return InForce(dict([*given, *sown, *led, *made]), [order for _, order in asking])


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
    then = decree.next_turn()
    if not then.standing:
        return then
    schools, health, housing, works = (
        int(after[f"city.{name}_budget"][city]) for name in ("schools", "health", "housing", "works")
    )
    for order in (SetBudget(schools, health, housing), SetWorks(works)):
        if order.key in then.standing:
            then = then.with_order(order)
    return then
