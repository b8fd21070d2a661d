"""What waits for the player's decision, most pressing first; owns the badges of the rail and where N jumps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from boulevard_client.screens.desk import Desk
from boulevard_shared.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to decide: on which screen, about what (`GoTo.about`), and how to say it."""

    screen: str
    about: str
    sentence: Sentence
    weight: int


Rule = Callable[[Desk], Iterator[Need]]


PRESSING = 40
"""Weight from which Ready asks back; what weighs less is advice."""


def needs(desk: Desk) -> list[Need]:
    """Everything open in the present turn; nothing while looking back or after Ready."""
    if not desk.model.live or not desk.model.playing:
        return []
    found = [need for rule in RULES for need in rule(desk)]
    found.sort(key=lambda need: -need.weight)
    return found


def next_need(desk: Desk) -> Need | None:
    """The most pressing one."""
    return next(iter(needs(desk)), None)


def pressing(desk: Desk) -> list[Need]:
    """What should not be forgotten before Ready."""
    return [need for need in needs(desk) if need.weight >= PRESSING]


def _closing_projects(desk: Desk) -> Iterator[Need]:
    """Projects whose bids are opened this turn and for which we have not bid."""
    view = desk.read.view
    for slot, serial in enumerate(view["project.serial"]):
        if (
            serial
            and view["project.closes"][slot] <= desk.model.turn
            and not desk.model.order(f"BidForProject:{serial}")
        ):
            name = int(view["project.name"][slot])
            yield Need("deals", f"project:{serial}", say("ui.needs.closing", firm=name), 50)


def _calls(desk: Desk) -> Iterator[Need]:
    """Firms we own a part of that ask for money."""
    view = desk.read.view
    ours = view["position.share"][desk.read.city].sum(axis=0)
    for slot, serial in enumerate(view["firm.serial"]):
        if serial and ours[slot] > 0 and view["firm.call"][slot] > 0 and not desk.model.order(f"FollowOn:{serial}"):
            call, name = int(view["firm.call"][slot]), int(view["firm.name"][slot])
            yield Need("portfolio", f"firm:{serial}", say("ui.needs.call", firm=name, amount=call), 70)


def _bottlenecks(desk: Desk) -> Iterator[Need]:
    """Chains of ours held back by something known that nobody clears."""
    view = desk.read.view
    city = desk.read.city
    for chain, kind in enumerate(view["cluster.bottleneck_known"]):
        if kind and view["cluster.boss"][city][chain] < 0:
            yield Need(
                "chains", f"chain:{desk.read.chains[chain]}", say("ui.needs.boss", chain=desk.read.chains[chain]), 40
            )


def _advice(desk: Desk) -> Iterator[Need]:
    """The most promising project whose bids are opened later: its chain should be asked now, by its boss."""
    view, read = desk.read.view, desk.read
    later = [
        slot
        for slot, serial in enumerate(view["project.serial"])
        if serial and view["project.closes"][slot] > desk.model.turn and not view["project.consulted"][slot]
    ]
    if not later:
        return
    best = max(later, key=lambda slot: float(view["project.estimate"][slot]))
    serial, chain = int(view["project.serial"][best]), read.chains[int(view["project.chain"][best])]
    if desk.model.order(f"ConsultOnProject:{serial}"):
        return
    name = int(view["project.name"][best])
    boss = desk.model.order(f"AppointBoss:{chain}")
    if view["cluster.boss"][read.city][int(view["project.chain"][best])] >= 0 or boss is not None:
        yield Need("deals", f"project:{serial}", say("ui.needs.consult", firm=name), 20)
    else:
        yield Need("chains", f"chain:{chain}", say("ui.needs.boss_first", firm=name, chain=chain), 20)


def _next_city(desk: Desk) -> Iterator[Need]:
    """Career: the last turn of a term, and no wish for the next city."""
    read = desk.read
    if (
        read.career
        and read.own("seat.term") >= read.own("seat.term_length") - 1
        and not desk.model.order("ChooseNextCity")
    ):
        yield Need("chains", "officials", say("ui.needs.next_city"), 80)


def _refused(desk: Desk) -> Iterator[Need]:
    """Orders the server turned down."""
    for reason in desk.model.refusals.values():
        yield Need("decree", "", reason, 90)


RULES: tuple[Rule, ...] = (_refused, _next_city, _calls, _closing_projects, _bottlenecks, _advice)
