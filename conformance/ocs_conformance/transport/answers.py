"""Tells an adapter's notifications from its answers, and its answers from what nobody asked for."""

from __future__ import annotations

import json
import reprlib

from ocs_conformance.errors import AdapterError
from ocs_conformance.transport.base import Json, cut

__all__ = ["AnswerCheck"]


class AnswerCheck:
    """Knows which request waits for an answer, and the last one that was answered.

    Requests are numbered upwards, one at a time. `name` is how messages call the adapter.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._asked = 0
        self._waiting: int | None = None

    def ask(self, request: Json) -> None:
        """Note that a request goes out."""
        self._asked = self._waiting = request["id"]

    def is_answer(self, message: Json) -> bool:
        """Whether a message answers the request that waits; False for a notification.

        An error without an id is taken for the answer: its sender could not read the request's. Raises AdapterError
        for an answer to nothing that waits, and for what is neither answer nor notification.
        """
        if "method" in message:
            return False
        if "id" not in message:
            raise AdapterError(f"{self._name} sent neither an answer nor a notification: {cut(_shown(message))}")
        identity = message["id"]
        if self._waiting is None or (identity != self._waiting and not _is_unaddressed_error(message)):
            raise AdapterError(f"{self._name} {self._complaint(identity)}: {cut(_shown(message))}")
        self._waiting = None
        return True

    def _complaint(self, identity: object) -> str:
        if isinstance(identity, int) and 1 <= identity <= self._asked and identity != self._waiting:
            return f"answered request {identity} twice"
        return f"answered a request that was never made (id {cut(_shown(identity), 40)})"


def _is_unaddressed_error(message: Json) -> bool:
    return message["id"] is None and "error" in message


def _shown(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return reprlib.repr(value)  # an adapter in this process can hand over what no JSON could hold
