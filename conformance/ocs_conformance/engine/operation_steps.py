"""What the verbs about the OCS itself do: its clock, its faults, its configuration, its tables, its double."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ocs_conformance.engine.conversation import Conversation

__all__ = ["VERBS"]

Json = dict[str, Any]


def _clock(talk: Conversation, body: Json) -> None:
    talk.call("clock.advance", {"seconds": talk.resolve(body["advance"])})


def _fault(talk: Conversation, body: Json) -> None:
    for fault, state in body.items():
        if fault == "web_server":
            talk.fail_web_server(down=state == "down")
        else:
            talk.call("fault.set", {"fault": fault, "state": state})


def _assign(talk: Conversation, body: Json) -> None:
    talk.call("agent.assign", talk.resolve(body))


def _configure(talk: Conversation, body: Json) -> None:
    talk.call("agent_group.configure", talk.resolve(body))


def _switch_over(talk: Conversation, body: Json) -> None:
    talk.call("ocs.switch_over", talk.resolve(body))


def _restart(talk: Conversation, _body: str) -> None:
    talk.call("ocs.restart", {})


def _reread(talk: Conversation, _body: str) -> None:
    talk.call("ocs.reread", {})


def _edit(talk: Conversation, body: Json) -> None:
    body = talk.resolve(body)
    talk.call("database.insert", {"do_not_call": body["do_not_call"], "row": body["insert"]})


VERBS: Mapping[str, Callable[[Conversation, Any], None]] = {
    "clock": _clock,
    "fault": _fault,
    "assign": _assign,
    "configure": _configure,
    "switch_over": _switch_over,
    "restart": _restart,
    "reread": _reread,
    "edit": _edit,
}
"""The verbs about the OCS itself and what carries them out."""
