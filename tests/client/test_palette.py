"""The city palette can be told apart by everybody, and read on both themes."""

from __future__ import annotations

import importlib.util
import tomllib
from types import ModuleType

import numpy as np
import pytest
from fontTools.ttLib import TTFont

from boulevard_client import theme
from boulevard_shared.content import assets_root

PALETTE = tomllib.loads((assets_root() / "art" / "palette.toml").read_text(encoding="utf-8"))
COLOURS = [city["colour"] for city in PALETTE.values()]


def load_colour_science() -> ModuleType:
    path = assets_root() / "build" / "palette.py"
    spec = importlib.util.spec_from_file_location("palette_build", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


science = load_colour_science()


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_our_ciede2000_gives_the_published_distances(
    first: tuple[float, ...], second: tuple[float, ...], distance: float
) -> None:
    """Pairs 1, 16, 17, 25 and 34 of Sharma, Wu and Dalal 2005, table 1 (numbered as there)."""
    assert science.ciede2000(np.array(first), np.array(second)) == pytest.approx(distance, abs=1e-4)


@pytest.mark.parametrize("vision", ["normal", "protan", "deutan", "tritan"])
def test_no_two_cities_look_alike_to_anybody(vision: str) -> None:
    assert len(COLOURS) == 10
    assert science.closest_pair(COLOURS, vision) >= 12.0


def test_lines_on_paper_are_not_all_greys() -> None:
    outlines = {name: city["outline"] for name, city in PALETTE.items()}
    assert outlines == {name: science.outline_for_paper(city["colour"]) for name, city in PALETTE.items()}
    assert science.closest_pair(list(outlines.values()), "normal") >= 10.0


@pytest.mark.parametrize("city", PALETTE)
def test_a_citys_colour_reads_on_a_panel_and_its_character_on_the_seal(city: str) -> None:
    colours = PALETTE[city]
    assert science.contrast(colours["colour"], theme.hex_code(theme.DARK.colour("panel"))) >= 4.5
    assert science.contrast(colours["colour"], colours["ink"]) >= 4.5
    assert science.contrast(colours["outline"], theme.hex_code(theme.PAPER.colour("panel"))) >= 4.5


@pytest.mark.parametrize("city", PALETTE)
def test_no_colour_screams_or_takes_a_colour_that_has_a_meaning(city: str) -> None:
    colour = science.lab(science.linear([PALETTE[city]["colour"]]))
    assert float(np.hypot(colour[0, 1], colour[0, 2])) <= 68.0
    for token in ("celadon", "vermilion", "amber", "focus"):
        taken = science.lab(science.linear([theme.hex_code(theme.DARK.colour(token))]))
        assert float(science.ciede2000(colour, taken)[0]) >= 6.0, token


def test_every_city_has_its_own_shape_and_a_character_of_the_seal_font() -> None:
    assert len({city["shape"] for city in PALETTE.values()}) == 10
    characters = [city["seal"] for city in PALETTE.values()]
    assert len(set(characters)) == 10
    covered = TTFont(assets_root() / "fonts" / "QBSeal.ttf").getBestCmap()
    assert [c for c in characters if ord(c) not in covered] == []
