"""`ocs-conformance show`: one case as it is run, with fragments and rows put in."""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
import yaml

from ocs_conformance.cli.options import chosen_cases, files_argument, format_option
from ocs_conformance.errors import UsageError
from ocs_conformance.loading import load_requirements
from ocs_conformance.model import Case, Step

__all__ = ["command"]


@click.command(name="show")
@click.argument("case_id", metavar="CASE")
@files_argument
@format_option("text", "json")
def command(case_id: str, files: tuple[Path, ...], form: str) -> None:
    """Show the case with this id, as it is after expansion.

    \b
    Example:
      ocs-conformance show desktop.chains.rest-of-the-chain-comes-once
    """
    known = chosen_cases(files, ())
    cases = [case for case in known if case_id in (case.id, case.base_id, *case.aliases)]
    if not cases:
        like = get_close_matches(case_id, [case.id for case in known], n=1)
        meant = f"did you mean {like[0]}? " if like else ""
        raise UsageError(f"there is no case {case_id}; {meant}`ocs-conformance list` shows all ids")
    shown = [_plain(case) for case in cases]
    if form == "json":
        click.echo(json.dumps(shown if len(shown) > 1 else shown[0], indent=2))
    else:
        click.echo("---\n".join(_as_text(case) for case in shown), nl=False)


def _plain(case: Case) -> dict[str, Any]:
    ledger = load_requirements()
    return {
        "id": case.id,
        "title": case.title,
        "place": f"{case.file}:{case.line}",
        "requirements": {name: ledger[name].statement for name in case.requirements},
        **({"control": case.control} if case.control else {}),
        **({"interpretations": list(case.interpretations)} if case.interpretations else {}),
        "environment": case.environment["environment"],
        "capabilities": sorted(case.capabilities),
        "given": [_step(step) for step in case.given],
        "steps": [_step(step) for step in case.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    return {step.verb: step.body}


def _as_text(case: dict[str, Any]) -> str:
    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True  # a value that stands twice is shown twice

    return yaml.dump(case, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110)
