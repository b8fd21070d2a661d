"""Tells in lines of text what happens on the screen: where the focus is, and each change; owns what was said last.

For screen readers and for playing from a terminal. One line is one thing; a line begins with what it is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from boulevard_client.link import Link
from boulevard_client.screens.needs import next_need, pressing
from boulevard_client.spoken import Voice
from boulevard_client.widgets.inputs import NumberInput
from boulevard_client.widgets.layers import Layer
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.overlays import Notice
from boulevard_client.widgets.timeline import Timer
from boulevard_shared.ids import MatchPhase
from boulevard_shared.sentence import Argument

if TYPE_CHECKING:
    from boulevard_client.app import App

WARNINGS_S = (120, 60, 30, 10)
"""Seconds before the end of a turn at which it is said how many are left."""
QUIET_S = 0.4
"""After so long without a change it is told what has changed on the screen."""
MOST_CHANGES = 8
HEADLINES = ("city.treasury", "city.gdp", "city.debt", "score.total")
"""Figures of ours that are told when a turn begins."""


class Describer:
    """Looks at an app after every frame (`look`) and writes what is new."""

    def __init__(self, app: App, write: Callable[[str], None]) -> None:
        self.app = app
        self.write = write
        self._route = ""
        self._phase: MatchPhase | None = None
        self._turn: tuple[int, int | None] = (-1, None)
        self._link = Link.IDLE
        self._busy = ""
        self._focus: tuple[str, str, str] | None = None
        self._where: tuple[str, ...] = ()
        self._layers: list[Layer] = []
        self._depth = 0
        self._notices: set[int] = set()
        self._refused: dict[str, str] = {}
        self._need = ""
        self._asking = False
        self._decided: dict[str, str] = {}
        self._ready: tuple[bool, int] = (False, 0)
        self._left: float | None = None
        self._hint = ("", "")
        self._lines: list[str] = []
        self._seen_page: object = None
        self._fresh = False
        self._timer: Timer | None = None

    # -- asked for -----------------------------------------------------------------------------------------

    def read(self) -> None:
        """Everything on the card or screen that has the keyboard, line by line."""
        stage = self.app.stage
        stage.layout()
        root = stage.top.root if stage.top.kind != "base" else self.app.page
        self._say("reading")
        for line in self._voice.lines(root):
            self.write(line)
        self._say("read")

    def where(self) -> None:
        """Where the player is: screen, turn, time, attention, focus."""
        self._screen()
        model = self.app.model
        if model.playing and model.phase is MatchPhase.PLANNING:
            self._standing()
            left = model.remaining_s
            if left is not None:
                self._say("time_left", n=round(left))
        self._focus, self._where = None, ()
        self._tell_focus()

    # -- every frame ---------------------------------------------------------------------------------------

    def look(self) -> None:
        """Write what is new since the last time."""
        self._tell_link()
        self._tell_turn()
        self._tell_screen()
        self._tell_decree()
        self._tell_notices()
        self._tell_clock()
        self._tell_need()
        self._tell_layers()
        self._tell_tips()
        self._tell_focus()
        self._tell_hint()
        self._watch()

    @property
    def _voice(self) -> Voice:
        return Voice(self.app.words, self._pressed)

    def _pressed(self, key: str) -> str:
        return self.app.stage.look.keys.pressed(key)

    def _say(self, key: str, /, **args: Argument) -> None:
        self.write(self.app.words.text(f"describe.{key}", **args))

    def _tell_link(self) -> None:
        app = self.app
        if app.play.busy != self._busy:
            self._busy = app.play.busy
            if self._busy:
                self.write(app.words.text(self._busy))
        if app.model.link is not self._link:
            before, self._link = self._link, app.model.link
            if self._link is Link.LOST and before is Link.LIVE:
                self.write(app.words.text("ui.link.lost"))
            elif self._link is Link.LIVE and before is Link.LOST:
                self._say("link_back")

    def _tell_turn(self) -> None:
        model = self.app.model
        if model.phase is not self._phase:
            self._phase = model.phase
            if model.phase is MatchPhase.OVER:
                self._say("over")
            elif model.phase is MatchPhase.FROZEN and model.frozen is not None:
                self.write(self.app.words.render(model.frozen))
        if not model.playing:
            self._turn = (-1, None)
            return
        now = (model.turn, model.shown_turn)
        if now == self._turn:
            return
        before, self._turn = self._turn, now
        self._fresh = True
        desk = self.app.desk()
        if now[1] is not None:
            self._say("looking_back", turn=now[1])
            return
        if before[1] is not None and before[0] == now[0]:
            self._say("looking_ahead", turn=now[0])
            return
        if before[0] >= 0:
            self._say("turn_closed", turn=before[0])
        if model.phase is not MatchPhase.PLANNING or model.played_out:
            return
        self._refused.clear()
        self._ready = (False, 0)
        self._decided = self._decisions()
        total = model.about.turns if model.about is not None else model.turn + 1
        city = desk.read.city_name(desk.read.city_id)
        self._say("turn", turn=model.turn, n=model.turn + 1, of=total, city=city)
        for quantity in HEADLINES:
            place = desk.read.place(quantity)
            name = self.app.words.text(f"quantity.{quantity}")
            figures = (desk.read.text(quantity, place), desk.read.change_text(quantity, place)[0])
            self.write(" ".join((name, *filter(None, figures))))
        for event in model.moment.events:
            self._say("news", text=self.app.words.render(event.sentence))
        self._standing()

    def _standing(self) -> None:
        standing = self.app.model.standing
        self._say("standing", free=standing.attention_free, of=standing.attention_used + standing.attention_free)

    def _tell_screen(self) -> None:
        now = f"{self.app.route}/{self.app.settings.spoken}"
        if now != self._route:
            self._route = now
            self._screen()
            self._fresh = True

    def _screen(self) -> None:
        app, words = self.app, self.app.words
        key = f"ui.screen.{app.route}"
        name = words.text(key if key in words else f"ui.{app.route}.title")
        keys = [words.text("describe.hint", key=self._pressed(each), text=text) for each, text in self._hints()]
        self._say("screen", name=name, n=len(app.stage.stops()), key=self._pressed("F6"))
        if keys:
            self._say("keys", keys=words.text("describe.comma").join(keys))

    def _hints(self) -> tuple[tuple[str, str], ...]:
        return tuple(self.app.screen(self.app.route).hints(self.app.desk()))

    def _tell_notices(self) -> None:
        shown = {id(each): each.text for each in self.app.notices.children if isinstance(each, Notice)}
        for key, text in shown.items():
            if key not in self._notices and text not in self._refused.values():
                self._say("notice", text=text)
        self._notices = set(shown)

    def _tell_need(self) -> None:
        """What waits most for a decision, when that is something else than before."""
        if not self.app.model.live:
            return
        need = next_need(self.app.desk())
        text = self.app.words.render(need.sentence) if need is not None else ""
        if text != self._need:
            self._need = text
            if text:
                self._say("waits", text=text, key=self._pressed("N"))

    def _decisions(self) -> dict[str, str]:
        """What this turn's decree holds that the server has confirmed, as it says it."""
        app, model = self.app, self.app.model
        app.desk()  # the catalogue learns the match's names
        kept = (key for key in model.changed_keys if model.tick(key) == "kept" and key in model.costs)
        return {key: app.words.render(model.costs[key].text) for key in kept}

    def _tell_decree(self) -> None:
        app, model = self.app, self.app.model
        if not model.playing or model.phase is not MatchPhase.PLANNING:
            return
        refused = {key: app.words.render(reason) for key, reason in model.refusals.items()}
        for key, text in refused.items():
            if self._refused.get(key) != text:
                self._say("refused", text=text)
        self._refused = refused
        kept = self._decisions()
        changed = False
        for key, text in kept.items():
            if self._decided.get(key) != text:
                self._say("kept", text=text)
                changed = True
        for key, text in self._decided.items():
            if key not in kept and key not in model.changed_keys:
                self._say("undone", text=text)
                changed = True
        waiting = {key: text for key, text in self._decided.items() if key in model.changed_keys}
        self._decided = {**waiting, **kept}
        if changed:
            self._standing()
        if app.confirming != self._asking:
            self._asking = app.confirming
            if self._asking:
                self._say("asks", n=len(pressing(app.desk())))
        self.tell_ready()

    def tell_ready(self) -> None:
        """Who has said Ready. Also told in the moment it is said: the half-year may be over before the next look."""
        model = self.app.model
        others = sum(line.ready for line in model.seats if line.human and line.seat != model.seat)
        ready = (model.ready, others)
        if ready != self._ready:
            if ready[0] != self._ready[0]:
                self._say("ready" if ready[0] else "not_ready")
            if others > self._ready[1]:
                self._say("others_ready", n=others, of=sum(line.human for line in model.seats) - 1)
            self._ready = ready

    def _tell_clock(self) -> None:
        model = self.app.model
        left = model.remaining_s if model.phase is MatchPhase.PLANNING else None
        before, self._left = self._left, left
        if left is None or before is None:
            return
        passed = [mark for mark in WARNINGS_S if left <= mark < before]
        if passed:
            self._say("time_left", n=min(passed))

    def _tell_layers(self) -> None:
        now = [layer for layer in self.app.stage.layers if layer.kind in ("modal", "drawer")]
        for layer in self._layers:
            if layer not in now:
                self._say("closed")
                self._fresh = True
        for layer in now:
            if layer not in self._layers:
                self.app.stage.layout()
                title = next((node.label for node in layer.root.walk() if node.role in ("dialog", "drawer")), "")
                self._say("dialog", title=title)
                self._lines = self._voice.lines(layer.root)  # what comes later, such as a forecast, is told as new
                self._fresh = False
                for line in self._lines:
                    if line != title:
                        self.write(line)
        self._layers = now

    def _tell_tips(self) -> None:
        tips = self.app.stage.tips
        depth = tips.depth if tips.locked else 0
        if depth > self._depth:
            self.app.stage.layout()
            for line in self._voice.lines(self.app.stage.top.root):
                self.write(line)
        elif depth < self._depth and not depth:
            self._say("closed")
        self._depth = depth

    def _tell_focus(self) -> None:
        node = self.app.stage.focus
        if node is None:
            self._focus = None
            return
        voice = self._voice
        now = (node.id or node.label, str(node.value), voice.value(node))
        if now == self._focus:
            return
        before, self._focus = self._focus, now
        if before is not None and before[0] == now[0]:
            if before[2] != now[2] and not self._fresh:
                self.write(now[2])
            return
        where = voice.where(node)
        if where != self._where:
            self._where = where
            if where:
                self._say("in", place=self.app.words.text("describe.inside").join(where))
        self.write(voice.control(node))

    def _tell_hint(self) -> None:
        hint, words = self.app.lesson.hint, self.app.words
        if hint is None:
            self._hint = ("", "")
            return
        text = hint.text.zh if words.lang == "zh" else hint.text.en
        keys = f"{words.text('ui.guide.press')} {' '.join(map(self._pressed, hint.keys))}" if hint.keys else ""
        before, self._hint = self._hint, (text, keys)
        if before[0] != text:
            self._say("hinted", text=f"{text} {keys}".strip())
        elif before[1] != keys and keys:
            self._say("hinted", text=keys)

    # -- what else has changed -----------------------------------------------------------------------------

    def _watch(self) -> None:
        """Start waiting for quiet when the page was built anew."""
        page = (self.app.page.children[0] if self.app.page.children else None, len(self._layers))
        moving = isinstance(self.app.stage.focus, NumberInput) and page != self._seen_page
        if page == self._seen_page and not moving:
            return
        self._seen_page = page
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.app.stage.timeline.after(QUIET_S, self._settled)

    def _settled(self) -> None:
        """Say the lines that were not there before; on a fresh screen only remember them."""
        self._timer = None
        stage = self.app.stage
        stage.layout()
        before, self._lines = self._lines, self._shown_lines()
        if self._fresh:
            self._fresh = False
            return
        known = Counter(before)
        known[self._focused_line()] += 1
        new = []
        for line in self._lines:
            if known[line]:
                known[line] -= 1
            else:
                new.append(line)
        for line in new[:MOST_CHANGES]:
            self._say("now", text=line)
        if len(new) > MOST_CHANGES:
            self._say("more", n=len(new) - MOST_CHANGES, key=self._pressed("F6"))

    def _shown_lines(self) -> list[str]:
        top = self.app.stage.top
        root: Node = top.root if top.kind in ("modal", "drawer") else self.app.page
        return self._voice.lines(root)

    def _focused_line(self) -> str:
        focus = self.app.stage.focus
        return self._voice.control(focus) if focus is not None else ""
