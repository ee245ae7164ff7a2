"""`ocs-conformance list`: the cases, a line each or as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ocs_conformance.cli.options import chosen_cases, files_argument, format_option, select_option

__all__ = ["command"]


@click.command(name="list")
@files_argument
@select_option
@format_option("text", "json")
def command(files: tuple[Path, ...], patterns: tuple[str, ...], form: str) -> None:
    """List the bundled cases, or those of FILES.

    \b
    Examples:
      ocs-conformance list --select 'desktop.chains.*'
      ocs-conformance list --format json
    """
    cases = chosen_cases(files, patterns)
    if form == "json":
        keys = ("id", "title", "file", "line", "requirements", "control", "interpretations")
        click.echo(json.dumps([{key: getattr(case, key) for key in keys} for case in cases], indent=1))
        return
    for case in cases:
        click.echo(f"{case.id}  {case.title}")
    click.echo(f"{len(cases)} cases")
