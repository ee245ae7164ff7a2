"""`explore`: finds nothing between the reference and itself, and each of ten defects that only a sequence shows."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ocs_conformance import resources
from ocs_conformance.engine import CaseFinished, Session
from ocs_conformance.loading import load_files, load_profile
from ocs_conformance.proof.defects import with_defect
from ocs_conformance.verdict import Verdict

STATEFUL = [
    "cancel.stays-open",
    "chains.initial-record-comes-twice",
    "chains.last-record-is-left-out",
    "chains.records-come-twice",
    "do-not-call.by-handle-for-the-record-alone",
    "do-not-call.counts-from-the-next-start",
    "processed.record-stays-open",
    "ready-time.second-has-other-number",
    "ready-time.second-is-taken",
    "update.keeps-from-reject",
]

Explore = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def explored(tmp_path: Path) -> Explore:
    """Runs `ocs-conformance explore` with these words in the test's folder."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ocs_conformance", "explore", *words]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path, timeout=180)

    return run


def judged(path: Path, defect: str | None) -> CaseFinished:
    """The one case of a file, on the reference as it is or with a defect."""
    profile = load_profile("reference")
    session = Session(with_defect(profile, defect) if defect else profile, 0.1)
    (case,) = load_files([path])
    finished = session.converse(case)
    session.close()
    return finished


def test_the_reference_over_stdio_does_as_it_does_in_memory(explored: Explore) -> None:
    done = explored("--target", "reference-stdio", "--minutes", "0.1")
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout.removesuffix(" sequences, no difference\n")) > 10


@pytest.mark.parametrize("defect", STATEFUL)
def test_a_stateful_defect_is_found_within_a_minute(explored: Explore, tmp_path: Path, defect: str) -> None:
    done = explored("--target", "reference", "--defect", defect, "--minutes", "1")
    assert (done.returncode, done.stderr, " sequences, and a difference: " in done.stdout) == (1, "", True)
    case = tmp_path / "explored.seed-1.ocs.yaml"
    assert [judged(case, None).verdict, judged(case, defect).verdict] == [Verdict.PASS, Verdict.FAIL]


def test_the_same_seed_finds_the_same(explored: Explore, tmp_path: Path) -> None:
    texts = []
    for _ in range(2):
        explored("--target", "reference", "--defect", "chains.records-come-twice", "--seed", "5")
        texts.append((tmp_path / "explored.seed-5.ocs.yaml").read_text(encoding="utf-8"))
    assert texts[0] == texts[1]


def test_a_target_that_lacks_what_is_needed_is_refused(explored: Explore, tmp_path: Path) -> None:
    profile = "target: gone\nadapter: {transport: tcp, host: 127.0.0.1, port: 1}\n"
    (tmp_path / "gone.yaml").write_text(profile, encoding="utf-8")
    assert explored("--target", "gone.yaml").returncode == 3


def test_an_unknown_environment_is_told(explored: Explore) -> None:
    done = explored("--target", "reference", "--environment", "gamma")
    known = ", ".join(sorted(path.stem for path in (resources.cases_folder() / "environments").glob("*.yaml")))
    assert (done.returncode, done.stderr) == (2, f"there is no environment gamma; known: {known}\n")
