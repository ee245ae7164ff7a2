"""Mistakes when primary and backup OCS change places, and with requests afterwards."""

from collections.abc import Callable
from dataclasses import replace
from weakref import WeakKeyDictionary

from ocs_reference.core.context import Context, Policies
from ocs_reference.core.messages import DesktopRequest, Input, Output, SteppedDown, TimePassed, TookOver, UserEvent
from ocs_reference.core.notifications import LOADED, MODE_CHANGED, STARTED, STOPPED
from ocs_reference.core.requests import APPLICATION_ID
from ocs_reference.core.state import State
from ocs_reference.core.values import DialMode, GroupStatus
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import Outputs, sent
from ocs_reference.defects.requests import received

Change = Callable[[Context, list[UserEvent]], list[UserEvent]]


def _told(change: Change) -> ChangePolicies:
    """Change what agents are told at the switch-over."""

    def apply(context: Context, message: Input, outputs: Outputs) -> Outputs:
        if not isinstance(message, TookOver):
            return outputs
        others: list[Output] = [output for output in outputs if not isinstance(output, UserEvent)]
        return [*change(context, [output for output in outputs if isinstance(output, UserEvent)]), *others]

    return sent(apply)


def _name(event: UserEvent) -> object:
    return event.data["GSW_USER_EVENT"]


def _without(name: str) -> ChangePolicies:
    return _told(lambda _context, events: [event for event in events if _name(event) != name])


def _renamed(old: str, new: str) -> ChangePolicies:
    def change(_context: Context, events: list[UserEvent]) -> list[UserEvent]:
        return [
            replace(event, data={**event.data, "GSW_USER_EVENT": new}) if _name(event) == old else event
            for event in events
        ]

    return _told(change)


def _other_id(context: Context) -> object:
    return context.configuration.backup_application_id


def _with_the_other_id(name: str) -> ChangePolicies:
    def change(context: Context, events: list[UserEvent]) -> list[UserEvent]:
        return [
            replace(event, data={**event.data, APPLICATION_ID: _other_id(context)}) if _name(event) == name else event
            for event in events
        ]

    return _told(change)


def _first_of_each_session(_context: Context, events: list[UserEvent]) -> list[UserEvent]:
    seen: dict[object, UserEvent] = {}
    for event in events:
        seen.setdefault(event.data["GSW_CAMPAIGN_GROUP_NAME"], event)
    return list(seen.values())


def _first_of_each_agent(_context: Context, events: list[UserEvent]) -> list[UserEvent]:
    seen: dict[str, UserEvent] = {}
    for event in events:
        seen.setdefault(event.agent, event)
    return list(seen.values())


def _as_configured(policies: Policies) -> Policies:
    """Begin with the sessions as they are configured, whatever they have come to be."""
    before = policies.receive

    def receive(context: Context, message: Input) -> Input:
        if isinstance(message, TookOver):
            for session in message.former.sessions.values():
                session.status, session.dial_mode = session.group.status, session.group.dial_mode
        return before(context, message)

    return replace(policies, receive=receive)


def _in_configured_mode(_context: Context, message: Input) -> Input:
    if isinstance(message, TookOver):
        for session in message.former.sessions.values():
            session.dial_mode = DialMode(session.group.dial_mode)
    return message


def _all_loaded(_context: Context, message: Input) -> Input:
    if isinstance(message, TookOver):
        for session in message.former.sessions.values():
            session.status = min(session.status, GroupStatus.ACTIVE)
    return message


def _all_running(_context: Context, message: Input) -> Input:
    if isinstance(message, TookOver):
        for session in message.former.sessions.values():
            session.status = GroupStatus.RUNNING if session.status else session.status
    return message


def _readdressed(change: Callable[[Context, object], object]) -> ChangePolicies:
    """Have desktop requests read with another application id."""

    def apply(context: Context, message: Input) -> Input:
        if not isinstance(message, DesktopRequest) or APPLICATION_ID not in message.data:
            return message
        return replace(message, data={**message.data, APPLICATION_ID: change(context, message.data[APPLICATION_ID])})

    return received(apply)


def _answers_the_other(context: Context, given: object) -> object:
    is_primary = any(session.status != GroupStatus.NOT_LOADED for session in context.state.sessions.values())
    return context.configuration.application_id if is_primary and given == _other_id(context) else given


def _once_primary(policies: Policies, change: Callable[[Context, Input], Input]) -> Policies:
    """Change what an OCS receives that was primary, or has become it, by a switch-over."""
    memory: WeakKeyDictionary[State, type] = WeakKeyDictionary()
    before = policies.receive

    def receive(context: Context, message: Input) -> Input:
        if isinstance(message, SteppedDown | TookOver):
            memory[context.state] = type(message)
        return change(context, before(context, message)) if context.state in memory else before(context, message)

    return replace(policies, receive=receive)


def _keeps_the_old_id(policies: Policies) -> Policies:
    def change(context: Context, message: Input) -> Input:
        if not isinstance(message, DesktopRequest):
            return message
        ids: dict[object, object] = {context.configuration.application_id: _other_id(context)}
        ids |= {other: own for own, other in ids.items()}
        given = message.data.get(APPLICATION_ID)
        return replace(message, data={**message.data, APPLICATION_ID: ids.get(given, given)})

    return _once_primary(policies, change)


def _deaf(policies: Policies) -> Policies:
    """Let a former primary disregard every request."""
    memory: WeakKeyDictionary[State, bool] = WeakKeyDictionary()
    before = policies.receive

    def receive(context: Context, message: Input) -> Input:
        if isinstance(message, SteppedDown | TookOver):
            memory[context.state] = isinstance(message, SteppedDown)
        is_ignored = memory.get(context.state, False) and isinstance(message, DesktopRequest)
        return TimePassed() if is_ignored else before(context, message)

    return replace(policies, receive=receive)


def _forgetful(context: Context, message: Input) -> Input:
    if isinstance(message, SteppedDown):
        context.state.open.clear()
    return message


def _forgets_changes(context: Context, message: Input) -> Input:
    if isinstance(message, SteppedDown):
        for record in context.state.open.values():
            rows = context.store.chain(record.chain.calling_list.key, record.chain.chain_id)
            record.row = next(row for row in rows if row["chain_n"] == record.row["chain_n"])
    return message


def _gives_back(context: Context, message: Input) -> Input:
    """Put records that are open with the former primary back, so that the new one gives them out again."""
    if isinstance(message, SteppedDown):
        for record in context.state.open.values():
            context.store.dispose(record.chain.calling_list.key, [record.row | {"record_status": 1}])
    return message


def _goes_on(_context: Context, message: Input) -> Input:
    return TimePassed() if isinstance(message, SteppedDown) else message


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"switch-over.{name}", f"desktop.switch-over.{fact}", title, policies)


_TOLD = (
    _defect("running-is-silent", "running-told", "No agent of a running session is told", _without(STARTED)),
    _defect("loaded-is-silent", "loaded-told", "No agent of a loaded session is told", _without(LOADED)),
    _defect(
        "running-with-the-old-id",
        "running-told",
        "CampaignStarted comes with the application id of the former primary",
        _with_the_other_id(STARTED),
    ),
    _defect(
        "loaded-with-the-old-id",
        "loaded-told",
        "CampaignLoaded comes with the application id of the former primary",
        _with_the_other_id(LOADED),
    ),
    _defect("running-as-loaded", "running-told", "Running sessions are told as loaded", _renamed(STARTED, LOADED)),
    _defect("loaded-as-stopped", "loaded-told", "Loaded sessions are told as stopped", _renamed(LOADED, STOPPED)),
    _defect(
        "running-as-a-change", "running-told", "Running sessions are told as changed", _renamed(STARTED, MODE_CHANGED)
    ),
    _defect("one-agent-is-told", "running-told", "One agent of each session is told", _told(_first_of_each_session)),
    _defect("one-session-is-told", "loaded-told", "Each agent is told of one session", _told(_first_of_each_agent)),
    _defect(
        "sessions-as-configured",
        "running-told",
        "The new primary begins with sessions as they are configured, not as they have come to be",
        _as_configured,
    ),
    _defect(
        "modes-as-configured",
        "running-told",
        "The new primary knows which sessions run, and takes their modes from the configuration",
        received(_in_configured_mode),
    ),
    _defect(
        "stopped-sessions-run",
        "loaded-told",
        "The new primary takes every session that is loaded for one that runs",
        received(_all_running),
    ),
    _defect(
        "nothing-runs",
        "running-told",
        "The new primary has every session loaded and none running, until somebody starts them",
        received(_all_loaded),
    ),
)

_IDS = (
    _defect(
        "keeps-the-old-id",
        "new-id-is-answered",
        "The new primary answers requests with the id of the former one, and the former those with the new id",
        _keeps_the_old_id,
    ),
    _defect(
        "answers-both-ids",
        "old-id-not-by-the-new",
        "The new primary answers requests with the id of the former one, too",
        _readdressed(_answers_the_other),
    ),
)

_RECORDS = (
    _defect("former-primary-is-deaf", "open-records-finish", "The former primary answers no request any more", _deaf),
    _defect(
        "former-primary-forgets-records",
        "open-records-finish",
        "The former primary forgets the records that are open on desktops",
        received(_forgetful),
    ),
    _defect(
        "former-primary-forgets-changes",
        "open-records-finish",
        "The former primary keeps records that are open, and forgets what was updated in them",
        received(_forgets_changes),
    ),
    _defect(
        "open-records-are-given-out-again",
        "open-records-finish",
        "Records that are open with the former primary become Ready, and the new one gives them out",
        received(_gives_back),
    ),
    _defect(
        "former-primary-goes-on",
        "old-id-not-by-the-new",
        "The former primary goes on as if it were primary, and gives out records under its id",
        received(_goes_on),
    ),
)

DEFECTS = (*_TOLD, *_IDS, *_RECORDS)
