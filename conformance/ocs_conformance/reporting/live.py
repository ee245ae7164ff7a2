"""The display of a run on a terminal, drawn with rich; importing it costs what rich costs."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from ocs_conformance.reporting.display import cut
from ocs_conformance.reporting.plain import QuietProgress

__all__ = ["LiveProgress"]

_REFRESHES = 8
"""A second; drawing happens on a thread of its own, so that events cost next to nothing."""


class LiveProgress(QuietProgress):
    """A bar with count, cases that did not pass, cases a second and the current case; gone when the run is over."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._console = Console(file=stream, highlight=False)
        self._live = Live(
            get_renderable=self._drawn, console=self._console, refresh_per_second=_REFRESHES, transient=True
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def say(self, lines: Iterable[str]) -> None:
        """Shows lines of text above the bar."""
        for line in lines:
            self._console.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)

    def _drawn(self) -> Table:
        style = "red" if self.not_passing else "green"
        bar = ProgressBar(total=max(self.total, 1), completed=self.done, width=30, complete_style=style)
        first = Table.grid(padding=(0, 1))
        first.add_row(bar, Text(self.status(), style=style))
        whole = Table.grid()
        whole.add_row(first)
        whole.add_row(Text(cut(self.current, self._console.width - 1), style="dim"))
        return whole
