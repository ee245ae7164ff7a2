"""Mistakes with the pairs in the body of HTTP requests, one by one: not asked for, of any type, not understood.

Requests that an OCS with such a mistake should refuse are answered with success and come to nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.requests import KEYS, Handler, RequestSpec
from ocs_reference.defects.defect import ChangePolicies, both
from ocs_reference.defects.requests import Wrapper, handled, over_http, refused, respecified

Names = str | Sequence[str]


def not_asked_for(resource: str, names: Names, key: str) -> ChangePolicies:
    """Answer HTTP requests without a mandatory key with success."""

    def answer(handler: Handler, context: Context, request: Request) -> Result:
        return handler(context, request) if key in request.data else []

    return _changed(
        resource, names, answer, lambda spec: replace(_unchecked(spec, key), optional=(*spec.optional, key))
    )


def of_any_type(resource: str, names: Names, key: str) -> ChangePolicies:
    """Answer HTTP requests with a value that its key cannot have with success."""

    def answer(handler: Handler, context: Context, request: Request) -> Result:
        if key not in request.data:
            raise RefusalError(102, key)
        return handler(context, request) if KEYS[key].fits(request.data[key]) else []

    return _changed(resource, names, answer, lambda spec: _unchecked(spec, key))


def not_understood(resource: str, names: Names, key: str) -> ChangePolicies:
    """Refuse HTTP requests that have a key which they may have."""
    return over_http(resource, refused(names, 101, lambda _context, request: key in request.data))


def _unchecked(spec: RequestSpec, key: str) -> RequestSpec:
    """Take a key out of both columns of the table: what is known of a record may be mandatory for a new one."""
    required, optional = (tuple(other for other in keys if other != key) for keys in (spec.required, spec.optional))
    return replace(spec, required=required, optional=optional)


def _changed(
    resource: str, names: Names, answer: Wrapper, change: Callable[[RequestSpec], RequestSpec]
) -> ChangePolicies:
    return over_http(resource, both(respecified(names, change), handled(names, answer)))
