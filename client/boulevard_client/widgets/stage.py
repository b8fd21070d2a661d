"""The window's contents: layers of nodes, their layout, painting and input; owns focus and the frame.

Nothing damaged means nothing drawn and nothing presented. All time comes from the injected clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pygame
from pygame import Rect

from boulevard_client import sight
from boulevard_client.look import Look
from boulevard_client.sight import Sight
from boulevard_client.theme import Language, Scale, Theme
from boulevard_client.widgets.damage import Damage
from boulevard_client.widgets.dump import dump_layers
from boulevard_client.widgets.focus import FocusOrder, focus_order
from boulevard_client.widgets.keyboard import press
from boulevard_client.widgets.keys import Key, key_of
from boulevard_client.widgets.layers import Layer, LayerKind, place_of
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.painting import paint
from boulevard_client.widgets.pointer import Pointer, node_at
from boulevard_client.widgets.senses import Point
from boulevard_client.widgets.timeline import Clock, Still, Timeline
from boulevard_client.widgets.tipcard import TipCard
from boulevard_client.widgets.tips import Tips

__all__ = ["Layer", "LayerKind", "Stage"]


class Stage:
    """Shows one screen, with modals, drawers and tooltips above it.

    Give every pygame event to `handle`, call `frame` once per loop, and sleep at most `wait_s` seconds.
    """

    def __init__(
        self,
        look: Look,
        surface: pygame.Surface,
        *,
        clock: Clock = time.monotonic,
        present: Callable[[list[Rect]], None] = pygame.display.update,
        shows: bool = True,
    ) -> None:
        self.look = look
        self.shows = shows
        """Whether anybody sees it; on one that is not seen nothing moves, and nothing has been seen."""
        self.surface = surface
        self.timeline = Timeline(clock) if shows else Still(clock)
        self.present = present
        self.setting = 1.0
        self.resized_at = float("-inf")
        """When the window changed its size, on the timeline's clock."""
        self.text_size = 1.0
        self.layout_needed = True
        self.focus: Node | None = None
        self.on_key: Callable[[Key], bool] = lambda key: False
        """Keys nobody on the stage wanted."""
        self.on_touch: Callable[[bool], None] = lambda pressed: None
        """The mouse or the focus came to something that can be pressed, or it was pressed."""
        self.capture: Callable[[Key], None] | None = None
        """Takes the next key instead of everybody else: a player who chooses a key."""
        self.sight: Sight = "normal"
        """How the window is shown: as somebody sees it who lacks a kind of cone."""
        self._unseen: pygame.Surface | None = None
        self._typing_at: Rect | None = None
        self._damage = Damage(surface.get_rect())
        self.base = Node()
        self.layers: list[Layer] = [Layer(self.base, "base", dismissable=False)]
        self.tips = Tips(self, TipCard)
        self.pointer = Pointer(self)
        self.order = FocusOrder()
        if shows:
            self.look.fit(surface.get_size())
            self.look.change(scale=Scale.of(surface.get_size(), self.setting, self.text_size))
        self._damage.all()

    def behind(self) -> Stage:
        """A stage out of sight, of the same size and look, where a tree can be laid out before it comes on."""
        stage = Stage(self.look, self.surface, clock=self.timeline.clock, present=lambda rects: None, shows=False)
        stage.timeline.reduce_motion = self.timeline.reduce_motion
        return stage

    # -- what is shown -------------------------------------------------------------------------------------

    def show(self, root: Node) -> None:
        """Replace the screen. Focus stays on the node with the same id, if there is one."""
        kept = self.focus.id if self.focus is not None else None
        self.tips.close()
        while len(self.layers) > 1:
            self.close(self.layers[-1])
        self.set_focus(None)
        self.base.mount(None)
        self.base = root
        self.layers[0].root = root
        root.mount(self)
        self._relayout(self.look.scale)
        if kept is not None:
            same = next((node for node in root.walk() if node.id == kept and node.can_focus), None)
            self.set_focus(same)

    def open(
        self,
        root: Node,
        kind: LayerKind = "modal",
        *,
        beside: Rect | None = None,
        dismissable: bool = True,
        on_close: Callable[[], None] | None = None,
    ) -> Layer:
        """Put a tree above everything: a modal (dims the rest, keeps focus), a drawer, or a tooltip."""
        floats = kind in ("tip", "guide")
        if not floats:
            self.tips.close()
        layer = Layer(root, kind, beside, dismissable=dismissable, before=self.focus, on_close=on_close)
        self.layers.append(layer)
        self.layers.sort(key=lambda each: each.kind == "guide")  # the guide stays above what opens later
        root.mount(self)
        self.layout_needed = True
        if kind == "modal":
            self._damage.all()
        if not floats:
            self.layout()
            self.set_focus(self.first_stop(root))
        return layer

    def close(self, layer: Layer) -> None:
        """Take a layer away and give focus back to what had it."""
        if layer not in self.layers:
            return
        layer.root.damage_all()
        if layer.kind == "modal":
            self._damage.all()
        self.layers.remove(layer)
        held = self.focus is not None and self.focus in layer.root.walk()
        layer.root.mount(None)
        if held or self.focus is None:
            self.set_focus(None if layer.before is None else self._as_it_is_now(layer.before))
        if layer.on_close is not None:
            layer.on_close()

    def _as_it_is_now(self, node: Node) -> Node | None:
        """A node, or the one with its id in what was built anew since."""
        if node.stage is self:
            return node
        found = (
            each for layer in reversed(self.layers) for each in layer.root.walk() if node.id and each.id == node.id
        )
        return next((each for each in found if each.can_focus), None)

    def resize(self, surface: pygame.Surface) -> None:
        """The window has a new surface."""
        self.resized_at = self.timeline.clock()
        self.surface = surface
        self._damage = Damage(surface.get_rect())
        before = self.look.scale
        self.look.fit(surface.get_size())
        self.look.change(scale=Scale.of(surface.get_size(), self.setting, self.text_size))
        self._relayout(before)

    def restyle(
        self,
        *,
        theme: Theme | None = None,
        language: Language | None = None,
        setting: float | None = None,
        text_size: float | None = None,
    ) -> None:
        """Change theme, language, or the player's scale or size of type. For a language, build the screen anew and
        `show` it.
        """
        self.setting = setting or self.setting
        self.text_size = text_size or self.text_size
        scale = Scale.of(self.surface.get_size(), self.setting, self.text_size)
        before = self.look.scale
        if self.look.change(theme=theme, scale=scale, language=language):
            self._relayout(before)

    def find(self, id: str) -> Node:
        """The node with an automation id, in any layer. Raises KeyError."""
        for layer in reversed(self.layers):
            for node in layer.root.walk():
                if node.id == id:
                    return node
        raise KeyError(id)

    def forget(self, node: Node) -> None:
        """A node is leaving: drop focus, hover and tooltips that refer to it."""
        if self.focus is node:
            self.set_focus(None)
        self.pointer.forget(node)
        self.tips.forget(node)

    # -- layout and painting -------------------------------------------------------------------------------

    def damage(self, rect: Rect) -> None:
        self._damage.add(rect)

    def damage_all(self) -> None:
        self._damage.all()

    @property
    def all_damaged(self) -> bool:
        """Everything is painted at the next frame anyway: nobody needs to say which part."""
        return self._damage.whole

    def layout(self) -> None:
        """Place what changed; `frame` does it by itself."""
        passes = 0
        if self.layout_needed:
            self.order.forget()
        while self.layout_needed and passes < 3:
            self.layout_needed = False
            passes += 1
            for layer in self.layers:
                layer.root.arrange(self.look, place_of(layer, self.look, self.surface.get_rect()))

    def frame(self) -> list[Rect]:
        """Run what is due, then lay out, paint and present what changed; returns the painted rectangles."""
        self.timeline.run()
        self.layout()
        self._follow_typing()
        if not self._damage:
            self.stops()  # found while there is time, so that the next step of the focus need not wait for it
            return []
        surface = self._ground()
        rects = self._damage.take()
        paint(surface, self.look, self.layers, rects)
        if surface is not self.surface:
            for rect in rects:
                sight.show(surface, self.surface, rect, self.sight)
        self.present(rects)
        return rects

    def picture(self) -> pygame.Surface:
        """All that is on the stage, as large as it was laid out: the window itself may have another size by now."""
        whole = self._damage.bounds
        shown = pygame.Surface(whole.size, 0, self.surface)
        paint(shown, self.look, self.layers, [whole])
        if self.sight == "normal":
            return shown
        seen = shown.copy()
        sight.show(shown, seen, whole, self.sight)
        return seen

    def wait_s(self) -> float | None:
        """Seconds the loop may sleep when no event comes; None for as long as it likes."""
        if self._damage or self.layout_needed:
            return 0.0
        return self.timeline.wait_s()

    def dump_tree(self) -> list[dict[str, object]]:
        """Every visible node as plain values, one tree per layer: role, label, rect, value, focus, faults."""
        self.layout()
        return dump_layers(self.look, [(layer.kind, layer.root) for layer in self.layers], self.focus)

    def _follow_typing(self) -> None:
        """Run the input method while a text field has focus. Once per frame: a field that was built anew under
        the player's hands must not lose what is being composed.
        """
        field = self.focus if self.focus is not None and self.focus.takes_text else None
        if field is not None:
            place = Rect(field.rect)
            if self._typing_at is None:
                pygame.key.start_text_input()
            if place != self._typing_at:
                pygame.key.set_text_input_rect(place)
            self._typing_at = place
        elif self._typing_at is not None:
            pygame.key.stop_text_input()
            self._typing_at = None

    def _ground(self) -> pygame.Surface:
        """What is painted on: the window itself, or a picture of its size while the window shows another sight."""
        if self.sight == "normal":
            self._unseen = None
            return self.surface
        if self._unseen is None or self._unseen.get_size() != self.surface.get_size():
            self._unseen = pygame.Surface(self.surface.get_size(), 0, self.surface)
            self._damage.all()
        return self._unseen

    def see_as(self, seen: Sight) -> None:
        """Show the window as this sight has it, from the next frame on."""
        if seen != self.sight:
            self.sight = seen
            self._damage.all()

    def _relayout(self, before: Scale) -> None:
        ratio = (self.look.scale.factor * self.look.scale.text) / (before.factor * before.text)
        for layer in self.layers:
            for node in layer.root.walk():
                node.invalidate()
                if ratio != 1:
                    node.rescale(ratio)
        self.layout_needed = True
        self._damage.all()

    # -- focus ---------------------------------------------------------------------------------------------

    @property
    def top(self) -> Layer:
        """The layer that has the keyboard: tooltips only when locked."""
        for layer in reversed(self.layers):
            if layer.kind not in ("tip", "guide") or (layer.kind == "tip" and self.tips.locked):
                return layer
        return self.layers[0]

    def stops(self) -> list[Node]:
        """Focus stops of the layer that has the keyboard, in Tab order."""
        self.layout()
        return self.order.of(self.top.root)

    def first_stop(self, root: Node) -> Node | None:
        self.layout()
        return next(iter(focus_order(root)), None)

    def set_focus(self, node: Node | None) -> None:
        """Move focus and scroll it into view."""
        before = self.focus
        if before is node:
            return
        if before is not None:
            before.focused = False
        self.focus = node
        if node is None:
            return
        node.focused = True
        for ancestor in node.ancestors():
            ancestor.reveal(node.rect)

    # -- input ---------------------------------------------------------------------------------------------

    def node_at(self, at: Point) -> Node | None:
        """The deepest node under a point that a modal does not cover."""
        window = self.surface.get_rect()
        for layer in reversed(self.layers):
            found = node_at(layer.root, at, window)
            if found is not None or layer.kind == "modal":
                return found
        return None

    def handle(self, event: pygame.Event) -> bool:
        """Give an event to whom it concerns; True when somebody took it."""
        self.layout()
        match event.type:
            case pygame.MOUSEMOTION:
                self.pointer.move(event.pos)
                return True
            case pygame.MOUSEBUTTONDOWN if event.button == 1:
                return self.pointer.down(event.pos)
            case pygame.MOUSEBUTTONDOWN if event.button == 2:
                self.tips.lock()
                return True
            case pygame.MOUSEBUTTONUP if event.button == 1:
                return self.pointer.up(event.pos)
            case pygame.MOUSEWHEEL:
                across = getattr(event, "precise_x", getattr(event, "x", 0))
                down = getattr(event, "precise_y", event.y)
                if pygame.key.get_mods() & pygame.KMOD_SHIFT:
                    across, down = -down, 0
                moved = bool(across) and self.pointer.wheel_across(across)
                return (bool(down) and self.pointer.wheel(down)) or moved
            case pygame.KEYDOWN:
                return self.press_key(key_of(event))
            case pygame.TEXTINPUT:
                return self.focus is not None and self.focus.type_text(event.text)
            case pygame.TEXTEDITING:
                return self.focus is not None and self.focus.compose_text(event.text)
            case pygame.WINDOWLEAVE:
                self.pointer.move((-1, -1))
                return True
            case pygame.WINDOWEXPOSED:
                self._damage.all()
                return True
        return False

    def press_key(self, key: Key) -> bool:
        """A key went down: whoever chooses a key takes it, else the keyboard finds what it means."""
        self.pointer.busy()
        if self.capture is not None:
            take, self.capture = self.capture, None
            take(key)
            return True
        return press(self, key)
