"""The lab's report as one HTML page that needs nothing else: tables, and pictures drawn into it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from boulevard_server.lab.findings import Section, number
from boulevard_server.lab.pictures import intervals

_STYLE = """
body { background: #14201e; color: #e8e2d0; font: 15px/1.5 system-ui, sans-serif; max-width: 60rem;
  margin: 2rem auto; padding: 0 1rem }
h1 { font-weight: 600 } h2 { margin-top: 2.2rem; border-bottom: 1px solid #35504a; padding-bottom: .2rem }
table { border-collapse: collapse; width: 100%; margin-top: .8rem }
td, th { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #24352f }
td.fails { color: #e07a5f } td.holds { color: #7fb79a } p { color: #b9b49f }
details { margin-top: .6rem } summary { cursor: pointer; color: #b9b49f }
"""


def page(title: str, said: str, sections: Sequence[Section]) -> str:
    """A whole HTML document; `said` is the sentence under the title."""
    body = "".join(_section(section) for section in sections)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1><p>{escape(said)}</p>{body}</body></html>\n"
    )


def _section(section: Section) -> str:
    remarks = "".join(f"<p>{escape(remark)}</p>" for remark in section.remarks)
    rows = []
    for line in section.lines:
        band = f"{number(line.low)} to {number(line.high)}" if line.banded else ""
        cells = (
            line.name,
            number(line.estimate.value),
            f"{number(line.estimate.low)} to {number(line.estimate.high)}",
            band,
            str(line.estimate.count),
        )
        verdict = f'<td class="{line.verdict.lower()}">{line.verdict}</td>'
        rows.append(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}{verdict}</tr>")
    head = "<tr><th></th><th>estimate</th><th>95 %</th><th>band</th><th>observations</th><th></th></tr>"
    table = f"<details><summary>Numbers</summary><table>{head}{''.join(rows)}</table></details>"
    return f"<section><h2>{escape(section.title)}</h2>{remarks}{intervals(section.lines)}{table}</section>"
