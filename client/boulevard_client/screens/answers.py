"""How the server answers an order: its tick, cost, forecast, notes and refusal, as nodes; owns asking for previews."""

from __future__ import annotations

from boulevard_client.charts.dial import Dial
from boulevard_client.charts.gauge import Spread, SpreadBar
from boulevard_client.moment import Preview
from boulevard_client.screens import intents as do
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.sums import quantity_name
from boulevard_client.theme import CAPTION, LABEL, STRONG, TextStyle
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.tips import Tip
from boulevard_shared.messages import PreviewEdit
from boulevard_shared.orders import AnyOrder
from boulevard_shared.parts import Forecast, ForecastLine
from boulevard_shared.sentence import Sentence
from boulevard_shared.writing import MINUS, fixed, share

_NOT_OPEN = frozenset({"refused.system_later", "refused.system_never"})
_TICKS = {"sent": ("loader-2", "text-low"), "kept": ("circle-check", "celadon"), "refused": ("circle-x", "vermilion")}
_COUNTS = frozenset(("forecast.jobs", "forecast.settled", "forecast.newcomers"))
_SHARES = frozenset(
    ("forecast.best_density", "forecast.density", "forecast.exposure", "forecast.network", "forecast.skill")
)
_HUNDREDTHS = frozenset(
    (
        "forecast.university",
        "forecast.laboratory",
    )
)
_LEVELS = frozenset(
    (
        "forecast.stake",
        "forecast.proceeds",
        "forecast.listing",
        "forecast.seed",
        "forecast.partners",
        "forecast.jobs",
        "forecast.output",
        "forecast.skill",
        "forecast.interest",
    )
)
"""Forecasts of a level; all others are changes and carry a sign."""


def preview(desk: Desk, order: AnyOrder) -> Preview | None:
    """What the server says to this order; asks when it has not been asked. An older answer serves meanwhile."""
    known = desk.model.previews.get(order.key)
    if known is not None and known.order == order and (known.refused is not None or known.forecast is not None):
        return known
    asked = any(isinstance(r, PreviewEdit) and r.edit == order for r in desk.model.asked.values())
    if desk.model.live and not asked:
        desk.emit(do.Preview(order))
    return known


def tick(desk: Desk, key: str, size: float = 16) -> Icon:
    """How far an edit has come: on its way, kept by the server, turned down; nothing when nothing was edited."""
    state = desk.model.tick(key)
    name, colour = _TICKS.get(state, ("point", "line"))
    shown = Icon(name, size, colour)
    shown.visible = bool(state)
    if state:
        shown.explained(Tip(desk.say(f"ui.turn.tick.{state}")))
    return shown


def refusal(desk: Desk, reason: Sentence) -> Row:
    """Why not, in place; calmly for a part of the game that is not open, which nobody can help."""
    if reason.key in _NOT_OPEN:
        return why_not(desk, reason)
    text, style = desk.tell(reason), TextStyle(13, "semibold", "vermilion")
    line = desk.look.type.line_height(text, style) / desk.look.scale.factor
    mark = Row(Icon("alert-triangle", 17, "vermilion")).sized(at_least=(0, line))  # level with the first line
    return Row(mark, Label(text, style, wrap=True).sized(grow=1), gap=8, align="start")


def why_not(desk: Desk, reason: Sentence) -> Row:
    """Why something cannot be done now, said calmly: nobody has tried."""
    return Row(Icon("lock", 15, "text-low"), Label(desk.tell(reason), CAPTION, wrap=True).sized(grow=1), gap=7)


def refused(desk: Desk, order: AnyOrder, known: Preview | None) -> Sentence | None:
    """Why this order may not stand: by its preview, else by what the server said to the last edit of its entry."""
    if known is not None and known.order == order:
        return known.refused
    return desk.model.refusals.get(order.key)


# --- forecasts ---------------------------------------------------------------------------------------------


def forecast_name(desk: Desk, quantity: str) -> str:
    """What a forecast's quantity is called."""
    return desk.say(quantity) if quantity.startswith("forecast.") else quantity_name(desk, quantity)


def forecast_text(desk: Desk, quantity: str, value: int, *, short: bool = False) -> str:
    """A forecast's value as it is written."""
    signed = quantity not in _LEVELS
    if quantity == "forecast.multiple":
        return times(value)
    if quantity in _COUNTS:
        return desk.read.number(value, signed=signed, short=short)
    if quantity in _SHARES:
        return share(value, signed=signed)
    if quantity in _HUNDREDTHS:
        return f"{'+' if value > 0 else MINUS if value < 0 else ''}{fixed(abs(value), 100, 1)}"
    if quantity in desk.model.schema:
        return desk.read.write(quantity, value, signed=True, short=short)
    return desk.read.money(value, signed=signed, short=short)


def times(hundredths: int) -> str:
    """A multiple: `×1.25`."""
    return f"×{fixed(max(0, hundredths), 100, 2)}"


RANGE = 136
"""Room for a likely range in figures, so that the bars beside them end together."""


def forecast_row(desk: Desk, line: ForecastLine, paid: int = 0) -> Column:
    """One quantity: name and middle value, below them its likely range as a bar and in figures.

    `paid` (wan) marks break-even on what a stake will be worth.
    """
    evens = {"forecast.multiple": 100.0, "forecast.stake": float(paid) or None}
    even = evens.get(line.quantity)
    name = forecast_name(desk, line.quantity)
    row = Column(
        Row(
            Label(name, LABEL, elide=True).sized(grow=1),
            Label(forecast_text(desk, line.quantity, line.mid, short=True), STRONG),
            gap=8,
            align="baseline",
        ),
        Row(
            SpreadBar(Spread(line.low, line.mid, line.high, even)).sized(grow=1),
            Label(_range(desk, line), CAPTION).aligned("right").sized(at_least=(RANGE, 0)),
            gap=10,
        ),
        gap=1,
    )
    return row.explained(_range_tip(desk, line))


def forecast_line(desk: Desk, line: ForecastLine) -> Row:
    """The same on one line without the bar."""
    row = Row(
        Label(forecast_name(desk, line.quantity), LABEL, elide=True).sized(grow=1),
        Label(forecast_text(desk, line.quantity, line.mid, short=True), STRONG),
        Label(_range(desk, line) if line.low != line.high else "", CAPTION),
        gap=8,
        align="baseline",
    )
    return row.explained(_range_tip(desk, line))


def _range(desk: Desk, line: ForecastLine) -> str:
    return desk.say(
        "ui.turn.range",
        low=forecast_text(desk, line.quantity, line.low, short=True),
        high=forecast_text(desk, line.quantity, line.high, short=True),
    )


def _range_tip(desk: Desk, line: ForecastLine) -> Tip:
    return Tip(forecast_name(desk, line.quantity), desk.say("ui.turn.range_tip", turns=line.turns))


def forecast_rows(desk: Desk, forecast: Forecast, *, small: bool = False, paid: int = 0) -> list[Node]:
    """All lines that move at all."""
    moving = [line for line in forecast.lines if line.low or line.mid or line.high]
    return [forecast_line(desk, line) if small else forecast_row(desk, line, paid) for line in moving]


def effect(desk: Desk, order: AnyOrder, *, notes: int = 2, told: frozenset[str] = frozenset()) -> Column:
    """What a setting or act should bring, small: refusal, or lines and notes less those that are `told` elsewhere."""
    known = preview(desk, order)
    reason = refused(desk, order, known) or desk.model.refusals.get(order.key)
    if reason is not None:
        return Column(refusal(desk, reason))
    if known is None or known.forecast is None:
        return Column(Label("", CAPTION))
    found: list[Node] = [*forecast_rows(desk, known.forecast, small=True)]
    untold = [note for note in known.forecast.note if note.key not in told]
    found += [Label(desk.tell(note), LABEL, wrap=True) for note in untold[:notes]]
    return Column(*found, gap=4)


def notes(desk: Desk, known: Preview | None) -> list[Node]:
    """What a forecast says beside its figures, each with a mark."""
    if known is None or known.forecast is None:
        return []
    return [
        Row(
            Icon(*_NOTE_ICONS.get(note.key, ("info-circle", 16, "text-low"))),
            Label(desk.tell(note), LABEL, wrap=True).sized(grow=1),
            gap=8,
            align="start",
        )
        for note in known.forecast.note
    ]


_NOTE_ICONS: dict[str, tuple[str, float, str]] = {
    "note.noisy": ("dice-3", 16, "amber"),
    "note.noisy_late": ("dice-3", 16, "amber"),
    "note.chair": ("messages", 16, "text-low"),
    "note.fraud_seen": ("alert-triangle", 16, "vermilion"),
    "note.mega": ("barrier-block", 16, "amber"),
    "note.works_late": ("barrier-block", 16, "amber"),
    "note.guarantee": ("shield-check", 16, "text-low"),
    "note.debt": ("scale", 16, "text-low"),
    "note.call": ("phone-calling", 16, "amber"),
}


def chance_colour(share: float) -> str:
    return "celadon" if share >= 0.4 else "amber" if share >= 0.15 else "vermilion"


def dial(desk: Desk, basis_points: int | None, caption: str, tip: Tip) -> Column:
    """A chance with its name below; None when it is not known."""
    part = None if basis_points is None or basis_points < 0 else basis_points / 10_000
    text = "—" if part is None else f"{round(100 * part)}%"
    shown = Dial(part, text, "celadon" if part is None else chance_colour(part))
    return Column(shown, Label(caption, CAPTION).aligned("center"), gap=4, align="center").explained(tip)


def cost(desk: Desk, known: Preview | None, payer: str = "") -> Row:
    """Money and attention an order takes: `¥9.0bn · 2 attention`."""
    price = known.cost if known is not None else None
    money = desk.read.money(abs(price.money), short=True) if price is not None else "—"
    points = str(price.attention) if price is not None else "—"
    return Row(
        Icon("coin-yuan", 17, "text-low"),
        Label(money, STRONG),
        Label(payer, CAPTION, elide=True),
        Icon("clock-hour-4", 17, "text-low"),
        Label(points, STRONG),
        Label(desk.say("ui.turn.attention"), CAPTION, elide=True),
        gap=6,
    )
