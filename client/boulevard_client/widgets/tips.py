"""Tooltips that explain numbers and terms, one inside another; owns when they open, lock and close.

Resting the mouse opens one; F1 opens and locks the one of the focused node. Inside a locked one Tab and the
arrows choose a link, Enter digs into it, Esc backs out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pygame import Rect

from boulevard_client.widgets.node import Node
from boulevard_client.widgets.timeline import Timer

if TYPE_CHECKING:
    from boulevard_client.widgets.stage import Layer, Stage

REST_S = 0.35
GRACE_S = 0.25


@dataclass(frozen=True, slots=True)
class TipRow:
    """One part of a sum; `tip` is what it opens into. `total` draws a line above."""

    label: str
    value: str
    colour: str = "text-hi"
    tip: Tip | None = None
    total: bool = False


@dataclass(frozen=True, slots=True)
class Tip:
    """What a tooltip says: a title, rich text (`**bold**`, `[[term|words]]`), rows of a sum."""

    title: str
    body: str = ""
    rows: tuple[TipRow, ...] = ()
    icon: str | None = None
    page: str = ""
    """Page of the almanac that tells more, "" for none."""


def tip_of(node: Node) -> Tip | None:
    """What a node explains now: why it cannot be used, else its tip."""
    said = node.tip if node.tip is not None else node.origin
    tip = said() if callable(said) else said
    if _is_barred(node):
        if tip is None and node.parent is not None:  # a slider's name stands on what surrounds it
            around = node.parent.tip
            tip = around() if callable(around) else around
        return Tip(tip.title if tip is not None else node.label, node.why_not, icon="lock")
    return tip


def _is_barred(node: Node) -> bool:
    return not node.enabled and bool(node.why_not)


def has_figure(node: Node) -> bool:
    """Whether a node itself shows a number."""
    return any(letter.isdecimal() for words, _ in node.texts() for letter in words)


CardMaker = Callable[["Tip", "Tips"], Node]


class Tips:
    """The open tooltips of a stage, outermost first."""

    def __init__(self, stage: Stage, make_card: CardMaker) -> None:
        self.stage = stage
        self.explain_term: Callable[[str], Tip | None] = lambda term: None
        """Looks a term up in the almanac; the app sets it."""
        self.mark_terms: Callable[[str, str], str] = lambda text, page: text
        """Marks the almanac's terms in a text about a page as `[[page|words]]`; the app sets it."""
        self.open_page: Callable[[str], None] = lambda page: None
        """Opens a page of the almanac; the app sets it."""
        self.page_words = ""
        """What the button to the almanac says, in the player's language; the app sets it."""
        self.locked = False
        self.hints: tuple[str, str, str] | None = None
        """What F1, Enter and Esc do, in the player's language; the app sets it. None shows no keys."""
        self._make_card = make_card
        self._open: list[tuple[Layer, Node]] = []
        self._timer: Timer | None = None
        self._waiting: Node | None = None

    @property
    def depth(self) -> int:
        return len(self._open)

    def rest(self, node: Node | None) -> None:
        """The mouse is over this node now."""
        owner = self._owner(node)
        inside = self._card_of(node)
        read = self.locked and inside is None  # by keyboard: nothing comes up beside it
        if read or (owner is not None and any(owner is source for _, source in self._open)):
            self._cancel()
        elif owner is not None:
            if owner is not self._waiting:
                self._cancel()
                self._waiting = owner
                self._timer = self.stage.timeline.after(REST_S, lambda: self._rested(owner))
        elif inside is not None:
            self._cancel()
        elif self._open and not self.locked and self._waiting is not self.stage.base:
            self._cancel()
            self._waiting = self.stage.base
            self._timer = self.stage.timeline.after(GRACE_S, self.close)
        elif not self._open:
            self._cancel()

    def wait(self) -> None:
        """Forget what was about to be explained; what is open stays, and what is closing closes."""
        if self._waiting is not self.stage.base:
            self._cancel()

    def moved_on(self, node: Node) -> None:
        """What this node explains has changed under the mouse: start waiting anew."""
        if any(source is node for _, source in self._open) and not self.locked:
            self.close()
        if self._waiting is node:
            self._cancel()

    def clicked(self, node: Node | None) -> None:
        """A click inside an open tooltip locks it; elsewhere it closes all."""
        if not self._open:
            self._cancel()
        elif self._card_of(node) is not None:
            self.lock()
        else:
            self.close()

    def lock(self) -> None:
        """Keep the innermost tooltip open and let the keyboard walk its links."""
        if self._open and not self.locked:
            self.locked = True
            layer = self._open[-1][0]
            layer.before = self.stage.focus
            self.stage.set_focus(self.stage.first_stop(layer.root))

    def explain(self, node: Node | None) -> bool:
        """F1: explain this node or what it is in, and lock. False when nobody has anything to say."""
        if self._open and not self.locked:
            self.lock()
            return True
        owner = self._owner(node, asked=True)
        if owner is None:
            return False
        self._show(owner)
        self.lock()
        return True

    def dig(self, source: Node, tip: Tip | None) -> None:
        """Open a tooltip from a link inside another."""
        if tip is None:
            return
        was_locked, self.locked = self.locked, False
        self._push(tip, source)
        if was_locked:
            self.lock()

    def back(self) -> bool:
        """Esc: close the innermost. False when none was open."""
        if not self._open:
            return False
        layer, _ = self._open.pop()
        self.locked = self.locked and bool(self._open)
        self.stage.close(layer)
        return True

    def close(self) -> None:
        """Close all."""
        self._cancel()
        while self._open:
            self.back()
        self.locked = False

    def forget(self, node: Node) -> None:
        """A node left the screen: whatever it explained goes with it."""
        if node is self._waiting:
            self._cancel()
        for index, (_, source) in enumerate(self._open):
            if source is node:
                while len(self._open) > index:
                    self.back()
                break

    def _rested(self, owner: Node) -> None:
        self._timer = self._waiting = None
        if owner.stage is None:
            return
        card = self._card_of(owner)
        while self._open and (card is None or self._open[-1][0].root is not card) and not self.locked:
            self.back()
        self._show(owner)

    def _show(self, owner: Node) -> None:
        around: Node | None = owner
        while around is not None:
            tip = tip_of(around)
            if tip is not None:
                self._push(tip, owner)
                return
            around = around.parent

    def _push(self, tip: Tip, source: Node) -> None:
        rect = Rect(source.rect)
        layer = self.stage.open(self._make_card(tip, self), kind="tip", beside=rect)
        self._open.append((layer, source))

    def _owner(self, node: Node | None, *, asked: bool = False) -> Node | None:
        """Who explains a node: itself or what it is in. Where figures come from is said of a figure, or when asked."""
        figure = asked or (node is not None and has_figure(node))
        while node is not None and node.tip is None and not _is_barred(node):
            if figure and node.origin is not None:
                return node
            node = node.parent
        return node

    def _card_of(self, node: Node | None) -> Node | None:
        roots = [layer.root for layer, _ in self._open]
        while node is not None and node not in roots:
            node = node.parent
        return node

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._waiting = None
