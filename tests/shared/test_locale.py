"""Catalogues: what a sentence becomes in each language, and what the shipped ones promise."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from boulevard_shared.content import assets_root
from boulevard_shared.locale import (
    CHOICES,
    FORMATS,
    NAME_KINDS,
    Catalogue,
    CatalogueError,
    MissingArgument,
    parse,
    read_texts,
)
from boulevard_shared.sentence import say
from boulevard_shared.writing import LANGUAGES, centi, factor, money, number, share

TEMPLATES = {
    "en": """
        [refused]
        treasury = "{need:money} needed, {have:money} available"
        firms = "{n:int} {n:plural:firm|firms} in {city:city} since {since:turn}"
        braces = "{{not a field}} {x}"
        [name.vehicle]
        construction = "Construction Holding"
        [fund]
        from = "paid by {vehicle:vehicle}"
        change = "{a:money_signed}, {b:signed_bp}, {c:centi}, {ok:choose:yes|no}"
        terms = "a bid{loan:given:money|, a loan of |}{homes:given:int|, | homes}"
    """,
    "zh": """
        [refused]
        treasury = "需要{need:money}，现有{have:money}"
        firms = "自{since:turn}起{city:city}有{n:int}家企业"
        braces = "{x}"
        [name.vehicle]
        construction = "建设控股"
        [fund]
        from = "由{vehicle:vehicle}支付"
        change = "{a:money_signed}，{b:signed_bp}，{c:centi}，{ok:choose:是|否}"
        terms = "出价{loan:given:money|，贷款|}{homes:given:int|，住房|套}"
    """,
}


def catalogue(lang: str, folder: Path) -> Catalogue:
    (folder / lang).mkdir()
    (folder / lang / "all.toml").write_text(TEMPLATES[lang], encoding="utf-8")
    found = Catalogue.load(lang, folder)
    found.strict = True
    return found


def test_a_sentence_is_said_in_the_readers_language(tmp_path: Path) -> None:
    sentence = say("refused.treasury", need=128_000, have=4_800)
    assert catalogue("en", tmp_path).render(sentence) == "¥1.28bn needed, ¥48.0m available"
    assert catalogue("zh", tmp_path).render(sentence) == "需要12.80亿元，现有4,800万元"


def test_what_is_nothing_is_left_out_of_a_list(tmp_path: Path) -> None:
    english = catalogue("en", tmp_path)
    assert english.text("fund.terms", loan=1_240, homes=30) == "a bid, a loan of ¥12.4m, 30 homes"
    assert english.text("fund.terms", loan=0, homes=0) == "a bid"


def test_names_turns_and_plurals_are_filled_in(tmp_path: Path) -> None:
    english = catalogue("en", tmp_path)
    english.start_year = 2008
    english.names = {"city": lambda city: {"hefei": "Hefei"}[str(city)]}
    assert english.text("refused.firms", n=1, city="hefei", since=7) == "1 firm in Hefei since 2011 H2"
    assert english.text("refused.firms", n=1_200, city="hefei", since=6) == "1,200 firms in Hefei since 2011 H1"
    assert english.text("fund.from", vehicle="construction") == "paid by Construction Holding"
    assert english.text("fund.change", a=-1_240, b=610, c=8_140, ok=False) == "−¥12.4m, +6.1%, 81.4, no"
    assert english.text("refused.braces", x="hi") == "{not a field} hi"


def test_a_missing_key_is_visible_and_noted(tmp_path: Path) -> None:
    english = catalogue("en", tmp_path)
    assert english.text("no.such.key") == "⟦no.such.key⟧"
    assert english.missing == {"no.such.key"}


def test_a_missing_or_wrong_argument_is_an_error_in_tests_and_visible_in_play(tmp_path: Path) -> None:
    english = catalogue("en", tmp_path)
    with pytest.raises(MissingArgument, match=r"refused\.treasury: no argument 'have'"):
        english.text("refused.treasury", need=1)
    with pytest.raises(MissingArgument, match="need='much'"):
        english.text("refused.treasury", need="much", have=1)
    english.names = {"city": str}
    with pytest.raises(MissingArgument, match="start_year"):
        english.text("refused.firms", n=1, city="hefei", since=1)
    english.strict = False
    assert english.text("refused.treasury", need=100) == "¥1.0m needed, ⟦have⟧ available"


def test_a_key_given_twice_names_both_files(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "deals.toml").write_text('[deal]\nbid = "Bid"')
    (tmp_path / "en" / "funds.toml").write_text('[deal]\nbid = "Offer"')
    with pytest.raises(CatalogueError, match=r"deal\.bid: given in both deals\.toml and funds\.toml"):
        Catalogue.load("en", tmp_path)


@pytest.mark.parametrize("template", ["{need", "need}", "{Need}", "{n:plural:firm}", "{n:money:x}", "{}"])
def test_a_template_that_cannot_be_read_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"cannot read|a lone|choices"):
        parse(template)


@pytest.mark.parametrize(
    ("wan", "english", "short", "chinese", "kurz"),
    [
        (0, "¥0", "¥0", "0元", "0"),
        (84, "¥840k", "¥840k", "84万元", "84万"),
        (18_420, "¥184.2m", "¥184m", "1.84亿元", "1.8亿"),
        (99_996, "¥1.00bn", "¥1.0bn", "10.00亿元", "10.0亿"),
        (1_234_567, "¥12.35bn", "¥12.3bn", "123.5亿元", "123亿"),
        (128_000_000, "¥1.28trn", "¥1.3trn", "1.28万亿元", "1.3万亿"),
        (-4_800, "−¥48.0m", "−¥48.0m", "−4,800万元", "−4,800万"),
    ],
)
def test_money_is_counted_in_each_languages_units(wan: int, english: str, short: str, chinese: str, kurz: str) -> None:
    assert money(wan, "en") == english
    assert money(wan, "en", short=True) == short
    assert money(wan, "zh") == chinese
    assert money(wan, "zh", short=True) == kurz


def test_an_error_of_the_odds_is_said_as_the_factor_it_stands_for() -> None:
    assert [factor(hundredths) for hundredths in (0, 50, 90, 100)] == ["1.0", "1.6", "2.5", "2.7"]


def test_small_figures_never_read_minus_zero() -> None:
    assert (share(-4), share(4, signed=True), centi(-4)) == ("0.0%", "0.0%", "0.0")
    assert (number(42_800, "en", short=True), number(42_800, "zh", short=True)) == ("42.8k", "4.3万")


# --- the shipped catalogues ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> dict[str, Catalogue]:
    return {lang: Catalogue.load(lang) for lang in LANGUAGES}


def test_every_text_exists_in_both_languages(shipped: dict[str, Catalogue]) -> None:
    english, chinese = set(shipped["en"]), set(shipped["zh"])
    assert english
    assert english - chinese == set()
    assert chinese - english == set()


def test_both_languages_fill_in_the_same_fields(shipped: dict[str, Catalogue]) -> None:
    """Plurals are English only; the argument must be there in both all the same."""
    differing = {}
    for key in set(shipped["en"]) & set(shipped["zh"]):
        fields = [
            {(slot.name, slot.format) for slot in shipped[lang].slots(key) if slot.format != "plural"}
            for lang in LANGUAGES
        ]
        if fields[0] != fields[1]:
            differing[key] = fields
    assert differing == {}


IN_THE_OTHER = {"ui.title_other", "ui.key.f2", "ui.replays.file_hint"}
"""Said alike or in the other language on purpose: the other title, the key that changes it, a command."""
LATIN_NAMES = re.compile(
    r"Ctrl|Enter|Tab|Esc|Down|Space|quit|English|Quantum Boulevard"
    r"|QB Sans|IBM Plex Sans SC|Noto Serif CJK|SIL|Tabler|MIT"
)
"""Names that are written alike in Chinese: keys, fonts, licences."""


def test_every_text_is_translated() -> None:
    """No Chinese letter in an English text; an ordinary English word in a Chinese one is a text left behind."""
    english, chinese = (read_texts(assets_root() / "locale" / lang) for lang in LANGUAGES)
    fields = re.compile(r"\{[^{}]*\}")
    alike, mixed = [], []
    for key in set(english) - IN_THE_OTHER:
        plain = {lang: fields.sub("", texts[key][0]) for lang, texts in (("en", english), ("zh", chinese))}
        if plain["en"] == plain["zh"] and re.search("[A-Za-z]", plain["en"]):
            alike.append(key)
        if re.search("[\u4e00-\u9fff]", plain["en"]) or re.search("[a-z]{4}", LATIN_NAMES.sub("", plain["zh"])):
            mixed.append(key)
    assert alike == []
    assert mixed == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_format_of_every_text_is_known(shipped: dict[str, Catalogue], lang: str) -> None:
    in_catalogue = {key.split(".")[1] for key in shipped[lang] if key.startswith("name.")}
    known = {"", *CHOICES, *FORMATS, *NAME_KINDS, *in_catalogue}
    unknown = {
        f"{key}: {slot.format}"
        for key in shipped[lang]
        for slot in shipped[lang].slots(key)
        if slot.format not in known
    }
    assert unknown == set()


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


@pytest.mark.parametrize("font", ["QBSans-Text.ttf", "QBSans-SemiBold.ttf"])
def test_every_character_we_say_is_in_the_shipped_fonts(font: str) -> None:
    covered = TTFont(assets_root() / "fonts" / font).getBestCmap().keys()
    lost: dict[str, str] = {}
    for folder in ("locale", "content", "guide", "almanac"):
        for path in (assets_root() / folder).rglob("*.toml"):
            text = "".join(strings(tomllib.loads(path.read_text(encoding="utf-8"))))
            letters = "".join(sorted({c for c in text if ord(c) not in covered and c != "\n"}))
            if letters:
                lost[path.name] = letters
    assert lost == {}


def test_python_code_says_nothing_that_the_fonts_lack() -> None:
    """Marks that screens put beside catalogue texts (▲ × …) live in string literals of the client."""
    covered = TTFont(assets_root() / "fonts" / "QBSans-Text.ttf").getBestCmap().keys()
    sources = (assets_root().parent / "client").rglob("*.py")
    lost = {
        path.name: found
        for path in sources
        if (found := sorted({c for c in re.sub(r"\s", "", path.read_text("utf-8")) if ord(c) not in covered}))
    }
    assert lost == {}
