"""What each verb of a case does: one function a verb, which acts on the conversation and records what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter, sleep
from typing import Any

from ocs_conformance import messages
from ocs_conformance.engine import operation_steps, telephony_steps
from ocs_conformance.engine.asking import answer_in_the_end, next_event
from ocs_conformance.engine.conversation import Conversation
from ocs_conformance.engine.gateway_step import load
from ocs_conformance.engine.http_step import exchange
from ocs_conformance.errors import CaseError
from ocs_conformance.matching import (
    AnyOrder,
    Difference,
    is_silence,
    match_event,
    match_rows,
    shown_by_event,
    shown_by_rows,
)
from ocs_conformance.verdict import ABSENT

__all__ = ["VERBS"]

Json = dict[str, Any]
_POLL = 0.02


def _login(talk: Conversation, agent: Any) -> None:
    talk.call("agent.login", {"agent": talk.resolve(agent)})


def _logout(talk: Conversation, agent: Any) -> None:
    talk.call("agent.logout", {"agent": talk.resolve(agent)})


def _clear(talk: Conversation, agent: Any) -> None:
    talk.settle()
    talk.events_at(talk.resolve(agent))


def _send(talk: Conversation, body: Json) -> None:
    body = talk.resolve(body)
    agent, name = body["from"], body["message"]
    data = messages.request_data(body, talk.resolve("$application_id"))
    if not body.get("malformed"):
        _must_be_well_formed(name, data)
        data["GSW_AGENT_REQ_TYPE"] = talk.spelled(data["GSW_AGENT_REQ_TYPE"])
    talk.send(agent, name, data)


def _command(talk: Conversation, body: Json) -> None:
    body = talk.resolve(body)
    application, name = body["from"], body["message"]
    origin = talk.resolve(f"$applications.{application}.dbid")
    data = messages.command_data(body, origin, talk.resolve("$application_id"))
    if not body.get("malformed"):
        _must_be_well_formed(name, data, "commdn")
    if talk.gateway is not None:
        load(talk, talk.gateway, application, data)
        return
    params = {"application": application, "data": data}
    talk.call("commdn.send", params | ({"dn": body["dn"]} if "dn" in body else {}), sender=application)


def _must_be_well_formed(name: str, data: Json, interface: str = "desktop") -> None:
    message = messages.find(interface, name)
    breaches = message.breaches(data) if message else []
    if breaches:
        raise CaseError(
            f"this {name} breaks its message schema ({breaches[0].message}); if so it shall be: malformed: true"
        )


def _expect(talk: Conversation, body: Json) -> None:
    body = talk.resolve(body)
    agent = body["at"]
    if "any_order" in body:
        _expect_any_order(talk, agent, body["any_order"], body.get("one_carries", {}))
    elif "one_of" in body:
        _expect_one_of(talk, agent, body["one_of"])
    else:
        event = answer_in_the_end(talk, agent) if "message" in body else next_event(talk, agent)
        if event is None:
            talk.differ([Difference("", _shown(body), ABSENT, f"nothing came to {agent}")])
        else:
            differences = match_event(body, event)
            talk.differ(differences)
            _taken(talk, body, event, fits=not differences)


def _shown(entry: Mapping[str, Any]) -> Json:
    return {key: value for key, value in entry.items() if key in ("message", "error", "data")}


def _expect_any_order(talk: Conversation, agent: str, entries: list[Json], carried: Json) -> None:
    wanted = AnyOrder(entries)
    while not wanted.full:
        lacking = [_shown(entry) for entry in wanted.lacking]
        event = next_event(talk, agent)
        if event is None:
            talk.differ([Difference("", entry, ABSENT, f"nothing came to {agent}") for entry in lacking])
            break
        if not wanted.take(event):
            if lacking:
                talk.differ([Difference("", {"any order of": lacking}, event, "this event fits none of them")])
            else:
                talk.put_back(agent, event)
            break
    if carried and not wanted.lacking and not wanted.carries(carried):
        events = [taken for _, taken in wanted.taken()]
        talk.differ([Difference("", {"one carries": carried}, events, "none of these events carries it")])
    for entry, taken in wanted.taken():
        _taken(talk, entry, taken)
    talk.show(entry["otherwise"] for entry in wanted.missed if "otherwise" in entry)


def _expect_one_of(talk: Conversation, agent: str, entries: list[Any]) -> None:
    wanted = ["nothing" if is_silence(entry) else _shown(entry) for entry in entries]
    event = next_event(talk, agent)
    if event is None:
        silence = next((entry for entry in entries if is_silence(entry)), None)
        if silence is None:
            talk.differ([Difference("", {"one of": wanted}, ABSENT, f"nothing came to {agent}")])
        elif silence != "nothing":
            talk.show([silence["reading"]])
        return
    for entry in entries:
        if not is_silence(entry) and not match_event(entry, event):
            _taken(talk, entry, event)
            return
    talk.differ([Difference("", {"one of": wanted}, event, "this event fits none of them")])


def _taken(talk: Conversation, entry: Mapping[str, Any], event: Mapping[str, Any], *, fits: bool = True) -> None:
    """An event stands for an entry: keep what the entry saves, and what the event tells of readings if it fits."""
    talk.save(entry.get("save", {}), event)
    if fits:
        talk.show(shown_by_event(entry, event))


def _nothing(talk: Conversation, agent: Any) -> None:
    name = talk.resolve(agent)
    talk.settle()
    talk.differ([Difference("", "nothing", event, f"came to {name} all the same") for event in talk.events_at(name)])


def _rows(talk: Conversation, body: Json) -> None:
    _compare_rows(talk, talk.resolve(body), "list", "list")


def _do_not_call(talk: Conversation, body: Json) -> None:
    _compare_rows(talk, talk.resolve(body), "tenant", "do_not_call")


def _compare_rows(talk: Conversation, body: Json, key: str, param: str) -> None:
    if talk.has_fence:
        talk.settle()
    _read_rows(talk, {param: body[key], "where": body.get("where", {})}, body["expect"])


def _read_rows(talk: Conversation, params: Json, expected: Any) -> None:
    """Without a fence, rows may still be on their way: they are read again until they fit or the time is over.

    The record keeps the last reading.
    """
    deadline = perf_counter() + (0 if talk.has_fence else talk.answer_limit)
    start, times = len(talk.entries), 1
    rows = talk.call("database.rows", params)["rows"]
    while (found := match_rows(expected, rows)) and perf_counter() < deadline:
        sleep(_POLL)
        talk.forget_calls(start)
        times += 1
        rows = talk.call("database.rows", params)["rows"]
    if times > 1:
        talk.note(f"rows were read {times} times, as the adapter has no fence")
    talk.differ(found)
    if not found:
        talk.show(shown_by_rows(expected, rows))


VERBS: Mapping[str, Callable[[Conversation, Any], None]] = {
    "login": _login,
    "logout": _logout,
    "clear": _clear,
    "send": _send,
    "expect": _expect,
    "nothing": _nothing,
    "http": exchange,
    "rows": _rows,
    "do_not_call": _do_not_call,
    "command": _command,
    **telephony_steps.VERBS,
    **operation_steps.VERBS,
}
"""The verbs of cases and what carries them out."""
