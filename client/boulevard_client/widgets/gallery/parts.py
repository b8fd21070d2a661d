"""Every widget in its states, and the charts the sample dashboard does not show."""

from __future__ import annotations

import math
from typing import get_args

from boulevard_client.charts.fan import Distribution, Fan, Forecast, Hill
from boulevard_client.charts.mix import Stacked, StackedBars
from boulevard_client.charts.scatter import Dot, Field, Scatter
from boulevard_client.charts.trend import Trend
from boulevard_client.theme import (
    GAP,
)
from boulevard_client.widgets.button import Button, IconButton, Pill, Switch, ignore
from boulevard_client.widgets.gallery.dashboard import SEALS, Say
from boulevard_client.widgets.inputs import Range, Slider, Stepper, Tabs
from boulevard_client.widgets.label import Change, RichText, Seal
from boulevard_client.widgets.layout import Column, Grid, Row, Spacer
from boulevard_client.widgets.meters import ProgressBar
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Badge, Chip, Divider, Fact, Panel, Tone
from boulevard_client.widgets.textfield import TextField


def parts(say: Say) -> Node:
    """Every widget and chart in its states."""

    def show(value: int) -> str:
        return f"¥{value}m"

    disabled = Button(say("Not yet", "暂不可用"), ignore)
    disabled.enabled = False
    kinds = Row(
        Button(say("Normal", "普通"), ignore),
        Button(say("Primary", "主要"), ignore, "primary", key="P").named("parts.primary"),
        Button(say("Danger", "危险"), ignore, "danger", icon="alert-triangle"),
        Button(say("Quiet", "次要"), ignore, "quiet"),
        disabled,
        gap=10,
    )
    pills = Row(
        Pill(say("Trade & rail", "铁路与贸易"), lambda on: None, on=True, icon="train"),
        Pill(say("Industry", "产业"), lambda on: None, icon="building-factory-2"),
        Switch(say("Reduce motion", "减少动效"), lambda on: None, on=True),
        IconButton("settings", ignore, say("Settings", "设置")),
        gap=10,
    )
    field = TextField(on_submit=None, hint=say("Name your city fund", "为基金命名")).named("parts.field")
    typed = TextField("合肥 Quantum 基金", name="typed")
    inputs = Grid(
        Slider(Range(0, 100), 35, lambda value: None, show),
        Stepper(Range(0, 5000, 100), 1200, lambda value: None, show),
        field,
        typed,
        Tabs((say("Firms", "企业"), say("People", "人才"), say("Land", "土地")), lambda index: None, 1),
        Tabs((say("Low", "低"), say("Middle", "中"), say("High", "高")), lambda index: None, 2, segmented=True),
        columns=2,
        gap=14,
    )
    seals = Row(*(Seal(mark, 36) for mark in SEALS), gap=8)
    tones = Row(*(Chip(tone, tone) for tone in get_args(Tone)), Badge(3), gap=8)
    meters = Column(ProgressBar(0.62), ProgressBar(0.3, "amber", ghost=0.55), gap=8)
    rich = RichText(
        say(
            "A **chain boss** leads one [[chain|industry chain]] and clears its [[bottleneck]]: with more data this "
            "costs less **attention**.",
            "**链长**负责一条[[chain|产业链]]，打通其[[bottleneck|堵点]]：数据越多，所需**精力**越少。",
        )
    )
    facts = Column(Fact(say("Workers", "工人"), "184,200"), Divider(), Fact(say("Wage", "工资"), "¥7,420"), gap=6)
    changes = Row(Change("+6.1%", True), Change("+3pt", False), Change("0", None), Trend((1, 3, 2, 5, 4, 7, 8)), gap=16)
    widgets = Panel(
        say("Widgets", "控件"),
        kinds,
        pills,
        inputs,
        seals,
        tones,
        meters,
        rich,
        facts,
        changes,
        Spacer(),
        icon="palette",
    )
    charts = Grid(_forecast(say), _hill(say), _stack(say), _scatter(say), columns=2, gap=GAP, fill=True)
    return Row(widgets.sized(grow=4), charts.sized(grow=6), gap=GAP, pad=GAP, align="stretch")


def _forecast(say: Say) -> Panel:
    past = tuple(40 + k * 2 + 4 * math.sin(k) for k in range(9))
    ahead = tuple(
        (
            56 + k * 1.5 - 7 * k**0.7,
            56 + k * 2 - 3 * k**0.7,
            57 + 2.4 * k,
            58 + 3 * k + 3 * k**0.7,
            59 + 3.4 * k + 7 * k**0.7,
        )
        for k in range(1, 7)
    )
    times = tuple(say(f"T{k + 1}", f"{k + 1}回合") for k in range(15))
    chart = Fan(Forecast(past, ahead, times, lambda value: f"{value:.0f}"))
    return Panel(
        say("Forecast", "预测"), chart.sized(grow=1), icon="chart-area-line", subtitle=say("80% range", "八成区间")
    )


def _hill(say: Say) -> Panel:
    density = tuple(math.exp(-(((k - 26) / 9) ** 2)) + 0.4 * math.exp(-(((k - 44) / 6) ** 2)) for k in range(61))
    marks = (
        (38.0, say("break-even", "保本"), "amber"),
        (46.0, say("leading bid", "最高出价"), "#16BDF6"),
        (48.0, say("your bid", "我方出价"), "celadon"),
    )
    chart = Distribution(Hill(20, 80, density, marks, lambda value: f"¥{value:.0f}m"))
    return Panel(say("What it may be worth", "可能的价值"), chart.sized(grow=1), icon="target")


def _stack(say: Say) -> Panel:
    layers = tuple(
        (say(en, zh), colour, tuple(base + k * slope for k in range(8)))
        for en, zh, colour, base, slope in (
            ("Displays", "新型显示", "#4DB7A2", 30.0, 1.0),
            ("Chips", "集成电路", "#587BF1", 10.0, 4.0),
            ("EVs", "智能汽车", "#CD9616", 6.0, 5.0),
            ("Quantum", "量子科技", "#E14697", 1.0, 2.0),
        )
    )
    columns = tuple(say(f"Y{k + 1}", f"{k + 1}年") for k in range(8))
    chart = StackedBars(Stacked(columns, layers, lambda value: f"{value:.0f}"))
    return Panel(
        say("Output by chain", "各链产出"), chart.sized(grow=1), icon="chart-bar", subtitle=say("¥ million", "百万元")
    )


def _scatter(say: Say) -> Panel:
    spots = (
        ("displays", "Displays", "显示", 0.2, 0.7, 0.9, True), ("chips", "Chips", "芯片", 0.45, 0.85, 0.7, True),
        ("ev", "EVs", "汽车", 0.7, 0.55, 0.6, True), ("solar", "Solar", "光伏", 0.5, 0.35, 0.5, False),
        ("ai", "AI", "智能", 0.8, 0.9, 0.4, False), ("quantum", "Quantum", "量子", 0.95, 0.75, 0.2, False),
        ("robots", "Robots", "机器人", 0.85, 0.25, 0.3, False), ("home", "Appliances", "家电", 0.15, 0.3, 0.8, True),
    )  # fmt: skip
    dots = tuple(
        Dot(key, x, y, size, "celadon" if strong else "control", say(en, zh), strong)
        for key, en, zh, x, y, size, strong in spots
    )
    links = (
        ("displays", "chips", 0.9),
        ("chips", "ai", 0.6),
        ("ev", "solar", 0.8),
        ("ev", "chips", 0.5),
        ("ai", "quantum", 0.4),
        ("home", "displays", 0.7),
        ("home", "solar", 0.3),
        ("ev", "robots", 0.5),
    )
    return Panel(say("Which chains are near", "产业邻近度"), Scatter(Field(dots, links)).sized(grow=1), icon="network")
