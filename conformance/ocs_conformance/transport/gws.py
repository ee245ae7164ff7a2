"""Carries load requests to a web gateway in front of the OCS (auto-completion, HTTP Request to GWS)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ocs_conformance.errors import UnreachableError
from ocs_conformance.model import TargetProfile
from ocs_conformance.transport.base import HttpRequest, HttpResponse, HttpTransport
from ocs_conformance.transport.context import Context

__all__ = ["Gateway", "connect", "load_request"]

_PATH = "/load-campaign"
_NAMED_BY_THE_API = "GSW_CM_"
_HEADERS = (("Content-Type", "application/json"),)


class Gateway:
    """A gateway's resource of one OCS, over a line to it."""

    def __init__(self, line: HttpTransport, name: str) -> None:
        self._line = line
        self._name = name

    def __str__(self) -> str:
        return self._name

    def exchange(self, request: HttpRequest, seconds: float) -> HttpResponse:
        """Send a request and return its response; raises HttpError where none comes back within `seconds`."""
        return self._line.exchange(request, seconds)

    def close(self) -> None:
        """Close the line."""
        self._line.close()


def load_request(data: Mapping[str, Any]) -> HttpRequest:
    """The request that has a gateway send CM_ReqLoadCampaign with these user data.

    What stands in GSW_CM_AttrProperties, and keys that the API does not name, become properties of the request;
    dialing parameters have no place in it. Whoever calls has seen to it that nothing is lost.
    """
    own = {key: value for key, value in data.items() if not key.startswith(_NAMED_BY_THE_API)}
    properties = {**data.get("GSW_CM_AttrProperties", {}), **own}
    body = {
        "campaignId": data["GSW_CM_AttrCampaignID"],
        "requestProperties": [{"key": key, "value": value} for key, value in properties.items()],
        "groupId": data["GSW_CM_AttrGroupID"],
    }
    return HttpRequest("POST", _PATH, _HEADERS, json.dumps({"data": body}, ensure_ascii=False).encode())


def connect(profile: TargetProfile, told: str | None, context: Context) -> Gateway:
    """The gateway that the profile or, as `told`, the adapter names; raises UnreachableError where none answers."""
    from ocs_conformance.transport.http_network import NetworkHttp, Tls  # noqa: PLC0415 - brings in requests

    address = profile.commdn.url or told
    if address is None:
        raise UnreachableError(
            f"target {profile.name}: the address of the gateway is not known; name it under commdn.url in the profile"
        )
    line = NetworkHttp(address, Tls.of(profile.http.tls, context))
    line.reach(context.start_limit, "commdn.url")
    return Gateway(line, address)
