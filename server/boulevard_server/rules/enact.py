"""From decrees to arrays: writes standing orders into the state and this turn's acts into act arrays.

It owns the translation from serial numbers and content ids to places in arrays. An order about a thing that is
no longer there (a firm that died, an official posted away, a project that closed) is passed over in silence:
the decree was made before the turn resolved, and nobody is to blame. One match at a time, no leading axis.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from boulevard_server.rules import enact_relations
from boulevard_server.rules.acts import Acts, no_acts
from boulevard_server.rules.arrays import Array
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables
from boulevard_shared.ids import BossTask, Field, Module, Tier, Vehicle
from boulevard_shared.orders import (
    AnnounceFund,
    AppointBoss,
    BidForProject,
    BuildModule,
    CapitaliseVehicle,
    ChooseNextCity,
    ConsultOnProject,
    Decree,
    DirectBoss,
    ExpandUniversity,
    FollowOn,
    FoundLaboratory,
    GroomSuccessor,
    HireFundManagers,
    HostUniversity,
    IssueBonds,
    LobbyForChain,
    NominateFirm,
    PlaceContract,
    RenegotiateFee,
    RepayDebt,
    SecondOfficial,
    SellData,
    SellStake,
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
    SignSmartPartner,
)

_VEHICLES = {vehicle: place for place, vehicle in enumerate(Vehicle)}
_TIERS = {tier: place for place, tier in enumerate(Tier)}
_MODULES = {module.value: place for place, module in enumerate(Module)}
_FIELDS = {field.value: place for place, field in enumerate(Field)}


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where the orders of one seat are written: its city's rows of the acts and of the standing arrays."""

    city: int
    acts: Acts
    standing: dict[str, Array]
    chains: dict[str, int]
    cities: dict[str, int]
    firms: dict[int, int]
    projects: dict[int, int]
    officials: dict[int, int]
    cabinets: dict[int, tuple[int, int]]

    def act(self, name: str, place: int | tuple[int, ...] | None, value: int) -> None:
        at = (self.city,) if place is None else (self.city, *((place,) if isinstance(place, int) else place))
        self.acts[name][at] = value

    def stand(self, name: str, place: int | None, value: int) -> None:
        at = (self.city,) if place is None else (self.city, place)
        self.standing[name][at] = value


_STANDING_FIELDS = (
    "cluster.seed_budget",
    "cluster.boss_task",
    "cluster.substitution_budget",
    "cluster.incentive",
    "vehicle.managers_budget",
    "talent.programme",
    "city.schools_budget",
    "city.health_budget",
    "city.housing_budget",
    "city.works_budget",
    "city.land_housing",
    "city.land_industry",
    *enact_relations.STANDING_FIELDS,
    "smart.policy",
    "environment.plan",
    "city.screening",
)


def enact(state: State, decrees: Sequence[Decree], tables: Tables) -> tuple[State, Acts]:
    """The state with standing orders written, and the acts of this turn.

    `decrees` are in seat order; each acts in the city its seat governs. The order of entries within a decree
    does not matter: they are read by key.
    """
    acts = no_acts(state.axes)
    standing = {name: np.array(state[name]) for name in _STANDING_FIELDS}
    _enter(state, decrees, tables, (standing, acts))
    return state.after(standing), acts


def enact_each(
    matches: Sequence[State], together: State, decrees: Sequence[Sequence[Decree]], tables: Tables
) -> tuple[State, Acts]:
    """`enact` for each of some matches, given also as a batch: the batch, and its acts."""
    acts = no_acts(together.axes, together.lead)
    standing = {name: np.array(together[name]) for name in _STANDING_FIELDS}
    for place, (state, decided) in enumerate(zip(matches, decrees, strict=True)):
        if any(decree.standing or decree.acts for decree in decided):
            rows = ({name: array[place] for name, array in arrays.items()} for arrays in (standing, acts))
            _enter(state, decided, tables, (next(rows), Acts(next(rows))))
    return together.after(standing), acts


def _enter(state: State, decrees: Sequence[Decree], tables: Tables, into: tuple[dict[str, Array], Acts]) -> None:
    """Write the decrees of one match into its standing orders and acts."""
    standing, acts = into
    chains = {chain: place for place, chain in enumerate(tables.chains)}
    cities = {city: place for place, city in enumerate(tables.cities)}
    firms = _places(state["firm.serial"])
    projects = _places(state["project.serial"])
    everybody = _places(state["official.serial"].reshape(-1))
    cabinets = {serial: divmod(place, state.axes["O"]) for serial, place in everybody.items()}
    for seat, decree in enumerate(decrees):
        city = int(state["seat.city"][seat])
        officials = _places(state["official.serial"][city])
        desk = _Desk(city, acts, standing, chains, cities, firms, projects, officials, cabinets)
        for orders in (decree.standing, decree.acts):
            for key in sorted(orders):
                _WRITERS[type(orders[key])](desk, orders[key])


def _places(serials: Array) -> dict[int, int]:
    return {int(serial): place for place, serial in enumerate(serials) if serial > 0}


def _bid(desk: _Desk, order: BidForProject) -> None:
    project = desk.projects.get(order.project)
    if project is None:
        return
    desk.act("bid.vehicle", project, _VEHICLES[order.vehicle] + 1)
    desk.act("bid.equity", project, order.equity)
    desk.act("bid.premium", project, order.premium_bp)
    desk.act("bid.guarantee", project, order.guarantee)
    desk.act("bid.land", project, order.land_discount)
    desk.act("bid.tax", project, order.tax_holiday)
    desk.act("bid.works", project, order.works)
    desk.act("bid.housing", project, order.housing)
    desk.act("bid.claw_back", project, int(order.claw_back))


def _consult(desk: _Desk, order: ConsultOnProject) -> None:
    project = desk.projects.get(order.project)
    if project is not None:
        desk.act("consult.project", project, 1)


def _capitalise(desk: _Desk, order: CapitaliseVehicle) -> None:
    desk.act("capitalise.amount", _VEHICLES[order.vehicle], order.amount)


def _announce_fund(desk: _Desk, order: AnnounceFund) -> None:
    chain = desk.chains.get(order.chain)
    if chain is not None:
        desk.act("fund.chain", None, chain + 1)
        desk.act("fund.target", None, order.target)
        desk.act("fund.locality", None, order.locality - 100)


def _seed_budget(desk: _Desk, order: SetSeedBudget) -> None:
    chain = desk.chains.get(order.chain)
    if chain is not None:
        desk.stand("cluster.seed_budget", chain, order.amount)


def _managers(desk: _Desk, order: HireFundManagers) -> None:
    desk.stand("vehicle.managers_budget", _VEHICLES[order.vehicle], order.amount)


def _follow_on(desk: _Desk, order: FollowOn) -> None:
    firm = desk.firms.get(order.firm)
    if firm is not None:
        desk.act("follow.vehicle", firm, _VEHICLES[order.vehicle] + 1)
        desk.act("follow.amount", firm, order.amount)


def _sell(desk: _Desk, order: SellStake) -> None:
    firm = desk.firms.get(order.firm)
    if firm is not None:
        desk.act("sell.route", (_VEHICLES[order.vehicle], firm), int(order.route))
        desk.act("sell.share", (_VEHICLES[order.vehicle], firm), order.share_bp)


def _appoint(desk: _Desk, order: AppointBoss) -> None:
    chain = desk.chains.get(order.chain)
    slot = desk.officials.get(order.official)
    if chain is None or (slot is None and order.official != 0):
        return
    desk.act("appoint.boss", chain, -1 if slot is None else slot + 1)


def _direct(desk: _Desk, order: DirectBoss) -> None:
    chain = desk.chains.get(order.chain)
    # Consulting is ordered per project; it is never a boss's standing work.
    if chain is not None and order.task is not BossTask.CONSULT:
        desk.stand("cluster.boss_task", chain, int(order.task))


def _incentive(desk: _Desk, order: SetIncentive) -> None:
    chain = desk.chains.get(order.chain)
    if chain is not None:
        desk.stand("cluster.incentive", chain, order.level)


def _lobby(desk: _Desk, order: LobbyForChain) -> None:
    chain = desk.chains.get(order.chain)
    if chain is not None:
        desk.act("lobby.chain", None, chain + 1)


def _substitution(desk: _Desk, order: SetSubstitution) -> None:
    chain = desk.chains.get(order.chain)
    if chain is not None:
        desk.stand("cluster.substitution_budget", chain, order.amount)


def _wish(desk: _Desk, order: ChooseNextCity) -> None:
    wished = [desk.cities[city] for city in dict.fromkeys(order.cities) if city in desk.cities]
    for rank, city in enumerate(wished, 1):
        desk.act("wish.rank", city, rank)


def _groom(desk: _Desk, order: GroomSuccessor) -> None:
    slot = desk.officials.get(order.official)
    if slot is not None:
        desk.act("groom.official", None, slot + 1)


def _programme(desk: _Desk, order: SetTalentProgramme) -> None:
    desk.stand("talent.programme", _TIERS[order.tier], order.thousand_yuan)


def _university(desk: _Desk, order: ExpandUniversity) -> None:
    field = _FIELDS.get(order.field)
    if field is not None:
        desk.act("university.amount", field, order.amount)


def _second(desk: _Desk, order: SecondOfficial) -> None:
    slot = desk.officials.get(order.official)
    chain = desk.chains.get(order.chain)
    if slot is not None and chain is not None:
        desk.act("second.chain", slot, chain + 1)


def _screening(desk: _Desk, order: SetScreening) -> None:
    desk.stand("city.screening", None, order.level)


def _contract(desk: _Desk, order: PlaceContract) -> None:
    firm = desk.firms.get(order.firm)
    if firm is not None:
        desk.act("contract.amount", firm, order.amount)


def _nominate(desk: _Desk, order: NominateFirm) -> None:
    firm = desk.firms.get(order.firm)
    if firm is not None:
        desk.act("nominate.firm", None, firm + 1)


def _laboratory(desk: _Desk, order: FoundLaboratory) -> None:
    chain = desk.chains.get(order.chain)
    if chain is not None:
        desk.act("laboratory.amount", chain, order.amount)


def _host(desk: _Desk, order: HostUniversity) -> None:
    desk.act("host.amount", None, order.amount)


def _budget(desk: _Desk, order: SetBudget) -> None:
    desk.stand("city.schools_budget", None, order.schools)
    desk.stand("city.health_budget", None, order.health)
    desk.stand("city.housing_budget", None, order.housing)


def _works(desk: _Desk, order: SetWorks) -> None:
    desk.stand("city.works_budget", None, order.amount)


def _land(desk: _Desk, order: SetLandRelease) -> None:
    desk.stand("city.land_housing", None, order.housing)
    desk.stand("city.land_industry", None, order.industry)


def _issue(desk: _Desk, order: IssueBonds) -> None:
    desk.act("bonds.issue", None, order.amount)


def _repay(desk: _Desk, order: RepayDebt) -> None:
    desk.act("bonds.repay", None, order.amount)


def _sign_partner(desk: _Desk, order: SignSmartPartner) -> None:
    desk.act("sign.partner", None, int(order.partner))
    desk.act("sign.share", None, order.city_share)
    desk.act("sign.exclusive", None, int(order.exclusive))


def _module(desk: _Desk, order: BuildModule) -> None:
    place = _MODULES.get(order.module)
    if place is not None:
        desk.act("build.module", place, 1)


def _sell_data(desk: _Desk, order: SellData) -> None:
    desk.act("sell.data", None, order.percent)


def _data_policy(desk: _Desk, order: SetDataPolicy) -> None:
    desk.stand("smart.policy", None, int(order.policy))


def _renegotiate(desk: _Desk, order: RenegotiateFee) -> None:
    desk.act("renegotiate.cut", None, order.cut)


def _clean_up(desk: _Desk, order: SetCleanUp) -> None:
    desk.stand("environment.plan", None, int(order.plan))


_WRITERS: dict[type[Any], Callable[[_Desk, Any], None]] = {
    BidForProject: _bid,
    ConsultOnProject: _consult,
    CapitaliseVehicle: _capitalise,
    AnnounceFund: _announce_fund,
    SetSeedBudget: _seed_budget,
    HireFundManagers: _managers,
    FollowOn: _follow_on,
    SellStake: _sell,
    AppointBoss: _appoint,
    DirectBoss: _direct,
    SetIncentive: _incentive,
    LobbyForChain: _lobby,
    SetSubstitution: _substitution,
    ChooseNextCity: _wish,
    GroomSuccessor: _groom,
    SetTalentProgramme: _programme,
    ExpandUniversity: _university,
    SecondOfficial: _second,
    SetScreening: _screening,
    PlaceContract: _contract,
    NominateFirm: _nominate,
    FoundLaboratory: _laboratory,
    HostUniversity: _host,
    SetBudget: _budget,
    SetWorks: _works,
    SetLandRelease: _land,
    IssueBonds: _issue,
    RepayDebt: _repay,
    **enact_relations.WRITERS,
    SignSmartPartner: _sign_partner,
    BuildModule: _module,
    SellData: _sell_data,
    SetDataPolicy: _data_policy,
    RenegotiateFee: _renegotiate,
    SetCleanUp: _clean_up,
}
"""How each order is written; a new order needs one entry here."""
