"""The almanac: everything in the game has a page in both languages, and no page says a figure the rules do not use."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import msgspec
import pytest

from boulevard_shared.almanac import KINDS, Almanac, shipped_almanac, untold, written
from boulevard_shared.content import Content, ContentError, assets_root, shipped
from boulevard_shared.content_checks import SCORE_PARTS
from boulevard_shared.events import EventKind
from boulevard_shared.ids import ModelCard, Partner, Rank
from boulevard_shared.locale import Catalogue
from boulevard_shared.orders import SYSTEMS

ALMANAC = shipped_almanac()
CATALOGUE = Catalogue.load("en")
PAGES = pytest.mark.parametrize("page", list(ALMANAC.pages))


def wanted(content: Content) -> list[str]:
    """Ids of everything that must be told."""
    return [
        *(f"chain.{id_}" for id_ in content.chains),
        *(f"city.{id_}" for id_ in content.cities),
        *(f"scenario.{id_}" for id_ in content.scenarios),
        *(f"score.{part}" for part in SCORE_PARTS),
        *(f"event.{kind.value}" for kind in EventKind),
        *(f"role.{rank.name.lower()}" for rank in Rank if rank.value > 0),
        *(f"system.{system}" for system in SYSTEMS),
        *(f"model.{card.name.lower()}" for card in ModelCard if card),
        *(f"module.{partner.name.lower()}" for partner in Partner if partner),
        *(key.removeprefix("name.") for key in CATALOGUE if key.startswith("name.module.")),
    ]


def test_everything_in_the_game_has_a_page() -> None:
    assert untold(ALMANAC, wanted(shipped())) == []


def test_every_quantity_with_a_name_leads_to_a_page() -> None:
    named = [key.removeprefix("quantity.") for key in CATALOGUE if key.startswith("quantity.")]
    assert len(named) > 50
    assert [quantity for quantity in named if ALMANAC.page_of(quantity) is None] == []


def test_no_quantity_is_explained_by_two_pages() -> None:
    explained = [quantity for page in ALMANAC.pages.values() for quantity in page.explains]
    assert len(explained) == len(set(explained))


def test_parts_of_the_game_are_linked_from_other_pages() -> None:
    linked = {link for id_, page in ALMANAC.pages.items() for link in page.see if link != id_}
    assert [id_ for kind in ("system", "model", "module") for id_ in ALMANAC.ids(kind) if id_ not in linked] == []


@PAGES
def test_a_page_reads_well_in_both_languages_and_types_no_figure_of_the_rules(page: str) -> None:
    told = ALMANAC.pages[page]
    for paragraph in (*told.game.en, *told.game.zh):
        bare = re.sub(r"\{[^}]*\}", "", paragraph)
        assert not re.search(r"\d", bare), f"a digit that no rule vouches for: {paragraph}"
    for lang in ("en", "zh"):
        reading = ALMANAC.read(page, lang)
        for text in (reading.title, *reading.game, *(what for _, what, _ in reading.world)):
            assert text == text.strip()
            assert "{" not in text
            assert bool(re.search(r"[\u4e00-\u9fff]", text)) == (lang == "zh"), text
    for fact in told.world:
        assert re.search(r"\d{4}", fact.when), f"no year: {fact.when}"
        assert fact.source


def test_every_page_can_be_found_by_its_title_and_reached_from_another() -> None:
    for lang in ("en", "zh"):
        for id_ in ALMANAC.pages:
            assert id_ in ALMANAC.search(ALMANAC.title(id_, lang), lang)
    assert ALMANAC.search("", "en") == list(ALMANAC.pages)
    assert ALMANAC.search("no such words at all", "en") == []


def test_a_figure_follows_the_rules(tmp_path: Path) -> None:
    content = shipped()
    changed = msgspec.structs.replace(
        content,
        chains={
            **content.chains,
            "chips": msgspec.structs.replace(content.chains["chips"], lag_product=7),
        },
    )
    text = Almanac.load(changed).read("chain.chips", "en").game[0]
    assert "3½ years to the first product" in text


def test_figures_are_written_as_people_say_them() -> None:
    said = [(0.4, "share", "en"), (5, "turns", "en"), (1, "turns", "zh"), (5, "turns", "zh"), (17_500, "money", "zh")]
    assert [written(*each) for each in said] == ["40%", "2½ years", "半年", "2年半", "175.0亿元"]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("{lag_product:turns}", "{lag_produkt:turns}", "there is no figure 'lag_produkt'"),
        ("{lag_product:turns}", "{lag_product:miles}", "cannot be written as 'miles'"),
        ('see = ["chain.displays"', 'see = ["chain.display"', "there is no page 'chain.display'; did you mean"),
        ("[chips]\ntitle", "[chips]\ntitel", "unknown key 'titel'"),
    ],
)
def test_a_broken_page_is_named_with_file_and_entry(old: str, new: str, complaint: str, tmp_path: Path) -> None:
    folder = tmp_path / "almanac"
    shutil.copytree(assets_root() / "almanac", folder)
    text = (folder / "chain.toml").read_text("utf-8")
    assert old in text
    (folder / "chain.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError) as caught:
        Almanac.load(shipped(), folder)
    assert complaint in str(caught.value)
    assert "almanac/chain.toml" in str(caught.value)


def test_the_shelf_has_every_kind_of_page() -> None:
    assert [kind for kind in KINDS if not ALMANAC.ids(kind)] == []
