"""Files of the suite and of other repositories, what stands beside them, and the cache of parsed cases."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocs_conformance import resources
from ocs_conformance.errors import FileError
from ocs_conformance.loading import SUFFIX, bundled_case_files, load_bundled, load_files, validate
from ocs_conformance.loading.cache import fetch, key_of, packed, store, unpacked

CHECK = """\
environment: small
cases:
  - id: mine.a
    title: A case of mine
    requirements: [desktop.ready-time.again]
    control: desktop.bundled.case
    given: [{use: logged-in, with: {agent: alice}}]
    steps: [expect: {at: alice, message: ReadyTimeAcknowledge}]
"""


@pytest.fixture
def mine(suite: Path, tmp_path: Path) -> Path:
    """A case file in another repository."""
    path = tmp_path / "mine" / f"a{SUFFIX}"
    path.parent.mkdir()
    path.write_text(CHECK, encoding="utf-8")
    return path


def mistakes(*paths: Path) -> list[str]:
    with pytest.raises(FileError) as caught:
        load_files(paths)
    return str(caught.value).splitlines()


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_bundled_cases_are_those_of_the_case_folders(suite: Path) -> None:
    assert bundled_case_files() == [suite / "cases/desktop/bundled.yaml"]
    assert [(case.id, case.file) for case in load_bundled()] == [("desktop.bundled.case", "cases/desktop/bundled.yaml")]


def test_a_file_of_mine_uses_bundled_environments_fragments_controls_and_requirements(mine: Path) -> None:
    (case,) = load_files([mine])
    assert (case.id, case.file, case.environment["environment"], case.given[0].file) == (
        "mine.a",
        str(mine),
        "small",
        "cases/fragments/shared.yaml",
    )


def test_a_file_of_mine_uses_environments_and_fragments_beside_it(mine: Path, small: str) -> None:
    for name, text in {
        "environments/own.yaml": small.replace("environment: small", "environment: own"),
        "fragments/own.yaml": "fragments: {logged-in: {parameters: {agent: null}, steps: [logout: $agent]}}",
    }.items():
        (mine.parent / name).parent.mkdir()
        (mine.parent / name).write_text(text, encoding="utf-8")
    replace(mine, "environment: small", "environment: own")
    (case,) = load_files([mine])
    assert (case.environment["environment"], case.given[0].verb) == ("own", "logout")


def test_a_mistake_beside_my_file_is_told_once(mine: Path, small: str) -> None:
    beside = mine.parent / "environments" / "own.yaml"
    beside.parent.mkdir()
    beside.write_text(small, encoding="utf-8")
    other = mine.with_name(f"b{SUFFIX}")
    other.write_text(CHECK, encoding="utf-8")
    assert mistakes(mine, other) == [
        f"{beside}:1:14: the environment in {beside} must bear the file's name own",
    ]


def test_a_fragment_file_with_mistakes_is_told(mine: Path) -> None:
    beside = mine.parent / "fragments" / "own.yaml"
    beside.parent.mkdir()
    beside.write_text("fragments: {a: {steps: []}}", encoding="utf-8")
    assert mistakes(mine) == [f"{beside}:1:24: this list has 0 items; needed are at least 1"]


def test_a_wrong_parameter_is_told_once_and_at_the_case_that_gives_it(mine: Path) -> None:
    beside = mine.parent / "fragments" / "own.yaml"
    beside.parent.mkdir()
    steps = "[{use: logged-in, with: {agent: $who}}, {logout: $who}]"
    beside.write_text(f"fragments: {{twice: {{parameters: {{who: null}}, steps: {steps}}}}}", encoding="utf-8")
    replace(mine, "[{use", "[{use: twice, with: {who: carol}}, {use")
    assert mistakes(mine) == [
        f"{mine}:3:5: carol is not among the agents of this environment: alice, bob (given[0] uses twice)"
    ]


def test_all_mistakes_of_all_files_come_at_once_in_order(mine: Path) -> None:
    replace(mine, "at: alice", "at: carol")
    replace(mine, "[{use", "[nothing: $x, {use")
    other = mine.with_name(f"b{SUFFIX}")
    other.write_text("cases: 3", encoding="utf-8")
    missing = mine.with_name(f"c{SUFFIX}")
    assert mistakes(other, missing, mine) == [
        f"{mine}:7:13: $x is nothing here: no earlier step saves it, the environment does not have it",
        f"{mine}:8:13: carol is no observer of this environment: alice, bob, web-server",
        f"{other}:1:1: the key environment is missing; needed: environment, cases",
        f"{other}:1:8: 3 is not allowed here; allowed: a list",
        f"{missing}:0:0: cannot be read: No such file or directory",
    ]


def test_ids_of_the_suite_are_taken(mine: Path) -> None:
    replace(mine, "id: mine.a", "id: desktop.bundled.case")
    replace(mine, "    control: desktop.bundled.case\n", "")
    assert mistakes(mine) == [
        f"{mine}:3:5: the id desktop.bundled.case is taken by cases/desktop/bundled.yaml:3;"
        " ids and aliases are used once"
    ]


def test_requirements_must_stand_in_the_ledger(mine: Path) -> None:
    replace(mine, "ready-time.again", "ready-time.never")
    sentence = "there is no requirement desktop.ready-time.never in the ledger; did you mean desktop.ready-time.taken?"
    assert mistakes(mine) == [f"{mine}:3:5: {sentence}"]


def test_a_part_of_the_suite_is_checked_against_its_whole(suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = CHECK.replace("mine.a", "desktop.second.case")
    (suite / "cases/desktop/second.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(suite)
    paths = [suite / "cases/desktop/second.yaml", Path("cases/desktop/second.yaml"), Path("cases/desktop/bundled.yaml")]
    assert [validate([path]) for path in paths] == [(1, []), (1, []), (1, [])]


def test_mistakes_of_the_suite_itself_are_told_to_whoever_leans_on_it(mine: Path, suite: Path) -> None:
    replace(suite / "cases/desktop/bundled.yaml", "at: alice", "at: carol")
    assert validate([mine]) == (1, [*_problems("cases/desktop/bundled.yaml:7:9")])


def _problems(place: str) -> list[object]:
    with pytest.raises(FileError) as caught:
        load_bundled()
    assert str(caught.value) == f"{place}: carol is no observer of this environment: alice, bob, web-server"
    return [*caught.value.problems]


def test_cases_from_the_cache_equal_those_from_the_files(mine: Path) -> None:
    parsed = load_files([mine])
    kept = fetch("cases", key_of_all(mine))
    assert unpacked(kept) == parsed
    assert load_files([mine]) == parsed


def key_of_all(mine: Path) -> str:
    """The key under which `load_files` keeps the cases of my file: the only one in the cache that holds them."""
    names = [path.stem for path in (resources.cache_folder() / "cases").glob("*.bin")]
    (key,) = [name for name in names if (kept := fetch("cases", name)) and kept["cases"][0]["file"] == str(mine)]
    return key


@pytest.mark.parametrize(
    "name",
    [
        "cases/environments/small.yaml",
        "cases/fragments/shared.yaml",
        "cases/requirements/desktop.yaml",
        "cases/interpretations.yaml",
        "mine",
    ],
)
def test_a_changed_byte_is_seen(mine: Path, suite: Path, name: str) -> None:
    load_files([mine])
    changed = mine if name == "mine" else suite / name
    changed.write_bytes(b"!" + changed.read_bytes())
    assert mistakes(mine)


def test_the_key_tells_names_and_contents_apart(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    contents = [(b"a", b"bc"), (b"ab", b"c"), (b"a", b"b"), (b"", b"abc")]
    keys = set()
    for first, second in contents:
        one.write_bytes(first)
        two.write_bytes(second)
        keys |= {key_of([one, two]), key_of([two, one]), key_of([one]), key_of([two])}
    assert len(keys) == 8 + 3 + 4


def test_a_file_that_comes_to_stand_beside_is_seen(mine: Path, small: str) -> None:
    load_files([mine])
    beside = mine.parent / "environments" / "small.yaml"
    beside.parent.mkdir()
    beside.write_text(small.replace("dbid: 101", "dbid: 102"), encoding="utf-8")
    assert load_files([mine])[0].environment["tenants"]["alpha"]["dbid"] == 102


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_a_damaged_cache_is_no_fault(mine: Path, data: st.DataObject) -> None:
    parsed = load_files([mine])
    file = resources.cache_folder() / "cases" / f"{key_of_all(mine)}.bin"
    whole = file.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = data.draw(st.sampled_from([whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], b"\xff"]))
    file.write_bytes(damaged)
    assert load_files([mine]) == parsed


def test_a_cache_that_cannot_be_written_is_no_fault(
    mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert [case.id for case in load_files([mine])] == ["mine.a"]


def test_a_cache_file_that_cannot_be_read_is_no_fault(mine: Path) -> None:
    parsed = load_files([mine])
    file = resources.cache_folder() / "cases" / f"{key_of_all(mine)}.bin"
    file.unlink()
    file.mkdir()
    assert load_files([mine]) == parsed


def test_the_cache_keeps_a_small_number_of_files_and_no_scrap(suite: Path) -> None:
    for number in range(70):
        store("cases", f"{number}", packed(load_bundled()))
    left = [path.suffix for path in (resources.cache_folder() / "cases").iterdir()]
    assert left == [".bin"] * 64
    assert unpacked(fetch("cases", "69")) == load_bundled()


def test_the_cache_stands_where_the_user_wants_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert resources.cache_folder() == tmp_path / "ocs-conformance"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert resources.cache_folder() == tmp_path / ".cache" / "ocs-conformance"
