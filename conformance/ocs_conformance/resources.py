"""Finds the data that the suite is made of: cases/ and schemas/, installed beside the package or in a checkout.

The search never follows `sys.path`: a user's repository may well have a folder `cases/` of its own.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from ocs_conformance.errors import SuiteError

__all__ = ["cache_folder", "cases_folder", "data_folder", "digest", "schema", "schema_text", "schemas_folder"]


@cache
def data_folder() -> Path:
    """The folder that holds cases/ and schemas/.

    Raises SuiteError where neither an installed copy nor a checkout that its pyproject.toml confirms is found.
    """
    package = Path(__file__).resolve().parent
    installed = package / "_data"
    if (installed / "schemas").is_dir():
        return installed
    checkout = package.parent.parent
    project = checkout / "pyproject.toml"
    if project.is_file() and 'name = "ocs-conformance"' in project.read_text(encoding="utf-8"):
        return checkout
    raise SuiteError(f"the suite's cases and schemas are missing beside {package}; install ocs-conformance again")


def cases_folder() -> Path:
    """The bundled cases with their environments, fragments, requirements and target profiles."""
    return data_folder() / "cases"


def schemas_folder() -> Path:
    """The bundled JSON Schemas."""
    return data_folder() / "schemas"


def schema_text(relative: str) -> str:
    """The text of a bundled schema, by its path below schemas/."""
    return (schemas_folder() / relative).read_text(encoding="utf-8")


@cache
def schema(relative: str) -> dict[str, Any]:
    """A bundled schema, by its path below schemas/; not to be changed by the caller."""
    loaded: dict[str, Any] = json.loads(schema_text(relative))
    return loaded


def digest(value: object) -> str:
    """The SHA-256 of plain data, over its JSON with sorted keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def cache_folder() -> Path:
    """Where parsed cases are kept between runs: the user's cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "ocs-conformance"
