"""Posts to a web server, one after another, by a thread of their own: a slow or dead server holds nothing up.

Source: desktop, Campaign Group Status Notification from OCS to Web or Application Server.
"""

import json
from contextlib import suppress
from queue import SimpleQueue
from threading import Condition, Thread
from urllib.request import Request, urlopen

from ocs_reference.core.values import Data

_LIMIT = 5.0


class Posts:
    """What waits to be posted to ``address``; where there is none, nothing is posted.

    A post that fails is not repeated.
    """

    def __init__(self) -> None:
        self.address: str | None = None
        self._waiting: SimpleQueue[tuple[str, Data]] = SimpleQueue()
        self._under_way = 0
        self._done = Condition()
        self._thread: Thread | None = None

    def send(self, body: Data) -> None:
        """Post an object, as soon as those before it have been posted."""
        if self.address is None:
            return
        if self._thread is None:
            self._thread = Thread(target=self._work, daemon=True)
            self._thread.start()
        with self._done:
            self._under_way += 1
        self._waiting.put((self.address, body))

    def settle(self) -> None:
        """Wait until everything has been posted; a server that does not answer is waited for a few seconds."""
        with self._done:
            self._done.wait_for(lambda: self._under_way == 0)

    def _work(self) -> None:
        while True:
            address, body = self._waiting.get()
            _post(address, body)
            with self._done:
                self._under_way -= 1
                self._done.notify_all()


def _post(address: str, body: Data) -> None:
    headers = {"Content-Type": "application/json"}
    request = Request(address, json.dumps(body).encode(), headers, method="POST")  # noqa: S310 - configured
    with suppress(OSError, ValueError), urlopen(request, timeout=_LIMIT):  # noqa: S310 - the same
        pass
