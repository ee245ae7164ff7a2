"""Mistakes in which requests for campaign groups are refused over HTTP, and how: by state and by parameters."""

from collections.abc import Sequence
from dataclasses import replace

from ocs_reference.core import campaign_groups
from ocs_reference.core.campaign_groups import (
    ALREADY_LOADED,
    ALREADY_STARTED,
    DIAL_MODE,
    GROUP_ACTIONS,
    INVALID_MODE,
    INVALID_PARAMETER,
    NOT_CONFIGURED,
    NOT_STARTED,
    OPTIMIZE_BY,
    OPTIMIZE_GOAL,
    PERCENTAGES,
)
from ocs_reference.core.context import Context
from ocs_reference.core.messages import Input, ResourceAnswer, ResourceRequest
from ocs_reference.core.values import Data, DialMode, GroupStatus, OptimizeBy
from ocs_reference.defects import groups
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.groups import RESOURCE
from ocs_reference.defects.outputs import Outputs, http_answer, http_status, sent
from ocs_reference.defects.requests import resource_request

_INACTIVE, _LOADED, _RUNNING = GroupStatus.NOT_LOADED, GroupStatus.ACTIVE, GroupStatus.RUNNING
_ROW = "http.campaign-groups"
_MODES, _OPTIMIZATIONS = tuple(DialMode), tuple(OptimizeBy)
_PARAMETERS = (DIAL_MODE, OPTIMIZE_BY, OPTIMIZE_GOAL)


def _is_wrong(body: Data, key: str) -> bool:
    value = body.get(key)
    if key == OPTIMIZE_GOAL:
        percent = body.get(OPTIMIZE_BY) in PERCENTAGES
        return value is not None and (not isinstance(value, int) or value < 0 or (percent and value > 100))
    return value is not None and value not in (_MODES if key == DIAL_MODE else _OPTIMIZATIONS)


def _passed_over(names: Sequence[str], key: str) -> ChangePolicies:
    """Have a parameter with a value that does not exist read as if it had been left out."""

    def change(request: ResourceRequest) -> ResourceRequest:
        if request.path[0] != RESOURCE or request.action not in names or not _is_wrong(request.body, key):
            return request
        return replace(request, body={name: value for name, value in request.body.items() if name != key})

    return resource_request(change)


def _bad_parameter_number(names: Sequence[str], keys: Sequence[str], number: int) -> ChangePolicies:
    def change(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
        meant = request.path[0] == RESOURCE and request.action in names and answer.warning == INVALID_PARAMETER
        wrong = any(_is_wrong(request.body, key) for key in keys)
        return replace(answer, warning=number) if meant and wrong else answer

    return http_answer(change)


def _done_all_the_same(name: str) -> ChangePolicies:
    """Carry a request out with those of its parameters that are right; it is refused for the others."""

    def apply(context: Context, message: Input, outputs: Outputs) -> Outputs:
        refused = ResourceAnswer(400, INVALID_PARAMETER)
        if isinstance(message, ResourceRequest) and message.action == name and list(outputs) == [refused]:
            valid = {key: message.body[key] for key in _PARAMETERS if key in message.body}
            valid = {key: value for key, value in valid.items() if not _is_wrong(message.body, key)}
            session = campaign_groups.find(context, message.path[1])
            GROUP_ACTIONS[name].perform(context, session, campaign_groups.read_parameters(valid))
        return outputs

    return sent(apply)


def _leading_digits(request: ResourceRequest) -> ResourceRequest:
    if request.path[0] != RESOURCE or len(request.path) != 2:
        return request
    digits = request.path[1][: len(request.path[1]) - len(request.path[1].lstrip("0123456789"))]
    return replace(request, path=(RESOURCE, digits))


def _unknown_is_gone(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
    meant = request.path[0] == RESOURCE and request.method == "POST" and answer.status == 404
    return replace(answer, status=410) if meant else answer


def _wrong_state_is_gone(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
    meant = request.path[0] == RESOURCE and answer.status == 409 and answer.warning != INVALID_MODE
    return replace(answer, status=410) if meant else answer


_BY_STATE = (
    Defect(
        "campaign-groups.unknown-is-gone",
        f"{_ROW}.unknown",
        "A request for a DBID that no campaign group has is answered with 410",
        http_answer(_unknown_is_gone),
    ),
    Defect(
        "campaign-groups.digits-of-a-dbid",
        f"{_ROW}.dbid-that-is-no-number",
        "Of a DBID the digits in front are read, and what follows them is passed over",
        resource_request(_leading_digits),
    ),
    Defect(
        "campaign-groups.inactive-is-unknown",
        f"{_ROW}.inactive",
        "A request that needs an active campaign group is answered with 404 while it is not active",
        http_status(RESOURCE, None, 410, 404),
    ),
    Defect(
        "campaign-groups.start-loads-on-the-way",
        f"{_ROW}.inactive",
        "StartDialing loads a campaign group that is not active, and runs it",
        groups.allowed("StartDialing", _INACTIVE),
    ),
    Defect(
        "campaign-groups.unload-of-what-is-not-loaded",
        f"{_ROW}.inactive",
        "Unload of a campaign group that is not active is answered with success",
        groups.allowed(("Unload", "ForceUnload"), _INACTIVE),
    ),
    Defect(
        "campaign-groups.load-twice",
        f"{_ROW}.already-loaded",
        "Load of a loaded campaign group is answered with success",
        groups.allowed("Load", _LOADED),
    ),
    Defect(
        "campaign-groups.load-twice-has-other-number",
        f"{_ROW}.already-loaded-warning",
        "Load of a loaded campaign group is refused with 7",
        groups.renumbered("Load", ALREADY_STARTED, _LOADED),
    ),
    Defect(
        "campaign-groups.load-stops-dialing",
        f"{_ROW}.load-while-running",
        "Load of a running campaign group is carried out and ends dialing",
        groups.allowed("Load", _RUNNING),
    ),
    Defect(
        "campaign-groups.load-while-running-has-other-number",
        f"{_ROW}.load-while-running-warning",
        "Load of a running campaign group is refused with 11",
        groups.renumbered("Load", INVALID_MODE, _RUNNING),
    ),
    Defect(
        "campaign-groups.start-twice",
        f"{_ROW}.start-while-running",
        "StartDialing for a running campaign group is carried out like SetDialingMode",
        groups.allowed("StartDialing", _RUNNING),
    ),
    Defect(
        "campaign-groups.start-twice-has-other-number",
        f"{_ROW}.start-while-running-warning",
        "StartDialing for a running campaign group is refused with 5",
        groups.renumbered("StartDialing", ALREADY_LOADED, _RUNNING),
    ),
    Defect(
        "campaign-groups.stop-of-what-does-not-run",
        f"{_ROW}.stop-while-loaded",
        "StopDialing for a campaign group that does not run is answered with success",
        groups.allowed("StopDialing", _LOADED),
    ),
    Defect(
        "campaign-groups.set-for-the-next-start",
        f"{_ROW}.set-while-loaded",
        "SetDialingMode for a loaded campaign group keeps the parameters for the next start",
        groups.allowed("SetDialingMode", _LOADED),
    ),
    Defect(
        "campaign-groups.not-running-has-other-number",
        f"{_ROW}.not-running-warning",
        "StopDialing and SetDialingMode are refused with 9 where the campaign group does not run",
        groups.renumbered(("StopDialing", "SetDialingMode"), NOT_CONFIGURED),
    ),
    Defect(
        "campaign-groups.wrong-state-is-gone",
        f"{_ROW}.wrong-state",
        "What a campaign group's state does not allow is answered with 410",
        http_answer(_wrong_state_is_gone),
    ),
)

_BY_PARAMETERS = (
    Defect(
        "campaign-groups.any-dial-mode",
        f"{_ROW}.start-dialing.gsw-cm-attr-dial-mode.type",
        "A dial mode that does not exist is read as if it had been left out",
        _passed_over(("StartDialing", "SetDialingMode"), DIAL_MODE),
    ),
    Defect(
        "campaign-groups.any-optimization",
        f"{_ROW}.start-dialing.gsw-cm-attr-optimize-by.type",
        "An optimization that does not exist is read as if it had been left out",
        _passed_over(("StartDialing", "SetDialingMode"), OPTIMIZE_BY),
    ),
    Defect(
        "campaign-groups.any-goal",
        f"{_ROW}.start-dialing.gsw-cm-attr-optimize-goal.type",
        "A goal that is no number is read as if it had been left out",
        _passed_over(("StartDialing", "SetDialingMode"), OPTIMIZE_GOAL),
    ),
    Defect(
        "campaign-groups.valid-parameters-are-taken",
        f"{_ROW}.invalid-parameter",
        "SetDialingMode with one wrong parameter is refused, and the others are taken over",
        _done_all_the_same("SetDialingMode"),
    ),
    Defect(
        "campaign-groups.refused-start-runs",
        f"{_ROW}.start-with-invalid-parameter",
        "StartDialing checks its parameters when dialing has begun, and is refused then",
        _done_all_the_same("StartDialing"),
    ),
    Defect(
        "campaign-groups.bad-mode-has-other-number",
        f"{_ROW}.invalid-mode-warning",
        "SetDialingMode with a dial mode that does not exist is refused with 7",
        _bad_parameter_number(("SetDialingMode",), (DIAL_MODE,), ALREADY_STARTED),
    ),
    Defect(
        "campaign-groups.bad-optimization-has-other-number",
        f"{_ROW}.invalid-optimization-warning",
        "SetDialingMode with an optimization or a goal that does not exist is refused with 103",
        _bad_parameter_number(("SetDialingMode",), (OPTIMIZE_BY, OPTIMIZE_GOAL), 103),
    ),
    Defect(
        "campaign-groups.bad-start-parameter-has-other-number",
        f"{_ROW}.invalid-start-parameter-warning",
        "StartDialing with a dialing parameter that does not exist is refused with 6",
        _bad_parameter_number(("StartDialing",), _PARAMETERS, NOT_STARTED),
    ),
)

DEFECTS = (*_BY_STATE, *_BY_PARAMETERS)
