"""Keeps what was parsed between runs, keyed on the content of all that they were made from.

A cache that cannot be read or written is no fault: the files are parsed again.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import sys
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ocs_conformance import __version__, resources
from ocs_conformance.model import Case, Step

__all__ = ["fetch", "key_of", "packed", "store", "unpacked"]

_KEPT = 64
_CHECKSUM = hashlib.sha256().digest_size


def key_of(paths: Iterable[Path]) -> str:
    """A key that changes with the name or content of any of these files, with the suite, and with Python."""
    hasher = hashlib.sha256(_machinery().encode())
    for path in paths:
        hasher.update(f"{path}\0".encode())
        with contextlib.suppress(OSError):  # whoever parses the file says what is wrong with it
            hasher.update(hashlib.sha256(path.read_bytes()).digest())
    return hasher.hexdigest()


@cache
def _machinery() -> str:
    """The suite's version, and its own code: in a checkout the code changes while the version does not."""
    package = Path(__file__).parent.parent
    code = sorted([*package.glob("*.py"), *package.glob("[lm]*/*.py")])
    stamps = [f"{path.name}{stat.st_mtime_ns}{stat.st_size}" for path in code if (stat := path.stat())]
    return "".join([__version__, sys.implementation.cache_tag or "", *stamps])


def fetch(kind: str, key: str) -> Any:
    """The plain data kept under a key, or None."""
    try:
        stored = _file(kind, key).read_bytes()
        if hashlib.sha256(stored[_CHECKSUM:]).digest() != stored[:_CHECKSUM]:
            return None
        return marshal.loads(stored[_CHECKSUM:])  # noqa: S302 - written by `store`, in the user's own cache
    except (OSError, RuntimeError):  # RuntimeError: there is no home folder
        return None


def store(kind: str, key: str, data: Any) -> None:
    """Keep plain data under a key; older files beyond a small number are removed."""
    with contextlib.suppress(OSError, RuntimeError):
        file = _file(kind, key)
        file.parent.mkdir(parents=True, exist_ok=True)
        content = marshal.dumps(data)
        with tempfile.TemporaryDirectory(dir=file.parent) as scratch:  # no run ever reads half a file
            written = Path(scratch) / file.name
            written.write_bytes(hashlib.sha256(content).digest() + content)
            written.replace(file)
        _forget(file.parent)


def _file(kind: str, key: str) -> Path:
    return resources.cache_folder() / kind / f"{key}.bin"


def _forget(folder: Path) -> None:
    files = sorted(folder.glob("*.bin"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[_KEPT:]:
        path.unlink(missing_ok=True)


def packed(cases: Sequence[Case]) -> dict[str, Any]:
    """Cases as plain data; an environment that several share is held once."""
    return {
        "environments": {case.environment_digest: case.environment for case in cases},
        "cases": [_fields(case) for case in cases],
    }


def unpacked(data: dict[str, Any]) -> tuple[Case, ...]:
    """The cases that `packed` made data of."""
    return tuple(_case(fields, data["environments"]) for fields in data["cases"])


def _fields(case: Case) -> dict[str, Any]:
    names = (name for name in Case.__slots__ if name not in ("environment", "given", "steps"))
    fields = {name: getattr(case, name) for name in names}
    for name in ("given", "steps"):
        fields[name] = [(s.verb, s.body, s.where, s.file, s.line, s.column) for s in getattr(case, name)]
    return fields


def _case(fields: dict[str, Any], environments: dict[str, Any]) -> Case:
    for name in ("given", "steps"):
        fields[name] = tuple([Step(*step) for step in fields[name]])
    return Case(environment=environments[fields["environment_digest"]], **fields)
