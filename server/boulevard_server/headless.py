"""A whole match between bots, told in the terminal turn by turn: what happened, what the bots meant, how they stand."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from boulevard_server.board import Board
from boulevard_server.botmatch import advance, deal
from boulevard_server.news import varied
from boulevard_server.record import Terms
from boulevard_server.rules_game import ShippedRules
from boulevard_shared.content import Content, Named
from boulevard_shared.events import Event
from boulevard_shared.locale import Catalogue
from boulevard_shared.parts import BetLine, BotReason
from boulevard_shared.sentence import Argument
from boulevard_shared.writing import centi, money, number, share

HEADLINE = 50
"""Weight from which an event is told."""
TOLD_EVENTS = 7
TOLD_ALIKE = 2
"""Events of one kind that are told of a turn."""
TOLD_REASONS = 4
LANDMARKS = 4
"""The table is shown every so many turns."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Says things of a match in one language; `heard` counts what kinds of reasons it has told."""

    content: Content
    words: Catalogue
    heard: Counter[str] = field(default_factory=Counter)

    def prepare(self, scenario: str) -> None:
        """Let the catalogue know what everything is called in this match."""
        self.words.start_year = self.content.scenarios[scenario].start_year
        names = self.content.names
        self.words.names = {
            "city": lambda city: self._called(self.content.cities[str(city)].name),
            "chain": lambda chain: self._called(self.content.chains[self._id(self.content.chains, chain)].name),
            "scenario": lambda scenario: self._called(self.content.scenarios[str(scenario)].name),
            "firm": self._numbered(names.firms),
            "project": self._numbered(names.firms),
            "official": self._numbered(names.officials),
            "template": lambda key: self._called(self.content.templates[self._id(self.content.templates, key)].name),
        }

    def _called(self, name: Named) -> str:
        return name.zh if self.words.lang == "zh" else name.en

    def _numbered(self, names: Sequence[Named]) -> Callable[[Argument], str]:
        return lambda number: self._called(names[int(number) % len(names)])

    @staticmethod
    def _id(table: Iterable[str], key: Argument) -> str:
        """A content id from itself or from its number."""
        return list(table)[key] if isinstance(key, int) else key

    # --- lines -------------------------------------------------------------------------------------------------

    def opening(self, board: Board) -> Iterator[str]:
        terms = board.terms
        turns = board.game.turns
        yield self.words.text(
            "headless.opening", scenario=terms.scenario, years=turns // 2, turns=turns, seed=terms.seed
        )
        bots = [self.words.text("headless.bot", city=place.city, persona=place.persona) for place in board.places]
        yield from _wrapped(" · ".join(bots))

    def turn(self, board: Board, played: int, events: Sequence[Event]) -> Iterator[str]:
        """The half-year that has just been played."""
        yield ""
        heading = self.words.text("headless.turn", turn=played, now=played + 1, turns=board.game.turns)
        yield f"── {heading} " + "─" * max(0, 76 - _width(heading))
        told = varied((event for event in events if event.weight >= HEADLINE), TOLD_ALIKE)[:TOLD_EVENTS]
        lines = list(dict.fromkeys(self.words.render(event.sentence) for event in told))
        for line in lines or [self.words.text("headless.quiet")]:
            yield f"  • {line}"
        for reason in self._one_each(board.reasons, played):
            persona = board.places[reason.seat].persona
            city = self.words.text("headless.bot", city=board.city_name(reason.seat), persona=persona)
            yield f"    {city}: {self.words.render(reason.text)}"
        if (played + 1) % LANDMARKS == 0 and board.status == "playing":
            yield from self.table(board)

    def _one_each(self, reasons: Sequence[BotReason], turn: int) -> Iterator[BotReason]:
        """A few reasons, each of another seat and of a kind told as seldom as can be; seats take turns at speaking."""
        by_seat: dict[int, list[BotReason]] = {}
        for reason in reasons:
            by_seat.setdefault(reason.seat, []).append(reason)
        seats = sorted(by_seat)
        chosen = [seats[(turn * TOLD_REASONS + place) % len(seats)] for place in range(min(TOLD_REASONS, len(seats)))]
        for seat in sorted(set(chosen)):
            reason = min(by_seat[seat], key=lambda each: self.heard[each.text.key])
            self.heard[reason.text.key] += 1
            yield reason

    def table(self, board: Board) -> Iterator[str]:
        """How the cities stand, best first."""
        lang = self.words.lang
        heads = ["rank", "city", "gdp", "income", "debt", "strategic", "technology", "score"]
        rows = [[self.words.text(f"headless.{head}") for head in heads]]
        now = {quantity: course[-1] for quantity, course in board.series.items()}
        for line in board.game.scores(board.position):
            city = board.game.cities.index(line.city)
            rows.append(
                [
                    str(line.rank),
                    self.words.text("headless.bot", city=line.city, persona=board.places[line.seat].persona),
                    money(now["city.gdp"][city], lang, short=True),
                    f"¥{number(now['city.income'][city], lang)}",
                    money(now["city.debt"][city], lang, short=True),
                    share(now["city.strategic"][city]),
                    centi(now["city.technology"][city]),
                    centi(line.total),
                ]
            )
        yield ""
        yield from _columns(rows, left=1)

    def ending(self, board: Board) -> Iterator[str]:
        """The final table and the book of bets."""
        yield ""
        yield self.words.text("headless.final", turns=board.game.turns)
        yield from self.table(board)
        bets = board.game.bets(board.position)
        if bets:
            paid, worth = sum(bet.paid for bet in bets), sum(bet.worth for bet in bets)
            yield ""
            yield self.words.text("headless.bets", count=len(bets), paid=paid, worth=worth)
            ranked = sorted(bets, key=lambda bet: bet.worth - bet.paid)
            yield self._bet("best", ranked[-1])
            yield self._bet("worst", ranked[0])
        yield self.words.text("headless.seal", hash=board.hash)

    def _bet(self, which: str, bet: BetLine) -> str:
        text = self.words.render(bet.text)
        return self.words.text(f"headless.{which}", city=bet.city, text=text, worth=bet.worth)


def tell(content: Content, terms: Terms, cities: tuple[str, ...], words: Catalogue) -> Iterator[str]:
    """Play a match of bots by the real rules and tell it, line by line."""
    rules = ShippedRules(content)
    board = deal(rules, terms, cities)
    teller = Teller(content, words)
    teller.prepare(terms.scenario)
    yield from teller.opening(board)
    while board.status == "playing":
        turn = board.turn
        played = advance(board)
        yield from teller.turn(board, turn, played.bulletin.public)
    yield from teller.ending(board)


def _width(text: str) -> int:
    """Columns in a terminal: East Asian characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _columns(rows: Sequence[Sequence[str]], left: int) -> Iterator[str]:
    """Rows as aligned columns; column `left` is aligned left, all others right."""
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = []
        for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
            space = " " * (width - _width(cell))
            cells.append(cell + space if column == left else space + cell)
        yield "  " + "  ".join(cells).rstrip()


def _wrapped(text: str, width: int = 96) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and _width(line) + 1 + _width(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line
