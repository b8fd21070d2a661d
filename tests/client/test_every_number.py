"""No number and no term stands alone: sums add up exactly, terms open the almanac, what is shut says why.

A crawler looks at every screen of a stored match and of one played now by bots, and asks everything it finds.
"""

from __future__ import annotations

from collections.abc import Iterator

import pygame
import pytest

import shown
from boulevard_client.look import Look
from boulevard_client.model import Model
from boulevard_client.screens import registry, stakes, sums, terms
from boulevard_client.screens.explain import account
from boulevard_client.widgets.inputs import NumberInput
from boulevard_client.widgets.label import RichText, Term
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.table import Table
from boulevard_client.widgets.tipcard import TipCard
from boulevard_client.widgets.tips import Tip, has_figure, tip_of
from boulevard_shared.almanac import shipped_almanac
from boulevard_shared.content import assets_root
from boulevard_shared.content_files import read_table
from boulevard_shared.view import quanta
from shown import Line, Shown
from turn_table import played

TURNS = 6
"""Half-years of the match that is played now."""


@pytest.fixture(scope="module")
def look() -> Iterator[Look]:
    with shown.dummy_display():
        yield Look(assets_root())


def live_line() -> Line:
    """What a seat hears of a match that bots play with today's rules."""
    return Line(played(TURNS).messages, lambda question: None)


def pages(look: Look, source: str) -> Iterator[Shown]:
    for number, screen in enumerate(shown.every_screen()):
        manner = shown.MANNERS[number % len(shown.MANNERS)]
        if source == "stored":
            yield shown.show(screen, manner, look)
        elif registry.in_match(screen) and screen != "final":
            yield shown.show(screen, manner, look, live_line())


def explained(page: Shown, node: Node) -> Tip | None:
    """What resting the mouse on a node, or F1 on it, would say."""
    owner = page.stage.tips._owner(node)
    while owner is not None:
        tip = tip_of(owner)
        if tip is not None:
            return tip
        owner = owner.parent
    return None


@pytest.mark.parametrize("source", ["stored", "live"])
def test_every_number_and_every_term_on_every_screen_says_what_it_is(look: Look, source: str) -> None:
    """A number leads to its sum or to where it comes from, a named figure to each of its causes, a term to its page."""
    numbers = sums_seen = linked = 0
    for page in pages(look, source):
        for node in page.nodes():
            if isinstance(node, Term):
                linked += 1
                tip = tip_of(node)
                assert tip is not None, node.term
                assert tip.page in shipped_almanac().pages
            elif has_figure(node) and node.role not in ("hint", "hints"):
                numbers += 1
                tip = explained(page, node)
                assert tip is not None, f"{page.app.route}: {node.texts()[:2]}"
                assert tip.body or tip.rows, f"{page.app.route}: {tip.title} explains nothing"
            if isinstance(node, Table):
                numbers += len(node.rows)
                assert all(row.tip is None or row.tip.body or row.tip.rows for row in node.rows)
            if node.focusable and registry.in_match(page.app.route):
                sums_seen += _shows_its_causes(page, node)
        assert page.app.words.missing == set()
    assert numbers > 500
    assert sums_seen > 20
    assert linked >= 4


def _shows_its_causes(page: Shown, node: Node) -> bool:
    """Whether a node stands for a named figure with recorded causes; its tip must show them."""
    kind, _, name = (node.id or "").partition(".")
    if kind not in ("line", "top"):
        return False
    desk = page.app.desk()
    quantity, _, place = name.rpartition(".")
    if not place.isdecimal():
        quantity, place = name, ""
    if quantity not in desk.model.schema:
        return False
    parts = sums.causes(desk, quantity, int(place) if place else desk.read.place(quantity))
    tip = explained(page, node)
    assert tip is not None
    told = [row.label for row in tip.rows]
    assert all(part.name in told for part in parts[:8]), node.id
    return bool(parts)


@pytest.mark.parametrize("source", ["stored", "live"])
def test_every_ledger_adds_up_to_the_figure_it_explains(look: Look, source: str) -> None:
    """Before, every cause, after: exactly, in the quanta that the rules count in, for every line that was sent."""
    page = shown.show("bulletin", shown.MANNERS[2], look, live_line() if source == "live" else None)
    desk, model = page.app.desk(), page.app.model
    checked = 0
    for (quantity, place), why in model.moment.why.items():
        now = desk.read.steps(quantity, place)
        assert why.after == now, (quantity, place)
        assert why.before + sum(size for _, size in why.parts) == why.after, (quantity, place)
        told = account(desk, quantity, place)
        assert told is None or told.before[1] + sum(size for _, size in told.causes) == told.after[1] == now
        checked += 1
    assert checked > 40
    for turn in model.moments:
        _held_together(model, turn)


def _held_together(model: Model, turn: int) -> None:
    """What one half-year ended with is what the next one's ledger begins with, wherever we saw both."""
    before, now = model.moments.get(turn - 1), model.moments[turn]
    if before is None or before.view.city != now.view.city:
        return
    for (quantity, place), why in now.why.items():
        spec = model.schema[quantity]
        if spec.own:  # of what only its owner sees, slots may have passed to another thing
            continue
        assert int(quanta(spec, before.view[quantity]).reshape(-1)[place]) == why.before, (turn, quantity, place)


def test_sums_of_bets_and_stakes_and_the_decree_add_up(look: Look) -> None:
    page = shown.show("portfolio", shown.MANNERS[2], look)
    desk = page.app.desk()
    table = next(node for node in page.nodes() if isinstance(node, Table) and node.id == "portfolio.stakes")
    money = desk.read.money
    by_serial = {str(stake.serial): stake for stake in stakes.stakes(desk)}
    assert table.rows
    for row in table.rows:
        stake = by_serial[row.key]
        assert row.tip is not None
        assert [each.value for each in row.tip.rows] == [
            money(stake.cost),
            money(stake.worth - stake.cost, signed=True),
            money(stake.worth),
        ]
    page = shown.show("decree", shown.MANNERS[2], look)
    standing = page.app.model.standing
    (tip,) = {
        tip
        for node in page.nodes()
        if isinstance(tip := node.tip, Tip) and tip.rows and tip.title == page.app.words.text("ui.decree.treasury")
    }
    have, spent, left = (row.value for row in tip.rows)
    money = page.app.desk().read.money
    assert (have, spent, left) == (
        money(standing.left + standing.committed),
        money(-standing.committed, signed=True),
        money(standing.left),
    )


# --- terms -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_term_has_a_page_and_every_page_says_what_it_means(lang: str) -> None:
    pages_of = shipped_almanac().pages
    words = terms.vocabulary(lang)
    assert set(words.values()) <= set(pages_of)
    assert all(words)
    systems = {page for page in pages_of if page.startswith("system.")}
    assert systems <= set(words.values()), "each system can be asked about where it is mentioned"
    for page in set(words.values()):
        tip = terms.term_tip(page, lang)
        assert tip is not None
        assert tip.body
        assert tip.page == page
    assert terms.term_tip("system.nothing", lang) is None


def test_both_languages_know_the_same_terms() -> None:
    for page, words in read_table(assets_root() / "almanac" / "terms.toml", terms.FILE).items():
        assert words["en"], page
        assert words["zh"], page


def test_a_text_links_each_term_once_and_leaves_what_is_marked() -> None:
    text = "A chain boss and a bottleneck in **trust** and [[system.debt|bonds]]; chain leader, livability."
    assert terms.linked(text, "en") == (
        "A [[system.chains|chain boss]] and a bottleneck in **trust** and [[system.debt|bonds]]; chain leader, "
        "[[score.wellbeing|livability]]."
    )
    assert terms.linked("A chain boss.", "en", "system.chains") == "A chain boss."
    assert terms.linked("unbidden trusty", "en") == "unbidden trusty"
    assert terms.linked("任期与考核", "zh") == "[[system.career|任期]]与考核"


def test_a_term_is_asked_by_keyboard_and_its_page_opens(look: Look) -> None:
    page = shown.show("city", shown.MANNERS[0], look)
    pilot, tips = page.pilot, page.stage.tips
    pilot.focus(f"line.city.income.{page.app.desk().read.place('city.income')}")
    pilot.key("F1")
    assert tips.locked
    card = page.stage.top.root
    assert isinstance(card, TipCard)
    links = [node for node in card.walk() if isinstance(node, Term)]
    assert links, "the text of the sum speaks of things that the almanac knows"
    while page.stage.focus not in links:
        pilot.key("Tab")
    term = page.stage.focus
    assert isinstance(term, Term)
    pilot.key("Enter")
    assert tips.depth == 2
    pilot.key("Esc")
    assert tips.depth == 1
    pilot.key("Enter")
    pilot.key("A")
    book = page.app.pages.modals[-1].book
    assert book is not None
    assert book.page == term.term
    pilot.key("Esc")
    assert not page.app.pages.modals


@pytest.mark.parametrize("way", ["key", "wheel"])
def test_a_card_under_the_mouse_is_kept_by_a_key_or_the_middle_button(look: Look, way: str) -> None:
    page = shown.show("treasury", shown.MANNERS[0], look)
    spot = page.stage.find("top.city.gdp").rect.center
    page.app.step([pygame.Event(pygame.MOUSEMOTION, pos=spot, rel=(0, 0), buttons=(0, 0, 0))])
    page.wait(0.5)
    tips = page.stage.tips
    assert (tips.depth, tips.locked) == (1, False)
    if way == "key":
        page.pilot.key("F1")
    else:
        page.app.step([pygame.Event(pygame.MOUSEBUTTONDOWN, button=2, pos=spot)])
    assert tips.locked
    page.app.step([pygame.Event(pygame.MOUSEMOTION, pos=(640, 700), rel=(0, 0), buttons=(0, 0, 0))])
    page.wait(2)
    assert tips.depth == 1, "it stays although the mouse has left"
    page.pilot.key("Esc")
    assert tips.depth == 0


def test_rich_texts_read_as_they_were_written(look: Look) -> None:
    page = shown.show("bulletin", shown.MANNERS[2], look)
    said = {node.label for node in page.nodes() if isinstance(node, RichText)}
    words = {page.app.words.render(event.sentence) for event in page.app.model.moment.events}
    assert said & words


# --- what is shut ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["now", "past", "over"])
def test_every_control_that_is_shut_says_why(look: Look, when: str) -> None:
    shut = 0
    for screen in shown.every_screen():
        if when == "over" and not registry.in_match(screen):
            continue
        page = shown.show(screen, shown.MANNERS[0], look)
        if when == "past" and registry.in_match(screen):
            page.pilot.key("[")
        elif when == "over":
            page = shown.show("final", shown.MANNERS[0], look)
            page.app.go(screen)
            page.settle()
        for node in page.nodes():
            if node.focusable and not node.enabled:
                shut += 1
                tip = tip_of(node)
                assert tip is not None, f"{screen}: {node.id} does not say why it is shut"
                assert tip.body or tip.title
                assert node.can_focus, f"{screen}: {node.id} cannot be asked by keyboard"
    assert shut > {"now": 3, "past": 25, "over": 25}[when]


def test_enter_on_what_is_shut_tells_the_reason_and_presses_nothing(look: Look) -> None:
    page = shown.show("treasury", shown.MANNERS[0], look)
    page.pilot.key("[")
    slider = page.pilot.focus("treasury.bonds")
    assert isinstance(slider, NumberInput)
    before = slider.number
    page.pilot.key("Right")
    assert slider.number == before
    page.pilot.focus("treasury.bonds")
    page.pilot.key("Enter")
    card = page.stage.top.root
    assert isinstance(card, TipCard)
    assert any(page.app.words.text("ui.shut.past") in node.label for node in card.walk())
