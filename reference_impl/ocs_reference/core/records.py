"""Open records: found by handle, updated, finalised.

Source: desktop, Updating Call Results and Custom Fields; Rejecting Records.
"""

from collections.abc import Iterable, Mapping

from ocs_reference.core.configuration import CallingList
from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError, StoreError
from ocs_reference.core.messages import Reply
from ocs_reference.core.record_data import changes
from ocs_reference.core.requests import CALLING_LIST, CAMPAIGN_NAME, GROUP_NAME, HANDLE, whole
from ocs_reference.core.state import Chain, Record
from ocs_reference.core.values import Data, RecordStatus, RecordType, Row

PROCESSED = "processed"
REJECTED = "rejected"
RETURNED = "returned"
STALE = "stale"
CANCELED = "canceled"
NO_CALL = "no call"

OUTCOMES: Mapping[str, Row] = {
    PROCESSED: {"record_status": RecordStatus.UPDATED},
    REJECTED: {"record_type": RecordType.GENERAL, "record_status": RecordStatus.READY},
    RETURNED: {"record_status": RecordStatus.READY},
    STALE: {"record_status": RecordStatus.STALE},
    CANCELED: {"record_status": RecordStatus.CANCELED},
    NO_CALL: {"record_type": RecordType.NO_CALL, "record_status": RecordStatus.UPDATED},
    "RecordTreatCampaign": {"record_type": RecordType.CAMPAIGN_RESCHEDULED, "record_status": RecordStatus.READY},
    "RecordTreatPersonal": {"record_type": RecordType.PERSONAL_RESCHEDULED, "record_status": RecordStatus.READY},
    "Personal": {"record_type": RecordType.PERSONAL_CALLBACK, "record_status": RecordStatus.READY},
    "Campaign": {"record_type": RecordType.CAMPAIGN_CALLBACK, "record_status": RecordStatus.READY},
}
"""What becomes of a record: by outcome, by treatment (GSW_TREATMENT), by callback (GSW_CALLBACK_TYPE)."""

TREATMENT_INTERVAL = 3600
"""Seconds until a record rescheduled by a treatment is due, where the treatment does not say."""


def open_record(context: Context, request: Request) -> Record:
    """Return the open record of GSW_RECORD_HANDLE, whatever names stand beside it; refuses with 109 without one.

    It is not there for an agent who was taken in on its call, or gave it away, without the right to make the request.
    """
    record = context.state.open.get(whole(request.data, HANDLE))
    if record is None or not context.policies.calls.may(record.chain, request):
        raise RefusalError(109, HANDLE)
    return record


def named(context: Context, request: Request) -> Record:
    """Return the open record of GSW_RECORD_HANDLE.

    Refuses with 109 where there is none, 103 and 105 where the names in the request are not the record's.
    """
    record = open_record(context, request)
    if request.agent is not None:
        _check_names(record.chain, request.data)
    return record


def _check_names(chain: Chain, data: Data) -> None:
    if data.get(GROUP_NAME, chain.group.name) != chain.group.name:
        raise RefusalError(105, GROUP_NAME)
    if data.get(CAMPAIGN_NAME, chain.group.campaign.name) != chain.group.campaign.name:
        raise RefusalError(103, CAMPAIGN_NAME)
    if data.get(CALLING_LIST, chain.calling_list.name) != chain.calling_list.name:
        raise RefusalError(103, CALLING_LIST)


def names(record: Record) -> Data:
    """Return the keys that most acknowledges of record-related requests carry."""
    return {
        CALLING_LIST: record.chain.calling_list.name,
        CAMPAIGN_NAME: record.chain.group.campaign.name,
        HANDLE: record.handle,
    }


def close(context: Context, chain: Chain, new: Iterable[tuple[Record, Row]]) -> None:
    """Write changes of a chain's records back and release the chain; a settled record keeps type and status."""
    login = context.configuration.agents[chain.holder] if chain.holder else None
    rows = []
    for record, change in new:
        row = record.row | change
        if record.settled:
            row |= {key: record.row[key] for key in ("record_type", "record_status")}
        if login is not None:
            row["agent_id"] = login
        rows.append(row)
    context.store.save(chain.calling_list.key, rows)
    context.state.forget(chain)


def close_as(context: Context, chain: Chain, outcome: str) -> None:
    """Write a whole chain back with one outcome and release it."""
    change = context.policies.outcomes[outcome]
    close(context, chain, [(record, change) for record in chain.records])


def close_if_possible(context: Context, chain: Chain, outcome: str) -> None:
    """Like ``close_as``; a chain that the database does not take stays open, and its time comes again."""
    try:
        close_as(context, chain, outcome)
    except StoreError:
        return


def update(context: Context, request: Request) -> Result:
    """Take changes into an open record; nothing is written before the record is finalised."""
    record = named(context, request)
    record.row |= changes(record.chain.calling_list, request.data)
    return [Reply("UpdateCallCompletionStatsAcknowledge", names(record))]


def processed(context: Context, request: Request) -> Result:
    """Finalise a record and its chain, with all changes that were made to its records before."""
    record = named(context, request)
    chain = record.chain
    change = changes(chain.calling_list, request.data)
    treatment = request.data.get("GSW_TREATMENT")
    result = {**record.row, **change}["call_result"]
    due = context.now + _interval(chain.calling_list, result)
    final = [(other, _final_changes(context, other, treatment, due)) for other in chain.records]
    close(context, chain, [(other, row | change if other is record else row) for other, row in final])
    return [Reply("RecordProcessedAcknowledge", names(record))]


def _interval(calling_list: CallingList, call_result: object) -> int:
    return next(
        (each.interval for key, each in calling_list.treatments.items() if key == call_result), TREATMENT_INTERVAL
    )


def _final_changes(context: Context, record: Record, treatment: object, due: int) -> Row:
    outcomes = context.policies.outcomes
    if record.callback is not None:
        return {**outcomes[record.callback.type], "dial_sched_time": record.callback.time}
    if isinstance(treatment, str):
        return {**outcomes[treatment], "dial_sched_time": due}
    return outcomes[PROCESSED]


def reject(context: Context, request: Request) -> Result:
    """Give a chain back as General and Ready; other changes are dropped, the agent's login id is noted."""
    record = named(context, request)
    chain = record.chain
    agent = request.agent or chain.holder
    note: Row = {**context.policies.outcomes[REJECTED], "agent_id": context.configuration.agents[agent or ""]}
    rows = [other.row if other.settled else other.row | note for other in chain.records]
    context.store.dispose(chain.calling_list.key, rows)
    context.state.forget(chain)
    return [Reply("RecordRejectAcknowledge", names(record))]


def is_stale(chain: Chain, now: int) -> bool:
    """Tell whether an open chain's time is over (option stale_clean_timeout, in minutes)."""
    return stale_at(chain) <= now


def stale_at(chain: Chain) -> int:
    """Return when an open chain's time is over, in UTC seconds."""
    return chain.opened_at + chain.group.options.stale_clean_timeout * 60
