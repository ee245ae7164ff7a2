"""The tables of requests, to be held against the documents, and the policies of an OCS that follows them."""

from collections.abc import Mapping

from ocs_reference.core import availability, envelope, seams, sharing, treatments
from ocs_reference.core.add_record import add_record
from ocs_reference.core.announcements import change_notices
from ocs_reference.core.call_data import call_data, engaging_data
from ocs_reference.core.call_policies import CallPolicies
from ocs_reference.core.callbacks import moment_of
from ocs_reference.core.campaign_groups import GROUP_ACTIONS
from ocs_reference.core.cancel import cancel
from ocs_reference.core.chains import chained_record_request
from ocs_reference.core.communication_dn import hears, listens_to
from ocs_reference.core.completion import is_depleted
from ocs_reference.core.context import Policies
from ocs_reference.core.do_not_call import do_not_call
from ocs_reference.core.logout import is_counted, logout, logout_time, may_leave, takes_calls
from ocs_reference.core.notifications import login_notices, status_request
from ocs_reference.core.preview import over, record_request, start
from ocs_reference.core.ready_time import ready_time
from ocs_reference.core.record_data import record_data
from ocs_reference.core.records import OUTCOMES, is_stale, processed, reject, update
from ocs_reference.core.requests import (
    APPLICATION_ID,
    CALLING_LIST,
    CAMPAIGN_NAME,
    CHAIN_ATTR,
    CUSTOMER_ID,
    GROUP_NAME,
    HANDLE,
    PHONE,
    RequestSpec,
    ResourceSpec,
)
from ocs_reference.core.reschedule import reschedule, reschedule_finally, reschedule_scheduled
from ocs_reference.core.retrieval import next_chain
from ocs_reference.core.scheduled_calls import callback_agent, takes_callbacks
from ocs_reference.core.third_party import COMMANDS
from ocs_reference.core.web_status import state_post

_CHANGES = ("GSW_CALL_RESULT", "GSW_FROM", "GSW_UNTIL", PHONE, "GSW_PHONE_TYPE")
_WITHDRAWAL = (CHAIN_ATTR, PHONE, CUSTOMER_ID, GROUP_NAME, CAMPAIGN_NAME, CALLING_LIST, HANDLE)
_ADDED = (
    *_CHANGES,
    "GSW_AGENT_ID",
    "GSW_ATTEMPTS",
    "GSW_CALL_TIME",
    "GSW_CHAIN_ID",
    "GSW_CHAIN_N",
    "GSW_DATE_TIME",
    "GSW_RECORD_STATUS",
    "GSW_RECORD_TYPE",
)
_CALLBACK = ("GSW_CALLBACK_TYPE", "GSW_DATE_TIME")

_DESKTOP = (
    RequestSpec("CampaignStatusRequest", status_request, (), (APPLICATION_ID,), always_silent=True),
    RequestSpec("PreviewDialingModeStart", start, (APPLICATION_ID, CAMPAIGN_NAME), (GROUP_NAME,)),
    RequestSpec("PreviewDialingModeOver", over, (APPLICATION_ID, CAMPAIGN_NAME), (GROUP_NAME,)),
    RequestSpec(
        "PreviewRecordRequest",
        record_request,
        (APPLICATION_ID, CAMPAIGN_NAME),
        (GROUP_NAME,),
        error_keys={107: envelope.NO_RECORD_KEYS, 108: envelope.NO_RECORD_KEYS},
        new_work=True,
    ),
    RequestSpec("Logout", logout, (APPLICATION_ID, CAMPAIGN_NAME), (GROUP_NAME,)),
    RequestSpec("ReadyTime", ready_time, (APPLICATION_ID, "GSW_READY_TIME", HANDLE)),
    RequestSpec("UpdateCallCompletionStats", update, (APPLICATION_ID, HANDLE, CAMPAIGN_NAME), (GROUP_NAME, *_CHANGES)),
    RequestSpec(
        "RecordProcessed",
        processed,
        (APPLICATION_ID, HANDLE, CAMPAIGN_NAME, CALLING_LIST),
        (GROUP_NAME, *_CHANGES, "GSW_TREATMENT"),
    ),
    RequestSpec("ChainedRecordRequest", chained_record_request, (APPLICATION_ID, HANDLE), (GROUP_NAME, CAMPAIGN_NAME)),
    RequestSpec("RecordReject", reject, (APPLICATION_ID, HANDLE, CAMPAIGN_NAME, CALLING_LIST), (GROUP_NAME,)),
    RequestSpec(
        "RequestRecordCancel",
        cancel,
        (APPLICATION_ID,),
        _WITHDRAWAL,
        with_handle=(CAMPAIGN_NAME, CALLING_LIST),
        one_of=(PHONE, CUSTOMER_ID),
    ),
    RequestSpec(
        "DoNotCall",
        do_not_call,
        (APPLICATION_ID,),
        (*_WITHDRAWAL, "GSW_MESSAGE", "GSW_DURATION"),
        with_handle=(CAMPAIGN_NAME, CALLING_LIST),
        one_of=(PHONE, CUSTOMER_ID),
    ),
    RequestSpec("RecordReschedule", reschedule, (APPLICATION_ID, HANDLE, CAMPAIGN_NAME, *_CALLBACK), (GROUP_NAME,)),
    RequestSpec(
        "ScheduledRecordReschedule",
        reschedule_scheduled,
        (APPLICATION_ID, HANDLE, CAMPAIGN_NAME, "GSW_DATE_TIME"),
        (GROUP_NAME, PHONE, "GSW_CALLBACK_TYPE"),
    ),
    RequestSpec(
        "AddRecord",
        add_record,
        (APPLICATION_ID, CAMPAIGN_NAME, CALLING_LIST, PHONE, "GSW_TZ_NAME"),
        (GROUP_NAME, HANDLE, *_ADDED),
    ),
)

REQUESTS: Mapping[str, RequestSpec] = {spec.name: spec for spec in _DESKTOP}
"""Desktop requests by GSW_AGENT_REQ_TYPE, with the keys that their attached data tables call required."""

_RECORDS = (
    RequestSpec("UpdateCallCompletionStats", update, (HANDLE,), _CHANGES),
    RequestSpec("RecordProcessed", processed, (HANDLE,), (*_CHANGES, "GSW_TREATMENT")),
    RequestSpec("RecordReject", reject, (HANDLE,)),
    RequestSpec("RequestRecordCancel", cancel, (HANDLE,), (CHAIN_ATTR,)),
    RequestSpec("DoNotCall", do_not_call, (HANDLE,), (CHAIN_ATTR, "GSW_MESSAGE", "GSW_DURATION")),
    RequestSpec("RecordReschedule", reschedule_finally, (HANDLE, *_CALLBACK)),
    RequestSpec("AddRecord", add_record, (HANDLE, PHONE, "GSW_TZ_NAME"), _ADDED),
)
_TENANT = ("GSW_TENANT_DBID", "GSW_TENANT_NAME", CAMPAIGN_NAME, CHAIN_ATTR)


def _by_identifier(key: str) -> tuple[RequestSpec, ...]:
    return (
        RequestSpec("DoNotCall", do_not_call, (key,), (*_TENANT, "GSW_MESSAGE", "GSW_DURATION")),
        RequestSpec("RequestRecordCancel", cancel, (key,), _TENANT),
    )


_LIST_STATUSES = {106: 409, 113: 409, 115: 409, 116: 409}
_LISTS = RequestSpec("AddRecord", add_record, (CALLING_LIST, CAMPAIGN_NAME, PHONE, "GSW_TZ_NAME"), _ADDED)

RESOURCES: Mapping[tuple[str, str], ResourceSpec] = {
    **{("records", spec.name): ResourceSpec(HANDLE, spec) for spec in _RECORDS},
    **{("phones", spec.name): ResourceSpec(PHONE, spec, (HANDLE, CUSTOMER_ID)) for spec in _by_identifier(PHONE)},
    **{
        ("customer_ids", spec.name): ResourceSpec(CUSTOMER_ID, spec, (HANDLE, PHONE))
        for spec in _by_identifier(CUSTOMER_ID)
    },
    ("lists", "AddRecord"): ResourceSpec(CALLING_LIST, _LISTS, (HANDLE,), _LIST_STATUSES),
}
"""HTTP requests by resource type and value of ``req`` (http, the tables of request actions)."""

CALLS = CallPolicies(
    data=call_data,
    engaging_data=engaging_data,
    dials=availability.dials,
    may_dial=availability.may_dial,
    is_free=availability.is_free,
    is_ivr_place=availability.is_ivr_place,
    reaches_agent=treatments.reaches_agent,
    treatment=treatments.treatment_for,
    next_in_chain=treatments.next_in_chain,
    stays_ready=availability.stays_ready,
    changes_on_release=availability.changes_on_release,
    ends_with_call=availability.ends_with_call,
    sharing=sharing.SHARING,
    may=sharing.may,
    processes=sharing.processes,
)

POLICIES = Policies(
    requests=REQUESTS,
    resources=RESOURCES,
    commands=COMMANDS,
    group_actions=GROUP_ACTIONS,
    outcomes=OUTCOMES,
    record_data=record_data,
    error_data=envelope.error_data,
    login_notices=login_notices,
    state_post=state_post,
    is_depleted=is_depleted,
    hears=hears,
    listens_to=listens_to,
    change_notices=change_notices,
    next_chain=next_chain,
    is_stale=is_stale,
    callback_moment=moment_of,
    callback_agent=callback_agent,
    takes_callbacks=takes_callbacks,
    logout_time=logout_time,
    may_leave=may_leave,
    is_counted=is_counted,
    takes_calls=takes_calls,
    calls=CALLS,
    receive=seams.receive,
    send=seams.send,
    store=seams.store,
)
"""The policies of an OCS that follows the documents."""
