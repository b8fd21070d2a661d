"""What messages are made of: forecasts, costs, lines about seats, matches, bets and scores."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from boulevard_shared.events import Event
from boulevard_shared.ids import BotLevel, History, PactKind, SeatMode
from boulevard_shared.orders import AnyOrder
from boulevard_shared.sentence import Sentence


class ForecastLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one quantity should do: low, middle and high (10th, 50th, 90th percentile), in the field's quanta.

    `turns` says how many turns ahead; `quantity` is a field name or a catalogue key `forecast.<quantity>`.
    """

    quantity: str
    low: int
    mid: int
    high: int
    turns: int


class Forecast(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an order should bring, reckoned from the seat's view alone.

    `chance_bp` is the chance that it succeeds, `office_bp` the chance that the official who signs is still in
    office when it pays, `pays_in` the turns until then; -1 where the notion does not apply. `note` explains.
    """

    lines: list[ForecastLine] = []
    chance_bp: int = -1
    office_bp: int = -1
    pays_in: int = -1
    note: list[Sentence] = []


class Standing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """The decree's bottom line: attention used and free, treasury money committed and left (wan).

    On the wire a list in this order.
    """

    attention_used: int
    attention_free: int
    committed: int
    left: int


class OrderCost(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """What one order of the decree costs: treasury or vehicle money (wan) and attention points.

    On the wire a list in this order.
    """

    key: str
    money: int
    attention: int
    text: Sentence


class Suggestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An order the adviser would add, what it says and costs, and the reason."""

    order: AnyOrder
    cost: OrderCost
    reason: Sentence


class SeatLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One seat as all may see it; `persona` is "" for people."""

    seat: int
    city: str
    name: str
    human: bool
    connected: bool
    ready: bool
    persona: str = ""
    acting: bool = False
    """True while a bot acts for a person who is away."""


def after_turn(lines: Iterable[SeatLine], told: Iterable[SeatLine] = ()) -> list[SeatLine]:
    """The seats after a turn: nobody is ready, and what else has changed is `told`."""
    new = {line.seat: line for line in told}
    return [new.get(line.seat) or msgspec.structs.replace(line, ready=False) for line in lines]


class MatchLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What kind of match this is."""

    match: str
    code: str
    scenario: str
    mode: SeatMode
    bots: BotLevel
    turns: int
    turn_seconds: int
    tolerance_bp: int
    legacy_bp: int
    host: int
    history: History = History.JITTERED


class Why(msgspec.Struct, frozen=True, array_like=True):
    """Why a quantity changed this turn: before + all parts = after, in quanta, exactly.

    `place` is the flat index in the field as the viewer sees it.
    """

    quantity: str
    place: int
    before: int
    parts: list[tuple[str, int]]
    after: int


class WhyColumns(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """All `Why` of a turn as they travel: `count` parts of changes, each with a quantity, a place, a cause and a step.

    The parts of one quantity and place are a line; there are `lines`. `numbers` are four columns, as `columns` writes
    them: whether the quantity is the next of `quantities` (1) or still the same (0; the first part begins with the
    first); how far the place is from that of the part before; which of `causes`; and, but for the first part of each
    line, the change in quanta. `firsts` is the column of those; empty where the reader can work them out: what came out
    stands in the view, and what was before in the view before. On the wire a list in this order.
    """

    quantities: list[str]
    causes: list[str]
    count: int
    lines: int
    numbers: bytes
    firsts: bytes


NO_WHY = WhyColumns([], [], 0, 0, b"", b"")


class Series(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A public quantity of every city over the turns so far: `rows[turn][city]`, in quanta."""

    quantity: str
    rows: list[list[int]]


class BotReason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a bot says about one of its acts, published after the turn."""

    seat: int
    text: Sentence


class BetLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One bet of the match: what was expected at signing and what came of it (money in wan).

    `spread` are ten payoffs that were equally likely at signing, the smallest first; `stated_bp` the odds that the
    player stated beforehand, -1 none; `running`: the firm lives, was not yet to have paid, and is still held, so that
    `worth` is a price on the way and no outcome.
    """

    turn: int
    seat: int
    city: str
    text: Sentence
    paid: int
    expected_low: int
    expected_mid: int
    expected_high: int
    worth: int
    chance_bp: int
    spread: list[int] = []
    stated_bp: int = -1
    running: bool = False


class ScoreLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A seat's final score and its parts, in hundredths of a point."""

    seat: int
    city: str
    name: str
    rank: int
    total: int
    parts: dict[str, int]


class WordsLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something said at the table, to everybody (`to` -1) or one seat. People type `text`; bots have a `sentence`."""

    number: int
    turn: int
    seat: int
    to: int
    text: str = ""
    sentence: Sentence | None = None


class ProposalLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pact proposed while a turn is planned; only its two seats know of it.

    `cash` is what `seat` would pay `to` a turn (negative: be paid). `state` is open, accepted (both decrees hold it),
    declined, countered, withdrawn or lapsed (its turn is over).
    """

    number: int
    turn: int
    seat: int
    to: int
    pact: PactKind
    turns: int
    cash: int
    state: str


class OddsLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The odds that a player has stated for a project's success, in percent; nobody else is told."""

    project: int
    percent: int


class FinalReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the match ended. The seed is told now, so that anybody can replay it."""

    scores: list[ScoreLine]
    bets: list[BetLine]
    headlines: list[Event]
    seed: int
    hash: str
