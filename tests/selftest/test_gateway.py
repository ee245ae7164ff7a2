"""Cases that load campaign groups pass over the reference's gateway, and fail where a gateway refuses or is silent."""

import socket
from collections.abc import Sequence
from dataclasses import replace

import pytest

from ocs_conformance.engine import CaseFinished, Settings, run, select
from ocs_conformance.loading import load_bundled, load_profile
from ocs_conformance.model import Case, CommdnProfile, TargetProfile
from ocs_conformance.verdict import Verdict
from ocs_reference.gateway import SERVER_PATH
from ocs_reference.instance import Instance
from ocs_reference.listeners import Listener
from ocs_reference.storage import Database
from ocs_reference.web import application


@pytest.fixture(scope="module")
def cases() -> Sequence[Case]:
    """The cases that a gateway can carry."""
    found = select(load_bundled(), ["commdn.*", "auto-completion.*"])
    return [case for case in found if "commdn.load" in case.capabilities]


@pytest.fixture
def profile() -> TargetProfile:
    """The reference with its gateway."""
    return load_profile("reference-gws")


def finished(cases: Sequence[Case], profile: TargetProfile) -> list[CaseFinished]:
    return [event for event in run(cases, profile, Settings()) if isinstance(event, CaseFinished)]


def loads(event: CaseFinished) -> list[str]:
    """Where the load requests of a case went."""
    sent = [each for each in event.conversation if each["to"] == "gateway" or "commdn.send" in str(each.get("call"))]
    return [each["to"] for each in sent]


def failed_where_it_loads(events: Sequence[CaseFinished]) -> list[str]:
    """The cases that failed at a step which asked the gateway."""
    return [
        event.case.id
        for event in events
        if event.verdict in (Verdict.FAIL, Verdict.INCONCLUSIVE) and event.mismatches[0].path == "status"
    ]


def test_every_load_goes_through_the_gateway(cases: Sequence[Case], profile: TargetProfile) -> None:
    events = finished(cases, profile)
    assert len(events) >= 6
    assert [event.case.id for event in events if event.verdict is not Verdict.PASS] == []
    assert {where for event in events for where in loads(event)} == {"gateway"}


def test_a_silent_gateway_fails_them(cases: Sequence[Case], profile: TargetProfile) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}{SERVER_PATH}"
        events = finished(cases[:3], replace(profile, commdn=CommdnProfile("gws", url), answer_limit=1.0))
    assert failed_where_it_loads(events) == [case.id for case in cases[:3]]


def test_a_gateway_that_refuses_fails_them(cases: Sequence[Case], profile: TargetProfile) -> None:
    database = Database()
    listener = Listener(application(Instance(database, "")), 0)  # an OCS without an environment: it refuses all
    try:
        events = finished(cases, replace(profile, commdn=CommdnProfile("gws", listener.url + SERVER_PATH)))
    finally:
        listener.close()
        database.close()
    assert failed_where_it_loads(events) == [case.id for case in cases]
