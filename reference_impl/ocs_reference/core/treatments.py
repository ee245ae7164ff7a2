"""Calls that end without an agent, and what the treatments of a calling list make of their records.

Source: desktop, Chained Records (Next In Chain); Updating Call Results and Custom Fields (a record rescheduled by a
treatment).
"""

from collections.abc import Callable, Mapping

from ocs_reference.core.configuration import Treatment
from ocs_reference.core.context import Context
from ocs_reference.core.errors import StoreError
from ocs_reference.core.records import PROCESSED, close, close_if_possible
from ocs_reference.core.state import Call, Chain, Record, chain_number

RETRY = "RecordTreatCampaign"
"""The outcome of a record that is dialed again later."""


def conclude(context: Context, name: str, result: int) -> None:
    """End a call without an agent: its record gets the call result, and what the treatment for this result says."""
    call = context.state.calls.pop(name)
    call.record.row["call_result"] = result
    if context.state.is_open(call.record.chain):
        treatment = context.policies.calls.treatment(context, call.record, result)
        if treatment is None:
            close_if_possible(context, call.record.chain, PROCESSED)
        else:
            ACTIONS[treatment.action](context, call.record, treatment)


def treatment_for(_context: Context, record: Record, result: int) -> Treatment | None:
    """Return the treatment that the calling list of a record has for a call result."""
    return record.chain.calling_list.treatments.get(result)


def reaches_agent(context: Context, call: Call, result: int) -> bool:
    """Tell whether an answered call is for an agent: no treatment takes it, or it tests the detection."""
    is_test = call.record.chain.group.options.amd_test
    return is_test or context.policies.calls.treatment(context, call.record, result) is None


def next_in_chain(context: Context, chain: Chain) -> Record | None:
    """Return the first record of a chain that was not tried yet and may be dialed now."""
    may_dial = context.policies.calls.may_dial
    waiting = [record for record in chain.records if not record.handle and may_dial(context, record)]
    return min(waiting, key=chain_number, default=None)


def _continue(context: Context, record: Record, _treatment: Treatment) -> None:
    """Have the next record of the chain dialed at the next occasion; without one the chain is finished."""
    chain = record.chain
    if context.policies.calls.next_in_chain(context, chain) is None:
        close_if_possible(context, chain, PROCESSED)
    else:
        context.state.sessions[chain.group.key].continued.append(chain)


def _retry(context: Context, record: Record, treatment: Treatment) -> None:
    """Write the chain back as rescheduled by a treatment."""
    change = {**context.policies.outcomes[RETRY], "dial_sched_time": context.now + treatment.interval}
    try:
        close(context, record.chain, [(other, change) for other in record.chain.records])
    except StoreError:
        return


ACTIONS: Mapping[str, Callable[[Context, Record, Treatment], None]] = {"next_in_chain": _continue, "retry": _retry}
"""What carries out a treatment, by its action."""
