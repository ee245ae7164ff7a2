"""Mistakes in what applications are told without having asked, and in events that the API does not use."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from ocs_reference.core.campaign_groups import DIAL_MODE, OPTIMIZE_BY
from ocs_reference.core.communication_dn import MESSAGE_TYPE, ORIGIN, TARGET
from ocs_reference.core.context import Context
from ocs_reference.core.group_commands import GROUP_ID
from ocs_reference.core.messages import ApplicationEvent
from ocs_reference.core.state import Session
from ocs_reference.core.values import Data, GroupStatus
from ocs_reference.defects.commands import (
    LOADED,
    REFUSED,
    STARTED,
    STOPPED,
    UNLOADED,
    application_events,
    notice_of,
    notices,
)
from ocs_reference.defects.defect import ChangePolicies, Defect

_STATUS = "GSW_CM_AttrGroupCampStatus"
_NEXT = {GroupStatus.NOT_LOADED: GroupStatus.ACTIVE, GroupStatus.ACTIVE: GroupStatus.RUNNING}
_NOT_USED = {15: "CM_EvServerConnected", 18: "CM_EvClientRegistered", 25: "CM_EvCampaignRegistered"}


def _told(change: Callable[[Session, Data], Data]) -> ChangePolicies:
    """Change the data of notifications."""

    def apply(_context: Context, session: Session, sound: list[ApplicationEvent]) -> list[ApplicationEvent]:
        return [replace(event, data=change(session, dict(event.data))) for event in sound]

    return notices(apply)


def _other_status(session: Session, data: Data) -> Data:
    return {**data, _STATUS: int(_NEXT.get(session.status, GroupStatus.NOT_LOADED))}


def _other_mode(session: Session, data: Data) -> Data:
    return {**data, DIAL_MODE: int(session.group.dial_mode)} if DIAL_MODE in data else data


def _as_error(_session: Session, data: Data) -> Data:
    return {MESSAGE_TYPE: REFUSED, ORIGIN: data[ORIGIN], TARGET: data[TARGET], "GSW_CM_AttrError": 11}


def _accompanied(behind: Mapping[int, int]) -> ChangePolicies:
    """Send an event of another type behind each of these."""

    def apply(context: Context, event: ApplicationEvent) -> list[ApplicationEvent]:
        number = event.data[MESSAGE_TYPE]
        assert isinstance(number, int)
        return [event, notice_of(context, event.application, behind[number], {})]

    return application_events(behind, apply)


def _defect(name: str, requirement: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"commdn-notices.{name}", f"commdn.{requirement}", title, policies)


DEFECTS = (
    _defect(
        "other-status",
        "notification.unsolicited",
        "Notifications tell another status than the campaign group has now",
        _told(_other_status),
    ),
    _defect(
        "group-of-the-campaign-group",
        "notification.unsolicited",
        "Notifications have the DBID of the campaign group as their group",
        _told(lambda session, data: {**data, GROUP_ID: session.group.dbid}),
    ),
    _defect(
        "as-errors",
        "notification.unsolicited",
        "Others are told of a change by CM_EvError",
        _told(_as_error),
    ),
    _defect(
        "mode-as-configured",
        "notification.mode-changed",
        "Notifications of a change of mode tell the configured mode",
        _told(_other_mode),
    ),
    _defect(
        "mode-without-optimization",
        "notification.mode-changed",
        "Notifications of a running campaign group lack its optimization",
        _told(lambda _session, data: {key: value for key, value in data.items() if key != OPTIMIZE_BY}),
    ),
    *(
        _defect(
            f"{number}-behind-{behind}",
            "message-type.events-not-used",
            f"{name} goes with event {behind}",
            _accompanied({behind: number}),
        )
        for (number, name), behind in zip(_NOT_USED.items(), (LOADED, STARTED, STOPPED), strict=True)
    ),
    _defect(
        "26-behind-20",
        "message-type.events-not-used",
        "CM_EvCampaignUnregistered goes with the event of an unload",
        _accompanied({UNLOADED: 26}),
    ),
)
