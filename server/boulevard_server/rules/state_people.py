"""Fields of the state about officials and talent; a part of `state`, which lists them."""

from __future__ import annotations

from boulevard_server.rules.fields import Door, Field, Visibility

_P, _O, _H = Visibility.PUBLIC, Visibility.OWNER, Visibility.HIDDEN
_WHY = Door.EXPLAINED
_f = Field

FIELDS = (
    # --- officials -----------------------------------------------------------------------------------------
    _f("official.serial", "CO", "serial", _P, doc="0: vacant"),
    _f("official.name", "CO", "name", _P),
    _f("official.rank", "CO", "rank", _P),
    _f("official.competence", "CO", "share", _P, 0.01),
    _f("official.daring", "CO", "share", _P, 0.01),
    _f("official.integrity", "CO", "share", _H, 0.01),
    _f("official.expertise", "COI", "share", _P, 0.001),
    _f("official.tenure", "CO", "turns", _P, doc="turns in this post"),
    _f("official.boss_of", "CO", "chain", _P, doc="-1 none"),
    _f("official.seconded", "CO", "turns", _P, doc="turns of secondment left"),
    _f("official.seconded_to", "CO", "chain", _P),
    # --- talent --------------------------------------------------------------------------------------------
    _f("talent.people", "CK", "people", _P, door=_WHY),
    _f("talent.jobs", "CK", "people", _P, doc="staff wanted by the firms of the chains"),
    _f("talent.wage", "CK", "yuan/year", _P),
    _f("talent.programme", "CK", "thousand yuan", _P),
    _f("talent.university", "CU", "points", _P, 0.01, doc="strength of a field of study"),
    _f("talent.building", "CUL", "points", _P, 0.01, doc="strength under construction by turns left"),
    _f("talent.retention", "C", "share", _P, 0.001, doc="graduates who stay"),
    _f("talent.network", "CI", "share", _O, 0.001, doc="ties of officials with a chain's laboratories"),
    _f("talent.laboratory", "CI", "points", _P, 0.01, doc="laboratories and hospitals that seed a chain, 0-100"),
    _f("talent.laboratory_building", "CIL", "points", _P, 0.01, doc="the same on the way, by turns left"),
    _f("talent.hosted", "CU", "points", _P, 0.01, doc="what a hosted university has still to regain"),
    _f("talent.gone", "C", "people", _O, doc="skilled people lost to other places, net, since last told"),
    _f("talent.arrived", "CK", "people", _P, doc="net arrivals last turn"),
    _f("talent.exchange", "CC", "people", _O, doc="net arrivals in the row from the column last turn"),
)
