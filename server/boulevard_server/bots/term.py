"""What a bot knows of its own term: how long it lasts still, and whether the seat moves on after it."""

from __future__ import annotations

from boulevard_server.bots.hand import Hand


def evaluation_in(hand: Hand) -> int:
    """Turns until the term of this seat ends."""
    desk = hand.desk
    return max(0, desk.whole("seat.term_length") - desk.whole("seat.term"))


def rotates(hand: Hand) -> bool:
    """Whether this seat moves on to another city when its term ends."""
    return bool(hand.desk.plain("match.career"))
