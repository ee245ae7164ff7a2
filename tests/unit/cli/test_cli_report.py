"""`report`: documents made of a run's report.jsonl, and of none that is not whole."""

import json
import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

Ocs = Callable[..., "subprocess.CompletedProcess[str]"]

OWN = "own.preview.record-is-delivered"


@pytest.fixture
def folder(ocs: Ocs, failing_case: Path) -> Path:
    """The report of a run with one case that failed."""
    ocs("run", "--target", "reference", failing_case)
    [path] = failing_case.parent.rglob("report.jsonl")
    return path.parent


def test_text_is_what_the_run_said(ocs: Ocs, folder: Path) -> None:
    done = ocs("report", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"FAIL {OWN}\n")
    assert "does not conform: 1 of 1 cases executed" in done.stdout.replace("\n", " ")


def test_json_has_header_verdicts_and_footer(ocs: Ocs, folder: Path) -> None:
    told = json.loads(ocs("report", folder / "report.jsonl", "--format", "json").stdout)
    case = {"id": OWN, "run": 1, "verdict": "fail", "reason": "what was seen is not what must be seen"}
    assert (sorted(told), told["cases"]) == (["cases", "footer", "header"], [case])
    assert (told["header"]["target"]["profile"], told["footer"]["verdict"]) == ("reference", "not conforming")


@pytest.mark.parametrize(("form", "name"), [("html", "report.html"), ("junit", "junit.xml")])
def test_documents_are_those_that_the_run_wrote(ocs: Ocs, folder: Path, form: str, name: str) -> None:
    done = ocs("report", folder, "--format", form)
    written = (folder / name).read_text(encoding="utf-8")
    assert (done.returncode, done.stdout.rstrip("\n")) == (0, written.rstrip("\n"))


def test_a_document_can_go_to_a_file(ocs: Ocs, folder: Path) -> None:
    target = folder.parent / "made.xml"
    done = ocs("report", folder, "--format", "junit", "--output", target)
    assert (done.returncode, done.stdout) == (0, "")
    assert [case.get("name") for case in ET.parse(target).iter("testcase")] == [OWN]


@pytest.mark.parametrize("cut", [1, 2000], ids=["without footer", "inside a line"])
def test_an_incomplete_report_is_refused_with_file_and_remedy(ocs: Ocs, folder: Path, cut: int) -> None:
    path = folder / "report.jsonl"
    whole = path.read_bytes()
    kept = whole[: whole.rindex(b"\n", 0, -1) + 1] if cut == 1 else whole[:-cut]
    path.write_bytes(kept)
    done = ocs("report", path, "--format", "html")
    said = rf"{re.escape(str(path))}:\d+:\d+: the report is incomplete: .+; run the suite again for a whole report\n"
    assert (done.returncode, done.stdout, bool(re.fullmatch(said, done.stderr))) == (2, "", True), done.stderr


def test_a_report_that_was_changed_is_refused(ocs: Ocs, folder: Path) -> None:
    path = folder / "report.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"verdict":"fail"', '"verdict":"pass"'), encoding="utf-8")
    done = ocs("report", path)
    assert (done.returncode, done.stdout, "the footer tells counts" in done.stderr) == (2, "", True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["missing.jsonl"], "cannot read missing.jsonl: No such file or directory; "),
        (["{folder}", "--output", "none/report.txt"], "cannot write none/report.txt: No such file or directory; "),
    ],
)
def test_a_file_that_cannot_be_used_is_named(ocs: Ocs, folder: Path, words: list[str], said: str) -> None:
    done = ocs("report", *(word.replace("{folder}", str(folder)) for word in words))
    assert (done.returncode, done.stdout, done.stderr.startswith(said), done.stderr.count("\n")) == (2, "", True, 1)
