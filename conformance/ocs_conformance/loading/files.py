"""Checks any one file that the suite reads, by what it is."""

from __future__ import annotations

from pathlib import Path

from ocs_conformance.errors import FileError, Problem
from ocs_conformance.loading import interpretations
from ocs_conformance.loading.document import Document, read
from ocs_conformance.loading.documents import documents_from, load_documents
from ocs_conformance.loading.environments import from_document
from ocs_conformance.loading.ledger_lint import check_ledger
from ocs_conformance.loading.library import load_bundled, validate
from ocs_conformance.loading.message_rows import message_rows
from ocs_conformance.loading.profile import profile_from_document
from ocs_conformance.loading.profiles import profiles_from
from ocs_conformance.loading.requirements import from_documents, ledger_documents, load_requirements
from ocs_conformance.loading.shape import check

__all__ = ["ledger_mistakes", "mistakes_of"]

_PLAIN = {"fragments": "suite/fragment-file.schema.json", "equivalents": "suite/equivalents.schema.json"}
"""Files of which their schema says all."""


def mistakes_of(path: Path) -> list[Problem]:
    """Every mistake of a file, read as what its keys say that it is.

    The keys that tell: `cases`, `target`, `application_id`, `requirements`, `fragments`, and those of the suite's own
    lists: `interpretations`, `documents`, `profiles`, `equivalents`.
    """
    try:
        return _mistakes(read(path), path)
    except FileError as error:
        return error.problems


def _mistakes(document: Document, path: Path) -> list[Problem]:
    keys = document.data if isinstance(document.data, dict) else {}
    if "cases" in keys:
        return validate([path])[1]
    for key, schema in _PLAIN.items():
        if key in keys:
            return check(document, schema)
    if "target" in keys:
        profile_from_document(document, path)
    elif "application_id" in keys:
        from_document(document)
    elif "requirements" in keys:
        from_documents([document], message_rows())
    elif "interpretations" in keys:
        interpretations.from_document(document)
    elif "documents" in keys:
        documents_from(document)
    elif "profiles" in keys:
        profiles_from(document, load_requirements())
    else:
        kinds = (
            "cases (a case file), target (a profile), application_id (an environment), requirements, fragments, "
            "interpretations, documents, profiles, or equivalents"
        )
        return [document.problem([], f"is none of the suite's files; one of these keys must be there: {kinds}")]
    return []


def ledger_mistakes() -> list[Problem]:
    """What is missing, stale or unproven in the bundled ledger, once each of the suite's files is right by itself."""
    rows, catalogue = load_requirements(), interpretations.load_interpretations()
    return check_ledger(ledger_documents(), rows, load_bundled(), catalogue, load_documents())
