"""Layers of people as a pyramid: who is there, how many are wanted, and who came and went beside each layer."""

from __future__ import annotations

from dataclasses import dataclass

from boulevard_client.charts.sketch import NAME, Chart, Sketch
from boulevard_client.theme import TextStyle

MOVE = TextStyle(12, "text", "text-mid")


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: `people` there, `wanted`, and the words for the largest flows `came` and `went` (at most two each)."""

    name: str
    figure: str
    people: float
    wanted: float
    came: tuple[str, ...]
    went: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layers:
    """The top of the pyramid first; `words` head the columns of those who came and went."""

    layers: tuple[Layer, ...]
    words: tuple[str, str]


class Pyramid(Chart[Layers]):
    """Centred bars; an outline shows how many are wanted, vermilion where they are not there."""

    role = "bar chart"

    def sketch(self, sketch: Sketch) -> None:
        data = self.data
        if not data.layers:
            return
        told = [words for layer in data.layers for words in (*layer.came[:2], *layer.went[:2])]
        widest = max((sketch.text_width(words, MOVE) for words in told), default=0) + sketch.px(8)
        side = min(max(round(sketch.width * 0.2), widest), round(sketch.width * 0.36))
        head = sketch.px(20)
        tall = sketch.look.type.line_height(data.words[0], MOVE)
        first, line = max(sketch.px(8), tall / 2 - 2), max(sketch.px(17), 0.8 * tall)
        sketch.text(data.words[0], MOVE.tinted("celadon"), (0, first))
        sketch.text(data.words[1], MOVE.tinted("amber"), (sketch.width, first), "right")
        step = min((sketch.height - head) / len(data.layers), sketch.px(132))
        thick = min(sketch.px(52), step * 0.45)
        middle, room = sketch.width / 2, sketch.width - 2 * side - sketch.px(16)
        most = max(max(layer.people, layer.wanted) for layer in data.layers) or 1.0
        for at, layer in enumerate(data.layers):
            y = head + at * step + step / 2 + sketch.px(8)
            wide, wanted = room * layer.people / most, room * layer.wanted / most
            sketch.text(f"{layer.name}  {layer.figure}", NAME, (middle, y - thick / 2 - sketch.px(13)), "center")
            sketch.rect(middle - wide / 2, y - thick / 2, max(2.0, wide), thick, "celadon-deep", radius=4)
            ink = "vermilion" if layer.wanted > layer.people else "text-mid"
            for x in (middle - wanted / 2, middle + wanted / 2):
                # on a ground of its own: the bar is as dark as the ink on paper
                sketch.line([(x, y - thick / 2 - 2), (x, y + thick / 2 + 2)], "panel", 5)
                sketch.line([(x, y - thick / 2 - 2), (x, y + thick / 2 + 2)], ink, 2)
            for row, words in enumerate(layer.came[:2]):
                sketch.text(_fitted(sketch, words, side), MOVE, (0, y + (row - 0.5) * line))
            for row, words in enumerate(layer.went[:2]):
                sketch.text(_fitted(sketch, words, side), MOVE, (sketch.width, y + (row - 0.5) * line), "right")


def _fitted(sketch: Sketch, words: str, room: int) -> str:
    """The words shortened to the room, but never their figure, which is what comes last."""
    name, _, figure = words.rpartition(" ")
    left = room - sketch.text_width(f" {figure}", MOVE)
    return f"{sketch.look.type.elide(name, MOVE, max(0, round(left)))} {figure}" if name else words
