"""`list`, `show` and `validate`: what is there, what a case says, and what is wrong with files."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

Ocs = Callable[..., "subprocess.CompletedProcess[str]"]

OWN = "own.preview.record-is-delivered"
TITLE = "An agent of a preview session who asks for a record gets one"


def test_list_has_a_line_for_each_case_and_their_number(ocs: Ocs, own_case: Path) -> None:
    done = ocs("list", own_case)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{OWN}  {TITLE}\n1 cases\n", "")


def test_list_as_json_is_an_array_of_what_a_machine_needs(ocs: Ocs, own_case: Path) -> None:
    expected = {
        "id": OWN,
        "title": TITLE,
        "file": str(own_case),
        "line": 3,
        "requirements": ["desktop.preview.record-delivered"],
        "control": None,
        "interpretations": ["login-to-running-session", "assignment-notification"],
    }
    assert json.loads(ocs("list", own_case, "--format", "json").stdout) == [expected]


def test_list_has_the_bundled_cases_each_with_file_line_and_requirements(ocs: Ocs) -> None:
    listed = json.loads(ocs("list", "--format", "json").stdout)
    assert len({case["id"] for case in listed}) == len(listed) > 150
    assert [case["id"] for case in listed if not (case["file"] and case["line"] and case["requirements"])] == []


def test_list_selects_by_id_and_by_requirement(ocs: Ocs) -> None:
    listed = json.loads(ocs("list", "--format", "json", "--select", "desktop.chains.end-marker").stdout)
    named = json.loads(ocs("list", "--format", "json", "--select", "desktop.chains.r*").stdout)
    assert [case["id"] for case in listed if "desktop.chains.end-marker" not in case["requirements"]] == []
    assert {case["id"] for case in named} >= {"desktop.chains.rest-of-the-chain-comes-once"}
    assert listed


def test_a_folder_stands_for_the_case_files_in_it(ocs: Ocs, own_case: Path) -> None:
    assert ocs("list", ".").stdout == ocs("list", own_case).stdout


def test_show_puts_fragments_and_names_in(ocs: Ocs, own_case: Path) -> None:
    shown = yaml.safe_load(ocs("show", OWN, own_case).stdout)
    campaign = "$campaigns.alpha.name"
    assert (shown["id"], shown["place"], shown["environment"]) == (OWN, f"{own_case}:3", "alpha")
    assert [*shown["requirements"]] == ["desktop.preview.record-delivered"]
    assert shown["given"][0] == {"login": "alice"}
    assert shown["steps"][0] == {
        "send": {"from": "alice", "message": "PreviewRecordRequest", "data": {"GSW_CAMPAIGN_NAME": campaign}}
    }


def test_show_is_the_same_in_json(ocs: Ocs, own_case: Path) -> None:
    text, as_json = ocs("show", OWN, own_case), ocs("show", OWN, own_case, "--format", "json")
    assert json.loads(as_json.stdout) == yaml.safe_load(text.stdout)


def test_show_has_every_row_of_a_case_that_stands_for_several(ocs: Ocs) -> None:
    rows = json.loads(ocs("show", "http.requests.wrong-method-for-a-campaign-group", "--format", "json").stdout)
    names = [f"http.requests.wrong-method-for-a-campaign-group[{method}]" for method in ("put", "delete")]
    assert {row["id"] for row in rows} >= {*names}


def test_show_of_an_unknown_case_names_the_command_that_lists_them(ocs: Ocs) -> None:
    done = ocs("show", "no.such.case")
    said = (
        "there is no case, requirement or interpretation no.such.case; `ocs-conformance list` and "
        "`ocs-conformance requirements` show all ids\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_the_suite_has_no_mistakes_in_its_own_files(ocs: Ocs) -> None:
    done = ocs("validate")
    assert (done.returncode, done.stdout.endswith(" files, no mistakes\n"), done.stderr) == (0, True, "")


def test_validate_counts_the_cases_of_a_folder(ocs: Ocs, own_case: Path) -> None:
    done = ocs("validate", ".")
    assert (done.returncode, done.stdout, done.stderr) == (0, "1 case in 1 file, no mistakes\n", "")


@pytest.fixture
def mistaken(own_case: Path) -> list[str]:
    """Files with mistakes beside one without, and where these are."""
    (own_case.parent / "a.ocs.yaml").write_text("environment: alpha\ncases: []\n")
    (own_case.parent / "ours.yaml").write_text("target: Ours\nadapter: {transport: memory}\n")
    (own_case.parent / "stray.yaml").write_text("name: neither\n")
    return ["a.ocs.yaml:2:8", "ours.yaml:1:9", "ours.yaml:2:10", "stray.yaml:1:1"]


def test_validate_tells_the_mistakes_of_every_file(ocs: Ocs, mistaken: list[str]) -> None:
    done = ocs("validate", ".")
    places = [": ".join(line.split(": ")[:1]) for line in done.stdout.splitlines()]
    assert (done.returncode, places, done.stderr) == (2, mistaken, "4 mistakes in 3 files\n")


def test_validate_as_json_has_an_object_for_each_mistake(ocs: Ocs, mistaken: list[str]) -> None:
    done = ocs("validate", ".", "--format", "json")
    told = json.loads(done.stdout)
    places = [f"{problem['file']}:{problem['line']}:{problem['column']}" for problem in told["problems"]]
    assert (done.returncode, told["files"], places, done.stderr) == (2, 4, mistaken, "")
    assert all(problem["message"] for problem in told["problems"])


def test_validate_of_nothing_says_so(ocs: Ocs) -> None:
    done = ocs("validate", ".")
    assert (done.returncode, done.stderr) == (2, "there is no .yaml file in .\n")


def test_show_of_a_misspelt_case_names_the_one_that_is_most_like_it(ocs: Ocs) -> None:
    done = ocs("show", "http.lists.add-recrd")
    assert (done.returncode, "; did you mean http.lists." in done.stderr) == (2, True)
