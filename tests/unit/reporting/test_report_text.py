"""What a person reads on a terminal about a case that did not pass, and at the end of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocs_conformance.reporting.record import CaseRecord
from ocs_conformance.reporting.text import again, failure_lines, summary_lines
from ocs_conformance.reporting.totals import Collector
from ocs_conformance.verdict import ABSENT, Mismatch, ShownReading, Verdict

if TYPE_CHECKING:
    from tests.unit.reporting.conftest import Build

RERUN = ("ocs-conformance", "run", "--target", "site")


def body_of(build: Build, expected: Any, actual: Any, width: int = 60) -> list[str]:
    """The lines between the place of a mismatch and the command."""
    failed = build.failed(
        reason="", conversation=(), mismatches=(Mismatch("steps[0]", "", expected, actual, "differs"),)
    )
    return failure_lines(failed, RERUN, width)[4:-1]


def test_a_failure_says_what_where_and_how_to_see_it_again(build: Build) -> None:
    assert failure_lines(build.failed(), RERUN) == [
        "FAIL desktop.ready-time.is-acknowledged",
        "  ReadyTime is acknowledged",
        "  cases/desktop/ready-time.yaml:12",
        "  steps[0] (line 17): another error than expected",
        "  path: GSW_ERROR",
        "  expected | actual",
        "  120      | 112",
        "  conversation, entries 1 to 3 of 6:",
        "     0.001 suite -> adapter  fence {}",
        "     0.002 adapter -> suite  result {}",
        '     0.003 target -> alice  event {"GSW_ERROR": 112}',
        "  again: ocs-conformance run --target site --select desktop.ready-time.is-acknowledged",
    ]


def test_a_record_is_told_as_the_event_that_it_comes_from(build: Build) -> None:
    assert failure_lines(CaseRecord.of(build.failed()), RERUN) == failure_lines(build.failed(), RERUN)


def test_a_case_without_mismatch_gives_its_reason(build: Build) -> None:
    finished = build.other(Verdict.ERROR, "the adapter died with status 3", run=2)
    assert failure_lines(finished, RERUN)[:4] == [
        "ERROR desktop.ready-time.is-acknowledged (run 2)",
        "  ReadyTime is acknowledged",
        "  cases/desktop/ready-time.yaml:12",
        "  the adapter died with status 3",
    ]


def test_further_mismatches_are_counted(build: Build) -> None:
    mismatch = Mismatch("steps[0]", "", 1, 2, "differs")
    assert "  mismatches beside this one: 2" in failure_lines(build.failed(mismatches=(mismatch,) * 3), RERUN)


def test_a_requirement_that_a_schema_breach_breaks_is_named(build: Build) -> None:
    mismatch = Mismatch("steps[0]", "GSW_X", ABSENT, 1, "not of the message", 3, "desktop.envelope")
    assert "  breaks: desktop.envelope" in failure_lines(build.failed(mismatches=(mismatch,)), RERUN)


def test_a_number_and_its_text_can_be_told_apart(build: Build) -> None:
    assert body_of(build, 28, "28") == ["  expected | actual", '  28       | "28"']


def test_an_absent_value_stands_without_quotes(build: Build) -> None:
    assert body_of(build, "x", ABSENT) == ["  expected | actual", '  "x"      | (absent)']


def test_short_objects_stand_side_by_side(build: Build) -> None:
    assert body_of(build, {"a": 1}, {"a": 1, "b": 2}) == [
        "  expected | actual",
        "  {        | {",
        '    "a": 1 |   "a": 1,',
        '  }        |   "b": 2',
        "           | }",
    ]


def test_long_values_stand_one_below_the_other_and_are_cut(build: Build) -> None:
    assert body_of(build, "x" * 40, " y" * 200) == [
        '  expected: "' + "x" * 40 + '"',
        '  actual:   " y y y y y y y y y y y y y y y y y y y y y y y',
        "    y y y y y y y y y y y y y y y y y y y y y y y y y y y y",
        "    y y y y y y y y y y y y y y y y y y y y y y y y y y y …",
    ]


def test_the_conversation_ends_with_the_step_that_failed(build: Build) -> None:
    said = [{"t": n, "step": f"steps[{n}]", "from": "target", "to": "alice", "event": n} for n in range(9)]
    failed = build.failed(conversation=tuple(said), mismatches=(Mismatch("steps[6]", "", 1, 2, "differs"),))
    assert failure_lines(failed, RERUN)[-7:-1] == [
        "  conversation, entries 3 to 7 of 9:",
        "     2.000 target -> alice  event 2",
        "     3.000 target -> alice  event 3",
        "     4.000 target -> alice  event 4",
        "     5.000 target -> alice  event 5",
        "     6.000 target -> alice  event 6",
    ]


def test_where_nothing_was_said_in_the_failed_step_the_closing_fence_is_left_out(build: Build) -> None:
    steps = ("steps[0]", "steps[0]", "end", "end")
    said = tuple({"t": 0, "step": step, "from": "target", "to": "alice", "event": n} for n, step in enumerate(steps))
    failed = build.failed(conversation=said, mismatches=(Mismatch("steps[1]", "", 1, ABSENT, "nothing came"),))
    assert failure_lines(failed, RERUN)[-4:-1] == [
        "  conversation, entries 1 to 2 of 4:",
        "     0.000 target -> alice  event 0",
        "     0.000 target -> alice  event 1",
    ]


def test_what_goes_wrong_in_the_closing_fence_is_shown(build: Build) -> None:
    said = ({"t": 0, "step": "end", "from": "adapter", "to": "suite", "error": "no"},)
    died = build.failed(conversation=said, mismatches=())
    extra = build.failed(conversation=said, mismatches=(Mismatch("end", "", ABSENT, 1, "unexpected"),))
    line = '     0.000 adapter -> suite  error "no"'
    assert [failure_lines(finished, RERUN)[-2] for finished in (died, extra)] == [line, line]


def test_a_target_cannot_drive_the_terminal(build: Build) -> None:
    mismatch = Mismatch("steps[0]", "", "a", "\x1b[2J\x9b1m\u202eb", "told \x1b]0;x\x07")
    assert not set("\x1b\x9b\x07\u202e") & set("\n".join(failure_lines(build.failed(mismatches=(mismatch,)), RERUN)))


def test_the_command_holds_the_words_of_the_call_quoted_for_a_shell(build: Build) -> None:
    record = CaseRecord.of(build.failed(case={"id": "desktop.reject[gsw-record-handle]"}))
    said = again(record, ("ocs-conformance", "run", "--target", "my targets/site.yaml", "checks/a.ocs.yaml"))
    words = "ocs-conformance run --target 'my targets/site.yaml' checks/a.ocs.yaml"
    assert said == f"{words} --select 'desktop.reject[gsw-record-handle]'"


def test_a_case_of_pytest_is_named_by_the_word_that_pytest_knows(build: Build) -> None:
    record = CaseRecord.of(build.failed(), "checks/a.ocs.yaml::desktop.b")
    said = again(record, ("pytest", "--ocs-target", "site"))
    assert said == "pytest --ocs-target site checks/a.ocs.yaml::desktop.b"


def test_a_run_that_no_command_began_names_none(build: Build) -> None:
    assert failure_lines(build.failed(), ()) == failure_lines(build.failed(), RERUN)[:-1]


VALUES = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(value=VALUES, other=VALUES, text=st.text(), width=st.integers(40, 140))
def test_a_failure_has_at_most_25_lines_of_the_width(value: Any, other: Any, text: str, width: int) -> None:
    record = CaseRecord(
        id="a.b",
        title=text,
        run=2,
        verdict=Verdict.FAIL,
        reason=text * 3,
        requirements=(),
        interpretations=(),
        control=None,
        file="a.yaml",
        line=1,
        environment="alpha",
        digest="",
        seconds=0.0,
        mismatches=(Mismatch("steps[0]", text, value, other, text, 3, text),) * 2,
        conversation=({"t": 1.5, "step": "steps[0]", "from": text, "to": "alice", "event": value},) * 9,
        notes=(),
    )
    lines = failure_lines(record, RERUN, width)
    assert len(lines) <= 25
    assert [line for line in lines[:-1] if len(line) > width or "\n" in line] == []


def test_the_summary_of_a_conforming_run(build: Build) -> None:
    finished = [
        build.passed(),
        build.passed(case={"requirements": ("b",)}),
        build.other(Verdict.NOT_APPLICABLE, "the target has no faults", case={"requirements": ("c",)}),
    ]
    totals = Collector()
    for event in build.events(*finished):
        totals.write(event)
    assert summary_lines(totals, {"a": ("a",), "b": ("b",), "c": ("c", "d")}, width=120) == [
        "2 pass  0 fail  0 inconclusive  1 not applicable  0 error",
        "2 of 4 requirements verified by the executed cases",
        "not applicable: 1, as the target has no faults",
        "Example OCS 8.1 (profile site) conforms in the executed cases: 2 of 3 cases executed, 1 not applicable",
    ]


@pytest.mark.parametrize(
    ("verdicts", "interrupted", "sentence"),
    [
        (["pass", "fail"], False, "does not conform: 2 of 2 cases executed, 0 not applicable, 1 failed"),
        (
            ["inconclusive", "error"],
            False,
            "does not conform: 2 of 2 cases executed, 0 not applicable, 1 inconclusive, 1 ended in an error",
        ),
        (
            ["pass", "error", "error"],
            False,
            "has no verdict, because cases ended in an error and nothing can be said of the target: "
            "3 of 3 cases executed, 0 not applicable, 2 ended in an error",
        ),
        (
            ["pass", "not applicable"],
            True,
            "has no verdict, because the run was interrupted: 1 of 2 cases executed, 1 not applicable",
        ),
        (
            ["not applicable"],
            False,
            "has no verdict, because no case was executed: 0 of 1 cases executed, 1 not applicable",
        ),
    ],
)
def test_the_verdict_sentence(build: Build, verdicts: list[str], interrupted: bool, sentence: str) -> None:
    totals = Collector()
    totals.write(build.started(len(verdicts)))
    for verdict in verdicts:
        totals.write(build.other(Verdict(verdict), "a reason"))
    totals.write(build.ended(interrupted))
    assert summary_lines(totals, width=200)[-1] == f"Example OCS 8.1 (profile site) {sentence}"


def test_without_a_ledger_the_cited_requirements_are_counted(build: Build) -> None:
    totals = Collector()
    totals.write(build.passed(case={"requirements": ("a", "b")}))
    totals.write(build.failed(case={"requirements": ("b",)}))
    assert summary_lines(totals)[1] == "1 of 2 cited requirements verified by the executed cases, 1 violated"


def test_many_reasons_are_cut_short(build: Build) -> None:
    totals = Collector()
    for number in range(8):
        totals.write(build.other(Verdict.NOT_APPLICABLE, f"reason {number}"))
    assert summary_lines(totals)[2:8] == [
        *(f"not applicable: 1, as reason {number}" for number in range(5)),
        "not applicable: 3 further reasons, all in the report",
    ]


def test_readings_that_contradict_each_other_are_told(build: Build) -> None:
    totals = Collector()
    for number, reading in enumerate(["invalid", "missing", "missing"]):
        totals.write(build.passed(case={"id": f"c{number}"}, readings=(ShownReading("lost", reading, "steps[0]"),)))
    assert summary_lines(totals)[2] == "two readings of lost: invalid (c0), missing (2 cases such as c1)"


def test_tolerated_readings_are_told_with_their_note_up_to_a_number(build: Build) -> None:
    totals = Collector()
    shown = tuple(ShownReading(f"point-{number}", "silence", "steps[0]", "Better an answer.") for number in range(8))
    totals.write(build.passed(readings=shown))
    assert summary_lines(totals)[2:9] == [
        *(f"tolerated: point-{number}.silence: Better an answer." for number in range(6)),
        "2 further remarks on readings, all in the report",
    ]


def test_the_line_of_a_step_in_a_fragment_is_the_fragments(build: Build) -> None:
    step = "given[0].call-held[1].running-session[2]"
    failed = build.failed(mismatches=(Mismatch(step, "", 1, 2, "differs", 9),))
    assert f"  {step} (line 9 of running-session): differs" in failure_lines(failed, RERUN)


def test_a_long_reason_is_shown_to_its_end(build: Build) -> None:
    reason = f"the adapter ended; it said: {'Traceback ' * 90}ValueError: no licence"
    failed = build.failed(reason=reason, mismatches=())
    assert any("ValueError: no licence" in line for line in failure_lines(failed, RERUN))
