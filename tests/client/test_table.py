"""Words and offers in the client: heard wherever the player is, answered in one inbox, and never in anybody's way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import shown
from boulevard_client.screens import intents as do
from boulevard_client.screens.needs import needs
from boulevard_client.screens.talkintents import AnswerOffer, OwnOdds, Propose, Speak
from boulevard_client.talk import EVERYBODY, Talk
from boulevard_client.widgets.dump import faults
from boulevard_shared.ids import PactKind
from boulevard_shared.messages import (
    AnswerProposal,
    ProposalsChanged,
    ProposePact,
    Request,
    SayWords,
    StateOdds,
    WordsSaid,
)
from boulevard_shared.parts import ProposalLine, WordsLine
from boulevard_shared.sentence import say
from shown import Manner, Shown

LONG = "We buy your panels and you buy our wafers for the next four years, if nobody hires our engineers away. " * 2


@pytest.fixture(scope="module", autouse=True)
def display() -> Iterator[None]:
    with shown.dummy_display():
        yield


class Line(shown.Line):
    """A recorded line that keeps what is asked of it."""

    def __init__(self) -> None:
        super().__init__(shown.messages("middle"), lambda question: None)
        self.asked: list[Request] = []

    def send(self, request: Request) -> None:
        self.asked.append(request)
        super().send(request)


def table(manner: Manner = shown.MANNERS[0]) -> tuple[Shown, Line]:
    line = Line()
    page = shown.show("relations", manner, line=line)
    tell(page, do.GoTo("relations", "table:"))
    return page, line


def tell(page: Shown, intent: do.Intent) -> None:
    page.app.desk().emit(intent)
    page.settle()


def hear(page: Shown, *messages: WordsSaid | ProposalsChanged) -> None:
    for message in messages:
        page.app.model.fold(message)
    page.app.follow()
    page.settle()


def others(page: Shown) -> list[int]:
    return [line.seat for line in page.app.model.seats if line.seat != page.app.model.seat]


def offered(page: Shown, state: str = "open", cash: int = 50_000) -> ProposalsChanged:
    model = page.app.model
    line = ProposalLine(7, model.turn, others(page)[0], model.seat, PactKind.SUPPLY, 8, cash, state)
    return ProposalsChanged(1, [line])


@pytest.mark.parametrize("manner", [*shown.MANNERS, shown.PAPER], ids=str)
def test_words_and_offers_can_be_read(manner: Manner) -> None:
    page, _ = table(manner)
    other, turn, seat = others(page)[0], page.app.model.turn, page.app.model.seat
    words = [
        WordsLine(1, turn, other, EVERYBODY, LONG),
        WordsLine(2, turn, seat, other, LONG),
        WordsLine(3, turn, other, seat, "", say("reason.pact_accept", city="hefei", pact=2)),
    ]
    hear(page, *(WordsSaid(1, line) for line in words), offered(page))
    for channel in (EVERYBODY, other):
        tell(page, do.GoTo("relations", f"table:{channel}"))
        assert faults(page.stage.look, [layer.root for layer in page.stage.layers]) == []
        texts = [text for node in page.nodes() for text, _ in node.texts()]
        assert [text for text in texts if text.startswith(("ui.", "{")) or "⟦" in text] == []


def test_an_offer_is_told_counted_and_answered_where_it_is_found() -> None:
    page, line = table()
    hear(page, offered(page))
    assert any(need.about == f"table:{others(page)[0]}" for need in needs(page.app.desk()))
    tell(page, AnswerOffer(7, True))
    asked = line.asked[-1]
    assert isinstance(asked, AnswerProposal)
    assert (asked.number, asked.accept, asked.turn) == (7, True, page.app.model.turn)
    hear(page, offered(page, "accepted"))
    assert not any(need.about.startswith("table:") for need in needs(page.app.desk()))


def test_a_counter_offer_begins_with_their_terms() -> None:
    page, line = table()
    hear(page, offered(page, cash=50_000))
    page.pilot.click("table.counter.7")
    page.settle()
    page.pilot.click("table.propose")
    page.settle()
    asked = line.asked[-1]
    assert isinstance(asked, ProposePact)
    assert (asked.to, asked.pact, asked.turns, asked.cash) == (others(page)[0], PactKind.SUPPLY, 8, -50_000)


def test_words_are_sent_by_enter_and_typing_does_not_press_keys() -> None:
    page, line = table()
    page.pilot.focus("table.field")
    page.pilot.type("no")
    page.settle()
    assert page.app.route == "relations", "N is a key of the game, but not while typing"
    page.pilot.key("Enter")
    page.settle()
    asked = line.asked[-1]
    assert isinstance(asked, SayWords)
    assert (asked.text, asked.to) == ("no", EVERYBODY)


def test_what_is_not_shown_yet_is_counted_until_it_is() -> None:
    page, _ = table()
    other, model = others(page)[0], page.app.model
    tell(page, do.GoTo("region"))
    hear(page, WordsSaid(1, WordsLine(1, model.turn, other, model.seat, "hello")))
    assert model.talk.unread[other] == 1
    tell(page, do.GoTo("relations", f"table:{other}"))
    assert not model.talk.unread[other]


def test_own_odds_are_sent_once_for_each_project_that_is_moved() -> None:
    page, line = table()
    tell(page, OwnOdds(3, 40))
    assert [request for request in line.asked if isinstance(request, StateOdds)][-1].percent == 40


def test_nothing_is_said_in_a_match_that_is_only_watched() -> None:
    page, line = table()
    page.app.model.watched = True
    before = len(line.asked)
    page.app.desk().again()
    page.settle()
    assert not page.pilot.sees("table.field")
    for intent in (Speak("hello"), Propose(1, PactKind.SUPPLY, 8, 0), AnswerOffer(7, True)):
        tell(page, intent)
    assert len(line.asked) == before


def test_a_new_turn_clears_the_table_and_a_broken_handshake_is_news() -> None:
    talk = Talk()
    page, _ = table()
    seats = page.app.model.seats
    seat = page.app.model.seat
    talk.fold(offered(page, "accepted"), seat, seats)
    talk.fold(offered(page, "withdrawn"), seat, seats)
    assert talk.news[-1].key == "ui.table.broken"
    talk.turn_over()
    assert talk.proposals == ()
