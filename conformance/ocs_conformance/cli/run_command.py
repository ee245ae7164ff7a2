"""`ocs-conformance run`: judges a target, shows how far it is, and leaves a report."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

import click

from ocs_conformance.cli.app import INTERRUPTED, OUR_FAULT
from ocs_conformance.cli.interrupt import Interruption
from ocs_conformance.cli.options import chosen_cases, files_argument, format_option, select_option
from ocs_conformance.engine import CaseFinished, Event, RunStarted, Settings, run
from ocs_conformance.errors import UsageError
from ocs_conformance.loading import groups, load_profile, load_requirements
from ocs_conformance.model import Case, TargetProfile
from ocs_conformance.reporting import write_reports
from ocs_conformance.reporting.files import report_folder
from ocs_conformance.reporting.jsonl import JsonlWriter
from ocs_conformance.reporting.plain import QuietProgress
from ocs_conformance.reporting.progress import progress
from ocs_conformance.reporting.text import failure_lines, summary_lines
from ocs_conformance.reporting.totals import CONFORMING, NO_VERDICT, NOT_CONFORMING, Collector
from ocs_conformance.verdict import Verdict

__all__ = ["command"]

_MOST_SHOWN = 10
_CODES = {CONFORMING: 0, NOT_CONFORMING: 1, NO_VERDICT: OUR_FAULT}


@click.command(name="run")
@files_argument
@click.option("--target", required=True, metavar="NAME|FILE", help="A bundled target, or a target profile (.yaml).")
@select_option
@click.option(
    "--report",
    "base",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("reports"),
    show_default=True,
    metavar="DIR",
    help="Where reports are kept.",
)
@click.option(
    "--time-scale",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    metavar="X",
    help="Multiplies every time limit.",
)
@click.option(
    "--repeat", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help="Runs every case N times."
)
@click.option("--shuffle", is_flag=True, help="Runs the cases in random order.")
@click.option("--seed", type=int, metavar="S", help="Makes a shuffled order repeatable.")
@click.option(
    "-n",
    "workers",
    type=click.IntRange(min=0),
    default=0,
    metavar="WORKERS",
    help="Runs in that many processes (pytest-xdist); 0 runs in this one.",
)
@click.option("-q", "--quiet", is_flag=True, help="Shows failures and the verdict only.")
@format_option("text", "json")
def command(
    files: tuple[Path, ...],
    target: str,
    patterns: tuple[str, ...],
    base: Path,
    workers: int,
    quiet: bool,
    form: str,
    **settings: Any,
) -> int:
    """Judge a target by the bundled cases, or by FILES.

    \b
    Examples:
      ocs-conformance run --target reference
      ocs-conformance run --target my-ocs.yaml --select 'http.*' --report out
    """
    profile = load_profile(target)
    cases = chosen_cases(files, patterns)
    if settings["seed"] is not None and not settings["shuffle"]:
        raise UsageError("--seed is for a shuffled order; add --shuffle")
    if settings["seed"] is None and settings["shuffle"]:
        settings["seed"] = _any_seed()
    display = progress(sys.stdout, quiet=quiet or form == "json")
    judge = _Judge(base, display, silent=form == "json")
    rerun = ("ocs-conformance", "run", "--target", target, *map(str, files))
    events = _events(cases, profile, Settings(**settings, rerun=rerun), workers)
    with Interruption() as interruption, closing(events):
        judge.consume(interruption.guard(events))
        return judge.conclude(form)


def _events(
    cases: Sequence[Case], profile: TargetProfile, settings: Settings, workers: int
) -> Generator[Event, None, None]:
    if not workers:
        return run(cases, profile, settings)
    from ocs_conformance.pytest.parallel import run_parallel  # noqa: PLC0415 - brings in pytest

    events: Generator[Event, None, None] = run_parallel(cases, profile, settings, workers)
    return events


class _Judge:
    """Hands events to the report, the totals and the display; shows the first failures."""

    def __init__(self, base: Path, display: QuietProgress, *, silent: bool) -> None:
        self._base = base
        self._display = display
        self._silent = silent
        self._shown = 0
        self._totals = Collector()
        self._folder: Path | None = None

    def consume(self, events: Iterator[Event]) -> None:
        """Takes every event; the first tells when and on what the run began."""
        first = next(events)
        assert isinstance(first, RunStarted)
        self._folder = report_folder(self._base, first.target.profile, first.started)
        with JsonlWriter(self._folder) as writer, self._display:
            for event in chain([first], events):
                writer.write(event)
                self._totals.write(event)
                self._display.write(event)
                if isinstance(event, CaseFinished) and event.verdict not in (Verdict.PASS, Verdict.NOT_APPLICABLE):
                    self._show(event, first.rerun)

    def _show(self, event: CaseFinished, rerun: Sequence[str]) -> None:
        self._shown += 1
        if self._silent or self._shown > _MOST_SHOWN + 1:
            return
        if self._shown > _MOST_SHOWN:
            self._display.say(["further cases that did not pass stand in the report", ""])
        else:
            self._display.say([*failure_lines(event, rerun), ""])

    def conclude(self, form: str) -> int:
        """Writes the documents, says what the run came to, and gives the exit code."""
        assert self._folder is not None
        paths = write_reports(self._folder)
        if form == "json":
            click.echo(json.dumps(self._summary(paths), indent=2))
        else:
            for line in summary_lines(self._totals, groups(load_requirements().values())):
                click.echo(line)
            for path in paths:
                click.echo(f"report: {path}")
        if self._totals.interrupted:
            return INTERRUPTED
        return _CODES[self._totals.verdict]

    def _summary(self, paths: list[Path]) -> dict[str, Any]:
        footer = self._totals.footer()
        return {
            "verdict": footer.verdict,
            "counts": footer.counts,
            "seconds": footer.seconds,
            "case_set": footer.case_set,
            "reports": [str(path) for path in paths],
        }


def _any_seed() -> int:
    import random  # noqa: PLC0415 - only a shuffled run needs it

    return random.SystemRandom().randrange(2**31)
