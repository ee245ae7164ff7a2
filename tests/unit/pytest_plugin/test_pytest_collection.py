"""What the plugin collects and under which ids, and what it says of case files with mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.pytest_plugin.conftest import Own

pytest_plugins = "pytester"

OTHER = ["ocs/desktop/other.yaml::desktop.other.wrong-handle"]
READY_TIME = [
    "ocs/desktop/ready-time.yaml::desktop.ready-time.is-acknowledged",
    "ocs/desktop/ready-time.yaml::desktop.ready-time.each[first]",
    "ocs/desktop/ready-time.yaml::desktop.ready-time.each[second]",
]
BUNDLED = [*OTHER, *READY_TIME]


def collected(repository: pytest.Pytester, *words: str) -> list[str]:
    """The node ids that a run would have."""
    result = repository.runpytest_inprocess("--collect-only", "-q", "--ocs-target", "fake", *words)
    return [line for line in result.outlines if "::" in line and not line.startswith("ERROR")]


def errors(repository: pytest.Pytester, *words: str) -> list[str]:
    """What the section of collection errors holds."""
    result = repository.runpytest_inprocess("-q", "--ocs-target", "fake", *words)
    begin = next(index for index, line in enumerate(result.outlines) if " ERRORS " in line)
    end = next(index for index, line in enumerate(result.outlines) if "short test summary" in line)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    return result.outlines[begin + 1 : end]


def test_own_cases_and_bundled_ones_are_collected(repository: pytest.Pytester, own: Own) -> None:
    own("site.first", "site.second")
    own("site.third", file="sub/deep")
    assert collected(repository) == [
        "site.ocs.yaml::site.first",
        "site.ocs.yaml::site.second",
        "sub/deep.ocs.yaml::site.third",
        *BUNDLED,
    ]


def test_a_path_leaves_the_bundled_cases_out(repository: pytest.Pytester, own: Own) -> None:
    own("site.first")
    own("site.second", file="other")
    assert collected(repository, "site.ocs.yaml") == ["site.ocs.yaml::site.first"]


def test_an_own_case_is_chosen_by_its_node_id(repository: pytest.Pytester, own: Own) -> None:
    own("site.first", "site.rows")
    assert collected(repository, "site.ocs.yaml::site.rows[second]") == ["site.ocs.yaml::site.rows[second]"]


@pytest.mark.parametrize(
    ("word", "chosen"),
    [
        ("ocs", BUNDLED),
        ("ocs/desktop", BUNDLED),
        ("ocs/desktop/ready-time.yaml", READY_TIME),
        (READY_TIME[0], READY_TIME[:1]),
        (READY_TIME[2], READY_TIME[2:]),
        ("ocs/desktop/ready-time.yaml::desktop.ready-time.each", READY_TIME[1:]),
    ],
)
def test_bundled_cases_are_chosen_by_node_id(
    repository: pytest.Pytester, own: Own, word: str, chosen: list[str]
) -> None:
    own("site.first")
    assert collected(repository, word) == chosen


def test_bundled_cases_are_chosen_beside_a_path(repository: pytest.Pytester, own: Own) -> None:
    own("site.first")
    assert collected(repository, "site.ocs.yaml", *OTHER) == ["site.ocs.yaml::site.first", *OTHER]


def test_a_bundled_node_id_may_be_the_value_of_an_option(repository: pytest.Pytester) -> None:
    assert collected(repository, "--deselect", OTHER[0], "ocs") == READY_TIME


def test_a_bundled_node_id_that_is_not_there_is_said(repository: pytest.Pytester) -> None:
    assert errors(repository, "ocs/desktop/absent.yaml") == [
        "_____________________________ ERROR collecting ocs _____________________________",
        "not found: ocs/desktop/absent.yaml; `pytest --ocs-target fake --collect-only -q ocs` shows the bundled cases",
    ]


def test_bundled_cases_can_be_left_out(repository: pytest.Pytester, own: Own) -> None:
    own("site.first")
    assert collected(repository, "--ocs-no-bundled") == ["site.ocs.yaml::site.first"]


def test_ini_keys_name_the_target_and_leave_bundled_cases_out(repository: pytest.Pytester, own: Own) -> None:
    own("site.first")
    repository.makeini("[pytest]\nocs_target = fake\nocs_bundled = false\n")
    result = repository.runpytest_inprocess("--strict-config", "--strict-markers")
    result.assert_outcomes(passed=1)


def test_a_profile_in_the_ini_file_counts_from_its_folder(repository: pytest.Pytester, suite: Path, own: Own) -> None:
    path = own("site.first", file="sub/site")
    (repository.path / "fake.yaml").write_text((suite / "cases/targets/fake.yaml").read_text(encoding="utf-8"))
    repository.makeini("[pytest]\nocs_target = ./fake.yaml\nocs_bundled = false\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(path.parent)
        repository.runpytest_inprocess().assert_outcomes(passed=1)


def test_patterns_select_by_id_and_by_requirement(repository: pytest.Pytester, own: Own) -> None:
    own("site.first", "site.second")
    words = ("--ocs-select", "site.f*", "--ocs-select", "*each*")
    assert collected(repository, *words) == ["site.ocs.yaml::site.first", *READY_TIME[1:]]


def test_deselected_cases_are_counted(repository: pytest.Pytester, own: Own) -> None:
    own("site.first", "site.second")
    result = repository.runpytest_inprocess("--ocs-target", "fake", "--ocs-no-bundled", "--ocs-select", "site.first")
    result.assert_outcomes(passed=1, deselected=1)


def test_a_pattern_that_fits_nothing_is_an_error(repository: pytest.Pytester) -> None:
    assert errors(repository, "--ocs-select", "site.absent") == [
        "________________________ ERROR collecting --ocs-select _________________________",
        "no case fits 'site.absent'; `ocs-conformance list` shows all ids and requirements",
    ]


def test_mistakes_of_a_case_file_stand_in_one_line_each(repository: pytest.Pytester, own: Own) -> None:
    path = own("site.first", "site.second")
    text = path.read_text(encoding="utf-8").replace("from: alice", "from: nobody")
    path.write_text(text.replace("ReadyTimeAcknowledge", "Thanks"), encoding="utf-8")
    lines = errors(repository)
    assert lines[0] == "________________________ ERROR collecting site.ocs.yaml ________________________"
    assert [line.partition(": ")[0] for line in lines[1:]] == [
        f"site.ocs.yaml:{n}" for n in ("7:9", "8:9", "13:9", "14:9")
    ]
    assert lines[1].startswith("site.ocs.yaml:7:9: nobody is not among the agents of this environment: alice, ")


def test_an_id_that_two_files_have_is_an_error(repository: pytest.Pytester, own: Own) -> None:
    own("site.first", file="one")
    own("site.second", "site.first", file="two")
    assert errors(repository) == [
        "________________________ ERROR collecting two.ocs.yaml _________________________",
        "two.ocs.yaml:9:5: the id site.first is taken by one.ocs.yaml:3:5; an id is used once",
    ]


def test_an_id_of_the_bundled_suite_is_an_error(repository: pytest.Pytester, own: Own) -> None:
    own("desktop.other.wrong-handle")
    (line,) = errors(repository, "--ocs-no-bundled")[1:]
    assert line.startswith(
        "site.ocs.yaml:3:5: the id desktop.other.wrong-handle is taken by cases/desktop/other.yaml:3"
    )


def test_keywords_choose(repository: pytest.Pytester, own: Own) -> None:
    own("site.first", "site.second")
    assert collected(repository, "-k", "second") == ["site.ocs.yaml::site.second", READY_TIME[2]]


def test_every_case_has_the_markers(repository: pytest.Pytester, own: Own) -> None:
    own("site.first")
    items, _ = repository.inline_genitems("--strict-markers", "--ocs-target", "fake", "--ocs-no-bundled")
    assert [(marker.name, marker.args, marker.kwargs) for item in items for marker in item.iter_markers()] == [
        ("ocs_area", (), {"name": "site"}),
        ("ocs_level", (), {"name": "must"}),
        ("ocs_requirement", (), {"id": "desktop.ready-time.handle"}),
        ("ocs_requirement", (), {"id": "desktop.ready-time.acknowledge"}),
    ]


@pytest.mark.parametrize(
    ("expression", "chosen"),
    [
        ("ocs_area(name='desktop')", BUNDLED),
        ("ocs_level(name='must') and not ocs_area(name='desktop')", ["site.ocs.yaml::site.first"]),
        ("ocs_level(name='should')", []),
        ("ocs_requirement(id='desktop.ready-time.handle')", ["site.ocs.yaml::site.first", *BUNDLED]),
    ],
)
@pytest.mark.skipif(pytest.version_tuple < (8, 3), reason="-m takes keyword arguments since pytest 8.3")
def test_markers_choose(repository: pytest.Pytester, own: Own, expression: str, chosen: list[str]) -> None:
    own("site.first")
    assert collected(repository, "-m", expression) == chosen


def test_only_what_failed_last_runs_again(repository: pytest.Pytester, own: Own) -> None:
    own("site.failing-rows", "site.passing")
    own("site.rows", file="other")
    repository.runpytest_inprocess("--ocs-target", "fake").assert_outcomes(passed=7, failed=2)
    assert collected(repository, "--lf") == ["site.ocs.yaml::site.failing-rows[b]", *OTHER]
