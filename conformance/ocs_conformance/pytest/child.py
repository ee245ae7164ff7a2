"""The process in which pytest-xdist is controlled for `parallel`: nothing of the user's pytest settings reaches it.

It reads `sys.path`, then a job and a number of workers from standard input, and writes lines to standard output.
Everything that pytest says goes to standard error.
"""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["main"]


def main() -> int:
    """Run the job; gives pytest's exit code."""
    sys.path[:] = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
    job, workers = pickle.load(sys.stdin.buffer)  # noqa: S301
    import pytest  # noqa: PLC0415 - only now it is known where to look for packages

    from ocs_conformance.pytest.relay import Relay  # noqa: PLC0415

    with TemporaryDirectory(prefix="ocs-conformance-") as folder, os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        return pytest.main(_words(folder, workers), plugins=[Relay(job, out)])


def _words(folder: str, workers: int) -> list[str]:
    settings = Path(folder, "pytest.ini")
    settings.write_text("[pytest]\n", encoding="utf-8")
    plugins = ("xdist.plugin", "ocs_conformance.pytest.relay", "no:cacheprovider")
    words = ["-c", str(settings), "--rootdir", folder, "-q", "-n", str(workers), "--dist", "worksteal", folder]
    return [*(word for plugin in plugins for word in ("-p", plugin)), *words]


if __name__ == "__main__":
    sys.exit(main())
