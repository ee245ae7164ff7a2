"""Mistakes in the preview session: who gets a record and when, and what is answered where none is sent."""

from collections.abc import Callable
from dataclasses import replace

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.messages import Reply
from ocs_reference.core.preview import find_session
from ocs_reference.core.requests import APPLICATION_ID, CAMPAIGN_NAME, GROUP_NAME, HANDLE, REQUEST_TYPE, Handler
from ocs_reference.core.state import Chain, Record, Session, chain_number
from ocs_reference.core.values import Data, DialMode, GroupStatus
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import event_data, event_key, record_data
from ocs_reference.defects.requests import (
    acknowledged,
    errors,
    handled,
    misnumbered,
    refused,
    renumbered,
    unanswered,
    without_keys,
)
from ocs_reference.defects.stored import policy

_ASK = "PreviewRecordRequest"
_START = "PreviewDialingModeStart"
_OVER = "PreviewDialingModeOver"


def _session(context: Context, request: Request) -> Session:
    return find_session(context, request.agent or "", request.data)


def _has_started(context: Context, request: Request) -> bool:
    return request.agent in _session(context, request).previewing


def _has_not_started(context: Context, request: Request) -> bool:
    return not _has_started(context, request)


def _started_without_need(context: Context, request: Request) -> bool:
    needed = _session(context, request).group.options.agent_preview_mode_start
    return _has_started(context, request) and not needed


def _last_of_the_chain(session: Session) -> Chain:
    chain = session.buffer.popleft()
    return replace(chain, records=[max(chain.records, key=chain_number)])


def _still_waiting(session: Session) -> Chain:
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


def _number_of_the_agent(context: Context, record: Record) -> int:
    return int(context.configuration.agents[record.chain.holder or ""])


def _number_at_the_agent(context: Context, record: Record) -> int:
    holder = record.chain.holder
    return 1 + sum(other.chain.holder == holder for other in context.state.open.values())


def _all_that_wait(handler: Handler, context: Context, request: Request) -> Result:
    result = handler(context, request)
    while result and _session(context, request).buffer:
        result += handler(context, request)
    return result


def _pushed_with_the_started_notice(handler: Handler, context: Context, request: Request) -> Result:
    """Push Preview, where a record comes to whoever has nothing to do, mistaken for Preview."""
    result = handler(context, request)
    ask = Request(_ASK, request.agent, {key: request.data[key] for key in (APPLICATION_ID, CAMPAIGN_NAME)})
    try:
        return [*result, *context.policies.requests[_ASK].handler(context, ask)]
    except RefusalError:
        return result


def _of_the_running_session(handler: Handler, context: Context, request: Request) -> Result:
    for session in context.state.sessions_of(request.agent or ""):
        if session.status == GroupStatus.RUNNING and session.dial_mode == DialMode.PREVIEW:
            return handler(
                context, replace(request, data={**request.data, CAMPAIGN_NAME: session.group.campaign.name})
            )
    return handler(context, request)


def _of_the_only_session(handler: Handler, context: Context, request: Request) -> Result:
    names = [campaign.name for campaign in context.configuration.campaigns.values()]
    return handler(context, request) if request.data[CAMPAIGN_NAME] in names else _of_the_running_session(handler, context, request)


def _as_if(**wrong: object) -> ChangePolicies:
    """Have requests for records handled as if the session had other properties."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        session = _session(context, request)
        right = {name: getattr(session, name) for name in wrong}
        for name, value in wrong.items():
            setattr(session, name, value)
        try:
            return handler(context, request)
        finally:
            for name, value in right.items():
                setattr(session, name, value)

    return handled(_ASK, wrapper)


def _nothing_is_loaded(context: Context, request: Request) -> bool:
    sessions = context.state.sessions_of(request.agent or "")
    return all(session.status == GroupStatus.NOT_LOADED for session in sessions)


def _silent_where_nothing_is_loaded(handler: Handler, context: Context, request: Request) -> Result:
    return [] if _nothing_is_loaded(context, request) else handler(context, request)


def _opened_by_the_request(handler: Handler, context: Context, request: Request) -> Result:
    _session(context, request).previewing.add(request.agent or "")
    return handler(context, request)


def _option_is_off(handler: Handler, context: Context, request: Request) -> Result:
    session, agent = _session(context, request), request.agent or ""
    before = set(session.previewing)
    session.previewing.add(agent)
    try:
        return handler(context, request)
    finally:
        session.previewing = before


def _not_linked(handler: Handler, context: Context, request: Request) -> Result:
    result = handler(context, request)
    _session(context, request).previewing.discard(request.agent or "")
    return result


def _still_linked(handler: Handler, context: Context, request: Request) -> Result:
    result = handler(context, request)
    _session(context, request).previewing.add(request.agent or "")
    return result


def _linked_with_colleagues(handler: Handler, context: Context, request: Request) -> Result:
    result = handler(context, request)
    session = _session(context, request)
    session.previewing |= session.group.agents
    return result


def _names_the_group(handler: Handler, context: Context, request: Request) -> Result:
    name = _session(context, request).group.name
    return [Reply(entry.name, {CAMPAIGN_NAME: name}) for entry in handler(context, request) if isinstance(entry, Reply)]


def _known_groups_only(handler: Handler, context: Context, request: Request) -> Result:
    known = [session.group.name for session in context.state.sessions_of(request.agent or "")]
    if request.data.get(GROUP_NAME) in known:
        return handler(context, request)
    rest = {key: value for key, value in request.data.items() if key != GROUP_NAME}
    return handler(context, replace(request, data=rest))
