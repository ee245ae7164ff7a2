"""Mistakes with dialing: which sessions and records, whom a call reaches, and what its end and its release do."""

from dataclasses import replace

from ocs_reference.core.configuration import Treatment
from ocs_reference.core.context import Context
from ocs_reference.core.messages import CallAnswered, CallConnected, CallEnded, Input
from ocs_reference.core.state import Call, Chain, Record, Session
from ocs_reference.core.values import PREVIEW_MODES, UNKNOWN_CALL_RESULT, Data, DialMode, Row
from ocs_reference.defects.calls import (
    chain_with,
    decided,
    dialed_where,
    ends_where,
    finished_by,
    free_where,
    retrieved_at,
)
from ocs_reference.defects.defect import Defect, both
from ocs_reference.defects.records import refused_for, stored
from ocs_reference.defects.requests import received

_TWENTY_MINUTES = 1200
_EIGHT_HOURS = 28800


def _without_login(is_free: bool, context: Context, session: Session, agent: str) -> bool:
    state = context.state
    return is_free or (state.is_member(agent, session.group) and not state.on_a_call(agent))


def _of_any_group(is_free: bool, context: Context, _session: Session, agent: str) -> bool:
    return is_free or (agent in context.state.agents and not context.state.on_a_call(agent))


def _during_a_call(is_free: bool, context: Context, session: Session, agent: str) -> bool:
    return is_free or (context.state.is_member(agent, session.group) and context.state.on_a_call(agent))


def _after_the_start(dials: bool, session: Session) -> bool:
    waits = session.group.options.agent_preview_mode_start and not session.previewing
    return dials and not (session.dial_mode == DialMode.POWER_GVP and waits)


def _in_any_state(dials: bool, session: Session) -> bool:
    return dials or session.dial_mode not in PREVIEW_MODES


def _result_lost(_context: Context, message: Input) -> Input:
    return replace(message, result=UNKNOWN_CALL_RESULT) if isinstance(message, CallEnded) else message


def _until_reached(_sound: object, _context: Context, record: Record, result: int) -> Treatment | None:
    known = record.chain.calling_list.treatments
    return known.get(result, Treatment("retry", 0))


def _answered(context: Context, message: Input) -> Chain | None:
    if not isinstance(message, CallAnswered | CallConnected):
        return None
    chain = chain_with(context, message.agent)
    return chain if chain is not None and not chain.group.options.record_processed else None


def _as_retrieved(_sound: object, context: Context, call: Call, _data: Data) -> Row:
    row = stored(context, call.record)
    return {key: value for key, value in row.items() if key != "record_status"}


def _needs_no_request(_context: Context, record: Record) -> bool:
    return not record.chain.group.options.record_processed


DEFECTS = (
    Defect(
        "calls.to-whom-is-not-there",
        "desktop.calls.ready-agents-only",
        "Calls reach agents of the group who are not logged in",
        free_where(_without_login),
    ),
    Defect(
        "calls.to-another-group",
        "desktop.calls.ready-agents-only",
        "Calls reach agents of other groups",
        free_where(_of_any_group),
    ),
    Defect(
        "calls.to-whom-has-one",
        "desktop.calls.ready-agents-only",
        "Calls reach agents who are on a call",
        free_where(_during_a_call),
    ),
    Defect(
        "preview.power-gvp-waits-for-the-start",
        "desktop.preview.start-not-needed-power-gvp",
        "With agent_preview_mode_start Power GVP dials once an agent has sent PreviewDialingModeStart",
        dialed_where(_after_the_start),
    ),
    Defect(
        "status.dialing-goes-on",
        "desktop.status.stopped-lists",
        "Records are dialed whatever state the session is in",
        dialed_where(_in_any_state),
    ),
    Defect(
        "fields.window-to-the-hour",
        "desktop.fields.window-for-calls",
        "Daily windows are kept with a tolerance of twenty minutes",
        both(
            retrieved_at(_TWENTY_MINUTES, -_TWENTY_MINUTES),
            decided("may_dial", lambda _sound, _context, record: not record.settled),
        ),
    ),
    Defect(
        "fields.window-in-any-zone",
        "desktop.fields.window-for-calls",
        "A record is dialed when its daily window is open in its own zone, or in that of the system",
        both(
            retrieved_at(_EIGHT_HOURS),
            decided("may_dial", lambda _sound, _context, record: not record.settled),
        ),
    ),
    Defect(
        "fields.window-when-retrieved",
        "desktop.fields.window-for-calls",
        "Daily windows are looked at when a record is retrieved, and not when it is dialed",
        decided("may_dial", lambda _sound, _context, record: not record.settled),
    ),
    Defect(
        "calls.detected-result-is-lost",
        "desktop.calls.detected-result-stored",
        "The call result of a call that reached nobody is not written",
        received(_result_lost),
    ),
    Defect(
        "calls.tried-until-reached",
        "desktop.calls.detected-result-stored",
        "A record that reached nobody is dialed again at once, without any treatment",
        decided("treatment", _until_reached),
    ),
    Defect(
        "processed.release-finishes",
        "desktop.processed.needed-by-option",
        "The release of a call finishes the record, whatever record_processed says",
        ends_where(lambda _ends, _context, _call: True),
    ),
    Defect(
        "processed.always-waited-for",
        "desktop.processed.not-needed-elsewhere",
        "A record waits for RecordProcessed after its call, whatever record_processed says",
        ends_where(lambda _ends, _context, _call: False),
    ),
    Defect(
        "processed.answer-finishes",
        "desktop.processed.not-needed-elsewhere",
        "With record_processed false a record is finished when its call is answered",
        finished_by(_answered),
    ),
    Defect(
        "processed.release-forgets-updates",
        "desktop.processed.not-needed-elsewhere",
        "With record_processed false the release writes the row as it was retrieved",
        decided("changes_on_release", _as_retrieved),
    ),
    Defect(
        "processed.refused-where-not-needed",
        "desktop.processed.not-needed-elsewhere",
        "With record_processed false RecordProcessed is an invalid request",
        refused_for("RecordProcessed", 101, _needs_no_request),
    ),
)
