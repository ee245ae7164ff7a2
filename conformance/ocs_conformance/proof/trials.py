"""A trial is one wrong thing, the requirements that it breaks, and what became of the cases that could notice it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ocs_conformance.engine import CaseFinished
from ocs_conformance.verdict import Verdict

__all__ = ["Outcome", "Trial", "TrialResult", "outcome_of"]


@dataclass(frozen=True, slots=True)
class Trial:
    """One wrong thing: a named defect of the target (`defect`), or a mutant of what a sound target sends (`mutant`).

    `requirements` are the ledger's ids that it breaks; `title` says in a sentence what is wrong; `cases` are the ids
    of the cases that could notice it.
    """

    name: str
    kind: str
    title: str
    requirements: tuple[str, ...]
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case in one trial.

    `killed` says that the case failed in its body at an assertion; `attributed` that it cites a requirement that the
    trial breaks, as well. `step` and `message` are of the first mismatch; `reason` says why a verdict is void.
    """

    case: str
    verdict: Verdict
    killed: bool
    attributed: bool
    step: str = ""
    path: str = ""
    message: str = ""
    reason: str = ""

    def data(self) -> dict[str, Any]:
        """The outcome as plain data; what is empty is left out."""
        return {key: value for key, value in asdict(self).items() if value not in ("", False)}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Outcome:
        """The outcome that plain data hold."""
        flags = {key: data.get(key, False) for key in ("killed", "attributed")}
        return cls(**{**data, **flags, "verdict": Verdict(data["verdict"])})


@dataclass(frozen=True, slots=True)
class TrialResult:
    """A trial that was carried out, and how long it took in seconds."""

    trial: Trial
    outcomes: tuple[Outcome, ...]
    seconds: float

    @property
    def kills(self) -> tuple[Outcome, ...]:
        """The cases that noticed it."""
        return tuple(outcome for outcome in self.outcomes if outcome.killed)

    def data(self) -> dict[str, Any]:
        """The result as plain data."""
        return {
            "trial": asdict(self.trial),
            "seconds": self.seconds,
            "outcomes": [outcome.data() for outcome in self.outcomes],
        }

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> TrialResult:
        """The result that plain data hold."""
        told = data["trial"]
        trial = Trial(**{**told, "requirements": tuple(told["requirements"]), "cases": tuple(told["cases"])})
        return cls(trial, tuple(Outcome.of_data(each) for each in data["outcomes"]), data["seconds"])


def outcome_of(finished: CaseFinished, cites: bool) -> Outcome:
    """What a finished case says of a trial; `cites` tells whether it cites a requirement that the trial breaks.

    A case kills only by `fail`, with a mismatch in its body: a crash, a time-out, an `error` and a preamble that did
    not get there are void.
    """
    first = finished.mismatches[0] if finished.mismatches else None
    killed = finished.verdict is Verdict.FAIL and first is not None
    void = "" if killed or finished.verdict is Verdict.PASS else finished.reason
    if first is None:
        return Outcome(finished.case.id, finished.verdict, killed=False, attributed=False, reason=void)
    return Outcome(
        finished.case.id,
        finished.verdict,
        killed=killed,
        attributed=killed and cites,
        step=first.step,
        path=first.path,
        message=first.message,
        reason=void,
    )
