"""The bundled ledger, catalogue, documents and profiles, each held against the others."""

import re

import pytest

from ocs_conformance.loading import (
    load_bundled,
    load_claim_profiles,
    load_interpretations,
    load_ledger,
    load_requirements,
)
from ocs_conformance.loading.documents import load_documents
from ocs_conformance.loading.files import ledger_mistakes
from ocs_conformance.loading.ledger_lint import check_ledger
from ocs_conformance.loading.requirements import ledger_documents

DOCUMENTS = ["desktop", "commdn", "http", "auto-completion"]
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def test_the_ledger_has_no_mistake() -> None:
    assert [str(problem) for problem in ledger_mistakes()] == []


def test_all_documents_are_listed() -> None:
    assert [*load_documents()] == DOCUMENTS


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_heading_with_normative_text_has_requirements(name: str) -> None:
    sections = load_documents()[name].sections
    named = {row.section for row in load_requirements().values() if row.document == name}
    assert {heading for heading, reason in sections.items() if reason is None} == named


def test_ids_are_kebab_and_begin_with_their_document() -> None:
    rows = load_requirements()
    assert [name for name, row in rows.items() if not name.startswith(f"{row.document}.")] == []
    assert [name for name in rows if not all(KEBAB.fullmatch(part) for part in name.split("."))] == []


def test_statements_are_sentences() -> None:
    statements = [row.statement for row in load_requirements().values()]
    assert [text for text in statements if not text.endswith(".") or text[0].islower()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_statement_stands_twice_in_a_document(name: str) -> None:
    statements = [row.statement for row in load_requirements().values() if row.document == name]
    assert sorted({text for text in statements if statements.count(text) > 1}) == []


def test_interpretations_are_named_in_kebab_and_numbered() -> None:
    entries = load_interpretations().values()
    assert [entry.id for entry in entries if not KEBAB.fullmatch(entry.id)] == []
    assert {f"A{number:02}" for number in range(1, 97)} <= {entry.number for entry in entries}


def test_profiles_have_a_core_within_the_full_set() -> None:
    profiles = load_claim_profiles(load_requirements()).values()
    assert [profile.id for profile in profiles] == [
        "desktop-core",
        "preview",
        "predictive",
        "chains",
        "do-not-call",
        "communication-dn",
        "http",
        "auto-completion",
        "high-availability",
        "full",
    ]
    assert [profile.id for profile in profiles if not profile.core or not {*profile.core} <= {*profile.full}] == []


def test_the_full_profile_owes_every_row_that_can_be_shown() -> None:
    rows = load_requirements()
    full = load_claim_profiles(rows)["full"].full
    assert {*full} == {name for name, row in rows.items() if row.reason is None and row.level != "may"}


def test_a_row_without_case_reason_and_plan_is_a_mistake() -> None:
    rows = load_requirements()
    row = next(row for name, row in rows.items() if load_ledger().cases[name])
    cases = [case for case in load_bundled() if case.id not in load_ledger().cases[row.id]]
    found = check_ledger(ledger_documents(), rows, cases, load_interpretations(), load_documents())
    assert f"{row.id}: has no case; write one, or say under reason why none can show it" in {p.message for p in found}
