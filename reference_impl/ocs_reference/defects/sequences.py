"""Mistakes with campaign sequences: how their schedules are read, and what requests for them do and answer."""

from collections.abc import Callable, Mapping, Sequence

from ocs_reference.core.configuration import Application
from ocs_reference.core.context import CommandResult, Context
from ocs_reference.core.errors import CommandRefusalError
from ocs_reference.core.schedules import PROPERTIES, SCHEDULE, name_of
from ocs_reference.core.sequences import CampaignSequence
from ocs_reference.core.values import Data
from ocs_reference.defects.commands import CommandHandler, commanded
from ocs_reference.defects.defect import ChangePolicies, both

LOAD, START, STOP, SET_MODE, STATUS = 7, 9, 10, 11, 12
GROUP = "GSW_CM_AttrGroupID"

ChangeSchedule = Callable[[Context, Data, Data], Data]
Wrapper = Callable[[CommandHandler, Context, Application, Data], CommandResult]


def of_sequences(number: int, wrapper: Wrapper) -> ChangePolicies:
    """Lay ``wrapper`` around the handler of the requests of this type that are for a sequence."""

    def only(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
        if data.get("GSW_CM_AttrCampaignID", 0) != 0:
            return handler(context, application, data)
        return wrapper(handler, context, application, data)

    return commanded(number, only)


def schedule_in(data: Data) -> Data | None:
    """Return the schedule of a request or an answer, or None without one."""
    properties = data.get(PROPERTIES)
    schedule = properties.get(SCHEDULE) if isinstance(properties, dict) else None
    return schedule if isinstance(schedule, dict) else None


def with_schedule(data: Data, schedule: Data) -> Data:
    """Return a request or an answer with another schedule."""
    return {**data, PROPERTIES: {SCHEDULE: schedule}}


def loaded_as(change: ChangeSchedule) -> ChangePolicies:
    """Have sequences loaded with other schedules than were sent: ``change`` gets context, request and schedule."""

    def wrapper(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
        schedule = schedule_in(data)
        changed = data if schedule is None else with_schedule(data, change(context, data, dict(schedule)))
        return handler(context, application, changed)

    return of_sequences(LOAD, wrapper)


def items_as(change: Callable[[Data], Data]) -> ChangePolicies:
    """Have sequences loaded with other items than were sent."""
    return loaded_as(
        lambda _context, _data, schedule: {
            key: change(dict(entry)) if isinstance(entry, dict) else entry for key, entry in schedule.items()
        }
    )


def items_without(*keys: str) -> ChangePolicies:
    """Have sequences loaded as if their items did not have these keys."""
    return items_as(lambda item: {key: value for key, value in item.items() if key not in keys})


def items_with(key: str, change: Callable[[int], int]) -> ChangePolicies:
    """Have sequences loaded with another number under a key of their items, where they have it."""
    return items_as(lambda item: {**item, key: change(value)} if isinstance(value := item.get(key), int) else item)


def numbered(schedule: Data, items: Sequence[object]) -> Data:
    """Return a schedule with these items, numbered from 1."""
    rest = {key: value for key, value in schedule.items() if not key.startswith("scheduleItem-")}
    named: Mapping[str, object] = {name_of(n): item for n, item in enumerate(items, 1)}
    return {**rest, "nItems": len(items), **named}


def answered_as(number: int, change: Callable[[Context, Data, Data], Data]) -> ChangePolicies:
    """Change the answers about sequences: ``change`` gets the context, the request and the answer."""

    def wrapper(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
        outputs, answer = handler(context, application, data)
        return outputs, change(context, data, dict(answer))

    return of_sequences(number, wrapper)


def schedules_told_as(change: Callable[[Context, int, Data], Data], *numbers: int) -> ChangePolicies:
    """Change the schedules in answers: ``change`` gets the context, the group and the schedule."""

    def changed(context: Context, data: Data, answer: Data) -> Data:
        schedule, group = schedule_in(answer), data[GROUP]
        assert isinstance(group, int)
        return answer if schedule is None else with_schedule(answer, change(context, group, dict(schedule)))

    return both(*(answered_as(number, changed) for number in numbers))


def then(number: int, effect: Callable[[Context, CampaignSequence], None]) -> ChangePolicies:
    """Do something more with a sequence once such a request was carried out."""

    def wrapper(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
        result = handler(context, application, data)
        sequence = context.state.sequences.get(number_of_group(data))
        if sequence is not None:
            effect(context, sequence)
        return result

    return of_sequences(number, wrapper)


def number_of_group(data: Data) -> int:
    """Return the DBID of the group of a request; -1 where it is no number."""
    group = data.get(GROUP)
    return group if isinstance(group, int) else -1


def not_carried_out(
    number: int, when: Callable[[Context, Data], bool] = lambda _context, _data: True
) -> ChangePolicies:
    """Answer such requests for a sequence as they should be answered, and do nothing, where ``when`` holds."""

    def wrapper(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
        if when(context, data):
            answer: Data = {"GSW_CM_AttrCampaignID": 0, GROUP: data[GROUP], PROPERTIES: data.get(PROPERTIES, {})}
            return [], answer
        return handler(context, application, data)

    return of_sequences(number, wrapper)


def misnumbered(old: int, new: int, *numbers: int) -> ChangePolicies:
    """Refuse such requests for a sequence with another error number."""

    def wrapper(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
        try:
            return handler(context, application, data)
        except CommandRefusalError as refusal:
            raise CommandRefusalError(new if refusal.number == old else refusal.number) from None

    return both(*(of_sequences(number, wrapper) for number in numbers))


def accepted(number: int, *errors: int) -> ChangePolicies:
    """Answer such requests for a sequence as if they had been carried out where one of these errors refuses them."""

    def wrapper(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
        try:
            return handler(context, application, data)
        except CommandRefusalError as refusal:
            if refusal.number not in errors:
                raise
            return [], {"GSW_CM_AttrCampaignID": 0, GROUP: data[GROUP], PROPERTIES: {SCHEDULE: {"nItems": 0}}}

    return of_sequences(number, wrapper)
