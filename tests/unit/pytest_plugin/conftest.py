"""A repository in which pytest judges a small target, by a small bundled suite and by case files of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent, indent

import pytest

from ocs_conformance import resources
from ocs_conformance.loading import load_bundled
from ocs_conformance.pytest import plugin  # noqa: F401 - stays imported from one run within this process to the next

ENVIRONMENT = """
environment: tiny
description: One agent, and some whose adapter goes wrong
application_id: 4114
clock: 2026-03-02T20:00:00Z
tenants: {alpha: {name: Alpha, dbid: 101}}
time_zones: {GMT: {dbid: 130, offset: 0}}
lists: {main: {name: Main, dbid: 151, records: {}}}
agents: {alice: {login_id: '1'}, breaks: {login_id: '2'}, kills: {login_id: '3'}, hangs: {login_id: '4'}}
agent_groups: {all: {name: All, dbid: 161, agents: [alice]}}
campaigns: {}
campaign_groups: {}
"""

LEDGER = """
document: desktop
requirements:
  - {id: desktop.ready-time.acknowledge, section: A, level: must, statement: ReadyTime is acknowledged, seen: desktop}
  - {id: desktop.ready-time.handle, section: ReadyTime, level: should, statement: the handle comes back, seen: desktop}
"""

INTERPRETATIONS = """
interpretations:
  - id: lost-record
    number: A01
    title: Which error tells that a record is not there
    accepted: This number.
    readings: [{name: not-found, says: The record is missing, value: 109}]
"""

PROFILE = """
target: fake
adapter: {transport: memory, factory: 'fake_ocs_target:create'}
"""

SEND = "send: {from: alice, message: ReadyTime, data: {GSW_READY_TIME: 30, GSW_RECORD_HANDLE: 7}}"
EXPECT = "expect: {at: alice, message: ReadyTimeAcknowledge, data: {GSW_RECORD_HANDLE: 7}}"
REQUIREMENTS = "desktop.ready-time.handle, desktop.ready-time.acknowledge"


def case(name: str, *steps: str, given: tuple[str, ...] = (), more: str = "") -> str:
    """A case in YAML; it sends ReadyTime and expects the acknowledgement where no other steps are given."""
    lines = [f"- id: {name}", "  title: A case", f"  requirements: [{REQUIREMENTS}]", *([f"  {more}"] if more else [])]
    if given:
        lines += ["  given:", *(f"    - {step}" for step in given)]
    return "\n".join([*lines, "  steps:", *(f"    - {step}" for step in steps or (SEND, EXPECT))])


def cases(*texts: str) -> str:
    """A case file."""
    return "environment: tiny\ncases:\n" + "\n".join(indent(text, "  ") for text in texts) + "\n"


UNLIKE_PASSING = {
    "site.failing": case("site.failing", SEND, EXPECT.replace("7", "8")),
    "site.inconclusive": case("site.inconclusive", given=("expect: {at: alice, message: ReadyTimeAcknowledge}",)),
    "site.inapplicable": case("site.inapplicable", "rows: {list: main, expect: [{contact_info: '1'}]}"),
    "site.breaking": case("site.breaking", "login: breaks", SEND, EXPECT),
    "site.killing": case("site.killing", "login: kills", SEND, EXPECT),
    "site.hanging": case("site.hanging", "login: hangs", SEND, EXPECT),
    "site.failing-rows": case(
        "site.failing-rows",
        SEND,
        EXPECT.replace("7", "$each.handle"),
        more="for_each: [{name: a, handle: 7}, {name: b, handle: 8}]",
    ),
    "site.rows": case("site.rows", more="for_each: [{name: first}, {name: second}]"),
}

BUNDLED = {
    "environments/tiny.yaml": ENVIRONMENT,
    "requirements/desktop.yaml": LEDGER,
    "interpretations.yaml": INTERPRETATIONS,
    "targets/fake.yaml": PROFILE,
    "desktop/ready-time.yaml": cases(
        case("desktop.ready-time.is-acknowledged"),
        case("desktop.ready-time.each", more="for_each: [{name: first}, {name: second}]"),
    ),
    "desktop/other.yaml": cases(case("desktop.other.wrong-handle", SEND, EXPECT.replace("7", "8"))),
}


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small bundled suite: the real schemas, and few cases."""
    folder = tmp_path_factory.mktemp("suite")
    (folder / "schemas").symlink_to(resources.schemas_folder(), target_is_directory=True)
    for name, text in BUNDLED.items():
        path = folder / "cases" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), encoding="utf-8")
    return folder


@pytest.fixture
def repository(
    pytester: pytest.Pytester, suite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.Pytester]:
    """An empty repository whose runs, also those in other processes, see the small suite and the fake target."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setenv("FAKE_TARGET_LOG", str(tmp_path))
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest")  # it would be imported anew for each run
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setattr(resources, "data_folder", lambda: suite)
    conftest = f"""
        from pathlib import Path

        from ocs_conformance import resources

        resources.data_folder = lambda: Path({str(suite)!r})
    """
    pytester.makeconftest(dedent(conftest))
    load_bundled.cache_clear()
    yield pytester
    load_bundled.cache_clear()


Own = Callable[..., Path]


@pytest.fixture
def own(repository: pytest.Pytester) -> Own:
    """Writes a case file of the repository's own; cases pass but for those that are called like another verdict."""

    def write(*ids: str, file: str = "site") -> Path:
        path = repository.path / f"{file}.ocs.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(cases(*(UNLIKE_PASSING.get(name) or case(name) for name in ids)), encoding="utf-8")
        return path

    return write
