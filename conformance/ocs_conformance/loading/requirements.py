"""Reads the ledger: the requirements of each document."""

from __future__ import annotations

from pathlib import Path

from ocs_conformance import resources
from ocs_conformance.errors import FileError, Problem
from ocs_conformance.loading.document import Document, read
from ocs_conformance.loading.shape import check
from ocs_conformance.model import Requirement

__all__ = ["from_documents", "load_requirements"]


def load_requirements() -> dict[str, Requirement]:
    """The bundled ledger by requirement id; raises FileError with every mistake."""
    folder = resources.cases_folder() / "requirements"
    return from_documents([read(path) for path in sorted(Path(folder).glob("*.yaml"))])


def from_documents(documents: list[Document]) -> dict[str, Requirement]:
    """The requirements that ledger files hold, by id; raises FileError with every mistake."""
    problems: list[Problem] = []
    found: dict[str, Requirement] = {}
    for document in documents:
        mistakes = check(document, "suite/requirements.schema.json")
        problems += mistakes
        for index, row in enumerate(document.data["requirements"] if not mistakes else ()):
            if row["id"] in found:
                problems.append(
                    document.problem(["requirements", index, "id"], f"{row['id']} stands in the ledger twice")
                )
            found[row["id"]] = Requirement(document=document.data["document"], **row)
    if problems:
        raise FileError(problems)
    return found
