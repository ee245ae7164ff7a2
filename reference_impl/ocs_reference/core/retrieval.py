"""Records on their way from the calling lists to an agent.

Source: desktop, Submitting DoNotCall Requests (records are checked against the Do Not Call list when they are
retrieved: the phone first, the customer identifier if the phone is not found); Characteristics of Event Structures.
"""

from contextlib import suppress

from ocs_reference.core import callbacks
from ocs_reference.core.configuration import CallingList, Tenant
from ocs_reference.core.context import Context
from ocs_reference.core.errors import StoreError
from ocs_reference.core.records import NO_CALL
from ocs_reference.core.state import Chain, Record, Session
from ocs_reference.core.values import RecordStatus, Row

_NOBODY = ("", "0")
"""Values of agent_id in the row of a record that no agent has worked with."""


def fill(context: Context, session: Session) -> None:
    """Take what may be dialled from the lists of a session into its buffer."""
    for calling_list in session.group.campaign.lists:
        rows = context.store.retrieve(calling_list.key, context.now) + _callbacks(context, session, calling_list)
        allowed = without_forbidden(context, session.group.campaign.tenant, calling_list, rows)
        for row in allowed:
            _take(context, session, calling_list, row)


def _callbacks(context: Context, session: Session, calling_list: CallingList) -> list[Row]:
    """Retrieve the callbacks that are due and that the OCS dials like any other call."""
    taken: Row = {"record_status": RecordStatus.RETRIEVED}
    rows = [row | taken for row in callbacks.due(context, calling_list) if callbacks.is_dialed(session, row)]
    context.store.dispose(calling_list.key, rows)
    return rows


def _take(context: Context, session: Session, calling_list: CallingList, row: Row) -> None:
    identity = (calling_list.key, int(row["chain_id"] or 0))
    chain = context.state.chains.get(identity)
    if chain is None:
        chain = Chain(calling_list, session.group, identity[1])
        context.state.chains[identity] = chain
        session.buffer.append(chain)
    if all(record.row["chain_n"] != row["chain_n"] for record in chain.records):
        chain.add(row)


def without_forbidden(context: Context, tenant: Tenant, calling_list: CallingList, rows: list[Row]) -> list[Row]:
    """Mark rows that the Do Not Call list forbids NoCall in the calling list, and return the others."""
    if not context.state.forbidden:
        return rows
    forbidden = [row for row in rows if _is_forbidden(context, tenant, calling_list, row)]
    if forbidden:
        outcome = context.policies.outcomes[NO_CALL]
        context.store.dispose(calling_list.key, [row | outcome for row in forbidden])
    return [row for row in rows if row not in forbidden]


def _is_forbidden(context: Context, tenant: Tenant, calling_list: CallingList, row: Row) -> bool:
    check = context.state.is_forbidden
    if check(tenant.key, "phone", row["contact_info"], context.now):
        return True
    column = calling_list.customer_id
    return column is not None and check(tenant.key, "customer_id", row[column], context.now)


def withdraw_forbidden(context: Context, session: Session) -> None:
    """Take out of a session's buffer what has come to be forbidden since it was retrieved."""
    for chain in list(session.buffer):
        mark_forbidden(context, chain)
        chain.records = [record for record in chain.records if not record.settled]
        if not chain.records:
            context.state.forget(chain)
            session.buffer.remove(chain)


def mark_forbidden(context: Context, chain: Chain) -> None:
    """Mark the records of a chain NoCall that no desktop has yet and that have come to be forbidden."""
    tenant, calling_list = chain.group.campaign.tenant, chain.calling_list
    waiting = [record for record in chain.records if not record.handle and not record.settled]
    forbidden = [record for record in waiting if _is_forbidden(context, tenant, calling_list, record.row)]
    if forbidden:
        outcome = context.policies.outcomes[NO_CALL]
        context.store.dispose(calling_list.key, [record.row | outcome for record in forbidden])
        for record in forbidden:
            record.row |= outcome
            record.settled = True


def next_chain(session: Session) -> Chain:
    """Take the chain that waits longest in a session's buffer."""
    return session.buffer.popleft()


def deliver(context: Context, record: Record, agent: str) -> Record:
    """Put a record with its chain on an agent's desktop: it has a handle, and the chain's time begins to run."""
    record.chain.holder = agent
    record.chain.opened_at = context.now
    if not record.handle:
        context.state.give_handle(record)
    _note_receiver(context, record, context.configuration.agents[agent])
    return record


def _note_receiver(context: Context, record: Record, login: str) -> None:
    """Write the agent who has received a record over the one who rejected it (desktop, Rejecting Records).

    Where the database fails, the row gets the agent when the chain is written back.
    """
    if record.row["agent_id"] in (*_NOBODY, login):
        return
    record.row |= {"agent_id": login}
    with suppress(StoreError):
        context.store.dispose(record.chain.calling_list.key, [record.row])
