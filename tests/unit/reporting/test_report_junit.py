"""junit.xml as CI servers read it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from ocs_conformance.reporting.junit import render_junit
from ocs_conformance.reporting.text import failure_lines
from ocs_conformance.verdict import Mismatch, Verdict

if TYPE_CHECKING:
    from tests.unit.reporting.conftest import Build

    from ocs_conformance.engine.events import CaseFinished


FIRST = "steps[0] (line 17) GSW_ERROR: another error than expected"


def parsed(build: Build, *finished: CaseFinished) -> ElementTree.Element:
    return ElementTree.fromstring(render_junit(build.report(*finished)).encode())


def outcome(build: Build, finished: CaseFinished) -> ElementTree.Element:
    (found,) = parsed(build, finished).iterfind("testsuite/testcase/*")
    return found


def test_each_area_is_a_suite(build: Build) -> None:
    root = parsed(
        build,
        build.passed(),
        build.failed(case={"id": "http.a"}),
        build.other(Verdict.ERROR, "died", case={"id": "desktop.b"}),
        build.other(Verdict.INCONCLUSIVE, "no call", case={"id": "desktop.c"}),
        build.other(Verdict.NOT_APPLICABLE, "no clock", case={"id": "desktop.d"}),
    )
    numbers = {"tests": "5", "failures": "1", "errors": "2", "skipped": "1", "time": "1.250000"}
    assert root.attrib == {"name": "ocs-conformance", **numbers}
    assert [suite.attrib for suite in root] == [
        {
            "name": "desktop",
            "timestamp": "2026-03-01T12:00:00Z",
            "tests": "4",
            "failures": "0",
            "errors": "2",
            "skipped": "1",
            "time": "1.000000",
        },
        {
            "name": "http",
            "timestamp": "2026-03-01T12:00:00Z",
            "tests": "1",
            "failures": "1",
            "errors": "0",
            "skipped": "0",
            "time": "0.250000",
        },
    ]


def test_a_case_that_passed_is_bare(build: Build) -> None:
    (case,) = parsed(build, build.passed()).iterfind("testsuite/testcase")
    name = "desktop.ready-time.is-acknowledged"
    assert case.attrib == {"classname": "desktop.ready-time", "name": name, "time": "0.250000"}
    assert list(case) == []


def test_repetitions_have_names_of_their_own(build: Build) -> None:
    root = parsed(build, build.passed(), build.passed(run=2))
    names = [case.get("name") for case in root.iterfind("testsuite/testcase")]
    assert names == ["desktop.ready-time.is-acknowledged", "desktop.ready-time.is-acknowledged (run 2)"]


def test_a_failure_carries_the_message_of_the_terminal(build: Build) -> None:
    found = outcome(build, build.failed())
    assert (found.tag, found.attrib) == ("failure", {"type": "fail", "message": FIRST})
    assert found.text == "\n".join(failure_lines(build.failed(), build.started(1).rerun))


def test_an_inconclusive_case_is_an_error_of_that_type(build: Build) -> None:
    found = outcome(build, build.other(Verdict.INCONCLUSIVE, "no call came"))
    assert (found.tag, found.attrib) == ("error", {"type": "inconclusive", "message": "no call came"})


def test_what_is_not_applicable_is_skipped_with_its_reason(build: Build) -> None:
    found = outcome(build, build.other(Verdict.NOT_APPLICABLE, "no clock"))
    assert (found.tag, found.attrib, found.text) == ("skipped", {"type": "not applicable", "message": "no clock"}, None)


def test_characters_that_xml_cannot_carry_stand_as_escapes(build: Build) -> None:
    mismatch = Mismatch("steps[0]", "", "a", "\x00\x1b\ufffe]]><b>", "told \x00")
    found = outcome(build, build.failed(mismatches=(mismatch,)))
    assert found.get("message") == "steps[0]: told \\x00"
    assert '"\\u0000\\u001b\\ufffe]]><b>"' in str(found.text)
