"""Mistakes with LogOut where it is refused, with requests behind it, and with its keys."""

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.logout import TIME
from ocs_reference.core.messages import DesktopRequest, Input, Reply
from ocs_reference.core.records import REJECTED, close_as
from ocs_reference.core.requests import CAMPAIGN_NAME, GROUP_NAME, REFERENCE_ID, REQUEST_TYPE, Handler
from ocs_reference.core.values import DialMode, GroupStatus
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import event_key, event_without
from ocs_reference.defects.requests import errors, handled, received, sent_data, without_keys

_REQUEST, _ANSWER, _ACKNOWLEDGE = "Logout", "LogOut", "LogOutAcknowledge"
_NEW_WORK = "PreviewRecordRequest"


def _taken_in_any_mode(handler: Handler, context: Context, request: Request) -> Result:
    try:
        return handler(context, request)
    except RefusalError as refusal:
        if refusal.number != 101:
            raise
        return [Reply(_ANSWER, {CAMPAIGN_NAME: request.data[CAMPAIGN_NAME], TIME: 0})]


def _served_as_before(context: Context, message: Input) -> Input:
    if isinstance(message, DesktopRequest) and message.data.get(REQUEST_TYPE) == _NEW_WORK:
        context.state.departures.clear()
    return message


def _refused_with_a_record(handler: Handler, context: Context, request: Request) -> Result:
    if any(chain.holder == request.agent for chain in context.state.held_chains()):
        raise RefusalError(101)
    return handler(context, request)


def _drops_records(handler: Handler, context: Context, request: Request) -> Result:
    told = handler(context, request)
    for chain in context.state.held_chains():
        if chain.holder == request.agent:
            close_as(context, chain, REJECTED)
    return told


def _texts(old: str, new: str) -> ChangePolicies:
    def change(_request: Request, data: dict[str, object]) -> dict[str, object]:
        return {**data, "GSW_ERROR": new} if data["GSW_ERROR"] == old else data

    return errors(change)


def _automatic_when_loaded(handler: Handler, context: Context, request: Request) -> Result:
    """Take LogOut in every session that is configured for an automatic mode, whether it runs or not."""
    sessions = [s for s in context.state.sessions_of(request.agent or "") if s.dial_mode == DialMode.PREDICTIVE]
    before = [(session, session.status) for session in sessions]
    for session in sessions:
        session.status = GroupStatus.RUNNING
    told = handler(context, request)
    for session, status in before:
        session.status = status
    return told


def _any_case(data: dict[str, object]) -> dict[str, object]:
    return {**data, REQUEST_TYPE: _REQUEST} if str(data.get(REQUEST_TYPE, "")).lower() == "logout" else data


def _any_type(data: dict[str, object]) -> dict[str, object]:
    return data if isinstance(data.get(REQUEST_TYPE, ""), str) else {**data, REQUEST_TYPE: _REQUEST}


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"smart-logout.{name}", f"desktop.smart-logout.{fact}", title, policies)


_REFUSALS = (
    _defect(
        "in-any-mode",
        "no-automatic-campaign",
        "LogOut is answered by 0 in sessions that are not automatic",
        handled(_REQUEST, _taken_in_any_mode),
    ),
    _defect(
        "refused-as-no-active-campaign",
        "no-automatic-campaign",
        "LogOut where no automatic campaign runs is refused with 107",
        errors(lambda request, data: {**data, "GSW_ERROR_NUMBER": 107} if request.name == _REQUEST else data),
    ),
    _defect(
        "taken-before-the-start",
        "no-automatic-campaign",
        "LogOut is taken in sessions that are not started",
        handled(_REQUEST, _automatic_when_loaded),
    ),
    _defect(
        "text-of-another-101",
        "no-automatic-campaign-text",
        "The 101 without an automatic campaign has the text of the one behind LogOut",
        _texts("There is no 'Auto' campaign started", "Agent smartly logged out"),
    ),
    _defect(
        "text-of-the-other-101",
        "later-requests-text",
        "The 101 behind LogOut says that no automatic campaign is started",
        _texts("Agent smartly logged out", "There is no 'Auto' campaign started"),
    ),
    _defect(
        "new-work-is-served",
        "later-requests",
        "Behind LogOut preview records are given out",
        received(_served_as_before),
    ),
    _defect(
        "no-second-record",
        "later-requests",
        "Who has a record on the desktop gets no further one, LogOut or not",
        handled(_NEW_WORK, _refused_with_a_record),
    ),
    _defect(
        "records-are-dropped",
        "open-record",
        "LogOut takes the records off the desktop",
        handled(_REQUEST, _drops_records),
    ),
    _defect(
        "group-is-ignored", "group-name", "LogOut does not heed the group's name", without_keys(_REQUEST, GROUP_NAME)
    ),
)

_KEYS = (
    Defect(
        "smart-logout.one-spelling-and-silence",
        "desktop.logout.attached-data.gsw-agent-req-type",
        "The request with the other spelling of its name gets no answer",
        sent_data("LogOut", lambda _data: {}),
    ),
    Defect(
        "smart-logout.reference-id-gets-lost",
        "desktop.logout.attached-data.gsw-reference-id",
        "LogOutTime does not carry the reference id",
        event_without(_ANSWER, REFERENCE_ID),
    ),
    Defect(
        "smart-logout.request-type-in-any-case",
        "desktop.logout.attached-data.gsw-agent-req-type",
        "The request type of LogOut is read without regard to case",
        sent_data("*", _any_case),
    ),
    Defect(
        "smart-logout.request-type-of-any-type",
        "desktop.logout.attached-data.gsw-agent-req-type.type",
        "A request type that is a number is taken for LogOut",
        sent_data("*", _any_type),
    ),
    Defect(
        "smart-logout.acknowledge-with-another-reference-id",
        "desktop.logout.attached-data.gsw-reference-id",
        "LogOutAcknowledge carries a reference id of the OCS",
        event_key(_ACKNOWLEDGE, REFERENCE_ID, 1),
    ),
)


DEFECTS = (*_REFUSALS, *_KEYS)
