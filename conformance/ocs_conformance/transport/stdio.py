"""Carries the adapter protocol over the standard input and output of a command."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from ocs_conformance.transport.context import Context
from ocs_conformance.transport.line import LineTransport
from ocs_conformance.transport.process import Process
from ocs_conformance.transport.wire import Wire

__all__ = ["connect"]

PATIENCE = 1.0
"""Seconds that an adapter has to end by itself once its standard input is closed."""


def connect(settings: Mapping[str, Any], context: Context) -> LineTransport:
    """A transport to a `command`, with `env` and `cwd` where they are given.

    Raises UnreachableError where the command cannot be started.
    """
    with ExitStack() as owned:
        process = Process(settings, context)
        owned.callback(process.end, PATIENCE)
        wire = Wire(
            process.name,
            process.stdout,
            process.stdin,
            lambda: process.fate() or "closed its standard output",
            [process.log],
        )
        owned.callback(wire.close)
        return LineTransport(wire, owned.pop_all())
