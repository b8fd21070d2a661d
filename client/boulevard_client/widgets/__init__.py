"""Reusable parts of screens. Import everything a screen needs from here."""

from boulevard_client.art import Box, SealMark
from boulevard_client.theme import (
    BODY,
    CAPTION,
    DARK,
    HEADING,
    HERO,
    KPI,
    LABEL,
    PAPER,
    STRONG,
    TITLE,
    TextStyle,
)
from boulevard_client.widgets.button import Button, IconButton, Pill, Switch
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.cells import Cell, Moved, Sealed, Share, Spark, Tile, Words, figure
from boulevard_client.widgets.chrome import HintBar, Kpi, Rail, RailItem, TopBar
from boulevard_client.widgets.columns import Col, TableRow
from boulevard_client.widgets.dump import Fault, faults
from boulevard_client.widgets.inputs import Range, Slider, Stepper, Tabs
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.label import Change, Icon, Label, RichText, Seal
from boulevard_client.widgets.layout import Column, Grid, Pad, Row, Spacer, Stack
from boulevard_client.widgets.meters import PhaseTrack, ProgressBar, RingTimer
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.overlays import Drawer, Modal, Notices, ask
from boulevard_client.widgets.panel import CARD, PANEL, RAISED, SUNK, Badge, Card, Chip, Divider, Fact, Panel
from boulevard_client.widgets.prop import Prop
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.stage import Layer, Stage
from boulevard_client.widgets.table import Table
from boulevard_client.widgets.textfield import TextField
from boulevard_client.widgets.tips import Tip, TipRow

__all__ = [
    "BODY",
    "CAPTION",
    "CARD",
    "DARK",
    "HEADING",
    "HERO",
    "KPI",
    "LABEL",
    "PANEL",
    "PAPER",
    "RAISED",
    "STRONG",
    "SUNK",
    "TITLE",
    "Badge",
    "Box",
    "Button",
    "Canvas",
    "Card",
    "Cell",
    "Change",
    "Chip",
    "Col",
    "Column",
    "Divider",
    "Drawer",
    "Fact",
    "Fault",
    "Grid",
    "HintBar",
    "Icon",
    "IconButton",
    "Key",
    "Kpi",
    "Label",
    "Layer",
    "Modal",
    "Moved",
    "Node",
    "Notices",
    "Pad",
    "Panel",
    "PhaseTrack",
    "Pill",
    "ProgressBar",
    "Prop",
    "Rail",
    "RailItem",
    "Range",
    "RichText",
    "RingTimer",
    "Row",
    "Scroll",
    "Seal",
    "SealMark",
    "Sealed",
    "Share",
    "Slider",
    "Spacer",
    "Spark",
    "Stack",
    "Stage",
    "Stepper",
    "Switch",
    "Table",
    "TableRow",
    "Tabs",
    "TextField",
    "TextStyle",
    "Tile",
    "Tip",
    "TipRow",
    "TopBar",
    "Words",
    "ask",
    "faults",
    "figure",
]
