"""Writes a finding as a case file that is ready to be run, with the conversations of both targets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from ocs_conformance import messages
from ocs_conformance.exploration.actions import HANDLE
from ocs_conformance.exploration.explore import Finding
from ocs_conformance.exploration.side import Observation

__all__ = ["case_file"]

Json = dict[str, Any]
_LONGEST_TITLE = 100
_ANY_REQUEST = "http.request.post"


def case_file(finding: Finding, environment: str, name: str) -> str:
    """The text of a case file with one case, which a target passes that does as the right one did.

    What the right target sent is what is expected, message by message with the mandatory keys. The case cites the
    request at which the targets differ; whoever keeps it names the requirement that it is about, and a reading where
    the documents leave one open.
    """
    logins = [{"login": agent} for agent in finding.stage.agents]
    case = {
        "id": name,
        "title": f"Found by exploring: {finding.sentence}"[:_LONGEST_TITLE],
        "requirements": [_requirement(finding)],
        "given": [*logins, *({"clear": agent} for agent in finding.stage.agents)],
        "steps": [*_steps(finding)],
    }
    text = yaml.safe_dump({"environment": environment, "cases": [case]}, sort_keys=False, allow_unicode=True, width=160)
    return text + "".join(f"#{line}\n" for line in _conversations(finding))


def _requirement(finding: Finding) -> str:
    sent = [action for action in finding.actions[: finding.at + 1] if action["do"] == "send"]
    message = messages.find("desktop", sent[-1]["message"]) if sent else None
    return message.requirement if message else _ANY_REQUEST


def _steps(finding: Finding) -> Iterator[Json]:
    known: set[int] = set()
    for action, seen in zip(finding.actions, finding.observations, strict=False):
        # A call that could not take place is no fact of the target, and nothing came of it.
        if "refused" not in seen:
            yield from _step(action, seen, known)
            yield from _expected(action, seen, known)
    if finding.at == len(finding.actions):
        yield from _rows(finding.observations[-1])
    # Silence alone shows nothing: whoever sent last must still be answered.
    agent = next((each["agent"] for each in reversed(finding.actions) if "agent" in each), finding.stage.agents[0])
    yield {"login": agent}
    yield {"clear": agent}
    yield {"send": {"from": agent, "message": "CampaignStatusRequest"}}
    yield {"expect": {"at": agent, "one_of": [{"message": "CampaignStarted"}, {"message": "CampaignLoaded"}]}}


def _step(action: Json, seen: Observation, known: set[int]) -> Iterator[Json]:
    match action["do"]:
        case "send":
            data = _captured({k: v for k, v in action["data"].items() if k not in _FILLED_IN}, known)
            left_out = [key for key in _FILLED_IN if key not in action["data"]]
            altered = {
                key: action["data"][key]
                for key in _FILLED_IN
                if key in action["data"] and not isinstance(action["data"][key], _FILLED_IN[key])
            }
            step: Json = {"from": action["agent"], "message": action["message"], "data": data, "malformed": True}
            yield {
                "send": {**step, **({"omit": left_out} if left_out else {}), **({"alter": altered} if altered else {})}
            }
        case "call":
            new = seen["data"].get(HANDLE)
            known.add(new["handle"])
            phone = {"GSW_PHONE": seen["data"]["GSW_PHONE"]} if "GSW_PHONE" in seen["data"] else {}
            call = {"list": action["list"], "record": action["record"], "to": action["agent"], "data": phone}
            yield {"call": {**call, "save": {HANDLE: f"handle_{new['handle']}"}}}
        case "clock":
            yield {"clock": {"advance": action["seconds"]}}
        case "http":
            identifier = _captured({"": action["identifier"]}, known)[""]
            shown = f"${{{identifier[1:]}}}" if isinstance(identifier, str) and identifier[:1] == "$" else identifier
            path = f"/{action['resource']}/{shown}?req={action['req']}"
            request = {"method": "POST", "path": path, **({"json": action["json"]} if action["json"] else {})}
            yield {"http": {"request": request, "response": {"status": seen["status"]}}}
        case verb:
            yield {verb: action["agent"]}


_FILLED_IN: Mapping[str, type] = {"GSW_AGENT_REQ_TYPE": str, "GSW_APPLICATION_ID": int}


def _expected(action: Json, seen: Observation, known: set[int]) -> Iterator[Json]:
    for agent, events in seen["events"].items():
        for event in events:
            yield {"expect": {"at": agent, **_entry(event, known)}}
    if action["do"] == "send" and action["agent"] not in seen["events"]:
        yield {"nothing": action["agent"]}


def _entry(event: Json, known: set[int]) -> Json:
    if "GSW_ERROR_NUMBER" in event:
        return {"error": event["GSW_ERROR_NUMBER"]}
    message = messages.event("desktop", event)
    required = message.required if message else ()
    data = {key: event[key] for key in required if key in event and key != "GSW_USER_EVENT"}
    new = event.get(HANDLE)
    entry: Json = {"message": event["GSW_USER_EVENT"]}
    if isinstance(new, dict) and new["handle"] not in known:
        known.add(new["handle"])
        data.pop(HANDLE, None)
        entry["save"] = {HANDLE: f"handle_{new['handle']}"}
    return {**entry, "data": _captured(data, known)} if data else entry


def _captured(data: Json, known: set[int]) -> Json:
    def shown(value: Any) -> Any:
        if isinstance(value, dict) and "handle" in value:
            return f"$handle_{value['handle']}" if value["handle"] in known else 987654321
        return value

    return {key: shown(value) for key, value in data.items()}


def _rows(seen: Observation) -> Iterator[Json]:
    for name, rows in seen["rows"].items():
        yield {"rows": {"list": name, "expect": rows}}
    for tenant, entries in seen["do_not_call"].items():
        phones = [{"phone": entry.partition("/")[0]} for entry in entries]
        yield {"do_not_call": {"tenant": tenant, "expect": phones}}


def _conversations(finding: Finding) -> Iterator[str]:
    for title, said in zip(("the target", "the one beside it"), finding.conversations, strict=True):
        yield f" What was said with {title}:"
        for entry in said:
            yield f"   {json.dumps(entry, ensure_ascii=True)}"
