"""A sample dashboard of the game's kind: top bar, rail, panels, charts, tables, hints."""

from __future__ import annotations

import math

from boulevard_client.art import SealMark, SealShape
from boulevard_client.charts.ladder import BidLadder, LadderMarks
from boulevard_client.charts.mix import MixBars, Part
from boulevard_client.charts.race import LineRace, Race, Series
from boulevard_client.charts.sankey import Flow, Flows, Sankey, Stop
from boulevard_client.charts.waterfall import Account, Waterfall
from boulevard_client.theme import (
    BODY,
    CAPTION,
    GAP,
    HEADING,
    HERO,
    KPI,
    LABEL,
    RIGHT_COLUMN,
    STRONG,
    TITLE,
    Language,
    Scale,
)
from boulevard_client.widgets.button import Button, IconButton, ignore
from boulevard_client.widgets.cells import Moved, Sealed, Share, Spark, Tile, Words, figure
from boulevard_client.widgets.chrome import HintBar, Kpi, Rail, RailItem, TopBar
from boulevard_client.widgets.columns import Col, TableRow
from boulevard_client.widgets.inputs import Range
from boulevard_client.widgets.label import Icon, Label, Seal
from boulevard_client.widgets.layout import Column, Row, Spacer
from boulevard_client.widgets.meters import PhaseTrack, RingTimer
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Chip, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Table
from boulevard_client.widgets.tips import Tip, TipRow

_CITIES: tuple[tuple[str, str, str, SealShape, str, float], ...] = (
    ("Hefei", "合肥", "庐", "square", "#CD9616", 6.1),
    ("Chengdu", "成都", "蓉", "round", "#587BF1", 4.8),
    ("Guiyang", "贵阳", "筑", "octagon", "#7A946B", 2.3),
    ("Changsha", "长沙", "湘", "diamond", "#EFF68B", 5.6),
    ("Wuhan", "武汉", "汉", "hexagon", "#16BDF6", 5.2),
    ("Chongqing", "重庆", "渝", "circle", "#E14697", 3.9),
    ("Xi'an", "西安", "秦", "shield", "#C9B3B0", 4.1),
    ("Zhengzhou", "郑州", "豫", "cut", "#DFF6F6", 2.7),
)
SEALS = tuple(SealMark(mark, shape, colour) for _, _, mark, shape, colour, _ in _CITIES)


class Say:
    """Picks one of two languages."""

    def __init__(self, language: Language) -> None:
        self.chinese = language == "zh"

    def __call__(self, english: str, chinese: str) -> str:
        return chinese if self.chinese else english


def dashboard(say: Say, width: int = 1920) -> Node:
    """A screen of the game's kind: top bar, rail, panels, charts, tables, hints."""
    narrow = Scale.of((width, width * 9 // 16)).room((width, width * 9 // 16)) == "narrow"
    charts = Row(_race(say).sized(grow=10), _chain(say).sized(grow=13), gap=GAP, align="stretch")
    if not narrow:
        charts.add(_mix(say).sized(grow=7))
    upper = Row(_standings(say).sized(grow=1), _why(say).sized(grow=1), gap=GAP, align="stretch")
    left = Column(upper.sized(grow=1), charts.sized(grow=1), gap=GAP).sized(grow=1)
    right = Column(_deal(say), _portfolio(say).sized(grow=3), gap=GAP).sized(width=RIGHT_COLUMN)
    if not narrow:
        right.add(_events(say).sized(grow=2))
    body = Row(left, right, gap=GAP, pad=GAP, align="stretch").sized(grow=1)
    return Column(_top(say, narrow), Row(_rail(say), body, gap=0, align="stretch").sized(grow=1), _hints(say), gap=0)


def _top(say: Say, narrow: bool) -> TopBar:
    treasury = Kpi("coin-yuan", say("Treasury", "财政资金"), say("¥184.2m", "1.84亿元"), "+12.4", True)
    treasury.named("top.treasury").explained(_treasury_tip(say))
    figures = [
        treasury,
        Kpi("trending-up", say("City GDP", "地区生产"), say("¥1,284m", "12.8亿元"), "+6.1%", True),
        Kpi("users", say("Talent", "人才"), say("42.8k", "4.28万"), "+1.9k", True),
        Kpi("bulb", say("Innovation", "创新力"), "71", "+4", True),
        Kpi("scale", say("Debt ratio", "负债率"), "38%", "+3pt", False),
    ]
    names = (
        say("Report", "简报"),
        say("Plan", "规划"),
        say("Invest", "投资"),
        say("Deals", "竞拍"),
        say("Resolve", "结算"),
    )
    head = Row(Label(say("Hefei", "合肥"), TITLE), Label(say("合肥", "Hefei"), BODY), gap=8, align="baseline")
    turn = Column(Label(say("Year 4 · Autumn", "第四年 · 秋季"), STRONG), PhaseTrack(names, 3), gap=2)
    return TopBar(
        Seal(SEALS[0], 46),
        Column(head, Label(say("Quantum Boulevard", "量子大道"), CAPTION), gap=0),
        turn,
        RingTimer("0:37", 0.62),
        *(figures[:2] if narrow else figures),
        Spacer(),
        IconButton("language", ignore, say("Language", "语言"), key="F2").named("top.language"),
        IconButton("contrast-2", ignore, say("Theme", "主题")).named("top.theme"),
        IconButton("bell", ignore, say("Messages", "消息")).named("top.bell"),
        gap=18 if narrow else 22,
    )


def _treasury_tip(say: Say) -> Tip:
    taxes = Tip(
        say("Taxes", "税收"),
        "",
        (TipRow(say("Displays", "新型显示"), "+14.0"), TipRow(say("Chips", "集成电路"), "+6.1")),
    )
    body = say("What the city may spend this turn. See [[budget]].", "本回合可用资金。见[[budget|预算]]。")
    rows = (
        TipRow(say("Last turn", "上回合"), "171.8"),
        TipRow(say("Taxes", "税收"), "+20.1", "celadon", taxes),
        TipRow(say("Interest", "利息"), "-7.7", "amber"),
        TipRow(say("Now", "现在"), "184.2", total=True),
    )
    return Tip(say("Treasury", "财政资金"), body, rows, "coin-yuan")


def _rail(say: Say) -> Rail:
    names = (
        ("map-2", "Region", "区域", 0),
        ("building-factory-2", "Industry", "产业", 0),
        ("affiliate", "Chains", "产业链", 1),
        ("briefcase", "Portfolio", "持股", 0),
        ("users-group", "Talent", "人才", 0),
        ("gavel", "Deals", "竞拍", 3),
        ("chart-line", "Charts", "图表", 0),
        ("news", "Events", "事件", 2),
    )
    rail = Rail()
    for index, (icon, english, chinese, needs) in enumerate(names):
        item = RailItem(icon, say(english, chinese), str(index + 1), ignore).named(f"rail.{english.lower()}")
        item.chosen, item.needs = index == 5, needs
        rail.add(item)
    return rail.add(Spacer(), RailItem("settings", say("Menu", "菜单"), "Esc", ignore).named("rail.menu"))


def _hints(say: Say) -> HintBar:
    hints = [
        ("Tab", say("next", "下一项")),
        ("↑↓←→", say("move", "移动")),
        ("Enter", say("select", "确认")),
        ("B", say("bid", "出价")),
        ("Space", say("end phase", "结束阶段")),
        ("/", say("command", "命令")),
        ("F1", say("explain this", "解释")),
        ("F2", say("中文", "English")),
    ]
    return HintBar(hints, Label(say("live", "实时"), LABEL.tinted("celadon")))


def _standings(say: Say) -> Panel:
    rows = []
    order = (4, 0, 1, 5, 3, 7, 6, 2)
    for place, index in enumerate(order):
        english, chinese, _, _, colour, growth = _CITIES[index]
        score = 81.4 - place * 3.7
        trend = tuple(40 + k * (score - 40) / 15 + 3 * math.sin(k * 1.3 + index) for k in range(16))
        cells = (
            Words(str(place + 1), style=LABEL),
            Sealed(SEALS[index]),
            Words(say(english, chinese), style=STRONG),
            figure(f"{score:.1f}"),
            Spark(trend, colour),
            Share(score / 100, f"{score:.0f}%"),
            Moved(f"{growth:.1f}%", None if place == 3 else place % 3 != 2),
        )
        rows.append(TableRow(english, cells, own=index == 0, tip=Tip(say(english, chinese), say("A rival.", "对手。"))))
    cols = [
        Col("", 20),
        Col("", 28),
        Col(say("City", "城市"), grow=2, least=86),
        Col(say("Score", "得分"), 64, align="right", sortable=True),
        Col(say("Trend", "走势"), 90, optional=True),
        Col(say("Share", "占比"), grow=2, least=110, optional=True),
        Col(say("Change", "变化"), 74, align="right", sortable=True),
    ]
    table = Table(cols, rows, row_height=40).named("standings").sized(grow=1)
    table.sorted_by = (3, False)
    table.on_sort = lambda column: None
    return Panel(say("Prosperity index", "繁荣指数"), table, icon="trophy", subtitle=say("round 15", "第15回合"))


def _why(say: Say) -> Panel:
    def show(value: int) -> str:
        return f"¥{value / 10:.1f}m"

    account = Account(
        (say("Last turn", "上回合"), 1718),
        (
            (say("Display sales", "显示销售"), 264),
            (say("New graduates", "新增毕业生"), 88),
            (say("Lithium shortage", "锂盐短缺"), -142),
            (say("Interest", "利息"), -86),
        ),
        (say("Now", "现在"), 1842),
        show,
        lambda value: f"{'+' if value > 0 else '−'}{abs(value) / 10:.1f}",
    )
    chart = Waterfall(account, say("Treasury rose on display sales.", "财政因显示销售增加。"))
    return Panel(
        say("Why the treasury changed", "财政为何变化"),
        chart.sized(grow=1),
        icon="scale",
        subtitle=say("¥ million", "百万元"),
    )


def _race(say: Say) -> Panel:
    series = []
    for index, (english, chinese, _, _, colour, growth) in enumerate(_CITIES):
        start = (640, 920, 330, 700, 880, 930, 690, 660)[index]
        values = tuple(start * (1 + growth / 100 * 0.9) ** k + 18 * math.sin(k * 1.1 + index * 2) for k in range(15))
        series.append(Series(say(english, chinese), values, colour, SEALS[index], own=index == 0))
    times = tuple(say(f"Y{k // 4 + 1}", f"第{k // 4 + 1}年") if k % 4 == 0 else "" for k in range(15))
    chart = LineRace(Race(tuple(series), times, lambda value: f"{value:,.0f}"))
    return Panel(
        say("City GDP race", "经济竞速"), chart.sized(grow=1), icon="chart-line", subtitle=say("¥ million", "百万元")
    )


def _chain(say: Say) -> Panel:
    stops = (
        Stop("si", say("Silicon wafers", "硅片"), 0, "#C9B3B0"),
        Stop("li", say("Lithium salts", "锂盐"), 0, "#587BF1"),
        Stop("gl", say("Glass substrate", "玻璃基板"), 0, "#CD9616"),
        Stop("re", say("Rare earths", "稀土"), 0, "#EFF68B"),
        Stop("dr", say("DRAM memory", "存储芯片"), 1, "#CD9616"),
        Stop("ba", say("Battery cells", "动力电池"), 1, "#CD9616"),
        Stop("di", say("Display panels", "显示面板"), 1, "#CD9616"),
        Stop("ev", say("Smart EVs", "智能汽车"), 2, "#CD9616"),
        Stop("te", say("Terminals", "智能终端"), 2, "#E14697"),
        Stop("qu", say("Quantum labs", "量子实验"), 2, "#CD9616"),
    )
    flows = (
        Flow("si", "dr", 14),
        Flow("si", "di", 4),
        Flow("li", "ba", 15, short=True),
        Flow("gl", "di", 12),
        Flow("re", "ba", 4),
        Flow("re", "dr", 3),
        Flow("dr", "ev", 9),
        Flow("dr", "te", 6),
        Flow("dr", "qu", 4),
        Flow("ba", "ev", 17, short=True),
        Flow("di", "te", 10),
        Flow("di", "ev", 4),
        Flow("di", "qu", 3),
    )
    panel = Panel(
        say("EV & memory chain", "汽车与存储产业链"), Sankey(Flows(stops, flows)).sized(grow=1), icon="affiliate"
    )
    return panel.header_end(Chip(say("Lithium short 18%", "锂盐缺口 18%"), "bad", "alert-triangle"))


def _mix(say: Say) -> Panel:
    rows = (
        ("device-tv", "Displays", "新型显示", 27, "4%", True),
        ("cpu", "Semiconductors", "集成电路", 24, "7%", True),
        ("car", "Smart EVs", "智能汽车", 21, "11%", True),
        ("bolt", "Solar & storage", "光伏储能", 15, "2%", False),
        ("brain", "AI & voice", "人工智能", 9, "9%", True),
        ("atom", "Quantum", "量子科技", 4, "38%", True),
    )
    parts = tuple(Part(say(en, zh), n / 100, f"{n}%", icon, change, gain) for icon, en, zh, n, change, gain in rows)
    chart = MixBars(parts).sized(grow=1)
    return Panel(
        say("Industry mix", "产业结构"), chart, icon="building-factory-2", subtitle=say("output share", "产出占比")
    )


def _deal(say: Say) -> Panel:
    def show(value: int) -> str:
        return say(f"¥{value}.0m", f"{value}00万")

    ladder = BidLadder(Range(30, 66), 48, lambda value: None, show).named("deals.bid")
    ladder.marks = LadderMarks(
        (41, 58),
        ((SEALS[7], 34), (SEALS[1], 43), (SEALS[4], 46)),
        (say("reserve 30", "底价 30"), say("cap 66", "上限 66")),
        SEALS[0],
    )
    chips = Row(
        Chip(say("Anchor firm", "链主企业")),
        Chip(say("+2,400 jobs", "+2400 岗位"), "good"),
        Chip(say("High risk", "高风险"), "bad"),
        gap=6,
    )
    firm = Column(
        Label(say("Luogang Memory", "骆岗存储"), HEADING),
        Label(say("Series C · 12% stake · DRAM 17 nm", "C轮 · 12% 股权 · 17纳米存储"), LABEL),
        chips,
        gap=3,
    )
    leading = Column(
        Label(say("Leading bid", "当前最高"), CAPTION),
        Row(Label(show(46), HERO), Seal(SEALS[4], 20), Label(say("Wuhan", "武汉"), LABEL), gap=9),
        gap=0,
    )
    worth = Column(
        Label(say("Your valuation", "我方估值"), CAPTION), Label("¥41–58m", KPI.tinted("celadon")), gap=2, align="end"
    )
    buttons = Row(
        Button(say("Bid ¥48.0m", "出价 4800万"), ignore, "primary", key="B").named("deals.send").sized(grow=5),
        Button(say("Syndicate", "联合投资"), ignore, key="Y").named("deals.join").sized(grow=4),
        Button(say("Pass", "放弃"), ignore, key="N").named("deals.pass").sized(grow=3),
        gap=8,
    )
    head = Row(Icon("cpu", 56, "celadon"), firm, gap=14)
    return Panel(
        say("Deal room", "竞拍室"),
        head,
        Row(leading, Spacer(), worth, align="start"),
        ladder,
        buttons,
        icon="gavel",
        subtitle=say("lot 2 of 3", "第 2 / 3 项"),
    )


def _portfolio(say: Say) -> Panel:
    firms = (
        ("device-tv", "Jinghe Displays", "晶禾显示", "Panels · Gen 10.5", "面板 · 10.5代", 31, "64.1", "8%", True),
        ("cpu", "Shushan Foundry", "蜀山晶圆", "Logic chips", "逻辑芯片", 22, "38.7", "3%", False),
        ("car", "Binhu Motors", "滨湖汽车", "Smart EVs", "智能汽车", 18, "52.3", "12%", True),
        ("bolt", "Chaohu Storage", "巢湖储能", "Batteries", "电池", 26, "21.9", "6%", False),
        ("atom", "Zhenheng Quantum", "臻衡量子", "Metrology", "量子测量", 40, "14.4", "31%", True),
        ("brain", "Science Island AI", "科学岛智能", "Voice models", "语音模型", 12, "9.8", "4%", True),
    )
    rows = []
    for index, (icon, en, zh, sub, sub_zh, stake, worth, change, gain) in enumerate(firms):
        trend = tuple((k if gain else -k) * 0.9 + 3 * math.sin(k * 1.1 + index * 2) for k in range(18))
        cells = (
            Tile(icon),
            Words(say(en, zh), say(sub, sub_zh), STRONG, elide=True),
            Spark(trend, "celadon" if gain else "amber"),
            Words(f"{stake}%", style=LABEL),
            Moved(change, gain, f"¥{worth}m"),
        )
        rows.append(TableRow(en, cells))
    cols = [Col(width=38), Col(), Col(width=58), Col(width=34, align="right"), Col(width=66, align="right")]
    table = Table(cols, rows, row_height=56).named("portfolio").sized(grow=1)
    return Panel(
        say("Portfolio", "持股组合"), table, icon="briefcase", subtitle=say("6 firms · ¥212m", "6 家 · 2.12亿元")
    )


def _events(say: Say) -> Panel:
    events = (
        (
            "news",
            "celadon",
            "Beijing opens a quantum metrology fund",
            "国家设立量子计量专项基金",
            "Cities with 70+ innovation may bid",
            "创新力≥70 的城市可申报",
        ),
        (
            "alert-triangle",
            "vermilion",
            "Lithium price +22% after mine flood",
            "矿区水患，锂价上涨 22%",
            "Battery margins fall; storage reserves help",
            "电池毛利下降；储备可对冲",
        ),
        (
            "messages",
            "#8EA2FF",
            "Mei Lin: swap lithium for panels?",
            "林美：锂盐换面板？",
            "Offer expires in 0:25 · press Y to open",
            "报价 0:25 后失效 · 按 Y 查看",
        ),
    )
    lines = [
        Row(
            Icon(icon, 24, colour),
            Column(Label(say(en, zh), STRONG, elide=True), Label(say(sub, sub_zh), CAPTION, elide=True), gap=0).sized(
                grow=1
            ),
            gap=14,
        )
        for icon, colour, en, zh, sub, sub_zh in events
    ]
    return Panel(say("Events & messages", "事件与消息"), Scroll(Column(*lines, gap=12)).sized(grow=1), icon="bell")
