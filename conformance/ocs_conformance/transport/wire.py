"""Carries lines over file descriptors, pipes or sockets, with deadlines and without threads."""

from __future__ import annotations

import os
import selectors
import time
from collections.abc import Callable, Iterable

from ocs_conformance.errors import AdapterError
from ocs_conformance.transport.base import Json
from ocs_conformance.transport.lines import LineDecoder, LineError, encode, shown

__all__ = ["Drain", "Wire"]

CHUNK = 1 << 18


class Drain:
    """Keeps the end of what a process says beside its messages, so that it never blocks on saying it."""

    KEPT = 4096
    LINES = 8
    LONGEST = 800

    def __init__(self, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        self.descriptor = descriptor
        self._tail = b""

    def take(self) -> bool:
        """Read what is there; False at the end of the stream."""
        try:
            data = os.read(self.descriptor, CHUNK)
        except BlockingIOError:
            return True
        self._tail = (self._tail + data)[-self.KEPT :]
        return bool(data)

    def last_words(self) -> str:
        """The last lines in one, for a message; empty where nothing was said.

        What is too long loses its beginning: a traceback says at its end what went wrong.
        """
        lines = [line.strip() for line in self._tail.decode("utf-8", "backslashreplace").splitlines()]
        words = " | ".join([line for line in lines if line][-self.LINES :])
        return words if len(words) <= self.LONGEST else f"…{words[1 - self.LONGEST :]}"


class Wire:
    """One line to an adapter: a descriptor to read from, one to write to, and drains that are emptied along the way.

    `name` is how messages call the adapter; `fate` tells what became of an adapter that has closed its end. The two
    descriptors differ and stay the caller's to close. POSIX only: pipes are waited for as sockets are.
    """

    def __init__(
        self, name: str, reader: int, writer: int, fate: Callable[[], str], drains: Iterable[Drain] = ()
    ) -> None:
        self.name = name
        self._reader, self._writer = reader, writer
        self._fate = fate
        self._drains = list(drains)
        self._decoder = LineDecoder()
        self._unsent = bytearray()
        self._selector = selectors.DefaultSelector()
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)
        self._selector.register(reader, selectors.EVENT_READ, self._read)
        for drain in self._drains:
            self._selector.register(drain.descriptor, selectors.EVENT_READ, drain.take)

    def send(self, message: Json) -> None:
        """Write a message, as far as the other side takes it; the rest follows while messages are awaited."""
        idle = not self._unsent
        self._unsent += encode(message)
        if idle and self._write():
            self._selector.register(self._writer, selectors.EVENT_WRITE, self._write)

    def next_message(self, end: float) -> Json | None:
        """The next message; None where none is whole when the monotonic clock shows `end`.

        Raises AdapterError for a line that is no message, and where the adapter has closed its end.
        """
        late = False
        while (message := self._decoded()) is None:
            remaining = end - time.monotonic()
            if late or not self._serve(max(remaining, 0)):
                return None
            late = remaining <= 0
        return message

    def fault(self, what: str) -> AdapterError:
        """An error that names the adapter, what it did, half a line that it left behind, and its last words."""
        half = self._decoder.half
        left = f", in the middle of a line: {shown(half)}" if half else ""
        words = " | ".join(filter(None, (drain.last_words() for drain in self._drains)))
        return AdapterError(f"{self.name} {what}{left}{f'; it said: {words}' if words else ''}")

    def close(self) -> None:
        """Stop watching the descriptors."""
        self._selector.close()

    def _decoded(self) -> Json | None:
        try:
            return self._decoder.next_message()
        except LineError as error:
            raise AdapterError(f"{self.name} sent {error}") from error

    def _serve(self, seconds: float) -> bool:
        """Wait until descriptors are ready and serve them; False where none became ready in time."""
        ready = self._selector.select(seconds)
        for key, _ in ready:
            if not key.data():
                self._selector.unregister(key.fd)
        return bool(ready)

    def _read(self) -> bool:
        try:
            data = os.read(self._reader, CHUNK)
        except BlockingIOError:
            return True
        except ConnectionError:
            data = b""
        if not data:
            raise self.fault(self._fate())
        self._decoder.feed(data)
        return True

    def _write(self) -> bool:
        """Write on; False when nothing is left to be written."""
        try:
            del self._unsent[: os.write(self._writer, self._unsent)]
        except BlockingIOError:
            return True
        except ConnectionError:
            self._unsent.clear()  # the end of the other side shows itself to whoever reads
        return bool(self._unsent)
