"""Parts of a screen that are the same as when it was built last; owns their reuse instead of making them anew.

A part is kept under a name for as long as every building of a screen asks for it, and as long as what it was made of
(`of`) is still the very same object. It keeps its measures and its place, so that nothing is laid out again either.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from boulevard_client.widgets.node import Node

N = TypeVar("N", bound=Node)


class Kept:
    """The parts of the last building and of the present one."""

    def __init__(self) -> None:
        self._before: dict[str, tuple[object, Node]] = {}
        self._now: dict[str, tuple[object, Node]] = {}

    def begin(self) -> None:
        """A screen is built again: what it does not ask for this time is forgotten the next time."""
        self._before, self._now = self._now, {}

    def clear(self) -> None:
        """Language, theme or scale have changed."""
        self._before, self._now = {}, {}

    def part(self, name: str, of: object, make: Callable[[], N]) -> N:
        """The part with this name made of this object (or of equal values, if that is a tuple), from before if there is
        one; what it shows and does must depend on nothing else.
        """
        found = self._before.pop(name, None)
        if found is None or not (found[0] is of or (isinstance(of, tuple) and found[0] == of)):
            found = (of, make())
        node = cast(N, found[1])
        if node.parent is not None:
            node.parent.children.remove(node)
            node.parent = None
        self._now[name] = found
        return node
