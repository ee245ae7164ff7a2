"""Reads the ledger: the requirements of each document, those on keys of messages made from the message schemas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ocs_conformance import resources
from ocs_conformance.errors import FileError, Problem
from ocs_conformance.loading import cache as cache_file
from ocs_conformance.loading.document import Document, read
from ocs_conformance.loading.message_rows import message_rows
from ocs_conformance.loading.shape import check
from ocs_conformance.model import Requirement

__all__ = ["from_documents", "groups", "ledger_documents", "ledger_files", "load_requirements"]

_FIELDS = Requirement.__slots__


def groups(rows: Iterable[Requirement]) -> dict[str, tuple[str, ...]]:
    """What each id that a case may cite stands for: itself, or all the requirements that have it as their group."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row.id] = (row.id,)
        if row.group:
            found[row.group] = (*found.get(row.group, ()), row.id)
    return found


def ledger_files() -> list[Path]:
    """The bundled ledger's files, sorted."""
    return sorted((resources.cases_folder() / "requirements").glob("*.yaml"))


def ledger_documents() -> list[Document]:
    """The bundled ledger's files, read; raises FileError where one is no YAML."""
    return [read(path, str(path.relative_to(resources.data_folder()))) for path in ledger_files()]


def load_requirements() -> dict[str, Requirement]:
    """The bundled ledger by requirement id; raises FileError with every mistake."""
    key = cache_file.key_of([*ledger_files(), *sorted(resources.schemas_folder().rglob("*.schema.json"))])
    kept = cache_file.fetch("ledger", key)
    if kept is None:
        kept = [
            [getattr(row, name) for name in _FIELDS]
            for row in from_documents(ledger_documents(), message_rows()).values()
        ]
        cache_file.store("ledger", key, kept)
    return {fields[0]: Requirement(*fields) for fields in kept}


def from_documents(documents: Sequence[Document], made: Iterable[Requirement] = ()) -> dict[str, Requirement]:
    """The requirements that ledger files hold, by id, with those of `made` that belong to the same documents.

    Raises FileError with every mistake.
    """
    problems = [problem for document in documents for problem in check(document, "suite/requirements.schema.json")]
    if problems:
        raise FileError(problems)
    found: dict[str, Requirement] = {}
    for document in documents:
        problems += _written(document, found)
    names = {document.data["document"] for document in documents}
    others = {row.id: row for row in made if row.document in names}
    for document in documents:
        problems += _twice(document, others)
    found.update(others)
    for document in documents:
        problems += _remarks(document, found)
    if problems:
        raise FileError(problems)
    return found


def _written(document: Document, found: dict[str, Requirement]) -> Iterator[Problem]:
    for index, row in enumerate(document.data["requirements"]):
        if row["id"] in found:
            yield document.problem(["requirements", index, "id"], f"{row['id']} stands in the ledger twice")
        if row["seen"] == "nothing" and "reason" not in row:
            yield document.problem(
                ["requirements", index, "seen"], f"{row['id']} is seen nowhere; say why under reason"
            )
        found[row["id"]] = Requirement(document=document.data["document"], **row)


def _twice(document: Document, made: dict[str, Requirement]) -> Iterator[Problem]:
    for index, row in enumerate(document.data["requirements"]):
        if row["id"] in made:
            sentence = f"{row['id']} is made from a message schema; take it out here"
            yield document.problem(["requirements", index, "id"], sentence)


def _remarks(document: Document, found: dict[str, Requirement]) -> Iterator[Problem]:
    """Lay what the file says of many requirements over them: reasons, interpretations, and the work they wait for."""
    for key, field in (("reasons", "reason"), ("interpretations", "interpretation"), ("planned", "work")):
        for index, remark in enumerate(document.data.get(key, ())):
            yield from _remark(document, [key, index], remark, field, found)


def _remark(
    document: Document, place: Sequence[str | int], remark: dict[str, Any], field: str, found: dict[str, Requirement]
) -> Iterator[Problem]:
    for number, pattern in enumerate(remark["requirements"]):
        rows = (
            [found[pattern]] if pattern in found else [row for name, row in found.items() if fnmatchcase(name, pattern)]
        )
        if not rows:
            yield document.problem([*place, "requirements", number], f"no requirement is called {pattern}; take it out")
        for row in rows:
            if field != "work":
                found[row.id] = replace(row, **{field: remark[field]})
            elif row.reason is None:
                found[row.id] = replace(row, planned=remark[field])
