"""The guide at the app: what it sees of the player, its card on the stage, the mark on a control, and what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boulevard_client import guide as guides
from boulevard_client.guide import Guide, Hint
from boulevard_client.screens import coach
from boulevard_client.screens.needs import next_need
from boulevard_client.widgets.clearing import taken
from boulevard_client.widgets.inputs import NumberInput
from boulevard_client.widgets.keyboard import passes_space
from boulevard_client.widgets.layers import Layer
from boulevard_client.widgets.layout import Stack
from boulevard_client.widgets.node import Node
from boulevard_shared.events import EventKind
from boulevard_shared.ids import MatchPhase

if TYPE_CHECKING:
    from boulevard_client.app import App


class Lesson:
    """Follows the app after every frame. `guide` is None in a match without one, `hint` what is said now."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.guide: Guide | None = None
        self.hint: Hint | None = None
        self._match = ""
        self._seen: tuple[object, ...] = ()
        self._layer: Layer | None = None
        self._marked: Node | None = None
        self._slot = Stack()

    # -- what the guide can see ----------------------------------------------------------------------------

    @property
    def route(self) -> str:
        return self.app.route

    @property
    def turn(self) -> int:
        return self.app.model.turn

    @property
    def decided(self) -> int:
        return len(self.app.model.changed_keys)

    @property
    def asking(self) -> bool:
        return self.app.confirming

    @property
    def ready(self) -> bool:
        return self.app.model.ready

    @property
    def idle(self) -> bool:
        """Nothing waits for a decision; not known before the adviser has been heard."""
        return self.app.model.advice is not None and next_need(self.app.desk()) is None

    @property
    def focus(self) -> str:
        focus = self.app.stage.focus
        return "" if focus is None else focus.id or focus.label or "?"

    @property
    def takes_space(self) -> bool:
        focus = self.app.stage.focus
        return focus is not None and not passes_space(focus)

    def sees(self, control: str) -> bool:
        return self._find(control) is not None

    def has_order(self, kind: str) -> bool:
        model = self.app.model
        return any(key.partition(":")[0] == kind for key in model.changed_keys)

    def amount(self, control: str) -> int:
        """Where a slider stands; 0 for one that is not there."""
        found = self._find(control)
        return found.number if isinstance(found, NumberInput) else 0

    def was_refused(self, kind: str) -> bool:
        """Whether an order of this kind was turned down and none has been taken since."""
        return any(key.partition(":")[0] == kind for key in self.app.model.refusals)

    def is_barred(self, control: str) -> bool:
        found = self._find(control)
        return found is not None and not found.enabled

    def has_news(self, kind: EventKind) -> bool:
        return any(event.kind is kind and event.own for event in self.app.model.moment.events)

    def _find(self, control: str) -> Node | None:
        """A control that is on the screen and that no card covers."""
        stage = self.app.stage
        for layer in reversed(stage.layers):
            if layer.kind in ("tip", "guide"):
                continue
            for node in layer.root.walk():
                if node.id == control and node.shown:
                    return node
            if layer.kind == "modal":
                return None
        return None

    # -- every frame ---------------------------------------------------------------------------------------

    def follow(self) -> None:
        """Look again when something has changed; put the card and the mark where they belong."""
        app, model = self.app, self.app.model
        match = model.about.match if model.about is not None and model.playing else ""
        if match != self._match:
            self._match = match
            about = model.about
            self.guide = guides.begin(match, about.scenario, app.store.guide()) if match and about else None
            self._seen = ()
        if self.guide is None:
            self._show(None)
            return
        page = (app.pages.builds, app.route, len(app.stage.layers), self.focus, app.confirming, model.version)
        target = self._find(self.hint.point) if self.hint is not None else None
        seen = (*page, self.guide.shut, app.settings, None if target is None else tuple(target.rect))
        if seen == self._seen:
            return
        self._seen = seen
        before = self.guide.kept
        playing = model.live and model.phase is MatchPhase.PLANNING
        self._show(self.guide.hint(self) if playing else None)
        if self.guide.kept != before:
            app.store.keep_guide(self.guide.kept)

    def toggle(self) -> None:
        """Send the guide away, or call it back."""
        if self.guide is not None:
            self.guide.shut = not self.guide.shut
            self.app.store.keep_guide(self.guide.kept)
            self._seen = ()

    # -- on the stage --------------------------------------------------------------------------------------

    def _show(self, hint: Hint | None) -> None:
        stage = self.app.stage
        self.hint = hint
        target = self._find(hint.point) if hint is not None and hint.point else None
        self._mark(target)
        if hint is None:
            if self._layer is not None:
                layer, self._layer = self._layer, None
                stage.close(layer)
            return
        self._slot.replace(coach.card(self.app.words, hint, self.toggle))
        if self._layer is None or self._layer not in stage.layers:
            self._layer = stage.open(self._slot, "guide", dismissable=False)
            self._layer.before = None  # it never had the focus, so it gives none back
        stage.layout()
        place = None if target is None else target.rect.inflate(20, 20)
        page = [layer for layer in stage.layers if layer.kind in ("base", "modal", "drawer")][-1]
        avoid = taken(page.root, stage.look, stage.surface.get_rect())
        if (self._layer.beside, self._layer.avoid) != (place, avoid):
            self._layer.beside, self._layer.avoid = place, avoid
            self._slot.damage_all()
            stage.layout_needed = True

    def _mark(self, target: Node | None) -> None:
        if self._marked is not target and self._marked is not None:
            self._marked.marked = False
        self._marked = target
        if target is not None:
            target.marked = True
