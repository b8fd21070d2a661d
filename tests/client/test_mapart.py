"""The map and the menu picture: every city has its place, nothing covers anything, and heights mean something."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator

import numpy as np
import pygame
import pytest
from pygame import Rect

from boulevard_client import cityart, citylights, mapart
from boulevard_client.backdrop import backdrop
from boulevard_client.look import Look
from boulevard_client.theme import DARK, PAPER, Scale, Theme
from boulevard_shared.content import assets_root

CITIES = tomllib.loads((assets_root() / "content" / "cities.toml").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    pygame.display.init()
    pygame.display.set_mode((64, 64))
    yield
    pygame.display.quit()


@pytest.fixture
def look() -> Look:
    return Look(assets_root())


def test_every_city_of_the_game_has_a_place_a_colour_and_a_seal(look: Look) -> None:
    geography = mapart.geography(look.assets)
    assert set(geography.cities) == set(cityart.palette(look.assets)) == set(CITIES)
    assert set(itertools.chain(*geography.rails)) == set(CITIES)
    for city in CITIES:
        assert pygame.mask.from_surface(cityart.seal(look, city, 40)).count() > 500


def test_cities_stand_near_their_true_place(look: Look) -> None:
    """The map is schematic: a city may be moved, but never past a fifth of the map's height."""
    chart = tomllib.loads((look.assets / "art" / "map.toml").read_text(encoding="utf-8"))
    for city, place in chart["city"].items():
        assert place["lon"] == pytest.approx(CITIES[city]["lon"], abs=0.3)
        assert place["lat"] == pytest.approx(CITIES[city]["lat"], abs=0.3)
        assert max(map(abs, place["shift"])) <= 0.2


@pytest.mark.parametrize("size", [(1140, 420), (1180, 500), (1330, 570), (1990, 850)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_card_covers_another_card_or_a_tower(look: Look, size: tuple[int, int], language: str) -> None:
    window = {1140: (1280, 720), 1180: (1366, 768), 1330: (1920, 1080), 1990: (2560, 1440)}[size[0]]
    look.change(scale=Scale.of(window))
    area = Rect((0, 0), size)
    width = round(area.width * cityart.TOWER_SHARE)
    towers = {city: cityart.tower_rect(mapart.city_point(look, city, area), width) for city in CITIES}
    cards = {}
    for city, entry in CITIES.items():
        names = (entry["name"]["en"], entry["name"]["zh"])
        name, other = names if language == "en" else names[::-1]
        figure = "¥781.5bn" if language == "en" else "7,815亿元"
        picture = cityart.card(look, cityart.CityCard(city, name, other, figure, "+12.4%", 1))
        side = mapart.geography(look.assets).label_sides[city]
        cards[city] = cityart.card_rect(towers[city], picture.get_size(), side, area)
    for city, card in cards.items():
        assert area.contains(card)
        assert area.contains(towers[city].inflate(0, -width // 3)), city
        for other_city in CITIES:
            body = towers[other_city].inflate(-width * 0.4, -width * 0.5)
            assert not card.colliderect(body), f"{city}'s card covers {other_city}"
            assert other_city == city or not card.colliderect(cards[other_city]), f"{city} and {other_city}"


def test_towers_grow_with_what_a_city_makes(look: Look) -> None:
    tops = [cityart.tower(look, "chengdu", 120, level).get_bounding_rect(40).top for level in (0, 0.25, 0.5, 0.75, 1)]
    assert tops == sorted(tops, reverse=True)
    assert tops[0] - tops[-1] > 60


def test_a_tower_stands_on_its_place(look: Look) -> None:
    rect = cityart.tower_rect((500, 300), 120)
    picture = cityart.tower(look, "hefei", 120, 0.0)
    ground = picture.get_bounding_rect(200)  # plinth without its soft shadow
    assert abs(rect.left + ground.centerx - 500) <= 2
    assert rect.top + ground.top < 300 < rect.top + ground.bottom


@pytest.mark.parametrize("theme", [DARK, PAPER], ids=lambda theme: theme.name)
def test_the_relief_fits_its_panel_and_is_painted_once(look: Look, theme: Theme) -> None:
    look.change(theme=theme)
    picture = mapart.relief(look, (640, 275))
    assert picture.get_size() == (640, 275)
    assert not picture.get_flags() & pygame.SRCALPHA
    assert mapart.relief(look, (640, 275)) is picture
    spread = pygame.surfarray.array3d(picture).astype(float).mean(axis=2).std()
    assert spread > 8  # land, sea and slopes can be told apart


def test_the_land_falls_from_west_to_east_and_rivers_run_down_it(look: Look) -> None:
    metres, coast = mapart.read_heights(look.assets)
    columns = metres.shape[0]
    west, middle, east = (metres[columns * a // 10 : columns * b // 10].mean() for a, b in ((0, 2), (3, 5), (6, 8)))
    assert west > 3 * middle > 3 * east
    for _, course in mapart.geography(look.assets).rivers:
        source, mouth = (
            metres[int(np.clip(x, 0, 0.999) * columns), int(np.clip(y, 0, 0.999) * metres.shape[1])]
            for x, y in (course[0], course[-1])
        )
        assert source > mouth
    assert coast.min() < -200 < 200 < coast.max()


def test_a_trade_dot_moves_from_door_to_door() -> None:
    start, end = (10.0, 20.0), (110.0, 60.0)
    assert mapart.corridor(start, end, 0.0) == pytest.approx(start)
    assert mapart.corridor(start, end, 1.0) == pytest.approx(end)
    there = [mapart.corridor(start, end, i / 8) for i in range(9)]
    back = [mapart.corridor(end, start, 1 - i / 8) for i in range(9)]
    for one, other in zip(there, back, strict=True):
        assert one == pytest.approx(other)


def test_own_corridors_are_brighter_than_those_of_rivals(look: Look) -> None:
    size = (660, 280)
    mine = mapart.rails(look, size, "hefei", (205, 150, 22))
    strong = pygame.mask.from_surface(mine, 200)
    nobody = pygame.mask.from_surface(mapart.rails(look, size, "", (205, 150, 22)), 200)
    assert strong.count() > 300
    assert nobody.count() == 0


def test_the_menu_picture_fills_any_window_and_never_changes(look: Look) -> None:
    size = (480, 270)
    first = pygame.surfarray.array3d(backdrop(look, size))
    look.art.clear()
    again = backdrop(look, size)
    assert again.get_size() == size
    assert np.array_equal(first, pygame.surfarray.array3d(again))
    # calm where the menu stands, lights where the boulevard is
    assert first[: size[0] // 3].max(axis=2).mean() < first[size[0] // 2 :].max(axis=2).mean()


def test_a_city_that_makes_more_shines_further_and_keeps_the_lights_it_has(look: Look) -> None:
    size = (1330, 570)
    small, large = (citylights.lights(look, "chengdu", size, level) for level in (0.2, 0.9))
    assert large.get_width() > small.get_width()
    assert pygame.mask.from_surface(large, 60).count() > 1.5 * pygame.mask.from_surface(small, 60).count()
    before = pygame.surfarray.array3d(large)
    look.art.clear()
    assert np.array_equal(before, pygame.surfarray.array3d(citylights.lights(look, "chengdu", size, 0.9)))


def test_no_suburb_stands_in_the_sea(look: Look) -> None:
    look.change(theme=PAPER)  # lights without the glow
    size, level = (1330, 570), 1.0
    rect = pygame.Rect((0, 0), size)
    for city in ("shenzhen", "wenzhou", "hangzhou"):
        picture, at = citylights.lights(look, city, size, level), citylights.lights_rect(look, city, rect, level)
        lit = np.argwhere(pygame.surfarray.array_alpha(picture) > 60)
        assert len(lit) > 100
        inland = [
            mapart.km_from_coast(look.assets, ((at.left + x) / size[0], (at.top + y) / size[1])) > -20 for x, y in lit
        ]
        assert all(inland)
