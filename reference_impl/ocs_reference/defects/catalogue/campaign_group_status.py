"""Mistakes in how campaign groups are shown over HTTP."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from ocs_reference.core.campaign_groups import DIAL_MODE, NOT_CONFIGURED, OPTIMIZE_BY, OPTIMIZE_GOAL
from ocs_reference.core.messages import ResourceAnswer, ResourceRequest
from ocs_reference.core.state import Session
from ocs_reference.core.values import Data, GroupStatus
from ocs_reference.defects import groups
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.groups import RESOURCE
from ocs_reference.defects.outputs import Headers, http_answer, http_headers

_ROW = "http.campaign-groups"
_STATUS = "GSW_CM_AttrGroupCampStatus"
_ORIGIN = "GSW_CM_AttrOriginAppID"
_ALL = "CampaignGroups"
_INACTIVE = 3
"""A value of the enumeration that a sound reference never shows."""

_IDS = ("GSW_CM_AttrCampaignID", "GSW_CM_AttrGroupID", _STATUS)
_TYPED = (*_IDS, DIAL_MODE, OPTIMIZE_BY, OPTIMIZE_GOAL, "GSW_CM_AttrProperties", _ORIGIN)


def _shows(status: GroupStatus, value: int) -> ChangePolicies:
    return groups.shown(lambda session, data: {**data, _STATUS: value} if session.status == status else data)


def _configured(session: Session, data: Data) -> Data:
    group = session.group
    found = {DIAL_MODE: group.dial_mode, OPTIMIZE_BY: group.optimize_by, OPTIMIZE_GOAL: group.optimize_goal}
    return {key: int(found[key]) if key in found else value for key, value in data.items()}


def _still_active(session: Session, data: Data) -> Data:
    return {**data, _STATUS: int(GroupStatus.ACTIVE)} if session.status == GroupStatus.NOT_LOADED else data


def _told(change: Callable[[ResourceRequest, Data], Data | None]) -> ChangePolicies:
    """Change the bodies of status answers; None stands for no body."""

    def apply(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
        if request.path[0] != RESOURCE or not isinstance(answer.body, dict):
            return answer
        return replace(answer, body=change(request, answer.body))

    return http_answer(apply)


def _is_of_one(request: ResourceRequest) -> bool:
    return len(request.path) == 2


def _numbered(request: ResourceRequest, body: Data) -> Data:
    statuses = body.get(_ALL)
    if _is_of_one(request) or not isinstance(statuses, dict):
        return body
    return {**body, _ALL: {str(number): status for number, status in enumerate(statuses.values(), 1)}}


def _as_one_of_all(request: ResourceRequest, body: Data) -> Data:
    return {_ALL: {request.path[1]: body}} if _is_of_one(request) else body


def _get_answered(old: int, new: int) -> ChangePolicies:
    def change(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
        meant = request.path[0] == RESOURCE and request.method == "GET" and answer.status == old
        return replace(answer, status=new) if meant else answer

    return http_answer(change)


def _inactive_is_unknown(_request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
    inactive = isinstance(answer.body, dict) and answer.body.get(_STATUS) == GroupStatus.NOT_LOADED
    return ResourceAnswer(404, NOT_CONFIGURED) if inactive else answer


def _unknown_is_not_loaded(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
    unknown = request.path[0] == RESOURCE and request.method == "GET" and answer.status == 404
    return ResourceAnswer(200, body={"GSW_CM_MessageType": 24, _STATUS: 0}, version=0) if unknown else answer


def _public(_status: str, headers: Headers) -> Headers:
    return [(name, "public" if name == "Cache-control" else value) for name, value in headers]


def _untagged(_status: str, headers: Headers) -> Headers:
    return [(name, value) for name, value in headers if name != "Etag"]


def _plain_text(_status: str, headers: Headers) -> Headers:
    return [(name, "text/plain" if value == "application/json" else value) for name, value in headers]


def _kebab(key: str) -> str:
    return re.sub(r"_|(?<=[a-z])(?=[A-Z])", "-", key).lower()


def _of_keys(of_one: bool, required: tuple[str, ...], typed: tuple[str, ...]) -> Iterator[Defect]:
    """Yield a defect for each key of an answer: left out, or sent as a text."""
    which = "one" if of_one else "all"

    def on_body(change: Callable[[Data], Data]) -> ChangePolicies:
        return _told(lambda request, body: change(body) if _is_of_one(request) == of_one else body)

    for key in required:
        yield Defect(
            f"campaign-group-status.{which}-without.{_kebab(key)}",
            f"{_ROW}.status-of-{which}.{_kebab(key)}",
            f"GET of {which} is answered without {key}",
            on_body(lambda body, key=key: {name: value for name, value in body.items() if name != key}),  # type: ignore[misc]
        )
    for key in typed:
        yield Defect(
            f"campaign-group-status.{which}-as-a-text.{_kebab(key)}",
            f"{_ROW}.status-of-{which}.{_kebab(key)}.type",
            f"GET of {which} is answered with {key} as a text",
            on_body(lambda body, key=key: {**body, key: str(body[key])} if key in body else body),  # type: ignore[misc]
        )


_MEANINGS = (
    Defect(
        "campaign-group-status.one-stands-among-all",
        f"{_ROW}.get-one",
        "The status of one campaign group stands under CampaignGroups and the DBID",
        _told(_as_one_of_all),
    ),
    Defect(
        "campaign-group-status.one-has-no-body",
        f"{_ROW}.get-one",
        "GET of one campaign group is answered with success and no body",
        _told(lambda request, body: None if _is_of_one(request) else body),
    ),
    Defect(
        "campaign-group-status.as-plain-text",
        f"{_ROW}.status-media-type",
        "Status answers are called text/plain",
        web=http_headers(_plain_text),
    ),
    Defect(
        "campaign-group-status.dbid-of-the-campaign-group",
        f"{_ROW}.status-ids",
        "GSW_CM_AttrGroupID is the DBID of the campaign group, and not that of the agent group",
        groups.shown(lambda session, data: {**data, "GSW_CM_AttrGroupID": session.group.dbid}),
    ),
    Defect(
        "campaign-group-status.configured-parameters",
        f"{_ROW}.status-dialing-parameters",
        "The status has the configured dialing parameters, and not those in effect",
        groups.shown(_configured),
    ),
    Defect(
        "campaign-group-status.not-loaded-is-inactive",
        f"{_ROW}.status-not-loaded",
        "A campaign group that is not loaded is shown as 3",
        _shows(GroupStatus.NOT_LOADED, _INACTIVE),
    ),
    Defect(
        "campaign-group-status.loaded-is-shown-in-two-ways",
        f"{_ROW}.status-loaded",
        "A loaded campaign group is shown as 3 among all, and as 4 by itself",
        groups.shown(
            lambda session, data: {**data, _STATUS: _INACTIVE} if session.status == GroupStatus.ACTIVE else data,
            alone=False,
        ),
    ),
    Defect(
        "campaign-group-status.loaded-is-running",
        f"{_ROW}.status-loaded",
        "A loaded campaign group is shown as 5",
        _shows(GroupStatus.ACTIVE, int(GroupStatus.RUNNING)),
    ),
    Defect(
        "campaign-group-status.running-is-active",
        f"{_ROW}.status-running",
        "A running campaign group is shown as 4",
        _shows(GroupStatus.RUNNING, int(GroupStatus.ACTIVE)),
    ),
    Defect(
        "campaign-group-status.origin-is-zero",
        f"{_ROW}.status-origin",
        "GSW_CM_AttrOriginAppID of status answers is 0",
        _told(lambda _request, body: {**body, _ORIGIN: 0}),
    ),
    Defect(
        "campaign-group-status.active-ones-only",
        f"{_ROW}.get-all",
        "The answer about all campaign groups leaves out those that are not active",
        groups.shown(lambda session, data: None if session.status == GroupStatus.NOT_LOADED else data, alone=False),
    ),
    Defect(
        "campaign-group-status.numbered",
        f"{_ROW}.all-by-name",
        "The answer about all campaign groups has them under numbers",
        _told(_numbered),
    ),
    Defect(
        "campaign-group-status.inactive-is-unknown",
        f"{_ROW}.status-of-inactive",
        "GET of a campaign group that is not active is answered with 404",
        http_answer(_inactive_is_unknown),
    ),
    Defect(
        "campaign-group-status.inactive-is-active",
        f"{_ROW}.status-of-inactive",
        "GET of a campaign group that is not active shows the status of an active one",
        groups.shown(_still_active, among_all=False),
    ),
    Defect(
        "campaign-group-status.unknown-is-not-loaded",
        f"{_ROW}.status-of-unknown",
        "GET of a DBID that no campaign group has shows a campaign group that is not loaded",
        http_answer(_unknown_is_not_loaded),
    ),
    Defect(
        "campaign-group-status.unknown-is-gone",
        f"{_ROW}.status-of-unknown",
        "GET of a DBID that no campaign group has is answered with 410",
        _get_answered(404, 410),
    ),
    Defect(
        "campaign-group-status.for-everybody",
        f"{_ROW}.status-headers",
        "Caches are told that a status is public",
        web=http_headers(_public),
    ),
    Defect(
        "campaign-group-status.without-a-tag",
        f"{_ROW}.status-headers",
        "Status answers carry no tag",
        web=http_headers(_untagged),
    ),
)

DEFECTS = (
    *_MEANINGS,
    *_of_keys(True, ("GSW_CM_MessageType", *_IDS), _TYPED),
    *_of_keys(False, ("GSW_CM_MessageType", _ALL), (_ALL, _ORIGIN)),
)
