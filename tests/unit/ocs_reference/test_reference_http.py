"""The HTTP interface: resources, statuses, headers, bodies, and its effects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre

NEW = {"GSW_CAMPAIGN_NAME": "Preview", "GSW_PHONE": "4001", "GSW_TZ_NAME": "PST"}


def test_a_positive_answer_has_no_body(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.preview()
    answer = ocs.http("POST", "/records/1?req=RecordProcessed", {"CODE": 22, "GSW_CALL_RESULT": 33})
    assert answer == (200, {"Server": "OCS/0.1.0", "Content-length": "0"}, b"")
    assert ocs.rows("chains", "record_status", "call_result", "code", record_id=1) == [(3, 33, 22)]


def test_a_lost_record_is_gone(ocs: CallCentre) -> None:
    status, headers, body = ocs.http("POST", "/records/15?req=RecordProcessed", {"GSW_CALL_RESULT": 33})
    assert (status, headers) == (
        410,
        {
            "Server": "OCS/0.1.0",
            "Warning": "112",
            "Content-type": "text/html; charset=utf-8",
            "Content-length": str(len(body)),
        },
    )
    assert body == b"<HTML><body>410 Gone : 112 No call found for the record handle: GSW_RECORD_HANDLE</body></HTML>"


@pytest.mark.parametrize(
    ("action", "body", "state"),
    [
        ("RecordReject", {}, (1, 2)),
        ("RequestRecordCancel", {}, (5, 2)),
        ("DoNotCall", {"GSW_CHAIN_ATTR": "RecordOnly"}, (3, 7)),
        ("RecordReschedule", {"GSW_CALLBACK_TYPE": "Campaign", "GSW_DATE_TIME": "03/03/2026 09:30"}, (1, 6)),
    ],
)
def test_final_requests_for_records_release_them(
    ocs: CallCentre, action: str, body: dict[str, Any], state: tuple[int, int]
) -> None:
    ocs.login("ann")
    ocs.preview()
    first, again = (ocs.post(f"/records/1?req={action}", body) for _time in range(2))
    assert (first, again) == ((200, None), (410, "112"))
    assert ocs.rows("chains", "record_status", "record_type", record_id=1) == [state]


def test_an_update_leaves_the_record_open(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.preview()
    answers = [ocs.post("/records/1?req=UpdateCallCompletionStats", {"CODE": 5}) for _time in range(2)]
    assert answers == [(200, None), (200, None)]


def test_the_uri_ranks_above_the_body(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.preview()
    ocs.preview()
    ocs.post("/records/1?req=RecordProcessed", {"GSW_RECORD_HANDLE": 4})
    assert ocs.rows("chains", "chain_id", record_status=3) == [(1,), (1,), (1,)]


def test_do_not_call_for_a_phone_tells_the_desktop_that_holds_it(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.preview()
    answer = ocs.post("/phones/1001?req=DoNotCall", {"GSW_TENANT_NAME": "First Tenant"})
    told = [(agent, event["GSW_USER_EVENT"]) for agent, event in ocs.waiting()]
    assert (answer, told) == ((200, None), [("ann", "RecordCancel")])
    assert ocs.do_not_call("first", "phone") == [("1001",)]


def test_a_customer_is_canceled_in_the_tenant_that_the_dbid_names(ocs: CallCentre) -> None:
    body = {"GSW_TENANT_DBID": 101, "GSW_TENANT_NAME": "Second Tenant"}
    answer = ocs.post("/customer_ids/C2?req=RequestRecordCancel", body)
    assert (answer, ocs.rows("chains", "chain_id", record_status=5)) == ((200, None), [(2,)])


@pytest.mark.parametrize(
    ("body", "warning"), [({}, "102"), ({"GSW_TENANT_DBID": 9}, "103"), ({"GSW_TENANT_NAME": "None"}, "103")]
)
def test_a_missing_or_unknown_tenant_is_a_bad_request(ocs: CallCentre, body: dict[str, Any], warning: str) -> None:
    answer = ocs.post("/phones/1001?req=DoNotCall", body)
    assert (answer, ocs.do_not_call("first", "phone")) == ((400, warning), [])


def test_a_record_is_added_with_the_documented_defaults(ocs: CallCentre) -> None:
    assert ocs.post("/lists/Chains?req=AddRecord", NEW) == (200, None)
    columns = ("record_id", "chain_id", "chain_n", "contact_info_type", "record_type", "record_status", "call_result")
    more = ("attempt", "daily_from", "daily_till", "tz_dbid", "agent_id", "dial_sched_time")
    assert ocs.rows("chains", *columns, *more, contact_info="4001") == [
        (5, 3, 0, 2, 2, 1, 28, 0, 28800, 64800, 122, "0", 0)
    ]


def test_a_record_is_added_as_a_callback_for_a_time_long_ago(ocs: CallCentre) -> None:
    body = {**NEW, "GSW_RECORD_TYPE": 6, "GSW_DATE_TIME": "12/12/2009 13:00", "CODE": 22}
    answer = ocs.post("/lists/Chains?req=AddRecord", body)
    rows = ocs.rows("chains", "record_type", "dial_sched_time", "code", contact_info="4001")
    assert (answer, rows) == ((200, None), [(6, 1260651600, 22)])


def test_a_record_joins_a_chain_at_the_next_number_and_with_its_type(ocs: CallCentre) -> None:
    ocs.post("/lists/Chains?req=AddRecord", {**NEW, "GSW_CHAIN_ID": 1, "GSW_RECORD_TYPE": 6})
    assert ocs.rows("chains", "chain_id", "chain_n", "record_type", contact_info="4001") == [(1, 3, 2)]


@pytest.mark.parametrize(
    ("change", "target", "answer"),
    [
        ({"GSW_CHAIN_ID": 1, "GSW_CHAIN_N": 2}, "/lists/Chains", (409, "115")),
        ({"GSW_TZ_NAME": "XYZ"}, "/lists/Chains", (400, "103")),
        ({"GSW_RECORD_TYPE": 7}, "/lists/Chains", (400, "103")),
        ({"GSW_CALL_TIME": "yesterday"}, "/lists/Chains", (400, "103")),
        ({"GSW_DATE_TIME": "25/45/00"}, "/lists/Chains", (400, "111")),
        ({"GSW_CAMPAIGN_NAME": "Unknown"}, "/lists/Chains", (404, "103")),
        ({}, "/lists/Unknown", (404, "103")),
        ({}, "/lists/Dialled", (404, "103")),
    ],
)
def test_a_record_that_cannot_be_added_changes_nothing(
    ocs: CallCentre, change: dict[str, Any], target: str, answer: tuple[int, str]
) -> None:
    assert ocs.post(f"{target}?req=AddRecord", NEW | change) == answer
    assert ocs.rows("chains", "record_id") == [(1,), (2,), (3,), (4,)]


def test_a_record_cannot_be_added_while_the_database_is_down(ocs: CallCentre) -> None:
    ocs.call("fault.set", fault="database", state="down")
    assert ocs.post("/lists/Chains?req=AddRecord", NEW) == (409, "113")


def test_a_record_is_added_beside_an_open_one(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.preview()
    added = ocs.post("/records/1?req=AddRecord", {"GSW_PHONE": "4001", "GSW_TZ_NAME": "PST", "GSW_CHAIN_ID": 1})
    mismatch = ocs.post("/records/1?req=AddRecord", {"GSW_PHONE": "4002", "GSW_TZ_NAME": "PST", "GSW_CHAIN_ID": 2})
    assert (added, mismatch) == ((200, None), (400, "103"))
    assert ocs.rows("chains", "chain_id", "chain_n", contact_info="4001") == [(1, 3)]


@pytest.mark.parametrize(
    ("steps", "answers"),
    [
        (["Load", "Load"], [(200, None), (409, "5")]),
        (["Load", "StartDialing", "StartDialing"], [(200, None), (200, None), (409, "7")]),
        (["StartDialing"], [(410, "4")]),
        (["StopDialing"], [(410, "4")]),
        (["Unload"], [(410, "4")]),
        (["Load", "StopDialing"], [(200, None), (409, "6")]),
        (["Load", "SetDialingMode"], [(200, None), (409, "6")]),
        (["Load", "StartDialing", "StopDialing", "Unload"], [(200, None)] * 4),
        (["Load", "ForceUnload", "Load"], [(200, None)] * 3),
        (["Dance"], [(400, "10")]),
    ],
)
def test_states_of_a_campaign_group(ocs: CallCentre, steps: list[str], answers: list[tuple[int, str | None]]) -> None:
    assert [ocs.post(f"/campaigngroups/406?req={step}") for step in steps] == answers


def test_agents_hear_of_every_change_of_their_group(ocs: CallCentre) -> None:
    ocs.login("dot")
    bodies = [
        ("SetDialingMode", {"GSW_CM_AttrDialMode": 2}),
        ("SetDialingMode", {"GSW_CM_AttrOptimizeGoal": 7}),
        ("StopDialing", {}),
        ("Unload", {}),
        ("Load", {}),
        ("StartDialing", {"GSW_CM_AttrDialMode": 5}),
    ]
    for action, body in bodies:
        ocs.post(f"/campaigngroups/402?req={action}", body)
    assert [(event["GSW_USER_EVENT"], event.get("GSW_CAMPAIGN_MODE")) for _agent, event in ocs.waiting()] == [
        ("CampaignModeChanged", "Progressive"),
        ("CampaignStopped", None),
        ("CampaignUnloaded", None),
        ("CampaignLoaded", None),
        ("CampaignStarted", "Predictive with Seizing"),
    ]


@pytest.mark.parametrize(
    ("group", "body", "answer"),
    [
        (402, {"GSW_CM_AttrDialMode": 7}, (400, "10")),
        (402, {"GSW_CM_AttrDialMode": "1"}, (400, "10")),
        (402, {"GSW_CM_AttrOptimizeBy": 4}, (400, "10")),
        (402, {"GSW_CM_AttrOptimizeGoal": 101}, (400, "10")),
        (402, {}, (400, "10")),
        (401, {"GSW_CM_AttrDialMode": 1}, (409, "11")),
        (499, {"GSW_CM_AttrDialMode": 1}, (404, "9")),
    ],
)
def test_wrong_parameters_are_refused(
    ocs: CallCentre, group: int, body: dict[str, Any], answer: tuple[int, str]
) -> None:
    assert ocs.post(f"/campaigngroups/{group}?req=SetDialingMode", body) == answer


def test_stopping_gives_buffered_records_back(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.preview()
    ocs.post("/campaigngroups/401?req=StopDialing")
    assert ocs.rows("chains", "record_status") == [(2,), (2,), (2,), (1,)]


def test_the_status_of_one_group(ocs: CallCentre) -> None:
    status, headers, body = ocs.http("GET", "/campaigngroups/402")
    assert (status, headers) == (
        200,
        {
            "Server": "OCS/0.1.0",
            "Cache-control": "private",
            "Etag": "1772481600",
            "Content-type": "application/json",
            "Content-length": str(len(body)),
        },
    )
    assert json.loads(body) == {
        "GSW_CM_MessageType": 24,
        "GSW_CM_AttrCampaignID": 302,
        "GSW_CM_AttrGroupID": 202,
        "GSW_CM_AttrGroupCampStatus": 5,
        "GSW_CM_AttrDialMode": 1,
        "GSW_CM_AttrOptimizeBy": 2,
        "GSW_CM_AttrOptimizeGoal": 5,
        "GSW_CM_AttrProperties": {"camp_group_data": {}},
        "GSW_CM_AttrOriginAppID": 4114,
    }


def test_the_status_of_all_groups_names_inactive_ones_too(ocs: CallCentre) -> None:
    body = json.loads(ocs.http("GET", "/campaigngroups")[2])
    groups = {name: entry["GSW_CM_AttrGroupCampStatus"] for name, entry in body["CampaignGroups"].items()}
    assert (body["GSW_CM_MessageType"], groups) == (
        46,
        {
            "Preview@Previewers": 5,
            "Dialled@Dialled": 5,
            "Dialled@Progressive": 5,
            "Other@Careful": 5,
            "Preview@Idle": 4,
            "Other@Idle": 0,
        },
    )


@pytest.mark.parametrize(
    ("method", "target", "body", "kind"),
    [
        ("GET", "/records/1", b"", "application/json"),
        ("DELETE", "/campaigngroups/401", b"", "application/json"),
        ("PUT", "/campaigngroups/401?req=StopDialing", b"", "application/json"),
        ("GET", "/campaigngroups/401?req=StopDialing", b"", "application/json"),
        ("POST", "/agents/1?req=RecordProcessed", b"", "application/json"),
        ("POST", "/records/1", b"", "application/json"),
        ("POST", "/records/1?req=Load", b"", "application/json"),
        ("POST", "/records/one?req=RecordReject", b"", "application/json"),
        ("POST", "/records/1?req=RecordReject&req=DoNotCall", b"", "application/json"),
        ("POST", "/records/1?req=RecordProcessed", b"{", "application/json"),
        ("POST", "/records/1?req=RecordProcessed", b"[]", "application/json"),
        ("POST", "/records/1?req=RecordProcessed", b'{"CODE": 1.5}', "application/json"),
        ("POST", "/records/1?req=RecordProcessed", b'{"CODE": NaN}', "application/json"),
        ("POST", "/records/1?req=RecordProcessed", b'{"CODE": true}', "application/json"),
        ("POST", "/records/1?req=RecordProcessed", b"\xff", "application/json"),
        ("POST", "/records/1?req=RecordProcessed", b"{}", "text/plain"),
        ("POST", "/records/%ff?req=RecordProcessed", b"{}", "application/json"),
    ],
)
def test_what_cannot_be_understood_is_a_bad_request_without_effect(
    ocs: CallCentre, method: str, target: str, body: bytes, kind: str
) -> None:
    ocs.login("ann")
    ocs.preview()
    assert ocs.http(method, target, body, kind)[0] == 400
    assert ocs.post("/records/1?req=UpdateCallCompletionStats") == (200, None)
