"""What only the whole set of ledger, cases, interpretations and documents shows: what is missing, stale or unproven."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from ocs_conformance.errors import Problem
from ocs_conformance.loading.document import Document
from ocs_conformance.loading.documents import ProtocolDocument
from ocs_conformance.loading.interpretations import Catalogue
from ocs_conformance.loading.ledger import ledger_of
from ocs_conformance.matching import readings_in
from ocs_conformance.model import Case, Requirement, Step

__all__ = ["check_ledger"]

Rows = Mapping[str, Requirement]
_VERBS = {
    "desktop": ("expect", "nothing"),
    "http": ("http",),
    "rows": ("rows",),
    "dnc": ("do_not_call",),
    "telephony": ("call", "dial", "answer", "share"),
    "commdn": ("expect", "nothing"),
    "web post": ("expect", "nothing"),
}


def check_ledger(
    sources: Sequence[Document],
    rows: Rows,
    cases: Sequence[Case],
    catalogue: Catalogue,
    documents: Mapping[str, ProtocolDocument],
) -> list[Problem]:
    """Every mistake of the ledger as a whole, each at its row.

    A row must have a section that its document has, an interpretation that the catalogue has, and a case, a reason or
    a place under `planned`; not all of its cases may let a tolerated reading pass, and one must look where the row
    says that it is seen. What waits for work without need is a mistake as well, and so is a heading without rows.
    """
    where = _Places(sources)
    citing = _citing(rows, cases)
    problems = [where.of(row, sentence) for row in rows.values() for sentence in _of_row(row, citing, documents)]
    problems += [
        where.of(row, f"there is no interpretation {row.interpretation} in cases/interpretations.yaml")
        for row in rows.values()
        if row.interpretation is not None and row.interpretation not in catalogue
    ]
    problems += [problem for source in sources for problem in _stale(source, rows, citing)]
    problems += [*_headings_without_rows(rows, documents), *_places_of_readings(catalogue, documents)]
    return problems


class _Places:
    """Where each typed row stands; a row that is made from a schema has its place in that schema."""

    def __init__(self, sources: Sequence[Document]) -> None:
        self._typed = {
            row["id"]: (source, index) for source in sources for index, row in enumerate(source.data["requirements"])
        }

    def of(self, row: Requirement, sentence: str) -> Problem:
        if row.id in self._typed:
            source, index = self._typed[row.id]
            return source.problem(["requirements", index], f"{row.id}: {sentence}")
        return Problem(f"schemas/{row.document}", 0, 0, f"{row.id}: {sentence}")


def _citing(rows: Rows, cases: Sequence[Case]) -> dict[str, list[Case]]:
    by_id = {case.id: case for case in cases}
    return {name: [by_id[case] for case in found] for name, found in ledger_of(rows, cases).cases.items()}


def _of_row(
    row: Requirement, citing: Mapping[str, list[Case]], documents: Mapping[str, ProtocolDocument]
) -> Iterator[str]:
    sections = documents[row.document].sections
    if row.section not in sections:
        yield f"{row.document} has no section {row.section}; cases/documents.yaml lists them"
    elif sections[row.section] is not None:
        yield f"the section {row.section} obliges nothing, as cases/documents.yaml has it"
    cases = citing[row.id]
    if not cases and row.reason is None and row.planned is None:
        yield "has no case; write one, or say under reason why none can show it"
    if cases and row.reason is not None:
        yield f"has a reason why no case can show it, and a case: {cases[0].id}"
    if cases and row.level == "must" and all(_lets_pass(case) for case in cases):
        yield f"all its cases let a tolerated reading pass, as {cases[0].id} does; one must demand it"
    verbs = _VERBS.get(row.seen)
    if cases and verbs and not any(_looks(step, verbs) for case in cases for step in case.steps):
        yield f"is seen in {row.seen}, where none of its cases looks ({' or '.join(verbs)}); {cases[0].id} does not"


def _lets_pass(case: Case) -> bool:
    return any(name in case.tolerated for step in case.steps for name in readings_in(step.body))


def _looks(step: Step, verbs: Sequence[str]) -> bool:
    return step.verb in verbs


def _stale(source: Document, rows: Rows, citing: Mapping[str, list[Case]]) -> Iterator[Problem]:
    """Patterns under `planned` of which nothing waits any more."""
    waiting = [name for name, row in rows.items() if not citing[name] and row.reason is None]
    for index, entry in enumerate(source.data.get("planned", ())):
        for number, pattern in enumerate(entry["requirements"]):
            if not any(fnmatchcase(name, pattern) for name in waiting):
                sentence = f"nothing under {pattern} waits any more; take it out"
                yield source.problem(["planned", index, "requirements", number], sentence)


def _headings_without_rows(rows: Rows, documents: Mapping[str, ProtocolDocument]) -> Iterator[Problem]:
    named = {(row.document, row.section) for row in rows.values()}
    for document in documents.values():
        for heading, reason in document.sections.items():
            if reason is None and (document.name, heading) not in named:
                sentence = (
                    f"no requirement comes from {document.name}, {heading}; write one, or say why nothing obliges"
                )
                yield Problem("cases/documents.yaml", 0, 0, sentence)


def _places_of_readings(catalogue: Catalogue, documents: Mapping[str, ProtocolDocument]) -> Iterator[Problem]:
    for entry in catalogue.values():
        for document, section in dict.fromkeys(place for reading in entry.readings for place in reading.places):
            if section not in documents[document].sections:
                sentence = f"{entry.id}: {document} has no section {section}; cases/documents.yaml lists them"
                yield Problem(entry.file, entry.line, 1, sentence)
