"""Mutants of what a target sends, made from the message schemas: there is no list of them by hand.

Each event to a desktop or an application in turn is dropped, sent twice, sent to another one, sent behind the next
one; each of its keys is left out, given another type, given another value; each reference id is lost, of an earlier
request, of nobody. Each kind of HTTP response gets another status of its class and of another, loses or changes its
Warning, gets a body that it must not have, or never comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ocs_conformance import messages
from ocs_conformance.errors import HttpError
from ocs_conformance.proof.observed import Observed, name_of
from ocs_conformance.proof.trials import Trial
from ocs_conformance.transport.base import HttpRequest, HttpResponse

__all__ = ["Mutation", "mutants"]

Json = dict[str, Any]
Events = Sequence[Json]
Observers = Mapping[str, Sequence[str]]
_REFERENCE = "GSW_REFERENCE_ID"
_NAMING = {"desktop": ("GSW_USER_EVENT", "desktop"), "commdn": ("GSW_CM_MessageType", "application")}
"""By interface of events, the key that names an event and who gets it."""


@dataclass
class Mutation:
    """Carries a mutant out; `observers` are the desktops and the applications of the case at hand, by interface."""

    change_events: Callable[[Events, Observers], Events] = lambda arrived, _: arrived
    change_response: Callable[[HttpRequest, HttpResponse], HttpResponse] = lambda _, response: response
    observers: Observers = field(default_factory=dict)

    def events(self, arrived: Events) -> Events:
        """See `Interception`."""
        return self.change_events(arrived, self.observers)

    def response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """See `Interception`."""
        return self.change_response(request, response)


def mutants(observed: Observed) -> Iterator[tuple[Trial, Mutation]]:
    """Every mutant that some case could notice, with the way to carry it out."""
    for interface in _NAMING:
        for name in messages.names(interface, "event"):
            message = messages.find(interface, name)
            if message is not None and (name, "") in observed.events:
                yield from _of_event(interface, message, observed)
                yield from _of_keys(message, observed)
    yield from _of_responses(observed)


def _trial(name: str, title: str, requirements: Sequence[str], cases: dict[str, None]) -> Trial:
    return Trial(name, "mutant", title, tuple(requirements), tuple(cases))


def _of_event(interface: str, message: messages.Message, observed: Observed) -> Iterator[tuple[Trial, Mutation]]:
    name = message.name
    naming, receiver = _NAMING[interface]
    named = [message.requirement_of(naming)]
    everywhere = observed.events[name, ""]

    def each(change: Callable[[Json, Sequence[str]], list[Json]]) -> Mutation:
        return Mutation(
            lambda arrived, observers: [
                sent
                for event in arrived
                for sent in (change(event, observers[interface]) if name_of(event) == name else [event])
            ]
        )

    yield _trial(f"{name}.dropped", f"{name} is not sent", named, everywhere), each(lambda _event, _others: [])
    yield (
        _trial(f"{name}.doubled", f"{name} is sent twice", named, everywhere),
        each(lambda event, _others: [event, event]),
    )
    yield (
        _trial(f"{name}.misdelivered", f"{name} goes to another {receiver}", named, everywhere),
        each(lambda event, others: [{**event, "agent": _another(event["agent"], others)}]),
    )
    if observed.followed[name]:
        late = Mutation(lambda arrived, _: _swapped(arrived, name))
        yield _trial(f"{name}.late", f"{name} comes behind the next event", named, observed.followed[name]), late


def _another(observer: str, others: Sequence[str]) -> str:
    return next((other for other in others if other != observer), observer)


def _swapped(arrived: Events, name: str) -> Events:
    """Each event of that name behind the next one at the same observer."""
    found = list(arrived)
    index = 0
    while index < len(found):
        event = found[index]
        following = next((i for i in range(index + 1, len(found)) if found[i]["agent"] == event["agent"]), None)
        if name_of(event) == name and following is not None:
            del found[index]
            found.insert(following, event)
            index = following
        index += 1
    return found


def _of_keys(message: messages.Message, observed: Observed) -> Iterator[tuple[Trial, Mutation]]:
    name = message.name
    for key in message.types:
        cases = observed.events.get((name, key), {})
        if not cases or key in message.constants:
            continue
        there, of_type = message.requirement_of(key), message.requirement_of(key, of_type=True)
        mutated = f"{name}.{messages.kebab(key)}"
        if key in message.required or key == _REFERENCE:
            yield _trial(f"{mutated}.dropped", f"{name} lacks {key}", [there], cases), _on_key(name, key, _left_out)
        yield (
            _trial(f"{mutated}.retyped", f"{key} in {name} has another type", [of_type], cases),
            _on_key(name, key, _retyped),
        )
        yield (
            _trial(f"{mutated}.wrong", f"{key} in {name} has another value", [there], cases),
            _on_key(name, key, _wrong),
        )
        if key == _REFERENCE:
            yield (
                _trial(f"{mutated}.stale", f"{key} in {name} is that of an earlier request", [there], cases),
                _on_key(name, key, _Stale()),
            )


_GONE = object()


def _on_key(name: str, key: str, change: Callable[[Any], Any]) -> Mutation:
    def changed(data: Json) -> Json:
        value = change(data[key])
        rest = {other: kept for other, kept in data.items() if other != key or value is not _GONE}
        return rest if value is _GONE else {**rest, key: value}

    return Mutation(
        lambda arrived, _: [
            {**event, "data": changed(event["data"])} if name_of(event) == name and key in event["data"] else event
            for event in arrived
        ]
    )


def _left_out(_value: Any) -> Any:
    return _GONE


def _retyped(value: Any) -> Any:
    if isinstance(value, int):
        return str(value)
    return 7 if isinstance(value, str) else "not a list"


def _wrong(value: Any) -> Any:
    """Another value of the same type, which no case can take for the right one."""
    if isinstance(value, int):
        return value + 2
    return f"{value}0" if isinstance(value, str) and value.isdigit() else f"{value} x" if isinstance(value, str) else {}


class _Stale:
    """The value that came before this one; for the first one the number before it."""

    def __init__(self) -> None:
        self._earlier: Any = None

    def __call__(self, value: Any) -> Any:
        earlier, self._earlier = self._earlier, value
        return earlier if earlier not in (None, value) else value - 1 if isinstance(value, int) else ""


_CLASS = {200: 202, 400: 422, 404: 406, 409: 423, 410: 402, 500: 503}


def _of_responses(observed: Observed) -> Iterator[tuple[Trial, Mutation]]:
    for kind, cases in sorted(observed.responses.items()):
        word, _, number = kind.partition(" ")
        if word == "status":
            status = int(number)
            yield from _of_status(status, cases)
        elif word == "warning":
            yield from _of_warning(cases)
        else:
            extra = _on_response(lambda r: r.status == 200 and not r.body, lambda r: replace(r, body=b"OK"))
            yield _trial("response.body-beside-success", "A positive response has a body", [], cases), extra


def _on_response(fits: Callable[[HttpResponse], bool], change: Callable[[HttpResponse], HttpResponse]) -> Mutation:
    return Mutation(change_response=lambda _, response: change(response) if fits(response) else response)


def _of_status(status: int, cases: dict[str, None]) -> Iterator[tuple[Trial, Mutation]]:
    def fits(response: HttpResponse) -> bool:
        return response.status == status

    inside, outside = _CLASS.get(status, status + 1), 500 if status == 200 else 200
    name = f"response.{status}"
    yield (
        _trial(f"{name}.other-of-its-class", f"The status is {inside} instead of {status}", [], cases),
        _on_response(fits, lambda response: replace(response, status=inside)),
    )
    yield (
        _trial(f"{name}.other-class", f"The status is {outside} instead of {status}", [], cases),
        _on_response(fits, lambda response: replace(response, status=outside)),
    )
    yield (
        _trial(f"{name}.never-comes", f"The connection is closed where {status} is due", [], cases),
        _on_response(fits, _closed),
    )


def _closed(_response: HttpResponse) -> HttpResponse:
    raise HttpError("the connection was closed before a response came")


def _of_warning(cases: dict[str, None]) -> Iterator[tuple[Trial, Mutation]]:
    def fits(response: HttpResponse) -> bool:
        return response.header("Warning") is not None

    def warned(change: Callable[[str], str | None]) -> Mutation:
        def changed(response: HttpResponse) -> HttpResponse:
            headers = [(key, change(value) if key.lower() == "warning" else value) for key, value in response.headers]
            return replace(response, headers=tuple((key, value) for key, value in headers if value is not None))

        return _on_response(fits, changed)

    yield _trial("response.warning.missing", "A negative response has no Warning", [], cases), warned(lambda _: None)
    yield _trial("response.warning.wrong", "Warning has another number", [], cases), warned(lambda _: "199")
