"""Targets that do nothing useful: each speaks the adapter protocol well, and stands for an OCS that is none.

In memory they are factories (`null_targets:silent`); `python null_targets.py silent` is the same on stdio.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

Json = dict[str, Any]
Answer = Callable[[Json], list[Json]]

CAPABILITIES = ["desktop", "http", "rows", "telephony", "clock", "fault.database", "fence"]


class NullTarget:
    """Takes every request; `answer` makes the events that follow a desktop request, `status` every HTTP response.

    Rows are those of the environment, and never change.
    """

    def __init__(self, answer: Answer, status: int = 200, *, refuses: int = 0, dies: bool = False) -> None:
        self._answer = answer
        self._status = status
        self._refuses = refuses
        self._dies = dies
        self._lists: Json = {}

    def handle(self, message: Json) -> list[Json]:
        method, params = message["method"], message["params"]
        if method == "initialize":
            return [self._result(message, _introduction())]
        if self._dies:
            raise ConnectionError("the line is dropped")
        if self._refuses:
            error = {"code": self._refuses, "message": "refused"}
            return [{"jsonrpc": "2.0", "id": message["id"], "error": error}]
        if method == "environment.load":
            self._lists = params["environment"]["lists"]
        return [*self._events(method, params), self._result(message, self._content(method, params))]

    def _events(self, method: str, params: Json) -> list[Json]:
        if method != "desktop.send":
            return []
        events = self._answer(params["data"])
        return [
            {"jsonrpc": "2.0", "method": "desktop.event", "params": {"agent": params["agent"], "data": data}}
            for data in events
        ]

    def _content(self, method: str, params: Json) -> Json:
        if method == "environment.load":
            return {"identities": {}}
        if method == "telephony.deliver":
            return {"data": {}}
        return {"rows": self._rows(params)} if method == "database.rows" else {}

    def _rows(self, params: Json) -> list[Json]:
        rows = self._lists[params["list"]]["records"].values() if "list" in params else []
        return [row for row in rows if all(row.get(key) == value for key, value in params["where"].items())]

    def _result(self, message: Json, result: Json) -> Json:
        return {"jsonrpc": "2.0", "id": message["id"], "result": result}

    def wsgi(self, environ: Json, start_response: Callable[..., Any]) -> Iterable[bytes]:
        return constant_http(self._status)(environ, start_response)

    def close(self) -> None:
        pass


def constant_http(status: int, *, echo: bool = False) -> Callable[[Json, Callable[..., Any]], Iterable[bytes]]:
    """A web server with one answer to everything; as an echo it sends each body back."""

    def application(environ: Json, start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) if echo else b""
        headers = [("Server", "OCS/8.1"), ("Warning", "109"), ("Content-Length", str(len(body)))]
        start_response(f"{status} Constant", headers)
        return [body]

    return application


def _introduction() -> Json:
    version = {"name": "null", "version": "1"}
    target = {"vendor": "nobody", **version}
    return {
        "protocol": 1,
        "adapter": version,
        "target": target,
        "capabilities": CAPABILITIES,
        "environment": "load",
    }


def _common(data: Json) -> Json:
    return {key: data[key] for key in ("GSW_APPLICATION_ID", "GSW_REFERENCE_ID") if key in data}


def _error(number: int, data: Json) -> list[Json]:
    return [{"GSW_USER_EVENT": "Error", "GSW_ERROR": "Error", "GSW_ERROR_NUMBER": number, **_common(data)}]


def _success(data: Json) -> list[Json]:
    return [{"GSW_USER_EVENT": f"{data.get('GSW_AGENT_REQ_TYPE')}Acknowledge", **_common(data)}]


def _echo(data: Json) -> list[Json]:
    return [{**data, "GSW_USER_EVENT": f"{data.get('GSW_AGENT_REQ_TYPE')}Acknowledge"}]


KINDS: dict[str, Callable[[], NullTarget]] = {
    "silent": partial(NullTarget, lambda _: []),
    "refusing": partial(NullTarget, lambda _: [], refuses=-32003),
    "unsupporting": partial(NullTarget, lambda _: [], refuses=-32001),
    "always_success": partial(NullTarget, _success),
    "echo": partial(NullTarget, _echo),
    "dropping": partial(NullTarget, lambda _: [], dies=True),
    **{f"always_{n}": partial(NullTarget, partial(_error, n), status=400) for n in range(101, 121)},
}


def __getattr__(name: str) -> Callable[[], NullTarget]:
    if name not in KINDS:
        raise AttributeError(name)
    return KINDS[name]


def main() -> None:
    target = KINDS[sys.argv[1]]()
    for line in sys.stdin:
        for message in target.handle(json.loads(line)):
            sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
