"""Mistakes with the keys of requests, one for each key of the tables: not asked for, of any type, not understood.

Requests that an OCS with such a mistake should refuse are acknowledged and come to nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ocs_reference.core.context import Context, Policies, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.messages import Reply
from ocs_reference.core.requests import CALLING_LIST, CAMPAIGN_NAME, HANDLE, KEYS, PHONE, Handler, RequestSpec
from ocs_reference.core.tables import REQUESTS, RESOURCES
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import ChangePolicies, Defect

_ACKNOWLEDGES = {
    "ChainedRecordRequest": "ChainedRecordsDataEnd",
    "Logout": "LogOutAcknowledge",
    "PreviewRecordRequest": "PreviewRecord",
}
_HTTP_GROUPS = {("lists", "AddRecord"): "http.lists.mandatory-keys"}
_TOPICS = {"RequestRecordCancel": "cancel", "DoNotCall": "do-not-call"}

# What names the record of such a request; a customer id may be a number in the list, so that one is no mistake.
_TYPED = (HANDLE, CAMPAIGN_NAME, CALLING_LIST, PHONE)


def _kebab(name: str) -> str:
    return re.sub(r"_|(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


@dataclass(frozen=True)
class _Blind(RequestSpec):
    """A request whose ``key`` is not checked: what is wrong there is acknowledged without effect."""

    key: str = ""
    missing: bool = False

    def check(self, data: Data) -> None:
        """Check everything but the key."""
        if not self._is_wrong(data):
            super().check(data)

    def _is_wrong(self, data: Data) -> bool:
        return self.key not in data if self.missing else self.key in data and not KEYS[self.key].fits(data[self.key])

    def answer(self, context: Context, request: Request) -> Result:
        """Acknowledge what should have been refused."""
        if self._is_wrong(request.data):
            return [Reply(_ACKNOWLEDGES.get(self.name, f"{self.name.removeprefix('Request')}Acknowledge"), {})]
        return self.handler(context, request)


def _blind(spec: RequestSpec, key: str, *, missing: bool) -> RequestSpec:
    fields = {name: getattr(spec, name) for name in RequestSpec.__dataclass_fields__}
    blind = _Blind(**fields, key=key, missing=missing)
    return replace(blind, handler=_Blind(**fields, key=key, missing=missing).answer)


def _refusing(spec: RequestSpec, key: str) -> RequestSpec:
    handler: Handler = spec.handler

    def refuse(context: Context, request: Request) -> Result:
        if key in request.data:
            raise RefusalError(101, key)
        return handler(context, request)

    return replace(spec, handler=refuse)


def _on_desktop(name: str, spec: RequestSpec) -> ChangePolicies:
    return lambda policies: replace(policies, requests={**policies.requests, name: spec})


def _over_http(resource: tuple[str, str], spec: RequestSpec) -> ChangePolicies:
    def apply(policies: Policies) -> Policies:
        changed = replace(policies.resources[resource], request=spec)
        return replace(policies, resources={**policies.resources, resource: changed})

    return apply


def _of_desktop() -> Iterator[Defect]:
    for spec in REQUESTS.values():
        yield from _of_required(spec)
        yield from _of_conditional(spec)
        yield from _of_optional(spec)


def _row(spec: RequestSpec, key: str) -> str:
    return f"desktop.{_kebab(spec.name)}.attached-data.{_kebab(key)}"


def _of_required(spec: RequestSpec) -> Iterator[Defect]:
    for key in spec.required:
        row = _row(spec, key)
        yield _not_asked_for(spec, key, row, f"{spec.name} without {key} is acknowledged")
        yield _of_any_type(spec, key, f"{row}.type")


def _of_conditional(spec: RequestSpec) -> Iterator[Defect]:
    """Yield those of keys that are mandatory beside others: they have one row, that the request may carry them."""
    for key in spec.with_handle:
        row = f"desktop.{_TOPICS[spec.name]}.handle-needs-names"
        yield _not_asked_for(spec, key, row, f"{spec.name} with a handle and without {key} is acknowledged")
    for key in _TYPED if spec.with_handle else ():
        yield _of_any_type(spec, key, _row(spec, key))


def _of_optional(spec: RequestSpec) -> Iterator[Defect]:
    for key in dict.fromkeys((*spec.optional, *spec.one_of)):
        yield Defect(
            f"keys.{_kebab(spec.name)}.{_kebab(key)}.not-understood",
            _row(spec, key),
            f"{spec.name} with {key} is refused",
            _on_desktop(spec.name, _refusing(spec, key)),
        )


def _not_asked_for(spec: RequestSpec, key: str, row: str, title: str) -> Defect:
    name = f"keys.{_kebab(spec.name)}.{_kebab(key)}.not-asked-for"
    return Defect(name, row, title, _on_desktop(spec.name, _blind(spec, key, missing=True)))


def _of_any_type(spec: RequestSpec, key: str, row: str) -> Defect:
    return Defect(
        f"keys.{_kebab(spec.name)}.{_kebab(key)}.of-any-type",
        row,
        f"{spec.name} with a {key} of any type is acknowledged",
        _on_desktop(spec.name, _blind(spec, key, missing=False)),
    )


def _of_http() -> Iterator[Defect]:
    for resource, group in _HTTP_GROUPS.items():
        spec = RESOURCES[resource]
        for key in (key for key in spec.request.required if key != spec.key):
            yield Defect(
                f"keys.http.{resource[0]}.{_kebab(key)}.not-asked-for",
                f"{group}.{_kebab(key)}",
                f"{resource[1]} over HTTP without {key} is answered with success",
                _over_http(resource, _blind(spec.request, key, missing=True)),
            )


DEFECTS = (*_of_desktop(), *_of_http())
