"""Mistakes of an HTTP server with connections; without a network there are none, and nothing happens."""

import errno
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from ocs_reference.core.context import Context
from ocs_reference.core.messages import Input
from ocs_reference.defects.defect import ChangePolicies, ChangeWeb
from ocs_reference.defects.outputs import Headers, Outputs, sent

_CLOSE = ("Connection", "close")


def closing(when: Callable[[WSGIEnvironment, int], bool], after: int = 1) -> ChangeWeb:
    """Close a connection behind responses for which ``when`` holds, where it had ``after`` of them or more."""

    def apply(web: WSGIApplication) -> WSGIApplication:
        seen: Counter[str] = Counter()

        def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            def start(line: str, headers: Headers, *more: Any) -> Any:
                if when(environ, int(line.partition(" ")[0])):
                    seen[_client(environ)] += 1
                closes = seen[_client(environ)] >= after
                return start_response(line, [*headers, _CLOSE] if closes else headers, *more)

            return web(environ, start)

        return serve

    return apply


def closing_others() -> ChangeWeb:
    """Close a connection, instead of an answer, once another one was opened behind it."""

    def apply(web: WSGIApplication) -> WSGIApplication:
        known: list[str] = []

        def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            client = _client(environ)
            if client in known[:-1]:
                raise _lost()
            known.extend([client] if client not in known else [])
            return web(environ, start_response)

        return serve

    return apply


def closing_idle(seconds: int) -> tuple[ChangePolicies, ChangeWeb]:
    """Close a connection, instead of an answer, on which nothing was asked for so long by the clock of the OCS."""
    now = [0]
    last: dict[str, int] = {}

    def tell_time(context: Context, _message: Input, outputs: Outputs) -> Outputs:
        now[0] = context.now
        return outputs

    def apply(web: WSGIApplication) -> WSGIApplication:
        def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            client = _client(environ)
            if client in last and now[0] - last[client] >= seconds:
                raise _lost()
            try:
                return web(environ, start_response)
            finally:
                last[client] = now[0]

        return serve

    return sent(tell_time), apply


def _client(environ: WSGIEnvironment) -> str:
    return str(environ.get("REMOTE_PORT", ""))


def _lost() -> OSError:
    return ConnectionAbortedError(errno.ECONNABORTED, "the connection is closed")
