"""What orders about other cities, integrity and careers should bring, from the seat's view alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from boulevard_server.rules import bets, methods, outlook
from boulevard_server.rules import decree_pacts as pacts
from boulevard_server.rules.arrays import Floats, positive
from boulevard_server.rules.careers import extension_chance
from boulevard_server.rules.decree_relations import official_place
from boulevard_server.rules.desk import Commons, Desk, once_a_moment
from boulevard_server.rules.forecast_settings import AHEAD, about
from boulevard_server.rules.poaching import price_a_head
from boulevard_server.rules.relations import KINDS
from boulevard_shared.ids import Hosting, ModelCard, PactKind, Tier, Tone
from boulevard_shared.orders import Decree
from boulevard_shared.orders_relations import (
    AnswerPact,
    AskExtension,
    AuditVehicles,
    BreakPact,
    CookBooks,
    FollowModel,
    HostDelegations,
    JoinBid,
    OfferPact,
    PoachFirm,
    PoachOfficial,
    PoachTalent,
    SendDelegation,
    SetTone,
    SpoilTalks,
    WriteHandover,
)
from boulevard_shared.parts import Forecast, ForecastLine
from boulevard_shared.sentence import Sentence, say


def _bp(share: float) -> int:
    return round(10_000 * share)


# --- pacts -------------------------------------------------------------------------------------------------


def _pact(desk: Desk, city: str, kind: int, cash: int) -> Forecast:
    """`cash` is what we pay a turn, negative when we are paid."""
    place = pacts.place_of(desk, city)
    if place < 0 or not 1 <= kind <= len(KINDS):
        return Forecast()
    level = round(desk.tables["relations.truce_level"])
    notes: list[Sentence] = [say(f"note.pact_{kind}", amount=pacts.damages(desk, city), level=level)]
    broken = desk.plain("city.broken")[place]
    if broken:
        notes.append(say("note.pact_broken_before", city=city, count=broken))
    lines: list[ForecastLine] = []
    if kind == PactKind.SUPPLY:
        density = desk["cluster.density"]
        gap = float(positive(density[place] - density[desk.view.city]).max())
        gain = gap * (1.0 - (1.0 - desk.tables["relations.supply_step"]) ** AHEAD)
        lines.append(about(desk, "forecast.best_density", 10_000 * gain))
    if cash:
        lines.append(ForecastLine("forecast.pact_cash", -cash, -cash, -cash, 1))
    return Forecast(lines, note=notes)


def _offer(desk: Desk, _decree: Decree, order: OfferPact) -> Forecast:
    return _pact(desk, order.city, int(order.kind), order.cash)


def _answer(desk: Desk, _decree: Decree, order: AnswerPact) -> Forecast:
    place = pacts.place_of(desk, order.city)
    if place < 0 or not order.accept:
        return Forecast()
    return _pact(desk, order.city, desk.plain("asked.kind")[place], -desk.plain("asked.cash")[place])


def _break(desk: Desk, _decree: Decree, order: BreakPact) -> Forecast:
    trust = round(100 * desk.tables["relations.broken_trust"])
    return Forecast(note=[say("note.break_pact", amount=pacts.damages(desk, order.city), trust=trust)])


def _join(desk: Desk, _decree: Decree, order: JoinBid) -> Forecast:
    slot = desk.project(order.project)
    if slot < 0:
        return Forecast()
    value = desk.plain("project.equity")[slot] / max(0.01, desk.plain("project.stake")[slot])
    share = min(1.0, order.amount / max(1.0, value))
    return Forecast(note=[say("note.join", share=_bp(share), city=order.city)])


def _spoil(desk: Desk, _decree: Decree, _order: SpoilTalks) -> Forecast:
    appeal, found = (desk.tables[f"relations.{name}"] for name in ("spoil", "spoil_found"))
    return Forecast(note=[say("note.spoil", appeal=_bp(appeal), found=_bp(found))])


# --- methods -----------------------------------------------------------------------------------------------


def fit(desk: Desk, card: ModelCard) -> float:
    """How alike we are to the home of a card, 0 to 1."""
    return float(_fits(desk)[desk.view.city, int(card) - 1])


@once_a_moment
def _fits(commons: Commons) -> Floats:
    """How alike each city is to the home of each card (C, X)."""
    return methods.fit_of(commons, commons.tables)


def worth(desk: Desk, card: ModelCard) -> float:
    """What a card would bring us in full, of what it brings its home."""
    return float(worths(desk)[int(card) - 1])


def worths(desk: Desk) -> Floats:
    """The same for each card (X,)."""
    out: Floats = _worths(desk)[desk.view.city]
    return out


@once_a_moment
def _worths(commons: Commons) -> Floats:
    """The same for each city and card (C, X)."""
    return methods.worth_of(commons, commons.tables)


def _visit(desk: Desk, _decree: Decree, order: SendDelegation) -> Forecast:
    if order.model is ModelCard.NONE:
        return Forecast()
    least, spread = (desk.tables[f"relations.visit_{name}"] for name in ("least", "spread"))
    count = desk.plain("model.copiers")[int(order.model) - 1]
    told = {"fit": _bp(fit(desk, order.model)), "count": count}
    notes = [say("note.visit", low=_bp(least), high=_bp(least + spread), **told)]
    place = pacts.place_of(desk, order.city)
    if place >= 0 and desk.plain("city.hosting")[place] == Hosting.HIDE:
        notes.append(say("note.visit_hidden"))
    return Forecast(note=notes)


def _hosting(desk: Desk, _decree: Decree, _order: HostDelegations) -> Forecast:
    return Forecast(note=[say("note.hosting", count=desk.plain("city.visitors")[desk.view.city])])


def _follow(desk: Desk, _decree: Decree, order: FollowModel) -> Forecast:
    if order.model is ModelCard.NONE:
        return Forecast()
    tables, card = desk.tables, int(order.model) - 1
    known, level = desk.plain("method.known")[card], desk.plain("method.level")[desk.view.city][card]
    here = worth(desk, order.model)
    notes = [say("note.follow", known=_bp(known), fit=_bp(fit(desk, order.model)), worth=_bp(known * here))]
    if here < 0:
        notes.append(say("note.misfit"))
    run = 0.0
    for _ in range(AHEAD):
        level += tables["relations.follow_speed"] * max(known - level, 0.0)
        run += level
    lines = []
    gdp = run * here * float(tables.lists["relations.model_tfp"][card]) * desk.share("city.base_output")
    if gdp:
        lines.append(about(desk, "city.gdp", gdp))
    for name in ("technology", "trust"):
        points = run * here * float(tables.lists[f"relations.model_{name}"][card])
        if points:
            lines.append(about(desk, f"city.{name}", 100 * points))
    return Forecast(lines, note=notes)


# --- poaching ----------------------------------------------------------------------------------------------


def firm_chance(desk: Desk, firm: int, amount: int) -> float:
    """Chance that a firm moves here for this money, with its loyalty taken as middling."""
    tables = desk.tables
    home, chain, city = desk.plain("firm.city")[firm], desk.plain("firm.chain")[firm], desk.view.city
    trust, life = desk["city.trust"][:, None], desk["city.livability"][:, None]
    ground = outlook.view_ground(desk)
    place = bets.place_worth(ground, trust, life)[:, chain]
    owned = float(desk["position.share"][home, :, firm].sum())
    ties = tables["relations.firm_loyal"] * 0.5 + tables["relations.firm_owned"] * owned
    money = amount / max(1.0, tables["relations.firm_settle"] * float(desk.plain("firm.value")[firm]))
    appeal = money + float(place[city] - place[home]) - ties - tables["relations.firm_threshold"]
    return min(1.0, max(0.0, appeal / tables["relations.firm_luck"] + 0.5))


def _firm(desk: Desk, _decree: Decree, order: PoachFirm) -> Forecast:
    firm = desk.firm(order.firm)
    if firm < 0:
        return Forecast()
    output, jobs = desk.plain("firm.output")[firm], int(desk["firm.need"][firm].sum())
    chance = firm_chance(desk, firm, order.amount)
    lines = [
        ForecastLine("forecast.output", 0, round(chance * output), output, 1),
        ForecastLine("forecast.jobs", 0, round(chance * jobs), jobs, 1),
    ]
    return Forecast(lines, chance_bp=_bp(chance), note=[say("note.poach_firm")])


def official_chance(desk: Desk, city: int) -> float:
    """Chance that the capital posts an official of that city to ours."""
    tables = desk.tables
    life = float(desk["city.livability"][desk.view.city] - desk.plain("city.livability")[city])
    chance = tables["relations.official_chance"] + tables["relations.official_patron"] * desk.share("seat.patron")
    return min(1.0, max(0.0, chance + tables["relations.official_pull"] * life))


def _official(desk: Desk, _decree: Decree, order: PoachOfficial) -> Forecast:
    city, _slot = official_place(desk, order.official)
    if city < 0:
        return Forecast()
    return Forecast(chance_bp=_bp(official_chance(desk, city)), note=[say("note.poach_official")])


def heads(desk: Desk, place: int, tier: Tier, amount: int) -> int:
    """People that this money hires away when nobody else tries."""
    tables, at = desk.tables, tuple(Tier).index(tier)
    price = float(price_a_head(desk.plain("talent.wage")[place][at], tables["relations.poach_wage"]))
    income = desk["city.income"]
    pull = min(1.5, max(0.5, float(income[desk.view.city]) / max(1.0, float(income[place]))))
    return int(
        min(amount / price * pull, tables["relations.poach_most"] * float(desk.plain("talent.people")[place][at]))
    )


def _talent(desk: Desk, _decree: Decree, order: PoachTalent) -> Forecast:
    place = pacts.place_of(desk, order.city)
    if place < 0:
        return Forecast()
    many = heads(desk, place, order.tier, order.amount)
    grudges = int((desk["pact.grudge"][:, desk.view.city] >= desk.tables["relations.grudge_provoked"]).sum())
    lines = [ForecastLine("forecast.settled", many // 2, many, many, 1)]
    return Forecast(lines, note=[say("note.poach_talent", people=many, rivals=grudges)])


# --- integrity and careers -----------------------------------------------------------------------------------


def _audit(desk: Desk, _decree: Decree, _order: AuditVehicles) -> Forecast:
    heat = 100 * desk.share("city.heat")
    after = heat * (1.0 - desk.tables["integrity.audit_cut"])
    turns = round(desk.tables["integrity.audit_turns"])
    return Forecast(note=[say("note.audit", before=round(heat), after=round(after), turns=turns)])


def _cook(desk: Desk, _decree: Decree, order: CookBooks) -> Forecast:
    tables, told = desk.tables, order.basis_points / 10_000
    pile = 100.0 * (desk.share("city.cooked") + told)
    found = (tables["integrity.found_least"] + tables["integrity.found_point"] * pile) / 2.0
    points = round(100 * tables["cadres.growth_weight"] * told)
    raised = _bp(tables["integrity.ratchet"] * told)
    return Forecast(note=[say("note.cook", points=points, raised=raised, found=_bp(found))])


def extend_odds(desk: Desk) -> float:
    """Chance that this term is extended if we ask now."""
    running = desk["seat.evaluation"]
    mine = float(running[desk.view.seat])
    above = mine - (float(running.sum()) - mine) / max(1, len(running) - 1)
    return float(extension_chance(np.asarray(desk.share("seat.patron")), np.asarray(above), desk.tables))


def _extend(desk: Desk, _decree: Decree, _order: AskExtension) -> Forecast:
    return Forecast(chance_bp=_bp(extend_odds(desk)), note=[say("note.extension")])


def _handover(desk: Desk, _decree: Decree, _order: WriteHandover) -> Forecast:
    ready = min(1.0, desk.share("seat.handover") + desk.tables["careers.handover_step"])
    return Forecast(note=[say("note.handover", ready=_bp(ready))])


def _tone(desk: Desk, _decree: Decree, order: SetTone) -> Forecast:
    name = "daring" if order.tone is Tone.DARING else "loyal"
    points = round(100 * desk.tables[f"careers.{name}_points"])
    grant = round(desk.tables["careers.loyal_grant"] * desk.share("city.gdp"))
    return Forecast(note=[say(f"note.tone_{int(order.tone)}", points=points, amount=grant)])


BRINGS: dict[type[Any], Callable[[Desk, Decree, Any], Forecast]] = {
    OfferPact: _offer,
    AnswerPact: _answer,
    BreakPact: _break,
    JoinBid: _join,
    SpoilTalks: _spoil,
    SendDelegation: _visit,
    HostDelegations: _hosting,
    FollowModel: _follow,
    PoachFirm: _firm,
    PoachOfficial: _official,
    PoachTalent: _talent,
    AuditVehicles: _audit,
    CookBooks: _cook,
    AskExtension: _extend,
    WriteHandover: _handover,
    SetTone: _tone,
}
