"""`ocs-conformance prove`: shows that each case can fail, by defects of a target and mutants of what it sends."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import click

from ocs_conformance.cli.options import chosen_cases, files_argument, format_option, select_option
from ocs_conformance.errors import UsageError
from ocs_conformance.loading import load_profile
from ocs_conformance.loading.message_rows import message_rows
from ocs_conformance.model import Case, TargetProfile
from ocs_conformance.proof import Matrix, conversation_of, load_equivalents, matrix_of, prove
from ocs_conformance.proof.observed import Unsound
from ocs_conformance.proof.report import markdown_lines, text_lines
from ocs_conformance.proof.trials import TrialResult

__all__ = ["command"]


@click.command(name="prove")
@files_argument
@click.option("--target", required=True, metavar="NAME|FILE", help="A target that passes every case.")
@select_option
@click.option("--trial", "trials", multiple=True, metavar="PATTERN", help="Only defects and mutants of that name.")
@click.option("--show", "shown", metavar="CASE", help="Print the conversation of one case with the chosen trial.")
@click.option("-n", "workers", type=click.IntRange(min=1), default=os.cpu_count() or 1, metavar="WORKERS")
@click.option(
    "--resume",
    "kept",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Keeps results here, and goes on where a proof that was interrupted ended.",
)
@format_option("text", "json", "markdown", "html")
def command(
    files: tuple[Path, ...],
    target: str,
    patterns: tuple[str, ...],
    trials: tuple[str, ...],
    shown: str | None,
    workers: int,
    kept: Path | None,
    form: str,
) -> int:
    """Prove that cases can fail for the reason that they state.

    Exits with 1 where a case is killed by no defect of a requirement that it cites, or a defect or mutant goes
    unnoticed and is not in cases/equivalents.yaml.

    \b
    Examples:
      ocs-conformance prove --target reference
      ocs-conformance prove --target reference --trial 'ready-time.*'
    """
    profile = load_profile(target)
    cases = chosen_cases(files, patterns)
    if shown is not None:
        return _show(profile, cases, trials, shown)
    try:
        proof = prove(profile, cases, workers=workers, kept=kept, only=_filter(trials), tell=_progress(form))
    except Unsound as unsound:
        first, reason = unsound.cases[0]
        raise UsageError(f"{unsound}; run them first: {first}: {reason}") from unsound
    if not proof.results:
        raise UsageError("no defect and no mutant is chosen")
    able = [case for case in cases if case.id not in proof.inapplicable]
    matrix = matrix_of(proof.results, able, (row.id for row in message_rows()), load_equivalents())
    click.echo(_rendered(matrix, form, whole=not trials))
    if proof.waiting and form == "text":
        click.echo(f"{len(proof.waiting)} defects were left out: their requirements wait for a case (planned)")
    if proof.inapplicable and form == "text":
        click.echo(
            f"{len(proof.inapplicable)} cases and {len(proof.unheard)} defects were left out: not applicable here"
        )
    if trials:  # a part of the trials proves no case, and tells only of these trials
        return 1 if matrix.survivors else 0
    return 0 if matrix.whole else 1


def _rendered(matrix: Matrix, form: str, *, whole: bool) -> str:
    if form == "html":
        from ocs_conformance.proof.page import render_page  # noqa: PLC0415 - brings in jinja2

        return render_page(matrix)
    if form == "json":
        return json.dumps(matrix.data(), indent=1)
    return "\n".join(markdown_lines(matrix) if form == "markdown" else text_lines(matrix, cases=whole))


def _filter(patterns: Sequence[str]) -> Callable[[str], bool]:
    if not patterns:
        return lambda _name: True
    return lambda name: any(fnmatchcase(name, pattern) for pattern in patterns)


def _progress(form: str) -> Callable[[TrialResult, int, int], None]:
    """A line now and then on the error stream, where somebody watches."""
    watched = form == "text" and sys.stderr.isatty()

    def tell(_result: TrialResult, done: int, planned: int) -> None:
        if watched:
            click.echo(f"\r{done} of {planned} trials", err=True, nl=done == planned)

    return tell


def _show(profile: TargetProfile, cases: Sequence[Case], trials: Sequence[str], wanted: str) -> int:
    """One case with one trial, as a run would show it."""
    from ocs_conformance.reporting.display import entry_line  # noqa: PLC0415 - only here
    from ocs_conformance.reporting.text import failure_lines  # noqa: PLC0415 - only here

    named = [case for case in cases if case.id == wanted]
    if len(trials) != 1 or not named:
        raise UsageError("--show needs the id of a case, and --trial the name of one defect or mutant")
    finished = conversation_of(profile, cases, trials[0], named[0])
    click.echo(f"{finished.verdict} {wanted} with {trials[0]}")
    for entry in finished.conversation:
        click.echo(f"  {entry['step']:12}{entry_line(entry, 160)}")
    if finished.mismatches:
        click.echo("\n".join(failure_lines(finished, ())))
    return 0
