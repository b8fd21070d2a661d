"""The final report's comparison with the winner (where we won, with the second): where the points between us lie."""

from __future__ import annotations

from boulevard_client.screens.desk import Desk
from boulevard_client.screens.scoreboard import CAREER
from boulevard_client.theme import STRONG
from boulevard_client.widgets.cells import Words, signed_shares
from boulevard_client.widgets.cells import figure as number
from boulevard_client.widgets.panel import Panel
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.tips import Tip, TipRow
from boulevard_shared.ids import SCORE_PARTS
from boulevard_shared.parts import FinalReport, ScoreLine
from boulevard_shared.writing import centi


def parts_of(line: ScoreLine, career: bool) -> dict[str, int]:
    """What a total is the sum of (hundredths): the city's parts before they are weighed, or the career's."""
    if not career:
        return {part: line.parts.get(part, 0) for part in SCORE_PARTS}
    merit, legacy = line.parts.get("merit", 0), line.parts.get("legacy", 0)
    return {"merit": merit, "evaluation": line.total - merit - legacy, "legacy": legacy}


def panel(desk: Desk, report: FinalReport) -> Panel:
    """Part by part, what it brought us and them, and the difference as it counts in the total."""
    say, career = desk.say, desk.read.career
    mine = next((line for line in report.scores if line.seat == desk.model.seat), report.scores[0])
    other = next((line for line in report.scores if line is not mine), mine)
    ours, theirs = parts_of(mine, career), parts_of(other, career)
    weights = _weights(desk)

    def signed(points: int) -> str:
        return desk.read.write("score.total", points, signed=True)

    apart = gaps(desk, mine, other)
    order = sorted(apart.items(), key=lambda each: each[1])
    bars = signed_shares([gap for _, gap in order], [signed(gap) for _, gap in order])
    rows = []
    for (name, gap), bar in zip(order, bars, strict=True):
        title = say(f"quantity.seat.{name}" if career else f"ui.score.{name}")
        weighed = title
        if not career:
            weighed = say("ui.standings.weight", part=f"ui.score.{name}", percent=round(100 * weights[name]))
        about = (
            TipRow(desk.read.city_name(mine.city), centi(ours[name])),
            TipRow(desk.read.city_name(other.city), centi(theirs[name])),
            TipRow(say("ui.final.counts"), signed(gap), total=True),
        )
        cells = (
            Words(title, style=STRONG, elide=True),
            number(centi(ours[name])),
            number(centi(theirs[name]), "text-mid"),
            bar,
        )
        rows.append(TableRow(name, cells, tip=Tip(weighed, say("ui.final.gap_tip"), about)))
    cols = (
        Col(say("ui.final.part"), grow=1.2, least=96),
        Col(desk.read.city_name(mine.city), 64, align="right"),
        Col(desk.read.city_name(other.city), 64, align="right"),
        Col(say("ui.final.counts"), grow=1.5, least=110),
    )
    table = Table(cols, rows, row_height=26 if desk.narrow else 30).named("final.gap")
    title = say("ui.final.gap", city=other.city)
    return Panel(title, table, icon="scale", subtitle=signed(mine.total - other.total), gap=4)


def gaps(desk: Desk, mine: ScoreLine, other: ScoreLine) -> dict[str, int]:
    """Hundredths of a point of the total by which we are ahead in each part."""
    ours, theirs = (parts_of(line, desk.read.career) for line in (mine, other))
    weights = _weights(desk)
    return {name: round(weights[name] * (ours[name] - theirs[name])) for name in ours}


def against_others(desk: Desk, mine: ScoreLine, report: FinalReport) -> dict[str, float]:
    """Hundredths of a point of the total by which a score is ahead of the mean of the others in each part.

    The points of a part alone tell nothing of how well it was played: all may have many there, or none.
    """
    others = [line for line in report.scores if line is not mine]
    each = [gaps(desk, mine, other) for other in others]
    return {part: sum(gap[part] for gap in each) / max(1, len(each)) for part in gaps(desk, mine, mine)}


def _weights(desk: Desk) -> dict[str, float]:
    """How a point of each part counts in the total."""
    about = desk.model.about
    if desk.read.career or about is None:
        return dict.fromkeys((*CAREER, *SCORE_PARTS), 1.0)
    return dict(desk.content.scenarios[about.scenario].weights)
