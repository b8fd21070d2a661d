"""Building a tree anew without the player noticing: carries focus, scrolling and cursors over by automation id."""

from __future__ import annotations

from boulevard_client.widgets.node import Node
from boulevard_client.widgets.pan import Pan
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.stage import Stage
from boulevard_client.widgets.table import Table
from boulevard_client.widgets.textfield import TextField


def replace(stage: Stage, slot: Node, tree: Node) -> None:
    """Swap what a slot shows. Nodes with the same id keep focus, scroll offset, table cursor and caret."""
    held = stage.focus
    inside = held is not None and (held is slot or slot in held.ancestors())
    focus = held.id if inside and held is not None else None
    before = {node.id: node for node in slot.walk() if node.id}
    stage.damage_all()
    for node in tree.walk():
        if isinstance(node, Table) and node.id:
            known = before.get(node.id)
            if isinstance(known, Table):
                node.like(known)
    slot.replace(tree)
    stage.layout()
    for node in tree.walk():
        old = before.get(node.id) if node.id else None
        if old is not None:
            _carry(old, node)
    if focus is not None:
        same = next((node for node in tree.walk() if node.id == focus and node.can_focus), None)
        stage.set_focus(same)
    stage.pointer.move(stage.pointer.at)


def _carry(old: Node, new: Node) -> None:
    if isinstance(old, Scroll) and isinstance(new, Scroll):
        new.scroll_to(old.offset)
    elif isinstance(old, Pan) and isinstance(new, Pan):
        new.move_to(*old.offset)
    elif isinstance(old, Table) and isinstance(new, Table) and old.rows and new.rows:
        key = old.rows[min(old.cursor, len(old.rows) - 1)].key
        keys = [row.key for row in new.rows]
        new.cursor = keys.index(key) if key in keys else min(old.cursor, len(keys) - 1)
        new.offset = old.offset
        new.invalidate()
    elif isinstance(old, TextField) and isinstance(new, TextField) and old.text == new.text:
        new.caret = old.caret
