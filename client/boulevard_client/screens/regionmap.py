"""The map of the region as a node: land, rivers, rail, and a mark for every city that can be pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pygame
from pygame import Rect

from boulevard_client import cityart, citylights, mapart, mapveil
from boulevard_client.art import Box
from boulevard_client.look import Look
from boulevard_client.mapveil import Stream, Veil
from boulevard_client.screens.citymark import CityMark, whole
from boulevard_client.theme import PANEL_RADIUS, TextStyle, hex_code
from boulevard_client.widgets.anchoring import anchored_rect
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.node import Node, Size
from boulevard_client.widgets.stage import Stage
from boulevard_client.widgets.timeline import Timer

RIVER = TextStyle(14, "text", "text-mid")
DOT_S = 0.05
CORRIDOR_S = 4.0


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a lens lays over the land: railways, people on the move, haze or hype."""

    rails: bool = False
    streams: tuple[Stream, ...] = ()
    veil: Veil = ""


class RegionMap(Node):
    """Land with everything on it. Railways of city `own` are in its colour."""

    role = "map"
    clips = True

    def __init__(
        self,
        marks: Sequence[CityMark],
        own: str,
        names: Callable[[str], str],
        others: Mapping[str, str],
        *,
        overlay: Overlay,
        over: Sequence[Node] = (),
    ) -> None:
        """`names` says what a catalogue key means; `others` are cities not in play, with their names; `over` lies above
        the map by its anchors, so cards keep clear of it.
        """
        super().__init__(*marks)
        self.over = tuple(over)
        self.own, self.names, self.others, self.overlay = own, names, others, overlay
        self.moving = overlay.rails or bool(overlay.streams)
        self._along = 0.0
        self._timer: Timer | None = None

    def natural(self, look: Look, width: int) -> Size:
        return look.px(800), look.px(420)

    def place(self, look: Look) -> None:
        marks = [child for child in self.children if isinstance(child, CityMark)]
        for mark in marks:
            mark.settle(look, self.rect)
        taken = [mark.tower_at.inflate(-mark.tower_at.width // 4, 0) for mark in marks]
        covered = [anchored_rect(node, look, self.rect) for node in self.over]
        for number, mark in enumerate(marks):
            stamps = [each.stamp_at for each in marks if each.happening is not None and each is not mark]
            others = [rect for at, rect in enumerate(taken) if at != number]
            mark.put_card(look, self.rect, [*covered, *stamps, *others])
            taken.append(mark.card_at)
            mark.arrange(look, mark.tower_at.union(mark.card_at))
        for mark in marks:
            towers = [each.tower_at for each in marks if each is not mark]
            cards = [each.card_at for each in marks]
            mark.put_stamp(look, self.rect, [*covered, *cards, *towers])
            stamp = [mark.stamp_at] if mark.happening is not None else []
            mark.put_badges(look, self.rect, [*covered, *cards, *stamp, *towers])
        self.children.sort(key=lambda child: child.tower_at.bottom if isinstance(child, CityMark) else 0)

    # -- moving dots: goods on our corridors ---------------------------------------------------------------

    def mount(self, stage: Stage | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        super().mount(stage)
        if stage is not None and stage.shows and self.moving and not stage.timeline.reduce_motion:
            self._timer = stage.timeline.after(DOT_S, self._move, repeat=True)

    def _move(self) -> None:
        if self.stage is None or not self.shown or len(self.stage.layers) > 1:
            return
        for spot in self._dots(self.stage.look):
            self.stage.damage(spot)
        self._along = (self.stage.timeline.clock() / CORRIDOR_S) % 1.0
        for spot in self._dots(self.stage.look):
            self.stage.damage(spot)

    def _ways(self) -> list[tuple[str, str]]:
        """From which city to which something moves: goods between ours and those it has rail to, or people."""
        if self.overlay.streams:
            return [(stream.origin, stream.goal) for stream in self.overlay.streams]
        assert self.stage is not None
        rails = mapart.geography(self.stage.look.assets).rails
        ours = [ends for ends in rails if self.own in ends]
        return [(first, second) if first == self.own else (second, first) for first, second in ours]

    def _dots(self, look: Look) -> list[Rect]:
        places = mapart.geography(look.assets)
        full, size = whole(self.rect), look.px(7)
        spots = []
        for number, ends in enumerate(self._ways()):
            start, end = ((places.cities[city][0] * full.width, places.cities[city][1] * full.height) for city in ends)
            x, y = mapart.corridor(start, end, (self._along + number * 0.37) % 1.0)
            spots.append(Rect(full.left + round(x) - size // 2, full.top + round(y) - size // 2, size, size))
        return spots

    # -- painting ------------------------------------------------------------------------------------------

    def paint(self, canvas: Canvas) -> None:
        look, full = canvas.look, whole(self.rect)
        with canvas.clipped(self.rect):
            canvas.blit(mapart.relief(look, full.size), full.topleft)
            if self.overlay.rails:
                colour = cityart.line_colour(look, self.own)
                canvas.blit(mapart.rails(look, full.size, self.own, colour), full.topleft)
            for child in self.children:
                if isinstance(child, CityMark):
                    city, level = child.mark.card.city, child.mark.level
                    spot = citylights.lights_rect(look, city, full, level)
                    canvas.blit(citylights.lights(look, city, full.size, level), spot.topleft)
                    over = mapveil.veil_rect(look, city, full)
                    veil = mapveil.veil(look, self.overlay.veil, city, over.size, child.mark.veiled)
                    if veil is not None:
                        canvas.blit(veil, over.topleft)
            if self.overlay.streams:
                canvas.blit(mapveil.streams(look, full.size, self.overlay.streams), full.topleft)
            for key, (x, y) in mapart.river_names(look, full):
                if y < self.rect.top + canvas.px(64) or y > self.rect.bottom - canvas.px(16):
                    continue  # cut off, or under the lenses
                words = self.names(key)
                width = look.type.width(words, RIVER)
                self._river(canvas, words, Rect(x - width // 2, y - canvas.px(12), width, canvas.px(24)))
            for city, name in self.others.items():
                self._quiet(canvas, name, mapart.city_point(look, city, full))
            if self.moving and self._timer is not None:
                dot = _dot(look, look.px(7), hex_code(cityart.line_colour(look, self.own)))
                for spot in self._dots(look):
                    canvas.blit(dot, spot.topleft)

    def _quiet(self, canvas: Canvas, name: str, spot: tuple[int, int]) -> None:
        """A city that nobody plays: a small ring with its name."""
        size = canvas.px(11)
        ink = hex_code(canvas.look.colour("text-mid"))
        thick = canvas.px(2)
        ring = f'cx="{size / 2}" cy="{size / 2}" r="{(size - thick) / 2 - 0.5}"'
        body = f'<circle {ring} fill="none" stroke="{ink}" stroke-width="{thick}"/>'
        canvas.svg(Rect(spot[0] - size // 2, spot[1] - size // 2, size, size), body)
        width = canvas.look.type.width(name, RIVER)
        self._river(canvas, name, Rect(spot[0] - width // 2, spot[1] + size // 2, width, canvas.px(22)))

    @staticmethod
    def _river(canvas: Canvas, words: str, place: Rect) -> None:
        ink, shade = RIVER, RIVER.tinted("bg")
        if not canvas.look.theme.dark:
            ink = RIVER.tinted("text-hi")  # the light relief swallows anything paler
        edge = max(1, canvas.px(1))
        for dx, dy in ((-edge, 0), (edge, 0), (0, -edge), (0, edge)):
            canvas.text(words, shade, place.move(dx, dy))
        canvas.text(words, ink, place)

    def paint_over(self, canvas: Canvas) -> None:
        """Round the corners with what is behind, and draw the edge."""
        width, height = self.rect.size
        radius = canvas.px(PANEL_RADIUS)
        ground = hex_code(canvas.look.colour("bg"))
        for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)):
            corner = Rect(self.rect.left + x * (width - radius), self.rect.top + y * (height - radius), radius, radius)
            cx, cy = radius * (1 - x), radius * (1 - y)
            sx, sy = x * radius, y * radius
            arc = f'<path d="M{sx} {sy} L{cx} {sy} A{radius} {radius} 0 0 {int(x != y)} {sx} {cy} Z" fill="{ground}"/>'
            canvas.svg(corner, arc)
        canvas.box(self.rect, Box(None, None, "line2", PANEL_RADIUS + 0.75, 1.5))


def _dot(look: Look, size: int, colour: str) -> pygame.Surface:
    half = size / 2
    return look.art.svg(
        f'<circle cx="{half}" cy="{half}" r="{half}" fill="{colour}" fill-opacity="0.35"/>'
        f'<circle cx="{half}" cy="{half}" r="{half * 0.6}" fill="#FFFFFF"/>',
        size,
        size,
    )
