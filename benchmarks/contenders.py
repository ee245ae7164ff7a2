"""Who takes part, and the command by which each sends a number of requests."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import files
from benchmarks.server import Server

__all__ = ["Contender", "contenders"]

ROOT = Path(__file__).parents[1]
TAVERN_HOME = ROOT / ".venv-tavern"
TAVERN = ("tavern>=3.7", "pytest<9.2")  # Tavern imports a module of pytest that 9.2 no longer has
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")

Prepare = Callable[[Path, Server, int], list[str]]


@dataclass(frozen=True)
class Contender:
    """One way to send the requests.

    `prepare` writes its files into a folder and gives the command; `shows` is what the command prints when all went
    well, with `{count}` for the number. `missing` says why it cannot take part.
    """

    name: str
    prepare: Prepare
    shows: str
    missing: str = ""


def contenders() -> list[Contender]:
    """All five, in the order of the table; the plain loop is the first."""
    return [
        Contender("a plain requests loop", _loop, "{count} answered"),
        Contender("a hand-written parametrized pytest", _hand_written, "{count} passed"),
        Contender("ocs-conformance run", _suite, "{count} pass"),
        Contender("the pytest plugin", _plugin, "{count} passed"),
        Contender("Tavern", _tavern, "{count} passed", _install_tavern()),
    ]


def _loop(folder: Path, server: Server, count: int) -> list[str]:
    return [sys.executable, str(files.write_loop(folder, server.url, count))]


def _hand_written(folder: Path, server: Server, count: int) -> list[str]:
    return [sys.executable, *PYTEST, str(files.write_hand_written(folder, server.url, count))]


def _suite(folder: Path, server: Server, count: int) -> list[str]:
    cases = files.write_case_file(folder, count)
    profile = files.write_profile(folder, server)
    return [str(Path(sys.executable).with_name("ocs-conformance")), "run", "--target", str(profile), str(cases)]


def _plugin(folder: Path, server: Server, count: int) -> list[str]:
    cases = files.write_case_file(folder, count)
    profile = files.write_profile(folder, server)
    return [sys.executable, *PYTEST, "--ocs-target", str(profile), str(cases)]


def _tavern(folder: Path, server: Server, count: int) -> list[str]:
    return [str(TAVERN_HOME / "bin" / "python"), *PYTEST, str(files.write_tavern(folder, server.url, count))]


def _install_tavern() -> str:
    """Make Tavern's own environment once; what came in the way, if anything did."""
    done = TAVERN_HOME / ".installed"
    if done.exists():
        return ""
    print(f"Installing Tavern into {TAVERN_HOME.name}")
    venv.create(TAVERN_HOME, clear=True, with_pip=True)
    pip = [str(TAVERN_HOME / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    result = subprocess.run([*pip, *TAVERN], capture_output=True, text=True, check=False)
    if result.returncode == 0:
        done.touch()
        return ""
    return (result.stderr.strip().splitlines() or ["pip failed"])[-1]
