"""The verb `command` where a web gateway stands between an application and the OCS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ocs_conformance.errors import HttpError
from ocs_conformance.matching import Difference
from ocs_conformance.transport.gws import Gateway, load_request
from ocs_conformance.verdict import ABSENT

if TYPE_CHECKING:
    from ocs_conformance.engine.conversation import Conversation

__all__ = ["load"]

_CARRIED_OUT = range(200, 300)
_DUE = "200 to 299"


def load(talk: Conversation, gateway: Gateway, application: str, data: dict[str, Any]) -> None:
    """Have the gateway ask for what an application asks; any status but 2xx, and no response, are differences.

    What the body of the response says is not described, and not looked at.
    """
    request = load_request(data)
    body = request.body.decode()
    sent = {"method": request.method, "path": request.path, "headers": dict(request.headers), "body": body}
    talk.say(application, "gateway", "request", sent)
    talk.disturbed()
    try:
        response = gateway.exchange(request, talk.answer_limit)
    except HttpError as error:
        talk.differ([Difference("status", _DUE, ABSENT, f"no response: {error}")])
        return
    text = response.body.decode("utf-8", errors="replace")
    seen = {"status": response.status, "headers": dict(response.headers), "body": text}
    talk.say("gateway", application, "response", seen)
    if response.status not in _CARRIED_OUT:
        talk.differ([Difference("status", _DUE, response.status, "the gateway refused the request")])
