"""The treasury's half-year as a statement: groups of payments that add up, each opening into its lines."""

from __future__ import annotations

from collections.abc import Callable

from boulevard_client.screens.desk import Desk
from boulevard_client.screens.parts import Press
from boulevard_client.theme import BODY, LABEL, STRONG
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider
from boulevard_client.widgets.scroll import Scroll

QUANTITY = "city.treasury"
GROUPS: dict[str, tuple[str, ...]] = {
    "taxes": ("base_tax", "small_firm_tax", "firm_tax", "profit_tax", "tax_waived", "app_tax"),
    "land": ("land_housing", "land_industry", "industrial_land", "reclaimed_land", "land_favours"),
    "services": (
        *("running_costs", "schools", "health", "housing", "works", "staff_housing", "works_promised"),
        *("smart_upkeep", "host_upkeep", "offices_saved", "platform_works"),
    ),
    "future": (
        *("capital", "dividend", "incentive", "talent_programme", "university", "laboratory", "host_university"),
        *("newcomer_grant", "state_contract", "badge_grant", "substitution", "module", "loyalty_funds"),
    ),
    "debt": (
        *("interest", "bonds", "debt_repaid", "platform_loan", "overdraft", "rescue", "guarantee_called"),
        *("module_loan", "loan", "loan_repaid"),
    ),
}
"""Which payments stand together; what is in none of them is "rest"."""
REST = "rest"


def group_of(cause: str) -> str:
    return next((group for group, causes in GROUPS.items() if cause in causes), REST)


def grouped(desk: Desk) -> dict[str, list[tuple[str, int]]]:
    """(cause, wan) of last half-year's payments by group, the largest first; all of them once."""
    why = desk.read.why(QUANTITY, desk.read.place(QUANTITY))
    found: dict[str, list[tuple[str, int]]] = {}
    for key, size in why.parts if why is not None else ():
        cause = key.partition(":")[0]
        found.setdefault(group_of(cause), []).append((cause, size))
    return {group: sorted(found[group], key=lambda part: -abs(part[1])) for group in (*GROUPS, REST) if group in found}


def largest(desk: Desk, lines: int) -> set[str]:
    """The groups that move most and have together at most so many lines."""
    groups = grouped(desk)
    found: set[str] = set()
    for group in sorted(groups, key=lambda each: -sum(abs(size) for _, size in groups[each])):
        if len(groups[group]) > lines:
            break
        found.add(group)
        lines -= len(groups[group])
    return found


def statement(desk: Desk, opened: set[str], toggle: Callable[[str], None]) -> Node:
    """Opening balance, groups with their sums, closing balance; a pressed group shows its lines."""
    read, turn = desk.read, desk.model.moment.turn
    groups = grouped(desk)
    now = read.steps(QUANTITY, read.place(QUANTITY))
    before = now - sum(size for lines in groups.values() for _, size in lines)
    rows: list[Node] = [_balance(desk, turn - 1, before), Divider()]
    for group, lines in groups.items():
        rows.append(_group(desk, group, sum(size for _, size in lines), group in opened, toggle))
        if group in opened:
            rows += [_line(desk, cause, size) for cause, size in lines]
    rows += [Divider(), _balance(desk, turn, now)]
    return Scroll(Column(*rows, gap=3), Pad(0, 2, 0, 4)).named("treasury.statement")


def _ink(size: int) -> str:
    return "celadon" if size > 0 else "amber" if size < 0 else "text-mid"


def _balance(desk: Desk, turn: int, sum_: int) -> Row:
    words = Label(desk.say("ui.statement.balance", when=turn), STRONG).sized(grow=1)
    return Row(words, Label(desk.read.write(QUANTITY, sum_, short=True), STRONG), gap=10, pad=Pad.sides(8, 4))


def _group(desk: Desk, group: str, sum_: int, opened: bool, toggle: Callable[[str], None]) -> Press:
    name = desk.say(f"ui.statement.{group}")
    figure = Label(desk.read.write(QUANTITY, sum_, signed=True, short=True), STRONG.tinted(_ink(sum_)))
    return Press(
        Icon("chevron-down" if opened else "chevron-right", 16, "text-mid"),
        Label(name, BODY.tinted("text-hi")).sized(grow=1),
        figure,
        on_press=lambda: toggle(group),
        name=name,
        pad=Pad.sides(8, 5),
    ).named(f"treasury.group.{group}")


def _line(desk: Desk, cause: str, size: int) -> Row:
    figure = Label(desk.read.write(QUANTITY, size, signed=True, short=True), LABEL.tinted(_ink(size)))
    return Row(Label(desk.say(f"money.{cause}"), LABEL, elide=True).sized(grow=1), figure, gap=10, pad=Pad(34, 1, 8, 1))
