"""Mistakes with what is posted to a web server about campaign groups."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ocs_reference.core.context import Context, Policies
from ocs_reference.core.messages import Input, Output, ResourceRequest, StatePost, TimePassed, UserEvent
from ocs_reference.core.notifications import LOADED, MODE_CHANGED, STARTED, STOPPED, UNLOADED
from ocs_reference.core.state import Session
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import ChangePolicies, Defect

DATA = "desktop.web-status.data"
MODE = "desktop.web-status.mode-while-running"


def _bodies(change: Callable[[Session, str | None, Data], Data | None]) -> ChangePolicies:
    """Change the body of each post; None where nothing shall be posted."""

    def apply(policies: Policies) -> Policies:
        sound = policies.state_post

        def changed(session: Session, about: str | None) -> Data | None:
            body = sound(session, about)
            return None if body is None else change(session, about, body)

        return replace(policies, state_post=changed)

    return apply


def _outputs(change: Callable[[Input, Sequence[Output]], Sequence[Output]]) -> ChangePolicies:
    """Change what an input leads to."""

    def apply(policies: Policies) -> Policies:
        sound = policies.send

        def send(context: Context, message: Input, outputs: Sequence[Output]) -> Sequence[Output]:
            return change(message, sound(context, message, outputs))

        return replace(policies, send=send)

    return apply


def _silent_about(notice: str | None) -> ChangePolicies:
    return _bodies(lambda _session, about, body: None if about == notice else body)


def _without(key: str) -> ChangePolicies:
    return _bodies(lambda _session, _about, body: {name: value for name, value in body.items() if name != key})


def _instead(key: str, value: Callable[[Session], object]) -> ChangePolicies:
    return _bodies(lambda session, _about, body: {**body, key: value(session)} if key in body else body)


def _doubled(_message: Input, outputs: Sequence[Output]) -> Sequence[Output]:
    return [copy for output in outputs for copy in ([output, output] if isinstance(output, StatePost) else [output])]


def _never_by_time(message: Input, outputs: Sequence[Output]) -> Sequence[Output]:
    return [each for each in outputs if not (isinstance(message, TimePassed) and isinstance(each, StatePost))]


def _not_by_force(message: Input, outputs: Sequence[Output]) -> Sequence[Output]:
    forced = isinstance(message, ResourceRequest) and message.action == "ForceUnload"
    return [each for each in outputs if not (forced and isinstance(each, StatePost))]


def _everywhere(policies: Policies) -> Policies:
    """Post about groups for which posts are switched off, too."""
    sound = policies.send

    def send(context: Context, message: Input, outputs: Sequence[Output]) -> Sequence[Output]:
        about = {event.data["GSW_USER_EVENT"] for event in outputs if isinstance(event, UserEvent)}
        quiet = [
            session
            for session in context.state.sessions.values()
            if session.changed_at == context.now and not session.group.options.send_campaigngroup_states
        ]
        bodies = (
            [policies.state_post(session, None) for session in quiet] if isinstance(message, ResourceRequest) else []
        )
        return [*sound(context, message, outputs), *(StatePost(body) for body in bodies if body and not about)]

    return replace(policies, send=send)


_CHANGES = (
    ("load", LOADED, "loaded"),
    ("start", STARTED, "started"),
    ("stop", STOPPED, "stopped"),
    ("unload", UNLOADED, "unloaded"),
    ("mode-change", MODE_CHANGED, "mode-changed"),
)

_VALUES: tuple[tuple[str, Callable[[Session], object], str], ...] = (
    ("GSW_CAMPAIGN_NAME", lambda session: session.group.name, "campaign-name-is-the-groups"),
    ("GSW_GROUP_NAME", lambda session: session.group.name, "group-name-is-the-campaign-groups"),
    ("GSW_TENANT_NAME", lambda session: session.group.campaign.tenant.name, "tenant-by-its-configured-name"),
    ("GSW_TENANT_CCID", lambda session: session.group.campaign.tenant.dbid, "contact-center-by-dbid"),
    ("GSW_OPTIMIZE_GOAL", lambda session: session.group.optimize_goal, "goal-as-configured"),
    ("GSW_OPTIMIZE_BY", lambda session: int(session.group.optimize_by), "optimization-as-configured"),
    ("GSW_DIAL_MODE", lambda session: int(session.group.dial_mode), "dial-mode-as-configured"),
    ("GSW_CAMPAIGN_GROUP_GUID", lambda _session: "one-for-all", "guid-is-one-for-all"),
)

DEFECTS = (
    *(
        Defect(
            f"web-status.{name}-not-posted",
            f"desktop.web-status.{requirement}",
            f"Nothing is posted about a {name.replace('-', ' ')}",
            _silent_about(notice),
        )
        for name, notice, requirement in _CHANGES
    ),
    *(
        Defect(
            f"web-status.{name}",
            MODE if key == "GSW_DIAL_MODE" else DATA,
            f"{key} of a post is taken from somewhere else",
            _instead(key, value),
        )
        for key, value, name in _VALUES
    ),
    Defect(
        "web-status.every-post-twice",
        "desktop.web-status.started",
        "Each post is sent twice",
        _outputs(_doubled),
    ),
    Defect(
        "web-status.forced-unload-not-posted",
        "desktop.web-status.unloaded",
        "A campaign group that is unloaded by force goes without a post",
        _outputs(_not_by_force),
    ),
    Defect(
        "web-status.posted-everywhere",
        "desktop.web-status.loaded",
        "Posts are made about every campaign group, whatever its options say",
        _everywhere,
    ),
    Defect(
        "web-status.no-periodic-posts",
        "desktop.web-status.periodic",
        "Nothing is posted between changes of a campaign group",
        _outputs(_never_by_time),
    ),
    Defect(
        "web-status.mode-without-a-session",
        MODE,
        "The dialing mode is posted about campaign groups that do not run, too",
        _bodies(lambda session, _about, body: {**body, "GSW_DIAL_MODE": int(session.dial_mode)}),
    ),
    Defect(
        "web-status.nameless",
        "desktop.web-status.body.gsw-campaign-group-name",
        "Posts do not name their campaign group",
        _without("GSW_CAMPAIGN_GROUP_NAME"),
    ),
    Defect(
        "web-status.template-by-dbid",
        "desktop.keys.template-name",
        "The campaign template is named by the DBID of the script",
        _instead(
            "GSW_CAMPAIGN_TEMPLATE_NAME",
            lambda session: str(session.group.script.dbid) if session.group.script else "",
        ),
    ),
)
