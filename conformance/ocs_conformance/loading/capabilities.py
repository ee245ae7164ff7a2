"""What a target must be able to do for a case: it follows from the steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ocs_conformance.model import COMMDN, COMMDN_LOAD, Step

__all__ = ["capabilities_of"]

_CAPABILITIES = {
    "login": "desktop",
    "logout": "desktop",
    "send": "desktop",
    "expect": "desktop",
    "nothing": "desktop",
    "clear": "desktop",
    "http": "http",
    "rows": "rows",
    "do_not_call": "rows",
    "call": "telephony",
    "dial": "telephony",
    "answer": "telephony",
    "ends": "telephony",
    "release": "telephony",
    "share": "telephony",
    "assign": "assignment",
    "configure": "assignment",
    "switch_over": "switch-over",
    "restart": "restart",
    "reread": "reread",
    "edit": "rows.insert",
    "clock": "clock",
    "fault": "fault.database",
}
_AT_OBSERVERS = {"expect": "at", "nothing": None, "clear": None}
_WEB_SERVER = "web-server"

_NAMED_BY_THE_API = "GSW_CM_"
_IDENTIFIERS = frozenset({"GSW_CM_AttrCampaignID", "GSW_CM_AttrGroupID"})
_PROPERTIES = "GSW_CM_AttrProperties"
_CONFIGURED = {
    "GSW_CM_AttrDialMode": re.compile(r"\$campaign_groups\.\w+\.dial_mode"),
    "GSW_CM_AttrOptimizeBy": re.compile(r"\$campaign_groups\.\w+\.optimize_by"),
    "GSW_CM_AttrOptimizeGoal": re.compile(r"\$campaign_groups\.\w+\.optimize_goal"),
}
"""Parameters that a gateway's request has no place for, and how a case says that they are the configured ones."""


def capabilities_of(steps: Iterable[Step], environment: Mapping[str, Any]) -> frozenset[str]:
    """What a target must be able to do for these steps; whoever has a Communication DN can load over it, too."""
    needed = frozenset(_capability(step, environment) for step in steps)
    return needed - {COMMDN_LOAD} if COMMDN in needed else needed


def _capability(step: Step, environment: Mapping[str, Any]) -> str:
    """What a target must be able to do for a step; of an observer it depends on who looks."""
    if step.verb in _AT_OBSERVERS:
        key = _AT_OBSERVERS[step.verb]
        observer = step.body if key is None else step.body[key]
        if observer == _WEB_SERVER:
            return "web-posts"
        if isinstance(observer, str) and observer in environment["applications"]:
            return COMMDN
    if step.verb == "command":
        return COMMDN_LOAD if _fits_gateway(step.body, environment) else COMMDN
    if step.verb == "http" and "connection" in step.body["request"]:
        return "http.connections"
    if step.verb == "fault" and "web_server" in step.body:
        return "web-posts"
    return _CAPABILITIES[step.verb]


def _fits_gateway(body: Mapping[str, Any], environment: Mapping[str, Any]) -> bool:
    """Whether a web gateway can ask the same: a whole load request of an application that the OCS listens to."""
    application = environment["applications"].get(body["from"], {"connection": "none"})
    data = {**body.get("data", {}), **body.get("alter", {})}
    return (
        body["message"] == "CM_ReqLoadCampaign"
        and not any(body.get(part) for part in ("dn", "omit", "malformed"))
        and application.get("connection") != "none"
        and not environment.get("communication_dns")
        and data.keys() >= _IDENTIFIERS
        and all(_has_place(key, value) for key, value in data.items())
    )


def _has_place(key: str, value: Any) -> bool:
    """Whether the gateway's request can carry a key, or may do without it."""
    if key == _PROPERTIES:
        return isinstance(value, Mapping) and not any(isinstance(inner, Mapping) for inner in value.values())
    if key in _CONFIGURED:
        return isinstance(value, str) and _CONFIGURED[key].fullmatch(value) is not None
    return key in _IDENTIFIERS or not (key.startswith(_NAMED_BY_THE_API) or isinstance(value, Mapping))
