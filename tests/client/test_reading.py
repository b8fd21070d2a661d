"""What can be read: no text cut, no glyph missing, nothing too small or faint, at every size, in both languages."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from boulevard_client.text import FontFiles, break_pieces, coverage
from boulevard_client.theme import (
    BODY,
    CAPTION,
    CJK_FLOOR_PX,
    DARK,
    LATIN_FLOOR_PX,
    NARROW_ROOM,
    PAPER,
    SMALLEST_FACTOR,
    TITLE,
    Language,
    Scale,
    Theme,
    luminance,
)
from boulevard_client.widgets import (
    Button,
    Col,
    Column,
    Icon,
    Label,
    RichText,
    Row,
    Stack,
    Table,
    TableRow,
    Words,
    faults,
)
from boulevard_client.widgets.gallery.dashboard import Say, dashboard
from boulevard_client.widgets.gallery.parts import parts
from boulevard_client.widgets.label import parse_spans
from boulevard_shared.content import assets_root

if TYPE_CHECKING:
    from conftest import Bench, MakeBench

SIZES = ((1280, 720), (1366, 768), (1920, 1080), (2560, 1440), (3840, 2160))


def _kinds(table: Bench) -> set[str]:
    table.stage.layout()
    return {fault.kind for fault in faults(table.stage.look, [layer.root for layer in table.stage.layers])}


@pytest.mark.parametrize(("size", "language"), list(itertools.product(SIZES, ("en", "zh"))))
def test_every_widget_and_chart_is_readable_at_every_size(
    bench: MakeBench, size: tuple[int, int], language: Language
) -> None:
    table = bench(size, language)
    for screen in (dashboard(Say(language), size[0]), parts(Say(language))):
        table.stage.show(screen)
        table.stage.layout()
        assert faults(table.stage.look, [screen]) == []


@pytest.mark.parametrize(
    ("root", "kind"),
    [
        (Row(Label("far too long for its place").sized(width=60)), "clipped"),
        (Row(Button("far too long for its place", print).sized(width=60)), "clipped"),
        (Column(Label("one two three four five six", wrap=True).sized(width=60, height=20)), "clipped"),
        (Column(Table([Col("Name", 40)], [TableRow("a", (Words("A long name"),))])), "clipped"),
        (Column(Label("\ue123")), "missing"),
        (Column(Label("above"), Icon("x", 40)).sized(height=30), "outside"),
        (Stack(Label("one text"), Label("another")), "covered"),
    ],
)
def test_a_text_nobody_can_read_is_found(bench: MakeBench, root: Column, kind: str) -> None:
    table = bench()
    table.stage.show(Column(root, align="start"))
    assert kind in _kinds(table)


def test_a_text_that_may_be_shortened_is_no_fault(bench: MakeBench) -> None:
    table = bench()
    label = Label("far too long for its place", elide=True).sized(width=60)
    table.show(Row(label))
    assert _kinds(table) == set()
    shown = table.stage.look.type.elide(label.text, label.style, label.rect.width)
    assert shown.endswith("…")
    assert table.stage.look.type.width(shown, label.style) <= label.rect.width


def test_the_dump_names_cut_texts_and_missing_glyphs(bench: MakeBench) -> None:
    table = bench()
    table.show(Row(Label("far too long \ue123").sized(width=60)))
    (tree,) = table.stage.dump_tree()
    children = tree["children"]
    assert isinstance(children, list)
    assert children[0]["clipped"] == ["far too long \ue123"]
    assert children[0]["missing"] == "\ue123"


def test_a_character_no_font_has_is_drawn_as_a_box_and_remembered(bench: MakeBench) -> None:
    table = bench()
    table.show(Column(Label("private \ue123")))
    assert "\ue123" in table.stage.look.type.missing


@pytest.mark.parametrize("weight", ["text", "semibold", "seal"])
def test_our_reading_of_the_character_map_is_right(weight: str) -> None:
    path = getattr(FontFiles.within(assets_root()), weight)
    with TTFont(path) as font:
        assert coverage(path) == frozenset(font.getBestCmap())


@given(st.integers(640, 8000), st.integers(400, 5000), st.floats(0.5, 2.0), st.floats(8, 40))
def test_text_is_never_smaller_than_can_be_read(width: int, height: int, setting: float, size: float) -> None:
    scale = Scale.of((width, height), setting)
    assert 0.85 <= scale.factor <= 3.0
    assert scale.text_px(size, cjk=False) >= LATIN_FLOOR_PX
    assert scale.text_px(size, cjk=True) >= CJK_FLOOR_PX


def test_scale_follows_the_smaller_side_within_bounds() -> None:
    assert Scale.of((1920, 1080)).factor == 1.0
    assert Scale.of((3840, 1080)).factor == 1.0
    assert Scale.of((1280, 720)).factor == 0.85
    assert Scale.of((7680, 4320)).factor == 2.0


def test_a_layout_is_chosen_by_the_room_that_type_leaves() -> None:
    sizes = ((1280, 720), (1366, 768), (1600, 900), (1920, 1080), (2560, 1440), (3840, 2160), (2560, 700))
    rooms = [Scale.of(size).room(size) for size in sizes]
    assert rooms == ["narrow", "narrow", "full", "full", "full", "full", "narrow"]
    for size in ((1920, 1080), (2560, 1440), (3840, 2160)):
        assert Scale.of(size, 1.5).room(size) == "narrow"
        assert Scale.of(size, 1.0, 1.3).room(size) == "narrow"


@pytest.mark.parametrize("size", [(1280, 720), (1366, 768), (1920, 1080), (2560, 1440), (3840, 2160)])
@pytest.mark.parametrize("setting", [0.8, 1.0, 1.25, 1.5])
def test_a_wish_for_size_gives_way_a_little_before_a_layout_is_larger_than_the_window(
    size: tuple[int, int], setting: float
) -> None:
    scale = Scale.of(size, setting)
    fits = all(scale.room_px(need) <= side for need, side in zip(NARROW_ROOM, size, strict=True))
    fit = min(max(min(size[0] / 1920, size[1] / 1080), SMALLEST_FACTOR), 2.0)
    assert scale.factor >= 0.9 * fit * setting
    assert fits or scale.factor == pytest.approx(0.9 * fit * setting)
    assert scale.given == pytest.approx(scale.factor / fit)


def _contrast(theme: Theme, ink: str, ground: str) -> float:
    first, second = sorted((luminance(theme.colour(ink)), luminance(theme.colour(ground))), reverse=True)
    return (first + 0.05) / (second + 0.05)


@pytest.mark.parametrize("theme", [DARK, PAPER], ids=["dark", "paper"])
@pytest.mark.parametrize("ink", ["text-hi", "text-mid", "text-low", "celadon", "amber", "vermilion"])
@pytest.mark.parametrize("ground", ["bg", "panel", "panel-top", "raised", "sunk", "row"])
def test_every_text_colour_stands_out_from_every_ground(theme: Theme, ink: str, ground: str) -> None:
    assert _contrast(theme, ink, ground) >= 4.5


@pytest.mark.parametrize("theme", [DARK, PAPER], ids=["dark", "paper"])
def test_edges_of_controls_and_words_on_buttons_stand_out(theme: Theme) -> None:
    assert _contrast(theme, "control", "panel") >= 3.0
    assert _contrast(theme, "on-celadon", "celadon") >= 4.5
    assert _contrast(theme, "on-celadon", "celadon-deep") >= 4.5
    for tone in ("celadon", "amber", "vermilion"):
        assert _contrast(theme, tone, f"{tone}-dim") >= 4.5
    assert _contrast(theme, "on-vermilion", "vermilion") >= 4.5
    assert set(theme.tokens) == set(DARK.tokens)


def test_pale_city_colours_are_darkened_on_paper() -> None:
    for pale in ("#EFF68B", "#DFF6F6", "#C9B3B0"):
        on_paper = luminance(PAPER.colour(pale)) + 0.05
        assert (luminance(PAPER.colour("panel")) + 0.05) / on_paper >= 2.5
        assert PAPER.colour("#CD9616") == DARK.colour("#CD9616")


def test_the_example_of_the_readme_is_a_readable_screen(bench: MakeBench) -> None:
    readme = Path(__file__).parents[2] / "client" / "README.md"
    example = re.findall(r"```python\n(.*?)```", readme.read_text("utf-8"), re.DOTALL)[0]
    names: dict[str, Any] = {}
    exec(compile(example, str(readme), "exec"), names)
    table = bench((1920, 1080))
    bids: list[int] = []
    screen = names["DealScreen"](table.stage, bids.append)
    screen.update("¥47.0m", [("Shushan Foundry", (1.0, 3.0, 2.0), "¥38.7m", True)])
    table.show(screen.root)
    assert faults(table.stage.look, [screen.root]) == []
    table.press("B")
    assert bids == [48]


SENTENCES = st.text(alphabet="ab c,。，「」（）合肥量子1 -\n", max_size=60)


@given(text=SENTENCES, width=st.integers(30, 300))
def test_wrapping_keeps_every_letter_and_no_line_is_too_wide(text: str, width: int) -> None:
    from boulevard_client.text import Typesetter

    setter = Typesetter(FontFiles.within(assets_root()), Scale())
    lines = setter.wrap(text, BODY, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    for line in lines:
        assert setter.width(line, BODY) <= width or len(line) == 1


def test_lines_do_not_start_with_closing_marks_nor_end_with_opening_ones() -> None:
    assert break_pieces("他说：「合肥」。") == ["他", "说：", "「合", "肥」。"]
    assert break_pieces("GDP rose, 3%") == ["GDP ", "rose, ", "3%"]


def test_a_number_keeps_its_unit_on_its_line() -> None:
    assert break_pieces("出资8,976万元，停摆2个半年") == ["出", "资", "8,976万元，", "停", "摆", "2个半年"]
    assert break_pieces("for 2 half-years, 10 of them") == ["for ", "2 half-years, ", "10 ", "of ", "them"]
    assert break_pieces("the end of 2012 H2, ") == ["the ", "end ", "of ", "2012 H2, "]


@pytest.mark.parametrize(
    ("first", "last", "moved"),
    [
        ("跟随者、育才者、地主、管", "家", "管家"),
        ("跟随者、育才者、地主、管", "家。", "管家。"),
        ("it all goes with", "it.", "with it."),
        ("and not our bid of", "¥89.8m", "of ¥89.8m"),
    ],
)
def test_no_text_ends_with_a_line_of_one_sign_or_short_word(
    first: str, last: str, moved: str, bench: MakeBench
) -> None:
    table = bench((1280, 720))
    setter = table.stage.look.type
    text = f"{first} {last}" if first.isascii() else first + last
    width = setter.width(first, BODY)
    plain = setter.wrap(text, BODY, width)
    assert len(plain) == 2
    assert plain[1] == moved
    assert RichText(text, BODY).natural(table.stage.look, width)[0] <= max(
        setter.width(f"{line} ", BODY) for line in plain
    )


def test_chinese_lines_are_higher_and_share_the_baseline_rule(bench: MakeBench) -> None:
    table = bench((1920, 1080))
    setter = table.stage.look.type
    assert setter.line_height("GDP", BODY) == round(14 * 1.4)
    assert setter.line_height("合肥", BODY) == round(14 * 1.5)
    big, small = Label("Hefei", TITLE), Label("hf", CAPTION)
    table.show(Column(Row(big, small, align="baseline")))
    look = table.stage.look
    assert big.rect.top + big.first_baseline(look) == small.rect.top + small.first_baseline(look)


def test_rich_text_reads_its_marks() -> None:
    spans = parse_spans("Price of [[lithium|锂盐]] is **up**, see [[budget]].")
    assert [(span.words, span.bold, span.term) for span in spans] == [
        ("Price of ", False, None),
        ("锂盐", False, "lithium"),
        (" is ", False, None),
        ("up", True, None),
        (", see ", False, None),
        ("budget", False, "budget"),
        (".", False, None),
    ]


def test_rich_text_can_be_replaced(bench: MakeBench) -> None:
    table = bench()
    text = RichText("See [[budget]].")
    table.show(Column(text))
    text.markup = "See [[chain|the chain]] and [[boss]]."
    table.stage.frame()
    assert text.label == "See the chain and boss."
    assert [child.label for child in text.children] == ["the chain", "boss"]
    assert all(text.rect.contains(child.rect) for child in text.children)
