"""The package of a bid: its settings, what it would cost and bring, and the buttons that send it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from boulevard_client.charts.ladder import BidLadder, LadderMarks
from boulevard_client.moment import Preview
from boulevard_client.screens import answers, purses
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.dossier import Lot, closing, template
from boulevard_client.screens.entries import figure
from boulevard_client.screens.intents import SendEdit, Undo
from boulevard_client.screens.origins import origin
from boulevard_client.screens.ownodds import own_odds
from boulevard_client.screens.parts import mark
from boulevard_client.screens.setting import KeyMark, Knob, Notches, around, setting, steps_of
from boulevard_client.theme import CAPTION, LABEL, STRONG
from boulevard_client.widgets.button import Button, Switch
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Grid, Row, Spacer
from boulevard_client.widgets.meters import ProgressBar
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.tips import Tip
from boulevard_shared.ids import TASTES, Vehicle
from boulevard_shared.orders import MOST_PREMIUM_BP, BidForProject, ConsultOnProject
from boulevard_shared.parts import Forecast

VEHICLES = tuple(Vehicle)
MAX_HOLIDAY = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a package may go by the rules of the table, in wan."""

    equity: int
    place: int
    """Works and housing, each."""


def limits(desk: Desk, lot: Lot) -> Limits:
    return Limits(
        round(figure(desk, "decree.equity_cap") * lot.equity), round(figure(desk, "decree.place_cap") * lot.ticket)
    )


def proposal(desk: Desk, lot: Lot) -> BidForProject:
    """What the editor starts with: what the decree says, else the price asked, as far as the fullest vehicle goes."""
    held = desk.model.order(f"BidForProject:{lot.serial}")
    if isinstance(held, BidForProject):
        return held
    cash = purses.free(desk)
    richest = max(range(len(VEHICLES)), key=lambda place: cash[place])
    return BidForProject(lot.serial, VEHICLES[richest], equity=max(0, min(lot.equity, cash[richest] * 9 // 10)))


# --- settings ----------------------------------------------------------------------------------------------


def editor(desk: Desk, lot: Lot, bid: BidForProject, on_change: Callable[[BidForProject], None]) -> Panel:
    """Every part of the package; each change gives the whole new package to `on_change`."""

    def change(**parts: object) -> None:
        on_change(msgspec.structs.replace(bid, **parts))

    most = limits(desk, lot)
    money = lambda wan: desk.read.money(wan, short=True)  # noqa: E731
    known = desk.model.previews.get(bid.key)
    grid = Grid(
        _knob(
            desk,
            "premium",
            "M",
            Notches(0, MOST_PREMIUM_BP, 250, 1_000),
            bid.premium_bp,
            lambda n: desk.say("ui.deals.percent_off", share=n // 100),
            lambda n: change(premium_bp=n),
        ),
        _knob(
            desk,
            "guarantee",
            "G",
            steps_of(max(0, lot.ticket - bid.equity)),
            bid.guarantee,
            money,
            lambda n: change(guarantee=n),
        ),
        _knob(
            desk,
            "land",
            "L",
            Notches(0, 100, 5, 20),
            bid.land_discount,
            lambda n: desk.say("ui.deals.percent_off", share=n),
            lambda n: change(land_discount=n),
        ),
        _knob(
            desk,
            "tax",
            "T",
            Notches(0, MAX_HOLIDAY, 1, 2),
            bid.tax_holiday,
            lambda n: desk.say("ui.deals.half_years" if n else "ui.deals.none", turns=n),
            lambda n: change(tax_holiday=n),
        ),
        _knob(desk, "works", "W", steps_of(most.place), bid.works, money, lambda n: change(works=n)),
        _knob(desk, "housing", "H", steps_of(most.place), bid.housing, money, lambda n: change(housing=n)),
        columns=2,
        gap=12 if desk.narrow else 20,
    )
    clause = Switch(desk.say("ui.deals.claw_back"), lambda on: change(claw_back=on), on=bid.claw_back)
    clause.hotkey = "K"
    clause.named("deals.claw_back").explained(Tip(desk.say("ui.deals.claw_back"), desk.say("ui.deals.claw_back_tip")))
    panel = Panel(
        desk.say("ui.deals.package"),
        _payer(desk, bid, lambda place: change(vehicle=VEHICLES[place])),
        _equity(desk, lot, bid, known, lambda n: change(equity=n)),
        grid,
        Row(KeyMark("K"), clause.sized(grow=1), gap=10),
        *([Divider(), _taste(desk, lot)] if desk.narrow else []),
        icon="adjustments",
        subtitle=desk.read.firm_name(lot.name),
        gap=10 if desk.narrow else 18,
    )
    panel.justify = "between"  # in a narrow window it is as high as its neighbours
    return panel


def _knob(
    desk: Desk,
    name: str,
    key: str,
    range_: Notches,
    number: int,
    show: Callable[[int], str],
    on_change: Callable[[int], None],
) -> Node:
    whole = desk.say(f"ui.deals.{name}")
    caption = desk.say(f"ui.deals.short.{name}") if desk.narrow else whole  # beside it stand figures of many digits
    tip = Tip(whole, desk.say(f"ui.deals.{name}_tip"))
    return setting(Knob(f"deals.{name}", caption, range_, number, show, key, tip=tip), on_change)


def _payer(desk: Desk, bid: BidForProject, on_choose: Callable[[int], None]) -> Node:
    place = VEHICLES.index(bid.vehicle)
    names = [desk.say(f"ui.turn.vehicle.{vehicle.value}") for vehicle in VEHICLES]
    tabs = Tabs(names, on_choose, place, segmented=True).named("deals.vehicle")
    cash = desk.say("ui.deals.cash", money=purses.free(desk, bid.key)[place])
    tip = Tip(desk.say("ui.deals.vehicle"), desk.say("ui.deals.vehicle_tip"))
    return around(tabs, f"{desk.say('ui.deals.vehicle')} · {cash}", "V", tip=tip)


def _equity(desk: Desk, lot: Lot, bid: BidForProject, known: Preview | None, on_change: Callable[[int], None]) -> Node:
    cap = limits(desk, lot).equity
    asked = desk.say("ui.deals.for_stake", equity=lot.equity, stake=round(10_000 * lot.stake))
    control = BidLadder(
        steps_of(cap, 60, (lot.equity, bid.equity)), bid.equity, on_change, lambda n: desk.read.money(n, short=True)
    ).named("deals.equity")
    forecast = known.forecast if known is not None else None
    stake = next((line for line in forecast.lines if line.quantity == "forecast.stake"), None) if forecast else None
    worth = (min(stake.low, cap), min(stake.high, cap)) if stake is not None else None
    ends = (desk.read.money(0, short=True), desk.say("ui.deals.at_most", money=cap))
    control.marks = LadderMarks(worth, (), ends, mark(desk.look, desk.read.city_id))
    tip = Tip(desk.say("ui.deals.equity"), desk.say("ui.deals.equity_tip"))
    return around(control, desk.say("ui.deals.equity_asked", asked=asked), "E", tip=tip)


def _taste(desk: Desk, lot: Lot) -> Node:
    """What firms of this kind look at, by weight."""
    taste = template(desk, lot).taste
    heaviest = max(taste.values()) or 1.0
    bars = [
        Column(
            Row(
                Label(desk.say(f"ui.deals.taste.{name}"), CAPTION, elide=True).sized(grow=1),
                Label(f"{round(100 * taste[name])}%", CAPTION.tinted("text-mid")),
                gap=6,
            ),
            ProgressBar(taste[name] / heaviest, "control"),
            gap=2,
        )
        for name in TASTES
    ]
    tip = Tip(desk.say("ui.deals.taste.title"), desk.say("ui.deals.taste.tip"))
    head = Label(desk.say("ui.deals.taste.title"), LABEL, elide=True)
    return Column(head, Grid(*bars, columns=3, gap=10), gap=6).explained(tip)


def _weighed(desk: Desk, lot: Lot, bid: BidForProject) -> Node:
    """The same in full: each weight beside what our package offers for it."""
    taste, money = template(desk, lot).taste, desk.read.money
    heaviest = max(taste.values()) or 1.0
    ours = {
        "cash": money(bid.equity, short=True),
        "guarantee": money(bid.guarantee, short=True),
        "land": desk.say("ui.deals.percent_off", share=bid.land_discount),
        "tax": desk.say("ui.deals.half_years" if bid.tax_holiday else "ui.deals.none", turns=bid.tax_holiday),
        "staff": money(bid.housing, short=True),
        "place": desk.read.city_name(desk.read.city_id),
    }
    rows: list[Node] = [
        Row(
            Label(desk.say(f"ui.deals.taste.{name}"), CAPTION, elide=True).sized(width=92),
            ProgressBar(taste[name] / heaviest, "control").sized(grow=1),
            Label(f"{round(100 * taste[name])}%", CAPTION.tinted("text-mid")).aligned("right").sized(width=40),
            Label(ours[name], STRONG, elide=True).aligned("right").sized(width=112),
            gap=8,
        )
        for name in sorted(TASTES, key=lambda name: -taste[name])
    ]
    tip = Tip(desk.say("ui.deals.taste.title"), desk.say("ui.deals.taste.tip"))
    head = Row(
        Label(desk.say("ui.deals.taste.title"), LABEL, elide=True).sized(grow=1),
        Label(desk.say("ui.deals.taste.ours"), CAPTION),
        gap=8,
    )
    return Column(head, *rows, gap=9).explained(tip)


RARE_BP = 1_000
"""A package that wins less often is told why."""


def _why_rare(desk: Desk, lot: Lot, bid: BidForProject, forecast: Forecast | None) -> list[Node]:
    """Why a package hardly ever wins: what weighs most and is not in it. Nothing for one that has a chance."""
    wins = win_chance(forecast)
    if wins is None or wins >= RARE_BP:
        return []
    words = []
    if bid.equity < lot.equity:
        words.append(desk.say("ui.deals.rare.cash", asked=lot.equity, ours=bid.equity))
    taste = template(desk, lot).taste
    missing = {"guarantee": bid.guarantee, "land": bid.land_discount, "tax": bid.tax_holiday, "staff": bid.housing}
    heaviest = max((name for name, size in missing.items() if not size), key=lambda name: taste[name], default="")
    if heaviest and taste[heaviest] > 0:
        name, weight = f"ui.deals.taste.{heaviest}", round(100 * taste[heaviest])
        words.append(desk.say("ui.deals.rare.nothing", what=name, share=weight))
    if not words:
        words.append(desk.say("ui.deals.rare.rivals"))
    said = Label(desk.say("ui.letter.gap").join(words), LABEL.tinted("amber"), wrap=True).sized(grow=1)
    return [Row(Icon("gavel", 16, "amber"), said, gap=8, align="start")]


# --- forecast and buttons ----------------------------------------------------------------------------------


def outlook(desk: Desk, lot: Lot, bid: BidForProject, on_reset: Callable[[], None]) -> Panel:
    """What the package should bring, what it takes, and sending it."""
    known = answers.preview(desk, bid)
    forecast = known.forecast if known is not None else None
    reason = answers.refused(desk, bid, known)
    inside: list[Node] = [_chances(desk, forecast)]
    if reason is not None:
        inside.append(answers.refusal(desk, reason))
    else:
        inside += _why_rare(desk, lot, bid, forecast)
    if forecast is not None:
        inside += [Divider(), *answers.forecast_rows(desk, forecast, paid=bid.equity), Divider()]
        inside += [each for each in answers.notes(desk, _without_told(desk, lot, known)) if isinstance(each, Row)]
    inside.append(own_odds(desk, lot.serial))
    if not desk.narrow:
        inside.append(_weighed(desk, lot, bid))
    return (
        Panel(
            desk.say("ui.deals.outlook"),
            Scroll(Column(*inside, gap=6 if desk.narrow else 12)).named("deals.outlook").sized(grow=1),
            Divider(),
            _price(desk, bid, known),
            _buttons(desk, lot, bid, desk.tell(reason) if reason is not None else ""),
            Row(
                _consult(desk, lot),
                Button(desk.say("ui.deals.reset"), on_reset, "quiet", "R").named("deals.reset"),
                gap=8,
            ),
            icon="dice-3",
            gap=9,
        )
        .header_end(answers.tick(desk, bid.key, 20))
        .sized(grow=1)
        .sourced(origin(desk, "forecast"))
    )


def _price(desk: Desk, bid: BidForProject, known: Preview | None) -> Row:
    """What each purse pays, and the attention it takes."""
    parts: list[Node] = [Icon("coin-yuan", 17, "text-low"), Label(desk.read.money(bid.equity, short=True), STRONG)]
    parts.append(Label(desk.say(f"ui.turn.vehicle.{bid.vehicle.value}"), CAPTION, elide=True))
    place = bid.works + bid.housing
    if place:
        parts += [
            Label(desk.read.money(place, short=True), STRONG),
            Label(desk.say("ui.deals.treasury"), CAPTION, elide=True),
        ]
    points = str(known.cost.attention) if known is not None and known.cost is not None else "—"
    parts += [Icon("clock-hour-4", 17, "text-low"), Label(points, STRONG)]
    if not (desk.narrow and place):  # two purses need the room; the clock says what it is
        parts.append(Label(desk.say("ui.turn.attention"), CAPTION, elide=True))
    return Row(*parts, gap=6)


def _without_told(desk: Desk, lot: Lot, known: Preview | None) -> Preview | None:
    """The chance to win is a dial, not a note; the clocks are drawn; and at the last moment nobody can be consulted."""
    if known is None or known.forecast is None:
        return known
    shown = {"note.win", "note.clocks"} | ({"note.noisy", "note.noisy_late"} if closing(desk, lot) else set())
    told = [note for note in known.forecast.note if note.key not in shown]
    return Preview(known.order, forecast=msgspec.structs.replace(known.forecast, note=told))


def win_chance(forecast: Forecast | None) -> int | None:
    """Basis points that a package wins, from its note."""
    for note in forecast.note if forecast is not None else ():
        if note.key == "note.win" and isinstance(note.args["win"], int):
            return note.args["win"]
    return None


def _chances(desk: Desk, forecast: Forecast | None) -> Row:
    parts = (
        ("win", win_chance(forecast)),
        ("success", forecast.chance_bp if forecast is not None else None),
        ("office", forecast.office_bp if forecast is not None else None),
    )
    return Row(
        *(
            answers.dial(
                desk,
                share,
                desk.say(f"ui.deals.{name}"),
                Tip(desk.say(f"ui.deals.{name}"), desk.say(f"ui.deals.{name}_tip")),
            ).sized(grow=1)
            for name, share in parts
        ),
        gap=8,
        align="start",
    )


def _buttons(desk: Desk, lot: Lot, bid: BidForProject, refused: str) -> Row:
    held = desk.model.order(bid.key)
    live = desk.model.live
    text = "ui.deals.bid" if held is None else "ui.deals.bid_change" if held != bid else "ui.deals.bid_stands"
    send = Button(desk.say(text, equity=bid.equity), desk.does(SendEdit(bid)), "primary", "B", "gavel")
    send.enabled = live and not refused and held != bid
    send.why_not = desk.say("ui.shut.stands") if held == bid else refused
    if not closing(desk, lot):
        send.why_not = desk.say("ui.deals.not_yet", turn=lot.closes) if not send.enabled else ""
        send.explained(Tip(desk.say("ui.deals.not_yet", turn=lot.closes)))
    back = Button(desk.say("ui.deals.withdraw"), desk.does(Undo(bid.key)), "danger", "X").named("deals.withdraw")
    back.visible = held is not None and live
    return Row(send.named("deals.bid").sized(grow=1), back, gap=8)


def _consult(desk: Desk, lot: Lot) -> Node:
    """Asking the chain before the bid, with what it would change."""
    order = ConsultOnProject(lot.serial)
    if order.key in desk.model.draft.acts:
        press = Button(desk.say("ui.deals.consult_back"), desk.does(Undo(order.key)), "normal", "C", "check")
        return press.named("deals.consult").sized(grow=1)
    known = answers.preview(desk, order)
    reason = answers.refused(desk, order, known)
    button = Button(desk.say("ui.deals.consult"), desk.does(SendEdit(order)), "normal", "C", "message-question")
    button.enabled = desk.model.live and reason is None and not lot.consulted
    words = [desk.tell(reason)] if reason is not None else []
    if known is not None and known.forecast is not None:
        words += [desk.tell(note) for note in known.forecast.note]
    button.explained(Tip(desk.say("ui.deals.consult"), "\n".join(words) or desk.say("ui.deals.consult_tip")))
    return button.named("deals.consult").sized(grow=1)


def nothing(desk: Desk) -> Panel:
    """When there is no project at all."""
    return Panel(
        desk.say("ui.deals.outlook"),
        Row(Icon("hourglass", 20, "text-low"), Label(desk.say("ui.deals.empty"), STRONG.tinted("text-mid"), wrap=True)),
        Spacer(),
        icon="dice-3",
    )
