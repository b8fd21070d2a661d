"""What is on the screen in words: one control with its role, value, key and state, or a whole tree line by line.

For people who listen to a screen instead of looking at it. Everything said comes from the catalogue in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from boulevard_client.charts.sketch import Chart
from boulevard_client.screens.setting import Setting
from boulevard_client.widgets.button import Pill, Switch
from boulevard_client.widgets.cells import Cell, Moved, Sealed
from boulevard_client.widgets.chrome import RailItem
from boulevard_client.widgets.inputs import NumberInput, Tabs
from boulevard_client.widgets.label import Change, Label, parse_spans
from boulevard_client.widgets.layout import Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.overlays import Modal
from boulevard_client.widgets.panel import Panel
from boulevard_client.widgets.table import Table
from boulevard_client.widgets.textfield import TextField
from boulevard_client.widgets.tips import Tip, tip_of
from boulevard_shared.locale import Catalogue

ROLES = {
    "button": "button",
    "tab": "screen",
    "toggle": "toggle",
    "switch": "switch",
    "slider": "slider",
    "stepper": "slider",
    "bid ladder": "slider",
    "tabs": "tabs",
    "textfield": "field",
    "table": "table",
    "city": "city",
    "link": "link",
    "part": "part",
    "card": "card",
}
"""Roles of widgets and what a listener hears for them."""
SILENT = frozenset(
    ("icon", "seal", "divider", "spacer", "picture", "scrollbar", "navigation", "hints", "hint", "badge")
)
"""Roles of what only decorates, or is told otherwise."""
LONGEST = 160
"""Letters of a line that is put together from pieces standing beside one another."""


class Voice:
    """Says nodes in a catalogue's language."""

    def __init__(self, words: Catalogue, pressed: Callable[[str], str] = str) -> None:
        """`pressed` says what the player presses for a key of the game."""
        self.words = words
        self.pressed = pressed

    # -- one control ---------------------------------------------------------------------------------------

    def control(self, node: Node) -> str:
        """Role, name, value, key, state, and the reason when it cannot be used."""
        parts = [self._named(node), self.value(node), *self._reach(node), self._key(node), *self._state(node)]
        return self.words.text("describe.gap").join(part for part in parts if part)

    def value(self, node: Node) -> str:
        """What a control is set to; "" for one that is not set to anything."""
        say = self.words.text
        match node:
            case RailItem():
                return say("describe.chosen") if node.chosen else ""
            case Pill() | Switch():
                return say("describe.on" if node.on else "describe.off")
            case NumberInput():
                return node.show(node.number)
            case Tabs():
                return say("describe.of", name=node.value, n=node.chosen + 1, of=len(node.names))
            case TextField():
                return node.text or say("describe.empty")
            case Table():
                return self.row(node)
        if node.role in ("slider", "city") and node.value is not None:
            return str(node.value)
        return ""

    def row(self, table: Table) -> str:
        """The row under a table's cursor, each cell with the title of its column; a header that is chosen there."""
        say = self.words.text
        if not table.rows:
            return table.empty_text or say("describe.no_rows")
        if table.head_cursor is not None:
            return say("describe.header", name=table.cols[table.head_cursor].title)
        row = table.rows[table.cursor]
        said = []
        for col, cell in zip(table.cols, row.cells, strict=True):
            words = self._cell(cell)
            if words:
                said.append(say("describe.cell", title=col.title, words=words) if col.title else words)
        cells = say("describe.gap").join(said)
        chosen = say("describe.gap") + say("describe.chosen") if row.key == table.selected else ""
        return say("describe.row", n=table.cursor + 1, of=len(table.rows), cells=cells) + chosen

    def reason(self, node: Node) -> str:
        """Why a control cannot be used, from the nearest explanation around it; "" when nothing tells."""
        if isinstance(node, RailItem) or node.why_not:
            at: Node | None = node
        else:
            at = next((each for each in (node, *node.ancestors()) if each.tip is not None), None)
        tip = tip_of(at) if at is not None else None
        return self.tip(tip) if tip is not None else ""

    def tip(self, tip: Tip) -> str:
        """An explanation in one line: its text, else its title."""
        return plain(tip.body) if tip.body else tip.title

    def where(self, node: Node) -> tuple[str, ...]:
        """Titles of the cards and panels that a node is in, outermost first."""
        around = [each.label for each in node.ancestors() if isinstance(each, Panel | Modal) and each.label]
        return tuple(reversed(around))

    def _named(self, node: Node) -> str:
        role = ROLES.get(node.role, "")
        name = self._name(node)
        if not role:
            return name
        kind = self.words.text(f"describe.role.{role}")
        return self.words.text("describe.named", role=kind, name=name) if name else kind

    def _name(self, node: Node) -> str:
        if isinstance(node, NumberInput | Tabs | Table):
            return caption_of(node)
        inner = " ".join(dict.fromkeys(text for text in self._inside(node) if text))
        name = node.label
        return inner if name in inner else f"{name} {inner}".strip()

    def _reach(self, node: Node) -> Iterator[str]:
        say = self.words.text
        if isinstance(node, NumberInput):
            low, high = node.show(node.range.low), node.show(node.range.high)
            yield say("describe.reach", low=low, high=high)
        elif isinstance(node, Tabs):
            yield say("describe.choices", names=say("describe.comma").join(node.names))

    def _key(self, node: Node) -> str:
        holder = node.parent if isinstance(node.parent, Setting) else node
        key = node.hotkey or holder.hotkey
        return self.words.text("describe.key", key=self.pressed(key)) if key else ""

    def _state(self, node: Node) -> Iterator[str]:
        say = self.words.text
        if isinstance(node, RailItem) and node.needs:
            yield say("describe.waiting", n=node.needs)
        locked = isinstance(node, RailItem) and node.locked
        if locked or not node.enabled:
            why = self.reason(node)
            kind = "locked" if locked else "disabled"
            yield say(f"describe.{kind}_because", why=why) if why else say(f"describe.{kind}")

    def _cell(self, cell: Cell) -> str:
        if isinstance(cell, Sealed):
            return ""
        if isinstance(cell, Moved) and cell.text:
            moved = self._moved(cell.text, cell.gain)
            return f"{cell.over} {moved}".strip()
        return cell.said.replace(" / ", ", ")

    def _moved(self, text: str, gain: bool | None) -> str:
        """A change whose direction is drawn as an arrow only."""
        if gain is None or not text or text[0] in "+−-":
            return text
        return self.words.text("describe.up" if gain else "describe.down", figure=text)

    # -- a whole tree --------------------------------------------------------------------------------------

    def lines(self, root: Node) -> list[str]:
        """Everything readable below a node, in the order of the screen."""
        return [line for line in self._lines(root) if line.strip()]

    def _lines(self, node: Node) -> Iterator[str]:
        if not node.visible or node.role in SILENT:
            return
        if isinstance(node, Table):
            yield from self._table(node)
        elif node.focusable and node.role in ROLES and node.role != "link":
            yield self.control(node)
        elif isinstance(node, Panel):
            yield self.words.text("describe.panel", title=" ".join(self._inside(node.header)))
            for child in node.children[1:]:
                yield from self._lines(child)
        elif isinstance(node, Setting):
            yield self.control(node.control)
        elif not node.children or node.role == "text":
            yield from self._inside(node)
        elif isinstance(node, Row) and not any(each.focusable and each.shown for each in node.walk()):
            pieces = list(self._inside(node))
            if sum(map(len, pieces)) <= LONGEST:
                yield " ".join(pieces)
            else:
                yield from pieces
        elif len(node.children) <= 3 and all(isinstance(child, Label) and not child.wrap for child in node.children):
            yield " ".join(self._inside(node))  # a caption over its figure
        else:
            children = node.children
            if not isinstance(node, Row):
                children = sorted(children, key=lambda child: child.rect.top)
            for child in children:
                yield from self._lines(child)

    def _table(self, table: Table) -> Iterator[str]:
        name = caption_of(table)
        kind = self.words.text("describe.role.table")
        yield self.words.text("describe.named", role=kind, name=name) if name else kind
        if not table.rows:
            yield self.row(table)
        for row in table.rows:
            said = []
            for col, cell in zip(table.cols, row.cells, strict=True):
                words = self._cell(cell)
                if words:
                    said.append(f"{col.title} {words}".strip())
            yield self.words.text("describe.gap").join(said)

    def _inside(self, node: Node) -> Iterator[str]:
        """Texts of a node and what is in it."""
        if not node.visible or node.role in SILENT:
            return
        if isinstance(node, Change):
            yield self._moved(node.text, node.gain)
        elif isinstance(node, Label | Chart) or node.role in ("text", "chip", "timer", "gauge", "dial", "link"):
            if node.label:
                yield node.label
            return
        elif isinstance(node, NumberInput | Tabs | Table):
            yield self.value(node)
        elif not node.children:
            yield from (words for words, _ in node.texts())
        for child in node.children:
            yield from self._inside(child)


def caption_of(node: Node) -> str:
    """What a control that shows only its value is about: the text that stands before it, nearest first."""
    at = node
    for around in node.ancestors():
        before = around.children[: around.children.index(at)]
        for each in reversed(before):
            texts = [part.label for part in each.walk() if isinstance(part, Label) and part.shown and part.label]
            if texts:
                return texts[0]
        if isinstance(around, Panel | Modal):
            return around.label
        at = around
    return ""


def plain(markup: str) -> str:
    """Rich text without its marks."""
    return "".join(span.words for span in parse_spans(markup))
