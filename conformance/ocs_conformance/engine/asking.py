"""Requests that a desktop sends again: a little later, or under another of their names."""

from __future__ import annotations

from time import perf_counter, sleep
from typing import Any

from ocs_conformance import messages
from ocs_conformance.engine.conversation import Conversation

__all__ = ["answer_in_the_end", "next_event"]

Json = dict[str, Any]
_PAUSE = 0.25
_WRONG_TYPE = 101
_TYPE = "GSW_AGENT_REQ_TYPE"


def next_event(talk: Conversation, agent: str) -> Json | None:
    """The next event at an agent's desktop.

    Where a request has two names and the OCS refuses the first as a wrong request type, the event is what the other
    name leads to, unless that is refused as well (desktop, LogOut; interpretation logout-request-name). What an OCS
    understands once it is asked by from then on.
    """
    event = talk.next_event(agent)
    name, data = talk.last_sent(agent) or ("", {})
    message = messages.find("desktop", name) if event and event.get("GSW_ERROR_NUMBER") == _WRONG_TYPE else None
    if message is None or not message.spellings or data.get(_TYPE) != name:
        return event
    other = message.spellings[0]
    talk.send(agent, name, {**data, _TYPE: other})
    found = talk.next_event(agent)
    if found is None or found.get("GSW_ERROR_NUMBER") == _WRONG_TYPE:
        return event
    talk.spell(name, other)
    talk.note(f"{name} was sent as {other}, as the OCS refused the first name")
    talk.show(message.spelling_shows)
    return found


def answer_in_the_end(talk: Conversation, agent: str) -> Json | None:
    """The next event; where it is an error after which a desktop shall ask again, the event that comes in the end.

    An OCS whose buffer is still empty answers 108 to a PreviewRecordRequest, and the desktop repeats it (desktop, No
    Records Available). The answer limit bounds the repetition.
    """
    event = next_event(talk, agent)
    name, data = talk.last_sent(agent) or ("", {})
    message = messages.find("desktop", name) if event and "GSW_ERROR_NUMBER" in event else None
    deadline = perf_counter() + talk.answer_limit
    while message and event and event.get("GSW_ERROR_NUMBER") in message.again_on and perf_counter() < deadline:
        talk.note(f"{name} was repeated, as the OCS answered with error {event['GSW_ERROR_NUMBER']} at first")
        sleep(min(_PAUSE, talk.answer_limit / 20))
        talk.send(agent, name, data)
        event = talk.next_event(agent)
    return event
