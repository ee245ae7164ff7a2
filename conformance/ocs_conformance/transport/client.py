"""The suite's side of the adapter protocol: numbers requests, checks every message, gathers events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ocs_conformance import __version__, resources
from ocs_conformance.errors import AdapterError, CaseError, RefusedError, SuiteError
from ocs_conformance.transport.base import Json, Transport, cut

if TYPE_CHECKING:
    import jsonschema_rs

__all__ = ["AdapterClient", "Introduction"]

PROTOCOL = 1
_EVENTS = {"desktop.event": ("desktop", "agent"), "commdn.event": ("commdn", "application")}
SHUTDOWN_LIMIT = 1.0


@dataclass(frozen=True, slots=True)
class Introduction:
    """What an adapter tells of itself and of its target.

    `adapter` is its name and version; `environment` is load, reset or standing; `http` and `secure_http` are the
    addresses of the HTTP interface, `gateway` that of a web gateway, where the adapter knows them.
    """

    adapter: str
    vendor: str
    name: str
    version: str
    capabilities: frozenset[str]
    environment: str
    http: str | None = None
    secure_http: str | None = None
    gateway: str | None = None


class AdapterClient:
    """Speaks to one adapter; answers may take `answer_limit` seconds.

    Messages that break their schemas are never handed on. Once an AdapterError other than RefusedError was raised,
    only `close` is of use.
    """

    def __init__(self, transport: Transport, answer_limit: float) -> None:
        self._transport = transport
        self._limit = answer_limit
        self._id = 0
        self._events: list[Json] = []
        self._broken = False

    def initialize(self, seconds: float | None = None) -> Introduction:
        """Open the conversation; `seconds` stands in for the answer limit, for an adapter that is just starting."""
        suite = {"name": "ocs-conformance", "version": __version__}
        limit = self._limit if seconds is None else seconds
        return _introduction(self._ask("initialize", {"protocol": PROTOCOL, "suite": suite}, limit))

    def call(self, method: str, params: Json) -> Json:
        """Ask for something and return the result.

        Raises CaseError for a request that the protocol does not allow, RefusedError for an answer that is an error,
        AdapterError for everything that is the adapter's fault.
        """
        return self._ask(method, params, self._limit)

    def take_events(self) -> list[Json]:
        """Every event since the last call, in order: the observer under `agent`, its `interface`, and the `data`."""
        events, self._events = self._events, []
        return events

    def wait(self, seconds: float) -> None:
        """Gather notifications until one has arrived or the time is over; for adapters without a fence."""
        self._receive(None, seconds)

    def close(self) -> None:
        """Say good-bye where the adapter still listens, and end the line."""
        try:
            if not self._broken:
                self._ask("shutdown", {}, min(self._limit, SHUTDOWN_LIMIT))
        except SuiteError:
            self._broken = True  # it goes away in any case; there is nobody left to tell
        finally:
            self._transport.close()

    def _ask(self, method: str, params: Json, seconds: float) -> Json:
        self._id += 1
        request = {"jsonrpc": "2.0", "id": self._id, "method": method, "params": params}
        is_request, is_response = _checks(method)
        if not _fits(is_request, request):
            raise CaseError(f"{method} cannot be asked for: {_fault(f'{method}.request', request)}")
        response = self._receive(request, seconds)[-1]
        if _fits(is_response, response):
            result: Json = response["result"]
            return result
        raise self._refusal(method, response)

    def _receive(self, request: Json | None, seconds: float) -> list[Json]:
        try:
            received = self._transport.exchange(request, seconds)
            for message in received[:-1] if request else received:
                self._take(message)
        except AdapterError:
            self._broken = True
            raise
        return received

    def _take(self, notification: Json) -> None:
        method = notification.get("method")
        interface, observer = _EVENTS.get(method if isinstance(method, str) else "", _EVENTS["desktop.event"])
        if not _fits(_validator(f"{interface}.event").is_valid, notification):
            fault = _fault(f"{interface}.event", notification)
            raise AdapterError(f"{self._transport} sent a notification that the protocol does not have: {fault}")
        params = notification["params"]
        self._events.append({"agent": params[observer], "interface": interface, "data": params["data"]})

    def _refusal(self, method: str, response: Json) -> AdapterError:
        if _fits(_validator("error").is_valid, response):
            return RefusedError(method, response["error"]["code"], response["error"]["message"])
        self._broken = True
        fault = _fault("error" if "error" in response else f"{method}.response", response)
        return AdapterError(f"{self._transport} gave a malformed answer to {method}: {fault}")


def _introduction(result: Json) -> Introduction:
    adapter, target, http = result["adapter"], result["target"], result.get("http", {})
    return Introduction(
        adapter=f"{adapter['name']} {adapter['version']}",
        vendor=target["vendor"],
        name=target["name"],
        version=target["version"],
        capabilities=frozenset(result["capabilities"]),
        environment=result["environment"],
        http=http.get("url"),
        secure_http=http.get("secure_url"),
        gateway=http.get("gateway_url"),
    )


@cache
def _validator(message: str) -> jsonschema_rs.Draft202012Validator:
    """The compiled schema of a message, by its file's name, kept for the life of the process."""
    import jsonschema_rs  # noqa: PLC0415 - needed only by whoever speaks to an adapter

    return jsonschema_rs.Draft202012Validator(resources.schema_text(f"suite/adapter/{message}.schema.json"))


@cache
def _checks(method: str) -> tuple[Callable[[Json], bool], Callable[[Json], bool]]:
    """Whether a message is a request, and whether it is a response, of a method of the protocol."""
    try:
        return _validator(f"{method}.request").is_valid, _validator(f"{method}.response").is_valid
    except FileNotFoundError:
        raise CaseError(f"the adapter protocol has no method {method!r}") from None


def _fits(is_valid: Callable[[Json], bool], message: Json) -> bool:
    """Whether a message fits; an adapter in this process, or a case, can hand over what no JSON could hold."""
    try:
        return is_valid(message)
    except ValueError:
        return False


def _fault(message: str, value: Json) -> str:
    """What breaks the schema of a message, and where in it."""
    try:
        error = next(_validator(message).iter_errors(value))
    except ValueError as unfit:
        return f"it is no JSON: {unfit}"
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path)
    return f"{place.removeprefix('.') or 'the message'}: {cut(error.message)}"
