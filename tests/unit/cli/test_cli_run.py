"""`run`: what a user sees of a verdict, which files are left, and what each option changes."""

import html
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faulty_adapter
import pytest

Ocs = Callable[..., "subprocess.CompletedProcess[str]"]

RUN = ("run", "--target", "reference")
SENTENCE = r"ocs-reference \S+ \(profile reference\) "
SAMPLE = "desktop.chains.*"


def report_paths(said: str) -> list[Path]:
    """The files that a run says it wrote, in its last lines."""
    return [Path(line.removeprefix("report: ")) for line in said.splitlines()[-3:]]


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def only_report(folder: Path) -> list[dict[str, Any]]:
    """The lines of the one report below a folder."""
    [path] = folder.rglob("report.jsonl")
    return lines_of(path)


def verdicts(folder: Path) -> dict[tuple[str, int], str]:
    return {(line["id"], line["run"]): line["verdict"] for line in only_report(folder) if line["kind"] == "case"}


def test_a_target_that_conforms_ends_with_the_verdict_and_three_reports(
    ocs: Ocs, own_case: Path, tmp_path: Path
) -> None:
    done = ocs(*RUN, own_case)
    said = " ".join(done.stdout.splitlines()[-5:-3])
    verdict = f"{SENTENCE}conforms in the executed cases: 1 of 1 cases executed, 0 not applicable"
    paths = report_paths(done.stdout)
    assert (done.returncode, done.stderr, bool(re.fullmatch(verdict, said))) == (0, "", True)
    assert [path.name for path in paths] == ["report.jsonl", "report.html", "junit.xml"]
    assert all((tmp_path / path).stat().st_size for path in paths)


def test_one_changed_value_is_not_conforming_and_shows_both_values_in_25_lines(
    ocs: Ocs, failing_case: Path, tmp_path: Path
) -> None:
    done = ocs(*RUN, "--quiet", failing_case)
    message, _, end = done.stdout.partition("\n\n")
    assert done.returncode == 1
    assert len(message.splitlines()) <= 25
    assert message.splitlines()[:3] == [
        "FAIL own.preview.record-is-delivered",
        "  An agent of a preview session who asks for a record gets one",
        f"  {failing_case}:3"[:100],
    ]
    assert re.search(r'\n  path: GSW_PHONE\n  expected +\| actual\n  "4155550199" \| "4155550101"\n', message)
    assert "does not conform: 1 of 1 cases executed, 0 not applicable, 1 failed" in end.replace("\n", " ")
    assert all((tmp_path / path).is_file() for path in report_paths(end))


@pytest.mark.parametrize("document", ["run", "report", "report.html", "junit.xml"])
def test_the_command_that_runs_a_failed_case_again_does_so(ocs: Ocs, failing_case: Path, document: str) -> None:
    profile = "target: ours\nadapter: {transport: memory, factory: 'ocs_reference.adapter:create'}\n"
    failing_case.with_name("our target.yaml").write_text(profile)
    first = ocs("run", "--target", "our target.yaml", "--quiet", failing_case.name)
    [folder] = failing_case.parent.rglob("reports/ours/*")
    told = {"run": first.stdout, "report": ocs("report", folder).stdout}
    text = told[document] if document in told else html.unescape((folder / document).read_text(encoding="utf-8"))
    [words] = re.findall(r"[Aa]gain: (?:<code>)?ocs-conformance ([^<\n]*)", text)
    done = ocs(*shlex.split(words), "--quiet")
    assert (done.returncode, "FAIL own.preview.record-is-delivered" in done.stdout) == (1, True)


def test_json_is_the_only_output_and_names_the_reports(
    ocs: Ocs, own_case: Path, failing_case: Path, tmp_path: Path
) -> None:
    failing_case.write_text(failing_case.read_text().replace("own.preview", "own.changed"))
    done = ocs(*RUN, "--format", "json", own_case, failing_case)
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr, sorted(told)) == (
        1,
        "",
        ["case_set", "counts", "reports", "seconds", "verdict"],
    )
    counts = {"pass": 1, "fail": 1, "inconclusive": 0, "not applicable": 0, "error": 0}
    assert (told["verdict"], told["counts"]) == ("not conforming", counts)
    assert all((tmp_path / path).is_file() for path in told["reports"])


@pytest.fixture
def breaking(tmp_path: Path, own_case: Path) -> tuple[str, ...]:
    """The words of a run against the reference, without HTTP, whose adapter dies in the one case that they name."""
    case = own_case.read_text().replace("own.preview", "own.broken").replace("alice", "dave")
    tmp_path.joinpath("broken.ocs.yaml").write_text(case)
    command = json.dumps([sys.executable, faulty_adapter.__file__, "dies"])
    tmp_path.joinpath("breaking.yaml").write_text(
        f"target: breaking\nadapter: {{transport: stdio, command: {command}}}\n"
    )
    return "run", "--target", "breaking.yaml", "broken.ocs.yaml"


def test_cases_that_end_in_an_error_are_no_verdict_on_the_target(
    ocs: Ocs, breaking: tuple[str, ...], own_case: Path
) -> None:
    done = ocs(*breaking, own_case)
    why = "because cases ended in an error and nothing can be said of the target: 2 of 2 cases executed"
    assert (done.returncode, why in " ".join(done.stdout.split())) == (3, True), done.stdout


def test_a_case_that_failed_beside_an_error_is_a_verdict(
    ocs: Ocs, breaking: tuple[str, ...], failing_case: Path
) -> None:
    done = ocs(*breaking, failing_case, "--format", "json")
    told = json.loads(done.stdout)
    counts = {"pass": 0, "fail": 1, "inconclusive": 0, "not applicable": 0, "error": 1}
    assert (done.returncode, told["verdict"], told["counts"]) == (1, "not conforming", counts)


def test_json_tells_of_errors_alone_that_there_is_no_verdict(ocs: Ocs, breaking: tuple[str, ...]) -> None:
    done = ocs(*breaking, "--format", "json")
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (3, "no verdict")


def test_cases_that_do_not_apply_to_the_target_are_no_verdict(ocs: Ocs, breaking: tuple[str, ...]) -> None:
    done = ocs(*breaking[:-1], "--select", "http.lists.*", "--format", "json")
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (3, "no verdict")


def test_a_selection_may_be_given_more_than_once(ocs: Ocs, tmp_path: Path) -> None:
    chosen = ["desktop.chains.rest-of-the-chain-comes-once", "desktop.preview.request-is-answered-with-a-record"]
    ocs(*RUN, "--select", chosen[0], "--select", chosen[1], "--report", "kept/here")
    assert sorted(verdicts(tmp_path / "kept" / "here")) == [(name, 1) for name in chosen]


def test_repetitions_in_random_order_give_every_case_the_same_verdict(ocs: Ocs, tmp_path: Path) -> None:
    ocs(*RUN, "--select", SAMPLE, "--report", "once")
    ocs(*RUN, "--select", SAMPLE, "--report", "thrice", "--repeat", "3", "--shuffle", "--seed", "7")
    once, thrice = verdicts(tmp_path / "once"), verdicts(tmp_path / "thrice")
    assert thrice == {(name, number): verdict for (name, _), verdict in once.items() for number in (1, 2, 3)}


def test_a_seed_makes_a_random_order_repeatable(ocs: Ocs, tmp_path: Path) -> None:
    orders = []
    for folder in ("first", "second"):
        ocs(*RUN, "--select", SAMPLE, "--report", folder, "--shuffle", "--seed", "7")
        orders.append([*verdicts(tmp_path / folder)])
    assert (orders[0] == orders[1], orders[0] == sorted(orders[0])) == (True, False)


def test_a_random_order_tells_its_seed(ocs: Ocs, own_case: Path, tmp_path: Path) -> None:
    ocs(*RUN, "--shuffle", own_case)
    assert isinstance(only_report(tmp_path)[0]["seed"], int)


def test_workers_give_every_case_the_same_verdict(ocs: Ocs, failing_case: Path, tmp_path: Path) -> None:
    words = [*RUN, failing_case, "--repeat", "3", "--report"]
    codes = [ocs(*words, "one").returncode, ocs(*words, "two", "-n", "2").returncode]
    assert (codes, verdicts(tmp_path / "two")) == ([1, 1], verdicts(tmp_path / "one"))


def test_a_time_scale_multiplies_limits_and_stands_in_the_report(ocs: Ocs, own_case: Path, tmp_path: Path) -> None:
    (tmp_path / "slow.yaml").write_text(
        "target: slow\n"
        "adapter: {transport: stdio, command: ['{python}', -c, 'import time; time.sleep(60)']}\n"
        "limits: {start: 100}\n"
    )
    slow = ocs("run", "--target", "slow.yaml", "--time-scale", "0.003", own_case)
    ocs(*RUN, "--time-scale", "2.5", own_case)
    assert (slow.returncode, "within 0.3 seconds" in slow.stderr, only_report(tmp_path)[0]["time_scale"]) == (
        3,
        True,
        2.5,
    )


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "workers"])
def test_secrets_of_a_profile_appear_nowhere(
    ocs: Ocs, own_case: Path, failing_case: Path, tmp_path: Path, workers: tuple[str, ...]
) -> None:
    failing_case.write_text(failing_case.read_text().replace("own.preview", "own.changed"))
    (tmp_path / "discreet.yaml").write_text(
        "target: discreet\n"
        "adapter: {transport: memory, factory: 'ocs_reference.adapter:create'}\n"
        "http: {transport: memory}\n"
        "secrets: [GSW_PHONE, GSW_CALLING_LIST]\n"
    )
    done = ocs("run", "--target", "discreet.yaml", own_case, failing_case, *workers)
    written = [path.read_text(encoding="utf-8") for path in (tmp_path / "reports").rglob("*.*") if path.is_file()]
    told = [done.stdout, done.stderr, *written]
    secrets = ("4155550101", "4155550199", "Alpha List")
    assert (len(written), [s for s in secrets if any(s in text for text in told)]) == (3, [])
    assert (done.returncode, '"****"   | "****"' in done.stdout) == (1, True)
