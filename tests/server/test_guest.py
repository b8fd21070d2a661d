"""A bot at somebody else's table says Ready again when only the moment was wrong."""

from __future__ import annotations

import asyncio

import pytest

from boulevard_server.guest import AGAIN_S, Guest
from boulevard_server.limits import Limits
from boulevard_server.rules_game import ShippedRules
from boulevard_shared import messages as m
from boulevard_shared.content import shipped
from harness import House, User, play

RULES = ShippedRules(shipped())
STRICT = Limits(messages_per_s=0.2, message_burst=3, floods=1_000)
"""A host that refuses the guest's orders one after the other, and its Ready with them."""


class Attended:
    """A guest whose messages are carried as its command does."""

    def __init__(self, guest: Guest, user: User) -> None:
        self.guest, self._user, self._heard = guest, user, 0

    async def listen(self, seconds: float) -> None:
        """Let the guest answer what it hears, waiting as it asks for, until its turn is done or time is up."""
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end and not self.guest.decision.told:
            await self._user.settle(0.1)
            for message in self._user.heard[self._heard :]:
                self._heard += 1
                requests = self.guest.take(message)
                await asyncio.sleep(self.guest.wait_s)
                for request in requests:
                    self._user.send(request)


@pytest.mark.parametrize("reason", ["refused.storage_full", "refused.too_fast"])
def test_ready_that_was_refused_for_the_moment_is_said_again(reason: str) -> None:
    async def main() -> None:
        async with House(RULES, STRICT if reason == "refused.too_fast" else None) as house:
            alice, stranger = await house.user("Alice", "home"), await house.user("Guest", "away")
            attended = Attended(Guest(RULES, "treasurer", "easy"), stranger)
            seated = await alice.open_match("first-posting", seats=2, seed=3)
            stranger.send(attended.guest.knock(seated.code))
            await attended.listen(1.0)
            assert isinstance(await alice.ask(m.StartMatch), m.Accepted)
            house.journal.full = reason == "refused.storage_full"
            await attended.listen(3 * AGAIN_S)
            assert reason in [told.reason.key for told in stranger.heard if isinstance(told, m.Refused)]
            house.journal.full = False
            await attended.listen(60.0)
            assert attended.guest.decision.told
            while not isinstance(await alice.ready(), m.Accepted):
                await alice.settle(10.0)
            await alice.settle(1.0)
            assert alice.turn == 1, "everybody had said Ready"

    play(main())
