"""Campaign sequences: campaigns that one group of agents works through, one after the other.

Source: commdn, Communication Structure; User Event Structure; User Event Attributes for scheduleItem-<n>.
A sequence is known by its group: there is one for a group at a time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ocs_reference.core import campaign_groups
from ocs_reference.core.announcements import announce
from ocs_reference.core.context import CommandResult, Context
from ocs_reference.core.errors import CommandRefusalError, GroupRefusalError, StoreError
from ocs_reference.core.messages import Output
from ocs_reference.core.schedules import PROPERTIES, SCHEDULE, Item, items_of, name_of, schedule_of, start_time
from ocs_reference.core.values import Data, GroupStatus

ALREADY_LOADED, NOT_STARTED, ALREADY_STARTED = 5, 6, 7
SEQUENCE_NOT_FOUND, WRONG_MODE = 13, 14


@dataclass
class CampaignSequence:
    """A loaded sequence: its items, the one whose turn it is, and the moment at which that one starts.

    ``started`` says that StartDialing has come and that items are left; ``begins_at`` is None while an item runs.
    """

    schedule: Data
    items: Sequence[Item]
    turn: int = 0
    started: bool = False
    begins_at: int | None = None
    contacts_before: int = 0
    dials_before: int = 0

    @property
    def item(self) -> Item:
        """The item whose turn it is."""
        return self.items[self.turn]


def act(context: Context, name: str, group: int, data: Data) -> CommandResult:
    """Carry out a request for the sequence of a group; the answer carries the schedule with the status of each item."""
    schedule = schedule_of(data)
    before = context.state.sequences.get(group)
    outputs = _ACTIONS[name](context, group, schedule, data)
    sequence = context.state.sequences.get(group, before)
    assert sequence is not None  # It was loaded before, or is now.
    return outputs, _told_of(group, _with_statuses(sequence))


def status(context: Context, group: int) -> Data:
    """Return what an event about the sequence of a group carries; refuses with 13 where there is none."""
    return _told_of(group, _with_statuses(_found(context, group)))


def _told_of(group: int, schedule: Data) -> Data:
    return {"GSW_CM_AttrCampaignID": 0, "GSW_CM_AttrGroupID": group, PROPERTIES: {SCHEDULE: schedule}}


def _with_statuses(sequence: CampaignSequence) -> Data:
    schedule = dict(sequence.schedule)
    for n, item in enumerate(sequence.items, 1):
        entry = schedule[name_of(n)]
        assert isinstance(entry, dict)
        schedule[name_of(n)] = {**entry, "status": int(item.session.status)}
    return schedule


def _found(context: Context, group: int) -> CampaignSequence:
    if group not in context.state.sequences:
        raise CommandRefusalError(SEQUENCE_NOT_FOUND)
    return context.state.sequences[group]


def _load(context: Context, group: int, schedule: Data, _data: Data) -> list[Output]:
    if group in context.state.sequences:
        raise CommandRefusalError(ALREADY_LOADED)
    items = items_of(context, group, schedule)
    outputs: list[Output] = []
    for item in items:
        if item.session.status == GroupStatus.NOT_LOADED:
            outputs += _perform(context, item, "Load", {})
    context.state.sequences[group] = CampaignSequence(schedule, items)
    return outputs


def _start(context: Context, group: int, _schedule: Data, _data: Data) -> list[Output]:
    sequence = _found(context, group)
    if sequence.started:
        raise CommandRefusalError(ALREADY_STARTED)
    sequence.started, sequence.turn = True, 0
    sequence.begins_at = max(context.now, start_time(sequence.schedule)) + sequence.item.sleep
    return []


def _stop(context: Context, group: int, _schedule: Data, _data: Data) -> list[Output]:
    sequence = _found(context, group)
    if not sequence.started:
        raise CommandRefusalError(NOT_STARTED)
    outputs = _end_turn(context, sequence)
    sequence.started = False
    return outputs


def _set_mode(context: Context, group: int, _schedule: Data, data: Data) -> list[Output]:
    """Change the parameters of the campaign that runs (commdn: 14 for a mode that it cannot change to)."""
    sequence = _found(context, group)
    if not sequence.started or sequence.item.session.status != GroupStatus.RUNNING:
        raise CommandRefusalError(NOT_STARTED)
    try:
        return _perform(context, sequence.item, "SetDialingMode", data)
    except GroupRefusalError as refusal:
        is_mode = refusal.number == campaign_groups.INVALID_MODE
        raise CommandRefusalError(WRONG_MODE if is_mode else refusal.number) from None


def _unload(name: str, context: Context, group: int) -> list[Output]:
    sequence = _found(context, group)
    outputs = _end_turn(context, sequence) if sequence.started else []
    del context.state.sequences[group]
    for item in sequence.items:
        if item.session.status != GroupStatus.NOT_LOADED:
            outputs += _perform(context, item, name, {})
    return outputs


def _perform(context: Context, item: Item, name: str, data: Data) -> list[Output]:
    return announce(context, item.session, campaign_groups.act(context, item.session, name, data))


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
        if sequence.started:
            found = (sequence.begins_at, sequence.item.stop_at)
            yield from (moment for moment in found if moment is not None)


def advance(context: Context) -> Sequence[Output]:
    """Start the item whose time has come, and stop the one that has reached one of its ends.

    Where the database fails, what is due is done at the next occasion.
    """
    outputs: list[Output] = []
    for sequence in context.state.sequences.values():
        try:
            while sequence.started and _is_due(context, sequence):
                outputs += _do_next(context, sequence)
        except StoreError:
            continue
    return outputs


def _is_due(context: Context, sequence: CampaignSequence) -> bool:
    if sequence.begins_at is not None:
        return sequence.begins_at <= context.now
    return _is_over(context, sequence)


def _do_next(context: Context, sequence: CampaignSequence) -> list[Output]:
    if sequence.begins_at is not None:
        sequence.begins_at = None
        return _begin_turn(context, sequence)
    outputs = _end_turn(context, sequence)
    sequence.turn += 1
    sequence.started = sequence.turn < len(sequence.items)
    if sequence.started:
        sequence.begins_at = context.now + sequence.item.sleep
    return outputs


def _begin_turn(context: Context, sequence: CampaignSequence) -> list[Output]:
    """Start a campaign; one that is not loaded any more, or whose time is over already, is passed over."""
    item, session = sequence.item, sequence.item.session
    sequence.contacts_before, sequence.dials_before = session.contacts, session.dials
    if item.stop_at is not None and item.stop_at <= context.now:
        return []
    try:
        outputs = _perform(context, item, "StartDialing", item.parameters)
    except GroupRefusalError:
        return []
    session.dials_until = None if item.dials is None else session.dials + item.dials
    return outputs


def _end_turn(context: Context, sequence: CampaignSequence) -> list[Output]:
    """Stop the campaign whose turn it is, if it runs."""
    item = sequence.item
    outputs = _perform(context, item, "StopDialing", {}) if item.session.status == GroupStatus.RUNNING else []
    item.session.dials_until = None
    return outputs


def _is_over(context: Context, sequence: CampaignSequence) -> bool:
    item, session = sequence.item, sequence.item.session
    counted = (
        (item.dials, session.dials - sequence.dials_before),
        (item.contacts, session.contacts - sequence.contacts_before),
    )
    reached = any(limit is not None and count >= limit for limit, count in counted)
    timed = item.stop_at is not None and context.now >= item.stop_at
    return reached or timed or session.status != GroupStatus.RUNNING
