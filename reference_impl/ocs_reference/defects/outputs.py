"""Mistakes in what the OCS sends: events at desktops, calls' user data, HTTP answers and their headers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from ocs_reference.core.context import Context, Policies
from ocs_reference.core.messages import Input, Output, ResourceAnswer, ResourceRequest, UserEvent
from ocs_reference.core.state import Record
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import ChangePolicies, ChangeWeb

Outputs = Sequence[Output]
ChangeOutputs = Callable[[Context, Input, Outputs], Outputs]
ChangeEvent = Callable[[Context, UserEvent], Iterable[UserEvent]]
Headers = list[tuple[str, str]]


def sent(change: ChangeOutputs) -> ChangePolicies:
    """Change what an input leads to, as a whole."""

    def apply(policies: Policies) -> Policies:
        sound = policies.send
        return replace(
            policies, send=lambda context, message, outputs: change(context, message, sound(context, message, outputs))
        )

    return apply


def events(names: str | Sequence[str], change: ChangeEvent) -> ChangePolicies:
    """Change each event of these names: ``change`` gives the events that go out instead; ``*`` stands for all."""
    wanted = [names] if isinstance(names, str) else names

    def apply(context: Context, _message: Input, outputs: Outputs) -> Outputs:
        found: list[Output] = []
        for output in outputs:
            if isinstance(output, UserEvent) and ("*" in wanted or output.data.get("GSW_USER_EVENT") in wanted):
                found += change(context, output)
            else:
                found.append(output)
        return found

    return sent(apply)


def event_data(names: str | Sequence[str], change: Callable[[Context, UserEvent, Data], Data]) -> ChangePolicies:
    """Change the data of these events."""
    return events(names, lambda context, event: [replace(event, data=change(context, event, dict(event.data)))])


def event_key(names: str | Sequence[str], key: str, value: Any) -> ChangePolicies:
    """Send these events with a fixed value under a key."""
    return event_data(names, lambda _context, _event, data: {**data, key: value})


def event_without(names: str | Sequence[str], *keys: str) -> ChangePolicies:
    """Send these events without some keys."""
    return event_data(
        names, lambda _context, _event, data: {key: value for key, value in data.items() if key not in keys}
    )


def no_event(names: str | Sequence[str], when: Callable[[Context, UserEvent], bool] | None = None) -> ChangePolicies:
    """Do not send these events, or not those for which ``when`` holds."""
    return events(names, lambda context, event: [event] if when and not when(context, event) else [])


def event_twice(names: str | Sequence[str]) -> ChangePolicies:
    """Send these events twice."""
    return events(names, lambda _context, event: [event, event])


def event_to_everybody(names: str | Sequence[str]) -> ChangePolicies:
    """Send these events to every agent who is logged in."""
    return events(names, lambda context, event: [replace(event, agent=agent) for agent in sorted(context.state.agents)])


def record_data(change: Callable[[Context, Record, Data], Data]) -> ChangePolicies:
    """Change the default record information of preview records, chained records and calls."""

    def apply(policies: Policies) -> Policies:
        sound = policies.record_data
        return replace(
            policies, record_data=lambda context, record: change(context, record, dict(sound(context, record)))
        )

    return apply


def record_key(key: str, value: Callable[[Record], Any]) -> ChangePolicies:
    """Have delivered records carry another value under a key."""
    return record_data(lambda _context, record, data: {**data, key: value(record)})


def http_answer(change: Callable[[ResourceRequest, ResourceAnswer], ResourceAnswer]) -> ChangePolicies:
    """Change the answer to requests of the HTTP interface."""

    def apply(_context: Context, message: Input, outputs: Outputs) -> Outputs:
        if not isinstance(message, ResourceRequest):
            return outputs
        return [change(message, output) if isinstance(output, ResourceAnswer) else output for output in outputs]

    return sent(apply)


def http_status(resource: str, action: str | None, old: int, new: int) -> ChangePolicies:
    """Answer requests for a type of resource with another status; ``*`` stands for every type, None for any action."""

    def change(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
        meant = resource in ("*", request.path[0]) and action in (None, request.action) and answer.status == old
        return replace(answer, status=new) if meant else answer

    return http_answer(change)


def http_warning(resource: str, action: str | None, old: Sequence[int], new: int) -> ChangePolicies:
    """Answer requests for a type of resource with another error number; the arguments are those of ``http_status``."""

    def change(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
        meant = resource in ("*", request.path[0]) and action in (None, request.action) and answer.warning in old
        return replace(answer, warning=new) if meant else answer

    return http_answer(change)


def http_headers(change: Callable[[str, Headers], Headers]) -> ChangeWeb:
    """Change the headers of HTTP responses; ``change`` gets the status line and the headers."""

    def apply(web: WSGIApplication) -> WSGIApplication:
        def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            def start(status: str, headers: Headers, *more: Any) -> Any:
                return start_response(status, change(status, headers), *more)

            return web(environ, start)

        return serve

    return apply


def http_request(change: Callable[[WSGIEnvironment], None]) -> ChangeWeb:
    """Have the HTTP interface read another request than what was sent; ``change`` alters its WSGI environment."""

    def apply(web: WSGIApplication) -> WSGIApplication:
        def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            change(environ)
            return web(environ, start_response)

        return serve

    return apply
