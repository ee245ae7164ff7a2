"""A small environment, cases made of texts, and a small suite in a folder of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from ocs_conformance import resources
from ocs_conformance.errors import FileError
from ocs_conformance.loading import interpretations, library
from ocs_conformance.loading.document import parse
from ocs_conformance.loading.environments import from_document
from ocs_conformance.loading.expansion import CaseFileExpander, fragments_of
from ocs_conformance.loading.lint import check_case, unknown_interpretations
from ocs_conformance.loading.shape import check
from ocs_conformance.model import Case

SMALL = """\
environment: small
description: One group
application_id: 4114
clock: 2026-03-02T20:00:00Z
tenants: {alpha: {name: Alpha Tenant, dbid: 101}}
time_zones: {GMT: {dbid: 130, offset: 0}}
lists:
  main:
    name: Main List
    dbid: 151
    customer_id: customer
    fields: {customer: {type: varchar}, code: {type: int}}
    records:
      first: {contact_info: '4155550101', chain_id: 1, chain_n: 0, customer: C-1, code: 7}
      second: {contact_info: '4155550102', chain_id: 1, chain_n: 1}
agents: {alice: {login_id: '2001'}, bob: {login_id: '2002'}}
agent_groups: {main: {name: Main Group, dbid: 231, agents: [alice, bob]}}
campaigns: {main: {name: Main Campaign, dbid: 139, tenant: alpha, lists: [main]}}
campaign_groups: {main: {name: Main Campaign@Main Group, dbid: 115, campaign: main, group: main, state: running}}
"""

LEDGER = """\
document: desktop
requirements:
  - {id: desktop.ready-time.taken, section: A, level: must, statement: A ready time is acknowledged, seen: desktop}
  - {id: desktop.ready-time.again, section: A, level: must, statement: A second ready time is refused, seen: desktop}
"""

INTERPRETATIONS = """\
interpretations:
  - id: lost-record
    number: A01
    title: Which error tells that a record is not there
    accepted: Either number.
    readings:
      - {name: not-found, says: The record is missing, from: [{desktop: Errors}], value: 109}
      - {name: invalid, says: The handle is invalid, from: [{desktop: ReadyTime Error}], value: 112}
      - {name: silence, says: Nothing comes, tolerated: 'Silence leaves a desktop waiting.'}
      - {name: success, says: The request is acknowledged, refused: It would act on no record.}
"""

BUNDLED = """\
environment: small
cases:
  - id: desktop.bundled.case
    title: A case of the suite itself
    requirements: [desktop.ready-time.taken]
    steps:
      - expect: {at: alice, message: ReadyTimeAcknowledge}
"""

FRAGMENT = """\
fragments:
  logged-in:
    parameters: {agent: null}
    steps:
      - login: $agent
"""


@pytest.fixture
def small() -> str:
    """The text of a small, right environment."""
    return SMALL


@pytest.fixture
def environment() -> dict[str, Any]:
    """The small environment, with every default."""
    return from_document(parse(SMALL, "small.yaml"))


@pytest.fixture
def cases_of(environment: dict[str, Any]) -> Callable[[str], list[Case]]:
    """Makes the cases of a case file's text, or raises FileError with all its mistakes."""

    def make(text: str) -> list[Case]:
        document = parse(dedent(text), "a.yaml")
        catalogue = interpretations.from_document(parse(INTERPRETATIONS, "interpretations.yaml"))
        problems = check(document, "suite/case-file.schema.json")
        if not problems:
            expander = CaseFileExpander(document, {"small": environment}, fragments_of(document), catalogue)
            cases = expander.cases()
            problems = expander.problems or [*unknown_interpretations(document, catalogue)]
            problems = problems or [problem for case in cases for problem in check_case(case)]
        if problems:
            raise FileError(sorted(set(problems)))
        return cases

    return make


@pytest.fixture
def mistakes_of(cases_of: Callable[[str], list[Case]]) -> Callable[[str], list[str]]:
    """The mistakes of a case file's text, as they are shown."""

    def find(text: str) -> list[str]:
        with pytest.raises(FileError) as caught:
            cases_of(text)
        return str(caught.value).splitlines()

    return find


@pytest.fixture
def one_case(cases_of: Callable[[str], list[Case]]) -> Callable[[str], Case]:
    """Makes a case of the keys that stand in its text beside id, title and requirements."""

    def make(keys: str) -> Case:
        (case,) = cases_of(wrapped(keys))
        return case

    return make


@pytest.fixture
def mistakes_of_case(mistakes_of: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    """The mistakes of a case whose keys begin in line 6 and column 5."""
    return lambda keys: mistakes_of(wrapped(keys))


def wrapped(keys: str) -> str:
    head = "environment: small\ncases:\n  - id: desktop.a\n    title: A\n    requirements: [desktop.ready-time.taken]\n"
    return head + indent(dedent(keys).strip("\n"), "    ") + "\n"


@pytest.fixture
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data folder of a suite with one environment, one fragment, one ledger and one case; no cache yet."""
    folder = tmp_path / "suite"
    for path, text in {
        "cases/environments/small.yaml": SMALL,
        "cases/fragments/shared.yaml": FRAGMENT,
        "cases/requirements/desktop.yaml": LEDGER,
        "cases/desktop/bundled.yaml": BUNDLED,
        "cases/interpretations.yaml": INTERPRETATIONS,
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "schemas").symlink_to(resources.schemas_folder())
    monkeypatch.setattr(resources, "data_folder", lambda: folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    library.load_bundled.cache_clear()
    yield folder
    library.load_bundled.cache_clear()
