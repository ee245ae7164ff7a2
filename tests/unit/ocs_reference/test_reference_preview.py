"""Notifications at login, the preview session, and preview records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre

NOTICE = {
    "GSW_APPLICATION_ID": 4114,
    "GSW_CAMPAIGN_NAME": "Preview",
    "GSW_CAMPAIGN_DESCRIPTION": "Preview for all",
    "GSW_CAMPAIGN_GROUP_DESCRIPTION": "",
}


def test_login_to_a_running_group_is_told_mode_and_names(ocs: CallCentre) -> None:
    assert ocs.login("ann") == [
        {
            **NOTICE,
            "GSW_USER_EVENT": "CampaignStarted",
            "GSW_CAMPAIGN_GROUP_NAME": "Preview@Previewers",
            "GSW_CAMPAIGN_MODE": "Preview",
        }
    ]


def test_login_to_a_loaded_and_an_inactive_group_is_told_the_loaded_one(ocs: CallCentre) -> None:
    assert ocs.login("guy") == [
        {**NOTICE, "GSW_USER_EVENT": "CampaignLoaded", "GSW_CAMPAIGN_GROUP_NAME": "Preview@Idle"}
    ]


def test_a_status_request_repeats_what_login_told(ocs: CallCentre) -> None:
    [told] = ocs.login("ann")
    answer = ocs.send_raw("ann", {"GSW_AGENT_REQ_TYPE": "CampaignStatusRequest", "GSW_REFERENCE_ID": 4})
    assert answer == [("ann", {**told, "GSW_REFERENCE_ID": 4})]


def test_a_status_request_is_never_answered_with_an_error(ocs: CallCentre) -> None:
    assert ocs.send("ann", "CampaignStatusRequest", GSW_APPLICATION_ID="wrong") == []


def test_a_preview_record_carries_record_and_campaign(ocs: CallCentre) -> None:
    ocs.login("ann")
    assert ocs.ask("ann", "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Preview", GSW_REFERENCE_ID=1) == {
        "GSW_USER_EVENT": "PreviewRecord",
        "GSW_REFERENCE_ID": 1,
        "GSW_APPLICATION_ID": 4114,
        "GSW_RECORD_HANDLE": 1,
        "GSW_RECORD_URI": "http://localhost:80/records/1",
        "GSW_CAMPAIGN_NAME": "Preview",
        "GSW_CAMPAIGN_GROUP_NAME": "Preview@Previewers",
        "GSW_CAMPAIGN_GROUP_DBID": "401",
        "GSW_CAMPAIGN_GROUP_DESCRIPTION": "",
        "GSW_TENANT_NAME": "First Customer",
        "GSW_TENANT_CCID": "First Customer",
        "GSW_CALLING_LIST": "Chains",
        "GSW_CHAIN_ID": 1,
        "GSW_PHONE": "1001",
        "GSW_PHONE_TYPE": 1,
        "GSW_CONTACT_MEDIA_TYPE": "voice",
        "GSW_CALL_RESULT": 28,
        "GSW_CALL_TIME": "0",
        "GSW_ATTEMPTS": 0,
        "GSW_FROM": 0,
        "GSW_UNTIL": 86399,
        "GSW_TZ_NAME": "PST",
        "GSW_TZ_OFFSET": -28800,
        "GSW_CPN_DIGITS": "",
        "InteractionType": "Outbound",
        "InteractionSubtype": "OutboundNew",
        "CUSTOMER": "C1",
        "CODE": 11,
        "BALANCE": "1.5",
    }


def test_a_delivered_chain_is_retrieved(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.preview()
    assert ocs.rows("chains", "record_id", "record_status") == [(1, 2), (2, 2), (3, 2), (4, 2)]


def test_each_chain_goes_to_one_agent_only(ocs: CallCentre) -> None:
    ocs.login("ann", "ben")
    phones = [
        ocs.ask(agent, "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Preview")["GSW_PHONE"] for agent in ("ann", "ben")
    ]
    assert phones == ["1001", "2001"]


def test_an_empty_buffer_gives_108_with_request_and_campaign(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.preview()
    ocs.preview()
    assert ocs.ask("ann", "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Preview") == {
        "GSW_USER_EVENT": "Error",
        "GSW_APPLICATION_ID": 4114,
        "GSW_ERROR": "No Records Available",
        "GSW_ERROR_NUMBER": 108,
        "GSW_ERROR_DESCRIPTION": "No Records Available: GSW_CAMPAIGN_NAME",
        "GSW_AGENT_REQ_TYPE": "PreviewRecordRequest",
        "GSW_CAMPAIGN_NAME": "Preview",
    }


@pytest.mark.parametrize(("agent", "campaign"), [("dot", "Dialled"), ("guy", "Preview"), ("guy", "Other")])
def test_a_campaign_that_does_not_run_in_preview_mode_gives_107(ocs: CallCentre, agent: str, campaign: str) -> None:
    ocs.login(agent)
    assert ocs.error(agent, "PreviewRecordRequest", GSW_CAMPAIGN_NAME=campaign) == 107


@pytest.mark.parametrize(
    ("names", "number"),
    [
        ({"GSW_CAMPAIGN_NAME": "Unknown"}, 103),
        ({"GSW_CAMPAIGN_NAME": "Dialled"}, 105),
        ({"GSW_CAMPAIGN_NAME": "Preview", "GSW_CAMPAIGN_GROUP_NAME": "Unknown"}, 105),
    ],
)
def test_wrong_names_are_refused(ocs: CallCentre, names: dict[str, str], number: int) -> None:
    ocs.login("ann")
    assert ocs.error("ann", "PreviewDialingModeStart", **names) == number


def test_the_group_name_ranks_above_the_campaign_name(ocs: CallCentre) -> None:
    ocs.login("ann")
    names = {"GSW_CAMPAIGN_NAME": "Dialled", "GSW_CAMPAIGN_GROUP_NAME": "Preview@Previewers"}
    assert ocs.ask("ann", "PreviewDialingModeStart", **names)["GSW_CAMPAIGN_NAME"] == "Preview"


def test_a_preview_session_starts_once_and_ends_once(ocs: CallCentre) -> None:
    ocs.login("ann")
    answers = [
        ocs.ask("ann", f"PreviewDialingMode{what}", GSW_CAMPAIGN_NAME="Preview")
        for what in ("Start", "Start", "Over", "Over")
    ]
    assert [answer.get("GSW_ERROR_NUMBER", answer["GSW_USER_EVENT"]) for answer in answers] == [
        "PreviewDialingModeStartAcknowledge",
        118,
        "PreviewDialingModeOverAcknowledge",
        119,
    ]


def test_a_session_of_a_campaign_that_is_not_loaded_gives_106(ocs: CallCentre) -> None:
    ocs.login("guy")
    assert ocs.error("guy", "PreviewDialingModeStart", GSW_CAMPAIGN_NAME="Other") == 106


def test_where_a_start_is_required_requests_before_it_are_ignored(ocs: CallCentre) -> None:
    ocs.login("fay")
    before = ocs.send("fay", "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Other")
    ocs.send("fay", "PreviewDialingModeStart", GSW_CAMPAIGN_NAME="Other")
    after = ocs.ask("fay", "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Other")
    assert (before, after["GSW_USER_EVENT"]) == ([], "PreviewRecord")


def test_records_outside_their_time_are_not_dialled(ocs: CallCentre) -> None:
    ocs.login("dot")
    ocs.deliver("first", "dot")
    assert ocs.rows("dialled", "contact_info", record_status=1) == [("3003",), ("3004",)]


def test_a_record_is_dialled_when_its_local_time_has_come(ocs: CallCentre) -> None:
    ocs.login("dot")
    ocs.advance(12 * 3600)
    assert ocs.deliver("night", "dot")["GSW_PHONE"] == "3004"
