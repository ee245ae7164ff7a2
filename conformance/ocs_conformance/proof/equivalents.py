"""Defects and mutants that break nothing that the documents demand, each with a reason that a reader can check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from ocs_conformance import resources
from ocs_conformance.errors import FileError
from ocs_conformance.loading.document import Document, read
from ocs_conformance.loading.shape import check

__all__ = ["Equivalents", "equivalents_from", "load_equivalents"]


@dataclass(frozen=True, slots=True)
class Equivalents:
    """Patterns of names of trials, and the reason for each."""

    reasons: tuple[tuple[str, str], ...]

    def reason(self, name: str) -> str | None:
        """Why a trial of that name breaks nothing; None where it must be noticed."""
        return next((reason for pattern, reason in self.reasons if fnmatchcase(name, pattern)), None)

    def stale(self, survivors: Iterable[str], planned: Iterable[str]) -> list[str]:
        """Patterns that no surviving trial needs, of those that fit a trial of this proof at all."""
        left, all_names = list(survivors), list(planned)
        return [
            pattern
            for pattern, _ in self.reasons
            if any(fnmatchcase(name, pattern) for name in all_names)
            and not any(fnmatchcase(name, pattern) for name in left)
        ]


def load_equivalents() -> Equivalents:
    """The bundled list; raises FileError with every mistake."""
    path = Path(resources.cases_folder()) / "equivalents.yaml"
    return equivalents_from(read(path, str(path.relative_to(resources.data_folder()))))


def equivalents_from(document: Document) -> Equivalents:
    """The equivalents that a file lists; raises FileError with every mistake."""
    problems = check(document, "suite/equivalents.schema.json")
    if problems:
        raise FileError(problems)
    return Equivalents(
        tuple((pattern, entry["reason"]) for entry in document.data["equivalents"] for pattern in entry["trials"])
    )
