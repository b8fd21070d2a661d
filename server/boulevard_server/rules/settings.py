"""The standing settings in force, read back from a view as the orders that would set them."""

from __future__ import annotations

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


def settings_in_force(desk: Desk) -> dict[str, AnyOrder]:
    """What holds now by order key: an order that only repeats it changes nothing and takes no attention."""
    chains = desk.tables.chains
    orders: list[AnyOrder] = [
        SetBudget(
            desk.whole("city.schools_budget"),
            desk.whole("city.health_budget"),
            desk.whole("city.housing_budget"),
        ),
        SetWorks(desk.whole("city.works_budget")),
        SetLandRelease(desk.whole("city.land_housing"), desk.whole("city.land_industry")),
    ]
    orders.append(SetScreening(desk.whole("city.screening")))
    orders += [
        HostDelegations(Hosting(desk.whole("city.hosting")), desk.whole("city.host_fee")),
        FollowModel(ModelCard(desk.whole("city.method"))),
        SetTone(Tone(desk.whole("city.tone"))),
    ]
    orders += [HireFundManagers(v, int(b)) for v, b in zip(VEHICLES, desk.own("vehicle.managers_budget"), strict=True)]
    orders += [
        SetDataPolicy(DataPolicy(desk.whole("smart.policy"))),
        SetCleanUp(CleanUp(desk.whole("environment.plan"))),
    ]
    programmes = desk.own("talent.programme")
    orders += [SetTalentProgramme(tier, int(level)) for tier, level in zip(Tier, programmes, strict=True)]
    for chain, level, seed, task, boss in zip(
        chains,
        desk.own("cluster.incentive"),
        desk.own("cluster.seed_budget"),
        desk.own("cluster.boss_task"),
        desk.own("cluster.boss"),
        strict=True,
    ):
        orders += [SetIncentive(chain, int(level)), SetSeedBudget(chain, int(seed))]
        orders.append(DirectBoss(chain, BossTask(int(task)) if boss >= 0 else BossTask.NONE))
    replaced = desk.own("cluster.substitution_budget")
    orders += [SetSubstitution(chain, int(amount)) for chain, amount in zip(chains, replaced, strict=True)]
    return {order.key: order for order in orders}


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
