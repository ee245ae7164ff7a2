"""`ocs-conformance show`: one case as it is run, one requirement with its cases, or one interpretation."""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
import yaml

from ocs_conformance.cli.options import chosen_cases, files_argument, format_option
from ocs_conformance.cli.requirements_command import as_data
from ocs_conformance.errors import UsageError
from ocs_conformance.loading import groups, load_bundled, load_interpretations, load_ledger, load_requirements
from ocs_conformance.model import Case, Step

__all__ = ["command"]


@click.command(name="show")
@click.argument("name", metavar="ID")
@files_argument
@format_option("text", "json")
def command(name: str, files: tuple[Path, ...], form: str) -> None:
    """Show what has this id: a case as it is after expansion, a requirement with its cases, an interpretation.

    \b
    Examples:
      ocs-conformance show desktop.chains.rest-of-the-chain-comes-once
      ocs-conformance show desktop.preview-record.attached-data
      ocs-conformance show not-found-code
    """
    shown = _cases(name, files) or _requirements(name) or _interpretation(name)
    if not shown:
        raise UsageError(f"there is no case, requirement or interpretation {name}; {_meant(name, files)}")
    if form == "json":
        click.echo(json.dumps(shown if len(shown) > 1 else shown[0], indent=2))
    else:
        click.echo("---\n".join(_as_text(each) for each in shown), nl=False)


def _cases(name: str, files: tuple[Path, ...]) -> list[dict[str, Any]]:
    return [_plain(case) for case in chosen_cases(files, ()) if name in (case.id, case.base_id, *case.aliases)]


def _requirements(name: str) -> list[dict[str, Any]]:
    """The requirement, or all those of a group that cases cite by one id."""
    ledger = load_ledger()
    return [as_data(ledger.rows[row], ledger) for row in groups(ledger.rows.values()).get(name, ())]


def _interpretation(name: str) -> list[dict[str, Any]]:
    entry = load_interpretations().get(name)
    if entry is None:
        return []
    using = [case.id for case in load_bundled() if name in case.interpretations]
    readings = [
        {
            "name": reading.name,
            "says": reading.says,
            "from": [": ".join(place) for place in reading.places],
            **{key: value for key in ("value", "tolerated", "refused") if (value := getattr(reading, key)) is not None},
        }
        for reading in entry.readings
    ]
    own = {key: getattr(entry, key) for key in ("id", "number", "title", "accepted")}
    return [{**own, "readings": readings, "cases": using}]


def _meant(name: str, files: tuple[Path, ...]) -> str:
    known = [*(case.id for case in chosen_cases(files, ())), *load_ledger().rows, *load_interpretations()]
    like = get_close_matches(name, known, n=1)
    meant = f"did you mean {like[0]}? " if like else ""
    return f"{meant}`ocs-conformance list` and `ocs-conformance requirements` show all ids"


def _plain(case: Case) -> dict[str, Any]:
    ledger = load_requirements()
    stated = {
        name: ledger[name].statement if name in ledger else "all that its message shows" for name in case.requirements
    }
    return {
        "id": case.id,
        "title": case.title,
        "place": f"{case.file}:{case.line}",
        "requirements": stated,
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
