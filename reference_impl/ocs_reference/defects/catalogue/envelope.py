"""Mistakes with what surrounds every desktop request: its type, its application id, its sender, its handle."""

from collections.abc import Callable
from dataclasses import replace
from weakref import WeakKeyDictionary

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.messages import DesktopRequest, Input, UserEvent
from ocs_reference.core.requests import APPLICATION_ID, HANDLE, KEYS, REFERENCE_ID, REQUEST_TYPE, Handler
from ocs_reference.core.state import Record, State, primary
from ocs_reference.core.tables import REQUESTS
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import Outputs, event_key, event_twice, sent
from ocs_reference.defects.records import with_record
from ocs_reference.defects.requests import received, refused

_ANSWERED: WeakKeyDictionary[State, set[tuple[str, int]]] = WeakKeyDictionary()
"""The desktops, and the seconds, whose request with a reference id was taken."""

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


def _status_by_default(_context: Context, _agent: str, data: Data) -> Data:
    return {REQUEST_TYPE: "CampaignStatusRequest", **data}


def _flattened(_context: Context, _agent: str, data: Data) -> Data:
    inner = [value for value in data.values() if isinstance(value, dict) and REQUEST_TYPE in value]
    return data if REQUEST_TYPE in data or not inner else {**data, **inner[0]}


def _answers_to_everybody(context: Context, message: Input, outputs: Outputs) -> Outputs:
    if not isinstance(message, DesktopRequest):
        return outputs
    agents = sorted(context.state.agents)
    events = [output for output in outputs if isinstance(output, UserEvent)]
    return [replace(event, agent=agent) for event in events for agent in agents]


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


def _without_type(data: Data) -> Data:
    return {key: value for key, value in data.items() if key != REQUEST_TYPE}


def _begins_with_another_key(_context: Context, request: Request) -> bool:
    return next(iter(request.data)) != REQUEST_TYPE


def _has_a_list(_context: Context, request: Request) -> bool:
    return any(isinstance(value, dict) for value in request.data.values())


def _known_pairs_only(context: Context, _agent: str, data: Data) -> Data:
    custom = {key for calling_list in context.configuration.lists.values() for key in calling_list.sent}
    known = data.keys() <= {*KEYS, REQUEST_TYPE, REFERENCE_ID, *custom}
    return data if known else _without_type(data)


def _one_reference_a_second(context: Context, agent: str, data: Data) -> Data:
    if REFERENCE_ID not in data:
        return data
    answered = _ANSWERED.setdefault(context.state, set())
    if (agent, context.now) in answered:
        return _without_type(data)
    answered.add((agent, context.now))
    return data


def _found_by_record_id(context: Context, _agent: str, data: Data) -> Data:
    opened = context.state.open
    named = [handle for handle, record in opened.items() if record.row["record_id"] == data.get(HANDLE)]
    return {**data, HANDLE: named[0]} if named and data.get(HANDLE) not in opened else data


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
        "envelope.missing-type-is-a-status-request",
        "desktop.envelope.request-type-mandatory",
        "Data without a request type are answered with the state of the campaign",
        _taken(_status_by_default),
    ),
    Defect(
        "envelope.type-in-a-nested-list",
        "desktop.envelope.request-type-mandatory",
        "A request is looked for in nested lists, too",
        _taken(_flattened),
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
        "envelope.keys-at-their-places",
        "desktop.envelope.key-order",
        "A request whose keys do not begin with its type is refused",
        refused("*", 101, _begins_with_another_key),
    ),
    Defect(
        "envelope.no-other-pairs",
        "desktop.envelope.other-pairs",
        "A request with a nested list among its pairs is refused",
        refused("*", 101, _has_a_list),
    ),
    Defect(
        "envelope.other-pairs-ignored",
        "desktop.envelope.other-pairs",
        "A request with a key that is neither reserved nor a custom field's is ignored",
        _taken(_known_pairs_only),
    ),
    Defect(
        "envelope.answers-to-everybody",
        "desktop.envelope.answer-to-the-sender",
        "Answers are sent to all desktops, which are to pick their own",
        sent(_answers_to_everybody),
    ),
    Defect(
        "envelope.record-id-for-a-handle",
        "desktop.envelope.record-id-is-no-handle",
        "A record is found by its RECORD_ID as well as by its handle",
        _taken(_found_by_record_id),
    ),
    Defect(
        "envelope.one-answer-at-a-time",
        "desktop.envelope.each-answered",
        "Of requests with reference ids that a desktop sends in one second only the first is taken",
        _taken(_one_reference_a_second),
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
