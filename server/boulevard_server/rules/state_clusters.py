"""Fields of the state about clusters, a chain in a city each; a part of `state`, which lists them."""

from __future__ import annotations

from boulevard_server.rules.fields import Door, Field, Visibility

_P, _O, _H = Visibility.PUBLIC, Visibility.OWNER, Visibility.HIDDEN
_WHY = Door.EXPLAINED
_f = Field

FIELDS = (
    # --- cluster: a chain in a city ----------------------------------------------------------------------
    _f("cluster.output", "CI", "wan/year", _P, door=_WHY),
    _f("cluster.base_capacity", "CI", "wan/year", _P, doc="capacity of small firms, not in firm slots"),
    _f("cluster.density", "CI", "share", _P, 0.0001, _WHY, doc="relatedness of what the city makes to the chain"),
    _f("cluster.suppliers", "CI", "count", _P, door=_WHY),
    _f("cluster.local_share", "CI", "share", _P, 0.0001, doc="inputs bought locally; at most 0.65"),
    _f("cluster.cohesion", "CI", "share", _P, 0.001, doc="how closed the insiders are"),
    _f("cluster.boss", "CI", "slot", _P, doc="official slot of the chain boss, -1 none"),
    _f("cluster.boss_turns", "CI", "turns", _P, doc="turns this boss has had the chair"),
    _f("cluster.boss_task", "CI", "task", _O),
    _f("cluster.strength", "CI", "share", _P, 0.001, doc="what the boss can do: rank, competence, expertise; 0-1"),
    _f(
        "cluster.drag",
        "CI",
        "share",
        _H,
        0.001,
        doc="part of capacity idle for want of parts or a leader in trouble",
    ),
    _f("cluster.gain", "CI", "share", _P, 0.001, doc="output gained because capital is coordinated"),
    _f("cluster.leader", "CI", "serial", _P, doc="serial of the chain leader firm, 0 none"),
    _f("cluster.bottleneck", "CI", "kind", _H, doc="what holds the chain back"),
    _f("cluster.bottleneck_known", "CI", "kind", _O, doc="the same once found, else 0"),
    _f("cluster.bottleneck_work", "CI", "points", _O, 0.01, doc="work done to clear it, of 1"),
    _f("cluster.incentive", "CI", "level", _P),
    _f("cluster.incentive_cost", "CI", "wan", _O, doc="what the incentives cost last turn"),
    _f("cluster.seed_budget", "CI", "wan", _O),
    _f("cluster.seed_live", "CI", "wan", _O, doc="seed money at work, by cost"),
    _f("cluster.seed_value", "CI", "wan", _H, doc="what that seed money will turn out to be worth"),
    _f("cluster.sub_fund", "CI", "wan", _O, doc="partners' money waiting beside ours in guidance funds"),
    _f("cluster.registered", "CI", "count", _P, doc="young firms registered beyond the usual and not yet settled"),
    _f("cluster.registrations", "CI", "count", _P, doc="firms registered last turn"),
    _f("cluster.registrations_usual", "CI", "count", _P, doc="registrations of a turn without any hype"),
    _f("cluster.struck_off", "CI", "count", _P, doc="young firms that vanished last turn"),
    _f("cluster.wannabes", "CI", "count", _H, doc="part of the young firms that will never make anything"),
    _f("cluster.wannabes_found", "CI", "count", _O, doc="the part of them that screening has found out"),
    _f("cluster.grants", "CI", "wan", _O, doc="start-up grants that newcomers drew last turn"),
    _f("cluster.granted", "CI", "wan", _H, doc="grants ever drawn by the young firms that still stand"),
    _f("cluster.locality", "CI", "percent", _O, doc="what partners' waiting money must invest here, of itself"),
    _f("cluster.spill", "CI", "share", _P, 0.0001, doc="productivity learnt from anchors, of the chain's firms"),
    _f("cluster.substitution", "CI", "share", _P, 0.001, _WHY, doc="how far imports are replaced; 1 done"),
    _f("cluster.substitution_budget", "CI", "wan", _O, doc="money a turn for replacing imports"),
    _f("cluster.exposure", "CI", "share", _P, 0.001, doc="dependence on imports, built up while the world is open"),
)
