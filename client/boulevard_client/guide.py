"""A guide through a scenario: steps read from `assets/guide`, and which one is the hint now. No pygame.

It looks at what the player does and never waits for one certain thing: a step is done when what it leads to is so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import msgspec

from boulevard_shared.content import Named, assets_root
from boulevard_shared.content_files import ContentError, read_table, to_struct
from boulevard_shared.events import EventKind

ANY_TURN = -1
READY = "Ready"
"""Stands in `keys` for whichever key hands the decree in now."""


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Holds when all that is given is so.

    `sees` and `hides` name controls by automation id; `order` is a kind of order in the draft; `decided` the least
    number of decisions this turn, 0 for none at all; `asks`: Ready has asked back; `idle`: nothing waits for a
    decision; `leaves`: the player has gone on from this screen; `focuses`: this control has the
    focus; `raised`: this slider stands above nothing; `refused`: the server has turned down an order of this kind;
    `barred`: this control is there but cannot be pressed; `news`: the half-year that has just ended brought an event
    of this kind to the player's own city.
    """

    screen: str = ""
    sees: str = ""
    hides: str = ""
    order: str = ""
    decided: int | None = None
    asks: bool = False
    ready: bool = False
    idle: bool = False
    leaves: str = ""
    focuses: str = ""
    raised: str = ""
    refused: str = ""
    barred: str = ""
    news: EventKind | None = None


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One hint: when it is shown, what it says, what to press and where; and what makes it done."""

    text: Named
    turn: int = ANY_TURN
    keys: str = ""
    point: str = ""
    walk: bool = False
    when: Condition = Condition()
    done: list[Condition] = []


class Situation(Protocol):
    """What the guide can see of the player."""

    @property
    def route(self) -> str: ...
    @property
    def turn(self) -> int: ...
    @property
    def decided(self) -> int: ...
    @property
    def asking(self) -> bool: ...
    @property
    def ready(self) -> bool: ...
    @property
    def idle(self) -> bool: ...
    @property
    def focus(self) -> str: ...
    @property
    def takes_space(self) -> bool:
        """Whether Space would press what has the focus, or ask it why it cannot be pressed."""
        ...

    def sees(self, control: str) -> bool: ...
    def has_order(self, kind: str) -> bool: ...
    def amount(self, control: str) -> int: ...
    def was_refused(self, kind: str) -> bool: ...
    def is_barred(self, control: str) -> bool: ...
    def has_news(self, kind: EventKind) -> bool: ...


@dataclass(frozen=True, slots=True)
class Hint:
    """What is said now; `keys` to press one after another, `point` the control that is marked."""

    step: str
    text: Named
    keys: tuple[str, ...] = ()
    point: str = ""


class Kept(msgspec.Struct, frozen=True):
    """What is remembered of a guide between two runs of the program."""

    match: str = ""
    done: list[str] = []
    shut: bool = False


@dataclass(slots=True)
class Guide:
    """Where somebody is on the way through the steps of one match. `shut`: the player sent the guide away."""

    match: str
    steps: dict[str, Step]
    done: set[str] = field(default_factory=set)
    shut: bool = False
    _shown: set[str] = field(default_factory=set)

    def hint(self, now: Situation) -> Hint | None:
        """The hint for what is so now; None when there is nothing to say or the guide was sent away."""
        for name, step in self.steps.items():
            due = step.turn in (ANY_TURN, now.turn) and name not in self.done
            if due and any(_holds(each, now) and (name in self._shown or not _departs(each)) for each in step.done):
                self.done.add(name)
        if self.shut:
            return None
        for name, step in self.steps.items():
            if step.turn in (ANY_TURN, now.turn) and name not in self.done and _holds(step.when, now):
                self._shown.add(name)
                return Hint(name, step.text, self._keys(step, now), step.point)
        return None

    @staticmethod
    def _keys(step: Step, now: Situation) -> tuple[str, ...]:
        if step.walk and now.focus != step.point:
            return ("Tab",)
        ready = "Ctrl+Enter" if now.takes_space else "Space"
        return tuple(ready if key == READY else key for key in step.keys.split())

    @property
    def kept(self) -> Kept:
        return Kept(self.match, sorted(self.done), self.shut)


def _departs(condition: Condition) -> bool:
    """Whether it is about going away from something, which says nothing before one was there."""
    return bool(condition.hides or condition.leaves)


def _holds(condition: Condition, now: Situation) -> bool:
    wanted = (
        (not condition.screen or now.route == condition.screen),
        (not condition.sees or now.sees(condition.sees)),
        (not condition.hides or not now.sees(condition.hides)),
        (not condition.order or now.has_order(condition.order)),
        (condition.decided is None or (now.decided >= condition.decided if condition.decided else not now.decided)),
        (not condition.asks or now.asking),
        (not condition.ready or now.ready),
        (not condition.idle or now.idle),
        (not condition.leaves or now.route != condition.leaves),
        (not condition.focuses or now.focus == condition.focuses),
        (not condition.raised or now.amount(condition.raised) > 0),
        (not condition.refused or now.was_refused(condition.refused)),
        (not condition.barred or now.is_barred(condition.barred)),
        (condition.news is None or now.has_news(condition.news)),
    )
    return all(wanted)


@cache
def steps(scenario: str) -> dict[str, Step]:
    """The steps through a scenario in order; none when it has no guide.

    Raises:
        ContentError: a file that cannot be used.
    """
    path = assets_root() / "guide" / f"{scenario}.toml"
    if not path.is_file():
        return {}
    file = f"guide/{scenario}.toml"
    found = {name: to_struct(table, Step, f"{file}: [{name}]") for name, table in read_table(path, file).items()}
    for name, step in found.items():
        if not (step.text.en and step.text.zh):
            raise ContentError(f"{file}: [{name}]: text: both languages are needed")
    return found


def begin(match: str, scenario: str, kept: Kept | None) -> Guide | None:
    """The guide of a match, as far as it was when the program ended; None for a scenario without one."""
    found = steps(scenario)
    if not found:
        return None
    if kept is not None and kept.match == match:
        return Guide(match, found, set(_known(kept.done, found)), kept.shut)
    return Guide(match, found)


def _known(names: Iterable[str], found: dict[str, Step]) -> list[str]:
    return [name for name in names if name in found]
