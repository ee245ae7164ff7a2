"""The progress display: live on a terminal, a line every 10 percent elsewhere, nothing when quiet."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import termios
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from ocs_conformance.engine.events import CaseStarted
from ocs_conformance.reporting.plain import PlainProgress, QuietProgress
from ocs_conformance.reporting.progress import progress
from ocs_conformance.reporting.record import CaseRecord

if TYPE_CHECKING:
    from tests.unit.reporting.conftest import Build


def drained(end: int) -> str:
    """Everything that was written to the closed other end of a terminal."""
    parts = []
    with os.fdopen(end, "rb", buffering=0) as stream, suppress(OSError):
        while part := stream.read(65536):
            parts.append(part)
    return b"".join(parts).decode()


def without_speed(text: str) -> list[str]:
    return re.sub(r", \d+ a second", "", text).splitlines()


def test_elsewhere_than_on_a_terminal_a_line_comes_every_10_percent(build: Build) -> None:
    stream = io.StringIO()
    with progress(stream) as shown:
        shown.write(build.started(10, repeat=2))
        for number in range(20):
            shown.write(CaseStarted(build.case(), 1))
            shown.write(build.failed() if number == 4 else build.passed())
    lines = [f"{n * 10:3}%  {n * 2} of 20 cases, {int(n > 2)} not passing" for n in range(1, 11)]
    assert without_speed(stream.getvalue()) == lines


def test_few_cases_skip_percentages(build: Build) -> None:
    stream = io.StringIO()
    with PlainProgress(stream) as shown:
        shown.write(build.started(2))
        shown.write(build.passed())
        shown.write(CaseRecord.of(build.passed()))
    expected = [" 50%  1 of 2 cases, 0 not passing", "100%  2 of 2 cases, 0 not passing"]
    assert without_speed(stream.getvalue()) == expected


def test_quiet_shows_only_what_is_said(build: Build) -> None:
    stream = io.StringIO()
    with progress(stream, quiet=True) as shown:
        for event in build.events(build.failed()):
            shown.write(event)
        shown.say(["FAIL a", "  b"])
    assert (type(shown), stream.getvalue()) == (QuietProgress, "FAIL a\n  b\n")


def test_a_terminal_shows_bar_count_and_current_case(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    with os.fdopen(theirs, "w") as terminal, progress(terminal) as shown:
        shown.write(build.started(4))
        shown.write(build.failed())
        shown.write(CaseStarted(build.case(id="http.a[b]"), 1))
        shown.say(["FAIL [bold]x"])
    text = drained(ours)
    parts = ("1 of 4 cases, 1 not passing", "http.a[b]", "FAIL [bold]x\r\n")
    assert [part for part in parts if part not in text] == []


def test_a_terminal_that_cannot_move_its_cursor_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        shown = progress(terminal)
    os.close(ours)
    assert type(shown) is PlainProgress


def test_rich_and_jinja2_are_imported_only_where_they_are_needed() -> None:
    modules = ("jsonl", "text", "junit", "progress", "totals", "files")
    imports = "import sys, ocs_conformance.reporting, " + ", ".join(f"ocs_conformance.reporting.{m}" for m in modules)
    code = f"{imports}\nprint(sorted({{'rich', 'jinja2'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
