"""Processes that the suite starts and surely ends."""

from __future__ import annotations

import contextlib
import os
import selectors
import shlex
import signal
import subprocess
import time
from collections.abc import Mapping
from typing import Any

from ocs_conformance.errors import UnreachableError
from ocs_conformance.transport.base import cut
from ocs_conformance.transport.context import Context
from ocs_conformance.transport.wire import Drain

__all__ = ["Process"]

AFTERMATH = 1.0
"""Seconds in which a process that has closed its output is expected to be gone."""

TERMINATION = 2.0
"""Seconds between SIGTERM and SIGKILL."""

WATCH = f'read _; kill -s TERM -- "-$1"; sleep {TERMINATION:g}; kill -s KILL -- "-$1"'
"""Ends a process group as soon as standard input ends, which it does when the suite is gone, however it went."""


class Process:
    """A command in a session and process group of its own, with its three streams.

    Settings are `command`, and perhaps `env` (added to the suite's own) and `cwd` (from the profile's folder). A
    watcher ends the group where the suite itself is killed. Raises UnreachableError where the command cannot be
    started.
    """

    def __init__(self, settings: Mapping[str, Any], context: Context) -> None:
        command = [context.fill(word) for word in settings["command"]]
        self.name = f"the adapter `{cut(shlex.join(command), 160)}`"
        added = {key: context.fill(value) for key, value in settings.get("env", {}).items()}
        folder = context.path(settings["cwd"]) if "cwd" in settings else None
        try:
            self._popen = subprocess.Popen(  # noqa: S603 - the command is what the user's profile asks for
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=folder,
                env=os.environ | added,
                start_new_session=True,
                bufsize=0,
            )
        except (OSError, ValueError) as error:
            raise UnreachableError(f"{self.name} cannot be started: {_why(error)}") from error
        self._watcher = _watch(self._popen.pid)
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        assert self._popen.stderr is not None
        self._streams = (self._popen.stdin, self._popen.stdout, self._popen.stderr)
        self.stdin, self.stdout = self._popen.stdin.fileno(), self._popen.stdout.fileno()
        self.log = Drain(self._popen.stderr.fileno())

    def fate(self) -> str | None:
        """What became of a process that seems to be gone; None where it is still there after a second."""
        end = time.monotonic() + AFTERMATH
        self._drain(end)
        try:
            status = self._popen.wait(max(end - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            return None
        return f"was ended by signal {-status}" if status < 0 else f"ended with exit status {status}"

    def end(self, patience: float) -> None:
        """End the process and all of its group: after `patience` seconds by SIGTERM, then by SIGKILL."""
        try:
            self._streams[0].close()
            if not self._gone(patience):
                self._signal(signal.SIGTERM)
                self._gone(TERMINATION)
        finally:
            self._signal(signal.SIGKILL)
            self._popen.wait()
            for stream in self._streams:
                stream.close()
            self._watcher.kill()
            self._watcher.communicate()

    def _drain(self, end: float) -> None:
        """Read standard error to its end, or until the time is over."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.log.descriptor, selectors.EVENT_READ)
            while selector.select(max(end - time.monotonic(), 0)) and self.log.take():
                continue

    def _gone(self, seconds: float) -> bool:
        try:
            self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS forbids what Linux does not find
            os.killpg(self._popen.pid, number)


def _watch(group: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - fixed words and a number
        ["/bin/sh", "-c", WATCH, "watch", str(group)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return str(error)
