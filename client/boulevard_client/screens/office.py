"""The second clock: how likely it is that today's leader still sits when a bet pays."""

from __future__ import annotations

from boulevard_client.charts.clocks import Terms
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.entries import figure


def staying(desk: Desk, turns: int, served: int | None = None) -> tuple[float, ...]:
    """Chance (0-1) of still being in office after 0, 1, ... `turns` more turns.

    `served` is how long the official has been in post, by default our own leader. The same reckoning as the
    rules': one yearly chance of leaving within a full term, a higher one beyond it.
    """
    early, late = figure(desk, "cadres.leave_early"), figure(desk, "cadres.leave_late")
    length = desk.read.whole("seat.term_length")
    left = max(0, length - (desk.read.whole("seat.term") if served is None else served))
    chances = [1.0]
    for turn in range(turns):
        chances.append(chances[-1] * (1.0 - (early if turn < left else late)))
    return tuple(chances)


def clocks(desk: Desk, opens: int, pays: int) -> Terms:
    """Both clocks of a bet signed now, for `charts.clocks.TwoClocks`."""
    turn = desk.model.turn
    stays = staying(desk, max(1, pays))
    step = 2 if pays <= 10 else 4
    first = turn % 2
    times = tuple(
        str(desk.read.year(turn + ahead)) if (ahead + first) % step == 0 else "" for ahead in range(len(stays))
    )
    return Terms(
        stays,
        opens,
        times,
        desk.say("ui.turn.clock.opens", turn=turn + opens),
        desk.say("ui.turn.clock.pays", turn=turn + pays),
        desk.say("ui.turn.clock.office", share=round(10_000 * stays[-1])),
    )
