"""A small web server for what a target posts: states of campaign groups.

It listens on the loopback interface. Each post becomes an event at the observer `web-server`.
"""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from ocs_conformance.transport.base import Json

__all__ = ["OBSERVER", "WebServer"]

OBSERVER = "web-server"
_LONGEST = 1 << 20


class WebServer:
    """Takes posts from the moment on at which it is made; `is_down` has it refuse each with 503, and note it."""

    def __init__(self) -> None:
        self.is_down = False
        self._lock = Lock()
        self._posts: list[Json] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where posts are to go."""
        return f"http://127.0.0.1:{self._server.server_port}/campaigngroups/state"

    def take(self) -> list[Json]:
        """Every post since the last call, in order, each as an event."""
        with self._lock:
            posts, self._posts = self._posts, []
        return posts

    def note(self, data: Any) -> None:
        """Keep what was posted; what is no JSON object stands under `body`."""
        body = data if isinstance(data, dict) else {"body": data}
        with self._lock:
            self._posts.append({"agent": OBSERVER, "interface": "web", "data": body})

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


def _handler(server: WebServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "0")
            text = self.rfile.read(min(int(length), _LONGEST) if length.isdigit() else 0).decode("utf-8", "replace")
            server.note(_read(text))
            self.send_response(503 if server.is_down else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Keep quiet: the run records what came."""

    return Handler


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
