"""What the signs on the map of the region mean: a sample of each beside its words."""

from __future__ import annotations

from boulevard_client import cityart, mapveil
from boulevard_client.art import Box
from boulevard_client.dashes import dashed
from boulevard_client.mapveil import Veil
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.lens import Lens
from boulevard_client.theme import LABEL, hex_code
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Card

PLATE = Box("panel", "sunk", "line2", 12, 1.2, 0.9)
"""Of what lies on the map."""


def legend(desk: Desk, lens: Lens) -> list[Node]:
    """What the signs on the map mean; nothing where towers and cards say it all."""
    signs: list[tuple[Node, str]] = []
    if lens.name == "trade":
        signs = [(RailSample(desk.read.city_id), "rail_own"), (RailSample(), "rail_others")]
    elif lens.name == "talent":
        signs = [(StreamSample(True), "people_come"), (StreamSample(False), "people_go")]
    elif lens.veil:
        signs = [(VeilSample(lens.veil), "haze" if lens.veil == "haze" else "bubbles")]
    if not signs:
        return []
    parts = [Row(sign, Label(desk.say(f"ui.region.{key}"), LABEL), gap=10) for sign, key in signs]
    listed = Column(*parts, gap=2) if desk.narrow else Row(*parts, gap=14)
    return [Card(listed, pad=Pad.sides(12, 5), box=PLATE)]


class RailSample(Node):
    """A piece of railway as the map draws it, for its legend: a city's own, or (`city` "") another's."""

    role = "legend"

    def __init__(self, city: str = "") -> None:
        super().__init__()
        self.city = city
        self.width, self.height = 40, 12

    def paint(self, canvas: Canvas) -> None:
        colour = cityart.line_colour(canvas.look, self.city) if self.city else canvas.look.colour("text-mid")
        width, middle = self.rect.width, self.rect.height / 2
        on, off = canvas.px(6), canvas.px(5)
        whole = (width + off) // (on + off) * (on + off) - off  # it ends with a dash, not with a piece of one
        path = f"M0 {middle} L{whole} {middle}" if self.city else dashed([(0, middle), (whole, middle)], on, off)
        stroke = f'stroke="{hex_code(colour)}" stroke-width="{canvas.px(2.5)}"'
        canvas.svg(self.rect, f'<path d="{path}" fill="none" {stroke}/>')


class StreamSample(Node):
    """An arrow as the map draws people on the move, for its legend: towards us, or away."""

    role = "legend"

    def __init__(self, gain: bool) -> None:
        super().__init__()
        self.gain = gain
        self.width, self.height = 34, 16

    def paint(self, canvas: Canvas) -> None:
        width, middle = self.rect.width, self.rect.height / 2
        ink = hex_code(mapveil.stream_colour(canvas.look, self.gain))
        canvas.svg(self.rect, mapveil.arrow((0, middle), (width, middle), canvas.px(5), ink, head_at=0.6))


class VeilSample(Node):
    """A piece of what a lens lays over cities, for its legend."""

    role = "legend"

    def __init__(self, kind: Veil) -> None:
        super().__init__()
        self.kind = kind
        self.width, self.height = 40, 24

    def paint(self, canvas: Canvas) -> None:
        picture = mapveil.veil(canvas.look, self.kind, "", self.rect.size, 0.6)
        if picture is not None:
            canvas.blit(picture, self.rect.topleft)
