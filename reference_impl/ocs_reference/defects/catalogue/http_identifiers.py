"""Mistakes with the resources phones and customer_ids of the HTTP interface."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus

from ocs_reference.core.context import Context, Request
from ocs_reference.core.messages import ResourceAnswer, ResourceRequest
from ocs_reference.core.records import CANCELED, NO_CALL
from ocs_reference.core.requests import CAMPAIGN_NAME, CHAIN_ATTR, CUSTOMER_ID, KEYS, PHONE
from ocs_reference.core.tables import RESOURCES
from ocs_reference.core.values import RecordStatus, RecordType
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import http_answer
from ocs_reference.defects.requests import over_http, refused, without_keys
from ocs_reference.defects.withdrawals import (
    entered,
    entered_with_phones,
    first_list_alone,
    matching,
    of_known_records,
    told_only,
    with_outcome,
)

_DO_NOT_CALL, _CANCEL = "DoNotCall", "RequestRecordCancel"
_BOTH = (_DO_NOT_CALL, _CANCEL)
_WORDS = {action for _, action in RESOURCES}


def _is_unmatched(context: Context, request: Request) -> bool:
    return not any(matching(context, request))


def _is_held(context: Context, request: Request) -> bool:
    chains = {(calling_list.key, row["chain_id"]) for calling_list, row in matching(context, request)}
    return any((chain.calling_list.key, chain.chain_id) in chains for chain in context.state.held_chains())


def _names_no_campaign(_context: Context, request: Request) -> bool:
    return CAMPAIGN_NAME not in request.data


@dataclass(frozen=True)
class _Resource:
    """A type of resource, the key that its identifier stands for, and what the documents and people call it."""

    type: str
    key: str
    by: str
    whom: str

    def defect(self, name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
        """A mistake with this type of resource."""
        topic = self.type.replace("_", "-")
        return Defect(f"{topic}.{name}", f"http.{topic}.{fact}", title.format(by=self.by, whom=self.whom), policies)

    def handling(self, name: str, fact: str, title: str, change: ChangePolicies) -> Defect:
        """A mistake in how requests for these resources are carried out."""
        return self.defect(name, fact, title, over_http(self.type, change))

    def refusal(self, name: str, fact: str, title: str, status: int, when: Callable[[ResourceRequest], bool]) -> Defect:
        """Another status where requests for these resources are refused with 400."""

        def change(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
            meant = request.path[0] == self.type and answer.status == HTTPStatus.BAD_REQUEST and when(request)
            return replace(answer, status=status) if meant else answer

        return self.defect(name, fact, title, http_answer(change))


_PHONES = _Resource("phones", PHONE, "phone", "number")
_CUSTOMERS = _Resource("customer_ids", CUSTOMER_ID, "customer ID", "customer")


def _do_not_call(resource: _Resource) -> Iterator[Defect]:
    yield resource.handling(
        "do-not-call-marks-nothing",
        "do-not-call",
        "DoNotCall by {by} over HTTP makes its entry and leaves the type of the records as it is",
        with_outcome(_DO_NOT_CALL, resource.key, NO_CALL, record_type=RecordType.GENERAL),
    )
    yield resource.handling(
        "do-not-call-lists-nothing",
        "do-not-call",
        "DoNotCall by {by} over HTTP marks records and does not list the {whom}",
        entered(_DO_NOT_CALL, lambda _context, _request, _rows: []),
    )
    yield resource.handling(
        "do-not-call-in-one-list",
        "do-not-call",
        "DoNotCall by {by} over HTTP marks the records of the first calling list that has the {whom}",
        first_list_alone(_DO_NOT_CALL),
    )
    yield resource.handling(
        "unknown-is-not-listed",
        "do-not-call-without-a-record",
        "DoNotCall over HTTP lists a {whom} only where some record has it",
        entered(_DO_NOT_CALL, of_known_records),
    )
    yield resource.handling(
        "unknown-is-gone",
        "do-not-call-without-a-record",
        "DoNotCall over HTTP is answered with 410 where no record has the {whom}",
        refused(_DO_NOT_CALL, 109, _is_unmatched),
    )


def _cancel(resource: _Resource) -> Iterator[Defect]:
    yield resource.handling(
        "canceled-ends-as-processed",
        "cancel",
        "A record that is canceled by {by} over HTTP ends like one that was finished",
        with_outcome(_CANCEL, resource.key, CANCELED, record_status=RecordStatus.UPDATED),
    )
    yield resource.handling(
        "cancel-in-one-list",
        "cancel",
        "RequestRecordCancel by {by} over HTTP cancels in the first calling list that has the {whom}",
        first_list_alone(_CANCEL),
    )
    yield resource.handling(
        "campaign-is-ignored",
        "cancel-in-campaign",
        "RequestRecordCancel by {by} over HTTP ignores the name of a campaign",
        without_keys(_CANCEL, CAMPAIGN_NAME),
    )
    yield resource.handling(
        "cancel-of-nothing-is-incorrect",
        "cancel-without-a-record",
        "RequestRecordCancel over HTTP is answered with 400 where no record has the {whom}",
        refused(_CANCEL, 103, _is_unmatched),
    )


def _either(resource: _Resource) -> Iterator[Defect]:
    yield resource.handling(
        "desktop-is-not-told",
        "desktop-is-told",
        "The desktop that has a record is not told of a request by {by} over HTTP",
        told_only(_BOTH, lambda _context, _request, _event: False),
    )
    yield resource.handling(
        "held-record-is-gone",
        "record-on-a-desktop",
        "A request by {by} over HTTP is answered with 410 while a desktop has the record",
        refused(_BOTH, 109, _is_held),
    )
    yield resource.refusal(
        "wrong-value-breaks-it",
        "bad-body",
        "A value that its key cannot have ends in an internal error in a request by {by}",
        HTTPStatus.INTERNAL_SERVER_ERROR,
        lambda request: any(key in KEYS and not KEYS[key].fits(value) for key, value in request.body.items()),
    )
    yield resource.refusal(
        "unknown-request-is-passed-over",
        "unknown-request",
        "A request by {by} with an unknown req value is answered with 200 and comes to nothing",
        HTTPStatus.OK,
        lambda request: request.action not in _WORDS,
    )
    yield resource.refusal(
        "request-of-others-is-not-found",
        "wrong-resource",
        "A request by {by} with the req value of another resource type is answered with 404",
        HTTPStatus.NOT_FOUND,
        lambda request: request.action in _WORDS and request.action not in _BOTH,
    )


_OF_ONE = (
    _PHONES.handling(
        "campaign-is-asked-for",
        "do-not-call-with-tenant-alone",
        "DoNotCall by phone over HTTP is refused without the name of a campaign",
        refused(_DO_NOT_CALL, 102, _names_no_campaign),
    ),
    _PHONES.handling(
        "chain-is-listed",
        "only-the-number-is-listed",
        "DoNotCall by phone over HTTP lists every number of the chain",
        entered_with_phones(_DO_NOT_CALL, PHONE),
    ),
    _PHONES.handling(
        "scope-is-ignored",
        "scope",
        "Requests by phone over HTTP ignore GSW_CHAIN_ATTR",
        without_keys(_BOTH, CHAIN_ATTR),
    ),
    _CUSTOMERS.handling(
        "numbers-are-listed",
        "only-the-customer-is-listed",
        "DoNotCall by customer ID over HTTP lists the numbers of the customer as well",
        entered_with_phones(_DO_NOT_CALL, CUSTOMER_ID),
    ),
)

DEFECTS = (
    *(
        defect
        for resource in (_PHONES, _CUSTOMERS)
        for mistakes in (_do_not_call, _cancel, _either)
        for defect in mistakes(resource)
    ),
    *_OF_ONE,
)
