"""Records that must not be dialled any more: what cancellation and do-not-call have in common.

Source: desktop, Canceling Records (Mandatory Fields, RecordCancel Notification), Canceled and DoNotCall Chained
Records.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ocs_reference.core.configuration import CallingList, Tenant
from ocs_reference.core.context import Context, Request
from ocs_reference.core.errors import NotConfiguredError, RefusalError
from ocs_reference.core.messages import UserEvent
from ocs_reference.core.records import close
from ocs_reference.core.requests import (
    ALL_CHAIN,
    APPLICATION_ID,
    CALLING_LIST,
    CAMPAIGN_NAME,
    CHAIN_ATTR,
    CUSTOMER_ID,
    GROUP_NAME,
    HANDLE,
    PHONE,
    RECORD_ONLY,
    text,
)
from ocs_reference.core.state import Chain, Record, primary
from ocs_reference.core.values import Row


@dataclass(frozen=True)
class Withdrawal:
    """What a request does: the outcome of the records meant and, with RecordOnly, of the others of an open chain.

    ``rest_is_dialled`` says that with RecordOnly the others remain to be dialled.
    """

    named: str
    rest: str
    rest_is_dialled: bool


@dataclass
class Effect:
    """What a withdrawal by phone or customer identifier did."""

    events: list[UserEvent] = field(default_factory=list)
    on_desktop: bool = False


def scope_of(request: Request) -> str:
    """Return the scope that applies: AllChain unless RecordOnly is asked for."""
    return text(request.data, CHAIN_ATTR, ALL_CHAIN)


def by_handle(context: Context, request: Request, record: Record, kind: Withdrawal) -> list[Row]:
    """Withdraw an open record, or its chain, and release the chain; return the rows that were withdrawn."""
    chain, outcomes = record.chain, context.policies.outcomes
    if scope_of(request) == RECORD_ONLY:
        final = [(other, outcomes[kind.named if other is record else kind.rest]) for other in chain.records]
        close(context, chain, final)
        return [record.row]
    members = context.store.chain(chain.calling_list.key, chain.chain_id)
    context.store.dispose(chain.calling_list.key, [row | outcomes[kind.named] for row in members])
    close(context, chain, [(other, outcomes[kind.named]) for other in chain.records])
    held = {other.row["chain_n"] for other in chain.records}
    return [other.row for other in chain.records] + [row for row in members if row["chain_n"] not in held]


def by_identifier(context: Context, request: Request, lists: Iterable[CallingList], kind: Withdrawal) -> Effect:
    """Withdraw all records with the phone or, where none is given, the customer identifier of the request.

    Other desktops that hold such a record get a RecordCancel.
    """
    effect = Effect()
    for calling_list in lists:
        column = "contact_info" if PHONE in request.data else calling_list.customer_id
        if column is not None:
            value = text(request.data, PHONE if PHONE in request.data else CUSTOMER_ID)
            _withdraw_from(context, request, calling_list, (column, value), kind, effect)
    return effect


def _withdraw_from(
    context: Context,
    request: Request,
    calling_list: CallingList,
    identifier: tuple[str, str],
    kind: Withdrawal,
    effect: Effect,
) -> None:
    column, value = identifier
    stored = context.store.chains_with(calling_list.key, column, value)
    for chain_id in {int(row["chain_id"] or 0) for row in stored} | _held_with(context, calling_list, column, value):
        chain = context.state.chains.get((calling_list.key, chain_id))
        members = [row for row in stored if row["chain_id"] == chain_id]
        _store_withdrawal(context, calling_list, _merged(members, chain), identifier, scope_of(request), kind, chain)
        if chain is not None:
            meant = [
                record for record in chain.records if scope_of(request) == ALL_CHAIN or record.row[column] == value
            ]
            _withdraw_from_memory(context, request, chain, meant, kind, effect)


def _held_with(context: Context, calling_list: CallingList, column: str, value: str) -> set[int]:
    return {
        chain.chain_id
        for chain in context.state.chains.values()
        if chain.calling_list is calling_list and any(record.row[column] == value for record in chain.records)
    }


def _merged(members: list[Row], chain: Chain | None) -> list[Row]:
    held = {record.row["chain_n"]: record.row for record in chain.records} if chain else {}
    return [*held.values(), *(row for row in members if row["chain_n"] not in held)]


def _store_withdrawal(
    context: Context,
    calling_list: CallingList,
    rows: list[Row],
    identifier: tuple[str, str],
    scope: str,
    kind: Withdrawal,
    chain: Chain | None,
) -> None:
    column, value = identifier
    outcomes = context.policies.outcomes
    meant = [row for row in rows if scope == ALL_CHAIN or row[column] == value]
    others = [row for row in rows if scope == RECORD_ONLY and row[column] != value]
    rest_goes_too = not kind.rest_is_dialled and (chain is None or chain.holder is None)
    new = [row | outcomes[kind.named] for row in meant]
    if rest_goes_too:
        new += [row | outcomes[kind.rest] for row in others]
    context.store.dispose(calling_list.key, new)


def _withdraw_from_memory(
    context: Context, request: Request, chain: Chain, meant: list[Record], kind: Withdrawal, effect: Effect
) -> None:
    for record in meant:
        record.row |= context.policies.outcomes[kind.named]
        record.settled = True
    if chain.holder is None:
        # A chain on the wire is in no buffer: it stays as it is until its call has ended.
        if chain in context.state.sessions[chain.group.key].buffer:
            _withdraw_from_buffer(context, chain, meant, kind)
        return
    effect.on_desktop = True
    delivered = [record for record in meant if record.handle]
    if chain.holder != request.agent and chain.holder in context.state.agents and delivered:
        effect.events.append(UserEvent(chain.holder, _record_cancel(context, request, primary(delivered))))


def _withdraw_from_buffer(context: Context, chain: Chain, meant: list[Record], kind: Withdrawal) -> None:
    chain.records = [record for record in chain.records if record not in meant] if kind.rest_is_dialled else []
    if not chain.records:
        context.state.forget(chain)
        context.state.sessions[chain.group.key].buffer.remove(chain)


def _record_cancel(context: Context, request: Request, record: Record) -> dict[str, object]:
    column = record.chain.calling_list.customer_id
    return {
        "GSW_USER_EVENT": "RecordCancel",
        APPLICATION_ID: context.configuration.application_id,
        CALLING_LIST: record.chain.calling_list.name,
        CAMPAIGN_NAME: record.chain.group.campaign.name,
        HANDLE: record.handle,
        CHAIN_ATTR: scope_of(request),
        PHONE: record.row["contact_info"],
        CUSTOMER_ID: str(record.row[column] or "") if column else "",
    }


def tenants(context: Context, request: Request) -> list[Tenant]:
    """Return the tenants that a request without a handle means.

    Over the Communication DN it is the tenant of the application, over HTTP that of the body, its DBID before its name
    (102 where neither is there, 103 where it is unknown); from a desktop those of the agent's loaded campaigns (106
    where there are none).
    """
    if request.tenant is not None:
        return [request.tenant]
    if request.agent is None:
        return [_tenant_of_body(context, request)]
    agent = request.agent
    found = {
        session.group.campaign.tenant.key: session.group.campaign.tenant
        for session in context.state.active_sessions()
        if context.state.is_member(agent, session.group)
    }
    if not found:
        raise RefusalError(106)
    return list(found.values())


def _tenant_of_body(context: Context, request: Request) -> Tenant:
    attribute = "GSW_TENANT_DBID" if "GSW_TENANT_DBID" in request.data else "GSW_TENANT_NAME"
    if attribute not in request.data:
        raise RefusalError(102, attribute)
    for tenant in context.configuration.tenants.values():
        if request.data[attribute] == (tenant.dbid if attribute == "GSW_TENANT_DBID" else tenant.name):
            return tenant
    raise RefusalError(103, attribute)


def lists_of(context: Context, meant: list[Tenant], request: Request) -> list[CallingList]:
    """Return the calling lists of the loaded campaigns of tenants, or of the one campaign that the request names.

    The name of a campaign group, which only desktops send, ranks above that of the campaign; 105 where no group has it.
    """
    campaigns = {session.group.campaign.key: session.group.campaign for session in context.state.active_sessions()}
    named = _named_campaigns(context, request)
    lists = {
        calling_list.key: calling_list
        for key, campaign in campaigns.items()
        if campaign.tenant in meant and (named is None or key in named)
        for calling_list in campaign.lists
    }
    return list(lists.values())


def _named_campaigns(context: Context, request: Request) -> set[str] | None:
    """Return the keys of the campaigns that a request names by their group or by themselves; None where it does not."""
    if request.agent is not None and GROUP_NAME in request.data:
        name = request.data[GROUP_NAME]
        found = {group.campaign.key for group in context.configuration.groups.values() if group.name == name}
        if not found:
            raise RefusalError(105, GROUP_NAME)
        return found
    if CAMPAIGN_NAME not in request.data:
        return None
    name = request.data[CAMPAIGN_NAME]
    found = {key for key, campaign in context.configuration.campaigns.items() if campaign.name == name}
    if not found:
        raise NotConfiguredError(CAMPAIGN_NAME)
    return found
