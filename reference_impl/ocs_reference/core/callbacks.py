"""Callbacks that wait in the calling lists: which of them are due, when the next one is, and of which type they are.

Source: desktop, Scheduling and Rescheduling Records; record_type in the Genesys Enumeration Tables.
"""

from collections.abc import Iterator, Mapping

from ocs_reference.core.configuration import CallingList
from ocs_reference.core.context import Context
from ocs_reference.core.state import Session
from ocs_reference.core.values import END_OF_DAY, PREDICTIVE_MODES, GroupStatus, RecordType, Row

PERSONAL = "Personal"
CAMPAIGN = "Campaign"

CALLBACKS: Mapping[int, str] = {
    RecordType.PERSONAL_RESCHEDULED: PERSONAL,
    RecordType.PERSONAL_CALLBACK: PERSONAL,
    RecordType.CAMPAIGN_CALLBACK: CAMPAIGN,
}
"""GSW_CALLBACK_TYPE by record_type; Campaign Rescheduled is not here, because it comes back as an ordinary record."""


def callback_type(row: Row) -> str | None:
    """Return the type of a callback as GSW_CALLBACK_TYPE has it; None for a row that is none."""
    return CALLBACKS.get(int(row["record_type"] or 0))


def moment_of(context: Context, row: Row) -> int:
    """Return the first moment from now on, in UTC seconds, at which a callback may be executed.

    That is its time or, where it lies outside of the record's daily window, the next beginning of the window. A window
    that ends before it begins does not bound.
    """
    moment = max(int(row["dial_sched_time"] or 0), context.now)
    begin, end = int(row["daily_from"] or 0), int(row["daily_till"] or 0)
    local = (moment + context.configuration.zones_by_dbid[int(row["tz_dbid"] or 0)].offset) % END_OF_DAY
    if begin > end or begin <= local <= end:
        return moment
    return moment + (begin - local) % END_OF_DAY


def is_dialed(session: Session, row: Row) -> bool:
    """Tell whether the OCS dials a callback by itself: one of the group in Predictive mode (predictive_callback)."""
    in_mode = session.dial_mode in PREDICTIVE_MODES and session.group.options.predictive_callback
    return in_mode and callback_type(row) == CAMPAIGN


def due(context: Context, calling_list: CallingList) -> list[Row]:
    """Return the callbacks of a list that may be executed now, by record_id."""
    rows = context.store.callbacks(calling_list.key)
    return [row for row in rows if context.policies.callback_moment(context, row) <= context.now]


def moments(context: Context) -> Iterator[int]:
    """Yield when callbacks of running sessions fall due, as far as they have not yet."""
    for session in context.state.sessions.values():
        for calling_list in session.group.campaign.lists if session.status == GroupStatus.RUNNING else ():
            for row in context.store.callbacks(calling_list.key):
                yield context.policies.callback_moment(context, row)
