"""Campaign sequences: campaigns that one group of agents works through, one after the other.

Source: commdn, User Event Structure; User Event Attributes for campaign_schedule (TKVList) and for scheduleItem-<n>.
A sequence is known by its group: there is one for a group at a time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ocs_reference.core import campaign_groups
from ocs_reference.core.announcements import announce
from ocs_reference.core.context import CommandResult, Context
from ocs_reference.core.errors import CommandRefusalError, GroupRefusalError
from ocs_reference.core.messages import Output
from ocs_reference.core.state import Session
from ocs_reference.core.values import Data, DialMode, GroupStatus, OptimizeBy

ALREADY_LOADED, NOT_STARTED, ALREADY_STARTED, GROUP_NOT_FOUND = 5, 6, 7, 8
WRONG_SEQUENCE, SEQUENCE_NOT_FOUND, WRONG_MODE = 12, 13, 14

SCHEDULE = "campaign_schedule"
PROPERTIES = "GSW_CM_AttrProperties"
LARGEST_GOAL = 100


@dataclass(frozen=True)
class Item:
    """A campaign of a sequence: how it is dialed, and when it stops (times in UTC seconds; None: never).

    ``sleep`` is in seconds.
    """

    session: Session
    parameters: Data
    stop_at: int | None
    contacts: int | None
    dials: int | None
    sleep: int


@dataclass
class CampaignSequence:
    """A loaded sequence: its items, the one that is its turn, and the moment at which that one starts.

    ``started`` says that StartDialing has come; ``begins_at`` is None while nothing waits for its time.
    """

    schedule: Data
    items: list[Item]
    turn: int = 0
    started: bool = False
    begins_at: int | None = None
    at_start: dict[str, int] = field(default_factory=dict)


def act(context: Context, name: str, group: int, data: Data) -> CommandResult:
    """Carry out a request for the sequence of a group; the answer carries the schedule with the status of each item."""
    outputs = _ACTIONS[name](context, group, _schedule(data), data)
    return outputs, status(context, group) if group in context.state.sequences else _echo(group, data)


def status(context: Context, group: int) -> Data:
    """Return what an event about the sequence of a group carries; refuses with 13 where there is none."""
    sequence = _found(context, group)
    schedule = dict(sequence.schedule)
    for number, item in enumerate(sequence.items, 1):
        entry = schedule[f"scheduleItem-{number}"]
        assert isinstance(entry, dict)
        schedule[f"scheduleItem-{number}"] = {**entry, "status": int(item.session.status)}
    return {"GSW_CM_AttrCampaignID": 0, "GSW_CM_AttrGroupID": group, PROPERTIES: {SCHEDULE: schedule}}


def _echo(group: int, data: Data) -> Data:
    return {"GSW_CM_AttrCampaignID": 0, "GSW_CM_AttrGroupID": group, PROPERTIES: data[PROPERTIES]}


def _schedule(data: Data) -> Data:
    properties = data.get(PROPERTIES)
    schedule = properties.get(SCHEDULE) if isinstance(properties, dict) else None
    if not isinstance(schedule, dict):
        raise CommandRefusalError(WRONG_SEQUENCE)
    return schedule


def _found(context: Context, group: int) -> CampaignSequence:
    if group not in context.state.sequences:
        raise CommandRefusalError(SEQUENCE_NOT_FOUND)
    return context.state.sequences[group]


def _load(context: Context, group: int, schedule: Data, _data: Data) -> list[Output]:
    if group in context.state.sequences:
        raise CommandRefusalError(ALREADY_LOADED)
    items = [_item(context, group, schedule.get(f"scheduleItem-{number}")) for number in _numbers(schedule)]
    outputs: list[Output] = []
    for item in items:
        if item.session.status == GroupStatus.NOT_LOADED:
            outputs += _perform(context, item, "Load", {})
    context.state.sequences[group] = CampaignSequence(schedule, items)
    return outputs


def _numbers(schedule: Data) -> range:
    named = schedule.get("nItems")
    present = sum(key.startswith("scheduleItem-") for key in schedule)
    if not isinstance(named, int) or isinstance(named, bool) or named < 1 or named != present:
        raise CommandRefusalError(WRONG_SEQUENCE)
    return range(1, named + 1)


def _item(context: Context, group: int, entry: object) -> Item:
    if not isinstance(entry, dict):
        raise CommandRefusalError(WRONG_SEQUENCE)
    sessions = context.state.sessions.values()
    if all(session.group.group_dbid != group for session in sessions):
        raise CommandRefusalError(GROUP_NOT_FOUND)
    for session in sessions:
        if (session.group.campaign.dbid, session.group.group_dbid) == (entry.get("campaignDBID"), group):
            return Item(
                session,
                _parameters(entry),
                _number(entry, "stopAtTime"),
                _number(entry, "stopAtContacts"),
                _number(entry, "stopAtDials"),
                (_number(entry, "sleepBeforeNextStart") or 0) * 60,
            )
    raise CommandRefusalError(WRONG_SEQUENCE)


_KEYS = {
    "dialMode": campaign_groups.DIAL_MODE,
    "optMethod": campaign_groups.OPTIMIZE_BY,
    "optMethodValue": campaign_groups.OPTIMIZE_GOAL,
}


def _parameters(entry: Data) -> Data:
    found = {key: value for name, key in _KEYS.items() if (value := _number(entry, name)) is not None}
    try:
        DialMode(found.get(campaign_groups.DIAL_MODE, DialMode.PREDICTIVE))
        OptimizeBy(found.get(campaign_groups.OPTIMIZE_BY, OptimizeBy.BUSY_FACTOR))
    except ValueError:
        raise CommandRefusalError(WRONG_SEQUENCE) from None
    if found.get(campaign_groups.OPTIMIZE_GOAL, 0) > LARGEST_GOAL:
        raise CommandRefusalError(WRONG_SEQUENCE)
    return {**found}


def _number(entry: Data, key: str) -> int | None:
    value = entry.get(key)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise CommandRefusalError(WRONG_SEQUENCE)
    return value


def _start(context: Context, group: int, schedule: Data, _data: Data) -> list[Output]:
    sequence = _found(context, group)
    if sequence.started:
        raise CommandRefusalError(ALREADY_STARTED)
    sequence.started = True
    sequence.turn = 0
    sequence.begins_at = max(context.now, _number(schedule, "startTime") or 0) + sequence.items[0].sleep
    return []


def _stop(context: Context, group: int, _schedule: Data, _data: Data) -> list[Output]:
    sequence = _found(context, group)
    if not sequence.started:
        raise CommandRefusalError(NOT_STARTED)
    outputs = _end_turn(context, sequence)
    sequence.started, sequence.begins_at = False, None
    return outputs


def _set_mode(context: Context, group: int, _schedule: Data, data: Data) -> list[Output]:
    sequence = _found(context, group)
    if not sequence.started or sequence.turn >= len(sequence.items):
        raise CommandRefusalError(NOT_STARTED)
    try:
        return _perform(context, sequence.items[sequence.turn], "SetDialingMode", data)
    except GroupRefusalError:
        raise CommandRefusalError(WRONG_MODE) from None


def _unload(name: str, context: Context, group: int) -> list[Output]:
    sequence = _found(context, group)
    outputs = _end_turn(context, sequence)
    del context.state.sequences[group]
    for item in sequence.items:
        if item.session.status != GroupStatus.NOT_LOADED:
            outputs += _perform(context, item, name, {})
    return outputs


def _perform(context: Context, item: Item, name: str, data: Data) -> list[Output]:
    return announce(context, item.session, campaign_groups.act(context, item.session, name, data))


def _end_turn(context: Context, sequence: CampaignSequence) -> list[Output]:
    """Stop the campaign whose turn it is, if it runs."""
    if sequence.turn < len(sequence.items):
        item = sequence.items[sequence.turn]
        if item.session.status == GroupStatus.RUNNING:
            return _perform(context, item, "StopDialing", {})
    return []


_ACTIONS: Mapping[str, Callable[[Context, int, Data, Data], list[Output]]] = {
    "Load": _load,
    "StartDialing": _start,
    "StopDialing": _stop,
    "SetDialingMode": _set_mode,
    "Unload": lambda context, group, _schedule, _data: _unload("Unload", context, group),
    "ForceUnload": lambda context, group, _schedule, _data: _unload("ForceUnload", context, group),
}


def moments(context: Context) -> Iterator[int]:
    """Yield the moments at which an item of a sequence starts or stops."""
    for sequence in context.state.sequences.values():
        if sequence.started and sequence.turn < len(sequence.items):
            stop_at = sequence.items[sequence.turn].stop_at
            yield from (moment for moment in (sequence.begins_at, stop_at) if moment is not None)


def advance(context: Context) -> Sequence[Output]:
    """Start the item whose time has come, and stop the one that has reached one of its ends."""
    outputs: list[Output] = []
    for sequence in context.state.sequences.values():
        while sequence.started and sequence.turn < len(sequence.items):
            step = _advance_one(context, sequence)
            if step is None:
                break
            outputs += step
    return outputs


def _advance_one(context: Context, sequence: CampaignSequence) -> list[Output] | None:
    """Do the next thing that is due for a sequence; None where there is nothing."""
    item = sequence.items[sequence.turn]
    if sequence.begins_at is not None:
        if sequence.begins_at > context.now:
            return None
        sequence.begins_at = None
        sequence.at_start = {"dials": item.session.dials, "contacts": item.session.contacts}
        return _perform(context, item, "StartDialing", item.parameters)
    if not _is_over(context, sequence, item):
        return None
    outputs = _end_turn(context, sequence)
    sequence.turn += 1
    if sequence.turn < len(sequence.items):
        sequence.begins_at = context.now + sequence.items[sequence.turn].sleep
    return outputs


def _is_over(context: Context, sequence: CampaignSequence, item: Item) -> bool:
    session, before = item.session, sequence.at_start
    counted: Mapping[str, tuple[int | None, int]] = {
        "dials": (item.dials, session.dials - before.get("dials", 0)),
        "contacts": (item.contacts, session.contacts - before.get("contacts", 0)),
    }
    reached = any(limit is not None and count >= limit for limit, count in counted.values())
    timed = item.stop_at is not None and context.now >= item.stop_at
    return reached or timed or session.status != GroupStatus.RUNNING
