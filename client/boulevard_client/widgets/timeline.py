"""Things that happen later or little by little; owns timers and animations on the injected clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Clock = Callable[[], float]
Ease = Callable[[float], float]
FRAME_S = 1 / 60


def ease_out(share: float) -> float:
    """Fast, then slow: for panels and numbers that come to rest."""
    return 1 - (1 - share) ** 3


@dataclass(slots=True, eq=False)
class Timer:
    """A call at a moment; `repeat_s` calls again. `cancel` may be called at any time."""

    due: float
    call: Callable[[], None]
    repeat_s: float | None = None
    alive: bool = True

    def cancel(self) -> None:
        self.alive = False


@dataclass(slots=True, eq=False)
class Tween:
    """Calls `step` with 0..1 until its time is over."""

    start: float
    seconds: float
    step: Callable[[float], None]
    ease: Ease = ease_out
    done: Callable[[], None] | None = None
    alive: bool = True

    def cancel(self) -> None:
        self.alive = False


@dataclass(slots=True)
class Timeline:
    """Runs timers and tweens. With `reduce_motion` a tween is at its end at once."""

    clock: Clock
    reduce_motion: bool = False
    _timers: list[Timer] = field(default_factory=list)
    _tweens: list[Tween] = field(default_factory=list)

    def after(self, seconds: float, call: Callable[[], None], *, repeat: bool = False) -> Timer:
        timer = Timer(self.clock() + seconds, call, seconds if repeat else None)
        self._timers.append(timer)
        return timer

    def animate(self, seconds: float, step: Callable[[float], None], done: Callable[[], None] | None = None) -> Tween:
        tween = Tween(self.clock(), seconds, step, done=done)
        if self.reduce_motion or seconds <= 0:
            tween.alive = False
            step(1.0)
            if done:
                done()
        else:
            step(0.0)
            self._tweens.append(tween)
        return tween

    def run(self) -> None:
        """Call everything that is due."""
        now = self.clock()
        for timer in list(self._timers):
            if timer.alive and timer.due <= now:
                timer.alive = timer.repeat_s is not None
                timer.due = max(timer.due + (timer.repeat_s or 0), now - (timer.repeat_s or 0))
                timer.call()
        for tween in list(self._tweens):
            if not tween.alive:
                continue
            share = min(1.0, (now - tween.start) / tween.seconds)
            tween.step(tween.ease(share))
            if share >= 1.0:
                tween.alive = False
                if tween.done:
                    tween.done()
        self._timers = [timer for timer in self._timers if timer.alive]
        self._tweens = [tween for tween in self._tweens if tween.alive]

    def wait_s(self) -> float | None:
        """Seconds until something is due; None when nothing is."""
        if self._tweens:
            return FRAME_S
        if not self._timers:
            return None
        return max(0.0, min(timer.due for timer in self._timers) - self.clock())


class Still(Timeline):
    """A timeline on which nothing ever happens, for what nobody sees: it keeps nobody waiting, and nobody alive."""

    def after(self, seconds: float, call: Callable[[], None], *, repeat: bool = False) -> Timer:
        return Timer(self.clock() + seconds, call, alive=False)

    def animate(self, seconds: float, step: Callable[[float], None], done: Callable[[], None] | None = None) -> Tween:
        return Tween(self.clock(), seconds, step, done=done, alive=False)
