"""What a run comes to: the verdict, the requirements, and the digest over its cases."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from ocs_conformance.reporting.totals import Collector, collected
from ocs_conformance.verdict import Mismatch, ShownReading, Verdict

if TYPE_CHECKING:
    from tests.unit.reporting.conftest import Build


def totals_of(build: Build, *verdicts: str, interrupted: bool = False) -> Collector:
    totals = Collector()
    totals.write(build.started(len(verdicts)))
    for verdict in verdicts:
        totals.write(build.passed(verdict=Verdict(verdict)))
    totals.write(build.ended(interrupted))
    return totals


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (["pass"], "conforming"),
        (["pass", "not applicable"], "conforming"),
        (["pass", "fail"], "not conforming"),
        (["pass", "inconclusive"], "not conforming"),
        (["pass", "error"], "no verdict"),
        (["error", "fail"], "not conforming"),
        (["error", "inconclusive"], "not conforming"),
        (["inconclusive"], "not conforming"),
        (["not applicable"], "no verdict"),
        ([], "no verdict"),
    ],
)
def test_the_verdict_of_a_run(build: Build, verdicts: list[str], said: str) -> None:
    assert totals_of(build, *verdicts).verdict == said


def test_an_interrupted_run_has_no_other_verdict(build: Build) -> None:
    assert totals_of(build, "pass", interrupted=True).verdict == "interrupted"


def test_a_run_that_did_not_say_that_it_is_over_counts_as_interrupted(build: Build) -> None:
    totals = Collector()
    totals.write(build.started(1))
    totals.write(build.passed())
    assert totals.verdict == "interrupted"


def test_what_is_not_applicable_is_not_executed(build: Build) -> None:
    assert totals_of(build, "pass", "inconclusive", "not applicable").executed == 2


def test_repetitions_are_planned_one_by_one(build: Build) -> None:
    totals = Collector()
    totals.write(build.started(3, repeat=4))
    assert totals.planned == 12


def test_a_requirement_is_verified_only_if_nothing_speaks_against_it(build: Build) -> None:
    totals = Collector()
    totals.write(build.passed(case={"requirements": ("a", "b", "c")}))
    totals.write(build.failed(case={"requirements": ("b",)}))
    totals.write(build.other(Verdict.INCONCLUSIVE, "no call came", case={"requirements": ("c",)}))
    totals.write(build.other(Verdict.NOT_APPLICABLE, "no http", case={"requirements": ("d",)}))
    assert (totals.verified(), totals.violated()) == (("a",), ("b",))


def test_a_requirement_whose_case_ended_in_an_error_is_neither_verified_nor_violated(build: Build) -> None:
    totals = Collector()
    totals.write(build.passed(case={"requirements": ("a",)}))
    totals.write(build.other(Verdict.ERROR, "the adapter died", case={"requirements": ("a",)}))
    assert (totals.verified(), totals.violated()) == ((), ())


def test_a_mismatch_counts_for_the_requirement_that_it_names(build: Build) -> None:
    totals = Collector()
    schema_breach = Mismatch("steps[0]", "GSW_X", "(absent)", 1, "not of the message", 3, "desktop.envelope")
    totals.write(build.failed(case={"requirements": ("a",)}, mismatches=(schema_breach, schema_breach)))
    assert totals.requirements == {"a": {Verdict.FAIL: 1}, "desktop.envelope": {Verdict.FAIL: 1}}


def test_the_case_set_depends_on_the_cases_and_not_on_their_order_or_repetition(build: Build) -> None:
    totals = Collector()
    for name, digest in [("b", "2" * 64), ("a", "1" * 64), ("b", "2" * 64)]:
        totals.write(build.passed(case={"id": name, "digest": digest}))
    lines = f"a {'1' * 64}\nb {'2' * 64}\n"
    assert totals.case_set == hashlib.sha256(lines.encode()).hexdigest()


def test_totals_of_a_report_are_those_of_its_run(build: Build) -> None:
    events = build.events(build.passed(), build.other(Verdict.NOT_APPLICABLE, "no http", case={"id": "b"}))
    live = Collector()
    for event in events:
        live.write(event)
    assert collected(build.report(*events[1:-1])) == live  # type: ignore[arg-type]


def shown(reading: str, note: str | None = None) -> ShownReading:
    return ShownReading("not-found-code", reading, "steps[0]", note)


def test_readings_are_counted_by_case(build: Build) -> None:
    totals = Collector()
    totals.write(build.passed(readings=(shown("invalid-handle"), shown("invalid-handle"))))
    totals.write(build.passed(case={"id": "desktop.b"}, readings=(shown("invalid-handle"),)))
    both = Counter({"desktop.ready-time.is-acknowledged": 2, "desktop.b": 1})
    assert totals.readings == {"not-found-code": {"invalid-handle": both}}
    assert totals.contradictory == {}


def test_two_readings_of_one_interpretation_contradict_each_other(build: Build) -> None:
    totals = Collector()
    totals.write(build.passed(readings=(shown("invalid-handle"), ShownReading("other", "a", "steps[1]"))))
    totals.write(build.passed(readings=(shown("record-not-found", "Falls short."),)))
    assert [*totals.contradictory] == ["not-found-code"]
    assert totals.tolerated == {"not-found-code.record-not-found": "Falls short."}


def test_a_cited_group_counts_for_each_of_its_requirements(build: Build) -> None:
    totals = Collector()
    totals.write(build.passed(case={"requirements": ("group", "a")}))
    totals.write(build.failed(case={"requirements": ("group.y",)}, mismatches=()))
    groups = {"group": ("group.x", "group.y"), "group.x": ("group.x",), "group.y": ("group.y",), "a": ("a",)}
    assert (totals.verified(groups), totals.violated(groups)) == (("a", "group.x"), ("group.y",))
