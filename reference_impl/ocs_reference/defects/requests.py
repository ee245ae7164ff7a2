"""Mistakes in how requests are read, checked, refused and carried out, on the desktop and over HTTP alike."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ocs_reference.core.context import Context, Policies, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.messages import DesktopRequest, Input, Reply, ResourceRequest
from ocs_reference.core.requests import Handler, RequestSpec
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import ChangePolicies

Wrapper = Callable[[Handler, Context, Request], Result]
Condition = Callable[[Context, Request], bool]


def _any_request(_context: Context, _request: Request) -> bool:
    return True


def respecified(names: str | Sequence[str], change: Callable[[RequestSpec], RequestSpec]) -> ChangePolicies:
    """Change the rows of these requests in the tables of both interfaces; ``*`` stands for all of them."""
    wanted = [names] if isinstance(names, str) else names

    def meant(spec: RequestSpec) -> RequestSpec:
        return change(spec) if "*" in wanted or spec.name in wanted else spec

    def apply(policies: Policies) -> Policies:
        requests = {name: meant(spec) for name, spec in policies.requests.items()}
        resources = {
            key: replace(resource, request=meant(resource.request)) for key, resource in policies.resources.items()
        }
        return replace(policies, requests=requests, resources=resources)

    return apply


def over_http(resource: str, change: ChangePolicies) -> ChangePolicies:
    """Make a change of requests for the resources of one type alone; the desktop's requests stay as they are."""

    def apply(policies: Policies) -> Policies:
        changed = change(policies).resources
        resources = {key: changed[key] if key[0] == resource else sound for key, sound in policies.resources.items()}
        return replace(policies, resources=resources)

    return apply


def handled(names: str | Sequence[str], wrapper: Wrapper) -> ChangePolicies:
    """Lay ``wrapper`` around the handlers of these requests: it gets the handler, the context and the request."""

    def change(spec: RequestSpec) -> RequestSpec:
        handler = spec.handler
        return replace(spec, handler=lambda context, request: wrapper(handler, context, request))

    return respecified(names, change)


def with_data(names: str | Sequence[str], change: Callable[[Context, Data], Data]) -> ChangePolicies:
    """Have these requests carried out with other data than were sent, once they have been checked."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        return handler(context, replace(request, data=change(context, dict(request.data))))

    return handled(names, wrapper)


def without_keys(names: str | Sequence[str], *keys: str) -> ChangePolicies:
    """Have these requests ignore keys that they should heed."""
    return with_data(names, lambda _context, data: {key: value for key, value in data.items() if key not in keys})


def with_default(names: str | Sequence[str], key: str, value: Any) -> ChangePolicies:
    """Give a key that a request leaves out another default."""
    return with_data(names, lambda _context, data: {key: value, **data})


def not_required(names: str | Sequence[str], *keys: str, default: Any = None) -> ChangePolicies:
    """Carry these requests out although mandatory keys are missing; ``default`` is taken for them where it is given."""

    def change(spec: RequestSpec) -> RequestSpec:
        left = tuple(key for key in spec.required if key not in keys)
        optional = (*spec.optional, *(key for key in keys if key in spec.required))
        return replace(spec, required=left, optional=optional, with_handle=(), one_of=())

    if default is None:
        return respecified(names, change)
    fill = with_data(names, lambda _context, data: {**dict.fromkeys(keys, default), **data})
    return lambda policies: fill(respecified(names, change)(policies))


def in_context(names: str | Sequence[str], change: Callable[[Context, Request], Context]) -> ChangePolicies:
    """Have these requests carried out in another context: with another store, or other policies."""
    return handled(names, lambda handler, context, request: handler(change(context, request), request))


def with_result(names: str | Sequence[str], change: Callable[[Context, Request, Result], Result]) -> ChangePolicies:
    """Change what the handlers of these requests return: the reply, and events for other desktops."""
    return handled(names, lambda handler, context, request: change(context, request, handler(context, request)))


def refused(names: str | Sequence[str], number: int, when: Condition = _any_request) -> ChangePolicies:
    """Refuse these requests with an error where they should be carried out."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        if when(context, request):
            raise RefusalError(number)
        return handler(context, request)

    return handled(names, wrapper)


def acknowledged(
    names: str | Sequence[str],
    numbers: Sequence[int],
    reply: str,
    keys: Sequence[str] = (),
) -> ChangePolicies:
    """Acknowledge these requests, with the keys of the request, where their handlers refuse them with such an error."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        try:
            return handler(context, request)
        except RefusalError as refusal:
            if refusal.number not in numbers:
                raise
            return [Reply(reply, {key: request.data[key] for key in keys if key in request.data})]

    return handled(names, wrapper)


def unanswered(names: str | Sequence[str], numbers: Sequence[int]) -> ChangePolicies:
    """Send nothing where the handlers of these requests refuse them with one of ``numbers``."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        try:
            return handler(context, request)
        except RefusalError as refusal:
            if refusal.number not in numbers:
                raise
            return []

    return handled(names, wrapper)


def renumbered(names: str | Sequence[str], numbers: Sequence[int], wrong: int) -> ChangePolicies:
    """Refuse these requests with a wrong number where their handlers have one of ``numbers``."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        try:
            return handler(context, request)
        except RefusalError as refusal:
            if refusal.number not in numbers:
                raise
            raise RefusalError(wrong, refusal.about) from refusal

    return handled(names, wrapper)


def errors(change: Callable[[Request, Data], Data]) -> ChangePolicies:
    """Change the data of every error event; those of the envelope's own checks, too."""

    def apply(policies: Policies) -> Policies:
        sound = policies.error_data
        return replace(
            policies,
            error_data=lambda context, spec, request, refusal: change(
                request, dict(sound(context, spec, request, refusal))
            ),
        )

    return apply


def misnumbered(names: str | Sequence[str], numbers: Sequence[int], wrong: int) -> ChangePolicies:
    """Send error events with a wrong number, whoever refused; ``*`` stands for all requests."""
    wanted = [names] if isinstance(names, str) else names

    def change(request: Request, data: Data) -> Data:
        meant = ("*" in wanted or request.name in wanted) and data["GSW_ERROR_NUMBER"] in numbers
        return {**data, "GSW_ERROR_NUMBER": wrong} if meant else data

    return errors(change)


def received(change: Callable[[Context, Input], Input]) -> ChangePolicies:
    """Have the OCS take something else than what was sent, ahead of every check."""

    def apply(policies: Policies) -> Policies:
        sound = policies.receive
        return replace(policies, receive=lambda context, message: change(context, sound(context, message)))

    return apply


def sent_data(names: str | Sequence[str], change: Callable[[Data], Data]) -> ChangePolicies:
    """Have the desktop requests of these names read as other data, ahead of every check; ``*`` stands for all."""
    wanted = [names] if isinstance(names, str) else names

    def apply(_context: Context, message: Input) -> Input:
        if isinstance(message, DesktopRequest):
            name = message.data.get("GSW_AGENT_REQ_TYPE")
            if "*" in wanted or name in wanted:
                return replace(message, data=change(dict(message.data)))
        return message

    return received(apply)


def resource_request(change: Callable[[ResourceRequest], ResourceRequest]) -> ChangePolicies:
    """Have requests of the HTTP interface read as others, ahead of every check."""
    return received(lambda _context, message: change(message) if isinstance(message, ResourceRequest) else message)
