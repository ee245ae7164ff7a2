"""The display of a run that suits where it is shown."""

from __future__ import annotations

import os
from typing import TextIO

from ocs_conformance.reporting.plain import PlainProgress, QuietProgress

__all__ = ["progress"]


def progress(stream: TextIO, quiet: bool = False) -> QuietProgress:
    """The display that suits a stream: live on a terminal, else a line every 10 percent, or nothing when quiet."""
    if quiet:
        return QuietProgress(stream)
    if not stream.isatty() or os.environ.get("TERM", "") in ("dumb", "unknown"):
        return PlainProgress(stream)
    from ocs_conformance.reporting.live import LiveProgress  # noqa: PLC0415 - rich is dear to import

    return LiveProgress(stream)
