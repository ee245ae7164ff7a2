"""A scripted adapter in memory, cases made of steps, and conversations between the two."""

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any

import pytest

from ocs_conformance import resources
from ocs_conformance.engine import CaseFinished, Session
from ocs_conformance.loading.document import parse
from ocs_conformance.model import AdapterProfile, Case, HttpProfile, Step, TargetProfile

Json = dict[str, Any]

ENVIRONMENT: Json = {
    "environment": "small",
    "application_id": 4114,
    "lists": {"main": {"name": "Main List", "dbid": 151}},
    "agents": {"alice": {"login_id": "2001"}, "bob": {"login_id": "2002"}},
    "tenants": {"alpha": {"name": "Alpha Tenant", "dbid": 101}},
}
ALL = frozenset({"desktop", "http", "rows", "telephony", "clock", "fault.database", "fence"})


class Scripted:
    """An adapter that answers as a test says, and keeps what it was asked.

    `results` holds what a method answers: a result, an error's number, or an exception; a function of the parameters
    gives one of these. `event` lets an event go out before the next answer.
    """

    def __init__(self) -> None:
        self.capabilities = ALL
        self.environment = "load"
        self.results: dict[str, Any] = {"environment.load": {"identities": {}}}
        self.asked: list[tuple[str, Json]] = []
        self.made = 0
        self.closed = 0
        self.wsgi: Callable[[Json, Callable[..., Any]], Iterable[bytes]] | None = None
        self._events: list[Json] = []

    def create(self) -> "Scripted":
        self.made += 1
        return self

    def event(self, agent: str, data: Json) -> Json:
        params = {"agent": agent, "data": data}
        self._events.append({"jsonrpc": "2.0", "method": "desktop.event", "params": params})
        return {}

    def methods(self) -> list[str]:
        """What was asked since the introduction."""
        return [method for method, _ in self.asked if method not in ("initialize", "shutdown")]

    def last(self, method: str) -> Json:
        """The parameters with which a method was asked for last."""
        return [params for asked, params in self.asked if asked == method][-1]

    def handle(self, message: Json) -> list[Json]:
        method, head = message["method"], {"jsonrpc": "2.0", "id": message["id"]}
        self.asked.append((method, message["params"]))
        result = self.results.get(method, self._introduction() if method == "initialize" else {})
        if callable(result):
            result = result(message["params"])
        if isinstance(result, Exception):
            raise result
        events, self._events = self._events, []
        if isinstance(result, int):
            return [*events, {**head, "error": {"code": result, "message": "not like that"}}]
        return [*events, {**head, "result": result}]

    def _introduction(self) -> Json:
        return {
            "protocol": 1,
            "adapter": {"name": "scripted", "version": "1"},
            "target": {"vendor": "Nobody", "name": "No OCS", "version": "0"},
            "capabilities": sorted(self.capabilities),
            "environment": self.environment,
        }

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def adapter(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """The adapter that `profile` leads to."""
    scripted = Scripted()
    module = ModuleType("scripted_adapter")
    module.create = scripted.create  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return scripted


@pytest.fixture
def profile(adapter: Scripted) -> Callable[..., TargetProfile]:
    """A profile of the scripted adapter, with other facts where they are given."""

    def make(**facts: Any) -> TargetProfile:
        values = {"http": HttpProfile(transport="memory"), "answer_limit": 0.2, "quiet_window": 0.02, **facts}
        return TargetProfile(
            name="test",
            title="A test's adapter",
            file=Path("test.yaml"),
            adapter=AdapterProfile("memory", {"factory": "scripted_adapter:create"}),
            **values,
        )

    return make


@pytest.fixture
def case_of() -> Callable[..., Case]:
    """Makes a case of `given` and `steps`, written as in a case file."""

    def make(text: str, **facts: Any) -> Case:
        written: Json = parse(dedent(text), "a.yaml").data
        parts = {
            part: tuple(
                Step(verb, body, f"{part}[{index}]", "a.yaml", index + 1, 1)
                for index, step in enumerate(written.get(part, ()))
                for verb, body in step.items()
            )
            for part in ("given", "steps")
        }
        environment = facts.pop("environment", ENVIRONMENT)
        values: Json = {"id": "desktop.a", "capabilities": frozenset({"desktop"}), **parts, **facts}
        return Case(
            base_id=values["id"].partition("[")[0],
            title="A",
            file="a.yaml",
            line=1,
            column=1,
            requirements=("desktop.r",),
            environment=environment,
            environment_digest=resources.digest(environment),
            digest="d",
            **values,
        )

    return make


@pytest.fixture
def session(profile: Callable[..., TargetProfile]) -> Iterator[Callable[..., Session]]:
    """Opens a session with the scripted adapter; all are closed after the test."""
    opened: list[Session] = []

    def make(**facts: Any) -> Session:
        opened.append(Session(profile(**facts)))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture
def converse(session: Callable[..., Session], case_of: Callable[..., Case]) -> Callable[..., CaseFinished]:
    """Runs one case, written as in a case file, in a session of its own."""
    return lambda text, **facts: session(**facts).converse(case_of(text))


@pytest.fixture
def heard(adapter: Scripted, converse: Callable[..., CaseFinished]) -> Callable[..., CaseFinished]:
    """Runs steps after a login at which these events come to alice."""

    def run(events: list[Json], *steps: str, **facts: Any) -> CaseFinished:
        def login(params: Json) -> Json:
            for event in events:
                adapter.event("alice", event)
            return {}

        adapter.results["agent.login"] = login
        return converse("steps:\n  - login: alice\n" + "".join(f"  - {step}\n" for step in steps), **facts)

    return run
