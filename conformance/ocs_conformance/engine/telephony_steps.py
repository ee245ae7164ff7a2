"""What the verbs about calls do: those that the OCS dials, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ocs_conformance.engine.conversation import Conversation
from ocs_conformance.matching import Difference, match_data, match_rows, shown
from ocs_conformance.verdict import ABSENT

__all__ = ["VERBS"]

Json = dict[str, Any]
_CONNECTED = 33  # GSW_CALL_RESULT Answer


def _call(talk: Conversation, body: Json) -> None:
    body = talk.resolve(body)
    answer = talk.call("telephony.deliver", {"list": body["list"], "record": body["record"], "agent": body["to"]})
    _judge(talk, body, answer["data"])
    _judge_engaging(talk, body, answer)


def _judge_engaging(talk: Conversation, body: Json, answer: Json) -> None:
    """Hold the user data of the call that seized the agent against what a step says of them, if it does."""
    if "engaging" not in body:
        return
    if "engaging" in answer:
        _judge(talk, body["engaging"], answer["engaging"])
    else:
        talk.differ([Difference("engaging", body["engaging"], ABSENT, "no engaging call seized the agent")])


def _judge(talk: Conversation, body: Json, data: Json) -> None:
    """Hold the user data of a call against what a step says of them."""
    differences = match_data(body, data)
    talk.differ(differences)
    if not differences:
        talk.show(shown(body.get("data"), data))
    talk.save(body.get("save", {}), data)


def _dial(talk: Conversation, body: Json) -> None:
    body = talk.resolve(body)
    calls = talk.call("telephony.dial", {"campaign_group": body["group"]})["calls"]
    wanted: list[Json] = body["expect"]
    differences = match_rows([entry.get("data", {}) for entry in wanted], [call["data"] for call in calls])
    talk.differ(differences)
    if differences:
        return
    for entry in sorted(wanted, key=lambda entry: -len(entry.get("data", ()))):
        call = next(call for call in calls if not match_data({"data": entry.get("data", {})}, call["data"]))
        calls = [other for other in calls if other is not call]
        _judge(talk, entry, {**call["data"], "call": call["call"]})


def _answer(talk: Conversation, body: Json) -> None:
    body = talk.resolve(body)
    params = {"call": body["call"], "agent": body["by"], "result": body.get("result", _CONNECTED)}
    if "engaged" in body:
        params["engaged"] = body["engaged"]
    answer = talk.call("telephony.answer", params)
    wanted = body.get("connected", True)
    if answer["connected"] != wanted:
        talk.differ([Difference("connected", wanted, answer["connected"], _FATES[answer["connected"]])])
    elif wanted:
        _judge(talk, body, answer.get("data", {}))
        _judge_engaging(talk, body, answer)


_FATES = {True: "the call reached the agent", False: "the call did not reach the agent"}


def _ends(talk: Conversation, body: Json) -> None:
    talk.call("telephony.end", talk.resolve(body))


def _release(talk: Conversation, body: Json) -> None:
    talk.call("telephony.release", {"data": {}, **talk.resolve(body)})


def _share(talk: Conversation, body: Json) -> None:
    body = talk.resolve(body)
    answer = talk.call("telephony.share", {"agent": body["from"], "with": body["to"], "by": body["by"]})
    _judge(talk, body, answer["data"])


VERBS: Mapping[str, Callable[[Conversation, Any], None]] = {
    "call": _call,
    "dial": _dial,
    "answer": _answer,
    "ends": _ends,
    "release": _release,
    "share": _share,
}
"""The verbs about calls and what carries them out."""
