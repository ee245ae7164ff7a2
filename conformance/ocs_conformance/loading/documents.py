"""Reads what the documents are: their titles and headings, and which of these hold text that obliges a server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ocs_conformance import resources
from ocs_conformance.errors import FileError
from ocs_conformance.loading.document import Document, read
from ocs_conformance.loading.shape import check

__all__ = ["ProtocolDocument", "documents_file", "documents_from", "load_documents"]


@dataclass(frozen=True, slots=True)
class ProtocolDocument:
    """One of the protocol documents: its short name, its title, and its headings in their order.

    `sections` maps a heading to the reason why nothing under it obliges a server; None where something does.
    """

    name: str
    title: str
    sections: dict[str, str | None]


def documents_file() -> Path:
    """The bundled list of documents."""
    return resources.cases_folder() / "documents.yaml"


def load_documents() -> dict[str, ProtocolDocument]:
    """The protocol documents by short name; raises FileError with every mistake."""
    path = documents_file()
    return documents_from(read(path, str(path.relative_to(resources.data_folder()))))


def documents_from(document: Document) -> dict[str, ProtocolDocument]:
    """The protocol documents that a file lists, by short name; raises FileError with every mistake."""
    problems = check(document, "suite/documents.schema.json")
    if problems:
        raise FileError(problems)
    return {
        raw["name"]: ProtocolDocument(
            raw["name"],
            raw["title"],
            {
                **{heading: None for heading in raw["sections"] if isinstance(heading, str)},
                **{each["heading"]: each["obliges_nothing"] for each in raw["sections"] if isinstance(each, dict)},
            },
        )
        for raw in document.data["documents"]
    }
