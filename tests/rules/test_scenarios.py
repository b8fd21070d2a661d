"""Scenarios: parts of the game open when the scenario says so, and a new scenario is a file and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot_table import changed
from boulevard_server.lab.play import Settings, play_match
from boulevard_server.rules import decree as rulebook
from boulevard_server.rules.setup import MatchSettings, new_match
from boulevard_server.views import view_of
from boulevard_shared.content import assets_root, load, shipped
from boulevard_shared.ids import Persona, SeatMode, Tier
from boulevard_shared.orders import SYSTEMS, AnyOrder, Decree, SetTalentProgramme

CITIES = ("hefei", "zhuzhou", "chengdu", "xian")

SIXTH = """
name = { en = "Sheds and Spindles", zh = "厂房与锭子" }
blurb = { en = "Four cities, four years, no bonds and no land games.", zh = "四座城市，四年，不发债，不炒地。" }
start_year = 2010
turns = 8
cities = ["hefei", "zhuzhou", "chengdu", "xian"]
default_seats = 4
mode = "career"
bots = "normal"
term_turns = 4
turn_seconds = 120
tolerance = 0.5
legacy = 0.5
listing_opens_turn = 0
projects_low = 3
projects_high = 4
forced = { gen6-panel-line = 1 }
weights = { income = 0.2, industry = 0.2, technology = 0.2, wealth = 0.2, wellbeing = 0.2 }
systems = { debt = -1, incentives = -1, talent = 4 }

[[plans]]
year = 2006
chains = ["equipment"]
open_slots = 1

[source]
"start_year, turns, default_seats, term_turns, turn_seconds, forced, systems" = "design"
"tolerance, legacy, listing_opens_turn, projects_low, projects_high, weights, plans" = "design"
"""


def test_an_order_of_a_part_that_is_not_open_yet_is_refused_with_the_half_year_in_which_it_opens() -> None:
    state, tables = new_match(shipped(), MatchSettings("first-posting", CITIES, SeatMode.ANCHORED, 0.5, 0.5), 7)
    opens = tables.scenario.opens("talent")
    programme = SetTalentProgramme(Tier.GRADUATES, 1)

    def judged(turn: int, edit: AnyOrder) -> rulebook.Allowed | rulebook.Refused:
        view = view_of(changed(state, match__turn=turn), 0, tables)
        return rulebook.judge(view, Decree(), Decree(), edit, tables)

    early = judged(opens - 1, programme)
    assert isinstance(early, rulebook.Refused)
    assert early.reason.key == "refused.system_later"
    assert early.reason.args["turn"] == opens
    assert isinstance(judged(opens, programme), rulebook.Allowed)


def test_a_sixth_scenario_is_one_file_and_bots_play_it_to_its_end_within_its_bounds(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(assets_root() / "content", folder)
    (folder / "scenarios" / "sheds.toml").write_text(SIXTH, "utf-8")
    content = load(folder)
    seated = list(Persona)[:4]
    log = play_match(content, Settings("sheds", CITIES, SeatMode.CAREER), seated, 5)
    assert len(log.totals) == 8
    given = [[type(order) for seat in seats for order, _ in seat] for seats in log.given]
    assert {kind.system for turn in given for kind in turn} <= set(SYSTEMS) - {"debt", "incentives"}
    assert not any(kind.system == "talent" for turn in given[:4] for kind in turn)
    assert any(kind.system == "talent" for turn in given[4:] for kind in turn)
    assert any(kind.system == "deals" for turn in given for kind in turn)


@pytest.mark.parametrize("scenario", shipped().scenarios)
def test_in_every_scenario_ready_is_a_legal_first_move_and_spends_nothing_that_is_not_there(scenario: str) -> None:
    state, tables = new_match(shipped(), MatchSettings(scenario, CITIES, SeatMode.ANCHORED, 0.5, 0.5), 7)
    view = view_of(state, 0, tables)
    assert rulebook.costs(view, Decree(), tables)[1].left >= 0
