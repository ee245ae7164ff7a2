"""Measurements as a Markdown table, printed and kept in docs/performance.md between two markers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Row", "markdown", "replace_between_markers"]

BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
HEADINGS = ("way", "whole, ms a case", "ratio", "net, ms a case", "ratio", "net, cases a second", "start-up, s")


@dataclass(frozen=True)
class Row:
    """One contender's medians, in seconds: the whole process with `count` cases, and with one.

    `missing` stands instead of figures where it did not take part.
    """

    name: str
    count: int
    whole: float = 0.0
    single: float = 0.0
    missing: str = ""

    @property
    def whole_case(self) -> float:
        """Seconds a case, start-up and end of the process included."""
        return self.whole / self.count

    @property
    def net_case(self) -> float:
        """Seconds a case beyond what a process with one case takes."""
        return (self.whole - self.single) / (self.count - 1)


def markdown(rows: Sequence[Row]) -> list[str]:
    """The table; ratios are to the first row."""
    head = [_line(HEADINGS), _line(["---", *["---:"] * (len(HEADINGS) - 1)])]
    return head + [_line(_cells(row, rows[0])) for row in rows]


def _cells(row: Row, base: Row) -> list[str]:
    if row.missing:
        return [row.name, row.missing, *[""] * (len(HEADINGS) - 2)]
    return [
        row.name,
        f"{row.whole_case * 1000:.2f}",
        f"{row.whole_case / base.whole_case:.2f}",
        f"{row.net_case * 1000:.2f}",
        f"{row.net_case / base.net_case:.2f}",
        f"{1 / row.net_case:,.0f}",
        f"{row.single:.2f}",
    ]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def replace_between_markers(page: Path, lines: Sequence[str]) -> None:
    """Put lines between the markers of a page, in place of what is there."""
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{page} has lost its markers {BEGIN} and {END}")
    measured = "\n".join(["", "", *lines, "", ""])
    page.write_text(before + begin + measured + end + after, encoding="utf-8")
