"""Mistakes of the caller: all of a file at once, each with its place and what is allowed, and nothing runs."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Ocs = Callable[..., "subprocess.CompletedProcess[str]"]

CASES = """\
environment: alpha
cases:
  - id: Own Case
    title: A case
    requirement: [desktop.preview.record-delivered]
    steps:
      - login: 7
      - expect: {at: alice, message: PreviewRecord, error: 120}
"""

PROFILE = """\
target: Our OCS
adapter: {transport: tcp, host: localhost, port: 70000}
secret: [GSW_PHONE]
limits: {answer: 0, quiet: soon}
"""

ENVIRONMENT = """\
environment: mine
description: An environment
application_id: yes
clock: now
tenants: {}
time_zones: {GMT: {dbid: 1, offset: 0, dst: 1}}
lists: {}
agents: {}
agent_groups: {}
campaigns: {}
campaign_groups: {}
"""


def refused(done: "subprocess.CompletedProcess[str]", folder: Path) -> list[str]:
    """The places of the mistakes that a call was refused for, once it is sure that nothing ran."""
    assert (done.returncode, done.stdout, [*folder.rglob("report*")]) == (2, "", [])
    lines = done.stderr.splitlines()
    assert all(len(line) <= 240 for line in lines)
    return [match[1] for line in lines if (match := re.match(r"(\S+:\d+:\d+): .+", line))]


def test_every_mistake_of_a_case_file_is_told(ocs: Ocs, tmp_path: Path) -> None:
    (tmp_path / "a.ocs.yaml").write_text(CASES)
    done = ocs("run", "--target", "reference", "a.ocs.yaml")
    places = refused(done, tmp_path)
    assert places == [f"a.ocs.yaml:{place}" for place in ("3:5", "3:9", "5:5", "7:16", "8:17")]
    assert "a.ocs.yaml:7:16: 7 is not allowed here; allowed: a text\n" in done.stderr


def test_every_mistake_of_a_profile_is_told(ocs: Ocs, own_case: Path, tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(PROFILE)
    done = ocs("run", "--target", "ours.yaml", own_case)
    assert refused(done, tmp_path) == [f"ours.yaml:{place}" for place in ("1:9", "2:50", "3:1", "4:18", "4:28")]
    assert "ours.yaml:4:18: 0 is too small; more than 0 is allowed\n" in done.stderr


@pytest.mark.parametrize(
    ("adapter", "said"),
    [
        ("stdio", "2:10: 'stdio' is not allowed here; allowed: a map"),
        ("{}", "2:10: the key transport is missing; needed: transport"),
        ("{transport: tcp}", "2:10: needed here: either host and port or start"),
        ("{transport: stdio, command: ./ours}", "2:38: './ours' is not allowed here; allowed: a list"),
    ],
)
def test_a_wrong_adapter_of_a_profile_is_one_mistake(ocs: Ocs, tmp_path: Path, adapter: str, said: str) -> None:
    (tmp_path / "ours.yaml").write_text(f"target: ours\nadapter: {adapter}\n")
    done = ocs("validate", "ours.yaml")
    assert (done.returncode, done.stdout) == (2, f"ours.yaml:{said}\n")


def test_every_mistake_of_an_environment_is_told(ocs: Ocs, own_case: Path, tmp_path: Path) -> None:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "mine.yaml").write_text(ENVIRONMENT)
    own_case.write_text(own_case.read_text().replace("environment: alpha", "environment: mine"))
    done = ocs("run", "--target", "reference", "own.ocs.yaml")
    places = refused(done, tmp_path)
    assert places == [f"environments/mine.yaml:{place}" for place in ("3:17", "4:8", "5:10", "6:40")]
    assert "environments/mine.yaml:3:17: 'yes' is not allowed here; allowed: an integer\n" in done.stderr


def test_mistakes_of_several_files_are_told_together(ocs: Ocs, tmp_path: Path) -> None:
    (tmp_path / "a.ocs.yaml").write_text(CASES)
    (tmp_path / "b.ocs.yaml").write_text("environment: alpha\ncases: []\n")
    (tmp_path / "c.ocs.yaml").write_text("environment: alpha\nenvironment: bank\ncases: [\n")
    places = refused(ocs("run", "--target", "reference", "."), tmp_path)
    assert [*dict.fromkeys(place.partition(":")[0] for place in places)] == ["a.ocs.yaml", "b.ocs.yaml", "c.ocs.yaml"]


def test_a_key_that_stands_twice_is_shown_with_its_first_place(ocs: Ocs, tmp_path: Path) -> None:
    (tmp_path / "twice.yaml").write_text("target: a\ntarget: b\nadapter: {transport: stdio, command: [a]}\n")
    done = ocs("run", "--target", "twice.yaml")
    said = "twice.yaml:2:1: the key target stands here twice (first at 1:1); each key is allowed once\n"
    assert (done.stderr, refused(done, tmp_path)) == (said, ["twice.yaml:2:1"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "--target nobody",
            "there is no target nobody; known: .*reference-tcp.*, or the path of a profile (.yaml)",
        ),
        ("--target missing.yaml", "missing.yaml:0:0: cannot be read: No such file or directory"),
        ("--target reference missing.ocs.yaml", "missing.ocs.yaml:0:0: cannot be read: No such file or directory"),
        ("--target reference --seed 7", "--seed is for a shuffled order; add --shuffle"),
        ("--target reference .", r". holds no case file; their names end in .ocs.yaml"),
        (
            "--target reference --select no.such.*",
            "no case fits 'no.such.*'; `ocs-conformance list` shows all ids and requirements",
        ),
    ],
)
def test_a_word_that_means_nothing_is_answered_in_one_line(ocs: Ocs, tmp_path: Path, words: str, said: str) -> None:
    done = ocs("run", *words.split())
    pattern = re.escape(said).replace(re.escape(".*reference-tcp.*"), ".*reference-tcp.*") + "\n"
    assert (done.returncode, done.stdout, bool(re.fullmatch(pattern, done.stderr))) == (2, "", True), done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("run", "Missing option '--target'"),
        ("run --target reference --repeat 0", "'--repeat': 0 is not in the range x>=1"),
        ("run --target reference --time-scale 0", "'--time-scale': 0.0 is not in the range x>0"),
        ("run --target reference --format html", "'html' is not one of 'text', 'json'"),
        ("judge", "No such command 'judge'"),
    ],
)
def test_a_wrong_option_is_answered_with_the_way_to_help(ocs: Ocs, words: str, said: str) -> None:
    done = ocs(*words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert re.search(r"\nTry 'ocs-conformance.* --help' for help\.\n", done.stderr)
    assert said in done.stderr


def test_a_transport_that_is_not_installed_is_named_with_those_that_are(ocs: Ocs, own_case: Path) -> None:
    (own_case.parent / "ours.yaml").write_text("target: ours\nadapter: {transport: pigeon}\n")
    done = ocs("run", "--target", "ours.yaml", own_case)
    said = "there is no transport 'pigeon'; known are memory, stdio, tcp\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
