"""The frame of a match: top bar, rail and key hints around whatever screen is shown."""

from __future__ import annotations

import msgspec
from pygame import Rect

from boulevard_client.art import Box
from boulevard_client.link import Link
from boulevard_client.look import Look
from boulevard_client.model import Model
from boulevard_client.screens import locks, registry, replay
from boulevard_client.screens.carried import ready_tip
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.intents import Change, Explain, GoTo, LookAt, Ready, Show
from boulevard_client.screens.needs import pressing
from boulevard_client.screens.origins import origin
from boulevard_client.screens.parts import Press, headline, kpi, seal
from boulevard_client.screens.pausemenu import pause_menu
from boulevard_client.screens.sums import tip
from boulevard_client.theme import CAPTION, FULL_ROOM, HINT_BAR, LABEL, NARROW_ROOM, RAIL, TITLE, TOP_BAR, TextStyle
from boulevard_client.widgets.button import Button, IconButton
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.chrome import HintBar, Rail, RailItem, TopBar
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row, Spacer
from boulevard_client.widgets.meters import PhaseTrack, RingTimer
from boulevard_client.widgets.node import Node, Size
from boulevard_client.widgets.pan import Pan
from boulevard_client.widgets.prop import Prop
from boulevard_client.widgets.senses import Point
from boulevard_client.widgets.stage import Stage
from boulevard_client.widgets.timeline import Timer
from boulevard_client.widgets.tips import Tip
from boulevard_shared.ids import MatchPhase

URGENT_S = 10.0
TURN_STYLE = TextStyle(14, "semibold")


def frame(desk: Desk, screen: Screen, body: Node, confirming: bool) -> Node:
    """The whole window: shell around the body of a screen."""
    above = locks.strip(desk, screen.name)
    needed = NARROW_ROOM if desk.narrow else FULL_ROOM
    view = Pan(body, (needed[0] - RAIL, needed[1] - TOP_BAR - HINT_BAR)).named(f"view.{screen.name}")
    shown: Node = view if above is None else Column(above, view.sized(grow=1), gap=0)
    middle = Row(_rail(desk, screen), shown.sized(grow=1), gap=0, align="stretch").sized(grow=1)
    return Column(_top(desk, screen, confirming), middle, _foot(desk, screen), gap=0)


# --- top ---------------------------------------------------------------------------------------------------


def _top(desk: Desk, screen: Screen, confirming: bool) -> Node:
    read = desk.read
    city = desk.content.cities[read.city_id]
    scenario = desk.content.scenarios[desk.model.about.scenario] if desk.model.about else None
    name = Row(Label(read.called(city.name), TITLE), Label(read.also_called(city.name), LABEL), gap=8, align="baseline")
    under = desk.say("ui.title") if scenario is None else read.called(scenario.name)
    names = Column(name, Label(under, CAPTION, elide=True), gap=0)
    # apart from the turn beside it, whose words are as small as the scenario's name
    identity = Row(seal(desk, read.city_id, 46), names, gap=14, pad=Pad(0, 0, 10, 0))
    figures = _figures(desk)
    turn = _turn(desk, screen)
    parts: list[Node] = [identity, turn]
    if desk.model.remaining_s is not None and desk.model.phase is MatchPhase.PLANNING:
        parts.append(TurnClock(desk.model).named("top.clock").sourced(origin(desk, "clock")))
    buttons = _buttons(desk)
    parts += [Spacer(), *figures, Spacer(), _ready(desk, confirming), buttons]
    # the treasury and the attention left are looked at before every decision: they stay
    leaving = [*figures[2:-2], figures[-2], figures[1], names, buttons, turn]
    return TopBar(*parts, gap=12 if desk.narrow else 16, leaving=leaving)


def _turn(desk: Desk, screen: Screen) -> Node:
    moment, about = desk.model.moment, desk.model.about
    total = about.turns if about is not None else moment.turn + 1
    over = _over(desk)
    if over:
        words = desk.say("ui.turn.over")
    else:
        words = desk.say("ui.turn.now", when=desk.read.turn_name(moment.turn), n=min(moment.turn + 1, total), of=total)
    phases = (desk.say("ui.phase.report"), desk.say("ui.phase.plan"), desk.say("ui.phase.resolve"))
    now = 2 if desk.model.ready or over else 0 if _reporting(desk, screen) else 1
    track = PhaseTrack(phases, now).sized(at_least=(212, 0))
    return Column(Label(words, TURN_STYLE), track, gap=2).sourced(origin(desk, "turn"))


def _over(desk: Desk) -> bool:
    """Whether the match has ended, or a stored one is looked at where it ended."""
    model = desk.model
    if model.watched:
        return model.final is not None and model.moment.turn == model.turn
    return model.phase is MatchPhase.OVER


def _reporting(desk: Desk, screen: Screen) -> bool:
    """Nothing has been decided yet this turn, and the report is what the player is reading."""
    return desk.model.turn > 0 and not desk.model.changed_keys and screen.name == "bulletin"


def _figures(desk: Desk) -> list[Node]:
    read = desk.read
    shown: list[Node] = [
        headline(desk, "coin-yuan", "city.treasury"),
        headline(desk, "trending-up", "city.gdp", relative=True),
    ]
    if not desk.narrow:
        shown += [headline(desk, "users", "city.population", relative=True), headline(desk, "bulb", "city.technology")]
    place = read.place("city.debt")
    now, before = _debt_ratio(desk)
    caption = desk.say("ui.figure.debt_ratio")
    moved = (desk.read.points(now - before), now < before) if abs(now - before) >= 0.0005 else ("", None)
    moved = ("", None) if desk.narrow else moved
    ratio = kpi(desk, "scale", caption, f"{now:.0%}", moved, desk.does(Explain("city.debt", place)))
    shown.append(ratio.explained(tip(desk, "city.debt", place)).named("top.city.debt"))
    standing = desk.model.standing
    total = standing.attention_used + standing.attention_free
    attention = kpi(
        desk,
        "clock-hour-4",
        desk.say("ui.figure.attention"),
        f"{standing.attention_free}/{total}",
        ("", None),
        desk.does(GoTo("decree") if registry.in_match("decree") else GoTo("city")),
    )
    about = Tip(desk.say("ui.figure.attention"), desk.say("ui.decree.attention_tip"))
    shown.append(attention.explained(about).named("top.attention"))
    return shown


def _debt_ratio(desk: Desk) -> tuple[float, float]:
    """Debt as a share of a year's GDP, now and a turn ago (the same when that is not known)."""
    read = desk.read
    debt, gdp = read.own("city.debt"), max(1.0, read.own("city.gdp"))
    new_debt, new_gdp = (read.change(name, read.place(name)) for name in ("city.debt", "city.gdp"))
    if new_debt is None or new_gdp is None:
        return debt / gdp, debt / gdp
    return debt / gdp, (debt - new_debt) / max(1.0, gdp - new_gdp)


def _ready(desk: Desk, confirming: bool) -> Node:
    model = desk.model
    if model.watched:
        return replay.corner(desk)
    if model.shown_turn is not None:
        return Button(desk.say("ui.back_to_now"), desk.does(LookAt(None)), "primary", key="Esc").named("top.ready")
    if model.phase is MatchPhase.FROZEN:
        return Button(desk.say("ui.screen.menu"), desk.does(Show(pause_menu)), "danger").named("top.ready")
    if model.phase is not MatchPhase.PLANNING:
        return Button(desk.say("ui.see_report"), desk.does(GoTo("final")), "primary").named("top.ready")
    if model.ready:
        button = Button(desk.say("ui.ready.waiting"), desk.does(Ready(False)), "normal", "Space", "circle-check")
    elif confirming:
        button = Button(desk.say("ui.ready.sure", n=len(pressing(desk))), desk.does(Ready(True)), "danger", "Space")
    else:
        button = Button(desk.say("ui.ready.say"), desk.does(Ready(True)), "primary", "Space")
    return button.named("top.ready").explained(ready_tip(desk))


def _buttons(desk: Desk) -> Node:
    settings = desk.settings
    other = msgspec.structs.replace(settings, language="en" if settings.spoken == "zh" else "zh")
    theme = msgspec.structs.replace(settings, theme="dark" if settings.theme == "paper" else "paper")
    language = IconButton("language", desk.does(Change(other)), desk.say("ui.key.f2")).named("top.language")
    if desk.narrow:
        return language  # the others have keys, and places on the rail
    return Row(
        language,
        IconButton("contrast-2", desk.does(Change(theme)), desk.say("ui.key.f3")).named("top.theme"),
        IconButton("bell", desk.does(GoTo("bulletin")), desk.say("ui.screen.bulletin")).named("top.bell"),
        gap=8,
    )


class TurnClock(RingTimer):
    """The ring of seconds left; looks at the clock by itself, so that nothing else is built anew."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model
        self._timer: Timer | None = None
        self._show()

    def mount(self, stage: Stage | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        super().mount(stage)
        if stage is not None:
            self._show()
            self._timer = stage.timeline.after(0.25, self._show, repeat=True)

    def _show(self) -> None:
        left = self.model.remaining_s
        about = self.model.about
        if left is None or about is None:
            return
        whole = int(left + 0.999)
        self.text = "||" if self.model.turned.paused else f"{whole // 60}:{whole % 60:02d}"
        self.share = min(1.0, left / max(1, about.turn_seconds))
        self.urgent = left <= URGENT_S and not self.model.turned.paused


# --- rail and foot -------------------------------------------------------------------------------------------


def _rail(desk: Desk, screen: Screen) -> Node:
    """The same rail for as long as nothing else waits on another screen: most edits do not change it."""
    counts: dict[str, int] = {}
    for need in pressing(desk):
        counts[need.screen] = counts.get(need.screen, 0) + 1
    counts["relations"] = counts.get("relations", 0) + sum(desk.model.talk.unread.values())
    shut = tuple(place.name for place in registry.PLACES if place.key and locks.is_locked(desk, place.name))
    of = (screen.name, tuple(sorted(counts.items())), shut, desk.model.phase, desk.model.watched, desk.model.turn)
    return desk.kept.part("shell.rail", of, lambda: _items(desk, screen, counts))


def _items(desk: Desk, screen: Screen, counts: dict[str, int]) -> Rail:
    items: list[Node] = []
    for place in registry.PLACES:
        if place.key:
            word = desk.say(f"ui.screen.{place.name}")
            item = RailItem(place.icon, word, place.key, desk.does(GoTo(place.name))).named(f"rail.{place.name}")
            item.chosen = place.name == screen.name
            item.needs = counts.get(place.name, 0)
            if locks.is_locked(desk, place.name):
                item.locked = True
                item.explained(Tip(word, locks.reason(desk, place.name)))
            items.append(item)
    over = desk.model.phase is MatchPhase.OVER
    if over:
        final = RailItem("certificate", desk.say("ui.screen.final"), ".", desk.does(GoTo("final"))).named("rail.final")
        final.chosen = screen.name == "final"
        items.append(final)
    if over or desk.model.watched:
        back = RailItem("movie", desk.say("ui.screen.replay"), ",", desk.does(GoTo("replay"))).named("rail.replay")
        back.chosen = screen.name == "replay"
        items.append(back)
    menu = RailItem("menu-2", desk.say("ui.screen.menu"), "Esc", desk.does(Show(pause_menu)))
    menu.hotkey = None  # Esc first closes what is open; the app opens the menu when nothing is
    return Rail(*items, Spacer(), menu.named("rail.menu"))


def _foot(desk: Desk, screen: Screen) -> Node:
    decides = desk.model.phase is not MatchPhase.OVER and not desk.model.watched
    hints = [
        *screen.hints(desk),
        ("Tab", desk.say("ui.key.tab")),
        ("Enter", desk.say("ui.key.enter")),
        *([("N", desk.say("ui.key.next"))] if decides else []),
        ("/", desk.say("ui.key.palette")),
        ("F1", desk.say("ui.key.f1")),
        ("F2", desk.say("ui.key.f2")),
        ("?", desk.say("ui.key.help")),
    ]
    link: list[Node] = []
    if desk.model.link is Link.LOST:
        link = [
            Row(Icon("wifi-off", 18, "vermilion"), Label(desk.say("ui.link.lost"), LABEL.tinted("vermilion")), gap=6)
        ]
    if desk.model.frozen is not None:
        words = Label(desk.tell(desk.model.frozen), LABEL.tinted("vermilion"))
        return HintBar([], Icon("alert-triangle", 18, "vermilion"), words, Spacer(), _scrubber(desk))
    return HintBar(hints, *link, _scrubber(desk))


def _scrubber(desk: Desk) -> Node:
    model = desk.model
    live = model.shown_turn is None
    now = desk.say("ui.scrub.live") if live and not model.watched else desk.read.turn_name(model.moment.turn)
    total = model.about.turns if model.about is not None else model.turn + 1
    bar = Scrubber(model, total, lambda turn: desk.emit(LookAt(turn)), desk.say("ui.scrub.replay"))
    watching = desk.watching
    if watching is not None and watching.on:
        bar.decided = {each.turn for each in watching.decisions(watching.seat, watching.line) if each.made}
    return Row(
        Label(desk.say("ui.scrub.replay"), CAPTION),
        bar.named("foot.scrubber").sized(width=220 if desk.narrow else 360),
        Label(now, LABEL.tinted("celadon" if live else "amber")).sized(width=112 if desk.narrow else 92),
        gap=12,
        pad=Pad.sides(4, 0),
    ).sourced(origin(desk, "replay"))


class Scrubber(Node):
    """The turns of the match as a line with a knob; past turns this client saw can be looked at again."""

    role = "slider"
    interactive = True
    focusable = True
    at = Prop(0)

    def __init__(self, model: Model, total: int, on_turn: object, name: str) -> None:
        super().__init__()
        self.model, self.total, self.name = model, max(1, total), name
        self.on_turn = on_turn
        self.at = model.moment.turn
        self.news = {
            turn for turn, moment in model.moments.items() if any(e.own and e.weight >= 60 for e in moment.events)
        }
        self.decided: set[int] = set()
        """Turns in which the seat decided something, where that is known."""

    def natural(self, look: Look, width: int) -> Size:
        return look.px(220), look.px(24)

    def _spot(self, turn: int) -> int:
        return self.rect.left + 8 + round((self.rect.width - 16) * turn / self.total)

    def paint(self, canvas: Canvas) -> None:
        middle, thick = self.rect.centery, max(3, canvas.px(4))
        track = Rect(self.rect.left + 8, middle - thick // 2, self.rect.width - 16, thick)
        canvas.box(track, Box("line2", radius=99))
        reached = self._spot(self.model.turn)
        canvas.box(Rect(track.left, track.top, max(thick, reached - track.left), thick), Box("celadon", radius=99))
        for turn in self.model.moments:
            tall = canvas.px(14 if turn in self.news else 8)
            ink, wide = "amber" if turn in self.news else "text-mid", max(2, canvas.px(2))
            canvas.fill(Rect(self._spot(turn) - wide // 2, middle - tall // 2, wide, tall), ink)
            if turn in self.decided:
                dot = Rect(0, 0, canvas.px(6), canvas.px(6))
                dot.center = (self._spot(turn), middle - canvas.px(9))
                canvas.box(dot, Box("celadon", radius=99))
        size = canvas.px(15)
        knob = Rect(0, 0, size, size)
        knob.center = (self._spot(self.at), middle)
        canvas.box(knob, Box("text-hi", None, "celadon", 99, 2.5))

    def _look(self, turn: int) -> None:
        seen = sorted(self.model.moments, key=lambda each: abs(each - turn))
        if seen and seen[0] != self.model.moment.turn and callable(self.on_turn):
            self.at = seen[0]
            self.on_turn(seen[0])

    def key(self, key: Key) -> bool:
        steps = {"Left": -1, "Right": 1}
        if key.combo not in steps:
            return False
        turns = sorted(self.model.moments)
        index = turns.index(self.model.moment.turn) + steps[key.combo]
        if 0 <= index < len(turns):
            self._look(turns[index])
        return True

    def pointer_down(self, at: Point) -> bool:
        self.pointer_drag(at)
        return True

    def pointer_drag(self, at: Point) -> None:
        self._look(round((at[0] - self.rect.left - 8) / max(1, self.rect.width - 16) * self.total))

    @property
    def value(self) -> int:
        return self.at

    @property
    def label(self) -> str:
        return self.name


__all__ = ["Press", "frame"]
