"""Reasons as they travel: all parts of all changes as columns of numbers, and back to a line for each quantity.

Of each line the first part may be left out: whoever saw what was before knows what the whole line comes to, and so what
that part is. It is told to those who did not see it: in a snapshot, and to a seat that has moved to another city.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from boulevard_shared import columns
from boulevard_shared.columns import Ints
from boulevard_shared.parts import Why, WhyColumns
from boulevard_shared.view import View, quanta


def why_columns(names: tuple[Sequence[str], Sequence[str]], parts: Ints, sizes: Ints) -> list[WhyColumns]:
    """Reasons for the wire, for each of some readers.

    Args:
        names: of quantities and of causes.
        parts: shape (4, n): quantity and cause (as places in `names`), place and change of each part, by reader and
            quantity.
        sizes: how many parts each reader is told.
    """
    quantities, causes = names
    quantity, cause, place, change = parts
    row = np.repeat(np.arange(sizes.size), sizes)
    opens = np.diff(row, prepend=-1) != 0
    after = (np.diff(quantity, prepend=-1) != 0) | opens
    far = np.where(opens, place, np.diff(place, prepend=0))
    told, kinds = np.unique(row * len(causes) + cause, return_inverse=True)
    many = np.bincount(told // max(1, len(causes)), minlength=sizes.size)
    kinds = kinds.reshape(-1) - (np.cumsum(many) - many)[row]
    first = after | (far != 0)
    lines = np.bincount(row[first], minlength=sizes.size)
    totals = 4 * sizes - lines
    numbers = np.empty(int(totals.sum()), np.int64)
    start, within = (np.cumsum(totals) - totals)[row], np.arange(row.size) - (np.cumsum(sizes) - sizes)[row]
    for number, part in enumerate((after & ~opens, far, kinds)):
        numbers[start + number * sizes[row] + within] = part
    # Before each part that is not left out stand those of its reader that are, up to its own line's.
    passed = (np.cumsum(first) - (np.cumsum(lines) - lines)[row])[~first]
    numbers[(start + 3 * sizes[row] + within)[~first] - passed] = change[~first]
    of_quantities = _split(
        [quantities[i] for i in quantity[after].tolist()], np.bincount(row[after], minlength=sizes.size)
    )
    of_causes = _split([causes[i] for i in (told % max(1, len(causes))).tolist()], many)
    written = columns.write_each(numbers, totals), columns.write_each(change[first], lines)
    each = zip(of_quantities, of_causes, sizes.tolist(), lines.tolist(), *written, strict=True)
    return [WhyColumns(*one) for one in each]


def _split(names: list[str], sizes: Ints) -> list[list[str]]:
    ends = np.cumsum(sizes).tolist()
    return [names[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def shortened(why: WhyColumns) -> WhyColumns:
    """The same for a reader who knows what was before: without the first parts."""
    return msgspec.structs.replace(why, firsts=b"")


def columns_of(lines: Iterable[Why]) -> WhyColumns:
    """Why-lines for the wire; those of one quantity must follow each other."""
    quantities: dict[str, int] = {}
    causes: dict[str, int] = {}
    parts = [
        (quantities.setdefault(line.quantity, len(quantities)), causes.setdefault(cause, len(causes)), line.place, step)
        for line in lines
        for cause, step in line.parts
    ]
    columns_ = np.array(parts, np.int64).reshape(-1, 4).T
    return why_columns((list(quantities), list(causes)), columns_, np.array([len(parts)]))[0]


def lines_of(why: WhyColumns, view: View, before: View | None = None) -> list[Why]:
    """Why-lines from the wire, about this view; `before` is the reader's last one.

    Raises:
        ValueError: they do not fit the view, or first parts are left out and there is no view before.
    """
    count, lines = why.count, why.lines
    if not 0 <= lines <= count:
        raise ValueError(f"{lines} lines of {count} parts")
    numbers = columns.read(why.numbers, 4 * count - lines)
    after, far, kinds = numbers[: 3 * count].reshape(3, -1)
    which, place = np.cumsum(after), np.cumsum(far)
    first = (after != 0) | (far != 0)
    first[:1] = True
    starts = np.flatnonzero(first)
    if starts.size != lines or not (_within(which, why.quantities) and _within(kinds, why.causes)):
        raise ValueError("reasons for nothing, or of other lines than they say")
    firsts = columns.read(why.firsts, lines).tolist() if why.firsts else [None] * lines
    causes = [why.causes[kind] for kind in kinds.tolist()]
    told = iter(numbers[3 * count :].tolist())
    found = []
    ends = [*starts.tolist(), count][1:]
    spans = zip(starts.tolist(), ends, firsts, strict=True)
    heads = zip(which[starts].tolist(), place[starts].tolist(), strict=True)
    for (start, end, opening), (of, at) in zip(spans, heads, strict=True):
        quantity = why.quantities[of]
        now = _step(view, quantity, at)
        rest = [next(told) for _ in range(start + 1, end)]
        if opening is None:
            if before is None:
                raise ValueError("first parts are left out, and nothing was before")
            opening = now - _step(before, quantity, at) - sum(rest)
        changes = [opening, *rest]
        found.append(Why(quantity, at, now - sum(changes), list(zip(causes[start:end], changes, strict=True)), now))
    return found


def _within(numbers: Ints, names: Sequence[str]) -> bool:
    return bool(numbers.min(initial=0) >= 0 and numbers.max(initial=-1) < len(names))


def _step(view: View, quantity: str, place: int) -> int:
    """One place of a field, in quanta."""
    if quantity not in view:
        raise ValueError(f"{quantity}: no such field")
    flat = view[quantity].reshape(-1)
    if not 0 <= place < flat.size:
        raise ValueError(f"{quantity}: a place that does not fit")
    return int(quanta(view.specs[quantity], flat[place : place + 1])[0])
