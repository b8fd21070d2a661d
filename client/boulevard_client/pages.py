"""What stands on the stage: the page of the route and the cards above it; owns when they are built again.

A page is built again when the model or its screen's own state has changed, never because time passed. Focus, scrolling
and table cursors stay with the automation ids, so that a player does not notice.

An app that is `paced` has pages made in the wings, a little in each frame: the one the player asked for, while what
they do waits for it; the one of the next turn, before that turn is told; and while nothing happens those of the rail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boulevard_client.model import Model
from boulevard_client.screens import keep, registry, shell
from boulevard_client.screens.almanac import Book
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.kept import Kept
from boulevard_client.screens.origins import whole
from boulevard_client.screens.shut import bar_rest
from boulevard_client.widgets.inputs import NumberInput
from boulevard_client.widgets.layout import Stack
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.pan import Pan
from boulevard_client.widgets.stage import Layer
from boulevard_client.wings import Page, State, Wings

if TYPE_CHECKING:
    from boulevard_client.app import App

AWAITED_S = 0.004
"""Work in one frame for a page that somebody waits for."""
AHEAD_S = 0.003
"""Work in one frame for a page that somebody may want."""
QUIET_S = 0.15
"""How long nothing must have happened before pages are made that nobody has asked for."""
WAIT_S = 0.001
"""Pause until a picture on the thread may be ready."""
REST_S = 0.004
"""Pause between two pieces of such work."""


@dataclass(slots=True)
class Modal:
    """A card above the page, and how it is built again."""

    layer: Layer
    slot: Stack
    build: Callable[[], Node]
    book: Book | None = None


class Pages:
    """The app calls `refresh` once a frame, `outdate` when something that is no part of the state has changed, and
    `work` when a frame has time left.
    """

    def __init__(self, app: App) -> None:
        self.app = app
        self.slot = Stack()
        self.modals: list[Modal] = []
        self.kept = Kept()
        self.builds = 0
        """How often the page was built: tells whoever looks at it that it is another one."""
        self.by_hand = 0
        """How often it was built in one frame, not in the wings."""
        self.coming = False
        """The page of the route is being made, and what the player does waits for it."""
        self.preparing = False
        """The page of a turn that is still to be told is being made."""
        self.wings = Wings(app.stage)
        self._stale = True
        self._shown: State = ()
        self._quiet_from = 0.0
        self._ahead: list[str] = []
        self._ahead_for: State = ()

    # -- building ------------------------------------------------------------------------------------------

    def state(self, route: str | None = None, model: Model | None = None) -> State:
        """What the page of a route depends on; by default what is shown now."""
        app = self.app
        model = model or app.model
        seen = (app.play.watching.version, app.play.busy, app.room, app.stage.surface.get_size())
        return (
            route or app.route, id(model), model.version, model.shown_turn, *seen, app.confirming and model is app.model
        )  # fmt: skip

    def outdate(self) -> None:
        """The state does not tell, but the page is another one: a screen's own state, the settings, the look."""
        self._stale = True
        self.preparing = False
        self.wings.forget()

    def turn_to(self) -> None:
        """The route was chosen anew: the page is built again even when it is the same one."""
        self._stale = True

    @property
    def left(self) -> bool:
        """The player is on the way to another page than the one that is shown, or to another turn on it."""
        return bool(self._shown) and (self._shown[0], self._shown[3]) != (self.app.route, self.app.model.shown_turn)

    def refresh(self) -> None:
        """Build the page again if what it shows has changed; while the player drags or composes, later."""
        state = self.state()
        if not self._stale and state == self._shown:
            self.coming = False
            return
        app = self.app
        held = app.stage.pointer.held
        # A slider lives on under its id, so a forecast follows the thumb; whatever else is dragged must not go away.
        dragging = held is not None and not (isinstance(held, NumberInput) and held.id)
        composing = bool(getattr(app.stage.focus, "composing", ""))
        if dragging or composing:
            self.coming = False
            return
        page = self.wings.take(state)
        if page is None and app.paced and (self.left or app.stretch.on):
            if not self.wings.makes(state):
                self._begin(app.route, None)
            self.coming = True
            return
        if self.left and self._ahead_for and self._shown[0] in registry.on_rail():
            self._ahead.append(str(self._shown[0]))  # one often goes back
        self.coming = self._stale = False
        self._shown = state
        self.wings.keep(lambda other: other[1:3] == state[1:3])
        self._build(page)

    def _build(self, page: Page | None) -> None:
        app = self.app
        if page is None:
            self.kept.begin()
            self.by_hand += 1
            desk = app.desk()
            tree = self._framed(desk, app.route, app.screen(app.route).build(desk))
        else:
            assert page.tree is not None
            self.kept, tree = page.kept, page.tree
        keep.replace(app.stage, self.slot, tree)
        self.builds += 1
        if page is not None:
            page.enter()
        for modal in self.modals:
            card = modal.build()
            bar_rest(app.desk(), card)
            keep.replace(app.stage, modal.slot, Pan(card).named("view.modal"))

    def _framed(self, desk: Desk, route: str, tree: Node) -> Node:
        """A screen's tree with what is around it."""
        screen = self.app.screen(route)
        bar_rest(desk, tree)
        whole(desk, route, tree)
        if registry.in_match(route):
            return shell.frame(desk, screen, tree, self.app.confirming and desk.model is self.app.model)
        return Pan(tree, screen.needs).named(f"view.{route}")

    # -- pages that are not shown yet ----------------------------------------------------------------------

    @property
    def pause_s(self) -> float | None:
        """Seconds until there is something to do for a page in the wings; None when there is nothing."""
        if self.coming or self.preparing:
            return WAIT_S if self.wings.busy and self.wings.waits else 0.0
        if self.modals or not (self.wings.busy or self._ahead):
            return None
        return max(REST_S, self._quiet_from - self.app.stage.timeline.clock())

    def prepare(self, route: str, model: Model) -> None:
        """Make the page that will be shown when this is the model."""
        self._begin(route, model)
        self.preparing = True

    def _begin(self, route: str, model: Model | None) -> None:
        self.preparing = False
        self.wings.begin(Page(self.state(route, model), self.app.emit), lambda page: self._made(page, route, model))

    def work(self, *, idle: bool) -> None:
        """Go on with the page that is being made; in an `idle` frame also with one that may be wanted."""
        if self.coming or self.preparing:
            self.wings.work(AWAITED_S)
            self.preparing = self.preparing and self.wings.busy
            return
        now = self.app.stage.timeline.clock()
        if not idle:
            self._quiet_from = now + QUIET_S
        wanted = self._wanted()
        if wanted != self._ahead_for:
            self._ahead_for = wanted
            self._ahead = [name for name in registry.on_rail() if name != self.app.route] if wanted else []
        if now < self._quiet_from or self.modals:
            return
        while self._ahead and not self.wings.busy:
            route = self._ahead.pop(0)
            if route != self.app.route:  # a screen must not lose sight of the nodes that are shown
                self._begin(route, None)
        self.wings.work(AHEAD_S)

    def _wanted(self) -> State:
        """What pages are made ahead for: once for every turn and every look; nothing while nobody plans."""
        app, model = self.app, self.app.model
        if not model.live:
            return ()
        look = app.stage.look
        return (model.turn, app.room, app.stage.surface.get_size(), look.theme.name, look.scale, look.language)

    def _made(self, page: Page, route: str, model: Model | None) -> Iterator[Node]:
        tree = self.app.screen(route).build(self.app.desk(model, page))
        yield tree
        yield self._framed(self.app.desk(model, page), route, tree)

    # -- cards above the page ------------------------------------------------------------------------------

    def open(self, build: Callable[[], Node], book: Book | None = None) -> None:
        """Put a modal on top; it is built again with the page."""
        slot = Stack(Pan(build()).named("view.modal"))
        layer = self.app.stage.open(slot, "modal")
        self.modals.append(Modal(layer, slot, build, book))
        layer.on_close = lambda: self._forget(layer)

    def open_almanac(self, page: str) -> None:
        """Put the almanac on top, once: when it is open another page is turned to, and no page closes it."""
        open_book = self.modals[-1].book if self.modals else None
        if open_book is None:
            book = Book(page)
            self.open(lambda: book.build(self.app.desk()), book)
        elif page:
            open_book.turn(self.app.desk(), page)
        else:
            self.close_top()

    def close_top(self) -> None:
        if self.modals:
            self.app.stage.close(self.modals[-1].layer)

    def close_all(self) -> None:
        while self.modals:
            self.close_top()

    def _forget(self, layer: Layer) -> None:
        self.modals = [modal for modal in self.modals if modal.layer is not layer]
