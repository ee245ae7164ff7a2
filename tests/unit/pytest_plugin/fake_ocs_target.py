"""A target of few words: acknowledges ReadyTime, and has agents at whose login the adapter goes wrong."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

Json = dict[str, Any]

CAPABILITIES = ["desktop", "fence"]


class FakeTarget:
    """An endpoint of the adapter protocol; it notes in the folder that FAKE_TARGET_LOG names what happens to it."""

    def __init__(self) -> None:
        _log(f"pid-{os.getpid()}")

    def handle(self, message: Json) -> list[Json]:
        method, params = message["method"], message["params"]
        if method == "agent.login":
            _trouble(params["agent"])
        result = {"initialize": _introduction(), "environment.load": {"identities": {}}}.get(method, {})
        events = [_acknowledge(params)] if method == "desktop.send" else []
        return [*events, {"jsonrpc": "2.0", "id": message["id"], "result": result}]

    def close(self) -> None:
        _log("closed")


def create() -> FakeTarget:
    return FakeTarget()


def _introduction() -> Json:
    return {
        "protocol": 1,
        "adapter": {"name": "fake-adapter", "version": "1"},
        "target": {"vendor": "Example", "name": "Fake OCS", "version": "1"},
        "capabilities": CAPABILITIES,
        "environment": "load",
    }


def _acknowledge(params: Json) -> Json:
    data = {
        "GSW_USER_EVENT": "ReadyTimeAcknowledge",
        "GSW_APPLICATION_ID": params["data"]["GSW_APPLICATION_ID"],
        "GSW_RECORD_HANDLE": params["data"]["GSW_RECORD_HANDLE"],
    }
    return {"jsonrpc": "2.0", "method": "desktop.event", "params": {"agent": params["agent"], "data": data}}


def _trouble(agent: str) -> None:
    if agent == "breaks":
        raise RuntimeError("the line is cut")
    if agent == "kills":
        os._exit(7)
    if agent == "hangs":
        _log("hanging")
        time.sleep(60)


def _log(name: str) -> None:
    folder = os.environ.get("FAKE_TARGET_LOG")
    if folder:
        Path(folder, name).touch()
