"""Mutants: which are made of what was observed, and what each does to what arrives."""

from typing import Any

import pytest

from ocs_conformance.errors import HttpError
from ocs_conformance.proof.mutants import Mutation, mutants
from ocs_conformance.proof.observed import Observed
from ocs_conformance.proof.trials import Trial
from ocs_conformance.transport.base import HttpRequest, HttpResponse

Json = dict[str, Any]
NAME = "ReadyTimeAcknowledge"
GROUP = "desktop.ready-time-acknowledge.attached-data"
DATA = {"GSW_USER_EVENT": NAME, "GSW_APPLICATION_ID": 4114, "GSW_RECORD_HANDLE": 7, "GSW_REFERENCE_ID": 5}
ACKNOWLEDGE = {"agent": "alice", "interface": "desktop", "data": DATA}
OTHER = {"agent": "alice", "interface": "desktop", "data": {"GSW_USER_EVENT": "RecordCancel"}}
LOADED = "CM_EvCampaignLoaded"
LOADED_GROUP = "commdn.cm-ev-campaign-loaded.user-data"
LOADED_DATA = {
    "GSW_CM_MessageType": 19,
    "GSW_CM_AttrOriginAppID": 4114,
    "GSW_CM_AttrGroupID": 236,
    "GSW_CM_AttrProperties": {"camp_group_data": {}},
}
LOADED_EVENT = {"agent": "monitor", "interface": "commdn", "data": LOADED_DATA}
OBSERVERS = {"desktop": ["alice", "bob"], "commdn": ["monitor", "planner"]}
REQUEST = HttpRequest("POST", "/")


@pytest.fixture
def made() -> dict[str, tuple[Trial, Mutation]]:
    """The mutants of one acknowledge with a reference id and of two kinds of responses, by name."""
    observed = Observed()
    for key in ("", *DATA):
        observed.events[NAME, key]["case.a"] = None
    observed.followed[NAME]["case.b"] = None
    for kind in ("status 200", "status 410", "warning", "no body"):
        observed.responses[kind]["case.c"] = None
    return {trial.name: (trial, mutation) for trial, mutation in mutants(observed)}


def test_mutants_are_made_of_each_event_key_and_response(made: dict[str, tuple[Trial, Mutation]]) -> None:
    keys = ("gsw-application-id", "gsw-record-handle", "gsw-reference-id")
    assert [*made] == [
        *(f"{NAME}.{what}" for what in ("dropped", "doubled", "misdelivered", "late")),
        *(f"{NAME}.{key}.{what}" for key in keys for what in ("dropped", "retyped", "wrong")),
        f"{NAME}.gsw-reference-id.stale",
        "response.body-beside-success",
        *(f"response.200.{what}" for what in ("other-of-its-class", "other-class", "never-comes")),
        *(f"response.410.{what}" for what in ("other-of-its-class", "other-class", "never-comes")),
        *(f"response.warning.{what}" for what in ("missing", "wrong")),
    ]


@pytest.mark.parametrize(
    ("name", "requirements", "cases"),
    [
        (f"{NAME}.dropped", (f"{GROUP}.gsw-user-event",), ("case.a",)),
        (f"{NAME}.late", (f"{GROUP}.gsw-user-event",), ("case.b",)),
        (f"{NAME}.gsw-record-handle.dropped", (f"{GROUP}.gsw-record-handle",), ("case.a",)),
        (f"{NAME}.gsw-record-handle.retyped", (f"{GROUP}.gsw-record-handle.type",), ("case.a",)),
        ("response.410.other-class", (), ("case.c",)),
    ],
)
def test_a_mutant_names_what_it_breaks_and_who_could_notice(
    made: dict[str, tuple[Trial, Mutation]], name: str, requirements: tuple[str, ...], cases: tuple[str, ...]
) -> None:
    trial = made[name][0]
    assert (trial.kind, trial.requirements, trial.cases) == ("mutant", requirements, cases)


@pytest.mark.parametrize(
    ("name", "arrived", "taken"),
    [
        ("dropped", [ACKNOWLEDGE, OTHER], [OTHER]),
        ("doubled", [ACKNOWLEDGE, OTHER], [ACKNOWLEDGE, ACKNOWLEDGE, OTHER]),
        ("misdelivered", [ACKNOWLEDGE, OTHER], [{**ACKNOWLEDGE, "agent": "bob"}, OTHER]),
        ("late", [ACKNOWLEDGE, {**OTHER, "agent": "bob"}, OTHER], [{**OTHER, "agent": "bob"}, OTHER, ACKNOWLEDGE]),
        ("gsw-record-handle.retyped", [ACKNOWLEDGE], [{**ACKNOWLEDGE, "data": {**DATA, "GSW_RECORD_HANDLE": "7"}}]),
        ("gsw-record-handle.wrong", [ACKNOWLEDGE], [{**ACKNOWLEDGE, "data": {**DATA, "GSW_RECORD_HANDLE": 9}}]),
        ("gsw-reference-id.dropped", [ACKNOWLEDGE, OTHER],
         [{**ACKNOWLEDGE, "data": {key: DATA[key] for key in [*DATA][:3]}}, OTHER]),
    ],
)  # fmt: skip
def test_a_mutant_changes_its_event(
    made: dict[str, tuple[Trial, Mutation]], name: str, arrived: list[Json], taken: list[Json]
) -> None:
    mutation = made[f"{NAME}.{name}"][1]
    mutation.observers = OBSERVERS
    assert mutation.events(arrived) == taken


@pytest.mark.parametrize(
    ("name", "came", "taken"),
    [
        ("200.other-of-its-class", HttpResponse(200), HttpResponse(202)),
        ("200.other-of-its-class", HttpResponse(410), HttpResponse(410)),
        ("410.other-class", HttpResponse(410), HttpResponse(200)),
        ("warning.missing", HttpResponse(410, (("Warning", "109"), ("A", "b"))), HttpResponse(410, (("A", "b"),))),
        ("warning.wrong", HttpResponse(410, (("warning", "109"),)), HttpResponse(410, (("warning", "199"),))),
        ("body-beside-success", HttpResponse(200), HttpResponse(200, (), b"OK")),
        ("body-beside-success", HttpResponse(200, (), b"{}"), HttpResponse(200, (), b"{}")),
    ],
)
def test_a_mutant_changes_its_response(
    made: dict[str, tuple[Trial, Mutation]], name: str, came: HttpResponse, taken: HttpResponse
) -> None:
    assert made[f"response.{name}"][1].response(REQUEST, came) == taken


def test_a_stale_reference_id_is_that_of_the_event_before(made: dict[str, tuple[Trial, Mutation]]) -> None:
    mutation = made[f"{NAME}.gsw-reference-id.stale"][1]
    arrived = [{**ACKNOWLEDGE, "data": {**DATA, "GSW_REFERENCE_ID": number}} for number in (5, 9)]
    assert [event["data"]["GSW_REFERENCE_ID"] for event in mutation.events(arrived)] == [4, 5]


def test_a_mutant_closes_the_connection(made: dict[str, tuple[Trial, Mutation]]) -> None:
    with pytest.raises(HttpError):
        made["response.410.never-comes"][1].response(REQUEST, HttpResponse(410))


def test_a_key_that_no_case_saw_has_no_mutant() -> None:
    observed = Observed()
    observed.events[NAME, ""]["case.a"] = None
    assert {trial.name for trial, _ in mutants(observed)} == {
        f"{NAME}.{what}" for what in ("dropped", "doubled", "misdelivered")
    }


@pytest.fixture
def loaded() -> dict[str, tuple[Trial, Mutation]]:
    """The mutants of one event for applications, by name."""
    observed = Observed()
    for key in ("", *LOADED_DATA):
        observed.events[LOADED, key]["case.a"] = None
    return {trial.name: (trial, mutation) for trial, mutation in mutants(observed)}


def test_mutants_are_made_of_events_for_applications_too(loaded: dict[str, tuple[Trial, Mutation]]) -> None:
    mandatory = ("gsw-cm-attr-origin-app-id", "gsw-cm-attr-group-id")
    assert [*loaded] == [
        *(f"{LOADED}.{what}" for what in ("dropped", "doubled", "misdelivered")),
        *(f"{LOADED}.{key}.{what}" for key in mandatory for what in ("dropped", "retyped", "wrong")),
        *(f"{LOADED}.gsw-cm-attr-properties.{what}" for what in ("retyped", "wrong")),
    ]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("dropped", "gsw-cm-message-type"),
        ("gsw-cm-attr-group-id.dropped", "gsw-cm-attr-group-id"),
        ("gsw-cm-attr-properties.retyped", "gsw-cm-attr-properties.type"),
    ],
)
def test_a_mutant_of_such_an_event_breaks_its_rows(
    loaded: dict[str, tuple[Trial, Mutation]], name: str, row: str
) -> None:
    assert loaded[f"{LOADED}.{name}"][0].requirements == (f"{LOADED_GROUP}.{row}",)


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("dropped", [OTHER]),
        ("doubled", [LOADED_EVENT, LOADED_EVENT, OTHER]),
        ("misdelivered", [{**LOADED_EVENT, "agent": "planner"}, OTHER]),
        ("gsw-cm-attr-group-id.wrong", [{**LOADED_EVENT, "data": {**LOADED_DATA, "GSW_CM_AttrGroupID": 238}}, OTHER]),
        (
            "gsw-cm-attr-properties.wrong",
            [{**LOADED_EVENT, "data": {**LOADED_DATA, "GSW_CM_AttrProperties": {}}}, OTHER],
        ),
    ],
)
def test_a_mutant_changes_its_event_for_an_application(
    loaded: dict[str, tuple[Trial, Mutation]], name: str, taken: list[Json]
) -> None:
    mutation = loaded[f"{LOADED}.{name}"][1]
    mutation.observers = OBSERVERS
    assert mutation.events([LOADED_EVENT, OTHER]) == taken
