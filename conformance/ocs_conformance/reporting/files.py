"""Where reports go, and what is said when they cannot go there."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from ocs_conformance.errors import SuiteError, UsageError

__all__ = ["refusal", "report_folder", "translated", "write_text"]

_REMEDIES = {
    errno.ENOSPC: "free some space and run again",
    errno.EDQUOT: "free some space and run again",
    errno.EFBIG: "raise the limit on the size of files and run again",
}


def refusal(error: OSError, action: str, path: Path) -> SuiteError:
    """What to raise for a file that cannot be written or read; `action` is a verb such as `write`.

    A place that is wrong is a UsageError; a place that has become too small is a fault of its own.
    """
    sentence = f"cannot {action} {path}: {error.strerror or error}"
    if error.errno in _REMEDIES:
        return SuiteError(f"{sentence}; {_REMEDIES[error.errno]}")
    return UsageError(f"{sentence}; name a folder that is there and that you may use")


@contextmanager
def translated(action: str, path: Path) -> Iterator[None]:
    """Turns an OSError inside the block into the sentence of `refusal`."""
    try:
        yield
    except OSError as error:
        raise refusal(error, action, path) from error


def write_text(path: Path, text: str) -> None:
    """Writes a file as UTF-8, in place of one that may be there; raises as `refusal` says."""
    with translated("write", path):
        path.write_text(text, encoding="utf-8", newline="\n")


def report_folder(base: Path, target: str, started: datetime) -> Path:
    """Makes the folder of a run: `base/<target>/<time>`, the time in UTC such as `20260301T120000Z`.

    Where that folder is there already, `-2`, `-3`, ... is appended: no run writes over another's report. Characters
    that do not belong into a file name become `-`. Raises UsageError or SuiteError as `refusal` says.
    """
    safe = re.sub(r"[^\w.-]+", "-", target).strip(".") or "target"
    parent = base / safe
    stamp = started.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    with translated("create", parent):
        parent.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        folder = parent / (stamp if number == 1 else f"{stamp}-{number}")
        if _made(folder):
            return folder
    raise AssertionError("unreachable: count() has no end")


def _made(folder: Path) -> bool:
    with translated("create", folder):
        try:
            folder.mkdir()
        except FileExistsError:
            return False
    return True
