"""What each intent does at the app: another screen, a card, a setting, or something that is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame

from boulevard_client.screens import intents as do
from boulevard_client.screens.explain import waterfall
from boulevard_client.screens.needs import pressing
from boulevard_client.screens.talkintents import AnswerOffer, OwnOdds, Propose, Speak
from boulevard_client.screens.watchintents import LeaveReplay
from boulevard_client.sharing import keep_picture
from boulevard_client.sound import Cue
from boulevard_shared.ids import MatchPhase
from boulevard_shared.sentence import Sentence

if TYPE_CHECKING:
    from boulevard_client.app import App


def carry_out(app: App, intent: do.Intent) -> None:
    """Do what a screen, a key or a card asked for."""
    name = app.settings.name  # "" is called "Player" by whoever reads it, in their own language
    match intent:
        case do.Rebuild():
            app.pages.outdate()
        case do.GoTo(screen=screen, about=about):
            app.pages.close_all()
            app.stop_waiting()
            app.go(screen, about)
        case do.Back():
            app.stop_waiting()
            app.go_back()
        case do.LookAt(turn=turn):
            app.model.look_at(turn)
        case do.Explain(quantity=quantity, place=place):
            app.pages.open(lambda: waterfall(app.desk(), quantity, place))
        case do.ReadUp(page=page):
            app.pages.open_almanac(page)
        case do.Show(build=build):
            app.pages.open(lambda: build(app.desk()))
        case do.Dismiss():
            app.pages.close_top()
        case do.ToggleGuide():
            app.pages.close_all()
            app.lesson.toggle()
        case do.NewMatch():
            app.play.open_match(intent, name)
        case do.Join(url=url, code=code):
            app.play.join(url, code, name)
        case do.Resume():
            app.play.resume(name)
        case do.Leave() if app.play.watching.on:
            app.pages.close_all()
            app.play.do(LeaveReplay())
            app.forget_screens()
            app.go("final" if app.model.playing else "replays")
        case do.Leave(for_good=for_good):
            app.pages.close_all()
            over = app.model.phase is MatchPhase.OVER
            app.play.leave(for_good and not over)
            app.follow()
            app.go_home()
        case do.Change(settings=settings):
            app.change(settings)
        case do.SeeAs(sight=sight):
            app.stage.see_as(sight)
            app.pages.outdate()
        case do.Hear(cue=cue):
            app.hear_only(cue)
        case do.TakeKey(take=take):
            app.stage.capture = take
        case do.CopyText(text=text):
            pygame.scrap.put_text(text)
            app.tell(Sentence("ui.copied"), "good")
        case do.SharePicture() if app.model.final is not None:
            app.tell(*keep_picture(app.desk(), app.model.final, app.pictures))
        case do.Quit():
            app.done = True
        case do.Ready(ready=ready):
            _say_ready(app, ready)
        case Speak() | Propose() | AnswerOffer() | OwnOdds() if app.model.watched:
            app.tell(Sentence("ui.not_now"), "warn")
        case do.SendEdit() | do.Undo() | do.Preview() | do.Ask() if not app.model.live:
            app.tell(Sentence("ui.not_now"), "warn")
        case do.SendEdit() | do.Undo():
            app.hear(Cue.EDIT)
            app.play.do(intent)
        case _:
            app.play.do(intent)


def _say_ready(app: App, ready: bool) -> None:
    """The first press asks back when something still waits for a decision; the second one means it."""
    if not app.model.live:
        return
    if ready and not app.confirming and pressing(app.desk()):
        app.ask_back()
        return
    app.confirming = False
    app.hear(Cue.READY if ready else Cue.SELECT)
    if ready and app.model.turn == 0 and not app.model.changed_keys:  # said once; the button's tip says it always
        app.tell(Sentence("ui.carried.nothing_new"), "good")
    app.play.do(do.Ready(ready))
    if app.describer is not None:
        app.describer.tell_ready()
