"""Mistakes with what surrounds every desktop request: its type, its application id, its sender, its handle."""

from collections.abc import Callable
from dataclasses import replace

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.messages import DesktopRequest, Input
from ocs_reference.core.requests import APPLICATION_ID, HANDLE, REQUEST_TYPE, Handler
from ocs_reference.core.state import Record, primary
from ocs_reference.core.tables import REQUESTS
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import event_key, event_twice
from ocs_reference.defects.records import with_record
from ocs_reference.defects.requests import received

_ACKNOWLEDGES = [*(f"{name}Acknowledge" for name in REQUESTS), "RecordCancelAcknowledge"]


def _taken(change: Callable[[Context, str, Data], Data]) -> ChangePolicies:
    """Have desktop requests read as other data; ``change`` gets the agent, too."""

    def apply(context: Context, message: Input) -> Input:
        if isinstance(message, DesktopRequest):
            return replace(message, data=change(context, message.agent, dict(message.data)))
        return message

    return received(apply)


def _guessed(data: Data) -> Data:
    known = max(REQUESTS.values(), key=lambda spec: len(spec.required) if data.keys() >= {*spec.required} else 0)
    return {**data, REQUEST_TYPE: known.name}


def _guess_what_is_missing(_context: Context, _agent: str, data: Data) -> Data:
    return data if REQUEST_TYPE in data else _guessed(data)


def _guess_what_is_no_text(_context: Context, _agent: str, data: Data) -> Data:
    return data if isinstance(data.get(REQUEST_TYPE, ""), str) else _guessed(data)


def _first_pair_only(_context: Context, _agent: str, data: Data) -> Data:
    if next(iter(data), REQUEST_TYPE) == REQUEST_TYPE:
        return data
    return {key: value for key, value in data.items() if key != REQUEST_TYPE}


def _addressed_to_all(context: Context, _agent: str, data: Data) -> Data:
    given = data.get(APPLICATION_ID)
    is_number = isinstance(given, int) and not isinstance(given, bool)
    return {**data, APPLICATION_ID: context.configuration.application_id} if is_number else data


def _addressed_by_default(context: Context, _agent: str, data: Data) -> Data:
    return {APPLICATION_ID: context.configuration.application_id, **data}


def _any_sender(context: Context, agent: str, data: Data) -> Data:
    context.state.agents.add(agent)
    return data


def _first_of_the_chain(handler: Handler, context: Context, request: Request, record: Record) -> Result:
    """Carry a request out for the first record of a chain, and answer as if it had been for the one that was named."""
    first = primary(record.chain.records)
    if not first.handle:
        return handler(context, request)
    result = handler(context, replace(request, data={**request.data, HANDLE: first.handle}))
    return [replace(entry, data={**entry.data, HANDLE: record.handle}) for entry in result]


DEFECTS = (
    Defect(
        "envelope.missing-type-guessed",
        "desktop.envelope.request-type-mandatory",
        "Data without a request type are taken for the request whose keys they have",
        _taken(_guess_what_is_missing),
    ),
    Defect(
        "envelope.mistyped-type-guessed",
        "desktop.envelope.request-type-mandatory",
        "Data whose request type is no text are taken for the request whose keys they have",
        _taken(_guess_what_is_no_text),
    ),
    Defect(
        "envelope.type-in-first-pair-only",
        "desktop.envelope.key-order",
        "The request type is looked for in the first pair, and the request is ignored where it stands elsewhere",
        _taken(_first_pair_only),
    ),
    Defect(
        "envelope.any-application-id",
        "desktop.envelope.application-id-matches",
        "Requests are taken whatever OCS they are for",
        _taken(_addressed_to_all),
    ),
    Defect(
        "envelope.default-application-id",
        "desktop.envelope.application-id-mandatory",
        "A request without an application id is carried out as one for this OCS",
        _taken(_addressed_by_default),
    ),
    Defect(
        "envelope.fixed-application-id",
        "desktop.envelope.application-id-in-events",
        "Events carry a fixed application id instead of the configured one",
        event_key("*", APPLICATION_ID, 101),
    ),
    Defect(
        "envelope.any-sender",
        "desktop.envelope.unknown-agent",
        "Requests are carried out for agents who are not logged in",
        _taken(_any_sender),
    ),
    Defect(
        "envelope.acknowledge-twice",
        "desktop.envelope.one-answer",
        "Each acknowledge is sent twice",
        event_twice(_ACKNOWLEDGES),
    ),
    Defect(
        "envelope.handle-means-chain",
        "desktop.envelope.handle-names-the-record",
        "Changes are made to the first record of a chain, whichever of its records the handle names",
        with_record(("UpdateCallCompletionStats", "RecordProcessed"), _first_of_the_chain),
    ),
)
