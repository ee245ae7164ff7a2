"""The kill matrix: what proves a case, what a trial must come to, and what an equivalent excuses."""

from collections.abc import Callable
from typing import Any

import pytest

from ocs_conformance.engine import CaseFinished
from ocs_conformance.model import Case
from ocs_conformance.proof.equivalents import Equivalents
from ocs_conformance.proof.matrix import Matrix, matrix_of
from ocs_conformance.proof.page import render_page
from ocs_conformance.proof.report import markdown_lines, summary_lines, text_lines
from ocs_conformance.proof.trials import Outcome, Trial, TrialResult, outcome_of
from ocs_conformance.verdict import Mismatch, Verdict

Result = Callable[..., TrialResult]
NONE = Equivalents(())


def case(name: str, *requirements: str) -> Case:
    return Case(name, name, "A case", "a.yaml", 1, 1, requirements, {}, "", (), (), "")


def killed(name: str, *, attributed: bool = True) -> Outcome:
    return Outcome(name, Verdict.FAIL, killed=True, attributed=attributed, step="steps[1]", message="differs")


def survived(name: str) -> Outcome:
    return Outcome(name, Verdict.PASS, killed=False, attributed=False)


def result(name: str, *outcomes: Outcome, kind: str = "defect", requirement: str = "desktop.a") -> TrialResult:
    trial = Trial(name, kind, "A mistake", (requirement,), tuple(outcome.case for outcome in outcomes))
    return TrialResult(trial, outcomes, 0.5)


def matrix(*results: TrialResult, cases: tuple[Case, ...] = (), equivalents: Equivalents = NONE) -> Matrix:
    return matrix_of(results, cases or (case("one", "desktop.a"),), ["desktop.regular"], equivalents)


def test_a_case_is_proven_by_a_defect_of_a_requirement_that_it_cites() -> None:
    found = matrix(result("wrong", killed("one")))
    assert ([proof.case for proof in found.unproven], found.survivors, found.whole) == ([], (), True)


@pytest.mark.parametrize(
    "other",
    [
        result("wrong", killed("one", attributed=False)),
        result("wrong", survived("one")),
        result("M.dropped", killed("one"), kind="mutant"),
    ],
)
def test_nothing_else_proves_it(other: TrialResult) -> None:
    assert [proof.case for proof in matrix(other).unproven] == ["one"]


def test_a_mutant_proves_a_case_of_regular_requirements_alone() -> None:
    cases = (case("one", "desktop.regular"), case("two", "desktop.regular", "desktop.a"))
    found = matrix(result("M.dropped", killed("one"), killed("two"), kind="mutant"), cases=cases)
    assert [proof.case for proof in found.unproven] == ["two"]


@pytest.mark.parametrize(
    ("trial", "survives"),
    [
        (result("wrong", survived("one")), True),
        (result("wrong", killed("one", attributed=False)), True),
        (result("wrong"), True),
        (result("wrong", killed("one")), False),
        (result("M.dropped", killed("one", attributed=False), kind="mutant"), False),
        (result("M.dropped", survived("one"), kind="mutant"), True),
    ],
)
def test_a_trial_must_be_noticed(trial: TrialResult, survives: bool) -> None:
    assert [each.trial.name for each in matrix(trial).survivors] == ([trial.trial.name] if survives else [])


def test_an_equivalent_need_not_be_noticed() -> None:
    excused = Equivalents((("wr*", "It breaks nothing, for a reason."),))
    found = matrix(result("wrong", survived("one")), equivalents=excused)
    assert (found.survivors, dict(found.equivalent), found.stale) == (
        (),
        {"wrong": "It breaks nothing, for a reason."},
        (),
    )


def test_an_equivalent_that_is_noticed_is_stale() -> None:
    excused = Equivalents((("wrong", "It breaks nothing, for a reason."), ("other*", "Not in this proof.")))
    found = matrix(result("wrong", killed("one")), equivalents=excused)
    assert (found.stale, found.whole) == (("wrong",), False)


def finished(verdict: Verdict, *mismatches: Mismatch, reason: str = "") -> CaseFinished:
    return CaseFinished(case("one", "desktop.a"), 1, verdict, reason, 0.1, mismatches, ())


MISMATCH = Mismatch("steps[2]", "GSW_A", 1, 2, "differs")


@pytest.mark.parametrize(
    ("case_finished", "outcome"),
    [
        (finished(Verdict.FAIL, MISMATCH, reason="no"),
         Outcome("one", Verdict.FAIL, True, True, "steps[2]", "GSW_A", "differs")),
        (finished(Verdict.PASS), Outcome("one", Verdict.PASS, False, False)),
        (finished(Verdict.INCONCLUSIVE, MISMATCH, reason="the preamble"),
         Outcome("one", Verdict.INCONCLUSIVE, False, False, "steps[2]", "GSW_A", "differs", "the preamble")),
        (finished(Verdict.ERROR, reason="it died"), Outcome("one", Verdict.ERROR, False, False, reason="it died")),
    ],
)  # fmt: skip
def test_only_a_failed_assertion_of_the_body_kills(case_finished: CaseFinished, outcome: Outcome) -> None:
    assert outcome_of(case_finished, cites=True) == outcome


def test_a_result_survives_plain_data() -> None:
    whole = result("wrong", killed("one"), survived("two"))
    assert TrialResult.of_data(whole.data()) == whole


def test_the_text_says_what_to_do_about_each_gap() -> None:
    cases = case("one", "desktop.a"), case("two", "desktop.a")
    found = matrix(result("wrong", survived("one")), result("M.late", survived("two"), kind="mutant"), cases=cases)
    lines = [*text_lines(found)]
    assert lines == [
        "UNPROVEN one",
        "  it passed in spite of the defects of its requirements: wrong",
        "  make it look at what they break, or add a defect that breaks what only this case looks at",
        "  ocs-conformance show 'one'",
        "UNPROVEN two",
        "  no defect breaks a requirement that it cites; add one to the target's catalogue",
        "  ocs-conformance show 'two'",
        "SURVIVOR wrong (defect): A mistake",
        "  nearest case: one, pass",
        "  its conversation: ocs-conformance prove --trial 'wrong' --show 'one'",
        "  let it look at what is broken here, or say in cases/equivalents.yaml why nothing is",
        "SURVIVOR M.late (mutant): A mistake",
        "  nearest case: two, pass",
        "  its conversation: ocs-conformance prove --trial 'M.late' --show 'two'",
        "  let it look at what is broken here, or say in cases/equivalents.yaml why nothing is",
        *summary_lines(found),
    ]


def test_the_summary_counts() -> None:
    found = matrix(result("wrong", killed("one")), result("M.late", survived("one"), kind="mutant"))
    assert summary_lines(found) == [
        "1 defects and 1 mutants in 2 runs of 1 cases",
        "1 of 1 cases proven able to fail for a reason that they state",
        "1 of 2 noticed, 0 break nothing, 1 went unnoticed",
    ]


def test_markdown_has_both_directions() -> None:
    lines = [*markdown_lines(matrix(result("wrong", killed("one"))))]
    assert "| `wrong` | A mistake | desktop.a | `one` at steps[1] |" in lines
    assert "| `one` | `wrong` at steps[1] |" in lines


def test_the_data_hold_the_whole_matrix() -> None:
    data: Any = matrix(result("wrong", killed("one"))).data()
    assert data["cases"] == [
        {
            "case": "one",
            "proven": True,
            "needs": "defect",
            "killed_by": [{"trial": "wrong", "kind": "defect", "step": "steps[1]", "path": "", "attributed": True}],
        }
    ]
    assert (data["whole"], data["survivors"], data["unproven"], data["stale"]) == (True, [], [], [])


def test_the_page_shows_both_directions_and_every_gap() -> None:
    cases = case("one", "desktop.a"), case("<two>", "desktop.a")
    page = render_page(matrix(result("wrong", killed("one")), result("other", survived("one")), cases=cases))
    assert "1 case, first <code>one</code> at steps[1]" in page
    assert '<code>&lt;two&gt;</code></th><td>\n<span class="gap">nothing</span>' in page
    assert page.count('<span class="gap">nothing</span>') == 2
    assert '<p class="gap">Not everything is proven.</p>' in page
