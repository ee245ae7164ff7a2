"""The kill matrix for people: as text that says what to do about each gap, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from ocs_conformance.proof.matrix import CaseProof, Matrix
from ocs_conformance.proof.trials import Outcome, TrialResult

__all__ = ["markdown_lines", "summary_lines", "text_lines"]

_MOST = 20


def summary_lines(matrix: Matrix) -> list[str]:
    """What the proof came to, in a few lines."""
    defects = [result for result in matrix.results if result.trial.kind == "defect"]
    mutants = len(matrix.results) - len(defects)
    runs = sum(len(result.outcomes) for result in matrix.results)
    proven = len(matrix.cases) - len(matrix.unproven)
    return [
        f"{len(defects)} defects and {mutants} mutants in {runs} runs of {len(matrix.cases)} cases",
        f"{proven} of {len(matrix.cases)} cases proven able to fail for a reason that they state",
        f"{len(matrix.results) - len(matrix.survivors) - len(matrix.equivalent)} of {len(matrix.results)} noticed, "
        f"{len(matrix.equivalent)} break nothing, {len(matrix.survivors)} went unnoticed",
    ]


def text_lines(matrix: Matrix, *, cases: bool = True) -> Iterator[str]:
    """Every gap with what to do about it, then the summary; without `cases`, gaps among the trials only."""
    unproven = matrix.unproven if cases else ()
    for proof in unproven[:_MOST]:
        yield from _unproven(proof, matrix)
    if len(unproven) > _MOST:
        yield f"{len(unproven) - _MOST} further unproven cases; --format json has them all"
    for result in matrix.survivors[:_MOST]:
        yield from _survivor(result)
    if len(matrix.survivors) > _MOST:
        yield f"{len(matrix.survivors) - _MOST} further survivors; --format json has them all"
    for pattern in matrix.stale:
        yield f"STALE {pattern}: every trial of that name is noticed; take it out of cases/equivalents.yaml"
    yield from summary_lines(matrix)


def _unproven(proof: CaseProof, matrix: Matrix) -> Iterator[str]:
    yield f"UNPROVEN {proof.case}"
    kind = {result.trial.name: result.trial.kind for result in matrix.results}
    tried = [name for name in proof.tried if kind[name] == "defect"]
    if tried:
        yield f"  it passed in spite of the defects of its requirements: {', '.join(tried[:5])}"
        yield "  make it look at what they break, or add a defect that breaks what only this case looks at"
    else:
        yield "  no defect breaks a requirement that it cites; add one to the target's catalogue"
    if proof.by_defect and any(outcome.attributed for _, outcome in proof.kills):
        yield "  mutants killed it, which proves only its regular requirements on keys"
    yield f"  ocs-conformance show '{proof.case}'"


def _survivor(result: TrialResult) -> Iterator[str]:
    trial = result.trial
    yield f"SURVIVOR {trial.name} ({trial.kind}): {trial.title}"
    if not result.outcomes:
        yield f"  no case cites {', '.join(trial.requirements)}"
        return
    nearest = _nearest(result)
    yield f"  nearest case: {nearest.case}, {nearest.verdict}{_place(nearest)}"
    yield f"  its conversation: ocs-conformance prove --trial '{trial.name}' --show '{nearest.case}'"
    yield "  let it look at what is broken here, or say in cases/equivalents.yaml why nothing is"


def _nearest(result: TrialResult) -> Outcome:
    """The case to look at first: one that killed without citing the requirement, else the first that was run."""
    return next(iter(result.kills), result.outcomes[0])


def _place(outcome: Outcome) -> str:
    if outcome.killed:
        return f" at {outcome.step}, which counts not, as it does not cite the requirement"
    return f" ({outcome.reason})" if outcome.reason else ""


def markdown_lines(matrix: Matrix) -> Iterator[str]:
    """The matrix as two tables: by trial, and by case."""
    yield from (*summary_lines(matrix), "", "| trial | what is wrong | requirement | killed by |", "|---|---|---|---|")
    for result in matrix.results:
        requirement = "<br>".join(result.trial.requirements)
        yield f"| `{result.trial.name}` | {result.trial.title} | {requirement} | {_killers(result, matrix)} |"
    yield from ("", "| case | killed by |", "|---|---|")
    for proof in matrix.cases:
        named = [f"`{trial.name}` at {outcome.step}" for trial, outcome in proof.kills if outcome.attributed]
        yield f"| `{proof.case}` | {_listed(named)} |"


def _killers(result: TrialResult, matrix: Matrix) -> str:
    named = [f"`{outcome.case}` at {outcome.step}" for outcome in result.kills]
    return _listed(named) if named else matrix.equivalent.get(result.trial.name, "nothing")


def _listed(names: list[str]) -> str:
    return "<br>".join([*names[:3], *([f"and {len(names) - 3} more"] if len(names) > 3 else [])]) or "nothing"
