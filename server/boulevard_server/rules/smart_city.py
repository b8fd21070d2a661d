"""Smart city: partners and their contracts, modules, users, and what they bring.

Stress meters are in `smart_stress`, data and privacy in `smart_data`; both are played from here. Bargaining is in
`smart_deals`. `spend` comes while money is spent, `play` when the turn's people, incomes and services are known.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import dates, smart_data, smart_deals, smart_stress
from boulevard_server.rules.arrays import (
    ONE,
    ZERO,
    Array,
    Floats,
    Ints,
    at_most_one,
    choose,
    clip,
    numbers,
    one_hot,
    pick,
    positive,
    some,
    total,
    wan,
)
from boulevard_server.rules.codes import PARTNER
from boulevard_server.rules.powers import exp
from boulevard_server.rules.smart_deals import WAN_PER_YUAN, Known, Terms, date
from boulevard_server.rules.tables import BUILDUPS, Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import DataPolicy, Module, Partner, Vehicle

MODULES = tuple(Module)
FRAMEWORK, CONTRACT = 1, 2
_BUILDER = tuple(Vehicle).index(Vehicle.CONSTRUCTION)
_MILLION = 1_000_000.0


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """Stress as the city's services and size leave it; nothing is signed. Needs people, services and pollution."""
    smart_stress.begin(start, tables)
    start["smart.policy"] = np.full(len(tables.cities), int(DataPolicy.GUARDED))
    start["smart.since"] = np.full(len(tables.cities), -1)
    # What has been common for years runs everywhere when a match begins late, written off long ago.
    common = tables.lists["smart.module_from"] + tables["smart.module_common"] <= tables.scenario.start_year
    start["smart.module"] = np.broadcast_to(common.astype(np.int64), start["smart.module"].shape)
    start["smart.users"] = np.full(len(tables.cities), tables["smart.users_common"] * common.any())
    start["smart.mood"] = np.asarray(_mood(tables, _fashion_year(start, tables)))
    start["smart.joined"] = wan(_joined(tables, np.asarray(float(tables.scenario.start_year))))


def spend(turn: Turn) -> None:
    """The country's fashion, this turn's deals, modules and data sales, and what all of it brings into the economy."""
    _follow_fashion(turn)
    _shake_out(turn)
    _renegotiate(turn)
    _sign(turn)
    _pay_partners(turn)
    _build(turn)
    smart_data.trade(turn)
    _create(turn)
    _bank(turn)
    smart_stress.drag(turn)


def play(turn: Turn) -> None:
    """Users, stress, life in the city, data and privacy, prestige."""
    _adopt(turn)
    smart_stress.play(turn)
    smart_data.play(turn)
    _stand_out(turn)


# --- the country -------------------------------------------------------------------------------------------


def _mood(tables: Tables, year: Array) -> Floats:
    path = tables.lists["smart.mood"]
    place = clip(np.rint(2.0 * (year - tables["smart.mood_from"])).astype(np.int64), 0, len(path) - 1)
    mood: Floats = path[place]
    return mood


def _fashion_year(state: dict[str, Array] | Turn, tables: Tables) -> Floats:
    """The year (*lead) by which partnership rises and falls: the real one, moved as the match's history has it."""
    year: Floats = date(state, tables) - dates.shift(state, tables, "shakeout") / 2.0
    return year


def _joined(tables: Tables, year: Array) -> Floats:
    """Cities of the country with a programme."""
    s = tables["smart.joined_speed"] * (year - tables["smart.joined_middle"])
    joined: Floats = tables["smart.joined_most"] / (1.0 + exp(-s))
    return joined


def crowd(state: Known, tables: Tables) -> Floats:
    """Share (...) of the country's cities that have joined."""
    share: Floats = np.asarray(state["smart.joined"], np.float64) / tables["smart.joined_most"]
    return share


def _follow_fashion(turn: Turn) -> None:
    t, year = turn.tables, date(turn, turn.tables)
    turn.set("smart.mood", _mood(t, _fashion_year(turn, t)))
    turn.set("smart.joined", wan(_joined(t, year)))
    held = one_hot(turn["smart.partner"] - ONE, smart_deals.KINDS) & (turn["smart.step"] == CONTRACT)[..., None]
    here = held.sum(axis=-2, dtype=np.int64)
    turn.set("smart.copies", np.maximum(here - ONE, ZERO) + t["smart.copies_nation"] * crowd(turn, t)[..., None])


def _shake_out(turn: Turn) -> None:
    """The purge of public-private partnerships: whoever has built nothing is struck off."""
    t = turn.tables
    strikes = (_fashion_year(turn, t) == t["smart.shakeout"])[..., None]
    if not some(strikes):
        return
    idle = (turn["smart.book"] == 0) | (turn["smart.step"] == FRAMEWORK)
    odds = choose(idle, t["smart.shakeout_idle"], t["smart.shakeout_share"])
    struck = strikes & (turn["smart.partner"] > 0) & (turn.draw("smart.shakeout", (turn.axes["C"],)) < odds)
    _tell(turn, EventKind.PARTNERSHIP_STRUCK_OFF, struck, 64, {"partner": turn["smart.partner"]})
    _leave(turn, struck)


def _tell(
    turn: Turn, kind: EventKind | tuple[EventKind, str], mask: Array, weight: int, told: dict[str, Array]
) -> None:
    """Note an event of cities; a pair says by which key it is told."""
    cities = numbers(turn.axes["C"])
    kind, key = kind if isinstance(kind, tuple) else (kind, "")
    turn.note(kind, mask, key, city=cities, weight=weight, host_city=cities, **told)


# --- partners ----------------------------------------------------------------------------------------------


def _leave(turn: Turn, gone: Array) -> None:
    """The partner goes, and what was agreed with it."""
    for name in ("partner", "step", "exclusive", "fee", "pledged", "liability"):
        turn.set(f"smart.{name}", choose(gone, 0, turn[f"smart.{name}"]))
    turn.set("smart.share", choose(gone, 0.0, turn["smart.share"]))
    turn.set("smart.since", choose(gone, -1, turn["smart.since"]))


def _renegotiate(turn: Turn) -> None:
    """A cut the partner can live with is agreed; another is refused; all of it is a default."""
    t, cut = turn.tables, turn.acts["renegotiate.cut"] / 100.0
    asked = (cut > 0.0) & (turn["smart.step"] == CONTRACT)
    if not some(asked):
        return
    ends = asked & (cut >= 1.0)
    agrees = asked & ~ends & (turn["smart.fee"] > 0) & smart_deals.stays(turn, t, cut)
    refuses = asked & ~ends & ~agrees
    fee = choose(agrees, wan(turn["smart.fee"] * (1.0 - cut)), turn["smart.fee"])
    turn.contribute("city.trust", "fee_defaulted", -t["smart.default_trust"] * (ends & (turn["smart.fee"] > 0)))
    turn.contribute("city.trust", "fee_cut", -2.0 * t["smart.agreed_trust"] * cut * agrees)
    turn.contribute("city.trust", "fee_refused", -t["smart.refused_trust"] * refuses)
    told = {"partner": turn["smart.partner"], "fee": fee, "share": wan(cut * 10_000)}
    _tell(turn, EventKind.FEE_RENEGOTIATED, agrees, 52, told)
    _tell(turn, (EventKind.FEE_RENEGOTIATED, "FeeRefused"), refuses, 44, told)
    _tell(turn, EventKind.FEE_DEFAULTED, ends, 66, told)
    shunned = choose(ends & (turn["smart.fee"] > 0), int(t["smart.default_turns"]), turn["smart.shunned"])
    turn.set("smart.shunned", shunned)
    turn.set("smart.fee", fee)
    turn.set("smart.talked", choose(asked, turn["match.turn"][..., None], turn["smart.talked"]))
    _leave(turn, ends)


def _sign(turn: Turn) -> None:
    """Sign what both sides gain by; an entertainment platform begins with a framework and goes on to a contract."""
    t, kind = turn.tables, turn.acts["sign.partner"]
    turn.set("smart.shunned", np.maximum(turn["smart.shunned"] - ONE, ZERO))
    if not some(kind):
        return
    place = np.maximum(kind, 1) - 1
    share = turn.acts["sign.share"] / 100.0
    exclusive = turn.acts["sign.exclusive"] > 0
    terms = Terms(share[..., None], exclusive[..., None], turn["smart.policy"][..., None])
    deal = smart_deals.bargain(turn, t, terms)

    def of(figures: Array) -> Array:
        return pick(figures, place[..., None])[..., 0]

    about = of(smart_deals.offered(turn, t)[..., None, :])
    same = turn["smart.partner"] == kind
    free = (turn["smart.partner"] == 0) | (same & (turn["smart.step"] == FRAMEWORK))
    ripe = ~same | (turn["match.turn"][..., None] - turn["smart.since"] >= t["smart.framework_turns"])
    signs = (kind > 0) & about & free & ripe & (turn["smart.shunned"] == 0) & of(deal.closes)
    begins = signs & (kind == PARTNER.ENTERTAINMENT) & ~same
    step = choose(begins, FRAMEWORK, CONTRACT)
    fee = choose(begins, 0, of(deal.fee))
    first = signs & ~begins & (np.take_along_axis(turn["smart.pioneer"], place, axis=-1) == 0)
    turn.set("smart.partner", choose(signs, kind, turn["smart.partner"]))
    turn.set("smart.step", choose(signs, step, turn["smart.step"]))
    turn.set("smart.since", choose(signs, turn["match.turn"][..., None], turn["smart.since"]))
    turn.set("smart.talked", choose(signs, turn["match.turn"][..., None], turn["smart.talked"]))
    turn.set("smart.share", choose(signs, share, turn["smart.share"]))
    turn.set("smart.exclusive", choose(signs, exclusive, turn["smart.exclusive"]))
    turn.set("smart.fee", choose(signs, fee, turn["smart.fee"]))
    turn.set("smart.pledged", choose(signs, turn["smart.policy"], turn["smart.pledged"]))
    turn.set("smart.prestige", turn["smart.prestige"] + t["smart.prestige_first"] * first)
    _remember_pioneers(turn, first, place)
    told = {"partner": kind, "fee": np.abs(fee), "share": wan(share * 10_000)}
    _tell(turn, (EventKind.SMART_PARTNER_SIGNED, "SmartFrameworkAgreed"), begins, 50, told)
    _tell(turn, EventKind.SMART_PARTNER_SIGNED, signs & ~begins & (fee >= 0), 60, told)
    _tell(turn, (EventKind.SMART_PARTNER_SIGNED, "SmartPartnerPays"), signs & ~begins & (fee < 0), 60, told)


def _remember_pioneers(turn: Turn, first: Array, place: Array) -> None:
    if some(first):
        hits = one_hot(place, smart_deals.KINDS) & first[..., None]
        city = hits.argmax(axis=-2) + 1
        turn.set("smart.pioneer", choose(hits.any(axis=-2), city, turn["smart.pioneer"]))


def fee_due(state: Known, tables: Tables) -> Ints:
    """What the contract costs a year now (..., C): the fee, and the data the partner was promised and is denied."""
    kind = np.maximum(state["smart.partner"], 1) - 1
    lost = smart_deals.data_business(state, tables, state["smart.pledged"][..., None])
    lost = lost - smart_deals.data_business(state, tables, state["smart.policy"][..., None])
    denied = np.take_along_axis(positive(lost), kind[..., None], axis=-1)[..., 0]
    due: Ints = (state["smart.fee"] + wan(denied)) * (state["smart.step"] == CONTRACT)
    return due


def _pay_partners(turn: Turn) -> None:
    """The fee, year after year, whoever governs; or the rent, where the partner pays."""
    if not some(turn["smart.partner"]):
        return
    due = fee_due(turn, turn.tables)
    half = due // 2
    _account(turn, "smart_fee", np.minimum(-half, 0))
    _account(turn, "smart_rent", np.maximum(-half, 0))
    years = turn.tables["smart.fee_turns"] - (turn["match.turn"][..., None] - turn["smart.since"])
    turn.set("smart.liability", wan(np.maximum(due, 0) / 2.0 * np.maximum(years, 0)))


def _account(turn: Turn, kind: str, amount: Ints) -> None:
    """Money of the programme (*lead, C), positive to the treasury; remembered in its balance."""
    turn.transfer("outside.market", "city.treasury", kind, np.maximum(amount, 0))
    turn.transfer("city.treasury", "outside.market", kind, np.maximum(-amount, 0))
    turn.contribute("smart.balance", kind, amount)


# --- modules -----------------------------------------------------------------------------------------------


def module_costs(state: Known, tables: Tables) -> tuple[Floats, Floats, Floats]:
    """A module's cost (..., C, M) in wan: what the treasury pays, what the joint company borrows, what the partner
    brings in."""
    t = tables
    price = np.asarray(state["city.population"], np.float64)[..., None] * WAN_PER_YUAN * t.lists["smart.module_cost"]
    held = one_hot(state["smart.partner"] - 1, smart_deals.KINDS) & (state["smart.step"] == CONTRACT)[..., None]
    theirs = total(held * t.lists["smart.partner_pays"])[..., None]
    lent = total(held * t.lists["smart.off_budget"])[..., None]
    ours = price * (1.0 - theirs)
    return ours * (1.0 - lent), ours * lent, price * theirs


def buildable(state: Known, tables: Tables) -> Array:
    """Modules (..., C, M) that can be begun: of their time, not there yet, with those below them running."""
    t, runs = tables, np.asarray(state["smart.module"]) > 0
    known = date(state, t)[..., None, None] >= t.lists["smart.module_from"]
    ready = known & ~runs & (np.asarray(state["smart.works"]) == 0)
    for name in ("smart.module_need", "smart.module_need_too"):
        below = t.lists[name].astype(np.int64)
        ready = ready & ((below < 0) | runs[..., np.maximum(below, 0)])
    out: Array = ready
    return out


def _build(turn: Turn) -> None:
    """Open what is ready, begin what was ordered, keep it up, and let it wear."""
    t, asked = turn.tables, turn.acts["build.module"]
    works = turn["smart.works"]
    if not (some(asked) or some(works) or some(turn["smart.book"]) or some(turn["smart.partner"])):
        return
    opens = works == 1
    runs = choose(opens, 1, turn["smart.module"])
    cities = numbers(turn.axes["C"])[:, None]
    turn.note(
        EventKind.MODULE_OPENED,
        opens,
        city=cities,
        weight=38,
        host_city=cities,
        module=np.arange(len(MODULES)),
    )
    turn.set("smart.works", np.maximum(works - 1, 0))
    turn.set("smart.module", runs)
    fresh = t["smart.prestige_module"] * (1.0 - crowd(turn, t)[..., None]) * total(opens)
    turn.set("smart.prestige", turn["smart.prestige"] + fresh)
    book = turn["smart.book"] * (1.0 - t["smart.wear"] / 2.0)
    if some(asked):
        ordered = (asked > 0) & buildable(turn, t)
        ours, lent, theirs = (part * ordered for part in module_costs(turn, t))
        cash, loan = wan(total(ours)), wan(total(lent))
        _account(turn, "module", -cash)
        borrowed = loan[..., None] * (numbers(turn.axes["V"]) == _BUILDER)
        turn.transfer("outside.banks", "outside.market", "module_loan", loan)
        turn.set("vehicle.debt", turn["vehicle.debt"] + borrowed)
        book = book + cash + loan + total(theirs)
        held = turn["smart.partner"][..., None] == np.arange(1, smart_deals.KINDS + 1)
        sooner = total(held * t.lists["smart.faster"]) * (turn["smart.step"] == CONTRACT)
        needed = np.maximum(t.lists["smart.module_turns"] - sooner[..., None], 1)
        turn.set("smart.works", choose(ordered, needed.astype(np.int64), turn["smart.works"]))
    turn.set("smart.book", book)
    served = (turn["smart.partner"] == PARTNER.VENDOR) & (turn["smart.step"] == CONTRACT)
    _account(turn, "smart_upkeep", choose(served, 0, -wan(book * t["smart.upkeep"] / 2.0)))
    _account(turn, "offices_saved", wan(total(turn["smart.module"] * savings(turn, t)) / 2.0))
    share = choose(turn["smart.partner"] > 0, np.maximum(turn["smart.share"], 0.5), 1.0)
    owed = t["smart.worth_fee_years"] * np.maximum(turn["smart.fee"], 0)
    turn.contribute_rest("smart.worth", "modules:smart.book", wan(t["smart.worth_book"] * share * book) - owed)


def savings(state: Known, tables: Tables) -> Floats:
    """What each module saves in offices (..., C, M), wan a year, as far as it is used."""
    heads = np.asarray(state["city.population"], np.float64) * WAN_PER_YUAN
    saved: Floats = (heads * smart_stress.in_use(state))[..., None] * tables.lists["smart.saves"]
    return saved


def _adopt(turn: Turn) -> None:
    """Residents take the services up as they take up other new things (Bass 1969), faster in one app for all."""
    t = turn.tables
    held = (turn["smart.step"] == CONTRACT) & (turn["smart.partner"] == PARTNER.PAYMENT)
    app = np.zeros(held.shape)
    if some(held):
        app = held * smart_deals.fit(turn, t)[..., Partner.PAYMENT - 1]
    serves = total(turn["smart.module"] * t.lists["smart.serves"])
    any_module = turn["smart.module"].any(axis=-1) | held
    ceiling = t["smart.adopt_base"] + t["smart.adopt_service"] * serves + t["smart.adopt_payment"] * app
    ceiling = np.minimum(ceiling, t["smart.adopt_most"]) * any_module
    fresh, copied = t.lists["smart.adopt"]
    now = turn["smart.users"]
    network = 1.0 + (t["smart.adopt_network"] - 1.0) * at_most_one(app)
    pace = (fresh + copied * network * now) * t.lists["smart.adopt_policy"].take(turn["smart.policy"])
    turn.set("smart.users", clip(now + pace / 2.0 * (ceiling - now), 0.0, 1.0))


# --- what partners bring -----------------------------------------------------------------------------------


def _create(turn: Turn) -> None:
    """An entertainment platform feeds studios and carries what the city makes beyond its walls."""
    t = turn.tables
    held = turn["smart.partner"] == PARTNER.ENTERTAINMENT
    if not some(held):
        return
    part = choose(turn["smart.step"] == CONTRACT, 1.0, t["smart.framework_part"]) * held
    left = smart_deals.edge(turn, t)[..., Partner.ENTERTAINMENT - 1]
    strength = part * smart_deals.fit(turn, t)[..., Partner.ENTERTAINMENT - 1]
    strength = strength * choose(turn["smart.exclusive"] > 0, 1.0, left[..., None])
    born = wan(t["smart.studios"] * strength * turn["city.population"] / _MILLION)
    turn.set("smart.studios", turn["smart.studios"] + born)
    culture = numbers(turn.axes["I"]) == t.chain_index("culture")
    carried = culture | (numbers(turn.axes["I"]) == t.chain_index("appliances"))
    grown = t["smart.reach"] / 2.0 * strength[..., None] * carried * turn["cluster.base_capacity"]
    more = wan(grown) + wan(born * t["smart.studio_size"])[..., None] * culture
    turn.set("cluster.base_capacity", turn["cluster.base_capacity"] + more)


def _bank(turn: Turn) -> None:
    """One app becomes the people's bank: it pays tax and lends on, until the centre reins it in."""
    t = turn.tables
    held = (turn["smart.partner"] == PARTNER.PAYMENT) & (turn["smart.step"] == CONTRACT)
    pool = turn["smart.pool"]
    if not (some(held) or some(pool)):
        return
    # Whoever played bank when the centre strikes loses most of it, and the freedom to do it again. A campaign against
    # shadow banks takes part of it, too, but lets it grow again.
    tamed = (turn["nation.crackdown"] >= 0)[..., None]
    fresh = (turn["nation.crackdown"] != turn.before["nation.crackdown"])[..., None] & tamed
    began = turn["nation.correction"] > turn.before["nation.correction"]
    campaign = began[..., BUILDUPS.index("shadow"), None] & ~fresh
    left = choose(fresh, t["smart.reined_left"], t["smart.campaign_left"])
    strength = held * smart_deals.fit(turn, t)[..., Partner.PAYMENT - 1]
    goal = turn["smart.users"] * turn["city.population"] * WAN_PER_YUAN * t["smart.pool"] * strength
    goal = choose(tamed, t["smart.reined_left"] * goal, goal)
    struck = (fresh | campaign) & (pool > 0)
    grown = pool + t["smart.pool_speed"] * (goal - pool)
    now = wan(choose(struck, np.minimum(grown, left * pool), grown))
    turn.set("smart.pool", now)
    lent = wan(t["smart.pool_lent"] * (now - pool))
    turn.contribute("city.base_output", "app_finance:smart.pool", lent)
    turn.contribute("city.gdp", "app_finance:smart.pool", lent)
    tax = wan(choose(tamed, 0.0, t["smart.pool_tax"] / 2.0 * pool))
    _account(turn, "app_tax", tax)
    turn.contribute(
        "city.trust", "platform_reined_in", -t["smart.reined_trust"] * turn["smart.users"] * (struck & fresh)
    )
    _tell(turn, EventKind.PLATFORM_REINED_IN, struck, 84, {"amount": np.maximum(pool - now, 0)})


def _stand_out(turn: Turn) -> None:
    """Prestige of whoever was first; it fades, the faster the more cities have the same."""
    t = turn.tables
    now = turn["smart.prestige"] * (1.0 - t["smart.prestige_fade"] * (0.5 + crowd(turn, t))[..., None])
    turn.set("smart.prestige", now)
    moved = turn["smart.prestige"] - turn.before["smart.prestige"]
    turn.contribute("city.livability", "prestige:smart.prestige", t["smart.prestige_living"] * moved)
    smart_stress.hold(turn, "city.livability")
