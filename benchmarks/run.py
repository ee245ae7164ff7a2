"""Measures the suite beside other ways to do the same, and the whole suite in memory; writes docs/performance.md.

Every contender runs in a process of its own, again and again in turns, so that a busy moment of the machine hits all
of them alike; what counts is the median. A process with one case shows what starting and ending costs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.contenders import ROOT, Contender, contenders
from benchmarks.machine import describe
from benchmarks.server import Server, running
from benchmarks.table import Row, markdown, replace_between_markers

PROGRAM = Path(sys.executable).with_name("ocs-conformance")
PAGE = ROOT / "docs" / "performance.md"


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=", description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=300, help="requests of each contender (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured (default: %(default)s)")
    parser.add_argument(
        "--repeat", type=int, default=20, help="how often the suite runs in memory (default: %(default)s)"
    )
    settings = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running() as server:
        rows = compare(contenders(), server, Path(folder), settings.count, settings.rounds)
    lines = [
        f"Medians of {settings.rounds} rounds, {settings.count} requests each. {describe()}.",
        "",
        *markdown(rows),
        "",
        in_memory(settings.repeat, settings.rounds),
        "",
        listing(settings.rounds),
    ]
    print("\n".join(lines))
    replace_between_markers(PAGE, lines)


def compare(entrants: Sequence[Contender], server: Server, folder: Path, count: int, rounds: int) -> list[Row]:
    """Everyone's medians; who cannot take part keeps a row that says why."""
    able = [entrant for entrant in entrants if not entrant.missing]
    times: dict[tuple[str, int], list[float]] = {}
    for number in range(rounds):
        print(f"Round {number + 1} of {rounds}", flush=True)
        for entrant in able:
            for size in (count, 1):
                seconds = timed(entrant, server, folder / f"{able.index(entrant)}-{size}", size)
                times.setdefault((entrant.name, size), []).append(seconds)
    return [
        Row(entrant.name, count, missing=entrant.missing)
        if entrant.missing
        else Row(
            entrant.name,
            count,
            statistics.median(times[entrant.name, count]),
            statistics.median(times[entrant.name, 1]),
        )
        for entrant in entrants
    ]


def timed(entrant: Contender, server: Server, folder: Path, count: int) -> float:
    """Seconds that the whole process takes; a process that did not do its work ends the benchmark."""
    command = entrant.prepare(folder, server, count)
    began = time.perf_counter()
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    if result.returncode or entrant.shows.format(count=count) not in result.stdout:
        raise SystemExit(f"{entrant.name} did not do its work:\n{result.stdout}{result.stderr}")
    return seconds


def in_memory(repeat: int, rounds: int) -> str:
    """A sentence on the whole suite against the reference in its own process."""
    with tempfile.TemporaryDirectory() as folder:
        runs = [suite_once(Path(folder), repeat) for _ in range(rounds)]
    count = runs[0][0]
    seconds = statistics.median(running for _, running, _ in runs)
    whole = statistics.median(process for _, _, process in runs)
    return (
        f"The whole suite in memory, in one process, {repeat} times over: {count:,} cases in {seconds:.2f} s, "
        f"**{count / seconds:,.0f} cases a second** (without start-up, with the report written as they run). "
        f"The whole process takes {whole:.2f} s, {count / whole:,.0f} cases a second, as the pages are made at its end."
    )


def suite_once(folder: Path, repeat: int) -> tuple[int, float, float]:
    """How many cases ran, the seconds between the first and the last event, and those of the whole process."""
    began = time.perf_counter()
    words = ["run", "--target", "reference", "--repeat", str(repeat), "--format", "json", "--report", str(folder)]
    result = subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False)
    if result.returncode:
        raise SystemExit(f"the suite did not conform in memory:\n{result.stdout}{result.stderr}")
    process = time.perf_counter() - began
    summary = json.loads(result.stdout)
    return sum(summary["counts"].values()), summary["seconds"], process


def listing(rounds: int) -> str:
    """A sentence on the start-up of a command that runs nothing."""
    times = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        subprocess.run([PROGRAM, "list"], stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - began)
    # The first one may have to read the case files; the others find them in the cache.
    return f"`ocs-conformance list`: {statistics.median(times[1:]) * 1000:.0f} ms."


if __name__ == "__main__":
    main()
