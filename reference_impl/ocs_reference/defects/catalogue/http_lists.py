"""Mistakes with AddRecord on a calling list: what is refused, and with which status."""

from collections.abc import Iterator
from dataclasses import replace

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import NotConfiguredError, RefusalError, StoreError
from ocs_reference.core.messages import ResourceAnswer, ResourceRequest
from ocs_reference.core.requests import CALLING_LIST, CAMPAIGN_NAME, HANDLE, Handler
from ocs_reference.core.tables import RESOURCES
from ocs_reference.core.values import GroupStatus
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import http_answer, http_status
from ocs_reference.defects.pairs import not_understood, of_any_type
from ocs_reference.defects.requests import acknowledged, handled, over_http, resource_request, respecified

_LISTS = "lists"
_REQUEST = "AddRecord"
_ROW = "http.lists"

_OPTIONAL = {
    "agent-id": "GSW_AGENT_ID",
    "attempts": "GSW_ATTEMPTS",
    "call-result": "GSW_CALL_RESULT",
    "call-time": "GSW_CALL_TIME",
    "chain-id": "GSW_CHAIN_ID",
    "chain-n": "GSW_CHAIN_N",
    "date-time": "GSW_DATE_TIME",
    "from": "GSW_FROM",
    "phone-type": "GSW_PHONE_TYPE",
    "record-status": "GSW_RECORD_STATUS",
    "record-type": "GSW_RECORD_TYPE",
    "until": "GSW_UNTIL",
}
_TYPED = {"phone": "GSW_PHONE", "tz-name": "GSW_TZ_NAME"}


def _not_configured_is_bad(about: str) -> ChangePolicies:
    """Refuse as an incorrect request what names a list or a campaign that does not exist."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        try:
            return handler(context, request)
        except NotConfiguredError as missing:
            if missing.about != about:
                raise
            raise RefusalError(103, about) from missing

    return handled(_REQUEST, wrapper)


def _of_any_campaign(handler: Handler, context: Context, request: Request) -> Result:
    """Take a list that the campaign does not have for a campaign that has it."""
    name = request.data[CALLING_LIST]
    try:
        return handler(context, request)
    except NotConfiguredError as missing:
        owners = (
            session.group.campaign.name
            for session in context.state.active_sessions()
            if any(calling_list.name == name for calling_list in session.group.campaign.lists)
        )
        owner = next(owners, None)
        if missing.about != CALLING_LIST or owner is None:
            raise
        return handler(context, replace(request, data={**request.data, CAMPAIGN_NAME: owner}))


def _while_not_loaded(handler: Handler, context: Context, request: Request) -> Result:
    """Carry a request out as if all campaigns were loaded."""
    before = {session: session.status for session in context.state.sessions.values()}
    for session in before:
        session.status = GroupStatus.ACTIVE
    try:
        return handler(context, request)
    finally:
        for session, status in before.items():
            session.status = status


def _without_a_word(handler: Handler, context: Context, request: Request) -> Result:
    try:
        return handler(context, request)
    except StoreError:
        return []


def _database_failure_is_internal(_request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
    return replace(answer, status=500) if answer.warning == 113 else answer


def _other_action(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
    known = any(action == request.action for _resource, action in RESOURCES)
    foreign = known and request.path[0] == _LISTS and request.action != _REQUEST
    return replace(answer, status=404) if foreign else answer


def _unknown_action(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
    known = any(action == request.action for _resource, action in RESOURCES)
    return replace(answer, status=404) if request.path[0] == _LISTS and not known else answer


def _add_by_default(request: ResourceRequest) -> ResourceRequest:
    """Do what lists are for where no action is asked for."""
    return replace(request, action=request.action or _REQUEST) if request.path[0] == _LISTS else request


def _on_lists(change: ChangePolicies) -> ChangePolicies:
    return over_http(_LISTS, change)


def _pairs() -> Iterator[Defect]:
    for word, key in _OPTIONAL.items():
        row, title = f"{_ROW}.mandatory-keys.gsw-{word}", f"AddRecord for a list is refused where it has {key}"
        yield Defect(f"http-lists.{word}-not-understood", row, title, not_understood(_LISTS, _REQUEST, key))
    for word, key in _TYPED.items():
        row = f"{_ROW}.mandatory-keys.gsw-{word}.type"
        title = f"AddRecord for a list is answered with success whatever stands under {key}"
        yield Defect(f"http-lists.{word}-of-any-type", row, title, of_any_type(_LISTS, _REQUEST, key))


_REFUSALS = (
    Defect(
        "http-lists.handle-is-asked-for",
        f"{_ROW}.add-record-without-handle",
        "AddRecord for a list is refused without a record handle",
        _on_lists(respecified(_REQUEST, lambda spec: replace(spec, required=(*spec.required, HANDLE)))),
    ),
    Defect(
        "http-lists.taken-place-is-acknowledged",
        f"{_ROW}.duplicate",
        "AddRecord for a place in a chain that is taken is answered with 200 and adds nothing",
        _on_lists(acknowledged(_REQUEST, [115], "AddRecordAcknowledge")),
    ),
    Defect(
        "http-lists.unknown-list-is-a-bad-request",
        f"{_ROW}.unknown-list",
        "AddRecord to a list that does not exist is answered with 400",
        _on_lists(_not_configured_is_bad(CALLING_LIST)),
    ),
    Defect(
        "http-lists.unknown-campaign-is-a-bad-request",
        f"{_ROW}.unknown-campaign",
        "AddRecord for a campaign that does not exist is answered with 400",
        _on_lists(_not_configured_is_bad(CAMPAIGN_NAME)),
    ),
    Defect(
        "http-lists.campaign-and-list-need-not-fit",
        f"{_ROW}.list-of-campaign",
        "AddRecord for a campaign that does not have the list adds the record for one that has it",
        _on_lists(handled(_REQUEST, _of_any_campaign)),
    ),
    Defect(
        "http-lists.campaign-need-not-be-active",
        f"{_ROW}.inactive-campaign",
        "AddRecord for a campaign that is not loaded adds the record",
        _on_lists(handled(_REQUEST, _while_not_loaded)),
    ),
    Defect(
        "http-lists.database-failure-is-internal",
        f"{_ROW}.database-failure",
        "AddRecord that the database cannot take is answered with 500",
        http_answer(_database_failure_is_internal),
    ),
    Defect(
        "http-lists.database-failure-goes-unnoticed",
        f"{_ROW}.database-failure",
        "AddRecord that the database cannot take is answered with 200",
        _on_lists(handled(_REQUEST, _without_a_word)),
    ),
    Defect(
        "http-lists.bad-pair-is-a-conflict",
        f"{_ROW}.bad-body",
        "AddRecord with a value that its key cannot have is answered with 409, as if the database had refused it",
        http_status(_LISTS, _REQUEST, 400, 409),
    ),
    Defect(
        "http-lists.unknown-action-is-not-found",
        f"{_ROW}.unknown-request",
        "A request for a list with a req value that does not exist is answered with 404",
        http_answer(_unknown_action),
    ),
    Defect(
        "http-lists.no-action-adds",
        f"{_ROW}.unknown-request",
        "A request for a list without a req value adds a record",
        resource_request(_add_by_default),
    ),
    Defect(
        "http-lists.action-of-others-is-not-found",
        f"{_ROW}.wrong-resource",
        "A request for a list with a req value of another resource type is answered with 404",
        http_answer(_other_action),
    ),
)

DEFECTS = (*_REFUSALS, *_pairs())
