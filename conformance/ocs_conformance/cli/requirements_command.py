"""`ocs-conformance requirements`: the ledger, each row with its cases or with the reason why it has none."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import click

from ocs_conformance.cli.options import format_option
from ocs_conformance.loading import ClaimProfile, Ledger, load_claim_profile, load_ledger
from ocs_conformance.model import Requirement

__all__ = ["as_data", "command"]

_DOCUMENTS = ("desktop", "commdn", "http", "auto-completion")


@click.command(name="requirements")
@click.option("--document", type=click.Choice(_DOCUMENTS), help="Only those of one document.")
@click.option("--untested", is_flag=True, help="Only those without a case, be there a reason or not.")
@click.option("--profile", "profile", metavar="PROFILE", help="Only those that a target with this profile owes.")
@format_option("text", "json", "markdown")
def command(document: str | None, untested: bool, profile: str | None, form: str) -> None:
    """Show the ledger: what the documents demand, and which cases verify it.

    \b
    Examples:
      ocs-conformance requirements --document desktop --untested
      ocs-conformance requirements --profile chains --format markdown
    """
    ledger = load_ledger()
    claim = load_claim_profile(profile, ledger.rows) if profile else None
    owed = set(claim.full) if claim else ledger.rows.keys()
    rows = [
        row
        for name, row in ledger.rows.items()
        if document in (None, row.document) and not (untested and ledger.cases[name]) and name in owed
    ]
    if form == "json":
        click.echo(json.dumps([as_data(row, ledger) for row in rows], indent=1, ensure_ascii=False))
    else:
        lines = _markdown(rows, ledger) if form == "markdown" else _text(rows, ledger)
        click.echo("\n".join([*lines, "", *_totals(rows, ledger), *(_denominators(claim, ledger) if claim else ())]))


def as_data(row: Requirement, ledger: Ledger) -> dict[str, Any]:
    """A requirement with its cases, as plain data."""
    return {
        "id": row.id,
        "document": row.document,
        "section": row.section,
        "level": row.level,
        "statement": row.statement,
        "seen": row.seen,
        "interpretation": row.interpretation,
        "cases": list(ledger.cases[row.id]),
        "reason": row.reason,
        "planned": None if ledger.cases[row.id] else row.planned,
    }


def _state(row: Requirement, ledger: Ledger) -> str:
    cases = ledger.cases[row.id]
    if cases:
        return f"{cases[0]}{f' and {len(cases) - 1} more' if len(cases) > 1 else ''}"
    return f"no case: {row.reason}" if row.reason else f"waits for: {row.planned}"


def _text(rows: Iterable[Requirement], ledger: Ledger) -> Iterator[str]:
    section = None
    for row in rows:
        if section != (row.document, row.section):
            section = (row.document, row.section)
            yield f"{row.document}, {row.section}"
        yield f"  {row.id} ({row.level}, {row.seen})"
        yield f"    {row.statement}"
        yield f"    {_state(row, ledger)}"


def _markdown(rows: Iterable[Requirement], ledger: Ledger) -> Iterator[str]:
    yield "| requirement | level | seen | statement | cases |"
    yield "|---|---|---|---|---|"
    for row in rows:
        cells = (f"`{row.id}`", row.level, row.seen, row.statement, _state(row, ledger))
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _totals(rows: list[Requirement], ledger: Ledger) -> Iterator[str]:
    tested = sum(bool(ledger.cases[row.id]) for row in rows)
    reasons = sum(row.reason is not None for row in rows)
    levels = Counter(row.level for row in rows)
    yield f"{len(rows)} requirements: {', '.join(f'{levels[level]} {level}' for level in ('must', 'should', 'may'))}"
    yield f"{tested} with a case, {reasons} with a reason, {len(rows) - tested - reasons} waiting for work"


def _denominators(claim: ClaimProfile, ledger: Ledger) -> Iterator[str]:
    """What a target with the profile owes, and how much of it cases can show today."""
    yield f"{claim.id}: {claim.title}"
    for name, owed in (("core", claim.core), ("full", claim.full)):
        yield f"{name}: {len(owed)} requirements, {sum(bool(ledger.cases[row]) for row in owed)} of them with a case"
