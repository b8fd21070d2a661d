"""The final report: turning points are the ledger's, luck is told apart from judgement, and a picture can be kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pygame
import pytest

import shown
from boulevard_client.screens import finalgap
from boulevard_client.screens import intents as do
from boulevard_client.screens.final import PAGES, FinalScreen
from boulevard_client.screens.finalbets import (
    BINS,
    VERDICTS,
    Listed,
    binned,
    brier,
    ended,
    expected,
    one,
    page,
    verdict,
)
from boulevard_client.screens.finalcourse import ended_terms, parts_by_turn, turning_points
from boulevard_client.widgets.dump import faults
from boulevard_client.widgets.table import Table
from boulevard_shared.ids import SCORE_PARTS, SeatMode
from boulevard_shared.parts import BetLine
from boulevard_shared.sentence import say
from shown import Manner, Shown


@pytest.fixture(scope="module", autouse=True)
def display() -> Iterator[None]:
    with shown.dummy_display():
        yield


def report(manner: Manner = shown.MANNERS[0]) -> Shown:
    return shown.show("final", manner)


def bet(paid: int, worth: int, spread: list[int], stated: int = -1) -> BetLine:
    return BetLine(0, 0, "hefei", say("x"), paid, spread[0], spread[4], spread[9], worth, 5_000, spread, stated)


@pytest.mark.parametrize("manner", [shown.MANNERS[1], shown.MANNERS[2]], ids=str)
@pytest.mark.parametrize("page", range(len(PAGES)), ids=PAGES)
def test_every_page_can_be_read(manner: Manner, page: int) -> None:
    seen = report(manner)
    screen = seen.app.screen("final")
    assert isinstance(screen, FinalScreen)
    screen.page = page
    seen.app.desk().again()
    seen.settle()
    assert faults(seen.stage.look, [layer.root for layer in seen.stage.layers]) == []
    said = [words for node in seen.nodes() for words, _ in node.texts()]
    assert [words for words in said if words.startswith(("ui.", "{")) or "⟦" in words] == []


def test_turning_points_are_the_largest_moves_and_their_causes_stand_in_the_ledger() -> None:
    desk = report().app.desk()
    final, seat = desk.model.final, desk.model.seat
    assert final is not None
    rows = desk.model.series["score.total"]
    points = turning_points(desk, final)
    assert 1 <= len(points) <= 3
    assert [point.turn for point in points] == sorted({point.turn for point in points})
    for point in points:
        assert point.change == rows[point.turn][seat] - rows[point.turn - 1][seat]
        if point.turn in desk.model.moments:
            why = desk.model.moments[point.turn].why[("score.total", seat)]
            assert (point.cause, point.size) in why.parts
    told = {point.turn for point in points}

    def moved(turn: int) -> tuple[int, int]:
        """How far our score went, and our distance from the best of the others."""
        ours, best = ([row[seat], max(row[:seat] + row[seat + 1 :])] for row in (rows[turn], rows[turn - 1]))
        return abs(ours[0] - best[0]), abs((ours[0] - ours[1]) - (best[0] - best[1]))

    for quiet in set(range(1, len(rows))) - told:
        for point in points:
            assert point.taken or max(moved(quiet)) <= max(moved(point.turn)), "larger moves are not passed over"


def test_every_turning_point_says_which_way_we_moved_against_the_best_of_the_others() -> None:
    page = report()
    desk = page.app.desk()
    screen = page.app.screen("final")
    assert isinstance(screen, FinalScreen)
    assert desk.model.final is not None
    screen.page = PAGES.index("turning")
    desk.again()
    page.settle()
    rows, seat = desk.model.series["score.total"], desk.model.seat
    ahead = [row[seat] - max(row[:seat] + row[seat + 1 :]) for row in rows]
    for number, point in enumerate(turning_points(desk, desk.model.final)):
        told = " ".join(
            words for node in page.stage.find(f"final.turning.{number}").walk() for words, _ in node.texts()
        )
        moved = ahead[point.turn] - ahead[point.turn - 1]
        assert ("we gained" if moved > 0 else "we lost") in told.lower()


def test_strongest_and_weakest_are_told_by_how_the_others_did() -> None:
    """Where all have lost money, to have lost least is a strength."""
    desk = report().app.desk()
    final = desk.model.final
    assert final is not None
    mine = next(line for line in final.scores if line.seat == desk.model.seat)
    apart = finalgap.against_others(desk, mine, final)
    rivals = [line for line in final.scores if line is not mine]
    assert set(apart) == set(SCORE_PARTS)
    for part, ahead in apart.items():
        mean = sum(line.parts[part] for line in rivals) / len(rivals)
        assert ahead == 0 or (ahead > 0) == (mine.parts[part] > mean), part
    assert mine.parts["wealth"] < 0 < apart["wealth"] == max(apart.values())


def test_nobody_is_led_to_a_next_decision_when_the_match_is_over() -> None:
    def offered(screen: str) -> bool:
        page = shown.show(screen)
        said = {words for node in page.nodes() for words, _ in node.texts()}
        return page.app.desk().say("ui.key.next") in said

    assert offered("region")
    assert not offered("final")


def test_parts_over_time_end_where_the_view_ends() -> None:
    desk = report().app.desk()
    rows = parts_by_turn(desk)
    assert rows.shape[1:] == (len(desk.model.seats), len(SCORE_PARTS))
    assert (rows[-1] == desk.model.moments[desk.model.turn].view["score.parts"]).all()


def test_terms_that_ended_are_those_that_began_anew() -> None:
    desk = report().app.desk()
    view = desk.model.moments[desk.model.turn].view
    for seat, terms in ended_terms(desk).items():
        if terms:
            assert terms[-1][1] == int(view["seat.result"][seat])


@pytest.mark.parametrize(
    ("spread", "worth", "said"),
    [
        ([50] * 5 + [300] * 5, 500, "good_won"),
        ([50] * 5 + [300] * 5, 0, "good_lost"),
        ([0] * 9 + [200], 500, "long_won"),
        ([0] * 9 + [200], 0, "long_lost"),
        ([50] * 5 + [300] * 5, 98, "good_won"),
    ],
)
def test_judgement_is_what_was_known_and_luck_what_came(spread: list[int], worth: int, said: str) -> None:
    assert verdict(bet(100, worth, spread)) == said
    assert said in VERDICTS


def test_luck_and_judgement_are_measured_against_the_same_mean() -> None:
    """A long shot whose middle outcome is a failure: three in ten pay a fortune, and what came is their mean."""
    shot = msgspec.structs.replace(bet(100, 300, [0] * 7 + [1000] * 3), expected_mid=0)
    assert expected(shot) == shot.worth
    assert verdict(shot) == "good_won"
    desk = report().app.desk()
    assert desk.model.final is not None
    told = page(desk, msgspec.structs.replace(desk.model.final, bets=[shot]), Listed(), lambda: None)
    table = next(node for node in told.walk() if isinstance(node, Table))
    assert desk.say("ui.final.as_expected") in table.rows[0].cells[-1].said


def test_a_bet_that_was_not_yet_to_have_paid_is_neither_lucky_nor_unlucky() -> None:
    over = bet(100, 40, [50] * 5 + [300] * 5)
    running = msgspec.structs.replace(over, running=True)
    assert ended([over, running]) == [over]
    assert verdict(running) == "good_running"
    assert verdict(msgspec.structs.replace(bet(100, 40, [0] * 9 + [200]), running=True)) == "long_running"
    assert {verdict(running), "long_running"} < set(VERDICTS)
    desk = report().app.desk()
    said = [words for node in one(desk, running).walk() for words, _ in node.texts()]
    assert not any(desk.say("ui.final.worse", n=0) in words for words in said)


def test_where_nobody_led_nobody_takes_the_lead() -> None:
    seen = report()
    desk = seen.app.desk()
    rows = [[0] * len(desk.model.seats), [(-1) ** seat * 100 * seat for seat in range(len(desk.model.seats))]]
    desk.model.series["score.total"] = rows
    assert desk.model.final is not None
    assert [point.taken for point in turning_points(desk, desk.model.final)] == [False]


def test_calibration_puts_every_bet_into_one_group() -> None:
    odds = [(bp, bp >= 5_000) for bp in range(0, 10_001, 250)]
    groups = binned(odds)
    assert sum(count for *_, count in groups) == len(odds)
    assert len(groups) == len(BINS)
    assert brier([(10_000, True), (0, False)]) == 0
    assert brier([(5_000, True), (5_000, False)]) == 0.25


def test_a_picture_to_share_is_kept_and_never_written_over(tmp_path: Path) -> None:
    seen = report()
    seen.app.pictures = tmp_path / "pictures"
    for count in (1, 2):
        seen.app.desk().emit(do.SharePicture())
        seen.settle()
        kept = sorted(seen.app.pictures.glob("*.png"))
        assert len(kept) == count
    picture = pygame.image.load(str(kept[0]))
    assert picture.get_size() == (1200, 675)
    assert len({tuple(picture.get_at((x, 300))) for x in range(0, 1200, 7)}) > 5, "an empty card"


def test_where_no_picture_can_be_kept_that_is_said(tmp_path: Path) -> None:
    seen = report()
    (tmp_path / "file").write_text("in the way")
    seen.app.pictures = tmp_path / "file"
    seen.app.desk().emit(do.SharePicture())
    seen.settle()
    said = [words for node in seen.nodes() for words, _ in node.texts()]
    assert any("could not be saved" in words for words in said)


@pytest.mark.parametrize("career", [False, True])
def test_what_lies_between_us_and_the_winner_adds_up(career: bool) -> None:
    seen = report(shown.MANNERS[2])
    model = seen.app.model
    assert model.about is not None
    assert model.final is not None
    model.about = msgspec.structs.replace(model.about, mode=SeatMode.CAREER if career else model.about.mode)
    mine = next(line for line in model.final.scores if line.seat == model.seat)
    gaps = finalgap.gaps(seen.app.desk(), mine, model.final.scores[0])
    assert abs(sum(gaps.values()) - (mine.total - model.final.scores[0].total)) <= len(gaps)
