"""The standing settings in force, read back from a view as the orders that would set them."""

from __future__ import annotations

import numpy as np

from boulevard_server.rules.desk import VEHICLES, Desk
from boulevard_shared.ids import BossTask, Tier
from boulevard_shared.orders import (
    AnyOrder,
    DirectBoss,
    HireFundManagers,
    SetBudget,
    SetIncentive,
    SetLandRelease,
    SetSeedBudget,
    SetTalentProgramme,
    SetWorks,
)


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
    orders += [HireFundManagers(v, int(b)) for v, b in zip(VEHICLES, desk.own("vehicle.managers_budget"), strict=True)]
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
    return {order.key: order for order in orders}


def bosses(desk: Desk) -> list[int]:
    """Indices of the chains that have a boss."""
    return [int(chain) for chain in np.nonzero(desk.own("cluster.boss") >= 0)[0]]
