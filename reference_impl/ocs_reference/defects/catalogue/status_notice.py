"""Mistakes in what a notice about a session carries: names, descriptions, the dialing mode."""

from ocs_reference.core.context import Context
from ocs_reference.core.messages import UserEvent
from ocs_reference.core.notifications import LOADED, MODE_CHANGED, STARTED, STOPPED, UNLOADED
from ocs_reference.core.requests import CAMPAIGN_NAME, GROUP_NAME
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import event_data, event_key

_MODE = "GSW_CAMPAIGN_MODE"
_DESCRIPTION = "GSW_CAMPAIGN_DESCRIPTION"
_GROUP_DESCRIPTION = "GSW_CAMPAIGN_GROUP_DESCRIPTION"
_NAMES = {_DESCRIPTION: CAMPAIGN_NAME, _GROUP_DESCRIPTION: GROUP_NAME}
_NOTICES = (STARTED, LOADED, STOPPED, UNLOADED, MODE_CHANGED)


def _copied(names: str | tuple[str, ...], source: str, key: str) -> ChangePolicies:
    return event_data(names, lambda _context, _event, data: {**data, key: data[source]})


def _swapped(_context: Context, _event: UserEvent, data: Data) -> Data:
    return {**data, _DESCRIPTION: data[_GROUP_DESCRIPTION], _GROUP_DESCRIPTION: data[_DESCRIPTION]}


def _without_empty(_context: Context, _event: UserEvent, data: Data) -> Data:
    return {key: value for key, value in data.items() if value or key not in _NAMES}


def _names_for_empty(_context: Context, _event: UserEvent, data: Data) -> Data:
    return {**data, **{key: data[key] or data[name] for key, name in _NAMES.items()}}


def _reads(mode: str, wrong: str) -> ChangePolicies:
    return event_data(
        (STARTED, MODE_CHANGED),
        lambda _context, _event, data: {**data, _MODE: wrong} if data[_MODE] == mode else data,
    )


def _group_by_its_campaign(event: str, kebab: str) -> Defect:
    return Defect(
        f"status-notice.{kebab}-has-the-campaign-for-its-group",
        "desktop.status.names",
        f"GSW_CAMPAIGN_GROUP_NAME of {event} is the name of the campaign",
        _copied(event, CAMPAIGN_NAME, GROUP_NAME),
    )


def _empty_left_out(event: str, kebab: str) -> Defect:
    return Defect(
        f"status-notice.{kebab}-without-empty-descriptions",
        "desktop.status.empty-description",
        f"{event} has no key for a description that is not configured",
        event_data(event, _without_empty),
    )


DEFECTS = (
    _group_by_its_campaign(STARTED, "started"),
    _group_by_its_campaign(LOADED, "loaded"),
    _group_by_its_campaign(STOPPED, "stopped"),
    _group_by_its_campaign(UNLOADED, "unloaded"),
    _group_by_its_campaign(MODE_CHANGED, "mode-changed"),
    Defect(
        "status-notice.campaign-by-its-group",
        "desktop.status.names",
        "GSW_CAMPAIGN_NAME of a notice is the name of the campaign group",
        _copied(_NOTICES, GROUP_NAME, CAMPAIGN_NAME),
    ),
    Defect(
        "status-notice.descriptions-are-swapped",
        "desktop.status.descriptions",
        "CampaignLoaded has the descriptions of campaign and campaign group under each other's keys",
        event_data(LOADED, _swapped),
    ),
    Defect(
        "status-notice.campaigns-description-for-the-group",
        "desktop.status.descriptions",
        "GSW_CAMPAIGN_GROUP_DESCRIPTION of CampaignLoaded is the description of the campaign",
        _copied(LOADED, _DESCRIPTION, _GROUP_DESCRIPTION),
    ),
    Defect(
        "status-notice.started-without-description",
        "desktop.status.started-description",
        "GSW_CAMPAIGN_DESCRIPTION of CampaignStarted is always empty",
        event_key(STARTED, _DESCRIPTION, ""),
    ),
    Defect(
        "status-notice.started-is-described-by-its-name",
        "desktop.status.started-description",
        "GSW_CAMPAIGN_DESCRIPTION of CampaignStarted is the name of the campaign",
        _copied(STARTED, CAMPAIGN_NAME, _DESCRIPTION),
    ),
    _empty_left_out(STARTED, "started"),
    _empty_left_out(LOADED, "loaded"),
    _empty_left_out(STOPPED, "stopped"),
    _empty_left_out(UNLOADED, "unloaded"),
    _empty_left_out(MODE_CHANGED, "mode-changed"),
    Defect(
        "status-notice.empty-description-is-the-name",
        "desktop.status.empty-description",
        "A description that is not configured is replaced by the name",
        event_data(_NOTICES, _names_for_empty),
    ),
    Defect(
        "status-notice.predictive-in-capitals",
        "desktop.status.mode-predictive",
        "The mode of a session in Predictive is written in capitals",
        _reads("Predictive", "PREDICTIVE"),
    ),
    Defect(
        "status-notice.progressive-reads-predictive",
        "desktop.status.mode-progressive",
        "The mode of a session in Progressive reads Predictive, as all automatic modes do",
        _reads("Progressive", "Predictive"),
    ),
    Defect(
        "status-notice.preview-reads-push-preview",
        "desktop.status.mode-preview",
        "The mode of a session in Preview reads Push Preview",
        _reads("Preview", "Push Preview"),
    ),
)
