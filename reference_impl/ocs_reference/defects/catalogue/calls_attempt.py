"""Mistakes in the user data of dialed calls: times, caller IDs, modes with seizing, tests of the detection."""

from collections.abc import Callable, Sequence

from ocs_reference.core.context import Context
from ocs_reference.core.state import Call
from ocs_reference.core.values import SEIZING_MODES, Data
from ocs_reference.defects.calls import call_data, decided, engaging_data, rewritten, with_key, without
from ocs_reference.defects.defect import Defect

_SCHEDULED = "GSW_SCHEDULED_TIME"
_STARTED = "GSW_START_PROCESSING"
_DIGITS = "GSW_CPN_DIGITS"
_OVERDIAL = "GSW_ASM_OVERDIAL"
_ASSURED = "GSW_ASSURED_HANDLE"
_FEEDBACK = "GSW_CALL_RESULT_FEEDBACK"


def _always_scheduled(_context: Context, call: Call, data: Data) -> Data:
    return {**data, _SCHEDULED: call.record.row["dial_sched_time"]}


def _started_when_answered(_context: Context, call: Call, data: Data) -> Data:
    return data if call.answered_at is None else {**data, _STARTED: call.answered_at}


def _in_milliseconds(time: int) -> int:
    return time * 1000


def _configured(choose: Callable[[Sequence[str]], str]) -> Callable[[Context, Call], str]:
    return lambda context, _call: choose([group.options.cpn_digits for group in context.configuration.groups.values()])


def _overdialed_when_seizing(context: Context, call: Call, data: Data) -> Data:
    mode = context.state.sessions[call.record.chain.group.key].dial_mode
    return {**data, _OVERDIAL: 1} if mode in SEIZING_MODES else data


def _assured_always(call: Call, data: Data) -> Data:
    return {**data, _ASSURED: call.record.handle}


def _time(name: str, fact: str, key: str, what: str) -> Defect:
    return Defect(
        f"calls.{name}-in-milliseconds",
        f"desktop.calls.{fact}",
        f"A call carries {what} in milliseconds",
        rewritten(key, _in_milliseconds),
    )


DEFECTS = (
    Defect(
        "calls.no-scheduled-time",
        "desktop.calls.scheduled-time",
        "The call of a rescheduled record does not tell for when it was rescheduled",
        without(_SCHEDULED),
    ),
    Defect(
        "calls.scheduled-for-the-call",
        "desktop.calls.scheduled-time",
        "GSW_SCHEDULED_TIME is the time of the call",
        rewritten(_SCHEDULED, lambda _time: 0),
    ),
    Defect(
        "calls.always-a-scheduled-time",
        "desktop.calls.scheduled-time-only-rescheduled",
        "Every call carries GSW_SCHEDULED_TIME, which is zero for General records",
        call_data(_always_scheduled),
    ),
    Defect(
        "calls.starts-when-answered",
        "desktop.calls.start-processing",
        "GSW_START_PROCESSING is the time of the answer, once there is one",
        call_data(_started_when_answered),
    ),
    _time("start", "start-processing", _STARTED, "the start of its processing"),
    _time("dialing", "dialing-time", "GSW_DIALING", "the time of dialing"),
    _time("detection", "cpd-time", "GSW_CPD_COMPLETED", "the end of call progress detection"),
    _time("answer", "answer-time", "GSW_AGENT_ANSWERED", "the time of the answer"),
    Defect(
        "calls.caller-id-of-the-application",
        "desktop.caller-id.campaign",
        "The caller ID of the application counts before that of a campaign",
        with_key(_DIGITS, _configured(min)),
    ),
    Defect(
        "calls.caller-id-of-another-campaign",
        "desktop.caller-id.application",
        "A campaign without a caller ID of its own has that of another campaign",
        with_key(_DIGITS, _configured(max)),
    ),
    Defect(
        "calls.caller-id-of-zeros",
        "desktop.caller-id.none",
        "Where no caller ID is configured calls have one of zeros",
        call_data(lambda _context, _call, data: {_DIGITS: "0000000000", **data}),
    ),
    Defect(
        "calls.caller-id-set-not-named",
        "desktop.calls.caller-id-set",
        "A call with a caller ID from a set does not name the set",
        without("GSW_CPN_DIGITS_SET"),
    ),
    Defect(
        "calls.never-overdialed",
        "desktop.calls.asm-overdial",
        "A call that was not merged with an engaging call is not marked",
        without(_OVERDIAL),
    ),
    Defect(
        "calls.overdialed-when-seizing",
        "desktop.calls.asm-overdial",
        "Every call of a mode with seizing is marked as overdialed",
        call_data(_overdialed_when_seizing),
    ),
    Defect(
        "calls.overdialed-without-seizing",
        "desktop.calls.asm-overdial",
        "Every call that has no engaging call is marked as overdialed, in modes without seizing, too",
        call_data(lambda _context, _call, data: {**data, _OVERDIAL: 1}),
    ),
    Defect(
        "calls.engaging-call-names-nothing",
        "desktop.calls.assured-handle",
        "The engaging call of a guaranteed connection does not tell for which record it is",
        engaging_data(lambda _call, data: {key: value for key, value in data.items() if key != _ASSURED}),
    ),
    Defect(
        "calls.engaging-call-names-the-row",
        "desktop.calls.assured-handle",
        "The engaging call of a guaranteed connection carries the chain of the record instead of its handle",
        engaging_data(lambda call, data: {**data, _ASSURED: call.record.chain.chain_id + 1000}),
    ),
    Defect(
        "calls.every-engaging-call-names-a-record",
        "desktop.calls.assured-handle",
        "Every engaging call carries the handle of a record, with or without a guaranteed connection",
        engaging_data(_assured_always),
    ),
    Defect(
        "calls.tests-are-not-marked",
        "desktop.calls.amd-test-marked",
        "A call that tests answering machine detection is not marked",
        without(_FEEDBACK),
    ),
    Defect(
        "calls.all-are-tests",
        "desktop.calls.amd-test-marked",
        "Every call is marked as a test of answering machine detection",
        call_data(lambda _context, _call, data: {**data, _FEEDBACK: 1}),
    ),
    Defect(
        "calls.tests-are-treated",
        "desktop.calls.amd-test-delivered",
        "A test call with an answering machine goes to the treatment of its list",
        decided(
            "reaches_agent",
            lambda _sound, context, call, result: (
                context.policies.calls.treatment(context, call.record, result) is None
            ),
        ),
    ),
    Defect(
        "calls.machines-reach-agents",
        "desktop.calls.amd-test-delivered",
        "Every answered call reaches an agent, whatever answered it",
        decided("reaches_agent", lambda _sound, _context, _call, _result: True),
    ),
)
