"""Rules of the orders about chains and officials: bosses, incentives, lobbying, succession."""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import hype
from boulevard_server.rules.arrays import Floats
from boulevard_server.rules.decree_pacts import truce_level
from boulevard_server.rules.decree_rule import Charge, Draft, Rule, first, free, unknown_chain
from boulevard_server.rules.desk import Commons, Desk, once_a_moment
from boulevard_shared.ids import BossTask, Rank
from boulevard_shared.orders import (
    AppointBoss,
    ChooseNextCity,
    DirectBoss,
    GroomSuccessor,
    LobbyForChain,
    Order,
    SecondOfficial,
    SetIncentive,
)
from boulevard_shared.sentence import Sentence, say


def official_name(desk: Desk, serial: int) -> int:
    """Number of an official's name in content, 0 when there is no such official here."""
    slot = desk.official(serial)
    return desk.mine("official.name")[slot] if slot >= 0 else 0


def _refuse_boss(draft: Draft, order: AppointBoss) -> Sentence | None:
    desk = draft.desk
    unknown = unknown_chain(desk, order.chain)
    if unknown is not None:
        return unknown
    chain = desk.chain(order.chain)
    if order.official == 0:
        empty = desk.mine("cluster.boss")[chain] < 0
        return say("refused.chair_empty", chain=order.chain) if empty else None
    slot = desk.official(order.official)
    if slot < 0:
        return say("refused.official_gone")
    name = official_name(desk, order.official)
    if desk.mine("official.rank")[slot] > Rank.VICE_MAYOR:
        return say("refused.boss_rank", official=name)
    away = desk.mine("official.seconded")[slot]
    if away > 0:
        return say("refused.seconded", official=name, turns=away)
    holds = desk.mine("official.boss_of")[slot]
    if holds == chain:
        return say("refused.boss_already", official=name, chain=order.chain)
    freed = any(act.official == 0 and desk.chain(act.chain) == holds for act in draft.acts(AppointBoss))
    if holds >= 0 and not freed:
        return say("refused.boss_elsewhere", official=name, chain=desk.chain_id(holds))
    if any(act.official == order.official for act in (*draft.acts(AppointBoss), *draft.acts(SecondOfficial))):
        return say("refused.official_taken", official=name)
    return None


def _label_boss(desk: Desk, order: AppointBoss) -> Sentence:
    if order.official == 0:
        return say("order.AppointBoss_none", chain=order.chain)
    return say("order.AppointBoss", chain=order.chain, official=official_name(desk, order.official))


def _refuse_task(draft: Draft, order: DirectBoss) -> Sentence | None:
    desk = draft.desk
    unknown = unknown_chain(desk, order.chain)
    if unknown is not None:
        return unknown
    chain = desk.chain(order.chain)
    if order.task is BossTask.CONSULT:
        return say("refused.consult_by_project")
    appointed = any(act.chain == order.chain and act.official for act in draft.acts(AppointBoss))
    if order.task and desk.mine("cluster.boss")[chain] < 0 and not appointed:
        return say("refused.no_boss", chain=order.chain)
    if order.task is BossTask.CLEAR and not desk.plain("cluster.bottleneck_known")[chain]:
        return say("refused.no_bottleneck", chain=order.chain)
    return None


def _label_task(_desk: Desk, order: DirectBoss) -> Sentence:
    return say("order.DirectBoss", chain=order.chain, task=int(order.task))


def _refuse_incentive(draft: Draft, order: SetIncentive) -> Sentence | None:
    return first(unknown_chain(draft.desk, order.chain), truce_level(draft.desk, order.level))


def _charge_incentive(desk: Desk, order: SetIncentive) -> Charge:
    if order.level == 0:
        return Charge()
    chain = desk.chain(order.chain)
    output = desk.mine("cluster.output")[chain]
    grants = swarm(desk, chain, order.level)[1]
    return Charge(routine=round(order.level * desk.tables["chains.incentive_cost"] / 2 * output) + grants)


def swarm(desk: Desk, chain: int, level: int) -> tuple[int, int]:
    """Newcomers beyond the usual whom a level of incentives should draw in a turn, and their grants (wan)."""
    usual = float(desk.mine("cluster.registrations_usual")[chain])
    times = float(_times_registered(desk, level)[desk.view.city, chain])
    beyond = round(usual * max(0.0, times - 1.0))
    return beyond, round(beyond * level * desk.tables["hype.grant"])


@once_a_moment
def _times_registered(commons: Commons, level: int) -> Floats:
    """Registrations against the usual in each city and chain, if all had incentives of a level (C, I)."""
    levels = np.full((len(commons.tables.cities), len(commons.tables.chains)), level)
    return hype.boost(commons, levels, commons.tables)


def _label_incentive(_desk: Desk, order: SetIncentive) -> Sentence:
    return say("order.SetIncentive", chain=order.chain, level=order.level)


def _refuse_lobby(draft: Draft, order: LobbyForChain) -> Sentence | None:
    desk = draft.desk
    unknown = unknown_chain(desk, order.chain)
    if unknown is None and desk["nation.plan_next"].any() and desk.plain("nation.plan_next")[desk.chain(order.chain)]:
        return say("refused.lobby_named", chain=order.chain)
    return unknown


def _label_lobby(_desk: Desk, order: LobbyForChain) -> Sentence:
    return say("order.LobbyForChain", chain=order.chain)


def _refuse_next_city(draft: Draft, order: ChooseNextCity) -> Sentence | None:
    desk = draft.desk
    if not desk["match.career"]:
        return say("refused.not_career")
    if not order.cities:
        return say("refused.nothing")
    stranger = next((city for city in order.cities if city not in desk.tables.cities), None)
    if stranger is not None:
        return say("refused.city", city=stranger)
    return say("refused.city_twice") if len(set(order.cities)) != len(order.cities) else None


def _label_next_city(_desk: Desk, order: ChooseNextCity) -> Sentence:
    return say("order.ChooseNextCity", city=order.cities[0], count=len(order.cities))


def _no_deputy(desk: Desk, serial: int, secretary: str) -> Sentence | None:
    """Why this is no official below the secretary; `secretary` is the key said of the secretary."""
    slot = desk.official(serial)
    if slot < 0:
        return say("refused.official_gone")
    if desk.mine("official.rank")[slot] == Rank.SECRETARY:
        return say(secretary, official=official_name(desk, serial))
    return None


def _refuse_groom(draft: Draft, order: GroomSuccessor) -> Sentence | None:
    desk = draft.desk
    unfit = _no_deputy(desk, order.official, "refused.groom_self")
    if unfit is not None:
        return unfit
    slot, name = desk.official(order.official), official_name(desk, order.official)
    away = desk.mine("official.seconded")[slot]
    return say("refused.seconded", official=name, turns=away) if away > 0 else None


def _label_groom(desk: Desk, order: GroomSuccessor) -> Sentence:
    return say("order.GroomSuccessor", official=official_name(desk, order.official))


def _refuse_second(draft: Draft, order: SecondOfficial) -> Sentence | None:
    desk = draft.desk
    unfit = _no_deputy(desk, order.official, "refused.second_secretary")
    if unfit is not None:
        return unfit
    slot, name = desk.official(order.official), official_name(desk, order.official)
    away = desk.mine("official.seconded")[slot]
    holds = desk.mine("official.boss_of")[slot]
    taken = (*draft.acts(AppointBoss), *draft.acts(GroomSuccessor))
    return first(
        unknown_chain(desk, order.chain),
        say("refused.seconded", official=name, turns=away) if away > 0 else None,
        say("refused.second_boss", official=name, chain=desk.chain_id(holds)) if holds >= 0 else None,
        say("refused.official_taken", official=name) if any(act.official == order.official for act in taken) else None,
    )


def _label_second(desk: Desk, order: SecondOfficial) -> Sentence:
    return say("order.SecondOfficial", official=official_name(desk, order.official), chain=order.chain)


RULES: dict[type[Order], Rule] = {
    AppointBoss: Rule("attention_appoint", _refuse_boss, free, _label_boss),
    DirectBoss: Rule("attention_direct", _refuse_task, free, _label_task),
    SetIncentive: Rule("attention_incentive", _refuse_incentive, _charge_incentive, _label_incentive),
    LobbyForChain: Rule("attention_lobby", _refuse_lobby, free, _label_lobby),
    ChooseNextCity: Rule("attention_next_city", _refuse_next_city, free, _label_next_city),
    GroomSuccessor: Rule("attention_groom", _refuse_groom, free, _label_groom),
    SecondOfficial: Rule("attention_second", _refuse_second, free, _label_second),
}
