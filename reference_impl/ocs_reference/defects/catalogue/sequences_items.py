"""Mistakes with the items of campaign sequences: their order, how they are dialed, when they end, and the pauses."""

from ocs_reference.core.context import Context
from ocs_reference.core.messages import Input
from ocs_reference.core.sequences import CampaignSequence
from ocs_reference.core.values import Data, GroupStatus
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.requests import received
from ocs_reference.defects.sequences import (
    START,
    items_as,
    items_with,
    items_without,
    loaded_as,
    number_of_group,
    numbered,
    then,
)

_ROW = "commdn.sequence"


def _all_at_once(_context: Context, sequence: CampaignSequence) -> None:
    for item in sequence.items:
        item.session.status = GroupStatus.RUNNING


def _begin_again(context: Context, message: Input) -> Input:
    for sequence in context.state.sequences.values():
        if not sequence.started and sequence.turn >= len(sequence.items):
            sequence.started, sequence.turn, sequence.begins_at = True, 0, context.now
    return message


def _items(schedule: Data) -> list[tuple[str, object]]:
    return [(key, entry) for key, entry in schedule.items() if key.startswith("scheduleItem-")]


def _campaigns_in_order(context: Context, data: Data, schedule: Data) -> Data:
    """Give item n the n-th campaign of the group."""
    sessions = [
        session for session in context.state.sessions.values() if session.group.group_dbid == number_of_group(data)
    ]
    entries = [entry for _, entry in _items(schedule)]
    changed = [
        {**entry, "campaignDBID": session.group.campaign.dbid}
        for entry, session in zip(entries, sessions, strict=False)
        if isinstance(entry, dict)
    ]
    return numbered(schedule, changed) if len(changed) == len(entries) else schedule


def _contacts_as_dials(item: Data) -> Data:
    return {"stopAtDials" if key == "stopAtContacts" else key: value for key, value in item.items()}


DEFECTS = (
    Defect(
        "sequences.items-at-once",
        f"{_ROW}.schedule",
        "All campaigns of a sequence run at once",
        then(START, _all_at_once),
    ),
    Defect(
        "sequences.begins-again",
        f"{_ROW}.schedule",
        "Behind its last item a sequence begins again with the first one",
        received(_begin_again),
    ),
    Defect(
        "sequences.items-by-their-places",
        f"{_ROW}.item-names",
        "Items run in the order in which they stand in the schedule, whatever their names",
        loaded_as(lambda _context, _data, schedule: numbered(schedule, [entry for _, entry in _items(schedule)])),
    ),
    Defect(
        "sequences.items-sorted-as-texts",
        f"{_ROW}.item-names",
        "Items run in the order of their names as texts, so that the tenth comes before the second",
        loaded_as(
            lambda _context, _data, schedule: numbered(schedule, [entry for _, entry in sorted(_items(schedule))])
        ),
    ),
    Defect(
        "sequences.campaigns-of-the-group-in-order",
        f"{_ROW}.item-campaign",
        "Items run the campaigns of the group as they are configured, whatever their campaignDBID",
        loaded_as(_campaigns_in_order),
    ),
    Defect(
        "sequences.configured-mode",
        f"{_ROW}.item-dial-mode",
        "The campaigns of a sequence run in their configured modes",
        items_without("dialMode"),
    ),
    Defect(
        "sequences.configured-optimization",
        f"{_ROW}.item-optimization",
        "The campaigns of a sequence run with their configured optimization",
        items_without("optMethod", "optMethodValue"),
    ),
    Defect(
        "sequences.dials-do-not-count",
        f"{_ROW}.stop-at-dials",
        "stopAtDials stops no campaign",
        items_without("stopAtDials"),
    ),
    Defect(
        "sequences.one-dial-too-many",
        f"{_ROW}.stop-at-dials",
        "A campaign is stopped by the attempt behind stopAtDials",
        items_with("stopAtDials", lambda value: value + 1),
    ),
    Defect(
        "sequences.contacts-do-not-count",
        f"{_ROW}.stop-at-contacts",
        "stopAtContacts stops no campaign",
        items_without("stopAtContacts"),
    ),
    Defect(
        "sequences.dials-count-as-contacts",
        f"{_ROW}.stop-at-contacts",
        "Every dial attempt counts as a contact",
        items_as(_contacts_as_dials),
    ),
    Defect(
        "sequences.stop-time-is-not-kept",
        f"{_ROW}.stop-at-time",
        "stopAtTime stops no campaign",
        items_without("stopAtTime"),
    ),
    Defect(
        "sequences.stop-time-a-minute-early",
        f"{_ROW}.stop-at-time",
        "A campaign is stopped a minute before its stopAtTime",
        items_with("stopAtTime", lambda value: value - 60),
    ),
    Defect(
        "sequences.no-pause",
        f"{_ROW}.sleep",
        "There is no pause between the items of a sequence",
        items_without("sleepBeforeNextStart"),
    ),
    Defect(
        "sequences.pause-in-hours",
        f"{_ROW}.sleep",
        "The pause between items counts in hours",
        items_with("sleepBeforeNextStart", lambda value: value * 60),
    ),
)
