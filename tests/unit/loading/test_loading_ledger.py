"""The ledger: rows that are typed, rows that are made, what is said of many at once, and the cases that verify them."""

from textwrap import dedent

import pytest

from ocs_conformance.errors import FileError
from ocs_conformance.loading.document import Document, parse
from ocs_conformance.loading.ledger import Ledger, ledger_of
from ocs_conformance.loading.message_rows import message_rows
from ocs_conformance.loading.requirements import from_documents, groups
from ocs_conformance.model import Case, Requirement

LEDGER = """\
document: desktop
requirements:
  - {id: desktop.a, section: A, level: must, statement: The first fact, seen: desktop, interpretation: some-point}
  - {id: desktop.b, section: B, level: may, statement: The second fact, seen: nothing, reason: It cannot be seen}
"""


def ledger(text: str, name: str = "a.yaml") -> Document:
    return parse(dedent(text), name)


def made(name: str, group: str | None = None) -> Requirement:
    return Requirement(name, "desktop", "A", "must", "A made fact", "desktop", group=group)


def case(identifier: str, *requirements: str) -> Case:
    return Case(identifier, identifier, "A case", "a.yaml", 1, 1, requirements, {}, "", (), (), "")


def mistakes(*documents: Document, rows: tuple[Requirement, ...] = ()) -> list[str]:
    with pytest.raises(FileError) as caught:
        from_documents(documents, rows)
    return str(caught.value).splitlines()


def test_a_ledger_is_read() -> None:
    assert from_documents([ledger(LEDGER)]) == {
        "desktop.a": Requirement("desktop.a", "desktop", "A", "must", "The first fact", "desktop", "some-point"),
        "desktop.b": Requirement(
            "desktop.b", "desktop", "B", "may", "The second fact", "nothing", reason="It cannot be seen"
        ),
    }


def test_mistakes_of_form_come_all_at_once() -> None:
    assert mistakes(ledger("document: desktop", "b.yaml"), ledger("requirements: []", "c.yaml")) == [
        "b.yaml:1:1: the key requirements is missing; needed: document, requirements",
        "c.yaml:1:1: the key document is missing; needed: document, requirements",
        "c.yaml:1:15: this list has 0 items; needed are at least 1",
    ]


def test_an_id_stands_in_the_ledger_once() -> None:
    assert mistakes(ledger(LEDGER), ledger(LEDGER, "c.yaml")) == [
        "c.yaml:3:10: desktop.a stands in the ledger twice",
        "c.yaml:4:10: desktop.b stands in the ledger twice",
    ]


def test_what_is_seen_nowhere_needs_a_reason() -> None:
    assert mistakes(ledger(LEDGER.replace(", reason: It cannot be seen", ""))) == [
        "a.yaml:4:79: desktop.b is seen nowhere; say why under reason"
    ]


def test_a_made_row_is_not_typed_as_well() -> None:
    assert mistakes(ledger(LEDGER), rows=(made("desktop.a"),)) == [
        "a.yaml:3:10: desktop.a is made from a message schema; take it out here"
    ]


def test_made_rows_of_the_same_document_belong_to_it() -> None:
    other = Requirement("http.a", "http", "A", "must", "A made fact", "http")
    assert [*from_documents([ledger(LEDGER)], [made("desktop.c"), other])] == ["desktop.a", "desktop.b", "desktop.c"]


def test_what_is_said_of_many_rows_is_laid_over_them() -> None:
    text = LEDGER + dedent("""\
        reasons: [{requirements: [desktop.m.x], reason: Nobody can see it}]
        interpretations: [{requirements: ['desktop.m.*'], interpretation: some-point}]
        planned: [{work: the rest, requirements: ['desktop.*']}]
        """)
    rows = from_documents([ledger(text)], [made("desktop.m.x"), made("desktop.m.y")]).values()
    assert [(row.id, row.reason, row.interpretation, row.planned) for row in rows] == [
        ("desktop.a", None, "some-point", "the rest"),
        ("desktop.b", "It cannot be seen", None, None),
        ("desktop.m.x", "Nobody can see it", "some-point", None),
        ("desktop.m.y", None, "some-point", "the rest"),
    ]


def test_a_pattern_that_fits_no_row_is_a_mistake() -> None:
    assert mistakes(ledger(LEDGER + "planned: [{work: the rest, requirements: ['desktop.c*']}]")) == [
        "a.yaml:5:43: no requirement is called desktop.c*; take it out"
    ]


def test_a_cited_group_stands_for_its_rows() -> None:
    rows = [made("desktop.m.x", "desktop.m"), made("desktop.m.y", "desktop.m"), made("desktop.m.z")]
    assert groups(rows) == {
        "desktop.m": ("desktop.m.x", "desktop.m.y"),
        "desktop.m.x": ("desktop.m.x",),
        "desktop.m.y": ("desktop.m.y",),
        "desktop.m.z": ("desktop.m.z",),
    }


def test_a_row_is_verified_by_the_cases_that_cite_it_or_its_group() -> None:
    rows = {
        row.id: row for row in [made("desktop.m.x", "desktop.m"), made("desktop.m.y", "desktop.m"), made("desktop.n")]
    }
    cases = [case("one", "desktop.m"), case("two", "desktop.m", "desktop.m.x"), case("three", "desktop.unknown")]
    found = ledger_of(rows, cases)
    assert found == Ledger(rows, {"desktop.m.x": ("one", "two"), "desktop.m.y": ("one", "two"), "desktop.n": ()})
    assert [row.id for row in found.untested()] == ["desktop.n"]


def test_rows_are_made_of_each_key_of_a_request() -> None:
    prefix = "desktop.record-reject.attached-data"
    rows = [row for row in message_rows() if row.id.startswith(f"{prefix}.")]
    assert [(row.id.removeprefix(f"{prefix}."), row.statement, row.group) for row in rows[:3]] == [
        ("gsw-agent-req-type", "RecordReject is told by GSW_AGENT_REQ_TYPE, which is RecordReject.", prefix),
        ("gsw-application-id", "RecordReject without GSW_APPLICATION_ID is not carried out.", None),
        (
            "gsw-application-id.type",
            "RecordReject is not carried out where GSW_APPLICATION_ID is anything else than an integer of 101 or more.",
            None,
        ),
    ]


def test_rows_are_made_of_each_key_of_an_event() -> None:
    prefix = "desktop.ready-time-acknowledge.attached-data"
    rows = [row for row in message_rows() if row.id.startswith(f"{prefix}.gsw-record-handle")]
    assert [(row.id.removeprefix(f"{prefix}."), row.statement, row.group) for row in rows] == [
        ("gsw-record-handle", "ReadyTimeAcknowledge carries GSW_RECORD_HANDLE.", prefix),
        ("gsw-record-handle.type", "GSW_RECORD_HANDLE in ReadyTimeAcknowledge is an integer of 1 or more.", prefix),
    ]
