"""Mistakes with Launch, Stage and Complete, and with what bodies of campaign group requests have or lack."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ocs_reference.core import campaign_groups
from ocs_reference.core.campaign_groups import (
    DIAL_MODE,
    INVALID_PARAMETER,
    OPTIMIZE_BY,
    OPTIMIZE_GOAL,
    GroupAction,
    Parameters,
)
from ocs_reference.core.context import Context
from ocs_reference.core.errors import GroupRefusalError
from ocs_reference.core.messages import Reply, ResourceAnswer, ResourceRequest
from ocs_reference.core.state import Session
from ocs_reference.core.values import Data, DialMode, GroupStatus, OptimizeBy
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.groups import RESOURCE, Perform, actions, performed
from ocs_reference.defects.outputs import http_answer
from ocs_reference.defects.requests import resource_request

_ROW = "http.campaign-groups"
_UNDESCRIBED = ("Launch", "Stage", "Complete")
_OTHER_KEY = "GSW_CM_AttrOptimizedBy"
_KEYS = {
    "gsw-cm-attr-dial-mode": DIAL_MODE,
    "gsw-cm-attr-optimize-by": OPTIMIZE_BY,
    "gsw-cm-attr-optimize-goal": OPTIMIZE_GOAL,
}
_RIGHT: Mapping[str, int] = {DIAL_MODE: 2, OPTIMIZE_BY: 2, OPTIMIZE_GOAL: 7}
_KNOWN: Mapping[str, tuple[int, ...]] = {DIAL_MODE: tuple(DialMode), OPTIMIZE_BY: tuple(OptimizeBy)}


def _instead(name: str, perform: Perform) -> ChangePolicies:
    """Do something else in place of a request, in every state."""
    return actions(name, lambda _action: GroupAction(perform, {}))


def _started(context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    """Start dialling whatever the state."""
    del context, parameters
    session.status = GroupStatus.RUNNING
    return []


def _is_wrong(body: Data, key: str) -> bool:
    value = body.get(key)
    if key == OPTIMIZE_GOAL:
        return not isinstance(value, int) or value < 0
    return value not in _KNOWN[key]


def _with_default(name: str, key: str, *, for_missing: bool) -> ChangePolicies:
    """Take a default for a parameter that is missing, or for one that is wrong."""

    def change(request: ResourceRequest) -> ResourceRequest:
        meant = request.path[0] == RESOURCE and request.action == name and _is_wrong(request.body, key)
        if not meant or (key in request.body) == for_missing:
            return request
        return replace(request, body={**request.body, key: _RIGHT[key]})

    return resource_request(change)


def _defaults() -> Iterator[Defect]:
    for word, key in _KEYS.items():
        yield Defect(
            f"http-group-actions.launch-without-{word}",
            f"{_ROW}.launch-parameters.{word}",
            f"Launch takes a default for {key}",
            _with_default("Launch", key, for_missing=True),
        )
        yield Defect(
            f"http-group-actions.launch-with-any-{word}",
            f"{_ROW}.launch-parameters.{word}.type",
            f"Launch takes a default for a {key} that cannot be",
            _with_default("Launch", key, for_missing=False),
        )
        yield Defect(
            f"http-group-actions.not-started-without-{word}",
            f"{_ROW}.start-dialing.{word}",
            f"StartDialing without {key} is answered with 200, and nothing starts",
            performed("StartDialing", _idle_without(key)),
        )


def _idle_without(key: str) -> "_Idle":
    return _Idle({DIAL_MODE: "mode", OPTIMIZE_BY: "optimize_by", OPTIMIZE_GOAL: "goal"}[key])


class _Idle:
    """Do nothing where a parameter is missing."""

    def __init__(self, parameter: str) -> None:
        self._parameter = parameter

    def __call__(self, perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
        missing = getattr(parameters, self._parameter) is None
        return [] if missing else perform(context, session, parameters)


def _in_preview(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    return perform(context, session, replace(parameters, mode=parameters.mode or DialMode.PREVIEW))


def _kept_running(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    return [] if session.status == GroupStatus.RUNNING else perform(context, session, parameters)


def _no_completion(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    if parameters.completes is not None:
        raise GroupRefusalError(400, INVALID_PARAMETER)
    return perform(context, session, parameters)


def _refused_and_done(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
    meant = request.path[0] == RESOURCE and request.action in _UNDESCRIBED and answer.status == 200
    return replace(answer, status=409, warning=5) if meant else answer


def _nothing_by_other_key(request: ResourceRequest) -> ResourceRequest:
    """Have a request with the other key ask for what it finds."""
    if _OTHER_KEY not in request.body:
        return request
    return replace(request, body={OPTIMIZE_BY: 1})


_ACTIONS = (
    Defect(
        "http-group-actions.launch-unloads",
        f"{_ROW}.launch",
        "Launch leaves a campaign group that is not loaded",
        _instead("Launch", campaign_groups.force_unload),
    ),
    Defect(
        "http-group-actions.stage-unloads",
        f"{_ROW}.stage",
        "Stage leaves a campaign group that is not loaded",
        _instead("Stage", campaign_groups.force_unload),
    ),
    Defect(
        "http-group-actions.complete-starts",
        f"{_ROW}.complete",
        "Complete leaves a campaign group that runs",
        _instead("Complete", _started),
    ),
    Defect(
        "http-group-actions.refused-and-done",
        f"{_ROW}.undescribed-actions",
        "Launch, Stage and Complete are answered with 409, and done",
        http_answer(_refused_and_done),
    ),
    Defect(
        "http-group-actions.preview-by-default",
        f"{_ROW}.without-parameters",
        "StartDialing without a mode starts in Preview mode",
        performed("StartDialing", _in_preview),
    ),
    Defect(
        "http-group-actions.unload-lets-it-run",
        f"{_ROW}.unload-while-running",
        "Unload of a running campaign group is answered with 200, and it runs on",
        performed("Unload", _kept_running),
    ),
    Defect(
        "http-group-actions.load-without-completion",
        f"{_ROW}.load-body.gsw-auto-completion",
        "Load with GSW_AUTO_COMPLETION is refused",
        performed("Load", _no_completion),
    ),
    Defect(
        "http-group-actions.start-without-completion",
        f"{_ROW}.start-dialing.gsw-auto-completion",
        "StartDialing and SetDialingMode with GSW_AUTO_COMPLETION are refused",
        performed(("StartDialing", "SetDialingMode"), _no_completion),
    ),
    Defect(
        "http-group-actions.other-key-stops-reading",
        f"{_ROW}.other-optimization-key",
        "SetDialingMode with GSW_CM_AttrOptimizedBy is answered with 200, and nothing changes",
        resource_request(_nothing_by_other_key),
    ),
)

DEFECTS = (*_defaults(), *_ACTIONS)
