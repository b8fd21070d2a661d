"""Fields of the state about what lies between cities, integrity and careers; a part of `state`, which lists them."""

from __future__ import annotations

from boulevard_server.rules.fields import Door, Field, Visibility

_P, _O, _H = Visibility.PUBLIC, Visibility.OWNER, Visibility.HIDDEN
_WHY = Door.EXPLAINED
_f = Field

FIELDS = (
    # --- between cities: a row is the city that gives, bears or pays, the column the other one ----------------
    _f("pact.left", "CCN", "turns", _P, doc="turns a pact still runs; the same both ways"),
    _f("pact.pays", "CCN", "wan", _P, doc="what the row pays the column a turn while it runs"),
    _f("pact.grudge", "CC", "points", _P, 0.01, doc="what the row holds against the column"),
    _f("offer.kind", "CC", "pact", _O, doc="pact the row offers the column, 0 none"),
    _f("offer.turns", "CC", "turns", _O),
    _f("offer.cash", "CC", "wan", _O, doc="what the row would pay a turn; negative: be paid"),
    _f("asked.kind", "CC", "pact", _O, doc="pact the column has offered the row, to be answered now"),
    _f("asked.turns", "CC", "turns", _O),
    _f("asked.cash", "CC", "wan", _O, doc="what the column would pay the row a turn; negative: be paid"),
    _f("city.broken", "C", "count", _P, doc="pacts broken openly so far"),
    _f("city.hosting", "C", "hosting", _P),
    _f("city.host_fee", "C", "wan", _P),
    _f("city.visitors", "C", "count", _P, doc="delegations received last turn"),
    _f("city.method", "C", "model", _P, doc="model card the city follows, 0 none"),
    _f("method.known", "CX", "share", _O, 0.01, doc="how much of a method the city has learnt"),
    _f("method.level", "CX", "share", _P, 0.01, doc="how far the city runs on a method"),
    _f("model.born", "X", "turn", _P, doc="turn since which a model card is known, -1 not yet"),
    _f("model.home", "X", "city", _P, doc="city it is named after, -1 one that is not in play"),
    _f("model.shape", "XI", "share", _P, 0.001, doc="its home's shares of chain output when it was made"),
    _f("model.schools", "X", "points", _P, 0.01),
    _f("model.revenue", "X", "share", _P, 0.001, doc="its home's own revenue against GDP"),
    _f("model.copiers", "X", "count", _P, doc="cities that run on it, its home not counted"),
    _f("nation.diffusion", "", "share", _P, 0.01, doc="share of cities that run on a model of another"),
    # --- integrity and careers ------------------------------------------------------------------------------
    _f("city.heat", "C", "points", _O, 0.01, _WHY, doc="0-100: graft in funds, land and platform ties"),
    _f("city.audited", "C", "turns", _O, doc="turns in which auditors still look over shoulders"),
    _f("city.land_favours", "C", "wan", _O, doc="land income lost to connected buyers last turn"),
    _f("city.frozen", "C", "turns", _P, doc="turns left in which a purge freezes action"),
    _f("city.cooked", "C", "share/year", _O, 0.0001, doc="growth reported above the truth, not yet found out"),
    _f("city.cooked_now", "C", "share/year", _O, 0.0001, doc="the same of last turn alone"),
    _f("city.target_raised", "C", "share/year", _O, 0.0001, doc="growth target above normal after rosy reports"),
    _f("city.tone", "C", "tone", _P),
    _f("city.briefed", "C", "share", _P, 0.01, doc="how well the new secretary was briefed"),
    _f("nation.campaign", "", "turns", _P, doc="turns the anti-graft campaign still runs"),
    _f("nation.campaigns", "", "count", _P),
    _f("seat.taint", "S", "points", _H, 0.01, doc="graft of past terms that may still come out"),
    _f("seat.extended", "S", "flag", _P, doc="1: this term was extended"),
    _f("seat.petitioned", "S", "flag", _O, doc="1: an extension was asked for in this term"),
    _f("seat.handover", "S", "share", _O, 0.01, doc="how much of the handover letter is written"),
)
