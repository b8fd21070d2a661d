"""A match as a server would send it, made from the real schema with plausible figures: for screens and the replica.

Nothing here is played by the rules; arrays are filled from content and gentle seeded growth, then go through the
server's own views and packing, so that messages have exactly the shape of real ones.
"""

from __future__ import annotations

import math
from functools import cache

import msgspec
import numpy as np

from boulevard_server.rules.state import STATE, State
from boulevard_server.rules.tables import Tables, tables_for
from boulevard_server.views import PUBLIC_SERIES, view_of
from boulevard_shared.codec import encode_turn
from boulevard_shared.content import shipped
from boulevard_shared.events import Event, EventKind
from boulevard_shared.ids import BotLevel, MatchPhase, SeatMode, Vehicle
from boulevard_shared.messages import (
    LobbyShown,
    MatchOver,
    Seated,
    ServerMessage,
    Snapshot,
    TurnCommon,
    TurnOwn,
    TurnResolved,
)
from boulevard_shared.orders import Decree, SetBudget, SetSeedBudget, SetWorks
from boulevard_shared.parts import (
    NO_WHY,
    BetLine,
    BotReason,
    FinalReport,
    MatchLine,
    OrderCost,
    ScoreLine,
    SeatLine,
    Series,
    Standing,
    Why,
    WhyColumns,
)
from boulevard_shared.reasons import columns_of
from boulevard_shared.sentence import say
from boulevard_shared.view import View, changes, lay, passing, quanta

CITIES = ("hefei", "chengdu", "hangzhou", "xian", "shenzhen", "guiyang", "shenyang", "wenzhou")
SEAT = 0


@cache
def tables() -> Tables:
    return tables_for(shipped(), "display-decade", CITIES)


def _wave(*numbers: float) -> float:
    """A number in 0..1 that depends on its arguments only."""
    x = math.sin(sum((i + 1) * 12.9898 * n for i, n in enumerate(numbers)) + 4.1) * 43758.5453
    return x - math.floor(x)


@cache
def state(turn: int) -> State:
    """The state as turn `turn` is planned."""
    t = tables()
    axes = t.axes
    a = {f.name: np.zeros(STATE.shape(f.name, axes), f.dtype) for f in STATE}
    rng = np.random.default_rng(7)
    places = [t.content.cities[c] for c in CITIES]
    n, chains = len(CITIES), list(t.content.chains)
    grow = np.array([0.040 + 0.018 * _wave(c, 3) + (0.012 if c == 0 else 0) for c in range(n)])
    wiggle = np.array([[1 + 0.02 * math.sin(0.9 * k + c) for k in range(turn + 1)] for c in range(n)])[:, turn]
    factor = (1 + grow) ** turn * wiggle

    a["match.seed"] = np.array(4711)
    a["match.turn"] = np.array(turn)
    a["match.next_serial"] = np.array(400)
    a["match.tolerance"], a["match.legacy"] = np.array(0.3), np.array(0.5)
    for name in ("favour", "price"):
        a[f"nation.{name}"] = np.array([0.75 + 0.5 * _wave(i, turn // 3, len(name)) for i in range(len(chains))])
    a["nation.demand"] = t.world_demand * 1.04**turn
    a["nation.capacity"] = t.world_demand * 1.03**turn * np.array([0.9 + 0.3 * _wave(i) for i in range(len(chains))])
    a["nation.credit"], a["nation.growth"] = np.array(1.04), np.array(0.094)
    a["nation.rate"], a["nation.house_price"] = np.array(0.043), np.array(1.0 + 0.05 * turn)
    a["nation.income"], a["nation.self_reliance"] = np.array(15_781 * 1.05**turn), np.array(18.0 + turn)
    a["nation.plan"][[1, 5]] = 1
    a["city.gdp"] = np.array([p.gdp * 100 for p in places]) * factor
    a["city.base_output"] = a["city.gdp"] * 0.8
    a["city.tfp"] = 1 + 0.01 * turn * np.ones(n)
    a["city.treasury"] = np.array([p.treasury * 100 for p in places]) * (1 + 0.5 * np.sin(turn + np.arange(n)))
    a["city.debt"] = np.array([p.debt * 100 for p in places]) * 1.03**turn
    a["city.revenue"] = np.array([p.revenue * 50 for p in places]) * factor
    a["city.tax"], a["city.land_income"] = a["city.revenue"] * 0.66, a["city.revenue"] * 0.3
    a["city.rate"] = 0.04 + 0.01 * np.array([_wave(c, 9) for c in range(n)])
    a["city.population"] = np.array([p.population * 1000 for p in places]) * 1.008**turn
    a["city.income"] = np.array([p.income for p in places]) * (1 + grow) ** turn
    for key in ("schools", "health", "housing", "transport"):
        start = np.array([float(getattr(p, key)) for p in places])
        a[f"city.{key}"] = np.clip(start + 0.6 * turn * np.array([_wave(c, len(key)) for c in range(n)]), 0, 99)
    a["city.livability"] = (a["city.schools"] + a["city.health"] + a["city.housing"] + a["city.transport"]) / 4
    a["city.trust"] = np.clip(np.array([float(p.trust) for p in places]) + 3 * np.sin(turn + np.arange(n)), 5, 95)
    a["city.technology"] = np.array([float(p.technology) for p in places]) + 0.9 * turn
    a["city.strategic"] = np.array([0.24 + 0.02 * c / n for c in range(n)]) + 0.011 * turn
    a["city.portfolio"] = 620_000 * 1.07**turn * np.ones(n)
    a["city.land_left"] = 1 - 0.02 * turn * np.ones(n)
    a["city.attention"] = np.full(n, 8)
    a["city.schools_budget"], a["city.health_budget"] = np.full(n, 42_000), np.full(n, 31_000)
    a["city.housing_budget"], a["city.works_budget"] = np.full(n, 25_000), np.full(n, 120_000)
    a["city.land_housing"], a["city.land_industry"] = np.full(n, 100), np.full(n, 80)
    a["city.growth_last"] = 2 * grow
    a["city.gdp_start"], a["city.income_start"] = (
        np.array([p.gdp * 100 for p in places]),
        np.array([p.income for p in places]),
    )
    a["city.strategic_start"] = np.full(n, 0.24)
    out = np.array([[float(p.industries[c]) * 100 for c in chains] for p in places])
    trend = np.array([[1.0 + 0.06 * _wave(c, i) for i in range(len(chains))] for c in range(n)])
    a["cluster.output"] = out * trend**turn
    a["cluster.base_capacity"] = a["cluster.output"] * 0.7
    a["cluster.density"] = np.array([[0.15 + 0.5 * _wave(c, i, 5) for i in range(12)] for c in range(n)])
    a["cluster.suppliers"] = np.array([[round(40 * _wave(c, i, 6)) for i in range(12)] for c in range(n)])
    a["cluster.local_share"] = a["cluster.density"] * 0.6
    a["cluster.cohesion"] = a["cluster.density"] * 0.8
    a["cluster.boss"] = np.full((n, 12), -1)
    a["cluster.boss"][:, 1], a["cluster.boss_turns"][:, 1] = 2, min(turn, 5)
    a["cluster.boss"][0, 7], a["cluster.boss_turns"][0, 7], a["cluster.boss_task"][0, 1] = 3, 2, 1
    a["cluster.bottleneck_known"][0, 1] = 1
    a["cluster.seed_budget"][0, 0] = 6_000
    a["cluster.leader"][0, 1] = 3
    a["vehicle.cash"] = np.array([[p.vehicles[v.value] * 100 for v in Vehicle] for p in places])
    a["vehicle.skill"] = np.array([[0.3 + 0.5 * _wave(c, v) for v in range(3)] for c in range(n)])
    a["vehicle.invested"] = np.full((n, 3), 180_000) * (1 + turn // 3)
    a["vehicle.returned"] = np.full((n, 3), 40_000) * (turn // 3)
    a["vehicle.managers_budget"] = np.full((n, 3), 300)
    # firms: four a city
    for c in range(n):
        for k in range(4):
            f = c * 4 + k
            chain = (1, 0, 7, 9)[k] if c == 0 else int(12 * _wave(c, k, 8))
            a["firm.serial"][f], a["firm.city"][f], a["firm.chain"][f] = f + 3, c, chain
            a["firm.name"][f], a["firm.stage"][f] = f, (4, 3, 2, 1)[k] if turn > 5 else (2, 2, 1, 1)[k]
            a["firm.kind"][f], a["firm.anchor"][f], a["firm.born"][f] = 1 + k % 4, int(k == 0), k
            a["firm.capacity"][f], a["firm.use"][f] = 900_000 // (k + 1), 0.7 + 0.2 * _wave(f)
            a["firm.output"][f] = int(a["firm.capacity"][f] * a["firm.use"][f])
            a["firm.profit"][f] = int((_wave(f, turn) - 0.4) * 60_000)
            a["firm.value"][f] = int(420_000 / (k + 1) * (1 + 0.08 * turn * (_wave(f, 4) - 0.3)))
            a["firm.technology"][f], a["firm.runway"][f] = 1.1 + 0.3 * _wave(f, 7), 3 + k
            a["firm.call"][f] = 30_000 if (c == 0 and k == 2) else 0
            a["firm.opens_in"][f], a["firm.pays_in"][f] = max(0, 3 - turn), max(0, 9 - turn)
            a["firm.listed"][f], a["firm.planter"][f] = -1, c
            a["firm.need"][f], a["firm.staff"][f] = (3000, 900, 200), (2600, 800, 150)
            a["firm.expected"][f], a["firm.chance"][f] = 2.1, 0.35
            a["position.share"][c, k % 3, f] = 0.31 - 0.06 * k
            a["position.cost"][c, k % 3, f] = 60_000 - 9_000 * k
    a["firm.estimate"] = 0.4 * rng.standard_normal(a["firm.estimate"].shape)
    a["firm.noise"] = np.full(a["firm.noise"].shape, 0.5)
    # projects on the market
    templates = list(t.content.templates.values())
    for p in range(5):
        template = templates[(p * 7 + turn) % len(templates)]
        a["project.serial"][p], a["project.template"][p] = 200 + turn * 5 + p, (p * 7 + turn) % len(templates)
        a["project.kind"][p], a["project.chain"][p] = 1 + p % 5, chains.index(template.chain)
        a["project.name"][p], a["project.origin"][p] = (turn * 5 + p + 60) % len(t.content.names.firms), -1
        ticket = round((template.ticket_low + template.ticket_high) * 50)
        a["project.closes"][p], a["project.ticket"][p] = turn + p % 3, ticket
        a["project.equity"][p], a["project.stake"][p] = round(ticket * template.equity_share), template.stake
        a["project.capacity"][p], a["project.jobs"][p] = ticket, round(ticket / 100 * template.jobs_per_million)
        a["project.lag_product"][p], a["project.lag_profit"][p] = template.lag_product, template.lag_profit
    a["project.estimate"] = 0.5 * rng.standard_normal(a["project.estimate"].shape)
    a["project.noise"] = np.full(a["project.noise"].shape, 0.6)
    # officials
    for c in range(n):
        for o in range(7):
            a["official.serial"][c, o], a["official.name"][c, o] = 100 + c * 7 + o, c * 7 + o
            a["official.rank"][c, o] = (1, 2, 3, 3, 4, 4, 4)[o]
            a["official.competence"][c, o], a["official.daring"][c, o] = 0.3 + 0.6 * _wave(c, o), _wave(o, c)
            a["official.tenure"][c, o] = round(9 * _wave(c, o, 2))
            a["official.expertise"][c, o] = [0.6 * _wave(c, o, i) for i in range(12)]
            a["official.boss_of"][c, o] = {2: 1, 3: 7}.get(o, -1) if c == 0 else (1 if o == 2 else -1)
    # talent
    people = np.array([[p.people[k] * 1000 for k in ("workers", "graduates", "researchers")] for p in places])
    a["talent.people"] = people * 1.02**turn
    a["talent.jobs"] = a["talent.people"] * 0.8
    a["talent.wage"] = np.array([[31_000, 58_000, 120_000]] * n)
    a["talent.programme"] = np.array([[10, 30, 50]] * n)
    a["talent.university"] = np.array(
        [[float(p.universities[u]) for u in ("engineering", "science", "computing", "life")] for p in places]
    )
    a["talent.retention"] = np.full(n, 0.27)
    a["talent.arrived"] = np.array([[1800, 2400, 130]] * n)
    # seats and score
    a["seat.city"], a["seat.term"] = np.arange(n), np.full(n, turn % 10)
    a["seat.term_length"] = np.full(n, 10)
    a["seat.merit"], a["seat.evaluation"] = (
        np.array([10.0 * _wave(c, 6) for c in range(n)]),
        np.array([50 + 20 * _wave(c, turn // 2) for c in range(n)]),
    )
    a["score.parts"] = np.array([[10 + turn * 1.2 * (0.5 + _wave(s, z)) for z in range(5)] for s in range(n)])
    a["score.total"] = a["score.parts"].sum(axis=1)
    order = np.argsort(-a["score.total"])
    a["score.rank"][order] = np.arange(1, n + 1)
    return State(axes, a)


def seats() -> list[SeatLine]:
    personas = ("", "", "incubator", "copycat", "careerist", "incubator", "copycat", "careerist")
    names = ("Mei Lin", "Old Zhao", "", "", "", "", "", "")
    return [SeatLine(s, city, names[s], s < 2, s < 2, s > 4, personas[s]) for s, city in enumerate(CITIES)]


def about(turns: int = 20) -> MatchLine:
    return MatchLine("m1", "QBLV", "display-decade", SeatMode.ANCHORED, BotLevel.NORMAL, turns, 240, 3_000, 5_000, SEAT)


def whys(turn: int) -> WhyColumns:
    """Every explained quantity of our city with two causes and a rest, adding up."""
    if turn == 0:
        return NO_WHY
    now, before = view_of(state(turn), SEAT, tables()), view_of(state(turn - 1), SEAT, tables())
    lines: list[Why] = []
    causes = {
        "city.gdp": ("chains:cluster.output", "economy:city.base_output", "luck"),
        "city.treasury": ("base_tax", "land_housing", "interest"),
    }
    for name in (
        "city.gdp",
        "city.base_output",
        "city.treasury",
        "city.income",
        "city.debt",
        "city.livability",
        "score.total",
        "city.trust",
    ):
        spec = now.specs[name]
        place = 0
        old, new = int(quanta(spec, before[name])[place]), int(quanta(spec, now[name])[place])
        first, second = (new - old) * 2 // 3, (new - old) // 2
        keys = causes.get(name, ("own_growth", "neighbours", "luck"))
        parts = list(zip(keys, (first, second, new - old - first - second), strict=True))
        lines.append(Why(name, place, old, parts, new))
    return columns_of(lines)


def events(turn: int) -> list[Event]:
    """News of the half-year before `turn`."""
    if turn == 0:
        return []
    last = turn - 1
    return [
        Event(last, EventKind.PRICE_FALLEN, say("event.PriceFallen", chain="displays", share=2_240), "", 85),
        Event(
            last, EventKind.LEAD_CHANGED, say("event.LeadChanged", host_city="shenzhen", points=13_650), "shenzhen", 80
        ),
        Event(last, EventKind.FIRM_OPENED, say("event.FirmOpened", firm=2, host_city="hefei"), "hefei", 70, True),
        Event(
            last,
            EventKind.PROJECT_WON,
            say("event.ProjectWon", host_city="chengdu", firm=12, ticket=310_000, chain="chips", equity=60_000),
            "chengdu",
            60,
        ),
        Event(
            last,
            EventKind.FIRM_CALLED,
            say("event.FirmCalled", firm=2, chain="electric-vehicles", amount=30_000),
            "hefei",
            55,
            True,
        ),
        Event(
            last,
            EventKind.TALENT_ARRIVED,
            say("event.TalentArrived", host_city="hefei", people=2400),
            "hefei",
            40,
            True,
        ),
    ]


def series(turn: int) -> list[Series]:
    out = []
    for name in PUBLIC_SERIES:
        spec = view_of(state(0), SEAT, tables()).specs[name]
        rows = [[int(x) for x in quanta(spec, state(k)[name])] for k in range(turn + 1)]
        out.append(Series(name, rows))
    return out


def decree() -> Decree:
    return (
        Decree()
        .with_order(SetBudget(42_000, 31_000, 25_000))
        .with_order(SetWorks(120_000))
        .with_order(SetSeedBudget("chips", 6_000))
    )


COSTS = [
    OrderCost("SetBudget", 98_000, 0, say("order.SetBudget", schools=42_000, health=31_000, housing=25_000)),
    OrderCost("SetWorks", 120_000, 0, say("order.SetWorks", amount=120_000)),
    OrderCost("SetSeedBudget:chips", 6_000, 1, say("order.SetSeedBudget", chain="chips", amount=6_000)),
]
STANDING = Standing(attention_used=3, attention_free=5, committed=224_000, left=186_000)
REASONS = [BotReason(s, say("event.LeadChanged", host_city="shenzhen", points=13_650)) for s in (2, 3, 4)]


def view_at(turn: int) -> View:
    return view_of(state(turn), SEAT, tables())


def lobby(seq: int = 1) -> LobbyShown:
    return LobbyShown(seq, about(), seats(), ["zhuzhou", "yinchuan"])


def snapshot(turn: int, seq: int = 2, phase: MatchPhase = MatchPhase.PLANNING) -> Snapshot:
    view = view_at(turn)
    laid = lay(view.specs, view)
    return Snapshot(
        seq, about(), phase, seats(), SEAT, view.city, turn, list(view.specs.values()), changes(laid.common),
        changes(laid.own), decree(), decree(), COSTS, STANDING, NO_WHY, whys(turn), events(turn), series(turn), REASONS,
        97.0, False, laid.fingerprint(),
    )  # fmt: skip


def update(turn: int, seq: int) -> TurnResolved:
    """From turn - 1 to turn."""
    view, before = view_at(turn), view_at(turn - 1)
    now, was = lay(view.specs, view), lay(before.specs, before)
    news = [msgspec.structs.replace(event, own=False) for event in events(turn)]
    of_common, of_own = passing(view.specs)
    common = TurnCommon(changes(now.common, of_common.passed(was.common)), NO_WHY, news, REASONS, seats())
    own = TurnOwn(changes(now.own, of_own.passed(was.own)), whys(turn), [], decree(), COSTS, STANDING)
    return TurnResolved(seq, turn, view.city, encode_turn(common), encode_turn(own), 97.0, now.fingerprint())


def final(turn: int) -> FinalReport:
    s = state(turn)
    order = np.argsort(-s["score.total"])
    parts = ("income", "industry", "technology", "wealth", "wellbeing")
    scores = [
        ScoreLine(
            int(k), CITIES[k], seats()[k].name, rank + 1, round(float(s["score.total"][k]) * 100),
            {p: round(float(s["score.parts"][k][z]) * 100) for z, p in enumerate(parts)},
        )
        for rank, k in enumerate(order)
    ]  # fmt: skip
    bets = []
    for b in range(14):
        seat, paid = b % 4, 40_000 + 23_000 * (b % 5)
        worth = round(paid * (0.0, 2.6, 0.4, 5.2, 1.1, 0.1, 1.8)[b % 7])
        text = say("report.bet", amount=paid, firm=b, chain="displays")
        bets.append(
            BetLine(
                b, seat, CITIES[seat], text, paid, paid // 5, round(paid * 1.3), paid * 4, worth, 2_000 + 450 * (b % 6)
            )
        )
    heads = [event for k in range(1, turn + 1) for event in events(k) if event.weight >= 80]
    return FinalReport(scores, bets, heads, 4711, "c0ffee" * 5)


def messages(turn: int, start: int = 0, over: bool = False) -> list[ServerMessage]:
    """A whole recording: seat, lobby, snapshot at `start`, updates up to `turn`, and maybe the end."""
    out: list[ServerMessage] = [Seated(1, "m1", "QBLV", SEAT, "secret"), lobby(1), snapshot(start, 2)]
    out += [update(k, 2 + k - start) for k in range(start + 1, turn + 1)]
    if over:
        out.append(MatchOver(3 + turn - start, final(turn)))
    return out
