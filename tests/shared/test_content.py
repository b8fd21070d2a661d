"""Content: what is shipped loads and makes economic sense; what is broken is named by file, entry and key."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boulevard_shared import content_checks, content_report
from boulevard_shared.almanac import Almanac
from boulevard_shared.content import NEVER, Chain, City, Content, ContentError, Template, assets_root, load, shipped
from boulevard_shared.content_files import to_struct

SHIPPED = assets_root() / "content"

TECH_NAMES = """
    alibaba baidu beigene benyuan boe byd byton bytedance cambricon catl changhong changxin chery cxmt dahua
    deepseek didi dji ecovacs foxconn geely gigadevice goertek goldwind gree haier haikang hanergy hengrui hikvision
    hisense horizon huahong huawei iflytek inspur jac jidu jingdong jinghe jinko kingsoft konka kuaishou lenovo
    lixiang longi luxshare megvii meituan midea mindray mingyang moonshot neusoft nexchip nio oppo origin pinduoduo
    quantumctek rongsheng sangfor sany saiwei sensetime shangtang siasun sinovac skyworth smic sungrow supcon tcl
    tencent tianma trina ubtech unigroup unitree venustech visionox vivo weichai weilai xiaomi xiaopeng xpeng
    xunfei yitu ymtc zhipu zhongxin zoomlion zte
"""
"""Well-known real names, in pinyin or as they write themselves."""


def broken(tmp_path: Path, file: str, old: str, new: str) -> str:
    """The sentence that loading gives when `old` in a file is replaced by `new` (once)."""
    folder = tmp_path / "content"
    shutil.copytree(SHIPPED, folder)
    text = (folder / file).read_text("utf-8")
    assert old in text, f"{file} has no {old!r} to break"
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError) as caught:
        load(folder)
    return str(caught.value)


# --- what is shipped -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def content() -> Content:
    return shipped()


def test_shipped_content_loads_with_the_ten_cities_twelve_chains_and_five_scenarios(content: Content) -> None:
    assert " ".join(content.cities) == (
        "hefei zhuzhou yinchuan chengdu hangzhou shenyang guiyang shenzhen wenzhou xian"
    )
    assert " ".join(content.chains) == (
        "chips displays culture security biomedicine environment appliances electric-vehicles solar-storage "
        "equipment ai quantum"
    )
    assert set(content.scenarios) == {"first-posting", "one-term", "display-decade", "incubator-state", "two-decades"}
    assert content.scenarios["display-decade"].turns == 20
    assert content.scenarios["one-term"].turns == 10


def test_every_rule_file_gives_numbers_with_a_unit_and_a_source(content: Content) -> None:
    files = {path.stem for path in (SHIPPED / "rules").glob("*.toml")}
    assert files, "no rule files"
    assert {key.split(".")[0] for key in content.parameters} == files
    assert all(parameter.unit and parameter.source for parameter in content.parameters.values())


def test_no_source_names_a_working_paper_instead_of_the_world() -> None:
    for path in SHIPPED.rglob("*.toml"):
        text = path.read_text("utf-8").lower()
        assert not re.search(r"facts section|facts\.md|design paper|\bbrief\b|\bseed[ -][abc]\b", text), path.name


def test_hefei_fits_displays_as_a_town_of_fridges_and_machines(content: Content) -> None:
    advantage = content_report.advantages(content)["hefei"]
    assert [chain for chain, value in advantage.items() if value >= 1] == ["appliances", "equipment"]
    assert content_report.densities(content)["hefei"]["displays"] == pytest.approx(0.29, abs=0.005)


def test_hefei_starts_with_little_strategic_industry_and_below_the_mean_income(content: Content) -> None:
    hefei = content.cities["hefei"]
    assert content_report.strategic_share(hefei) == pytest.approx(0.27, abs=0.01)
    assert hefei.income < 15_781, "urban mean of 2008, National Bureau of Statistics"
    assert (hefei.gdp, hefei.revenue, hefei.treasury) == (166_000, 21_500, 3_000)


def test_mega_bets_succeed_once_in_ten_unprepared_and_nearly_every_second_time_prepared(content: Content) -> None:
    for key in ("displays", "chips"):
        odds = content.chains[key].odds
        low, high = (
            content_report.chance(odds, content_report.UNPREPARED),
            content_report.chance(odds, content_report.PREPARED),
        )
        assert 0.06 <= low <= 0.14, key
        assert 0.42 <= high <= 0.55, key
    easiest = max(content.chains, key=lambda chain: content.chains[chain].odds)
    assert easiest == "appliances"


def test_a_mega_bet_costs_a_good_part_of_the_revenue_of_the_city_in_the_model_case(content: Content) -> None:
    panel, hefei = content.templates["gen6-panel-line"], content.cities["hefei"]
    equity = 17_500 * panel.equity_share
    assert panel.ticket_low <= 17_500 <= panel.ticket_high
    assert 0.4 <= equity / hefei.revenue <= 0.9
    assert equity > hefei.treasury + hefei.vehicles["construction"], "the bet must ask for a sacrifice"


def test_the_chains_employ_part_of_the_people_of_every_city(content: Content) -> None:
    for key, city in content.cities.items():
        for tier, share in content_report.employed(content, city).items():
            assert 0.2 <= share <= 0.8, (key, tier)


def test_debt_and_revenue_of_every_city_are_of_the_size_of_the_time(content: Content) -> None:
    burden = {key: city.debt / city.gdp for key, city in content.cities.items()}
    assert all(0.2 <= value <= 0.6 for value in burden.values()), burden
    assert max(burden, key=burden.__getitem__) == "guiyang"
    assert all(0.08 <= city.revenue / city.gdp <= 0.2 for city in content.cities.values())


def test_the_cities_leave_room_for_the_rest_of_the_world_in_every_market(content: Content) -> None:
    for key, chain in content.chains.items():
        made = sum(city.industries[key] for city in content.cities.values())
        assert made <= 0.5 * chain.world, key


def test_every_kind_of_project_exists_and_staff_follow_from_the_chain(content: Content) -> None:
    kinds = {template.kind for template in content.templates.values()}
    assert kinds == {"plant", "headquarters", "rescue", "laboratory", "round", "datacentre"}
    for key, template in content.templates.items():
        chain = content.chains[template.chain]
        usual = chain.output_per_capital * chain.staff
        assert 0.5 * usual <= template.jobs_per_million <= 2 * usual, key


def test_firms_are_invented(content: Content) -> None:
    for name in content.names.firms:
        words = {word.lower() for word in re.findall(r"[A-Za-z]+", name.en)}
        assert not words & set(TECH_NAMES.split()), name
    assert len(content.names.firms) >= 220
    assert len(content.names.officials) >= 160


README = (SHIPPED.parent / "README.md").read_text("utf-8")


def test_the_examples_for_modders_load_as_they_stand(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(SHIPPED, folder)
    project, scenario, page, rule = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    with (folder / "projects.toml").open("a", encoding="utf-8") as projects:
        projects.write(project)
    (folder / "scenarios" / "slow-start.toml").write_text(scenario, "utf-8")
    (folder / "rules" / "added.toml").write_text(rule, "utf-8")
    added = load(folder)
    assert added.templates["lens-works"].chain == "displays"
    assert added.scenarios["slow-start"].default_seats == 4
    assert added.scenarios["slow-start"].opens("integrity") == NEVER
    assert added.parameters["added.odds_density"].value == 1.5
    shelf = tmp_path / "almanac"
    shutil.copytree(SHIPPED.parent / "almanac", shelf)
    with (shelf / "scenario.toml").open("a", encoding="utf-8") as pages:
        pages.write(page)
    read = Almanac.load(added, shelf).read("scenario.slow-start", "en")
    assert read.game == ("Four cities, and 2 years to the first panel.",)


# --- what is broken --------------------------------------------------------------------------------------------

BROKEN = {
    "a misspelt key": (
        "chains.toml", "margin = 0.2\n", "marigin = 0.2\n",
        "chains.toml: [chips]: unknown key 'marigin'; did you mean 'margin'?"),
    "a missing key": (
        "chains.toml", "staff = 0.9\n", "",
        "chains.toml: [chips]: key 'staff' is missing"),
    "text for a number": (
        "cities.toml", "gdp = 166_000", 'gdp = "much"',
        "cities.toml: [hefei]: gdp: expected a whole number, not text"),
    "a flag for a number": (
        "cities.toml", "gdp = 166_000", "gdp = true",
        "cities.toml: [hefei]: gdp: expected a whole number, not true or false"),
    "a fraction for a whole number": (
        "cities.toml", "gdp = 166_000", "gdp = 166.5",
        "cities.toml: [hefei]: gdp: expected a whole number, not 166.5"),
    "a number for a flag": (
        "chains.toml", "hard = true", "hard = 1",
        "chains.toml: [chips]: hard: expected true or false, not a whole number"),
    "one language only": (
        "cities.toml", 'name = { en = "Hefei", zh = "合肥" }', 'name = "Hefei"',
        "cities.toml: [hefei]: name: expected a table with en, zh, not text"),
    "an empty translation": (
        "cities.toml", 'zh = "合肥"', 'zh = " "',
        "cities.toml: [hefei]: name: zh: is empty"),
    "not a number": (
        "cities.toml", "gdp = 166_000", "gdp = 1e400",
        "cities.toml: hefei.gdp: the number is not within 1e+12"),
    "a number out of its range": (
        "cities.toml", "trust = 54", "trust = 540",
        "cities.toml: [hefei]: trust: 540 is not between 0 and 100"),
    "a chain that is none": (
        "projects.toml", 'chain = "displays"', 'chain = "dislpays"',
        "projects.toml: [gen6-panel-line]: chain: there is no 'dislpays'; did you mean 'displays'?"),
    "a kind that is none": (
        "projects.toml", 'kind = "plant"', 'kind = "factory"',
        "projects.toml: [gen6-panel-line]: kind: 'factory' is not one of "
        "plant, headquarters, rescue, laboratory, round, datacentre"),
    "an industry that is none": (
        "cities.toml", "industries = { chips =", "industries = { chipz =",
        "cities.toml: [hefei]: industries: unknown key 'chipz'; did you mean 'chips'?"),
    "more chains than industry": (
        "cities.toml", "appliances = 28_000", "appliances = 280_000",
        "cities.toml: [hefei]: industries: the chains add 86597 to the product, but all industry only 69720"),
    "proximity that differs back": (
        "chains.toml", "proximity = { displays = 0.62", "proximity = { displays = 0.26",
        "chains.toml: [chips]: proximity: 'displays' is 0.26, but [displays] says 0.62 of 'chips'"),
    "proximity that is not complete": (
        "chains.toml", "proximity = { displays = 0.62, ", "proximity = { ",
        "chains.toml: [chips]: proximity: key 'displays' is missing"),
    "shares that do not add up": (
        "chains.toml", "mix = { workers = 0.45", "mix = { workers = 0.5",
        "chains.toml: [chips]: mix: the shares add up to 1.05, not 1"),
    "profit before product": (
        "chains.toml", "lag_profit = 12", "lag_profit = 4",
        "chains.toml: [chips]: lag_product: 5 is above lag_profit, which is 4"),
    "a window that ends before it begins": (
        "projects.toml", "from_turn = 6\nto_turn = 15", "from_turn = 16\nto_turn = 15",
        "projects.toml: [gen8-panel-line]: from_turn: 16 is above to_turn, which is 15"),
    "a ticket beyond its chain": (
        "projects.toml", "ticket_high = 19_000", "ticket_high = 190_000",
        "projects.toml: [gen6-panel-line]: ticket_low: 16000 to 190000 is outside the tickets of chain "
        "'displays', 500 to 55000"),
    "a number without a source": (
        "cities.toml", '"schools, health, housing, transport" = "design"', '"schools, health, housing" = "design"',
        "cities.toml: [hefei]: source: 'transport' has a number but no source"),
    "a source for nothing": (
        "cities.toml", '"trust, technology" = "design"', '"trust, tecnology" = "design"',
        "cities.toml: [hefei]: source: unknown key 'tecnology'; did you mean 'technology'?"),
    "a scenario with a strange city": (
        "scenarios/one-term.toml", '"hefei"', '"hefai"',
        "scenarios/one-term.toml: cities: there is no 'hefai'; did you mean 'hefei'?"),
    "a city twice": (
        "scenarios/one-term.toml", '"zhuzhou"', '"hefei"',
        "scenarios/one-term.toml: cities: 'hefei' is listed twice"),
    "more seats than cities": (
        "scenarios/one-term.toml", "default_seats = 4", "default_seats = 11",
        "scenarios/one-term.toml: default_seats: 11 is not between 2 and 10"),
    "a seat mode that is none": (
        "scenarios/one-term.toml", 'mode = "anchored"', 'mode = "anchord"',
        "scenarios/one-term.toml: mode: 'anchord' is not one of anchored, career"),
    "a forced project that is none": (
        "scenarios/one-term.toml", "gen6-panel-line = 1", "gen9-panel-line = 1",
        "scenarios/one-term.toml: forced: there is no 'gen9-panel-line'; did you mean 'gen8-panel-line'?"),
    "a forced project outside its window": (
        "scenarios/one-term.toml", "gen6-panel-line = 1", "gen6-panel-line = 9",
        "scenarios/one-term.toml: forced: 'gen6-panel-line' in turn 9, but it can come only in turns 0 to 6"),
    "a forced project after the end": (
        "scenarios/one-term.toml", "gen6-panel-line = 1", "gen6-panel-line = 10",
        "scenarios/one-term.toml: forced: 'gen6-panel-line' in turn 10 of 0 to 9"),
    "a forced project of an earlier time": (
        "scenarios/one-term.toml", "start_year = 2008", "start_year = 2012",
        "scenarios/one-term.toml: forced: 'gen6-panel-line' in turn 1, but it can come only in turns -8 to -2"),
    "no plan at the start": (
        "scenarios/one-term.toml", "year = 2006", "year = 2009",
        "scenarios/one-term.toml: plans: none is in force in 2008"),
    "a plan of the past after a later one": (
        "scenarios/one-term.toml", "year = 2011", "year = 2006",
        "scenarios/one-term.toml: plans #2: year: 2006 does not follow 2006"),
    "a name twice": (
        "names.toml", '{ en = "Lanheng Technologies", zh = "澜衡科技" },\n',
        '{ en = "Lanheng Technologies", zh = "澜衡科技" },\n{ en = "Lanheng Technologies", zh = "澜衡实业" },\n',
        "names.toml: firms #2: en: 'Lanheng Technologies' is already #1"),
    "an id that orders could not carry": (
        "chains.toml", "[chips]", "[Chips]",
        "chains.toml: [Chips]: 'Chips' is not an id: lower-case letters and digits joined by hyphens, at most 32"),
    "not TOML": (
        "chains.toml", "[chips]", "[chips",
        "chains.toml: not valid TOML: Expected ']' at the end of a table declaration (at line 4, column 7)"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_broken_content_is_named_by_file_entry_and_key(case: str, tmp_path: Path) -> None:
    file, old, new, sentence = BROKEN[case]
    assert broken(tmp_path, file, old, new) == sentence


RULES = {
    'speed = { value = 1, unit = "points" }': "key 'source' is missing",
    'speed = { value = 1, unit = "points", source = " " }': "source: is empty",
    'speed = { value = 1, unit = "points", sauce = "design" }': "unknown key 'sauce'; did you mean 'source'?",
    'speed = { value = true, unit = "flag", source = "design" }':
        "value: expected a number or a list of numbers, not true or false",
    'speed = { value = [1, "a"], unit = "points", source = "design" }': "value #2: expected a number, not text",
    'speed = { value = [], unit = "points", source = "design" }': "value: the list is empty",
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_a_number_of_the_rules_needs_a_value_and_a_source(rule: str, tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(SHIPPED, folder)
    (folder / "rules" / "added.toml").write_text(rule, "utf-8")
    with pytest.raises(ContentError) as caught:
        load(folder)
    assert str(caught.value) == f"rules/added.toml: [speed]: {RULES[rule]}"


def test_a_missing_or_misspelt_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(SHIPPED, folder)
    (folder / "cities.toml").rename(folder / "cites.toml")
    with pytest.raises(ContentError, match=r"^cites\.toml: nothing reads this file; did you mean 'cities\.toml'\?$"):
        load(folder)
    (folder / "cites.toml").unlink()
    with pytest.raises(ContentError, match=r"^cities\.toml: is missing$"):
        load(folder)


HOSTILE = {
    "too big": ("x = '" + "a" * 600_001 + "'", "cities.toml: 600007 bytes, but at most 524288 are allowed"),
    "too deep": ("x = " + "[" * 8 + "]" * 8, "cities.toml: x #1 #1 #1 #1 #1 #1: nested deeper than 6 levels"),
    "far too deep": ("x = " + "[" * 9_999 + "]" * 9_999, "cities.toml: nested deeper than 6 levels"),
    "too many values": ("x = [" + "1," * 60_000 + "]", "cities.toml: more than 50000 values"),
    "too long a text": ("x = '" + "a" * 401 + "'", "cities.toml: x: text of 401 characters, but at most 400 fit"),
    "a giant number": ("x = 1" + "0" * 400, "cities.toml: x: the number is not within 1e+12"),
    "a key that would write on the terminal": (
        '"\\u001b[2J" = 1', "cities.toml: : a key is longer than 120 or not printable"),
    "a nul in a key": ('x."a\\u0000" = 1', "cities.toml: x: a key is longer than 120 or not printable"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_content_of_a_stranger_cannot_be_huge_deep_or_sly(case: str, tmp_path: Path) -> None:
    text, sentence = HOSTILE[case]
    folder = tmp_path / "content"
    shutil.copytree(SHIPPED, folder)
    (folder / "cities.toml").write_text(text, "utf-8")
    with pytest.raises(ContentError) as caught:
        load(folder)
    assert str(caught.value) == sentence


def test_bytes_that_are_not_text_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(SHIPPED, folder)
    (folder / "names.toml").write_bytes(b"firms = \xff")
    with pytest.raises(ContentError, match=r"^names\.toml: not UTF-8 text \(byte 8\)$"):
        load(folder)


_KEYS = st.sampled_from(["name", "gdp", "source", "industries", "staff", "mix", "taste", "chain", "en", "x"])
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=5),
    max_leaves=12,
)


@given(value=_VALUES, kind=st.sampled_from([City, Chain, Template]))
def test_a_wrong_value_never_raises_anything_but_a_content_error(value: object, kind: type[City]) -> None:
    with pytest.raises(ContentError, match=r"^cities\.toml: \[x\]: "):
        to_struct(value, kind, "cities.toml: [x]")


def test_the_digest_changes_with_any_file(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(SHIPPED, folder)
    before = load(folder).digest
    assert before == shipped().digest
    with (folder / "names.toml").open("a", encoding="utf-8") as names:
        names.write("# a remark\n")
    assert load(folder).digest != before


# --- the check from the command line ---------------------------------------------------------------------------


def test_the_check_prints_a_summary_of_good_content(capsys: pytest.CaptureFixture[str]) -> None:
    assert content_report.main([]) == 0
    out = capsys.readouterr().out
    assert "12 chains, 10 cities" in out
    assert "All cross-checks passed" in out


def test_the_check_fails_with_the_sentence_of_broken_content(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "content"
    shutil.copytree(SHIPPED, folder)
    (folder / "cities.toml").write_text("hefei = 3", "utf-8")
    assert content_report.main([str(folder)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("cities.toml: [hefei]: expected a table with name, trait, lon, lat")


def test_value_added_leaves_the_base_economy_something_in_every_city(content: Content) -> None:
    for key, city in content.cities.items():
        assert sum(city.industries.values()) * content_checks.VALUE_ADDED < 0.5 * city.gdp, key
