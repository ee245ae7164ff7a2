"""Options that several commands have, and what they stand for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ocs_conformance.model import Case

__all__ = ["chosen_cases", "files_argument", "format_option", "select_option"]

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

select_option: Decorator = click.option(
    "--select",
    "patterns",
    multiple=True,
    metavar="PATTERN",
    help="Only cases whose id or requirement fits; * stands for any text. May be given more than once.",
)

files_argument: Decorator = click.argument(
    "files", nargs=-1, metavar="[FILES]...", type=click.Path(path_type=Path, dir_okay=True)
)


def format_option(*formats: str) -> Decorator:
    """`--format`, the first being the default."""
    return click.option("--format", "form", type=click.Choice(formats), default=formats[0], show_default=True)


def chosen_cases(files: tuple[Path, ...], patterns: tuple[str, ...]) -> list[Case]:
    """The cases of these files and folders, or the bundled ones where none is given, that the patterns choose."""
    from ocs_conformance.engine.select import select  # noqa: PLC0415 - `--help` needs none of this
    from ocs_conformance.loading import load_bundled, load_files  # noqa: PLC0415

    return select(load_files(_case_files(files)) if files else load_bundled(), patterns)


def _case_files(given: tuple[Path, ...]) -> list[Path]:
    from ocs_conformance.errors import UsageError  # noqa: PLC0415
    from ocs_conformance.loading import SUFFIX  # noqa: PLC0415

    found: list[Path] = []
    for path in given:
        inside = sorted(path.rglob(f"*{SUFFIX}")) if path.is_dir() else [path]
        if not inside:
            raise UsageError(f"{path} holds no case file; their names end in {SUFFIX}")
        found += inside
    return found
