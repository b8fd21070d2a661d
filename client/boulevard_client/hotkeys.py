"""Keys that no node wanted: those of the whole program, then the screen's own, then those of a match."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pygame

from boulevard_client.screens import intents as do
from boulevard_client.screens import registry
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.help import help_card
from boulevard_client.screens.needs import next_need, opening
from boulevard_client.screens.palette import Palette
from boulevard_client.screens.pausemenu import pause_menu
from boulevard_client.widgets.keys import Key
from boulevard_shared.sentence import Sentence

if TYPE_CHECKING:
    from boulevard_client.app import App

HOME = "menu"


def pressed(app: App, key: Key, *, covered: bool) -> bool:
    """Whether a key meant anything; what it asks for is emitted. `covered`: a modal lies above the screen."""
    desk = app.desk()
    if _anywhere(app, key, desk):
        return True
    if covered:
        return False
    if key.name in ("?", "F1"):
        screen = app.screen(app.route)
        desk.emit(do.Show(lambda now: help_card(now, screen)))
        return True
    if app.screen(app.route).key(key, desk):
        return True
    if not registry.in_match(app.route):
        if key.name == "Esc" and app.route not in (HOME, "lobby"):
            desk.emit(do.GoTo(HOME))
            return True
        return False
    return _in_match(app, key, desk)


def _anywhere(app: App, key: Key, desk: Desk) -> bool:
    settings = app.settings
    match key.combo:
        case "F2":
            other = "en" if settings.spoken == "zh" else "zh"
            desk.emit(do.Change(msgspec.structs.replace(settings, language=other)))
        case "F3":
            theme = "dark" if settings.theme == "paper" else "paper"
            desk.emit(do.Change(msgspec.structs.replace(settings, theme=theme)))
        case "F11":
            pygame.display.toggle_fullscreen()
        case "F4":
            desk.emit(do.ReadUp())
        case "F8" if app.lesson.guide is not None:
            app.lesson.toggle()
        case "F6" if app.describer is not None:
            app.describer.read()
        case "F7" if app.describer is not None:
            app.describer.where()
        case _:
            return False
    return True


def _in_match(app: App, key: Key, desk: Desk) -> bool:
    match key.combo:
        case "Esc" if app.model.shown_turn is not None:
            desk.emit(do.LookAt(None))
        case "Esc":
            desk.emit(do.Show(pause_menu))
        case "/" | "Ctrl+K":
            desk.emit(do.Show(Palette().build))
        case "N":
            need = next_need(desk)
            if need is not None:
                desk.emit(opening(desk, need))
            else:
                app.tell(Sentence("ui.needs.nothing"), "good")
        case "Space" | "Enter" | "Ctrl+Enter":
            desk.emit(do.Ready(not app.model.ready))
        case "[" | "]":
            desk.emit(do.LookAt(app.model.moment.turn + (1 if key.name == "]" else -1)))
        case _:
            return False
    return True
