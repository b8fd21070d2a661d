"""The screen as plain values, for tests and assistive tools; owns the search for faults of display."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pygame import Rect

from boulevard_client.look import Look
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.pan import Pan

FAR = 1 << 16
FaultKind = Literal["clipped", "missing", "outside", "covered"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a player could not read: text cut (`clipped`), a glyph no font has (`missing`), a node beyond
    its window or parent (`outside`), two texts on one another (`covered`).
    """

    kind: FaultKind
    where: str
    what: str


def dump_layers(look: Look, layers: list[tuple[str, Node]], focus: Node | None) -> list[dict[str, object]]:
    return [{"layer": kind, **_dump(look, root, focus)} for kind, root in layers]


def _dump(look: Look, node: Node, focus: Node | None) -> dict[str, object]:
    entry: dict[str, object] = {"role": node.role, "rect": list(node.rect)}
    if node.id is not None:
        entry["id"] = node.id
    if node.label:
        entry["label"] = node.label
    if node.value is not None:
        entry["value"] = node.value
    if node is focus:
        entry["focus"] = True
    if node.focusable and not node.enabled:
        entry["disabled"] = True
    if node.hotkey is not None:
        entry["key"] = look.keys.pressed(node.hotkey)
    texts = node.texts()
    cut = [words for words, clipped in texts if clipped]
    if cut:
        entry["clipped"] = cut
    missing = "".join(dict.fromkeys(letter for words, _ in texts for letter in look.type.missing_in(words)))
    if missing:
        entry["missing"] = missing
    children = [_dump(look, child, focus) for child in node.children if child.visible]
    if children:
        entry["children"] = children
    return entry


def faults(look: Look, roots: list[Node]) -> list[Fault]:
    """Everything wrong with what is shown now; an empty list is what a test wants."""
    found: list[Fault] = []
    for root in roots:
        _inspect(look, root, None, found)
        _inspect_cover(root, found)
    return found


def _path(node: Node) -> str:
    names = [node.id or type(node).__name__, *(up.id for up in node.ancestors() if up.id)]
    return " < ".join(names[:3])


def _inspect(look: Look, node: Node, room: Rect | None, found: list[Fault]) -> None:
    if not node.visible:
        return
    for words, clipped in node.texts():
        if clipped:
            found.append(Fault("clipped", _path(node), words))
        missing = look.type.missing_in(words)
        if missing:
            found.append(Fault("missing", _path(node), f"{missing!r} in {words!r}"))
    if room is not None and node.rect.width and not room.contains(node.rect):
        found.append(Fault("outside", _path(node), f"{tuple(node.rect)} beyond {tuple(room)} {node.label!r}"))
    inner: Rect | None = node.rect
    if isinstance(node, Pan):
        inner = Rect(node.content.rect)
        inner.union_ip(node.rect)
    elif node.clips:
        # it scrolls up and down only: nothing may stand out at a side
        inner = node.opening()
        inner = Rect(inner.left, -FAR, inner.width, 2 * FAR)
    for child in node.children:
        _inspect(look, child, inner, found)


def _inspect_cover(root: Node, found: list[Fault]) -> None:
    """Texts that scroll together are compared with one another: what a scrolled part covers is out of sight."""
    together: dict[int, list[Node]] = {}
    for node in root.walk():
        if node.texts() and not node.children and node.shown:
            view = next((up for up in node.ancestors() if up.clips), root)
            together.setdefault(id(view), []).append(node)
    for texts in together.values():
        for index, first in enumerate(texts):
            for second in texts[index + 1 :]:
                both = first.rect.clip(second.rect)
                if both.width > 2 and both.height > 4:
                    found.append(Fault("covered", _path(first), f"{first.label!r} and {second.label!r}"))
