"""Scheduled calls: callbacks that are due, on their way to an agent.

Source: desktop, Scheduling and Rescheduling Records; ScheduledCall; Unsolicited Notifications; PreviewDialingModeStart
Request (agents who have to ask for scheduled calls).
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from ocs_reference.core import callbacks, envelope
from ocs_reference.core.configuration import CallingList
from ocs_reference.core.context import Context
from ocs_reference.core.errors import StoreError
from ocs_reference.core.messages import (
    AgentAssigned,
    AgentLoggedIn,
    ApplicationRequest,
    DesktopRequest,
    Input,
    Reply,
    ResourceRequest,
    TimePassed,
    UserEvent,
)
from ocs_reference.core.requests import REQUEST_TYPE
from ocs_reference.core.retrieval import deliver, without_forbidden
from ocs_reference.core.state import Chain, Record, Session
from ocs_reference.core.values import Data, GroupStatus, RecordStatus, Row


def is_occasion(message: Input) -> bool:
    """Tell whether callbacks may be due, or agents ready for them, that were not before this input."""
    if isinstance(message, DesktopRequest):
        return message.data.get(REQUEST_TYPE) == "PreviewDialingModeStart"
    if isinstance(message, ResourceRequest):
        return message.path[:1] == ("campaigngroups",)
    return isinstance(message, AgentLoggedIn | AgentAssigned | ApplicationRequest | TimePassed)


def send_due(context: Context) -> list[UserEvent]:
    """Send the callbacks that are due to agents who are there for them; none while the database fails."""
    try:
        return [event for session, agents in _ready(context) for event in _send(context, session, agents)]
    except StoreError:
        return []


def _ready(context: Context) -> list[tuple[Session, list[str]]]:
    """Return the running sessions with those of their agents who take scheduled calls."""
    ready: dict[str, tuple[Session, list[str]]] = {}
    for agent in sorted(agent for agent in context.state.agents if not context.state.has_departed(agent)):
        for session in context.state.sessions_of(agent):
            if session.status == GroupStatus.RUNNING and context.policies.takes_callbacks(session, agent):
                ready.setdefault(session.group.key, (session, []))[1].append(agent)
    return list(ready.values())


def _send(context: Context, session: Session, agents: list[str]) -> list[UserEvent]:
    events = []
    for calling_list in session.group.campaign.lists:
        due = [row for row in callbacks.due(context, calling_list) if not callbacks.is_dialed(session, row)]
        for row in without_forbidden(context, session.group.campaign.tenant, calling_list, due):
            agent = context.policies.callback_agent(context, row, agents)
            if agent is not None and (calling_list.key, row["chain_id"]) not in context.state.chains:
                record = deliver(context, _retrieve(context, session, calling_list, row), agent)
                events.append(envelope.notify(context, agent, Reply("ScheduledCall", scheduled_call(context, record))))
    return events


def _retrieve(context: Context, session: Session, calling_list: CallingList, row: Row) -> Record:
    """Take a callback from its list, with those records of its chain that may be dialled now."""
    chain = Chain(calling_list, session.group, int(row["chain_id"] or 0))
    members = context.store.chain(calling_list.key, chain.chain_id)
    rows = [other for other in members if other["chain_n"] == row["chain_n"] or _may_go_along(context, other)]
    taken: Row = {"record_status": RecordStatus.RETRIEVED}
    context.store.dispose(calling_list.key, [other | taken for other in rows])
    for other in rows:
        chain.add(other | taken)
    context.state.chains[calling_list.key, chain.chain_id] = chain
    return next(record for record in chain.records if record.row["chain_n"] == row["chain_n"])


def _may_go_along(context: Context, row: Row) -> bool:
    return row["record_status"] == RecordStatus.READY and int(row["dial_sched_time"] or 0) <= context.now


def takes_callbacks(session: Session, agent: str) -> bool:
    """Tell whether an agent is sent scheduled calls (option agent_preview_mode_start)."""
    return not session.group.options.agent_preview_mode_start or agent in session.previewing


def callback_agent(context: Context, row: Row, agents: Sequence[str]) -> str | None:
    """Choose whom to send a callback: a personal one waits for its agent, another prefers who has no record."""
    if callbacks.callback_type(row) == callbacks.PERSONAL:
        logins = context.configuration.agents
        return next((agent for agent in agents if logins[agent] == row["agent_id"]), None)
    busy = {chain.holder for chain in context.state.held_chains()}
    return min(agents, key=lambda agent: agent in busy)


def scheduled_call(context: Context, record: Record) -> Data:
    """Build the data of ScheduledCall: those of every record, type of the callback, and time in the record's zone."""
    zone = context.configuration.zones_by_dbid[int(record.row["tz_dbid"] or 0)]
    local = datetime.fromtimestamp(int(record.row["dial_sched_time"] or 0) + zone.offset, UTC)
    return {
        **context.policies.record_data(context, record),
        "GSW_CALLBACK_TYPE": callbacks.callback_type(record.row),
        "GSW_DATE_TIME": local.strftime("%m/%d/%Y %H:%M"),
    }
