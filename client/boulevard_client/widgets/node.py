"""One part of the screen: a tree of nodes that know their size, place, picture and input.

A node owns its rectangle (in window pixels) and its children. Changing a `Prop` marks what must be laid out
or painted again; nothing else causes drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar, Self

from pygame import Rect

from boulevard_client.art import Box
from boulevard_client.look import Look
from boulevard_client.widgets.anchoring import Anchor, anchored_rect
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.prop import Prop
from boulevard_client.widgets.senses import Senses

if TYPE_CHECKING:
    from boulevard_client.widgets.stage import Stage
    from boulevard_client.widgets.tips import Tip

Size = tuple[int, int]
UNBOUNDED = 1 << 20
"""Width given to `measure` when the node may be as wide as it likes."""
MARK_GAP = 9
"""Design units between a control and the outside of the mark that the guide puts on it."""
RING_GAP = 4
"""Design units between a control and the outside of its focus ring."""


RIM_FROM = 300
"""Squares of a rim's width from which a node is so large that the rim alone is painted for its focus."""


class Node(Senses):
    """A rectangle of the screen with children. Widgets override `natural`, `place`, `paint` and input.

    `natural` says the size wanted, `place` puts the children, `paint` draws the node itself (under its
    children). All three work in pixels; sizes given by the screen's author are in design units.
    """

    role: ClassVar[str] = "group"
    interactive: ClassVar[bool] = False
    """Takes the mouse."""
    focusable: ClassVar[bool] = False
    """A stop of the Tab key."""
    pressable: ClassVar[bool] = True
    """Whether Space is for this node while it has the focus."""
    clips: ClassVar[bool] = False
    """Children are cut at this node's rectangle on purpose (scrolling)."""
    takes_text: ClassVar[bool] = False
    """Wants the input method while focused."""
    elastic: bool = False
    """A row that is too narrow may make this node narrower than its natural width."""

    visible = Prop(True, layout=True)
    enabled = Prop(True, stop=True)
    hovered = Prop(False)
    focused = Prop(False, rim=True)
    marked = Prop(False, layout=True)
    """The guide points here."""

    def __init__(self, *children: Node) -> None:
        self.id: str | None = None
        self.rect = Rect(0, 0, 0, 0)
        self.extent = Rect(0, 0, 0, 0)
        self.parent: Node | None = None
        self.stage: Stage | None = None
        self.children: list[Node] = []
        self.width: float | None = None
        self.height: float | None = None
        self.grow: float = 0
        self.min_width: float = 0
        self.min_height: float = 0
        self.anchor: Anchor = "fill"
        self.margin: float = 0
        self.hotkey: str | None = None
        self.tip: Tip | Callable[[], Tip | None] | None = None
        self.origin: Tip | Callable[[], Tip | None] | None = None
        self.why_not = ""
        """Why it cannot be used now; what is said about it then instead of its tip."""
        self._stale = True
        self._measured: dict[int, Size] = {}
        self._shared: dict[int, list[int]] = {}
        """Widths that a row gave its children, by the room there was."""
        if children:
            self.add(*children)

    # -- what a screen's author says about a node; each returns the node, so calls chain --------------------

    def named(self, id: str) -> Self:
        """Give the automation id (`deals.bid`): unique on a screen, used by tests and to keep focus."""
        self.id = id
        return self

    def sized(
        self,
        width: float | None = None,
        height: float | None = None,
        grow: float | None = None,
        at_least: tuple[float, float] | None = None,
    ) -> Self:
        """Fix width or height, or take a share of the free room (`grow`); design units."""
        before = (self.width, self.height, self.grow, self.min_width, self.min_height)
        self.width = width if width is not None else self.width
        self.height = height if height is not None else self.height
        self.grow = grow if grow is not None else self.grow
        self.min_width, self.min_height = at_least or (self.min_width, self.min_height)
        if before != (self.width, self.height, self.grow, self.min_width, self.min_height):
            self.invalidate()
        return self

    def anchored(self, anchor: Anchor, margin: float = 0) -> Self:
        """Where this node sits inside a `Stack`; `fill` takes it all."""
        self.anchor, self.margin = anchor, margin
        self.invalidate()
        return self

    def explained(self, tip: Tip | Callable[[], Tip | None]) -> Self:
        """What the tooltip says, for the mouse resting here and for F1."""
        self.tip = tip
        return self

    def sourced(self, tip: Tip | Callable[[], Tip | None]) -> Self:
        """Where the figures in here come from: said of a figure inside that has no explanation of its own."""
        self.origin = tip
        return self

    def barred(self, reason: str) -> Self:
        """Cannot be used now, for this reason; "" changes nothing."""
        if reason:
            self.enabled, self.why_not = False, reason
        return self

    # -- the tree ------------------------------------------------------------------------------------------

    def add(self, *nodes: Node) -> Self:
        for node in nodes:
            if node.parent is not None:
                node.parent.remove(node)
            node.parent = self
            self.children.append(node)
            if node.stage is not self.stage:
                node.mount(self.stage)
        self.invalidate()
        return self

    def remove(self, node: Node) -> None:
        node.damage_all()
        self.children.remove(node)
        node.parent = None
        node.mount(None)
        node.rect = Rect(0, 0, 0, 0)
        self.invalidate()

    def replace(self, *nodes: Node) -> None:
        """Swap all children for others."""
        for child in list(self.children):
            self.remove(child)
        self.add(*nodes)

    def mount(self, stage: Stage | None) -> None:
        """Called when the node joins or leaves a stage; widgets with timers extend it."""
        if self.stage is not None and stage is None:
            self.stage.forget(self)
        self.stage = stage
        for child in self.children:
            child.mount(stage)

    def walk(self) -> Iterator[Node]:
        """This node and everything below it, parents first."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            if node.children:
                waiting.extend(reversed(node.children))

    def ancestors(self) -> Iterator[Node]:
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def find(self, id: str) -> Node:
        """The node with an automation id. Raises KeyError."""
        for node in self.walk():
            if node.id == id:
                return node
        raise KeyError(id)

    @property
    def can_focus(self) -> bool:
        explains = bool(self.why_not) or self.tip is not None
        return self.focusable and self.visible and (self.enabled or explains)

    @property
    def unseen(self) -> bool:
        """It is still being made: nobody has measured or painted it, so a change of it concerns nobody."""
        return self.parent is None and self.stage is None and not self._measured and type(self).changed is Node.changed

    @property
    def shown(self) -> bool:
        """Visible, and so is everything it is in."""
        return self.visible and all(node.visible for node in self.ancestors())

    # -- layout --------------------------------------------------------------------------------------------

    def natural(self, look: Look, width: int) -> Size:
        """Pixels this node would like, given at most `width` pixels. Default: the largest child."""
        sizes = [child.measure(look, width) for child in self.children if child.visible]
        return max((w for w, _ in sizes), default=0), max((h for _, h in sizes), default=0)

    def measure(self, look: Look, width: int) -> Size:
        """`natural` with the author's sizes applied; kept until the node changes."""
        known = self._measured.get(width)
        if known is not None:
            return known
        if self.width is not None:
            w = look.wide(self.width)
            h = self.natural(look, w)[1]
        else:
            w, h = self.natural(look, width)
            if self.min_width:
                w = max(w, look.wide(self.min_width))
        if self.height is not None:
            h = look.wide(self.height)
        elif self.min_height:
            h = max(h, look.wide(self.min_height))
        if len(self._measured) > 6:
            self._measured.clear()
        self._measured[width] = (w, h)
        return w, h

    def learn(self, look: Look) -> None:
        """Measure the texts of this node before the layout asks for them all at once."""

    def least_height(self, look: Look, width: int) -> int:
        """Pixels of height below which something would be lost: scrolling parts count little."""
        if self.height is not None:
            return look.wide(self.height)
        return max(
            self.least(look, look.wide(self.width) if self.width is not None else width), look.wide(self.min_height)
        )

    def least(self, look: Look, width: int) -> int:
        """`least_height` before the author's sizes."""
        return self.natural(look, width)[1]

    def arrange(self, look: Look, rect: Rect) -> None:
        """Take a rectangle and place the children; does nothing when neither changed."""
        if rect != self.rect:
            if self.stage is None or self.stage.all_damaged:
                self.rect = Rect(rect)
            else:
                self.damage()
                self.rect = Rect(rect)
                self.damage()
        elif not self._stale:
            return
        self._stale = False
        self.place(look)
        self._reach()

    def place(self, look: Look) -> None:
        """Give every child its rectangle. Default: by its anchor."""
        for child in self.children:
            if child.visible:
                child.arrange(look, anchored_rect(child, look, self.rect))

    def shift(self, dx: int, dy: int) -> None:
        """Move with all children, without a new layout (scrolling)."""
        self.rect.move_ip(dx, dy)
        self.extent.move_ip(dx, dy)
        for child in self.children:
            child.shift(dx, dy)

    def rescale(self, ratio: float) -> None:
        """The scale is now so many times what it was: what is kept in pixels (a scroll offset) follows."""

    def opening(self) -> Rect:
        """What children are cut at, where `clips`."""
        return self.rect

    def invalidate(self) -> None:
        """Measure and place again at the next frame."""
        node: Node | None = self
        while node is not None:
            node._stale = True
            node._measured.clear()
            node._shared.clear()
            node = node.parent
        if self.stage is not None:
            self.stage.layout_needed = True

    def _reach(self) -> None:
        extent = self.ink()
        if self.children and not self.clips:
            extent.unionall_ip([child.extent for child in self.children if child.visible])
        self.extent = extent

    # -- damage and drawing --------------------------------------------------------------------------------

    def overflow(self) -> int:
        """Pixels this node's own drawing reaches beyond its rectangle."""
        if self.focusable and self.stage is not None:
            return self.stage.look.px(RING_GAP) + 1
        return 0

    def ink(self) -> Rect:
        reach = self.overflow()
        if self.marked and self.stage is not None:
            reach = max(reach, self.stage.look.px(MARK_GAP) + 1)
        return self.rect.inflate(2 * reach, 2 * reach) if reach else self.rect.copy()

    def damage(self) -> None:
        """Paint this node again at the next frame."""
        if self.stage is not None:
            self.stage.damage(self.ink())

    def damage_all(self) -> None:
        """Damage with everything that children draw outside."""
        if self.stage is not None:
            self.stage.damage(self.extent.union(self.ink()))

    def damage_focus(self) -> None:
        """Paint again where it shows whether this node has focus: of a large one the edge, where the ring runs."""
        if self.stage is None:
            return
        whole, rim = self.ink(), self.stage.look.px(2 * RING_GAP + 14)
        own_way = self.takes_text or type(self).paint_focus is not Node.paint_focus
        if own_way or whole.width * whole.height < RIM_FROM * rim * rim:
            self.stage.damage(whole)
            return
        for strip in (
            Rect(whole.left, whole.top, whole.width, rim),
            Rect(whole.left, whole.bottom - rim, whole.width, rim),
            Rect(whole.left, whole.top, rim, whole.height),
            Rect(whole.right - rim, whole.top, rim, whole.height),
        ):
            self.stage.damage(strip)

    def changed(self, layout: bool) -> None:
        """A Prop has a new value."""
        if layout:
            self.invalidate()
        self.damage()

    def paint(self, canvas: Canvas) -> None:
        """Draw below the children."""

    def paint_over(self, canvas: Canvas) -> None:
        """Draw above the children."""

    def paint_focus(self, canvas: Canvas) -> None:
        gap = canvas.px(RING_GAP)
        canvas.ring(self.rect.inflate(2 * gap, 2 * gap), self.ring_radius())

    def paint_mark(self, canvas: Canvas) -> None:
        gap = canvas.px(MARK_GAP)
        canvas.box(self.rect.inflate(2 * gap, 2 * gap), Box(None, None, "amber", self.ring_radius() + 5, 3))

    def ring_radius(self) -> float:
        """Corner radius of the focus ring, design units."""
        return 11

    def reveal(self, rect: Rect) -> None:
        """Bring a rectangle of something inside into view, if this node scrolls."""
