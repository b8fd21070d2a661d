"""The sum opened in full: before, every cause, after; each cause opens into the quantity behind it."""

from __future__ import annotations

from boulevard_client.charts.race import LineRace, Race, Series
from boulevard_client.charts.waterfall import Account, Waterfall
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.intents import Dismiss, Explain, ReadUp
from boulevard_client.screens.origins import rich
from boulevard_client.screens.parts import Press, colour, mark
from boulevard_client.screens.sums import Cause, causes, follows, opens, quantity_name, title
from boulevard_client.theme import BODY, CAPTION, LABEL, STRONG
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.label import Change, Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row, Spacer
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.overlays import Modal
from boulevard_client.widgets.scroll import Scroll
from boulevard_shared.almanac import shipped_almanac

WIDTH = 780


def waterfall(desk: Desk, quantity: str, place: int) -> Node:
    """A card with the sum of one quantity at one place."""
    parts = causes(desk, quantity, place)
    about = f"quantity_about.{quantity}"
    children: list[Node] = [rich(desk, "explain.term", desk.say(about))] if about in desk.words else []
    sum_ = account(desk, quantity, place)
    if sum_ is not None:
        chart = Waterfall(sum_).sized(height=30 * (len(parts) + 2))
        most = 306 if desk.narrow else 360
        children.append(Scroll(chart).named("explain.sum").sized(height=min(most, 30 * (len(parts) + 2) + 6)))
        children.append(Label(desk.say("ui.sum.adds_up"), CAPTION))
        deeper = _deeper(desk, parts, 190 if desk.narrow else 240)
        children += deeper
    else:
        deeper = _followed(desk, quantity, place)
        children += [Label(_moved(desk, quantity, place, alone=not deeper), BODY, wrap=True), *deeper]
    room = not (desk.narrow and deeper)  # a low window has no room for causes and history
    if quantity in desk.model.series and desk.model.moment.turn > 0 and room:
        children.append(_race(desk, quantity).sized(height=190))
    close = Button(desk.say("ui.close"), desk.does(Dismiss()), key="Esc").named("explain.close")
    children.append(Row(*_read_up(desk, quantity), Spacer(), close))
    return Modal(title(desk, quantity, place), *children, width=WIDTH, icon="zoom-in")


def _moved(desk: Desk, quantity: str, place: int, *, alone: bool) -> str:
    """What is known of a figure without recorded causes."""
    read = desk.read
    now, change = read.steps(quantity, place), read.change(quantity, place)
    if desk.model.moment.turn == 0:
        return desk.say("ui.sum.first_turn", figure=read.write(quantity, now))
    if not change:
        key = "ui.sum.unchanged" if change is None else "ui.sum.still"
        return desk.say(key, figure=read.write(quantity, now))
    key = "ui.sum.moved_alone" if alone else "ui.sum.moved"
    return desk.say(key, before=read.write(quantity, now - change), now=read.write(quantity, now))


def _followed(desk: Desk, quantity: str, place: int) -> list[Node]:
    """Buttons for the figures that a figure without causes of its own follows from."""
    return [_link(desk, other, at, title(desk, other, at)) for other, at in follows(desk, quantity, place)]


def _read_up(desk: Desk, quantity: str) -> list[Node]:
    """A button to the almanac's page on a quantity, if it has one."""
    page = shipped_almanac().page_of(quantity)
    if page is None:
        return []
    name = desk.say("ui.almanac.open", title=shipped_almanac().title(page, desk.words.lang))
    return [Button(name, desk.does(ReadUp(page)), key="A", icon="book").named("explain.almanac")]


def account(desk: Desk, quantity: str, place: int) -> Account | None:
    """Before, causes and after of a quantity; None when no cause was recorded for this half-year."""
    read = desk.read
    parts = causes(desk, quantity, place)
    if not parts:
        return None
    now, turn = read.steps(quantity, place), desk.model.moment.turn
    return Account(
        (read.turn_name(turn - 1), now - sum(part.size for part in parts)),
        tuple((part.name, part.size) for part in parts),
        (read.turn_name(turn), now),
        lambda level: read.write(quantity, level),
        lambda size: read.write(quantity, size, signed=True),
    )


def _deeper(desk: Desk, parts: tuple[Cause, ...], tall: int) -> list[Node]:
    """Buttons for causes that have sums of their own, at most so many design units high."""
    found: list[Node] = []
    for behind in dict.fromkeys(part.behind for part in parts if part.behind):
        places = opens(desk, behind)
        if len(places) == 1:
            found.append(_link(desk, behind, places[0], quantity_name(desk, behind)))
        else:
            found += [_link(desk, behind, each, title(desk, behind, each)) for each in places[:6]]
    if not found:
        return []
    links = Scroll(Column(*found, gap=2), Pad(0, 4, 0, 4)).named("explain.causes")
    return [Label(desk.say("ui.sum.deeper"), LABEL), links.sized(height=min(tall, 36 * len(found) + 8))]


def _link(desk: Desk, quantity: str, place: int, name: str) -> Press:
    text, gain = desk.read.change_text(quantity, place)
    return Press(
        Icon("zoom-in", 16, "celadon"),
        Label(name, BODY, elide=True).sized(grow=1),
        Label(desk.read.text(quantity, place), STRONG),
        Change(text, gain).sized(width=104),
        on_press=desk.does(Explain(quantity, place)),
        name=name,
        pad=Pad.sides(8, 4),
    ).named(f"explain.{quantity}.{place}")


def _race(desk: Desk, quantity: str) -> LineRace:
    """The quantity's history in all cities."""
    return LineRace(race(desk, quantity))


def race(desk: Desk, quantity: str, most: int = 10) -> Race:
    """History of a public quantity as lines by city (or by seat, in the colour of the city it governs).

    With more than `most` lines the lowest are left out, never our own.
    """
    read = desk.read
    rows = read.history(quantity)
    spec = desk.model.schema[quantity]
    by_seat = spec.axes.startswith("S")
    cities = tuple(line.city for line in desk.model.seats) if by_seat else read.city_ids
    own = desk.model.seat if by_seat else read.city
    order = sorted(range(len(cities)), key=lambda index: (index != own, -float(rows[-1, index])))
    shown = set(order[:most])
    lines = tuple(
        Series(
            read.city_name(city),
            tuple(float(value) for value in rows[:, index]),
            colour(desk, city),
            mark(desk.look, city),
            index == own,
        )
        for index, city in enumerate(cities)
        if index in shown
    )
    step = 2 if len(rows) <= 12 else 4
    times = tuple(str(read.year(turn)) if turn % step == 0 else "" for turn in range(max(2, len(rows))))
    return Race(lines, times, lambda value: read.write(quantity, round(value / spec.quantum), short=True))
