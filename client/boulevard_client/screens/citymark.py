"""A city on the map of the region: its towers, its card, its news and the signs of its chains."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pygame import Rect

from boulevard_client import cityart, mapart
from boulevard_client.art import Box
from boulevard_client.cityart import TOWER_SHARE, CityCard
from boulevard_client.look import Look
from boulevard_client.mapart import Side
from boulevard_client.theme import hex_code
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.prop import Prop
from boulevard_client.widgets.stage import Stage
from boulevard_client.widgets.stamp import Once
from boulevard_client.widgets.timeline import Timer

SHOWN = (0.105, 0.945)
"""Part of the map's height that is shown: all cities with their towers, less sea and steppe."""
HIGHEST = 0.18
"""A tower's width in the height of the whole map: in a low window it would else stand out at the top."""
SIDES: tuple[Side, ...] = ("right", "left", "below", "above")
CLEARLY = 400
"""Square pixels that another side must save before a card leaves its own."""
BADGE, BADGES_APART = 26, 3
"""Size of the sign of a chain, and the gap between two."""
BEAT_S = 0.05
PULSE_S, PULSES = 2.4, 3
"""A slow pulse, a few times: nothing goes on for ever."""


@dataclass(frozen=True, slots=True)
class Happening:
    """The weightiest news of a city in the last half-year, and when it was first seen here."""

    icon: str
    ink: str
    once: Once


@dataclass(frozen=True, slots=True)
class Mark:
    """A city on the map: its card, how high its towers stand (0-1), how thick what lies over it (0-1), and icons."""

    card: CityCard
    level: float
    veiled: float = 0.0
    badges: tuple[str, ...] = ()


def whole(rect: Rect) -> Rect:
    """Where the whole map would lie when `rect` shows its part."""
    height = round(rect.height / (SHOWN[1] - SHOWN[0]))
    return Rect(rect.left, rect.top - round(SHOWN[0] * height), rect.width, height)


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
        self.badges_at = Rect(0, 0, 0, 0)

    def mount(self, stage: Stage | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        super().mount(stage)
        if stage is None or not stage.shows or self.happening is None or stage.timeline.reduce_motion:
            return
        if self.happening.once.left(stage.timeline.clock(), PULSE_S * PULSES) > 0:
            self._timer = stage.timeline.after(BEAT_S, self._pulse, repeat=True)

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
        width = round(min(full.width * TOWER_SHARE, full.height * HIGHEST))
        self.tower_at = cityart.tower_rect(mapart.city_point(look, self.mark.card.city, full), width)
        self.tower_at.top = max(self.tower_at.top, area.top + look.px(2))
        self.stamp_at = self._stamp_places(look)[0]

    def put_stamp(self, look: Look, area: Rect, taken: Sequence[Rect]) -> None:
        """Put the stamp of the news where it covers least of what is taken, once all cards lie."""
        inside = [place for place in self._stamp_places(look) if area.contains(place)]
        if inside:
            self.stamp_at = min(inside, key=lambda place: _covered(place.inflate(look.px(6), look.px(6)), taken))

    def put_badges(self, look: Look, area: Rect, taken: Sequence[Rect]) -> None:
        """Put the signs of its chains at a foot of the towers, higher where something else lies there."""
        count, tower, room = len(self.mark.badges), self.tower_at, area.inflate(-look.px(6), -look.px(6))
        size = look.px(BADGE), look.px(BADGE)
        place = Rect(0, 0, count * size[0] + max(0, count - 1) * look.px(BADGES_APART), size[1])
        places = []
        for higher in (0, 0.25, 0.5, 0.75, 1.0):
            foot = tower.bottom - round(higher * size[1])
            for left in (tower.right - place.width, tower.left, tower.centerx - place.width // 2):
                places.append(place.move(left, foot - size[1]))
        air = look.px(6)
        self.badges_at = min(
            [each for each in places if room.contains(each)] or places,
            key=lambda each: _covered(each.inflate(air, air), taken),
        )

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
        for number, badge in enumerate(self.mark.badges):
            self._badge(canvas, badge, number)
        if self.happening is not None:
            self._news(canvas, self.happening)
        if self.hovered or self.chosen:
            colour = hex_code(cityart.line_colour(look, card.city))
            thick = max(2, canvas.px(3))
            inset = thick / 2
            body = (
                f'<rect x="{inset}" y="{inset}" width="{self.card_at.width - 2 * inset}" '
                f'height="{self.card_at.height - 2 * inset}" rx="{canvas.px(9)}" fill="none" stroke="{colour}" '
                f'stroke-width="{thick}"/>'
            )
            canvas.svg(self.card_at, body)

    def _badge(self, canvas: Canvas, name: str, number: int) -> None:
        """An icon on a chip; the strongest chain at the right."""
        size = canvas.px(BADGE)
        left = self.badges_at.right - size - number * (size + canvas.px(BADGES_APART))
        spot = Rect(left, self.badges_at.top, size, size)
        canvas.box(spot, Box("panel", None, "line2", 99, 1.4))
        inset = canvas.px(5)
        canvas.icon(name, spot.inflate(-2 * inset, -2 * inset), "text-hi")

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


def _covered(place: Rect, taken: Sequence[Rect]) -> int:
    """Square pixels of what is taken that lie under a place."""
    return sum(place.clip(other).width * place.clip(other).height for other in taken)
