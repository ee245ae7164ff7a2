"""Mistakes with campaign sequences as a whole: how they are loaded, started, changed, stopped and shown."""

from ocs_reference.core.configuration import Application
from ocs_reference.core.context import CommandResult, Context
from ocs_reference.core.messages import UserEvent
from ocs_reference.core.sequences import CampaignSequence
from ocs_reference.core.values import Data, GroupStatus
from ocs_reference.defects.commands import CommandHandler, with_command_data
from ocs_reference.defects.defect import Defect, both
from ocs_reference.defects.sequences import (
    LOAD,
    SET_MODE,
    START,
    STATUS,
    STOP,
    answered_as,
    loaded_as,
    not_carried_out,
    number_of_group,
    of_sequences,
    schedule_in,
    schedules_told_as,
    then,
)

_ROW = "commdn.sequence"
_LOADED, _NOT_LOADED = int(GroupStatus.ACTIVE), int(GroupStatus.NOT_LOADED)


def _later(schedule: Data, seconds: int) -> int:
    start = schedule.get("startTime")
    return (start if isinstance(start, int) else 0) + seconds


def _start_first(_context: Context, sequence: CampaignSequence) -> None:
    sequence.items[0].session.status = GroupStatus.RUNNING


def _end(_context: Context, sequence: CampaignSequence) -> None:
    sequence.started = False


def _forget(context: Context, sequence: CampaignSequence) -> None:
    for group, found in list(context.state.sequences.items()):
        if found is sequence:
            del context.state.sequences[group]


def _stop_all(context: Context, _sequence: CampaignSequence) -> None:
    for sequence in context.state.sequences.values():
        sequence.started = False
        for item in sequence.items:
            item.session.status = min(item.session.status, GroupStatus.ACTIVE)


def _is_early(context: Context, data: Data) -> bool:
    start = (schedule_in(data) or {}).get("startTime")
    return isinstance(start, int) and start > context.now


def _is_later(context: Context, data: Data) -> bool:
    sequence = context.state.sequences.get(number_of_group(data))
    return sequence is not None and sequence.turn > 0


def _is_pausing(context: Context, data: Data) -> bool:
    sequence = context.state.sequences.get(number_of_group(data))
    return sequence is not None and sequence.begins_at is not None


def _untold(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
    outputs, answer = handler(context, application, data)
    return [output for output in outputs if not isinstance(output, UserEvent)], answer


def _for_the_first(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
    sequence = context.state.sequences[number_of_group(data)]
    turn, sequence.turn = sequence.turn, 0
    status, sequence.item.session.status = sequence.item.session.status, GroupStatus.RUNNING
    result = handler(context, application, data)
    sequence.item.session.status = status
    sequence.turn = turn
    return result


def _sequence_first(data: Data) -> Data:
    return {**data, "GSW_CM_AttrCampaignID": 0} if schedule_in(data) is not None else data


def _statuses(schedule: Data, change: dict[int, int]) -> Data:
    return {
        key: {**entry, "status": change.get(entry["status"], entry["status"])} if isinstance(entry, dict) else entry
        for key, entry in schedule.items()
    }


def _status_of_the_turn(context: Context, group: int, schedule: Data) -> Data:
    sequence = context.state.sequences[group]
    status = int(sequence.items[min(sequence.turn, len(sequence.items) - 1)].session.status)
    return {key: {**entry, "status": status} if isinstance(entry, dict) else entry for key, entry in schedule.items()}


DEFECTS = (
    Defect(
        "sequences.load-answered-as-a-start",
        f"{_ROW}.load",
        "A sequence that was loaded is told as one that was started",
        answered_as(LOAD, lambda _context, _data, answer: {**answer, "GSW_CM_MessageType": 21}),
    ),
    Defect(
        "sequences.load-starts",
        f"{_ROW}.load",
        "The first campaign of a sequence runs as soon as the sequence is loaded",
        then(LOAD, _start_first),
    ),
    Defect(
        "sequences.one-item-too-many",
        f"{_ROW}.number-of-items",
        "nItems in events is the number behind the last item",
        schedules_told_as(
            lambda _context, _group, schedule: {
                **schedule,
                "nItems": 1 + sum(key.startswith("scheduleItem-") for key in schedule),
            },
            LOAD,
            STATUS,
        ),
    ),
    Defect(
        "sequences.status-answered-as-a-load",
        "commdn.status.of-sequence",
        "The status of a sequence is told in the event for a load",
        answered_as(STATUS, lambda _context, _data, answer: {**answer, "GSW_CM_MessageType": 19}),
    ),
    Defect(
        "sequences.start-does-nothing",
        f"{_ROW}.start",
        "StartDialing for a sequence is acknowledged, and nothing runs",
        not_carried_out(START),
    ),
    Defect(
        "sequences.start-time-an-hour-late",
        f"{_ROW}.start-time",
        "The start time of a sequence is read in another time zone, and the sequence begins an hour late",
        loaded_as(lambda _context, _data, schedule: {**schedule, "startTime": _later(schedule, 3600)}),
    ),
    Defect(
        "sequences.start-time-is-not-awaited",
        f"{_ROW}.start-time",
        "A sequence begins when it is loaded, whatever its start time",
        then(LOAD, _start_first),
    ),
    Defect(
        "sequences.early-start-is-lost",
        f"{_ROW}.start-time",
        "StartDialing before the start time is acknowledged and forgotten",
        not_carried_out(START, _is_early),
    ),
    Defect(
        "sequences.passed-start-time-waits-for-tomorrow",
        f"{_ROW}.start-time-has-passed",
        "A sequence whose start time has passed waits for that time of the next day",
        loaded_as(
            lambda context, _data, schedule: {
                **schedule,
                "startTime": _later(schedule, 86400 if _later(schedule, 0) < context.now else 0),
            }
        ),
    ),
    Defect(
        "sequences.stop-does-nothing",
        f"{_ROW}.stop",
        "StopDialing for a sequence is acknowledged, and the sequence goes on",
        not_carried_out(STOP),
    ),
    Defect(
        "sequences.stop-in-the-first-item-only",
        f"{_ROW}.stop",
        "StopDialing stops the first campaign of a sequence, and no later one",
        not_carried_out(STOP, _is_later),
    ),
    Defect(
        "sequences.stop-does-not-end-a-pause",
        f"{_ROW}.stop",
        "A sequence that is stopped between two items goes on with the next one",
        not_carried_out(STOP, _is_pausing),
    ),
    Defect(
        "sequences.stop-tells-no-agent",
        f"{_ROW}.stop",
        "Agents are not told that the campaign of a stopped sequence is stopped",
        of_sequences(STOP, _untold),
    ),
    Defect(
        "sequences.stopped-for-good",
        f"{_ROW}.stop",
        "A sequence that is stopped is forgotten",
        then(STOP, _forget),
    ),
    Defect(
        "sequences.stop-stops-every-sequence",
        f"{_ROW}.stop",
        "StopDialing for one sequence stops those of other groups, too",
        then(STOP, _stop_all),
    ),
    Defect(
        "sequences.mode-stays",
        f"{_ROW}.set-dialing-mode",
        "SetDialingMode for a sequence is acknowledged and changes nothing",
        not_carried_out(SET_MODE),
    ),
    Defect(
        "sequences.mode-of-the-first-item",
        f"{_ROW}.set-dialing-mode",
        "SetDialingMode for a sequence is for its first campaign, whichever runs",
        of_sequences(SET_MODE, _for_the_first),
    ),
    Defect(
        "sequences.mode-ends-the-sequence",
        f"{_ROW}.set-dialing-mode",
        "A sequence whose mode was changed stays with the campaign that runs",
        then(SET_MODE, _end),
    ),
    Defect(
        "sequences.schedule-comes-first",
        f"{_ROW}.campaign-comes-first",
        "A request with a schedule is for the sequence, even where it names a campaign",
        both(*(with_command_data(number, _sequence_first) for number in (LOAD, START, STOP, SET_MODE, STATUS))),
    ),
    Defect(
        "sequences.status-of-the-turn-for-all",
        "commdn.status.of-sequence-items",
        "Each item of a sequence is shown with the status of the campaign whose turn it is",
        schedules_told_as(_status_of_the_turn, STATUS),
    ),
    Defect(
        "sequences.loaded-shown-as-not-loaded",
        "commdn.status.of-sequence-items",
        "An item whose campaign does not run is shown as not loaded",
        schedules_told_as(lambda _context, _group, schedule: _statuses(schedule, {_LOADED: _NOT_LOADED}), STATUS),
    ),
    Defect(
        "sequences.not-loaded-shown-as-loaded",
        "commdn.status.of-sequence-items",
        "An item whose campaign was unloaded is shown as loaded",
        schedules_told_as(lambda _context, _group, schedule: _statuses(schedule, {_NOT_LOADED: _LOADED}), STATUS),
    ),
)
