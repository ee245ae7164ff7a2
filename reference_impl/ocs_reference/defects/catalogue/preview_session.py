"""Mistakes with PreviewDialingModeStart and PreviewDialingModeOver, and with the option agent_preview_mode_start."""

from dataclasses import replace

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.messages import Reply
from ocs_reference.core.preview import find_session
from ocs_reference.core.requests import CAMPAIGN_NAME, GROUP_NAME, Handler
from ocs_reference.core.state import Session
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.outputs import event_key
from ocs_reference.defects.requests import acknowledged, handled, misnumbered, refused, renumbered, without_keys

_ASK = "PreviewRecordRequest"
_START = "PreviewDialingModeStart"
_OVER = "PreviewDialingModeOver"
_STARTED = "PreviewDialingModeStartAcknowledge"
_ENDED = "PreviewDialingModeOverAcknowledge"


def _session(context: Context, request: Request) -> Session:
    return find_session(context, request.agent or "", request.data)


def _has_started(context: Context, request: Request) -> bool:
    return request.agent in _session(context, request).previewing


def _has_not_started(context: Context, request: Request) -> bool:
    return not _has_started(context, request)


def _has_started_without_need(context: Context, request: Request) -> bool:
    needed = _session(context, request).group.options.agent_preview_mode_start
    return _has_started(context, request) and not needed


def _opened_by_the_request(handler: Handler, context: Context, request: Request) -> Result:
    _session(context, request).previewing.add(request.agent or "")
    return handler(context, request)


def _as_if_started(handler: Handler, context: Context, request: Request) -> Result:
    session = _session(context, request)
    before = set(session.previewing)
    session.previewing.add(request.agent or "")
    try:
        return handler(context, request)
    finally:
        session.previewing = before


def _without_link(handler: Handler, context: Context, request: Request) -> Result:
    result = handler(context, request)
    _session(context, request).previewing.discard(request.agent or "")
    return result


def _with_link(handler: Handler, context: Context, request: Request) -> Result:
    result = handler(context, request)
    _session(context, request).previewing.add(request.agent or "")
    return result


def _with_links_of_all(handler: Handler, context: Context, request: Request) -> Result:
    result = handler(context, request)
    session = _session(context, request)
    session.previewing |= session.group.agents
    return result


def _naming_the_group(handler: Handler, context: Context, request: Request) -> Result:
    name = _session(context, request).group.name
    return [Reply(entry.name, {CAMPAIGN_NAME: name}) for entry in handler(context, request) if isinstance(entry, Reply)]


def _with_known_groups(handler: Handler, context: Context, request: Request) -> Result:
    known = [session.group.name for session in context.state.sessions_of(request.agent or "")]
    if request.data.get(GROUP_NAME) in known:
        return handler(context, request)
    rest = {key: value for key, value in request.data.items() if key != GROUP_NAME}
    return handler(context, replace(request, data=rest))


_OPTION = (
    Defect(
        "preview-session.first-request-opens-it",
        "desktop.preview.start-required",
        "The first PreviewRecordRequest of an agent opens the preview session by itself",
        handled(_ASK, _opened_by_the_request),
    ),
    Defect(
        "preview-session.early-request-has-other-number",
        "desktop.preview.start-required-number",
        "A PreviewRecordRequest before PreviewDialingModeStart gets the number of a session that does not run",
        refused(_ASK, 107, _has_not_started),
    ),
    Defect(
        "preview-session.option-of-the-application-is-not-read",
        "desktop.preview.option-of-application",
        "The option agent_preview_mode_start is looked for in the campaign group only, and counts as false elsewhere",
        handled(_ASK, _as_if_started),
    ),
    Defect(
        "preview-session.start-is-always-needed",
        "desktop.preview.start-not-needed",
        "A PreviewDialingModeStart is asked for although agent_preview_mode_start is false",
        refused(_ASK, 101, _has_not_started),
    ),
    Defect(
        "preview-session.needless-start-ends-delivery",
        "desktop.preview.start-without-need",
        "With agent_preview_mode_start false, requests are refused of an agent who has sent PreviewDialingModeStart",
        refused(_ASK, 101, _has_started_without_need),
    ),
)

_STARTS = (
    Defect(
        "preview-session.start-opens-nothing",
        "desktop.preview.start-opens",
        "PreviewDialingModeStart is acknowledged and then forgotten",
        handled(_START, _without_link),
    ),
    Defect(
        "preview-session.start-opens-for-everybody",
        "desktop.preview.start-is-for-one-agent",
        "PreviewDialingModeStart of one agent opens the session for all agents of the group",
        handled(_START, _with_links_of_all),
    ),
    Defect(
        "preview-session.start-acknowledge-names-the-group",
        "desktop.preview.start-acknowledged",
        "PreviewDialingModeStartAcknowledge carries the name of the campaign group",
        handled(_START, _naming_the_group),
    ),
    Defect(
        "preview-session.start-is-echoed",
        "desktop.preview.start-acknowledged",
        "PreviewDialingModeStart is acknowledged by an event that has the name of the request",
        event_key(_STARTED, "GSW_USER_EVENT", _START),
    ),
    Defect(
        "preview-session.group-name-is-ignored",
        "desktop.preview.group-name",
        "PreviewDialingModeStart opens the session of the campaign's name, whatever campaign group it names",
        without_keys(_START, GROUP_NAME),
    ),
    Defect(
        "preview-session.unknown-group-is-ignored",
        "desktop.preview.unknown-group",
        "PreviewDialingModeStart falls back on the campaign's name where the campaign group is unknown",
        handled(_START, _with_known_groups),
    ),
    Defect(
        "preview-session.unknown-group-has-other-number",
        "desktop.preview.unknown-group",
        "An unknown campaign group gets the number of an unknown agent",
        misnumbered(_START, [105], 104),
    ),
    Defect(
        "preview-session.second-start-is-taken",
        "desktop.preview.already-started",
        "A second PreviewDialingModeStart is acknowledged again",
        acknowledged(_START, [118], _STARTED, [CAMPAIGN_NAME]),
    ),
    Defect(
        "preview-session.second-start-has-other-number",
        "desktop.preview.already-started",
        "A second PreviewDialingModeStart gets the number of a duplicate request",
        renumbered(_START, [118], 120),
    ),
)

_OVERS = (
    Defect(
        "preview-session.over-closes-nothing",
        "desktop.preview.over-closes",
        "PreviewDialingModeOver is acknowledged, and the session stays open",
        handled(_OVER, _with_link),
    ),
    Defect(
        "preview-session.over-acknowledge-names-the-group",
        "desktop.preview.over-acknowledged",
        "PreviewDialingModeOverAcknowledge carries the name of the campaign group",
        handled(_OVER, _naming_the_group),
    ),
    Defect(
        "preview-session.over-is-acknowledged-as-a-start",
        "desktop.preview.over-acknowledged",
        "PreviewDialingModeOver is answered by the acknowledge of PreviewDialingModeStart",
        event_key(_ENDED, "GSW_USER_EVENT", _STARTED),
    ),
    Defect(
        "preview-session.over-without-start-is-taken",
        "desktop.preview.not-started",
        "PreviewDialingModeOver without a start is acknowledged",
        acknowledged(_OVER, [119], _ENDED, [CAMPAIGN_NAME]),
    ),
    Defect(
        "preview-session.over-without-start-has-number-of-a-second-start",
        "desktop.preview.not-started",
        "PreviewDialingModeOver without a start gets the number of a start that was sent already",
        renumbered(_OVER, [119], 118),
    ),
)

DEFECTS = (*_OPTION, *_STARTS, *_OVERS)
