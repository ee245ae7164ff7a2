"""Ctrl-C and SIGTERM: the report says that the run was interrupted, and no process is left."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ocs_conformance.cli.interrupt import Interruption
from ocs_conformance.engine import Event, RunFinished, RunStarted, TargetInfo

LIMIT = 30.0
"""Seconds that anything here may take on a machine that is busy."""

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts `ocs-conformance` with these words in the test's folder."""
    started: list[subprocess.Popen[str]] = []

    def make(*words: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "ocs_conformance", *words]
        process = subprocess.Popen(
            command, cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        started.append(process)
        return process

    yield make
    for process in started:
        process.kill()
        process.communicate()


def until(condition: Callable[[], Any]) -> Any:
    """What a condition comes to as soon as it is true."""
    end = time.monotonic() + LIMIT
    while not (value := condition()):
        assert time.monotonic() < end, "this did not happen in time"
        time.sleep(0.02)
    return value


def descendants(process: int) -> set[int]:
    """The processes that a process has started, and those that they have started."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in map(str.split, table.splitlines())}
    found = {process}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {process}


def alive(processes: set[int]) -> list[int]:
    """Those of the processes that are there and not only waiting to be noticed as ended."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = (line.split() for line in table.splitlines())
    return [int(row[0]) for row in rows if int(row[0]) in processes and not row[1].startswith("Z")]


def cases_reported(folder: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in folder.rglob("report.jsonl")) - 1


@pytest.mark.parametrize(
    ("words", "signals"),
    [
        ("--target reference", [signal.SIGINT]),
        ("--target reference", [signal.SIGTERM]),
        ("--target reference-stdio", [signal.SIGINT]),
        ("--target reference-tcp", [signal.SIGINT]),
        ("--target reference-tcp", [signal.SIGTERM]),
        ("--target reference-tcp", [signal.SIGINT, signal.SIGINT, signal.SIGTERM]),
        ("--target reference -n 2 --repeat 300", [signal.SIGINT]),
        ("--target reference -n 2 --repeat 300", [signal.SIGTERM]),
    ],
)
def test_an_interrupted_run_says_so_and_leaves_no_process(
    start: Start, tmp_path: Path, words: str, signals: list[signal.Signals]
) -> None:
    process = start("run", "--repeat", "1000", "--select", "desktop.chains.*", *words.split())
    until(lambda: cases_reported(tmp_path) > 20)
    others = descendants(process.pid)
    for number in signals:
        process.send_signal(number)
    said, complaints = process.communicate(timeout=LIMIT)
    [report] = tmp_path.rglob("report.jsonl")
    lines = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    footer = lines[-1]
    assert (process.returncode, complaints, alive(others)) == (130, "", [])
    assert (footer["kind"], footer["interrupted"], footer["verdict"]) == ("footer", True, "interrupted")
    assert sum(footer["counts"].values()) == len(lines) - 2 < lines[0]["count"] * lines[0]["repeat"]
    assert "has no verdict, because the run was interrupted" in said
    assert sorted(path.name for path in report.parent.iterdir()) == ["junit.xml", "report.html", "report.jsonl"]
    assert bool(others) == (words != "--target reference")


def test_an_interruption_before_the_target_is_up_ends_at_once(start: Start, tmp_path: Path) -> None:
    (tmp_path / "slow.yaml").write_text(
        "target: slow\nadapter: {transport: stdio, command: [sh, -c, 'touch up; sleep 60'], cwd: .}\n"
    )
    process = start("run", "--target", "slow.yaml")
    until((tmp_path / "up").exists)
    others = descendants(process.pid)
    process.send_signal(signal.SIGINT)
    said, complaints = process.communicate(timeout=LIMIT)
    assert (process.returncode, said, complaints.strip(), alive(others)) == (130, "", "", [])
    assert not [*tmp_path.rglob("report*")]


MOMENT = datetime(2026, 3, 1, tzinfo=UTC)
BEGUN = RunStarted(TargetInfo("ours", "", "", "", "", ()), MOMENT, 0, None, 1, 1.0)
OVER = RunFinished(MOMENT, 1.0, interrupted=True)


def swallowing() -> Generator[Event, None, None]:
    """A source in which something keeps an interruption to itself, as libraries do that catch everything."""
    try:
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        while True:
            yield BEGUN
    except KeyboardInterrupt:
        yield OVER


def test_an_interruption_that_something_swallowed_is_handed_on_again() -> None:
    with Interruption() as interruption:
        assert [*interruption.guard(swallowing())] == [BEGUN, OVER]


def endless() -> Generator[Event, None, None]:
    try:
        while True:
            yield BEGUN
    except KeyboardInterrupt:
        yield OVER


def test_whoever_consumes_the_events_is_not_interrupted() -> None:
    with Interruption() as interruption:
        seen = []
        for event in interruption.guard(endless()):
            signal.raise_signal(signal.SIGTERM)
            seen.append(event)
    assert seen == [BEGUN, OVER]
