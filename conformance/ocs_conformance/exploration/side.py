"""One of the two targets of an exploration: carries actions out, and says what came of them without its own numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ocs_conformance import messages
from ocs_conformance.errors import HttpError, RefusedError, UsageError
from ocs_conformance.exploration.actions import HANDLE, LATE, Stage
from ocs_conformance.model import TargetProfile
from ocs_conformance.transport.base import HttpRequest
from ocs_conformance.transport.connect import connect

__all__ = ["Observation", "Side"]

Json = dict[str, Any]
Observation = dict[str, Any]
_NO_SUCH_HANDLE = 987654321
_COLUMNS = ("contact_info", "chain_id", "chain_n", "record_type", "record_status", "call_result", "attempt", "agent_id")


class Side:
    """A target with an environment.

    `said` is its conversation since the last `begin`, as plain data; `performed` are the actions since then, with
    agents and values put in and handles as the numbers of their first appearance.
    """

    def __init__(self, profile: TargetProfile, environment: Mapping[str, Any], stage: Stage) -> None:
        self._connection = connect(profile, 1.0)
        self._environment = environment
        self._stage = stage
        self._handles: list[int] = []
        self._facts: list[tuple[str, Json]] = []
        self.said: list[Json] = []
        self.performed: list[Json] = []
        lacking = {"desktop", "fence", "rows"} - self._connection.introduction.capabilities
        if lacking:
            self.close()
            raise UsageError(f"target {profile.name} cannot be explored; it lacks: {', '.join(sorted(lacking))}")
        self._call("environment.load", {"environment": dict(environment)})

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def begin(self) -> list[Observation]:
        """Begin a sequence: everything restored, the agents of the stage logged in; what they were told."""
        self._handles, self._facts, self.said, self.performed = [], [], [], []
        self._call("environment.reset", {})
        self._connection.adapter.take_events()
        return [self.perform({"do": "login", "agent": agent}) for agent in self._stage.agents]

    def perform(self, action: Json) -> Observation:
        """Carry one action out; what came of it, with each handle as the number of its first appearance."""
        self.performed.append(self._spelled_out(action))
        match action["do"]:
            case "login" | "logout":
                result = self._call(f"agent.{action['do']}", {"agent": action["agent"]})
            case "send":
                result = self._call("desktop.send", {"agent": self.agent(action), "data": self.data(action)})
            case "call":
                params = {key: action[key] for key in ("list", "record", "agent")}
                result = self._call("telephony.deliver", params)
            case "clock":
                result = self._call("clock.advance", {"seconds": action["seconds"]})
            case _:
                result = self._request(action)
        self._call("fence", {})
        events = self._connection.adapter.take_events()
        self.said += [{"event": event["data"], "at": event["agent"]} for event in events]
        heard: dict[str, list[Json]] = {}
        for event in events:
            heard.setdefault(event["agent"], []).append(self._numbered(event["data"], event["agent"]))
        return {**result, "events": heard}

    def end(self) -> Observation:
        """The rows of the lists and of the Do Not Call lists at the end of a sequence."""
        lists = {name: self._rows({"list": name}) for name in self._stage.lists}
        forbidden = {
            name: sorted(f"{row['phone']}/{row['customer_id']}" for row in self._all_rows({"do_not_call": name}))
            for name in self._environment["tenants"]
        }
        return {"rows": lists, "do_not_call": forbidden}

    def agent(self, action: Json) -> str:
        """The agent of an action, who may be the one that got a record."""
        agent = action["agent"]
        if isinstance(agent, dict):
            number = self._number(agent["of"])
            return self._stage.agents[0] if number is None else self._facts[number][0]
        return str(agent)

    def _spelled_out(self, action: Json) -> Json:
        """An action with agents and values put in; a handle is the number of its first appearance, if it has one."""
        spelled = dict(action)
        if "agent" in action:
            spelled["agent"] = self.agent(action)
        if action["do"] == "send":
            spelled["data"] = {key: self._shown(value) for key, value in self.data(action).items()}
        if "identifier" in action:
            spelled["identifier"] = self._shown(self._own(action["identifier"]))
        return spelled

    def _shown(self, value: Any) -> Any:
        known = isinstance(value, int) and value in self._handles
        return {"handle": self._handles.index(value)} if known else value

    def _number(self, number: int) -> int | None:
        """The handle that is meant, counted round; None where there is none."""
        return None if number == LATE or not self._handles else number % len(self._handles)

    def data(self, action: Json) -> Json:
        """The user data of a request as this target gets them."""
        own = {key: self._own(value, key) for key, value in action["data"].items()}
        body = {"message": action["message"], "data": {key: value for key, value in own.items() if value is not None}}
        data = messages.request_data(body, self._environment["application_id"])
        spoiled = action["spoiled"]
        if "omit" in spoiled:
            data.pop(spoiled["omit"], None)
        if "retype" in spoiled and spoiled["retype"] in data:
            value = data[spoiled["retype"]]
            data[spoiled["retype"]] = "not-a-number" if isinstance(value, int) else 7
        return data

    def _own(self, value: Any, key: str = "") -> Any:
        """A value in this target's own numbers; None where the record that it comes from is not there."""
        if not isinstance(value, dict):
            return value
        number = self._number(value["of"] if "of" in value else value["handle"])
        if "of" in value:
            return "Unknown" if number is None else self._facts[number][1].get(key)
        return _NO_SUCH_HANDLE if number is None else self._handles[number]

    def _numbered(self, data: Json, agent: str) -> Json:
        shown = dict(data)
        handle = shown.get(HANDLE)
        if isinstance(handle, int):
            if handle not in self._handles:
                self._handles.append(handle)
                self._facts.append((agent, data))
            shown[HANDLE] = {"handle": self._handles.index(handle)}
        shown.pop("GSW_RECORD_URI", None)
        return shown

    def _call(self, method: str, params: Json) -> Json:
        self.said.append({"call": method, "params": params if method != "environment.load" else {}})
        try:
            result = self._connection.adapter.call(method, params)
        except RefusedError as error:
            self.said.append({"refused": error.reason})
            return {"refused": error.code}
        return {"data": self._numbered(result["data"], params["agent"])} if "data" in result else {}

    def _request(self, action: Json) -> Json:
        if self._connection.http is None:
            return {}
        identifier = quote(str(self._own(action["identifier"])), safe="")
        body = json.dumps(action["json"]).encode() if action["json"] else b""
        headers = (("Content-Type", "application/json"), ("User-Agent", "ocs-conformance"))
        path = f"/{action['resource']}/{identifier}?req={action['req']}"
        self.said.append({"request": f"POST {path}", "json": action["json"]})
        try:
            response = self._connection.http.exchange(HttpRequest("POST", path, headers, body), 10)
        except HttpError as error:
            self.said.append({"response": str(error)})
            return {"status": None}
        self.said.append({"response": response.status, "warning": response.header("Warning")})
        return {"status": response.status, "warning": response.header("Warning")}

    def _rows(self, which: Json) -> list[Json]:
        rows = [{column: row[column] for column in _COLUMNS} for row in self._all_rows(which)]
        return sorted(rows, key=lambda row: (row["chain_id"], row["chain_n"]))

    def _all_rows(self, which: Json) -> list[Json]:
        rows: list[Json] = self._connection.adapter.call("database.rows", {**which, "where": {}})["rows"]
        return rows
