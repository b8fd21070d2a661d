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
    """The settings that hold now, by order key: the city's own and those of its chains, which are most of them.

    `asking` are those that ask for anything: most budgets are nothing.
    """

    own: Mapping[str, AnyOrder]
    of_chains: Mapping[str, AnyOrder]
    asking: Sequence[AnyOrder]

    def get(self, key: str) -> AnyOrder | None:
        """What holds under a key."""
        return self.own.get(key) or self.of_chains.get(key)


def settings_in_force(desk: Desk) -> dict[str, AnyOrder]:
    """What holds now by order key: an order that only repeats it changes nothing and takes no attention."""
    held = in_force(desk)
    return {**held.own, **held.of_chains}


def in_force(desk: Desk) -> InForce:
    """The same with those that ask for something."""
    whole = desk.whole
    managers, programmes = desk.own("vehicle.managers_budget").tolist(), desk.own("talent.programme").tolist()
    budgets = [
        _said(SetBudget, whole("city.schools_budget"), whole("city.health_budget"), whole("city.housing_budget")),
        _said(SetWorks, whole("city.works_budget")),
        _said(SetLandRelease, whole("city.land_housing"), whole("city.land_industry")),
    ]
    habits = _habits(*map(whole, _HABITS))
    hired = [*map(_said, repeat(HireFundManagers), VEHICLES, managers)]
    taught = [*map(_said, repeat(SetTalentProgramme), _TIERS, programmes)]
    of_chains = _of_chains(desk.tables.chains, b"".join([desk.own(name).tobytes() for name in _BY_CHAIN]))
    asking = [order for _, order in (*budgets, *habits, *compress(hired, managers), *compress(taught, programmes))]
    return InForce(dict([*budgets, *habits, *hired, *taught]), of_chains.of_chains, [*asking, *of_chains.asking])


_HABITS = (
    "city.screening",
    "city.hosting",
    "city.host_fee",
    "city.method",
    "city.tone",
    "smart.policy",
    "environment.plan",
)


@lru_cache(maxsize=4_096)
def _habits(*numbers: int) -> tuple[tuple[str, AnyOrder], ...]:
    """What holds for how a city goes about things, from those numbers of it: hardly ever changed."""
    screening, hosting, fee, method, tone, policy, plan = numbers
    return (
        _said(SetScreening, screening),
        _said(HostDelegations, Hosting(hosting), fee),
        _said(FollowModel, ModelCard(method)),
        _said(SetTone, Tone(tone)),
        _said(SetDataPolicy, DataPolicy(policy)),
        _said(SetCleanUp, CleanUp(plan)),
    )


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
    return InForce({}, dict([*given, *sown, *led, *made]), [order for _, order in asking])


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
