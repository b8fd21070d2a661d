"""The frame loop: events in, screens on, intents out; owns the route, the stage's contents and the settings in use.

A screen is built again when the model or its own state has changed, never because time passed. Focus, scrolling
and table cursors stay with the automation ids, so that a player does not notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pygame

from boulevard_client import hotkeys
from boulevard_client.describe import Describer
from boulevard_client.keymap import KeyMap
from boulevard_client.lesson import Lesson
from boulevard_client.link import Link
from boulevard_client.model import Model
from boulevard_client.play import Play
from boulevard_client.reading import Reading
from boulevard_client.screens import desk as desks
from boulevard_client.screens import intents as do
from boulevard_client.screens import keep, registry, shell, terms
from boulevard_client.screens.almanac import Book
from boulevard_client.screens.explain import waterfall
from boulevard_client.screens.kept import Kept
from boulevard_client.screens.needs import pressing
from boulevard_client.screens.origins import whole
from boulevard_client.screens.shut import bar_rest
from boulevard_client.screens.talkintents import AnswerOffer, OwnOdds, Propose, Speak
from boulevard_client.screens.watchintents import LeaveReplay
from boulevard_client.settings import Settings, Store
from boulevard_client.sharing import keep_picture, pictures_folder
from boulevard_client.sound import Cue, foremost
from boulevard_client.theme import DARK, PAPER, Breakpoint
from boulevard_client.widgets.inputs import NumberInput
from boulevard_client.widgets.layout import Stack
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.overlays import Notices
from boulevard_client.widgets.pan import Pan
from boulevard_client.widgets.panel import Tone
from boulevard_client.widgets.stage import Layer, Stage
from boulevard_client.widgets.timeline import Timer
from boulevard_shared.content import Content
from boulevard_shared.ids import MatchPhase
from boulevard_shared.locale import Catalogue
from boulevard_shared.sentence import Sentence

HOME = "menu"
HOVER_S = 0.06
"""Least time between two touches that are heard."""
LONGEST_SLEEP_S = 0.25
"""The loop looks at the socket at least this often, should a wake-up call be lost."""


@dataclass(slots=True)
class _Modal:
    layer: Layer
    slot: Stack
    build: Callable[[], Node]
    book: Book | None = None


class App:
    """The client as a whole, without the window's opening and the loop's sleeping: `step` is one frame.

    Args:
        stage: an empty stage; its look is set from the settings.
        keeps: whether settings that the player changes are written to disk.
    """

    def __init__(
        self, stage: Stage, play: Play, store: Store, content: Content, settings: Settings, *, keeps: bool = True
    ) -> None:
        self.stage = stage
        self.play = play
        self.store = store
        self.content = content
        self.settings = settings
        self.done = False
        self.pictures = pictures_folder()
        """Where pictures to share are written; set otherwise by tests."""
        self.cue: Callable[[str], None] = lambda name: None
        """Plays a sound; set by the window."""
        self.describer: Describer | None = None
        """Tells in text what happens; None when nobody listens."""
        self.speak: Callable[[str], None] | None = None
        """Where the describer's lines go; None where there is no such place."""
        self._heard: set[str] = set()
        """Cues of this frame; the foremost is played."""
        self._hover_from = 0.0
        self._keeps_settings = keeps
        self._catalogues: dict[str, Catalogue] = {}
        self._intents: list[do.Intent] = []
        self._screens: dict[str, desks.Screen] = {}
        self.route = HOME
        self._path: list[str] = []
        self._modals: list[_Modal] = []
        self._kept = Kept()
        self._stale = True
        self.builds = 0
        """How often the page was built: tells whoever looks at it that it is another one."""
        self._built_for: tuple[object, ...] = ()
        self._phase: MatchPhase | None = None
        self._turn = -1
        self.confirming = False
        self._calming = Timer(0.0, self._calm, alive=False)
        self._warned = False
        self.lesson = Lesson(self)
        self.page = Stack()
        self.notices = Notices()
        self.notices.anchor, self.notices.margin = "bottom", 52
        self.root = Stack(self.page, self.notices)
        stage.on_key = lambda key: hotkeys.pressed(self, key, covered=bool(self._modals))
        stage.on_touch = self._touched
        stage.show(self.root)
        self._apply_settings()

    # -- a frame -------------------------------------------------------------------------------------------

    def step(self, events: Iterable[pygame.Event]) -> None:
        """Take events, act on what they led to, look at the socket, and paint what changed."""
        for event in events:
            if event.type == pygame.QUIT:
                self.done = True
            elif event.type == pygame.VIDEORESIZE:
                self.stage.resize(pygame.display.get_surface() or self.stage.surface)
                self._kept.clear()
                self._stale = True
            else:
                self.stage.handle(event)
            self._act()
        sent = self.model.on_the_way
        if self.play.poll():
            if any(self.model.tick(key) == "kept" for key in sent):
                self._heard.add(Cue.STAMP)
            self.follow()
        if self.play.watching.poll():
            self._watch()
        self._warn()
        self._act()
        self._refresh()
        self.lesson.follow()
        self.stage.frame()
        if self.describer is not None:
            self.describer.look()
        if self._heard:
            self.cue(foremost(self._heard))
            self._heard.clear()

    def _touched(self, pressed: bool) -> None:
        """The mouse or the focus came to something (not more often than one can hear), or it was pressed."""
        if pressed:
            self._heard.add(Cue.SELECT)
            return
        now = self.stage.timeline.clock()
        if now >= self._hover_from:
            self._hover_from = now + HOVER_S
            self._heard.add(Cue.HOVER)

    def _warn(self) -> None:
        """Ten seconds before the end of a turn, once, if we have not decided."""
        left = self.model.remaining_s
        if left is None or left > shell.URGENT_S or self.model.ready or not self.model.live:
            self._warned = False if left is None or left > shell.URGENT_S else self._warned
        elif not self._warned:
            self._warned = True
            self.tell(Sentence("ui.ten_seconds"), "warn")
            self._heard.add(Cue.ALERT)

    def wait_s(self) -> float:
        """Seconds the loop may sleep when nothing comes."""
        wait = self.stage.wait_s()
        return LONGEST_SLEEP_S if wait is None else min(wait, LONGEST_SLEEP_S)

    def listen(self, speak: Callable[[str], None]) -> None:
        """Give the describer somewhere to write; it does when the settings ask for it."""
        self.speak = speak
        self._apply_settings()

    def close(self) -> None:
        self.play.close()

    # -- building ------------------------------------------------------------------------------------------

    @property
    def model(self) -> Model:
        return self.play.watching.model or self.play.model

    @property
    def words(self) -> Catalogue:
        lang = self.settings.spoken
        if lang not in self._catalogues:
            self._catalogues[lang] = Catalogue.load(lang)
        return self._catalogues[lang]

    def learn(self) -> None:
        """Read both languages before anybody asks for them; a thread may do so while the menu is read."""
        for lang in ("en", "zh"):
            if lang not in self._catalogues:
                self._catalogues[lang] = Catalogue.load(lang)

    @property
    def room(self) -> Breakpoint:
        """Which layout the window has room for at this scale."""
        return self.stage.look.scale.room(self.stage.surface.get_size())

    def desk(self) -> desks.Desk:
        """What screens are given now."""
        words = self.words
        return desks.Desk(
            model=self.model,
            read=Reading(self.model, self.content, words),
            content=self.content,
            words=words,
            look=self.stage.look,
            settings=self.settings,
            held=self.play.held,
            busy=self.play.busy,
            address=self.play.address,
            room=self.room,
            emit=self._intents.append,
            kept=self._kept,
            sight=self.stage.sight,
            trouble=self.play.trouble,
            watching=self.play.watching,
        )

    def screen(self, name: str) -> desks.Screen:
        """The screen with this name, made when first wanted. Raises KeyError for an unknown one."""
        if name not in self._screens:
            self._screens[name] = registry.factory(name)()
        return self._screens[name]

    def _refresh(self) -> None:
        watched = self.play.watching.version
        state = (self.route, self.model.version, watched, self.play.busy, self.room, self.stage.surface.get_size())
        held = self.stage.pointer.held
        # A slider lives on under its id, so a forecast follows the thumb; whatever else is dragged must not go away.
        dragging = held is not None and not (isinstance(held, NumberInput) and held.id)
        composing = bool(getattr(self.stage.focus, "composing", ""))
        if (self._stale or state != self._built_for) and not dragging and not composing:
            self._stale, self._built_for = False, state
            self._build()

    def _build(self) -> None:
        self._kept.begin()
        desk = self.desk()
        screen = self.screen(self.route)
        tree = screen.build(desk)
        bar_rest(desk, tree)
        whole(desk, self.route, tree)
        if registry.in_match(self.route):
            tree = shell.frame(desk, screen, tree, self.confirming)
        else:
            tree = Pan(tree, screen.needs).named(f"view.{self.route}")
        keep.replace(self.stage, self.page, tree)
        self.builds += 1
        for modal in self._modals:
            card = modal.build()
            bar_rest(desk, card)
            keep.replace(self.stage, modal.slot, Pan(card).named("view.modal"))

    # -- following the match -------------------------------------------------------------------------------

    def _watch(self) -> None:
        """A stored match came on stage: show it; or something could not be shown: say why."""
        watching = self.play.watching
        if watching.on and not registry.in_match(self.route):
            self._screens = {}
            self.go("replay")
        if watching.trouble is not None and self.route != "replays":  # the list says it in place
            self.tell(watching.trouble, "warn")
            watching.trouble = None

    def follow(self) -> None:
        """The model changed: tell what it wants told, and go where the match has gone."""
        if self.play.watching.on:
            return
        model = self.model
        while model.notices:
            told = model.notices.pop(0)
            if told != self.play.trouble or self.route not in ("join", "new"):  # these say it in place
                self.tell(told, "warn")
        while model.talk.news:
            news = model.talk.news.pop(0)
            if not self.screen(self.route).listens:
                self.tell(news, "good")
            self._heard.add(Cue.ALERT)
        if model.link is Link.ENDED and (registry.in_match(self.route) or self.route == "lobby"):
            self.play.leave(for_good=False)
            self.go(HOME)
            return
        phase, turn = model.phase, model.turn
        if phase != self._phase or turn != self._turn:
            entered = phase is not self._phase
            self._phase, self._turn = phase, turn
            self.confirming = False
            match phase:
                case MatchPhase.LOBBY:
                    self.go("lobby")
                case MatchPhase.PLANNING if model.playing:
                    self._heard.add(Cue.SELECT if entered else Cue.TURN)
                    self.go("bulletin")
                    self.play.do(do.Ask())
                case MatchPhase.OVER:
                    first = model.final is not None and model.final.scores[0].seat == model.seat
                    self._heard.add(Cue.WIN if first else Cue.LOSS)
                    self.go("final")
                case None if registry.in_match(self.route) or self.route == "lobby":
                    self.go(HOME)
                case _:
                    pass

    def tell(self, sentence: Sentence, tone: Tone = "neutral") -> None:
        """Show a short notice."""
        self.desk()  # the catalogue learns the match's names
        self.notices.tell(self.words.render(sentence), tone, 6.0)
        self._heard.add(Cue.REFUSED if tone in ("bad", "warn") else Cue.SELECT)

    def go(self, name: str, about: str = "") -> None:
        """Show a screen."""
        if self.route != name:
            self._path = [*self._path[-20:], self.route]
        self.route = name
        if not registry.in_match(name) and name not in ("settings", "lobby"):
            self._screens = {name: screen for name, screen in self._screens.items() if not registry.in_match(name)}
        if about:
            self.screen(name).select(about)
        self._stale = True
        self.stage.tips.close()

    # -- intents -------------------------------------------------------------------------------------------

    def _act(self) -> None:
        while self._intents:
            self._carry_out(self._intents.pop(0))

    def _carry_out(self, intent: do.Intent) -> None:
        name = self.settings.name or self.words.text("ui.player")
        match intent:
            case do.Rebuild():
                self._stale = True
            case do.GoTo(screen=screen, about=about):
                self._close_modals()
                self._stop_waiting()
                self.go(screen, about)
            case do.Back():
                self._stop_waiting()
                self.go(self._path.pop() if self._path else HOME)
                self._path = self._path[:-1]
            case do.LookAt(turn=turn):
                self.model.look_at(turn)
            case do.Explain(quantity=quantity, place=place):
                self.open(lambda: waterfall(self.desk(), quantity, place))
            case do.ReadUp(page=page):
                self._open_almanac(page)
            case do.Show(build=build):
                self.open(lambda: build(self.desk()))
            case do.Dismiss():
                self._close_top()
            case do.ToggleGuide():
                self._close_modals()
                self.lesson.toggle()
            case do.NewMatch():
                self.play.open_match(intent, name)
            case do.Join(url=url, code=code):
                self.play.join(url, code, name)
            case do.Resume():
                self.play.resume(name)
            case do.Leave() if self.play.watching.on:
                self._close_modals()
                self.play.do(LeaveReplay())
                self._screens = {}
                self.go("final" if self.model.playing else "replays")
            case do.Leave(for_good=for_good):
                self._close_modals()
                over = self.model.phase is MatchPhase.OVER
                self.play.leave(for_good and not over)
                self.follow()
                self.go(HOME)
            case do.Change(settings=settings):
                self._change(settings)
            case do.SeeAs(sight=sight):
                self.stage.see_as(sight)
                self._stale = True
            case do.Hear(cue=cue):
                self._heard = {cue}
            case do.TakeKey(take=take):
                self.stage.capture = take
            case do.CopyText(text=text):
                pygame.scrap.put_text(text)
                self.tell(Sentence("ui.copied"), "good")
            case do.SharePicture() if self.model.final is not None:
                self.tell(*keep_picture(self.desk(), self.model.final, self.pictures))
            case do.Quit():
                self.done = True
            case do.Ready(ready=ready):
                self._ready(ready)
            case Speak() | Propose() | AnswerOffer() | OwnOdds() if self.model.watched:
                self.tell(Sentence("ui.not_now"), "warn")
            case do.SendEdit() | do.Undo() | do.Preview() | do.Ask() if not self.model.live:
                self.tell(Sentence("ui.not_now"), "warn")
            case do.SendEdit() | do.Undo():
                self._heard.add(Cue.EDIT)
                self.play.do(intent)
            case _:
                self.play.do(intent)

    def _stop_waiting(self) -> None:
        """Who leaves a screen while a server is dialled does not want to be taken there later."""
        if self.play.busy and self.model.phase is None:
            self.play.give_up()

    def _ready(self, ready: bool) -> None:
        """The first press asks back when something still waits for a decision; the second one means it."""
        if not self.model.live:
            return
        if ready and not self.confirming and pressing(self.desk()):
            self.confirming = True
            self._stale = True
            self._calming.cancel()  # one of an earlier turn must not calm this one
            self._calming = self.stage.timeline.after(5.0, self._calm)
            return
        self.confirming = False
        self._heard.add(Cue.READY if ready else Cue.SELECT)
        if ready and self.model.turn == 0 and not self.model.changed_keys:  # said once; the button's tip says it always
            self.tell(Sentence("ui.carried.nothing_new"), "good")
        self.play.do(do.Ready(ready))

    def _calm(self) -> None:
        if self.confirming:
            self.confirming, self._stale = False, True

    def _change(self, settings: Settings) -> None:
        self.settings = settings
        if self._keeps_settings:
            self.store.keep_settings(settings)
        self._apply_settings()

    def _apply_settings(self) -> None:
        settings = self.settings
        theme = PAPER if settings.theme == "paper" else DARK
        self.stage.restyle(
            theme=theme, language=settings.spoken, setting=settings.ui_scale, text_size=settings.text_size
        )
        self.stage.timeline.reduce_motion = settings.reduce_motion
        if self.speak is not None and settings.describe != (self.describer is not None):
            self.describer = Describer(self, self.speak) if settings.describe else None
        keys = KeyMap(settings.keys)
        if keys != self.stage.look.keys:
            self.stage.look.keys = keys
        self._kept.clear()
        words = self.words
        tips = self.stage.tips
        tips.explain_term = lambda page: terms.term_tip(page, self.settings.spoken)
        tips.mark_terms = lambda text, page: terms.linked(text, self.settings.spoken, page)
        tips.open_page = lambda page: self._carry_out(do.ReadUp(page))
        tips.page_words = words.text("ui.tip.page")
        tips.hints = (words.text("ui.tip.lock"), words.text("ui.tip.dig"), words.text("ui.tip.back"))
        self.stage.damage_all()
        self._stale = True

    # -- modals --------------------------------------------------------------------------------------------

    def open(self, build: Callable[[], Node], book: Book | None = None) -> None:
        """Put a modal on top; it is built again with the screen."""
        slot = Stack(Pan(build()).named("view.modal"))
        layer = self.stage.open(slot, "modal")
        self._modals.append(_Modal(layer, slot, build, book))
        layer.on_close = lambda: self._forget(layer)

    def _open_almanac(self, page: str) -> None:
        """Put the almanac on top, once: when it is open another page is turned to, and no page closes it."""
        open_book = self._modals[-1].book if self._modals else None
        if open_book is None:
            book = Book(page)
            self.open(lambda: book.build(self.desk()), book)
        elif page:
            open_book.turn(self.desk(), page)
        else:
            self._close_top()

    def _forget(self, layer: Layer) -> None:
        self._modals = [modal for modal in self._modals if modal.layer is not layer]

    def _close_top(self) -> None:
        if self._modals:
            self.stage.close(self._modals[-1].layer)

    def _close_modals(self) -> None:
        while self._modals:
            self._close_top()
