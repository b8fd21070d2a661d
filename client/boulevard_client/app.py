"""The frame loop: events in, screens on, intents out; owns the route, the stage's contents and the settings in use.

A screen is built again when the model or its own state has changed, never because time passed. Focus, scrolling
and table cursors stay with the automation ids, so that a player does not notice.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pygame

from boulevard_client import mapart
from boulevard_client.look import Look
from boulevard_client.play import Play
from boulevard_client.reading import Reading
from boulevard_client.screens import intents as do
from boulevard_client.screens import keep, registry, shell
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.explain import waterfall
from boulevard_client.screens.help import help_card
from boulevard_client.screens.needs import next_need
from boulevard_client.screens.palette import palette
from boulevard_client.settings import Settings
from boulevard_client.sound import Sounds
from boulevard_client.theme import DARK, PAPER, breakpoint_of
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.layout import Stack
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.overlays import Notices
from boulevard_client.widgets.stage import Layer, Stage
from boulevard_client.widgets.tips import Tip
from boulevard_shared.content import Content
from boulevard_shared.ids import MatchPhase
from boulevard_shared.locale import Catalogue
