"""Mistakes with requests for campaign sequences that must be refused, and with dialing priorities."""

from ocs_reference.core.configuration import Application
from ocs_reference.core.context import CommandResult, Context
from ocs_reference.core.errors import CommandRefusalError
from ocs_reference.core.schedules import PROPERTIES, SCHEDULE, name_of
from ocs_reference.core.values import Data, DialMode, OptimizeBy
from ocs_reference.defects.commands import CommandHandler, commanded, with_command_data
from ocs_reference.defects.defect import Defect, both
from ocs_reference.defects.sequences import (
    GROUP,
    LOAD,
    SET_MODE,
    START,
    STATUS,
    STOP,
    accepted,
    items_as,
    items_with,
    loaded_as,
    misnumbered,
    number_of_group,
    numbered,
    of_sequences,
    schedule_in,
    with_schedule,
)

_ROW = "commdn.sequence"
_WRONG, _NOT_FOUND, _WRONG_MODE = 12, 13, 14


def _tells_the_number_asked(
    handler: CommandHandler, context: Context, application: Application, data: Data
) -> CommandResult:
    """Load the items that are there, and tell the nItems of the request."""
    schedule = schedule_in(data)
    if schedule is None:
        return handler(context, application, data)
    count = sum(key.startswith("scheduleItem-") for key in schedule)
    outputs, answer = handler(context, application, with_schedule(data, {**schedule, "nItems": count}))
    return outputs, with_schedule(answer, {**(schedule_in(answer) or {}), "nItems": schedule.get("nItems")})


_KNOWN: dict[str, set[int]] = {"dialMode": set(DialMode), "optMethod": set(OptimizeBy)}


def _mended(item: Data) -> Data:
    """Leave out what an item cannot have, as if it had not been there."""
    return {
        key: value
        for key, value in item.items()
        if isinstance(value, int) and (key not in _KNOWN or value in _KNOWN[key])
    }


def _known_items(context: Context, data: Data, schedule: Data) -> Data:
    """Leave out items whose campaign the group does not have."""
    sessions = context.state.sessions.values()
    known = {session.group.campaign.dbid for session in sessions if session.group.group_dbid == number_of_group(data)}
    items = [entry for key, entry in schedule.items() if key.startswith("scheduleItem-")]
    return numbered(schedule, [item for item in items if isinstance(item, dict) and item.get("campaignDBID") in known])


def _any_schedule(data: Data) -> Data:
    """Find a schedule wherever it stands in a request without campaign."""
    if data.get("GSW_CM_AttrCampaignID", 0) != 0 or schedule_in(data) is not None:
        return data
    properties = data.get(PROPERTIES)
    inside = [properties, *properties.values()] if isinstance(properties, dict) else []
    found = [each for each in (data.get(SCHEDULE), *inside) if isinstance(each, dict) and name_of(1) in each]
    return with_schedule(data, found[0]) if found else data


def _loaded_schedule(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
    sequence = context.state.sequences.get(number_of_group(data))
    missing = schedule_in(data) is None and sequence is not None
    return handler(context, application, with_schedule(data, sequence.schedule) if missing and sequence else data)


def _any_group(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
    groups = list(context.state.sequences)
    unknown = number_of_group(data) not in context.state.sequences and groups
    return handler(context, application, {**data, GROUP: groups[0]} if unknown else data)


def _loaded_in_spite(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
    """Refuse a wrong schedule, and keep what is right of it."""
    try:
        return handler(context, application, data)
    except CommandRefusalError:
        schedule = schedule_in(data)
        if schedule is not None and name_of(1) in schedule:
            handler(context, application, with_schedule(data, numbered(schedule, [schedule[name_of(1)]])))
        raise


def _refuses_priorities(
    handler: CommandHandler, context: Context, application: Application, data: Data
) -> CommandResult:
    properties = data.get(PROPERTIES)
    if isinstance(properties, dict) and "dialing_priority" in properties:
        raise CommandRefusalError(10)
    return handler(context, application, data)


DEFECTS = (
    Defect(
        "sequences.number-of-items-as-asked",
        f"{_ROW}.number-of-items",
        "A sequence is told with the nItems of its request, whatever items it has",
        of_sequences(LOAD, _tells_the_number_asked),
    ),
    Defect(
        "sequences.wrong-values-are-left-out",
        "commdn.error.invalid-schedule",
        "What is wrong in an item is passed over, and the schedule is accepted",
        items_as(_mended),
    ),
    Defect(
        "sequences.wrong-schedule-is-an-invalid-parameter",
        "commdn.error.invalid-schedule",
        "A wrong schedule is refused with the error number for other parameters",
        misnumbered(_WRONG, 10, LOAD),
    ),
    Defect(
        "sequences.wrong-items-are-left-out",
        f"{_ROW}.item-campaign",
        "Items whose campaign the group does not have are passed over",
        loaded_as(_known_items),
    ),
    Defect(
        "sequences.right-items-of-a-wrong-schedule",
        "commdn.error.invalid-schedule",
        "A wrong schedule is refused, and its first item is loaded nevertheless",
        of_sequences(LOAD, _loaded_in_spite),
    ),
    Defect(
        "sequences.goal-of-at-most-100",
        f"{_ROW}.item-goal-range",
        "A goal above 100 percent is taken for 100 in a schedule",
        items_with("optMethodValue", lambda value: min(value, 100)),
    ),
    Defect(
        "sequences.missing-schedule-is-the-loaded-one",
        f"{_ROW}.schedule-is-mandatory",
        "A request without a schedule is for the sequence that is loaded",
        both(*(of_sequences(number, _loaded_schedule) for number in (START, STOP, SET_MODE))),
    ),
    Defect(
        "sequences.missing-schedule-is-an-empty-one",
        f"{_ROW}.schedule-is-mandatory",
        "A load request without a schedule is acknowledged as that of a sequence without items",
        accepted(LOAD, _WRONG),
    ),
    Defect(
        "sequences.schedule-from-anywhere",
        f"{_ROW}.properties",
        "A schedule is found wherever it stands in a request",
        with_command_data(LOAD, _any_schedule),
    ),
    Defect(
        "sequences.unknown-sequence-is-not-loaded",
        "commdn.error.schedule-not-found",
        "A sequence that is not there is refused as a campaign that is not loaded",
        misnumbered(_NOT_FOUND, 4, START, STOP, SET_MODE, STATUS),
    ),
    Defect(
        "sequences.sequence-of-any-group",
        "commdn.error.schedule-not-found",
        "A request for a sequence that is not there is for that of another group",
        both(*(of_sequences(number, _any_group) for number in (START, STOP, SET_MODE, STATUS))),
    ),
    Defect(
        "sequences.wrong-mode-as-for-a-campaign",
        "commdn.error.invalid-schedule-mode",
        "A mode that a sequence cannot take is refused with the number for campaigns",
        misnumbered(_WRONG_MODE, 11, SET_MODE),
    ),
    Defect(
        "sequences.wrong-mode-is-acknowledged",
        "commdn.error.invalid-schedule-mode",
        "A mode that a sequence cannot take is acknowledged, and nothing changes",
        accepted(SET_MODE, _WRONG_MODE, 10),
    ),
    Defect(
        "sequences.dialing-priority-is-refused",
        "commdn.dialing-priority.accepted",
        "A request with a dialing priority is refused as one with an invalid parameter",
        both(*(commanded(number, _refuses_priorities) for number in (LOAD, START, SET_MODE))),
    ),
)
