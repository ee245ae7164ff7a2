"""report.html: well-formed, self-contained, escaped, with the cases that did not pass first and open."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from ocs_conformance.loading import load_requirements
from ocs_conformance.reporting.html import render_html
from ocs_conformance.verdict import Mismatch, ShownReading, Verdict

if TYPE_CHECKING:
    from tests.unit.reporting.conftest import Build

    from ocs_conformance.engine.events import CaseFinished

VOID = {"meta", "br", "input"}


class Page(HTMLParser):
    """A page as its elements: checks that each is closed in turn, and keeps attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"{tag} is never closed" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()} closes nothing")

    def handle_data(self, data: str) -> None:
        if self._open and data.strip():
            self.texts.setdefault(self._open[-1], []).append(data.strip())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(build: Build, *finished: CaseFinished) -> Page:
    return Page(render_html(build.report(*finished)))


def a_mixed_run(build: Build) -> list[CaseFinished]:
    return [
        build.passed(notes=("a remark",)),
        build.other(Verdict.NOT_APPLICABLE, "the target has no clock", case={"id": "desktop.b"}),
        build.failed(case={"id": "desktop.c", "interpretations": ("A01",), "control": "desktop.a"}),
        build.other(Verdict.INCONCLUSIVE, "no call came", case={"id": "desktop.d"}),
        build.other(Verdict.ERROR, "the adapter died", case={"id": "http.e"}),
    ]


def test_every_element_is_closed_in_turn(build: Build) -> None:
    assert page_of(build, *a_mixed_run(build)).faults == []


def test_nothing_is_fetched_from_elsewhere(build: Build) -> None:
    text = render_html(build.report(*a_mixed_run(build)))
    page = Page(text)
    targets = {str(found.get("href")) for found in page.all("a")}
    assert {target for target in targets if not target.startswith("#case-")} == set()
    assert [found for _, found in page.elements if "src" in found or "action" in found or "style" in found] == []
    assert page.all("link") == []
    assert re.findall(r"https?://|url\(|@import|fetch\(", text) == []


def test_every_link_leads_to_a_case(build: Build) -> None:
    page = page_of(build, *a_mixed_run(build))
    anchors = {f"#{found['id']}" for found in page.all("details") if "id" in found}
    assert {found["href"] for found in page.all("a")} == anchors


def test_cases_that_did_not_pass_come_first_and_stand_open(build: Build) -> None:
    shown = [found for found in page_of(build, *a_mixed_run(build)).all("details") if "id" in found]
    assert [(found["data-verdict"], "open" in found) for found in shown] == [
        ("fail", True),
        ("error", True),
        ("inconclusive", True),
        ("not applicable", False),
        ("pass", False),
    ]


def test_the_page_fits_a_phone(build: Build) -> None:
    viewport = {"name": "viewport", "content": "width=device-width, initial-scale=1"}
    assert viewport in page_of(build, build.passed()).all("meta")


def test_the_head_names_target_profile_and_verdict(build: Build) -> None:
    texts = page_of(build, *a_mixed_run(build)).texts
    assert texts["title"] == ["Example OCS 8.1: not conforming"]
    assert texts["h2"][0] == "Cases: 4 of 5 executed"
    assert texts["dd"][:5] == ["site", "Example", "example-adapter 1.0", "http, telephony", "ocs-conformance 0.1.0"]


def test_a_mismatch_shows_both_values(build: Build) -> None:
    mismatch = Mismatch("steps[0]", "GSW_ERROR", {"$one_of": [1, 2]}, "(absent)", "no such key", 17, "desktop.envelope")
    page = page_of(build, build.failed(mismatches=(mismatch,), conversation=()))
    assert page.texts["pre"] == ['{"$one_of": [1, 2]}', "(absent)"]
    assert "(line 17)" in page.texts["p"]
    assert ": no such key (breaks desktop.envelope)" in page.texts["p"]


def test_the_whole_conversation_is_an_exchange(build: Build) -> None:
    texts = page_of(build, build.passed()).texts
    ways = [text for text in texts["span"] if "→" in text]
    assert ways == [
        "suite → adapter",
        "adapter → suite",
        "target → alice",
        "suite → http",
        "http → suite",
        "adapter → suite",
    ]
    assert texts["b"][-6:] == ["fence", "result", "event", "POST /records/1", "response 410", "error"]
    assert texts["pre"] == [
        "{}",
        "{}",
        '{"GSW_ERROR": 112}',
        "Host: a\n\n{}",
        "Warning: 112",
        '{"code": -32003, "message": "down"}',
    ]


def test_what_a_target_sends_stays_text(build: Build) -> None:
    evil = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>\"'"
    entry = {"t": 0, "step": evil, "from": evil, "to": evil, "event": {evil: evil}}
    told = {"id": evil, "title": evil, "requirements": (evil,), "file": evil}
    page = page_of(build, build.failed(case=told, reason=evil, notes=(evil,), conversation=(entry,)))
    assert (page.faults, len(page.all("script")), page.all("img")) == ([], 1, [])


def test_characters_that_a_page_cannot_carry_stand_as_escapes(build: Build) -> None:
    text = render_html(build.report(build.failed(reason="told \x00 and \x1b[2J and \u202e")))
    assert "told \\x00 and \\x1b[2J and \\u202e" in text


def test_a_value_nested_beyond_measure_does_not_stop_the_page(build: Build) -> None:
    deep: list[object] = []
    for _ in range(700):
        deep = [deep]
    mismatch = Mismatch("steps[0]", "", 1, deep, "differs")
    assert page_of(build, build.failed(mismatches=(mismatch,))).faults == []


def test_requirements_are_listed_with_their_cases(build: Build) -> None:
    page = page_of(
        build,
        build.passed(case={"requirements": ("r.b", "r.a")}),
        build.failed(case={"id": "desktop.c", "requirements": ("r.b",)}),
    )
    assert page.texts["th"] == ["Requirement", "Cases", "r.a", "r.b"]
    assert page.texts["a"] == ["desktop.ready-time.is-acknowledged", "desktop.c", "desktop.ready-time.is-acknowledged"]


def test_a_requirement_of_the_ledger_shows_its_statement(build: Build) -> None:
    known = "desktop.preview.record-delivered"
    texts = page_of(build, build.passed(case={"requirements": ("site.own", known)})).texts
    assert (texts["th"][2:], texts["p"][1]) == ([known, "site.own"], load_requirements()[known].statement)


def test_two_readings_of_one_interpretation_stand_there_with_a_case_of_each(build: Build) -> None:
    shown = ShownReading("not-found-code", "record-not-found", "steps[1]")
    page = page_of(
        build,
        build.passed(conversation=(), readings=(shown, ShownReading("call-time-type", "text", "steps[0]"))),
        build.passed(case={"id": "desktop.b"}, conversation=(), readings=(shown,)),
        build.passed(
            case={"id": "desktop.c"},
            conversation=(),
            readings=(ShownReading("not-found-code", "invalid-handle", "steps[3]"),),
        ),
    )
    assert page.faults == []
    assert page.texts["h2"][2] == "Readings: 2 open points of the documents, 1 read in more than one way"
    assert page.texts["th"][-4:] == ["Interpretation", "Readings shown", "call-time-type", "not-found-code"]
    assert page.texts["p"].count("read in more than one way") == 1
    assert page.texts["b"][-3:] == ["text", "invalid-handle", "record-not-found"]
    assert page.texts["li"][-3:] == [": 1 case, such as", ": 1 case, such as", ": 2 cases, such as"]
    assert page.texts["a"][-3:] == ["desktop.ready-time.is-acknowledged", "desktop.c", "desktop.b"]
    assert [found["href"] for found in page.all("a")][-3:] == ["#case-1", "#case-3", "#case-2"]
    assert [found["id"] for found in page.all("details") if "id" in found] == ["case-1", "case-2", "case-3"]


def test_a_tolerated_reading_shows_its_note_at_the_case_and_in_the_table(build: Build) -> None:
    note = "A customer id was entered <too>."
    tolerated = ShownReading("do-not-call-by-handle-entries", "phones-and-customer-id", "steps[4]", note)
    plain = ShownReading("not-found-code", "record-not-found", "steps[1]")
    page = page_of(build, build.passed(readings=(tolerated, plain)), build.passed(case={"id": "desktop.b"}))
    assert [text for text in page.texts["p"] if text.startswith("Tolerated")] == [
        f"Tolerated: {note}",
        f"Tolerated: do-not-call-by-handle-entries.phones-and-customer-id: {note}",
    ]


def test_a_run_without_readings_has_no_section_on_them(build: Build) -> None:
    texts = page_of(build, *a_mixed_run(build)).texts
    assert [text for text in texts["h2"] if text.startswith("Readings")] == []
    assert "Interpretation" not in texts["th"]


def test_each_case_that_did_not_pass_can_be_run_again(build: Build) -> None:
    page = page_of(build, build.failed(conversation=()), build.passed(case={"id": "desktop.b"}, conversation=()))
    words = "ocs-conformance run --target 'our site.yaml' checks --select"
    said = [text for text in page.texts["code"] if text.startswith("ocs-conformance")]
    assert said == [f"{words} desktop.ready-time.is-acknowledged"]


def test_a_run_of_nothing_has_a_page_too(build: Build) -> None:
    page = page_of(build)
    assert (page.faults, page.texts["title"]) == ([], ["Example OCS 8.1: no verdict"])
