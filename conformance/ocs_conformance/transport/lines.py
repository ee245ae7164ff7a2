"""The adapter protocol's lines: messages to bytes and bytes to messages, without any I/O."""

from __future__ import annotations

import json
from typing import NoReturn

from ocs_conformance.transport.base import Json, cut

__all__ = ["LINE_LIMIT", "LineDecoder", "LineError", "encode", "shown"]

LINE_LIMIT = 16 * 1024 * 1024
"""The most bytes that a line may have, its end not counted."""


class LineError(ValueError):
    """A line that is no message; the text says what is wrong with it and shows its beginning."""


def encode(message: Json) -> bytes:
    """A message as a line; only ASCII, so that no text needs care on the way."""
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"


class LineDecoder:
    """Gathers bytes as they come and gives back the messages whose lines are whole."""

    def __init__(self, limit: int = LINE_LIMIT) -> None:
        self._buffer = bytearray()
        self._limit = limit
        self._searched = 0

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        self._buffer += data

    @property
    def half(self) -> bytes:
        """What has come of a line that has no end yet."""
        return bytes(self._buffer)

    def next_message(self) -> Json | None:
        """The next message; None where no line is whole.

        Raises LineError for a line that is no JSON object in UTF-8, or is too long.
        """
        end = self._buffer.find(b"\n", self._searched)
        if (len(self._buffer) if end < 0 else end) > self._limit:
            raise LineError(f"a line of more than {self._limit} bytes: {shown(self._buffer[:400])}")
        if end < 0:
            self._searched = len(self._buffer)
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        self._searched = 0
        return _message(line)


def _message(line: bytes) -> Json:
    try:
        value = _DECODER.decode(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise LineError(f"a line that is not UTF-8: {shown(line)}") from None
    except (ValueError, RecursionError):
        raise LineError(f"a line that is not JSON: {shown(line)}") from None
    if not isinstance(value, dict):
        raise LineError(f"a line that is not a JSON object: {shown(line)}")
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)


def shown(data: bytes | bytearray) -> str:
    """The beginning of some bytes, as text between quotes."""
    return repr(cut(data[:1000].decode("utf-8", "backslashreplace").rstrip("\r\n")))
