"""Resources of the HTTP interface: what a URI and its ``req`` ask for, and with which status it is answered.

Source: http, OCS Resource Types Accessible via URI; HTTP Responses.
"""

from collections.abc import Sequence

from ocs_reference.core import campaign_groups
from ocs_reference.core.announcements import announce
from ocs_reference.core.context import Context, Request
from ocs_reference.core.errors import ERROR_NAMES, GroupRefusalError, NotConfiguredError, RefusalError, StoreError
from ocs_reference.core.messages import Output, ResourceAnswer, ResourceRequest, UserEvent
from ocs_reference.core.requests import HANDLE, KEYS, ResourceSpec
from ocs_reference.core.values import Data

STATUSES = {109: 410, 112: 410, 113: 500}
"""HTTP status by error of the desktop protocol; 400 for every other one."""

LOST_RECORD = 112
"""What the HTTP document prints for a handle that names no open record, where the desktop document has 109."""

Answer = tuple[ResourceAnswer, Sequence[Output]]


def answer(context: Context, request: ResourceRequest) -> Answer:
    """Answer a request for a resource, with the events that it causes at desktops."""
    if request.path and request.path[0] == "campaigngroups":
        return _group_answer(context, request)
    spec = context.policies.resources.get((request.path[0], request.action or "")) if len(request.path) == 2 else None
    if request.method != "POST" or spec is None:
        return _refused(400, 101, "the resource does not have this request"), []
    try:
        return ResourceAnswer(200), _execute(context, spec, request)
    except RefusalError as refusal:
        statuses = STATUSES | (spec.statuses or {})
        return _refused(statuses.get(refusal.number, 400), refusal.number, refusal.about), []
    except NotConfiguredError as missing:
        return _refused(400 if spec.statuses is None else 404, 103, missing.about), []
    except StoreError:
        return _refused((STATUSES | (spec.statuses or {}))[113], 113, ""), []


def _execute(context: Context, spec: ResourceSpec, request: ResourceRequest) -> list[UserEvent]:
    data: Data = {key: value for key, value in request.body.items() if key not in spec.ignored}
    data[spec.key] = _identifier(spec.key, request.path[1])
    data = {key: _number(key, value) for key, value in data.items()}
    spec.request.check(data)
    result = spec.request.handler(context, Request(spec.request.name, None, data))
    return [entry for entry in result if isinstance(entry, UserEvent)]


def _identifier(key: str, text: str) -> object:
    if key != HANDLE:
        return text
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise RefusalError(103, HANDLE)
    return int(text)


def _number(key: str, value: object) -> object:
    """Read a number that was sent as a text, as clients in production do, where only a number makes sense."""
    expected = KEYS[key].types if key in KEYS else (str,)
    if isinstance(value, str) and str not in expected and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    return value


def _refused(status: int, number: int, about: str) -> ResourceAnswer:
    number = LOST_RECORD if number == 109 else number
    detail = f"{ERROR_NAMES[number]}: {about}" if about else ERROR_NAMES[number]
    return ResourceAnswer(status, number, f"{number} {detail}")


def _group_answer(context: Context, request: ResourceRequest) -> Answer:
    try:
        return _group_execute(context, request)
    except GroupRefusalError as refusal:
        return ResourceAnswer(refusal.status, refusal.number), []
    except StoreError:
        return ResourceAnswer(500), []


def _group_execute(context: Context, request: ResourceRequest) -> Answer:
    if request.method == "GET" and request.action is None and len(request.path) == 1:
        return campaign_groups.status_of_all(context), []
    posted = request.method == "POST" and request.action in context.policies.group_actions
    known = posted or (request.method == "GET" and request.action is None)
    if len(request.path) != 2 or not known:
        raise GroupRefusalError(400, campaign_groups.INVALID_PARAMETER)
    session = campaign_groups.find(context, request.path[1])
    if request.method == "GET":
        return campaign_groups.status_of_one(context, session), []
    notices = campaign_groups.act(context, session, request.action or "", request.body)
    told = context.policies.change_notices(context, session, None)
    return ResourceAnswer(200), [*announce(context, session, notices), *told]
