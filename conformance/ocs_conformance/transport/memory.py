"""Carries the adapter protocol to an endpoint object in this process."""

from __future__ import annotations

import importlib
import reprlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

from ocs_conformance.errors import AdapterError, UnreachableError
from ocs_conformance.transport.answers import AnswerCheck
from ocs_conformance.transport.base import Json, WsgiApplication
from ocs_conformance.transport.context import Context

__all__ = ["Endpoint", "MemoryTransport", "connect"]


class Endpoint(Protocol):
    """An adapter as an object: takes one message, returns notifications and then the response.

    It may have an attribute `wsgi`, its HTTP interface. Messages are handed over as they are, so neither side changes
    one after it was given away.
    """

    def handle(self, message: Json) -> list[Json]:
        """Deal with one request."""

    def close(self) -> None:
        """Let go of everything."""


class MemoryTransport:
    """Calls an endpoint; an endpoint that hangs cannot be interrupted, so `seconds` bounds nothing here."""

    def __init__(self, endpoint: Endpoint, name: str) -> None:
        self._endpoint = endpoint
        self._name = name
        self._check = AnswerCheck(name)
        self._open = True

    def __str__(self) -> str:
        return self._name

    @property
    def wsgi(self) -> WsgiApplication | None:
        """The endpoint's HTTP interface, if it has one."""
        application: WsgiApplication | None = getattr(self._endpoint, "wsgi", None)
        return application

    def exchange(self, message: Json | None, seconds: float) -> list[Json]:  # noqa: ARG002 - see the class
        """What the endpoint returns; for None nothing, since an endpoint speaks only when it is spoken to."""
        if message is None:
            return []
        self._check.ask(message)
        try:
            received = self._endpoint.handle(message)
        except Exception as error:
            raise AdapterError(f"{self._name} raised {type(error).__name__}: {error}") from error
        if not isinstance(received, list) or not all(isinstance(each, dict) for each in received):
            raise AdapterError(f"{self._name} returned what is no list of messages: {reprlib.repr(received)}")
        answers = [self._check.is_answer(each) for each in received]
        if not answers or not answers[-1]:
            raise AdapterError(f"{self._name} did not answer {message['method']}")
        return received

    def close(self) -> None:
        """Close the endpoint; as with a process that is ended, no verdict hangs on how it takes it."""
        if self._open:
            self._open = False
            with suppress(Exception):
                self._endpoint.close()


def connect(settings: Mapping[str, Any], context: Context) -> MemoryTransport:  # noqa: ARG001 - the transports' call
    """A transport to what `factory` ("package.module:callable") makes, called with `arguments` by their names.

    Raises UnreachableError where the factory cannot be imported or called.
    """
    factory = settings["factory"]
    name = f"the adapter {factory}"
    try:
        return MemoryTransport(_imported(factory)(**settings.get("arguments", {})), name)
    except Exception as error:
        raise UnreachableError(f"{name} cannot be made: {type(error).__name__}: {error}") from error


def _imported(factory: str) -> Callable[..., Endpoint]:
    module, colon, attribute = factory.partition(":")
    if not colon:
        raise ValueError('a factory is written "package.module:callable"')
    function: Callable[..., Endpoint] = getattr(importlib.import_module(module), attribute)
    return function
