"""Following the match: the server's word taken in, what is told of it, and where it takes the player."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boulevard_client.foresight import foresee
from boulevard_client.link import Link
from boulevard_client.model import Model
from boulevard_client.screens import intents as do
from boulevard_client.screens import registry, shell
from boulevard_client.sound import Cue
from boulevard_shared.ids import MatchPhase
from boulevard_shared.messages import MatchOver, Snapshot, TurnResolved
from boulevard_shared.sentence import Sentence

if TYPE_CHECKING:
    from boulevard_client.app import App

HOME = "menu"


class Following:
    """The app calls `listen`, `watch` and `warn` in every frame."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._phase: MatchPhase | None = None
        self._turn = -1
        self._warned = False

    def listen(self) -> None:
        """Take in what the server has said since the last frame."""
        sent = self.app.model.on_the_way
        if self.app.play.poll():
            if any(self.app.model.tick(key) == "kept" for key in sent):
                self.app.hear(Cue.STAMP)
            self.app.follow()

    def awaits(self, message: object) -> bool:
        """Whether a message must wait because the page that it leads to is still being made."""
        app = self.app
        if not app.paced or app.play.watching.on or not isinstance(message, Snapshot | TurnResolved | MatchOver):
            return False
        if app.play.foreseen is None or app.play.foreseen.message is not message:
            app.play.foreseen = foresee(app.play.model, message)
            after = app.play.foreseen.after
            route = self._destination(after)
            if route is None:
                return False
            app.pages.prepare(route, after)
        return self.app.pages.preparing

    def follow(self) -> None:
        """The model changed: tell what it wants told, and go where the match has gone."""
        if self.app.play.watching.on:
            return
        model = self.app.model
        while model.notices:
            told = model.notices.pop(0)
            if told != self.app.play.trouble or self.app.route not in ("join", "new"):  # these say it in place
                self.app.tell(told, "warn")
        while model.talk.news:
            news = model.talk.news.pop(0)
            if not self.app.screen(self.app.route).listens:
                self.app.tell(news, "good")
            self.app.hear(Cue.ALERT)
        if model.link is Link.ENDED and (registry.in_match(self.app.route) or self.app.route == "lobby"):
            self.app.play.leave(for_good=False)
            self.app.go(HOME)
            return
        if (model.phase, model.turn) != (self._phase, self._turn):
            destination = self._destination(model)
            entered = model.phase is not self._phase
            self._phase, self._turn = model.phase, model.turn
            self.app.confirming = False
            if destination is not None:
                self.app.go(destination)
            if destination == "bulletin":
                self.app.hear(Cue.SELECT if entered else Cue.TURN)
                self.app.play.do(do.Ask())
            elif destination == "final":
                first = model.final is not None and model.final.scores[0].seat == model.seat
                self.app.hear(Cue.WIN if first else Cue.LOSS)

    def _destination(self, model: Model) -> str | None:
        """Where the match takes the player when this has become its model; None where they may stay."""
        if (model.phase, model.turn) == (self._phase, self._turn):
            return None
        match model.phase:
            case MatchPhase.LOBBY:
                return "lobby"
            case MatchPhase.PLANNING if model.playing and not model.played_out:
                return "bulletin"
            case MatchPhase.OVER:
                return "final"
            case None if registry.in_match(self.app.route) or self.app.route == "lobby":
                return HOME
            case _:
                return None

    def watch(self) -> None:
        """A stored match came on stage: show it; or something could not be shown: say why."""
        if not self.app.play.watching.poll():
            return
        watching = self.app.play.watching
        if watching.on and not registry.in_match(self.app.route):
            self.app.forget_screens()
            self.app.go("replay")
        if watching.trouble is not None and self.app.route != "replays":  # the list says it in place
            self.app.tell(watching.trouble, "warn")
            watching.trouble = None

    def warn(self) -> None:
        """Ten seconds before the end of a turn, once, if we have not decided."""
        left = self.app.model.remaining_s
        if left is None or left > shell.URGENT_S or self.app.model.ready or not self.app.model.live:
            self._warned = False if left is None or left > shell.URGENT_S else self._warned
        elif not self._warned:
            self._warned = True
            self.app.tell(Sentence("ui.ten_seconds"), "warn")
            self.app.hear(Cue.ALERT)
