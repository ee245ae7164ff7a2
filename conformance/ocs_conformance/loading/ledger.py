"""The ledger as a whole: each requirement with the cases that verify it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ocs_conformance.loading import cache as cache_file
from ocs_conformance.loading.library import bundled_case_files, load_bundled, shared_files
from ocs_conformance.loading.requirements import groups, load_requirements
from ocs_conformance.model import Case, Requirement

__all__ = ["Ledger", "ledger_of", "load_ledger"]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The requirements by id, and the ids of the cases that verify each."""

    rows: Mapping[str, Requirement]
    cases: Mapping[str, tuple[str, ...]]

    def untested(self) -> list[Requirement]:
        """The requirements that have neither a case nor a reason."""
        return [row for name, row in self.rows.items() if not self.cases[name] and row.reason is None]


def ledger_of(rows: Mapping[str, Requirement], cases: Iterable[Case]) -> Ledger:
    """The ledger of these requirements, as these cases verify it."""
    meant = groups(rows.values())
    verified: dict[str, list[str]] = {name: [] for name in rows}
    for case in cases:
        for name in dict.fromkeys(row for cited in case.requirements for row in meant.get(cited, ())):
            verified[name].append(case.id)
    return Ledger(rows, {name: tuple(found) for name, found in verified.items()})


def load_ledger() -> Ledger:
    """The bundled ledger; raises FileError with every mistake of the ledger or, at first, of the cases."""
    rows = load_requirements()
    files = bundled_case_files()
    key = cache_file.key_of([*files, *shared_files(files)])
    kept = cache_file.fetch("verified", key)
    if kept is None:
        kept = dict(ledger_of(rows, load_bundled()).cases)
        cache_file.store("verified", key, kept)
    return Ledger(rows, kept)
