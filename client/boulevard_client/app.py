"""The frame loop: events in, screens on, intents out; owns the route, the match that is followed and the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pygame

from boulevard_client import deeds, hotkeys
from boulevard_client.describe import Describer
from boulevard_client.following import HOME, Following
from boulevard_client.keymap import KeyMap
from boulevard_client.lesson import Lesson
from boulevard_client.model import Model
from boulevard_client.pages import Pages
from boulevard_client.play import Play
from boulevard_client.reading import Reading
from boulevard_client.screens import desk as desks
from boulevard_client.screens import intents as do
from boulevard_client.screens import registry, terms
from boulevard_client.settings import Settings, Store
from boulevard_client.sharing import pictures_folder
from boulevard_client.sound import Cue, foremost
from boulevard_client.stretch import Stretch
from boulevard_client.theme import DARK, PAPER, Breakpoint, Language
from boulevard_client.widgets.layout import Stack
from boulevard_client.widgets.overlays import Notices
from boulevard_client.widgets.panel import Tone
from boulevard_client.widgets.stage import Stage
from boulevard_client.widgets.timeline import Timer
from boulevard_client.wings import Page
from boulevard_shared.content import Content
from boulevard_shared.locale import Catalogue
from boulevard_shared.sentence import Sentence

HOVER_S = 0.06
"""Least time between two touches that are heard."""
ASKED_BACK_S = 12.0
"""How long Ready waits for the second word: to read why it asks, and what the guide says of it."""
LONGEST_SLEEP_S = 0.25
"""The loop looks at the socket at least this often, should a wake-up call be lost."""


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
        self.paced = False
        """Whether long work is spread over frames; set by the window. Else every frame is finished at once."""
        self.owes = False
        """The page was built anew in this frame and is painted in the next one: together they would be a long frame."""
        self._later: list[pygame.Event] = []
        """What the player did while the page it is meant for is still being made."""
        self.confirming = False
        self._calming = Timer(0.0, self._calm, alive=False)
        self.following = Following(self)
        self.lesson = Lesson(self)
        self.stretch = Stretch(stage)
        self.pages = Pages(self)
        self.page = self.pages.slot
        self.notices = Notices()
        self.notices.anchor, self.notices.margin = "bottom", 52
        self.root = Stack(self.page, self.notices)
        stage.on_key = lambda key: hotkeys.pressed(self, key, covered=bool(self.pages.modals))
        stage.on_touch = self._touched
        play.awaits = self.following.awaits
        stage.show(self.root)
        self._apply_settings()

    # -- a frame -------------------------------------------------------------------------------------------

    def step(self, events: Iterable[pygame.Event]) -> None:
        """Take events, act on what they led to, look at the socket, and paint what changed."""
        before, by_hand = (self.pages.builds, self.model.version), self.pages.by_hand
        acted = self._take(events)
        if not self.pages.coming:
            self.following.listen()
        self.following.watch()
        self.following.warn()
        self._act()
        if self.stretch.rests:
            self._resize()
        owed, self.owes = self.owes and self.paced, False
        if not self.stretch.pulling and not owed:
            self.pages.refresh()
            if self.stretch.on and not self.pages.coming:
                self.stretch.end()
        if not self.stretch.on:
            if not self.pages.coming:  # what is shown is no longer what the route says
                self.lesson.follow()
            self.owes = self.paced and self.pages.by_hand != by_hand and not owed
            if not self.owes:
                self.stage.frame()
            if self.describer is not None and not self.pages.coming:
                self.describer.look()
        if self._heard:
            self.cue(foremost(self._heard))
            self._heard.clear()
        if self.paced and self.pages.builds == before[0] and not owed:
            self.pages.work(idle=not acted and self.model.version == before[1])

    def _take(self, events: Iterable[pygame.Event]) -> bool:
        """Give events to whom they concern, in their order; whether the player did more than move the mouse.

        What comes after a step to another page waits until that page is there.
        """
        waiting, self._later = [*self._later, *events], []
        for event in waiting:
            if event.type == pygame.QUIT:
                self.done = True
            elif event.type == pygame.VIDEORESIZE and self.paced:
                self.stretch.pull(pygame.display.get_surface() or self.stage.surface)
            elif event.type == pygame.VIDEORESIZE:
                self._resize()
            elif event.type == pygame.WINDOWEXPOSED and self.stretch.on:
                self.stretch.show(self.stage.surface)
            elif self.pages.coming or self.stretch.on:
                self._later.append(event)
            else:
                self.stage.handle(event)
            self._act()
            if self.paced and self.pages.left and not self.stretch.on:
                self.pages.refresh()
        return any(event.type != pygame.MOUSEMOTION for event in waiting)

    def _resize(self) -> None:
        self.stretch.size(pygame.display.get_surface() or self.stage.surface)
        self.pages.kept.clear()
        self.pages.outdate()

    def _touched(self, pressed: bool) -> None:
        """The mouse or the focus came to something (not more often than one can hear), or it was pressed."""
        if pressed:
            self._heard.add(Cue.SELECT)
            return
        now = self.stage.timeline.clock()
        if now >= self._hover_from:
            self._hover_from = now + HOVER_S
            self._heard.add(Cue.HOVER)

    def wait_s(self) -> float:
        """Seconds the loop may sleep when nothing comes."""
        if self.stretch.pulling:
            return self.stretch.pause_s or 0.0
        waits = (self.stage.wait_s(), self.pages.pause_s, 0.0 if self._later and not self.pages.coming else None)
        return min((wait for wait in waits if wait is not None), default=LONGEST_SLEEP_S)

    def listen(self, speak: Callable[[str], None]) -> None:
        """Give the describer somewhere to write; it does when the settings ask for it."""
        self.speak = speak
        self._apply_settings()

    def close(self) -> None:
        self.play.close()

    # -- what everybody reads ------------------------------------------------------------------------------

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
        """Read both languages and the almanac before anybody asks; a thread may do so while the menu is read."""
        languages: tuple[Language, ...] = ("en", "zh")
        for lang in languages:
            if lang not in self._catalogues:
                self._catalogues[lang] = Catalogue.load(lang)
            terms.linked("", lang)

    @property
    def room(self) -> Breakpoint:
        """Which layout the window has room for at this scale."""
        return self.stage.look.scale.room(self.stage.surface.get_size())

    def desk(self, model: Model | None = None, page: Page | None = None) -> desks.Desk:
        """What screens are given now; for a page in the wings what they will be given when it comes on."""
        model, words = model or self.model, self.words
        return desks.Desk(
            model=model,
            read=Reading(model, self.content, words),
            content=self.content,
            words=words,
            look=self.stage.look,
            settings=self.settings,
            held=self.play.held,
            busy=self.play.busy,
            address=self.play.address,
            room=self.room,
            emit=self.emit if page is None else page.emit,
            kept=self.pages.kept if page is None else page.kept,
            sight=self.stage.sight,
            trouble=self.play.trouble,
            watching=self.play.watching,
        )

    def emit(self, intent: do.Intent) -> None:
        """Carry this out when the events of the frame have been seen to."""
        self._intents.append(intent)

    def screen(self, name: str) -> desks.Screen:
        """The screen with this name, made when first wanted. Raises KeyError for an unknown one."""
        if name not in self._screens:
            self._screens[name] = registry.factory(name)()
        return self._screens[name]

    # -- what is shown -------------------------------------------------------------------------------------

    def follow(self) -> None:
        """The model changed: tell what it wants told, and go where the match has gone."""
        self.following.follow()

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
            self.forget_screens(registry.in_match)
        if about:
            self.screen(name).select(about)
            self.pages.outdate()
        self.pages.turn_to()
        self.stage.tips.close()

    def go_home(self) -> None:
        self.go(HOME)

    def go_back(self) -> None:
        """To the screen before this one."""
        self.go(self._path.pop() if self._path else HOME)
        self._path = self._path[:-1]

    def forget_screens(self, of: Callable[[str], bool] = lambda name: True) -> None:
        """A match is over for us: what its screens had open and chosen goes with it."""
        self._screens = {name: screen for name, screen in self._screens.items() if not of(name)}
        self.pages.outdate()

    def hear(self, cue: str) -> None:
        """Something happened that has a sound; the foremost of a frame is played."""
        self._heard.add(cue)

    def hear_only(self, cue: str) -> None:
        """Play just this: a player tries sounds out."""
        self._heard = {cue}

    # -- intents -------------------------------------------------------------------------------------------

    def _act(self) -> None:
        while self._intents:
            self._carry_out(self._intents.pop(0))

    def _carry_out(self, intent: do.Intent) -> None:
        deeds.carry_out(self, intent)

    def stop_waiting(self) -> None:
        """Who leaves a screen while a server is dialled does not want to be taken there later."""
        if self.play.busy and self.model.phase is None:
            self.play.give_up()

    def ask_back(self) -> None:
        """Ready was said while something waits: it must be said once more, while the question stands."""
        self.confirming = True
        self._calming.cancel()  # one of an earlier turn must not calm this one
        self._calming = self.stage.timeline.after(ASKED_BACK_S, self._calm)

    def _calm(self) -> None:
        self.confirming = False

    def change(self, settings: Settings) -> None:
        """Use these settings from now on, and keep them."""
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
        self.pages.kept.clear()
        words = self.words
        tips = self.stage.tips
        tips.explain_term = lambda page: terms.term_tip(page, self.settings.spoken)
        tips.mark_terms = lambda text, page: terms.linked(text, self.settings.spoken, page)
        tips.open_page = lambda page: self._carry_out(do.ReadUp(page))
        tips.page_words = words.text("ui.tip.page")
        tips.hints = (words.text("ui.tip.lock"), words.text("ui.tip.dig"), words.text("ui.tip.back"))
        self.stage.damage_all()
        self.pages.outdate()
