"""Habits about chains and officials: bosses, their work, incentives, lobbying, secondments, succession."""

from __future__ import annotations

import numpy as np

from boulevard_server.bots.focus import focus
from boulevard_server.bots.hand import Hand
from boulevard_server.bots.term import evaluation_in
from boulevard_server.rules.decree_cadres import official_name
from boulevard_server.rules.settings import bosses
from boulevard_shared.ids import BossTask, Persona, Rank
from boulevard_shared.orders import (
    AppointBoss,
    ChooseNextCity,
    DirectBoss,
    GroomSuccessor,
    LobbyForChain,
    SecondOfficial,
    SetIncentive,
)
from boulevard_shared.sentence import say

_KNOWS = 2_500
"""Knowledge of a chain (basis points) from which it is a reason of its own to put somebody in charge."""


def fill_chairs(hand: Hand) -> None:
    """Appoint the best free official to each chain of the focus that has no boss."""
    desk = hand.desk
    held = bosses(desk)
    wanted = focus(hand)
    if len(held) >= hand.will.chairs:
        stale = [chain for chain in held if chain not in wanted]
        missing = [chain for chain in wanted[:1] if chain not in held]
        if stale and missing and desk.turn % 4 == 0:
            order = AppointBoss(desk.chain_id(stale[-1]), 0)
            hand.give(order, say("reason.empty_chair", chain=order.chain))
        return
    for chain in wanted:
        if chain in held or len(held) >= hand.will.chairs:
            continue
        slot = _best_free(hand, chain)
        if slot < 0:
            return
        serial = desk.mine("official.serial")[slot]
        order = AppointBoss(desk.chain_id(chain), serial)
        known = round(10_000 * desk.mine("official.expertise")[slot][chain])
        reason = say(
            "reason.boss_knows" if known >= _KNOWS else "reason.boss",
            official=official_name(desk, serial),
            chain=order.chain,
            known=known,
            density=round(10_000 * desk.mine("cluster.density")[chain]),
        )
        if hand.give(order, reason):
            held = [*held, chain]
            hand.give(DirectBoss(order.chain, BossTask.PLAN), say("reason.plan", chain=order.chain))


def _best_free(hand: Hand, chain: int) -> int:
    """Slot of the official who knows the chain best and may lead it, -1 when all are taken."""
    desk = hand.desk
    taken = {
        act.official
        for act in hand.draft.acts.values()
        if isinstance(act, AppointBoss | SecondOfficial | GroomSuccessor)
    }
    best, found = -1.0, -1
    for slot, serial in enumerate(desk.own("official.serial")):
        free = desk.mine("official.boss_of")[slot] < 0 and desk.mine("official.seconded")[slot] == 0
        rank = desk.mine("official.rank")[slot]
        if serial == 0 or int(serial) in taken or not free or not 0 < rank <= Rank.VICE_MAYOR:
            continue
        worth = 2.0 * desk.mine("official.expertise")[slot][chain]
        worth += desk.mine("official.competence")[slot] - 0.1 * rank
        if worth > best:
            best, found = worth, slot
    return found


def direct_bosses(hand: Hand) -> None:
    """Give each boss the work that matters now: a bottleneck first, capital where several firms are, else plans."""
    desk = hand.desk
    for chain in bosses(desk):
        name = desk.chain_id(chain)
        found = desk.plain("cluster.bottleneck_known")[chain]
        here = (desk["firm.city"] == desk.view.city) & (desk["firm.chain"] == chain) & (desk["firm.serial"] > 0)
        if found:
            task, reason = BossTask.CLEAR, say("reason.clear", chain=name, bottleneck=found)
        elif int(here.sum()) >= 3 and hand.will.persona is not Persona.CAREERIST:
            task, reason = BossTask.COORDINATE, say("reason.coordinate", chain=name, count=int(here.sum()))
        else:
            task, reason = BossTask.PLAN, say("reason.plan", chain=name)
        if task != desk.plain("cluster.boss_task")[chain]:
            hand.give(DirectBoss(name, task), reason)


def set_incentives(hand: Hand) -> None:
    """Favour the chains of the focus, when the treasury can bear it; one change a turn."""
    desk, will = hand.desk, hand.will
    liked = focus(hand)
    level = 2 if will.persona is Persona.CAREERIST else 1
    poor = hand.treasury < 0.5 * will.reserve * desk.yearly_revenue
    for chain, now in enumerate(desk.own("cluster.incentive")):
        name = desk.chain_id(chain)
        led = desk.mine("cluster.boss")[chain] >= 0
        if now and (poor or not (led or chain in liked)):
            cost = desk.plain("cluster.incentive_cost")[chain]
            hand.give(SetIncentive(name, 0), say("reason.incentive_end", chain=name, cost=cost))
            return
        if chain in liked[:2] and led and now < level and not poor:
            hand.give(SetIncentive(name, level), say("reason.incentive", chain=name, level=level))
            return


def lobby(hand: Hand) -> None:
    """Argue in the capital when a plan is due within two years and the first chain of the focus is not named."""
    desk = hand.desk
    due = turns_to_plan(hand)
    if not 1 <= due <= 4 or hand.attention < 3:
        return
    for chain in focus(hand)[:2]:
        if not desk.plain("nation.plan_next")[chain]:
            name = desk.chain_id(chain)
            hand.give(LobbyForChain(name), say("reason.lobby", chain=name, turns=due))
            return


def turns_to_plan(hand: Hand) -> int:
    """Turns until the next five-year plan begins, -1 when none follows."""
    scenario = hand.desk.tables.scenario
    begins = [2 * (plan.year - scenario.start_year) - hand.desk.turn for plan in scenario.plans]
    coming = [turns for turns in begins if turns > 0]
    return min(coming) if coming else -1


def second(hand: Hand) -> None:
    """Send one spare director to the laboratories of the first chain of the focus."""
    desk = hand.desk
    if (desk.own("official.seconded") > 0).any():
        return
    chain = focus(hand)[0]
    for slot in np.argsort(-desk.own("official.rank"), kind="stable"):
        serial = desk.mine("official.serial")[slot]
        if serial == 0 or desk.mine("official.rank")[slot] != Rank.DIRECTOR:
            continue
        name = desk.chain_id(chain)
        network = round(10_000 * desk.plain("talent.network")[chain])
        reason = say("reason.second", official=official_name(desk, serial), chain=name, network=network)
        if hand.give(SecondOfficial(serial, name), reason):
            return


def groom(hand: Hand) -> None:
    """Prepare a successor when the term runs out, so that a posting away costs less."""
    desk = hand.desk
    left = evaluation_in(hand)
    if left > 4 or desk.share("seat.groomed") >= 0.9:
        return
    ranked = sorted(
        (int(rank), slot)
        for slot, rank in enumerate(desk.own("official.rank"))
        if rank > Rank.SECRETARY and desk.mine("official.serial")[slot] > 0
    )
    for _, slot in ranked:
        serial = desk.mine("official.serial")[slot]
        reason = say("reason.groom", official=official_name(desk, serial), turns=left)
        if hand.give(GroomSuccessor(serial), reason):
            return


def wish_city(hand: Hand) -> None:
    """Career: wish for cities where the next term will look good: growing, not indebted."""
    desk = hand.desk
    if not desk["match.career"] or evaluation_in(hand) > 2:
        return
    debt = desk["city.debt"] / np.maximum(desk["city.gdp"], 1)
    worth = 8.0 * desk["city.growth_last"] - 0.5 * debt + 0.01 * desk["city.trust"]
    order = np.argsort(-worth, kind="stable")
    cities = tuple(desk.tables.cities[int(place)] for place in order[:5])
    growth = round(10_000 * desk.plain("city.growth_last")[int(order[0])])
    hand.give(ChooseNextCity(cities), say("reason.wish", city=cities[0], growth=growth))
