"""Mistakes with callbacks: when they are due, who gets them, and what a reschedule notes of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ocs_reference.core import envelope
from ocs_reference.core.callbacks import callback_type
from ocs_reference.core.configuration import TimeZone
from ocs_reference.core.context import Context, Policies, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.messages import Input, Reply, TimePassed
from ocs_reference.core.requests import GROUP_NAME, Handler
from ocs_reference.core.scheduled_calls import scheduled_call
from ocs_reference.core.state import Callback, Record, Session
from ocs_reference.core.values import Data, Row
from ocs_reference.defects.defect import ChangePolicies
from ocs_reference.defects.outputs import Outputs, sent
from ocs_reference.defects.records import after, event_of_record, with_record

SCHEDULED_CALL = "ScheduledCall"
RESCHEDULE = "RecordReschedule"
SCHEDULED_RESCHEDULE = "ScheduledRecordReschedule"
BOTH = (RESCHEDULE, SCHEDULED_RESCHEDULE)
CALLBACK_TYPE = "GSW_CALLBACK_TYPE"
DATE_TIME = "GSW_DATE_TIME"
OTHER = {"Personal": "Campaign", "Campaign": "Personal"}

Names = str | Sequence[str]


def due(moment: Callable[[Context, Row, int], int]) -> ChangePolicies:
    """Have callbacks fall due at another moment, in UTC seconds; ``moment`` gets the right one last."""

    def apply(policies: Policies) -> Policies:
        sound, may_dial = policies.callback_moment, policies.calls.may_dial

        def of_callback(context: Context, row: Row) -> int:
            return moment(context, row, sound(context, row))

        def dialed(context: Context, record: Record) -> bool:
            if not is_callback(context, record) or record.settled:
                return may_dial(context, record)
            return of_callback(context, record.row) <= context.now

        calls = replace(policies.calls, may_dial=dialed)
        return replace(policies, callback_moment=of_callback, calls=calls)

    return apply


def sent_to(choose: Callable[[Context, Row, Sequence[str]], str | None], kind: str | None = None) -> ChangePolicies:
    """Choose another agent for callbacks, or for those of one type, among those who take them; None for nobody."""

    def apply(policies: Policies) -> Policies:
        sound = policies.callback_agent

        def agent(context: Context, row: Row, agents: Sequence[str]) -> str | None:
            return (choose if kind in {None, callback_type(row)} else sound)(context, row, agents)

        return replace(policies, callback_agent=agent)

    return apply


def owner(context: Context, row: Row, agents: Sequence[str]) -> str | None:
    """Return the agent whose login id a row has, where that agent is there."""
    return next((agent for agent in agents if context.configuration.agents[agent] == row["agent_id"]), None)


def taken_where(condition: Callable[[Session, str], bool]) -> ChangePolicies:
    """Send scheduled calls to other agents than to those who are ready for them."""
    return lambda policies: replace(policies, takes_callbacks=condition)


def noted(names: Names, change: Callable[[Context, Record, Callback], Callback | None]) -> ChangePolicies:
    """Have these requests note another callback, or none, than they confirm."""

    def apply(context: Context, _request: Request, record: Record) -> None:
        if record.callback is not None:
            record.callback = change(context, record, record.callback)

    return after(names, apply)


def in_zone(names: Names, zone: Callable[[Context, TimeZone], int]) -> ChangePolicies:
    """Have these requests read their time at another offset from UTC than that of the record's zone."""

    def apply(context: Context, record: Record, callback: Callback) -> Callback:
        right = zone_of(context, record)
        return replace(callback, time=callback.time + right.offset - zone(context, right))

    return noted(names, apply)


def zone_of(context: Context, record: Record) -> TimeZone:
    """Return the time zone of a record."""
    return context.configuration.zones_by_dbid[int(record.row["tz_dbid"] or 0)]


def shown_in_zone(zone: Callable[[Context, TimeZone], int]) -> ChangePolicies:
    """Have ScheduledCall show its time at another offset from UTC than that of the record's zone."""

    def apply(context: Context, record: Record, data: Data) -> Data:
        moment = int(record.row["dial_sched_time"] or 0) + zone(context, zone_of(context, record))
        return {**data, DATE_TIME: datetime.fromtimestamp(moment, UTC).strftime("%m/%d/%Y %H:%M")}

    return event_of_record(SCHEDULED_CALL, apply)


def first_zone(context: Context, _right: TimeZone) -> int:
    """Return the offset of the zone that is configured first."""
    return next(iter(context.configuration.time_zones.values())).offset


def utc(_context: Context, _right: TimeZone) -> int:
    """Return the offset of UTC."""
    return 0


def is_callback(_context: Context, record: Record) -> bool:
    """Tell whether a record came as a scheduled call."""
    return callback_type(record.row) is not None


def store_callback(context: Context, record: Record) -> None:
    """Write the callback that was asked for into the calling list."""
    if record.callback is not None:
        context.store.save(record.chain.calling_list.key, [record.row | _columns(context, record.callback)])


def take_callback(context: Context, record: Record) -> None:
    """Change the open record itself to the callback that was asked for, so that whatever finishes it writes that."""
    if record.callback is not None:
        record.row |= _columns(context, record.callback) | {"record_status": record.row["record_status"]}


def _columns(context: Context, callback: Callback) -> Row:
    return {**context.policies.outcomes[callback.type], "dial_sched_time": callback.time}


def repeated_to_everybody() -> ChangePolicies:
    """Send scheduled calls that one agent has to the others of the group, whenever time passes."""

    def apply(context: Context, message: Input, outputs: Outputs) -> Outputs:
        if not isinstance(message, TimePassed):
            return outputs
        return [
            *outputs,
            *(
                envelope.notify(context, agent, Reply(SCHEDULED_CALL, scheduled_call(context, chain.records[0])))
                for chain in context.state.held_chains()
                if is_callback(context, chain.records[0])
                for agent in sorted(context.state.agents - {chain.holder or ""})
                if context.state.is_member(agent, chain.group)
            ),
        ]

    return sent(apply)


def first_counts(names: Names) -> ChangePolicies:
    """Have these requests confirm a second callback for a record and keep the first."""

    def wrapper(handler: Handler, context: Context, request: Request, record: Record) -> Result:
        before = record.callback
        result = handler(context, request)
        record.callback = before or record.callback
        return result

    return with_record(names, wrapper)


def in_group(names: Names, place: int) -> ChangePolicies:
    """Have these requests mean the group at one place among those of the campaign, whichever they name."""

    def wrapper(handler: Handler, context: Context, request: Request, record: Record) -> Result:
        groups = [
            group for group in context.configuration.groups.values() if group.campaign == record.chain.group.campaign
        ]
        if GROUP_NAME in request.data and record.chain.group != groups[place]:
            raise RefusalError(105, GROUP_NAME)
        return handler(context, request)

    return with_record(names, wrapper)
