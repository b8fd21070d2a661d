"""What a key does on a stage: the focused node first, then moving the focus, hotkeys, and the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boulevard_client.widgets.focus import Direction, neighbour, next_stop
from boulevard_client.widgets.keys import ARROWS, Key, named
from boulevard_client.widgets.pan import Pan

if TYPE_CHECKING:
    from boulevard_client.widgets.node import Node
    from boulevard_client.widgets.stage import Stage

_DIRECTIONS: dict[str, Direction] = {"Left": "Left", "Right": "Right", "Up": "Up", "Down": "Down"}


def press(stage: Stage, key: Key) -> bool:
    """A key went down: the focused node first, then navigation, hotkeys, and last `on_key`; whether anybody took it."""
    typing = stage.focus is not None and stage.focus.takes_text
    meaning = stage.look.keys.meaning(key.combo)
    if meaning != key.combo and not (typing and len(key.combo) == 1):
        key = named(meaning)
    node = stage.focus
    while node is not None:
        if node.enabled and node.key(key):
            return True
        node = node.parent
    return _navigate(stage, key) or _hotkey(stage, key) or _move_view(stage, key) or stage.on_key(key)


def _move_view(stage: Stage, key: Key) -> bool:
    """Ctrl and an arrow move a layout that is larger than the window, wherever the focus is."""
    if not (key.ctrl and key.name in ARROWS):
        return False
    return any(isinstance(node, Pan) and node.key(key) for node in stage.top.root.walk())


def passes_space(focus: Node) -> bool:
    """Whether Space means on this node what it means without a focus: a slider has nothing to press."""
    return focus.enabled and not focus.pressable


def _navigate(stage: Stage, key: Key) -> bool:
    match key.combo:
        case "Tab" | "Shift+Tab":
            stage.on_touch(False)
            stage.set_focus(next_stop(stage.stops(), stage.focus, -1 if key.shift else 1))
            return True
        case "Enter" | "Space" if stage.focus is not None and not (key.name == "Space" and passes_space(stage.focus)):
            if stage.focus.enabled:
                stage.on_touch(True)
                stage.focus.press()
                return True
            return stage.tips.explain(stage.focus)  # why it cannot be pressed now
        case "F1":
            return stage.tips.explain(stage.focus or stage.pointer.resting)
        case "Esc":
            return stage.tips.back() or _dismiss(stage)
    if key.name in ARROWS and key.plain:
        stops = stage.stops()
        if stage.focus not in stops:
            stage.set_focus(next_stop(stops, None, 1))
            return bool(stops)
        assert stage.focus is not None
        found = neighbour(stops, stage.focus, _DIRECTIONS[key.name])
        if found is not None:
            stage.on_touch(False)
            stage.set_focus(found)
        return found is not None
    return False


def _dismiss(stage: Stage) -> bool:
    layer = stage.top
    if layer.kind == "base" or not layer.dismissable:
        return False
    stage.close(layer)
    return True


def _hotkey(stage: Stage, key: Key) -> bool:
    """Press the visible node that shows this key; a drawer leaves the screen's keys alone."""
    combo = key.combo
    for layer in reversed(stage.layers):
        if layer.kind == "guide" or (layer.kind == "tip" and not stage.tips.locked):
            continue
        for node in layer.root.walk():
            if node.hotkey == combo and node.enabled and node.shown:
                stage.on_touch(True)
                node.press()
                return True
        if layer.kind == "modal":
            return False
    return False
