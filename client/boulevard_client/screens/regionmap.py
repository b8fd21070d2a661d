"""The map of the region as a node: land, rivers, rail, and a mark for every city that can be pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pygame
from pygame import Rect

from boulevard_client import cityart, citylights, mapart
from boulevard_client.art import Box
from boulevard_client.cityart import TOWER_SHARE, CityCard
from boulevard_client.dashes import dashed
from boulevard_client.look import Look
from boulevard_client.mapart import Side
from boulevard_client.theme import PANEL_RADIUS, TextStyle, hex_code
from boulevard_client.widgets.anchoring import anchored_rect
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.node import Node, Size
from boulevard_client.widgets.prop import Prop
from boulevard_client.widgets.stage import Stage
from boulevard_client.widgets.stamp import Once
from boulevard_client.widgets.timeline import Timer

SHOWN = (0.105, 0.945)
"""Part of the map's height that is shown: all cities with their towers, less sea and steppe."""
RIVER = TextStyle(14, "text", "text-mid")
SIDES: tuple[Side, ...] = ("right", "left", "below", "above")
CLEARLY = 400
"""Square pixels that another side must save before a card leaves its own."""
DOT_S = 0.05
PULSE_S, PULSES = 2.4, 3
"""A slow pulse, a few times: nothing goes on for ever."""
CORRIDOR_S = 4.0


@dataclass(frozen=True, slots=True)
class Happening:
    """The weightiest news of a city in the last half-year, and when it was first seen here."""

    icon: str
    ink: str
    once: Once


@dataclass(frozen=True, slots=True)
class Mark:
    """A city on the map: its card and how high its towers stand (0-1)."""

    card: CityCard
    level: float


def whole(rect: Rect) -> Rect:
    """Where the whole map would lie when `rect` shows its part."""
    height = round(rect.height / (SHOWN[1] - SHOWN[0]))
    return Rect(rect.left, rect.top - round(SHOWN[0] * height), rect.width, height)


class RailSample(Node):
    """A piece of railway as the map draws it, for its legend: a city's own, or (`city` "") another's."""

    role = "legend"

    def __init__(self, city: str = "") -> None:
        super().__init__()
        self.city = city
        self.width, self.height = 34, 12

    def paint(self, canvas: Canvas) -> None:
        colour = cityart.line_colour(canvas.look, self.city) if self.city else canvas.look.colour("text-mid")
        width, middle = self.rect.width, self.rect.height / 2
        path = f"M0 {middle} L{width} {middle}" if self.city else dashed([(0, middle), (width, middle)], 6, 5)
        stroke = f'stroke="{hex_code(colour)}" stroke-width="{canvas.px(2.5)}"'
        canvas.svg(self.rect, f'<path d="{path}" fill="none" {stroke}/>')


class CityMark(Node):
    """One city: towers and card; focus and press choose it."""

    role = "city"
    interactive = True
    focusable = True

    beat = Prop(0.0)
    """Where in its pulse the city is, 0 to 1; 0 when it rests."""

    def __init__(
        self, mark: Mark, chosen: bool, on_press: Callable[[], None], happening: Happening | None = None
    ) -> None:
        super().__init__()
        self.happening = happening
        self._timer: Timer | None = None
        self.mark, self.chosen, self.on_press = mark, chosen, on_press
        self.tower_at = Rect(0, 0, 0, 0)
        self.card_at = Rect(0, 0, 0, 0)
        self.stamp_at = Rect(0, 0, 0, 0)

    def mount(self, stage: Stage | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        super().mount(stage)
        if stage is None or not stage.shows or self.happening is None or stage.timeline.reduce_motion:
            return
        if self.happening.once.left(stage.timeline.clock(), PULSE_S * PULSES) > 0:
            self._timer = stage.timeline.after(DOT_S, self._pulse, repeat=True)

    def _pulse(self) -> None:
        if self.stage is None or self.happening is None or not self.shown:
            return
        left = self.happening.once.left(self.stage.timeline.clock(), PULSE_S * PULSES)
        self.beat = 1.0 - (left / PULSE_S) % 1.0 if left > 0 else 0.0
        if left <= 0 and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _news(self, canvas: Canvas, happening: Happening) -> None:
        """A stamp beside the tower; while it pulses, a ring that widens and fades."""
        spot = self.stamp_at
        size = spot.width
        if self.beat > 0:
            wide = spot.inflate(round(size * 1.2 * self.beat), round(size * 1.2 * self.beat))
            half = wide.width / 2
            ink = hex_code(canvas.look.colour(happening.ink))
            ring = f'<circle cx="{half}" cy="{half}" r="{half - 2}" fill="none" stroke="{ink}" stroke-width="2.5" '
            canvas.svg(wide, f'{ring}stroke-opacity="{1 - self.beat:.2f}"/>')
        canvas.box(spot, Box(happening.ink, None, "bg", 8, 2))
        inset = size // 5
        canvas.icon(happening.icon, spot.inflate(-2 * inset, -2 * inset), "bg")

    def _stamp_places(self, look: Look) -> tuple[Rect, ...]:
        """Beside the tower, the usual place first: left, right, each a little higher, at its left foot, above it."""
        size, tower = look.px(30), self.tower_at
        high = tower.top + tower.height // 3
        spots = (
            (tower.left - size // 4, high),
            (tower.right - 3 * size // 4, high),
            (tower.left - size // 4, high - size // 2),
            (tower.right - 3 * size // 4, high - size // 2),
            (tower.left - size // 4, tower.bottom - size),
            (tower.centerx - size // 2, tower.top - size // 2),
        )
        return tuple(Rect(*spot, size, size) for spot in spots)

    def settle(self, look: Look, area: Rect) -> None:
        """Find the tower's place on the map."""
        full = whole(area)
        width = round(full.width * TOWER_SHARE)
        self.tower_at = cityart.tower_rect(mapart.city_point(look, self.mark.card.city, full), width)
        self.stamp_at = self._stamp_places(look)[0]

    def put_stamp(self, look: Look, area: Rect, taken: Sequence[Rect]) -> None:
        """Put the stamp of the news where it covers least of what is taken, once all cards lie."""
        inside = [place for place in self._stamp_places(look) if area.contains(place)]
        if inside:
            self.stamp_at = min(inside, key=lambda place: _covered(place.inflate(look.px(6), look.px(6)), taken))

    def put_card(self, look: Look, area: Rect, taken: Sequence[Rect]) -> None:
        """Put the card on the side the map's author wished, unless another side covers less of what is taken."""
        size = cityart.card(look, self.mark.card).get_size()
        wished = mapart.geography(look.assets).label_sides[self.mark.card.city]
        best: tuple[int, Rect] | None = None
        for side in (wished, *(each for each in SIDES if each != wished)):
            place = cityart.card_rect(self.tower_at, size, side, area)
            covered = _covered(place, taken)
            if best is None or covered < best[0] - CLEARLY:
                best = (covered, place)
        assert best is not None
        self.card_at = best[1]

    def paint(self, canvas: Canvas) -> None:
        look, card = canvas.look, self.mark.card
        canvas.blit(
            cityart.tower(look, card.city, self.tower_at.width, self.mark.level, card.own), self.tower_at.topleft
        )
        canvas.blit(cityart.card(look, card), self.card_at.topleft)
        if self.happening is not None:
            self._news(canvas, self.happening)
        if self.hovered or self.chosen:
            colour = hex_code(cityart.line_colour(look, card.city))
            inset = 1.5
            body = (
                f'<rect x="{inset}" y="{inset}" width="{self.card_at.width - 2 * inset}" '
                f'height="{self.card_at.height - 2 * inset}" rx="{canvas.px(9)}" fill="none" stroke="{colour}" '
                f'stroke-width="3"/>'
            )
            canvas.svg(self.card_at, body)

    def paint_focus(self, canvas: Canvas) -> None:
        gap = canvas.px(4)
        canvas.ring(self.card_at.inflate(2 * gap, 2 * gap), 11)

    def overflow(self) -> int:
        return 8 if self.happening is None else 40

    def press(self) -> None:
        self.on_press()

    @property
    def label(self) -> str:
        return self.mark.card.name

    @property
    def value(self) -> str:
        return self.mark.card.figure


class RegionMap(Node):
    """Land with everything on it. `rails` shows the corridors, those of `own` in its colour."""

    role = "map"
    clips = True

    def __init__(
        self,
        marks: Sequence[CityMark],
        own: str,
        names: Callable[[str], str],
        others: Mapping[str, str],
        *,
        rails: bool,
        over: Sequence[Node] = (),
    ) -> None:
        """`names` says what a catalogue key means; `others` are cities not in play, with their names; `over` lies above
        the map by its anchors, so cards keep clear of it.
        """
        super().__init__(*marks)
        self.over = tuple(over)
        self.own, self.names, self.others, self.rails = own, names, others, rails
        self.moving = rails
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
            mark.put_stamp(look, self.rect, [*covered, *(each.card_at for each in marks), *towers])
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

    def _dots(self, look: Look) -> list[Rect]:
        places = mapart.geography(look.assets)
        full, size = whole(self.rect), look.px(7)
        spots = []
        for number, (first, second) in enumerate(places.rails):
            if self.own not in (first, second):
                continue
            start, end = (places.cities[city] for city in (first, second))
            along = (self._along + number * 0.37) % 1.0
            if second == self.own:
                along = 1 - along
            x, y = mapart.corridor(
                (start[0] * full.width, start[1] * full.height), (end[0] * full.width, end[1] * full.height), along
            )
            spots.append(Rect(full.left + round(x) - size // 2, full.top + round(y) - size // 2, size, size))
        return spots

    # -- painting ------------------------------------------------------------------------------------------

    def paint(self, canvas: Canvas) -> None:
        look, full = canvas.look, whole(self.rect)
        with canvas.clipped(self.rect):
            canvas.blit(mapart.relief(look, full.size), full.topleft)
            if self.rails:
                colour = cityart.line_colour(look, self.own)
                canvas.blit(mapart.rails(look, full.size, self.own, colour), full.topleft)
            for child in self.children:
                if isinstance(child, CityMark):
                    city, level = child.mark.card.city, child.mark.level
                    spot = citylights.lights_rect(look, city, full, level)
                    canvas.blit(citylights.lights(look, city, full.size, level), spot.topleft)
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
        ring = f'cx="{size / 2}" cy="{size / 2}" r="{size / 2 - 1.5}"'
        body = f'<circle {ring} fill="none" stroke="{ink}" stroke-width="2"/>'
        canvas.svg(Rect(spot[0] - size // 2, spot[1] - size // 2, size, size), body)
        width = canvas.look.type.width(name, RIVER)
        self._river(canvas, name, Rect(spot[0] - width // 2, spot[1] + size // 2, width, canvas.px(22)))

    @staticmethod
    def _river(canvas: Canvas, words: str, place: Rect) -> None:
        ink, shade = RIVER, RIVER.tinted("bg")
        if not canvas.look.theme.dark:
            ink = RIVER.tinted("text-hi")  # the light relief swallows anything paler
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
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


def _covered(place: Rect, taken: Sequence[Rect]) -> int:
    """Square pixels of what is taken that lie under a place."""
    return sum(place.clip(other).width * place.clip(other).height for other in taken)


def _dot(look: Look, size: int, colour: str) -> pygame.Surface:
    half = size / 2
    return look.art.svg(
        f'<circle cx="{half}" cy="{half}" r="{half}" fill="{colour}" fill-opacity="0.35"/>'
        f'<circle cx="{half}" cy="{half}" r="{half * 0.6}" fill="#FFFFFF"/>',
        size,
        size,
    )
