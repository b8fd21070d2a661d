"""Fields of the state about smart cities and the environment; a part of `state`, which lists them."""

from __future__ import annotations

from boulevard_server.rules.fields import Door, Field, Visibility

_P, _O, _H = Visibility.PUBLIC, Visibility.OWNER, Visibility.HIDDEN
_WHY = Door.EXPLAINED
_f = Field

FIELDS = (
    # --- smart city ----------------------------------------------------------------------------------------
    _f("smart.mood", "", "index", _P, 0.01, doc="ease of public-private partnership in the country; 1 normal"),
    _f("smart.joined", "", "count", _P, doc="cities of the country with a smart-city programme"),
    _f("smart.copies", "J", "cities", _P, 0.01, doc="how often each kind of partner has repeated its success"),
    _f("smart.pioneer", "J", "city", _P, doc="city + 1 that signed first with each kind, 0 nobody yet"),
    _f("smart.law", "", "count", _P, doc="data laws in force, 0-3"),
    _f("smart.partner", "C", "partner", _P, doc="0 none"),
    _f("smart.step", "C", "step", _P, doc="1 framework, 2 contract, 0 nothing signed"),
    _f("smart.since", "C", "turn", _P, doc="turn of that step, -1 none"),
    _f("smart.talked", "C", "turn", _P, doc="turn of the last talks about the fee"),
    _f("smart.share", "C", "share", _P, 0.01, doc="the city's part of the joint company"),
    _f("smart.exclusive", "C", "flag", _P, doc="1: the partner may not repeat it elsewhere"),
    _f("smart.fee", "C", "wan/year", _P, doc="promised to the partner for fifty years; negative: it pays"),
    _f("smart.pledged", "C", "policy", _P, doc="data policy the partner was promised"),
    _f("smart.liability", "C", "wan", _P, doc="fees still to come"),
    _f("smart.shunned", "C", "turns", _P, doc="turns in which no partner signs after a default"),
    _f("smart.balance", "C", "wan", _P, door=_WHY, doc="money the programme has brought in and cost so far"),
    _f("smart.worth", "C", "wan", _P, door=_WHY, doc="modules at honest value, less some years of the fee"),
    _f("smart.book", "C", "wan", _P, doc="book value of the modules, all owners"),
    _f("smart.module", "CW", "flag", _P, doc="1: it runs"),
    _f("smart.works", "CW", "turns", _P, doc="turns until a module under construction runs, 0 none"),
    _f("smart.users", "C", "share", _P, 0.001, doc="residents who use the services"),
    _f("smart.policy", "C", "policy", _P, doc="what may be done with residents' data: 0 open, 1 guarded, 2 sealed"),
    _f("smart.traffic", "C", "points", _P, 0.01, _WHY, doc="stress of traffic, 0-100"),
    _f("smart.hospitals", "C", "points", _P, 0.01, _WHY, doc="stress of hospitals, 0-100"),
    _f("smart.offices", "C", "points", _P, 0.01, _WHY, doc="stress of government offices, 0-100"),
    _f("smart.traffic_start", "C", "points", _P, 0.01),
    _f("smart.hospitals_start", "C", "points", _P, 0.01),
    _f("smart.offices_start", "C", "points", _P, 0.01),
    _f("smart.studios", "C", "count", _P, doc="small creative firms born around an entertainment platform"),
    _f("smart.pool", "C", "wan", _P, doc="residents' money in the payment platform"),
    _f("smart.prestige", "C", "points", _P, 0.01, doc="fame of having been first"),
    _f("smart.data", "C", "points", _P, 0.01, doc="0-100: how much is known of the residents"),
    _f("smart.privacy", "C", "points", _O, 0.01, _WHY, doc="privacy debt: what was done and may come out"),
    _f("smart.sold", "C", "wan", _O, doc="all that was ever earned by selling data"),
    _f("smart.leaks", "C", "count", _P, doc="scandals about residents' data so far"),
    # --- environment ---------------------------------------------------------------------------------------
    _f("environment.pollution", "C", "points", _P, 0.01, _WHY, doc="stock of dirt in air and soil, 0-100"),
    _f("environment.old", "C", "wan/year", _P, doc="gross output of old heavy industry that still pollutes"),
    _f("environment.old_start", "C", "wan/year", _P, doc="the same if nothing had been closed or moved"),
    _f("environment.old_dirt", "C", "points", _H, 0.01, doc="pollution all of old industry keeps up"),
    _f("environment.rest_dirt", "C", "points", _H, 0.01, doc="pollution that stoves and cars keep up"),
    _f("environment.renewed", "C", "share", _P, 0.001, doc="old industry rebuilt by software and cloud"),
    _f("environment.plan", "C", "plan", _P, doc="0 none, 1 slow clean-up, 2 shock closure"),
    _f("environment.wave", "C", "wan/year", _O, doc="gross output a shock closure shuts a turn"),
    _f("environment.soil", "CL", "wan", _O, doc="worth of sites whose soil is being cleaned, by turns left"),
    _f("environment.sites", "C", "wan", _O, doc="worth of reclaimed sites ready for sale"),
    _f("environment.visits", "C", "count", _P, doc="visits of national inspectors so far"),
)
