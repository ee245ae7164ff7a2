"""Mistakes with where AddRecord adds, and in which state of the campaign."""

from dataclasses import replace

from ocs_reference.core.configuration import CallingList
from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import NotConfiguredError
from ocs_reference.core.requests import CALLING_LIST, CAMPAIGN_NAME, GROUP_NAME, HANDLE, Handler, whole
from ocs_reference.core.values import Data, GroupStatus, Row
from ocs_reference.defects.additions import ADD_RECORD
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.requests import (
    acknowledged,
    handled,
    in_context,
    refused,
    renumbered,
    unanswered,
    with_data,
    without_keys,
)
from ocs_reference.defects.stored import Around

_ROW = "desktop.add-record"
_ACKNOWLEDGE = "AddRecordAcknowledge"


def _lists(context: Context, data: Data) -> tuple[CallingList, ...]:
    """Return the lists of the campaign that a request names."""
    campaigns = context.configuration.campaigns.values()
    return next((campaign.lists for campaign in campaigns if campaign.name == data.get(CAMPAIGN_NAME)), ())


def _first_list(context: Context, data: Data) -> Data:
    lists = _lists(context, data)
    known = any(each.name == data[CALLING_LIST] for each in lists)
    return {**data, CALLING_LIST: lists[0].name} if known else data


def _first_list_for_a_wrong_one(handler: Handler, context: Context, request: Request) -> Result:
    lists = _lists(context, request.data)
    try:
        return handler(context, request)
    except NotConfiguredError:
        if not lists or request.agent is None:
            raise
        return handler(context, replace(request, data={**request.data, CALLING_LIST: lists[0].name}))


def _in_all_lists(context: Context, request: Request) -> Context:
    lists = _lists(context, request.data) if request.agent else ()

    class Inserting(Around):
        def insert(self, calling_list: str, row: Row) -> None:
            for key in dict.fromkeys((calling_list, *(each.key for each in lists))):
                self.inner.insert(key, row)

    return replace(context, store=Inserting(context.store))


def _is_not_running(context: Context, request: Request) -> bool:
    sessions = context.state.sessions_of(request.agent or "")
    return request.agent is not None and all(session.status != GroupStatus.RUNNING for session in sessions)


def _group_is_of_another_campaign(context: Context, request: Request) -> bool:
    groups = context.configuration.groups.values()
    named = [group.campaign.name for group in groups if group.name == request.data.get(GROUP_NAME)]
    return bool(named) and request.data.get(CAMPAIGN_NAME) not in named


def _campaign_is_not_the_handles(context: Context, request: Request) -> bool:
    record = context.state.open.get(whole(request.data, HANDLE))
    name = request.data.get(CAMPAIGN_NAME)
    return request.agent is not None and record is not None and name != record.chain.group.campaign.name


def _campaign_beside_the_handle_is_not_loaded(context: Context, request: Request) -> bool:
    loaded = {session.group.campaign.name for session in context.state.active_sessions()}
    return request.agent is not None and HANDLE in request.data and request.data.get(CAMPAIGN_NAME) not in loaded


def _any_list(handler: Handler, context: Context, request: Request) -> Result:
    named = [each.key for each in context.configuration.lists.values() if each.name == request.data.get(CALLING_LIST)]
    lists = _lists(context, request.data)

    class Inserting(Around):
        def insert(self, _calling_list: str, row: Row) -> None:
            self.inner.insert(named[0], row)

    try:
        return handler(context, request)
    except NotConfiguredError:
        if not named or not lists or request.agent is None:
            raise
        first = replace(request, data={**request.data, CALLING_LIST: lists[0].name})
        return handler(replace(context, store=Inserting(context.store)), first)


def _own_campaign_for_an_unknown_one(context: Context, data: Data) -> Data:
    campaigns = context.configuration.campaigns.values()
    names = [campaign.name for campaign in campaigns if any(each.name == data[CALLING_LIST] for each in campaign.lists)]
    known = any(campaign.name == data[CAMPAIGN_NAME] for campaign in campaigns)
    return data if known or not names else {**data, CAMPAIGN_NAME: names[0]}


DEFECTS = (
    Defect(
        "add-record.into-the-first-list",
        f"{_ROW}.right-list",
        "Every record goes into the first list of the campaign",
        with_data(ADD_RECORD, _first_list),
    ),
    Defect(
        "add-record.into-all-lists",
        f"{_ROW}.right-list",
        "A record goes into all lists of the campaign",
        in_context(ADD_RECORD, _in_all_lists),
    ),
    Defect(
        "add-record.first-list-for-a-wrong-one",
        f"{_ROW}.right-list",
        "A record for a list that the campaign does not have goes into its first one",
        handled(ADD_RECORD, _first_list_for_a_wrong_one),
    ),
    Defect(
        "add-record.any-list",
        f"{_ROW}.right-list",
        "A record goes into any list that is configured, whichever campaign has it",
        handled(ADD_RECORD, _any_list),
    ),
    Defect(
        "add-record.campaign-by-its-list",
        f"{_ROW}.attached-data.gsw-campaign-name",
        "A campaign that does not exist is taken for that of the calling list",
        with_data(ADD_RECORD, _own_campaign_for_an_unknown_one),
    ),
    Defect(
        "add-record.only-while-running",
        f"{_ROW}.loaded",
        "AddRecord is refused while the campaign is loaded and does not run",
        refused(ADD_RECORD, 106, _is_not_running),
    ),
    Defect(
        "add-record.acknowledged-while-not-loaded",
        f"{_ROW}.not-loaded",
        "AddRecord for a campaign that is not loaded is acknowledged, and comes to nothing",
        acknowledged(ADD_RECORD, [106], _ACKNOWLEDGE, (CAMPAIGN_NAME, CALLING_LIST)),
    ),
    Defect(
        "add-record.not-loaded-is-no-records",
        f"{_ROW}.not-loaded",
        "AddRecord for a campaign that is not loaded gets 108",
        renumbered(ADD_RECORD, [106], 108),
    ),
    Defect(
        "add-record.outsiders-get-no-answer",
        f"{_ROW}.foreign-agent",
        "AddRecord of an agent who is not in the campaign's group gets no answer",
        unanswered(ADD_RECORD, [105]),
    ),
    Defect(
        "add-record.outsiders-add-nothing",
        f"{_ROW}.foreign-agent",
        "AddRecord of an agent who is not in the campaign's group is acknowledged by another event",
        acknowledged(ADD_RECORD, [105], "RecordProcessedAcknowledge", (CAMPAIGN_NAME, CALLING_LIST)),
    ),
    Defect(
        "add-record.group-is-ignored",
        f"{_ROW}.group-name",
        "The campaign's name counts, whatever group AddRecord names",
        without_keys(ADD_RECORD, GROUP_NAME),
    ),
    Defect(
        "add-record.group-must-be-of-the-campaign",
        f"{_ROW}.group-name",
        "AddRecord that names a group of another campaign is refused",
        refused(ADD_RECORD, 105, _group_is_of_another_campaign),
    ),
    Defect(
        "add-record.campaign-must-be-the-handles",
        f"{_ROW}.handle-first",
        "AddRecord whose campaign is not that of the handle's record is refused",
        refused(ADD_RECORD, 103, _campaign_is_not_the_handles),
    ),
    Defect(
        "add-record.campaign-beside-a-handle-must-be-loaded",
        f"{_ROW}.handle-first",
        "AddRecord whose campaign is not loaded is refused, although its handle is that of a record of another",
        refused(ADD_RECORD, 106, _campaign_beside_the_handle_is_not_loaded),
    ),
    Defect(
        "add-record.handle-is-ignored",
        f"{_ROW}.handle-first",
        "The campaign's name counts, whatever record AddRecord names by its handle",
        without_keys(ADD_RECORD, HANDLE),
    ),
)
