"""A small web gateway in front of the OCS, as a WSGI application: clients load campaign groups by it.

Source: auto-completion, Example Requests and Responses. One request is printed there, and what the OCS then gets over
a direct connection; the paths, statuses and bodies of answers are in the style of that vendor's other web interfaces.
"""

import json
from collections.abc import Iterable
from itertools import count
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from ocs_reference.core.campaign_groups import AUTO_COMPLETION
from ocs_reference.core.configuration import Application
from ocs_reference.core.messages import ApplicationRequest
from ocs_reference.core.values import Data
from ocs_reference.instance import Instance, NotLoadedError

SERVER_PATH = "/ocs/v3/servers/156"
LOAD_PATH = f"{SERVER_PATH}/load-campaign"
LARGEST_BODY = 1 << 20
ACCEPTED = 1
LOAD_CAMPAIGN = 7

REASONS = {
    200: "OK",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    503: "Service Unavailable",
}


class _RefusalError(Exception):
    """A request that the gateway does not pass on: HTTP status, and a sentence."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def gateway(instance: Instance) -> WSGIApplication:
    """Return a gateway in front of an OCS; it asks as the first application that is connected to the OCS.

    An answer says that the request is on its way (status code 1), not what the OCS said to it.
    """
    references = count(1)

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        status, told = 200, Data(code=ACCEPTED)
        try:
            _pass_on(instance, _read(environ), next(references))
        except _RefusalError as refusal:
            status, told = refusal.status, Data(code=refusal.status, message=str(refusal))
        body = json.dumps({"status": told}).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        if status == 400:
            headers.append(("Connection", "close"))  # where the next request begins may be unknown
        start_response(f"{status} {REASONS[status]}", headers)
        return [body]

    return serve


def _pass_on(instance: Instance, asked: Data, reference: int) -> None:
    with instance.lock:
        application = _application(instance)
        own = instance.configuration.application_id
        data: Data = {
            **asked,
            "GSW_CM_MessageType": LOAD_CAMPAIGN,
            "GSW_CM_AttrReferenceID": reference,
            "GSW_CM_AttrOriginAppID": application.dbid,
            "GSW_CM_AttrTargetAppID": own,
        }
        instance.handle(ApplicationRequest(application.key, data))


def _application(instance: Instance) -> Application:
    try:
        applications = instance.configuration.applications.values()
    except NotLoadedError as reason:
        raise _RefusalError(503, str(reason)) from None
    for application in applications:
        if application.is_connected:
            return application
    raise _RefusalError(503, "no application is connected to the OCS")


def _read(environ: WSGIEnvironment) -> Data:
    """Return user data of the request: identifiers and properties.

    Over a direct connection the OCS takes GSW_AUTO_COMPLETION out of the properties; here it stands in both places,
    since the core knows user events only.
    """
    if environ.get("PATH_INFO", "") != LOAD_PATH:
        raise _RefusalError(404, f"only {LOAD_PATH} is there")
    if environ["REQUEST_METHOD"] != "POST":
        raise _RefusalError(405, "a campaign is loaded by POST")
    asked = _asked(environ)
    properties = _properties(asked.get("requestProperties", []))
    attributes = {AUTO_COMPLETION: properties[AUTO_COMPLETION]} if AUTO_COMPLETION in properties else {}
    return {
        **attributes,
        "GSW_CM_AttrCampaignID": _dbid(asked, "campaignId"),
        "GSW_CM_AttrGroupID": _dbid(asked, "groupId"),
        "GSW_CM_AttrProperties": properties,
    }


def _asked(environ: WSGIEnvironment) -> dict[str, Any]:
    try:
        body = json.loads(_raw_body(environ).decode())
        json.dumps(body, ensure_ascii=False).encode()  # fails for half a surrogate pair, which is no text
    except (ValueError, RecursionError):
        raise _RefusalError(400, "the body is not JSON") from None
    asked = body.get("data") if isinstance(body, dict) else None
    if not isinstance(asked, dict):
        raise _RefusalError(400, "the body is not an object with an object data")
    return asked


def _raw_body(environ: WSGIEnvironment) -> bytes:
    length = environ.get("CONTENT_LENGTH") or "0"
    if environ.get("wsgi.input_terminated"):
        length = str(LARGEST_BODY)
    if not (length.isascii() and length.isdigit() and len(length) < 20) or int(length) > LARGEST_BODY:
        raise _RefusalError(400, "the length of the body is wrong")
    try:
        raw: bytes = environ["wsgi.input"].read(int(length))
    except OSError:
        raise  # nobody is there to answer
    except Exception as fault:
        # The server's stream has errors of its own for bad chunks and for more of them than may come.
        raise _RefusalError(400, "the body is broken off") from fault
    return raw


def _dbid(asked: dict[str, Any], key: str) -> int:
    value = asked.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise _RefusalError(400, f"{key} must be a whole number of at least 1")
    return value


def _properties(asked: Any) -> Data:
    if not isinstance(asked, list):
        raise _RefusalError(400, "requestProperties must be a list")
    return dict(map(_property, asked))


def _property(entry: Any) -> tuple[str, int | str]:
    if not isinstance(entry, dict) or entry.keys() != {"key", "value"}:
        raise _RefusalError(400, "a property has a key and a value")
    key, value = entry["key"], entry["value"]
    if not isinstance(key, str) or not isinstance(value, int | str) or isinstance(value, bool):
        raise _RefusalError(400, "the key of a property is a text, its value a whole number or a text")
    return key, value
