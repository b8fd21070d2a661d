"""What came before, told where one decides: the latest first, what is alike together, nothing twice or lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import shown
from boulevard_client.screens import annals, news
from boulevard_shared.events import Event, EventKind
from boulevard_shared.sentence import say
from shown import Shown


@pytest.fixture(scope="module", autouse=True)
def display() -> Iterator[None]:
    with shown.dummy_display():
        yield


def said(page: Shown) -> list[str]:
    return [words for node in page.nodes() for words, _ in node.texts()]


def test_every_event_of_a_kind_is_in_one_group_and_groups_are_of_one_half_year() -> None:
    desk = shown.show("nation", shown.MANNERS[2]).app.desk()
    events = annals.past(desk, lambda event: True, 10_000)
    assert [event.turn for event in events] == sorted((event.turn for event in events), reverse=True)
    groups = list(news.alike(events))
    assert sorted(map(id, events)) == sorted(id(event) for group in groups for event in group)
    assert len({(group[0].turn, group[0].kind) for group in groups}) == len(groups)
    assert all((event.turn, event.kind) == (group[0].turn, group[0].kind) for group in groups for event in group)


def test_a_plan_of_five_chains_is_told_in_one_sentence_that_names_all_five() -> None:
    page = shown.show("nation", shown.MANNERS[2])
    desk = page.app.desk()
    begun = annals.past(desk, lambda event: event.kind is EventKind.PLAN_BEGUN)
    latest = [event for event in begun if event.turn == begun[0].turn]
    assert len(latest) > 2
    assert said(page).count(desk.tell(latest[0].sentence)) == 1
    names = [desk.read.chain_short(desk.read.chains.index(str(event.sentence.args["chain"]))) for event in latest]
    assert desk.say("ui.news.also", text=desk.say("ui.listed_chains").join(names[1:])) in said(page)


@pytest.mark.parametrize(
    ("kind", "weight", "city", "args", "ink"),
    [
        (EventKind.PROJECT_WON, 90, "shenzhen", {"host_city": "shenzhen"}, "text-mid"),
        (EventKind.LEAD_CHANGED, 82, "shenzhen", {"host_city": "shenzhen"}, "text-mid"),
        (EventKind.FIRM_DIED, 80, "shenzhen", {"host_city": "shenzhen"}, "text-mid"),
        (EventKind.STIMULUS_POURED, 90, "", {}, "text-mid"),
        (EventKind.CRACKDOWN_BEGUN, 95, "", {}, "amber"),
        (EventKind.PACT_BROKEN, 79, "shenzhen", {"host_city": "shenzhen", "other_city": "hefei"}, "amber"),
        (EventKind.PACT_BROKEN, 79, "shenzhen", {"host_city": "shenzhen", "other_city": "chengdu"}, "text-mid"),
    ],
)
def test_news_of_others_asks_for_caution_only_where_it_may_hurt_us(
    kind: EventKind, weight: int, city: str, args: dict[str, str], ink: str
) -> None:
    event = Event(turn=9, kind=kind, sentence=say(f"event.{kind.value}", **args), city=city, weight=weight)
    assert news.inks(event, "hefei")[0] == ink


def test_beside_a_rival_stands_what_it_signed_and_tore_up() -> None:
    page = shown.show("relations", shown.MANNERS[2])
    desk = page.app.desk()
    page.pilot.focus("relations.rivals")
    rival = page.app.screen("relations").rival  # type: ignore[attr-defined]
    broken = annals.past(desk, lambda event: event.kind is EventKind.PACT_BROKEN and annals.concerns(event, rival))
    assert broken
    assert desk.tell(broken[0].sentence) in said(page)


@pytest.mark.parametrize(
    ("kind", "ink"),
    [
        (EventKind.PROJECT_WON, "celadon"),
        (EventKind.LEAD_CHANGED, "celadon"),
        (EventKind.INQUIRY_OPENED, "vermilion"),
        (EventKind.FIRM_DIED, "vermilion"),
    ],
)
def test_headlines_of_ours_are_vermilion_unless_they_are_good_news(kind: EventKind, ink: str) -> None:
    event = Event(3, kind, say("ui.news.none"), "hefei", news.HEADLINE, own=True)
    discs = [
        node
        for node in news.event_row(shown.show("nation").app.desk(), event, 0, "told", links=False).walk()
        if isinstance(node, news.Disc)
    ]
    assert [disc.ground for disc in discs] == [f"{ink}-dim"]
