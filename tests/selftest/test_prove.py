"""`prove` on the reference: what it notices, and what it says to whoever adds a case without a defect."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ocs_conformance.loading import load_bundled, load_ledger, load_profile, load_requirements
from ocs_conformance.loading.message_rows import message_rows
from ocs_conformance.proof import conversation_of, prove
from ocs_conformance.proof.defects import named_defects, with_defect
from ocs_conformance.verdict import Verdict

UNPROVEN = """\
environment: alpha
cases:
  - id: own.ready-time.is-acknowledged
    title: A ReadyTime is acknowledged, and nobody looks whether a second one is refused
    requirements: [desktop.ready-time.duplicate]
    given:
      - use: call-held
        with:
          agent: dave
          campaign: $campaigns.predictive.name
          list: predictive
          record: first
          number: $lists.predictive.records.first.contact_info
    steps:
      - send: {from: dave, message: ReadyTime, data: {GSW_READY_TIME: 30, GSW_RECORD_HANDLE: $handle}}
      - expect: {at: dave, message: ReadyTimeAcknowledge}
"""

Prove = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def proven(tmp_path: Path) -> Prove:
    """Runs `ocs-conformance prove` with these words in the test's folder."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ocs_conformance", "prove", "--target", "reference", *words]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path, timeout=120)

    return run


def test_every_defect_names_a_requirement_of_the_ledger() -> None:
    rows = load_requirements()
    defects = named_defects(load_profile("reference"))
    assert [defect.name for defect in defects if defect.requirement not in rows] == []


def test_every_requirement_that_has_a_case_has_a_defect() -> None:
    ledger, regular = load_ledger(), {row.id for row in message_rows()}
    broken = {defect.requirement for defect in named_defects(load_profile("reference"))}
    assert [name for name in ledger.rows if ledger.cases[name] and name not in regular | broken] == []


def test_the_defects_are_the_same_over_stdio() -> None:
    assert named_defects(load_profile("reference-stdio")) == named_defects(load_profile("reference"))


def test_a_defect_is_noticed_over_stdio_as_in_memory() -> None:
    name, cases = "ready-time.second-is-taken", load_bundled()
    case = next(case for case in cases if case.id == "desktop.ready-time.second-for-same-record-is-refused")
    verdicts = []
    for target in ("reference", "reference-stdio"):
        finished = conversation_of(load_profile(target), [case], name, case)
        verdicts.append((finished.verdict, finished.mismatches[0].step))
    assert verdicts == [(Verdict.FAIL, "steps[1]")] * 2


def test_a_profile_of_a_defect_differs_in_the_adapters_settings_alone() -> None:
    profile = load_profile("reference")
    changed = with_defect(profile, "ready-time.any-mode")
    assert changed.adapter.settings == {**profile.adapter.settings, "arguments": {"defect": "ready-time.any-mode"}}


def test_a_case_that_no_defect_kills_is_told_with_what_to_do(proven: Prove, tmp_path: Path) -> None:
    (tmp_path / "own.ocs.yaml").write_text(UNPROVEN, encoding="utf-8")
    done = proven("own.ocs.yaml")
    lines = done.stdout.splitlines()
    assert (done.returncode, lines[0]) == (1, "UNPROVEN own.ready-time.is-acknowledged")
    assert lines[1].startswith("  it passed in spite of the defects of its requirements: ready-time.")
    assert lines[2] == "  make it look at what they break, or add a defect that breaks what only this case looks at"


def test_a_case_that_does_not_pass_as_it_is_proves_nothing(proven: Prove, tmp_path: Path) -> None:
    (tmp_path / "own.ocs.yaml").write_text(UNPROVEN.replace("ReadyTimeAcknowledge", "PreviewRecord"), encoding="utf-8")
    done = proven("own.ocs.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("1 cases do not pass on the target as it is; run them first: own.ready-time")


def test_part_of_the_trials_can_be_chosen(proven: Prove) -> None:
    done = proven("--trial", "ready-time.second-*", "--select", "desktop.ready-time.*", "--format", "json")
    found: Any = json.loads(done.stdout)
    assert done.returncode == 0
    assert {result["trial"]["name"].rpartition(".")[0] for result in found["trials"]} == {"ready-time"}


def test_an_interrupted_proof_goes_on_where_it_ended(proven: Prove, tmp_path: Path) -> None:
    chosen = (
        "--select",
        "desktop.ready-time.*",
        "--trial",
        "ready-time.*",
        "--format",
        "json",
        "--resume",
        "kept.jsonl",
    )
    first = json.loads(proven(*chosen).stdout)
    kept = (tmp_path / "kept.jsonl").read_text(encoding="utf-8").splitlines()
    (tmp_path / "kept.jsonl").write_text("\n".join(kept[:3]) + "\n" + kept[3][:20], encoding="utf-8")
    again = json.loads(proven(*chosen).stdout)
    assert again["trials"][:3] == first["trials"][:3]
    assert [each["trial"]["name"] for each in again["trials"]] == [each["trial"]["name"] for each in first["trials"]]


def test_the_conversation_of_a_case_with_a_defect_is_shown(proven: Prove) -> None:
    case = "desktop.ready-time.second-for-same-record-is-refused"
    lines = proven("--trial", "ready-time.second-is-taken", "--show", case).stdout.splitlines()
    assert lines[0] == f"fail {case} with ready-time.second-is-taken"
    assert [line for line in lines if "desktop.send" in line]


def test_several_processes_come_to_the_same() -> None:
    profile = load_profile("reference")
    cases = [case for case in load_bundled() if case.area == "desktop" and "ready-time" in case.id]
    one, two = (prove(profile, cases, workers=number) for number in (1, 2))
    assert [(r.trial, r.outcomes) for r in one.results] == [(r.trial, r.outcomes) for r in two.results]


def test_what_a_target_in_memory_cannot_show_is_proven_over_stdio() -> None:
    cases = [case for case in load_bundled() if case.capabilities & {"http.connections"}]
    here, there = (
        prove(load_profile(target), cases, workers=2, only=lambda name: name.startswith("http-connections."))
        for target in ("reference", "reference-stdio")
    )
    unheard = {name for name in here.unheard if name.startswith("http-connections.")}
    proven = {outcome.case for result in there.results for outcome in result.kills if outcome.attributed}
    noticed = {result.trial.name for result in there.results if result.kills}
    assert (here.results, proven) == ((), {case.id for case in cases})
    assert here.inapplicable == proven
    assert noticed == unheard == {result.trial.name for result in there.results}
