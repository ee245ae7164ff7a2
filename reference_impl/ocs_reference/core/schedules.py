"""The schedule of a campaign sequence: which campaigns it has, how each is dialed, and when it stops.

Source: commdn, User Event Attributes for campaign_schedule (TKVList) and for scheduleItem-<n>.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ocs_reference.core.campaign_groups import DIAL_MODE, OPTIMIZE_BY, OPTIMIZE_GOAL, PERCENTAGES
from ocs_reference.core.context import Context
from ocs_reference.core.errors import CommandRefusalError
from ocs_reference.core.state import Session
from ocs_reference.core.values import Data, DialMode, OptimizeBy

GROUP_NOT_FOUND, WRONG_SEQUENCE = 8, 12

SCHEDULE = "campaign_schedule"
PROPERTIES = "GSW_CM_AttrProperties"
MINUTE = 60
LARGEST_PERCENTAGE = 100


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


def schedule_of(data: Data) -> Data:
    """Return the schedule in the properties of a request; refuses with 12 where there is none."""
    properties = data.get(PROPERTIES)
    schedule = properties.get(SCHEDULE) if isinstance(properties, dict) else None
    if not isinstance(schedule, dict):
        raise CommandRefusalError(WRONG_SEQUENCE)
    return schedule


def start_time(schedule: Data) -> int:
    """Return when a sequence begins, in UTC seconds; 0 where the schedule does not say."""
    return number(schedule, "startTime") or 0


def items_of(context: Context, group: int, schedule: Data) -> list[Item]:
    """Return the items of a schedule in their order.

    Refuses with 8 where the group is not configured, and with 12 where the schedule is wrong.
    """
    if group not in context.configuration.group_dbids:
        raise CommandRefusalError(GROUP_NOT_FOUND)
    sessions = [session for session in context.state.sessions.values() if session.group.group_dbid == group]
    start_time(schedule)
    by_campaign = {session.group.campaign.dbid: session for session in sessions}
    return [_item(by_campaign, schedule.get(name_of(n))) for n in range(1, _count(schedule) + 1)]


def name_of(n: int) -> str:
    """Return the key of the item with this number, counted from 1."""
    return f"scheduleItem-{n}"


def _count(schedule: Data) -> int:
    """Return the number of items, which must be that of those which are there, and at least one."""
    named = number(schedule, "nItems")
    if not named or named != sum(key.startswith("scheduleItem-") for key in schedule):
        raise CommandRefusalError(WRONG_SEQUENCE)
    return named


def _item(by_campaign: Mapping[int, Session], entry: object) -> Item:
    if not isinstance(entry, dict):
        raise CommandRefusalError(WRONG_SEQUENCE)
    session = by_campaign.get(number(entry, "campaignDBID") or 0)
    if session is None:
        raise CommandRefusalError(WRONG_SEQUENCE)
    return Item(
        session,
        _parameters(session, entry),
        number(entry, "stopAtTime"),
        number(entry, "stopAtContacts"),
        number(entry, "stopAtDials"),
        (number(entry, "sleepBeforeNextStart") or 0) * MINUTE,
    )


def _parameters(session: Session, entry: Data) -> Data:
    """Return the dialling parameters of an item as a request has them; what it leaves out is as configured."""
    group = session.group
    mode = _or(number(entry, "dialMode"), group.dial_mode)
    method = _or(number(entry, "optMethod"), group.optimize_by)
    goal = _or(number(entry, "optMethodValue"), group.optimize_goal)
    if mode not in set(DialMode) or method not in set(OptimizeBy):
        raise CommandRefusalError(WRONG_SEQUENCE)
    if method in PERCENTAGES and goal > LARGEST_PERCENTAGE:
        raise CommandRefusalError(WRONG_SEQUENCE)
    return {DIAL_MODE: mode, OPTIMIZE_BY: method, OPTIMIZE_GOAL: goal}


def _or(value: int | None, configured: int) -> int:
    return int(configured) if value is None else value


def number(entry: Data, key: str) -> int | None:
    """Return the whole number under a key, or None without one; refuses with 12 what is none, or below 0."""
    value = entry.get(key)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise CommandRefusalError(WRONG_SEQUENCE)
    return value
