"""Mistakes with treatments of calls that reached nobody."""

from ocs_reference.core.configuration import Treatment
from ocs_reference.core.context import Context
from ocs_reference.core.state import Chain, Record, chain_number
from ocs_reference.defects.calls import decided
from ocs_reference.defects.defect import Defect


def _withdrawn_too(_sound: object, _context: Context, chain: Chain) -> Record | None:
    return min((record for record in chain.records if not record.handle), key=chain_number, default=None)


def _from_behind(_sound: object, _context: Context, chain: Chain) -> Record | None:
    waiting = (record for record in chain.records if not record.handle and not record.settled)
    return max(waiting, key=chain_number, default=None)


def _of_any_result(_sound: object, _context: Context, record: Record, _result: int) -> Treatment | None:
    return next(iter(record.chain.calling_list.treatments.values()), None)


def _not_at_all(_sound: object, _context: Context, record: Record, result: int) -> Treatment | None:
    found = record.chain.calling_list.treatments.get(result)
    return None if found is None or found.action == "retry" else found


def _at_once(_sound: object, _context: Context, record: Record, result: int) -> Treatment | None:
    found = record.chain.calling_list.treatments.get(result)
    return None if found is None else Treatment(found.action, 0)


DEFECTS = (
    Defect(
        "chains.next-needs-a-request",
        "desktop.chains.next-in-chain",
        "Next In Chain finishes the chain, and its other records wait for ChainedRecordRequest",
        decided("next_in_chain", lambda _sound, _context, _chain: None),
    ),
    Defect(
        "chains.next-from-behind",
        "desktop.chains.next-in-chain",
        "Next In Chain takes the last record of the chain first",
        decided("next_in_chain", _from_behind),
    ),
    Defect(
        "chains.next-though-withdrawn",
        "desktop.chains.next-in-chain",
        "Next In Chain dials records that were withdrawn since the chain was retrieved",
        decided("next_in_chain", _withdrawn_too),
    ),
    Defect(
        "chains.next-for-any-result",
        "desktop.chains.next-in-chain",
        "The first treatment of a list is applied to every call result",
        decided("treatment", _of_any_result),
    ),
    Defect(
        "treatments.no-retry",
        "desktop.calls.retried-by-treatment",
        "A treatment that wants the record dialed again is not applied",
        decided("treatment", _not_at_all),
    ),
    Defect(
        "treatments.retry-at-once",
        "desktop.calls.retried-by-treatment",
        "The interval of a treatment is not waited for",
        decided("treatment", _at_once),
    ),
    Defect(
        "treatments.interval-of-the-first",
        "desktop.calls.retried-by-treatment",
        "Every retry waits for the interval of the first treatment of the list",
        decided("treatment", _of_any_result),
    ),
)
