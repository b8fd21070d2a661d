"""What an official can hope for, in words: told from the rules that judge, teach and post officials."""

from __future__ import annotations

from boulevard_client.screens.desk import Desk
from boulevard_client.screens.entries import figure
from boulevard_client.screens.office import staying
from boulevard_shared.ids import Rank

YEARS_AHEAD = 2
"""How far ahead learning is told."""


def hopes(desk: Desk, rank: int, knowing: tuple[int, float, float, bool]) -> list[tuple[str, str]]:
    """Sentences, each with its icon. `knowing` is the chain told of, the share known of it, the official's competence,
    and whether the official is learning it in the chair now.
    """
    if rank == Rank.SECRETARY:
        return [("target", _judged(desk)), ("user-up", _successor(desk))]
    return [("school", _learnt(desk, knowing)), ("plane-departure", _posted(desk))]


def _judged(desk: Desk) -> str:
    """The leader's next step hangs on the evaluation at the end of the term."""
    read = desk.read
    running = read.view["seat.evaluation"].astype(float)
    own, others = float(running[desk.model.seat]), len(running) - 1
    above = own - (float(running.sum()) - own) / max(1, others)
    left = max(1, read.whole("seat.term_length") - read.whole("seat.term"))
    promoted, moved = figure(desk, "cadres.promoted_above"), figure(desk, "cadres.moved_below")
    step = "promoted" if above > promoted else "moved" if above < moved else "kept"
    return desk.say(
        "ui.officials.hopes.judged",
        when=desk.model.moment.turn + left - 1,
        above=f"{above:+.1f}".replace("-", "−"),
        step=f"ui.officials.hopes.{step}",
        promoted=round(promoted),
        moved=f"{moved:.0f}".replace("-", "−"),
    )


def _successor(desk: Desk) -> str:
    """How much of what the leader knows would stay, and how far the handover letter is."""
    kept, letter = (round(100 * desk.read.own(f"seat.{name}")) for name in ("groomed", "handover"))
    return desk.say("ui.officials.hopes.successor", share=kept, letter=letter)


def _posted(desk: Desk) -> str:
    """Below the leader nobody is judged by points: a post ends by chance, and rivals may hire away."""
    return desk.say("ui.officials.hopes.posted", share=round(100 * (1 - staying(desk, 1, 0)[-1])))


def _learnt(desk: Desk, knowing: tuple[int, float, float, bool]) -> str:
    """What a chair teaches: every half-year a part of what is left to learn, the more the abler."""
    chain, known, able, seated = knowing
    pace = figure(desk, "cadres.learn_chair") * (0.5 + able)
    later = 1 - (1 - known) * (1 - pace) ** (2 * YEARS_AHEAD)
    key = "learning" if seated else "would_learn"
    return desk.say(
        f"ui.officials.hopes.{key}",
        chain=desk.read.chain_short(chain),
        known=round(100 * known),
        later=round(100 * later),
        years=YEARS_AHEAD,
    )
