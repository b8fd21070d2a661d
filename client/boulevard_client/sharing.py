"""The end of a match as a picture to pass on: draws a card with the same widgets as the screens, and writes it."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pygame

from boulevard_client.art import Box
from boulevard_client.charts.race import LineRace
from boulevard_client.look import Look
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.explain import race
from boulevard_client.screens.finalcourse import turning_points
from boulevard_client.screens.parts import seal
from boulevard_client.theme import BODY, CAPTION, HERO, KPI, LABEL, STRONG
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Pad, Row, Spacer
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Card, Tone
from boulevard_client.widgets.stage import Stage
from boulevard_shared.parts import FinalReport
from boulevard_shared.sentence import Sentence, say

SIZE = (1200, 675)
"""Pixels: the shape that pages show a shared picture in."""
GROUND = Box("panel-top", "panel-bottom", "line2", 0)


def pictures_folder() -> Path:
    """Where a user keeps pictures; a folder of ours in it."""
    return Path(platformdirs.user_pictures_dir()) / "Quantum Boulevard"


def keep_picture(desk: Desk, report: FinalReport, folder: Path) -> tuple[Sentence, Tone]:
    """Write the card and say where it is, or why it is not."""
    try:
        path = share(desk, report, folder)
    except OSError as error:
        return say("ui.final.not_shared", text=str(error)[-200:]), "bad"
    return say("ui.final.shared", path=str(path)), "good"


def share(desk: Desk, report: FinalReport, folder: Path) -> Path:
    """Write the card into a folder; a picture that is there is never overwritten.

    Raises:
        OSError: the folder cannot be written to.
    """
    surface = pygame.Surface(SIZE)
    look = Look(desk.look.assets)
    look.change(theme=desk.look.theme, language=desk.look.language)
    stage = Stage(look, surface, present=lambda rects: None)
    stage.timeline.reduce_motion = True
    stage.show(_card(desk, report))
    stage.frame()
    folder.mkdir(parents=True, exist_ok=True)
    path = _free(folder, f"{desk.read.city_id}-{report.seed}")
    try:
        pygame.image.save(surface, str(path))
    except pygame.error as error:
        raise OSError(str(error)) from error
    return path


def _free(folder: Path, name: str) -> Path:
    number = 1
    while (path := folder / f"{name}{'' if number == 1 else f'-{number}'}.png").exists():
        number += 1
    return path


def _card(desk: Desk, report: FinalReport) -> Node:
    read = desk.read
    mine = next((line for line in report.scores if line.seat == desk.model.seat), report.scores[0])
    best = report.scores[0]
    key = "ui.final.won" if mine.rank == 1 else "ui.final.lost"
    words = desk.say(key, rank=mine.rank, of=len(report.scores), city=mine.city, winner=best.city)
    about = desk.model.about
    scenario = read.called(desk.content.scenarios[about.scenario].name) if about is not None else ""
    head = Row(
        seal(desk, mine.city, 72),
        Column(Label(words, HERO, wrap=True), Label(f"{desk.say('ui.title')} · {scenario}", LABEL), gap=2).sized(
            grow=1
        ),
        Label(desk.say("ui.final.card_points", total=mine.total), KPI),
        gap=20,
    )
    chart = LineRace(race(desk, "score.total", 5)).sized(grow=1)
    told: list[Node] = [Label(desk.say("ui.final.turning"), STRONG)]
    for found in turning_points(desk, report):
        change = read.write("score.total", found.change, signed=True)
        text = desk.tell(found.event.sentence) if found.event is not None else ""
        told.append(Row(Label(read.turn_name(found.turn - 1), LABEL), Spacer(), Label(change, STRONG), gap=8))
        if text:
            told.append(Label(text, BODY, wrap=True, lines=3, elide=True))
    foot = Row(
        Label(desk.say("ui.final.card_seed", seed=str(report.seed)), CAPTION),
        Spacer(),
        Label(desk.say("ui.menu.fiction"), CAPTION),
        gap=12,
    )
    body = Row(chart, Column(*told, gap=6).sized(width=380), gap=24, align="stretch").sized(grow=1)
    return Card(head, body, foot, gap=16, pad=Pad.sides(36, 26), box=GROUND)
