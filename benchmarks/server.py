"""The one reference server that every contender talks to."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Server", "running"]

ENVIRONMENT = Path(__file__).parents[1] / "cases" / "environments" / "alpha.yaml"


@dataclass(frozen=True)
class Server:
    """Where the server listens: the URL of its HTTP interface, and its adapter's host and port."""

    url: str
    host: str
    port: int


@contextmanager
def running() -> Iterator[Server]:
    """A reference server in a process of its own, until the block ends."""
    command = [sys.executable, "-m", "ocs_reference", "serve", "--announce", "--http-port", "0", "--adapter-port", "0"]
    process = subprocess.Popen(
        [*command, "--environment", ENVIRONMENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        announced = json.loads(process.stdout.readline())
        host, _, port = announced["adapter"].rpartition(":")
        yield Server(announced["http"].rstrip("/"), host, int(port))
    finally:
        process.terminate()
        process.wait(10)
