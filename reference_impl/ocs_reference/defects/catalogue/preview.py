"""Mistakes with PreviewRecordRequest: who gets which record and when, and what is answered where none is sent."""

from collections.abc import Callable
from dataclasses import replace

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.messages import UserEvent
from ocs_reference.core.preview import find_session
from ocs_reference.core.requests import APPLICATION_ID, CAMPAIGN_NAME, HANDLE, REQUEST_TYPE, Handler
from ocs_reference.core.state import Chain, Record, Session, chain_number
from ocs_reference.core.values import Data, DialMode, GroupStatus
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import event_data, record_data
from ocs_reference.defects.requests import errors, handled, renumbered, unanswered
from ocs_reference.defects.stored import policy

_ASK = "PreviewRecordRequest"


def _last_of_the_chain(session: Session) -> Chain:
    chain = session.buffer.popleft()
    return replace(chain, records=[max(chain.records, key=chain_number)])


def _first_that_waits(session: Session) -> Chain:
    return session.buffer[0]


def _record_by_record(session: Session) -> Chain:
    chain = session.buffer[0]
    waiting = [record for record in chain.records if not record.handle]
    if len(waiting) == 1:
        session.buffer.popleft()
    return replace(chain, records=waiting)


def _handles(number: Callable[[Context, Record], int]) -> ChangePolicies:
    def change(context: Context, record: Record, data: Data) -> Data:
        context.state.open.pop(record.handle, None)
        record.handle = number(context, record)
        context.state.open[record.handle] = record
        return {**data, HANDLE: record.handle, "GSW_RECORD_URI": f"{context.record_uri}/records/{record.handle}"}

    return record_data(change)


def _login_id(context: Context, record: Record) -> int:
    return int(context.configuration.agents[record.chain.holder or ""])


def _counted_at_the_agent(context: Context, record: Record) -> int:
    holder = record.chain.holder
    return 1 + sum(other.chain.holder == holder for other in context.state.open.values())


def _all_that_wait(handler: Handler, context: Context, request: Request) -> Result:
    session = find_session(context, request.agent or "", request.data)
    result = handler(context, request)
    while session.buffer:
        result += handler(context, request)
    return result


def _record_for(context: Context, agent: str | None, campaign: object) -> Result:
    ask = {APPLICATION_ID: context.configuration.application_id, CAMPAIGN_NAME: campaign}
    try:
        return context.policies.requests[_ASK].handler(context, Request(_ASK, agent, ask))
    except RefusalError:
        return []


def _and_the_next_one(handler: Handler, context: Context, request: Request) -> Result:
    result = handler(context, request)
    return [*result, *_record_for(context, request.agent, request.data[CAMPAIGN_NAME])]


def _running_campaign(context: Context, request: Request) -> object:
    for session in context.state.sessions_of(request.agent or ""):
        if session.status == GroupStatus.RUNNING and session.dial_mode == DialMode.PREVIEW:
            return session.group.campaign.name
    return request.data[CAMPAIGN_NAME]


def _from_what_runs(handler: Handler, context: Context, request: Request) -> Result:
    data = {**request.data, CAMPAIGN_NAME: _running_campaign(context, request)}
    return handler(context, replace(request, data=data))


def _from_what_runs_if_unknown(handler: Handler, context: Context, request: Request) -> Result:
    known = any(each.name == request.data[CAMPAIGN_NAME] for each in context.configuration.campaigns.values())
    return handler(context, request) if known else _from_what_runs(handler, context, request)


def _as_if(**wrong: object) -> ChangePolicies:
    """Handle requests as if their sessions had other properties."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        session = find_session(context, request.agent or "", request.data)
        right = {name: getattr(session, name) for name in wrong}
        for name, value in wrong.items():
            setattr(session, name, value)
        try:
            return handler(context, request)
        finally:
            for name, value in right.items():
                setattr(session, name, value)

    return handled(_ASK, wrapper)


def _is_idle(context: Context, agent: str | None) -> bool:
    return all(session.status == GroupStatus.NOT_LOADED for session in context.state.sessions_of(agent or ""))


def _ignored_while_idle(handler: Handler, context: Context, request: Request) -> Result:
    return [] if _is_idle(context, request.agent) else handler(context, request)


def _in_error(number: int, key: str, value: object) -> ChangePolicies:
    def change(request: Request, data: Data) -> Data:
        meant = request.name == _ASK and data["GSW_ERROR_NUMBER"] == number
        return {**data, key: value} if meant else data

    return errors(change)


def _group_in_error(number: int) -> ChangePolicies:
    def change(context: Context, event: UserEvent, data: Data) -> Data:
        if data["GSW_ERROR_NUMBER"] != number or data.get(REQUEST_TYPE) != _ASK:
            return data
        return {**data, CAMPAIGN_NAME: find_session(context, event.agent, data).group.name}

    return event_data("Error", change)


def _nameless_error(number: int) -> ChangePolicies:
    def change(_context: Context, _event: UserEvent, data: Data) -> Data:
        meant = data["GSW_ERROR_NUMBER"] == number and data.get(REQUEST_TYPE) == _ASK
        return {key: value for key, value in data.items() if not meant or key != APPLICATION_ID}

    return event_data("Error", change)


_DELIVERY = (
    Defect(
        "preview.last-of-the-chain-comes",
        "desktop.preview.record-delivered",
        "A PreviewRecordRequest brings the last record of a chain instead of the primary one",
        policy(next_chain=_last_of_the_chain),
    ),
    Defect(
        "preview.chain-stays-in-the-buffer",
        "desktop.preview.one-holder",
        "A chain that was delivered stays in the buffer and is delivered to the next agent, too",
        policy(next_chain=_first_that_waits),
    ),
    Defect(
        "preview.chain-is-dealt-out",
        "desktop.preview.one-holder",
        "The records of one chain are dealt out to the agents who ask",
        policy(next_chain=_record_by_record),
    ),
    Defect(
        "preview.handle-is-the-agents-number",
        "desktop.preview.handle-is-unique",
        "The handle of a record is the login id of the agent who has it",
        _handles(_login_id),
    ),
    Defect(
        "preview.handles-are-counted-at-each-desktop",
        "desktop.preview.handle-is-unique",
        "Handles are counted from 1 at each desktop, so that records of two desktops share one",
        _handles(_counted_at_the_agent),
    ),
    Defect(
        "preview.handle-is-the-chain",
        "desktop.preview.handle-is-unique",
        "The handle of a record is the number of its chain",
        _handles(lambda _context, record: record.chain.chain_id),
    ),
    Defect(
        "preview.all-that-wait-come",
        "desktop.preview.one-record-a-request",
        "A PreviewRecordRequest brings all records that wait in the buffer",
        handled(_ASK, _all_that_wait),
    ),
    Defect(
        "preview.next-record-comes-by-itself",
        "desktop.preview.only-on-request",
        "When an agent has finished a record the next one comes by itself, as in Push Preview",
        handled("RecordProcessed", _and_the_next_one),
    ),
    Defect(
        "preview.campaign-is-ignored",
        "desktop.preview.campaign-chooses",
        "The record comes from whatever session of the agent runs in Preview",
        handled(_ASK, _from_what_runs),
    ),
    Defect(
        "preview.unknown-campaign-is-any",
        "desktop.preview.unknown-campaign",
        "A PreviewRecordRequest for an unknown campaign brings a record of the campaign that runs",
        handled(_ASK, _from_what_runs_if_unknown),
    ),
    Defect(
        "preview.any-mode-delivers",
        "desktop.preview.not-running",
        "A session delivers preview records in every dialing mode",
        _as_if(dial_mode=DialMode.PREVIEW),
    ),
    Defect(
        "preview.loaded-session-delivers",
        "desktop.preview.not-running",
        "A session that is loaded in Preview delivers records before dialing begins and after it has stopped",
        _as_if(status=GroupStatus.RUNNING),
    ),
)

_REFUSAL = (
    Defect(
        "preview.idle-agent-is-not-answered",
        "desktop.preview.nothing-loaded",
        "A PreviewRecordRequest of an agent for whom nothing is loaded is ignored",
        handled(_ASK, _ignored_while_idle),
    ),
    Defect(
        "preview.not-running-is-not-answered",
        "desktop.preview.not-running",
        "A PreviewRecordRequest for a campaign that does not run in Preview is ignored",
        unanswered(_ASK, [107]),
    ),
    Defect(
        "preview.not-running-has-other-number",
        "desktop.preview.not-running",
        "A campaign that does not run in Preview gets the number of one that is not loaded",
        renumbered(_ASK, [107], 106),
    ),
    Defect(
        "preview.no-records-is-not-answered",
        "desktop.preview.no-records",
        "A PreviewRecordRequest waits until there is a record, and is not answered until then",
        unanswered(_ASK, [108]),
    ),
    Defect(
        "preview.no-records-has-other-number",
        "desktop.preview.no-records",
        "That no record is left gets the number of a record that is not found",
        renumbered(_ASK, [108], 109),
    ),
)


def _of_error(number: int, topic: str, text: str) -> tuple[Defect, ...]:
    return (
        Defect(
            f"preview.{topic}-names-the-event",
            f"desktop.preview.{topic}-request-type",
            f"Error {number} carries the name of the event that was hoped for as GSW_AGENT_REQ_TYPE",
            _in_error(number, REQUEST_TYPE, "PreviewRecord"),
        ),
        Defect(
            f"preview.{topic}-has-text-of-another-error",
            f"desktop.preview.{topic}-text",
            f"Error {number} has the text of another error",
            _in_error(number, "GSW_ERROR", text),
        ),
        Defect(
            f"preview.{topic}-without-application-id",
            f"desktop.preview.{topic}-application-id",
            f"Error {number} comes without the application id of the OCS",
            _nameless_error(number),
        ),
        Defect(
            f"preview.{topic}-names-the-group",
            f"desktop.preview.{topic}-campaign",
            f"Error {number} carries the name of the campaign group instead of that of the campaign",
            _group_in_error(number),
        ),
    )


DEFECTS = (
    *_DELIVERY,
    *_REFUSAL,
    *_of_error(107, "not-running", "No Active Campaigns"),
    *_of_error(108, "no-records", "Record Not Found"),
)
