"""Mistakes with GSW_CAMPAIGN_GROUP_NAME in requests, where several groups run one campaign."""

from collections.abc import Iterator

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.requests import CAMPAIGN_NAME, GROUP_NAME, Handler
from ocs_reference.core.state import Record, Session
from ocs_reference.core.values import Data, GroupStatus
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.records import refused_for
from ocs_reference.defects.requests import handled, refused, unanswered, with_data, without_keys

_ASK = "PreviewRecordRequest"
_START = "PreviewDialingModeStart"
_OVER = "PreviewDialingModeOver"

_OF_A_RECORD = {
    "UpdateCallCompletionStats": "update",
    "RecordProcessed": "processed",
    "RecordReject": "reject",
    "ChainedRecordRequest": "chains",
}


def _sessions_of_campaign(context: Context, name: object) -> list[Session]:
    return [session for session in context.state.sessions.values() if session.group.campaign.name == name]


def _is_of_another_than_the_first(context: Context, record: Record) -> bool:
    first = _sessions_of_campaign(context, record.chain.group.campaign.name)[0]
    return record.chain.group is not first.group


def _is_of_the_first(context: Context, record: Record) -> bool:
    several = len(_sessions_of_campaign(context, record.chain.group.campaign.name)) > 1
    return several and not _is_of_another_than_the_first(context, record)


def _last_that_runs(context: Context, data: Data) -> Data:
    running = [
        session.group.name
        for session in _sessions_of_campaign(context, data[CAMPAIGN_NAME])
        if session.status == GroupStatus.RUNNING
    ]
    return {**data, GROUP_NAME: running[-1]} if running and GROUP_NAME in data else data


def _some_group_rests(context: Context, request: Request) -> bool:
    sessions = _sessions_of_campaign(context, request.data[CAMPAIGN_NAME])
    return GROUP_NAME not in request.data and any(session.status != GroupStatus.RUNNING for session in sessions)


def _if_the_group_is_known(handler: Handler, context: Context, request: Request) -> Result:
    known = {session.group.name for session in context.state.sessions.values()}
    data = {key: value for key, value in request.data.items() if key != GROUP_NAME or value in known}
    return handler(context, Request(request.name, request.agent, data))


def _even_if_refused(handler: Handler, context: Context, request: Request) -> Result:
    try:
        return handler(context, request)
    except RefusalError:
        for session in context.state.sessions_of(request.agent or ""):
            session.previewing.discard(request.agent or "")
        raise


def _opened_though_refused(handler: Handler, context: Context, request: Request) -> Result:
    try:
        return handler(context, request)
    except RefusalError:
        for session in context.state.sessions_of(request.agent or ""):
            session.previewing.add(request.agent or "")
        raise


def _of_records() -> Iterator[Defect]:
    for name, topic in _OF_A_RECORD.items():
        row = f"desktop.{topic}.group-name"
        yield Defect(
            f"groups.{topic}-looks-in-the-first-group",
            row,
            f"{name} finds records of the campaign's first group only, whichever group it names",
            refused_for(name, 109, _is_of_another_than_the_first),
        )
        yield Defect(
            f"groups.{topic}-passes-over-the-first-group",
            row,
            f"{name} finds no records of the first of several groups that run a campaign",
            refused_for(name, 109, _is_of_the_first),
        )
        yield Defect(
            f"groups.{topic}-with-names-that-differ-is-not-answered",
            row,
            f"{name} is not answered where the group that it names is not that of its record",
            unanswered(name, [103, 105]),
        )


_OF_SESSIONS = (
    Defect(
        "groups.start-opens-the-first",
        "desktop.preview.group-among-several",
        "PreviewDialingModeStart opens the session of the campaign's first group, whichever group it names",
        without_keys(_START, GROUP_NAME),
    ),
    Defect(
        "groups.start-opens-the-last",
        "desktop.preview.group-among-several",
        "PreviewDialingModeStart opens the session of the campaign's last group, whichever group it names",
        with_data(_START, _last_that_runs),
    ),
    Defect(
        "groups.over-closes-the-first",
        "desktop.preview.over-group-name",
        "PreviewDialingModeOver closes the session of the campaign's first group, whichever group it names",
        without_keys(_OVER, GROUP_NAME),
    ),
    Defect(
        "groups.over-for-an-unknown-group-closes-another",
        "desktop.preview.over-group-name",
        "PreviewDialingModeOver for an unknown campaign group closes the session of the campaign's name",
        handled(_OVER, _if_the_group_is_known),
    ),
    Defect(
        "groups.refused-over-closes-all-sessions",
        "desktop.preview.over-closes",
        "PreviewDialingModeOver for an unknown campaign is refused and ends the agent's preview sessions all the same",
        handled(_OVER, _even_if_refused),
    ),
    Defect(
        "groups.over-of-an-outsider-closes-the-own-session",
        "desktop.preview.over-is-for-one-campaign",
        "PreviewDialingModeOver for a campaign of others is refused and ends the agent's preview sessions all the same",
        handled(_OVER, _even_if_refused),
    ),
    Defect(
        "groups.refused-start-opens-all-sessions",
        "desktop.preview.start-required",
        "PreviewDialingModeStart for an unknown campaign is refused and opens the agent's sessions all the same",
        handled(_START, _opened_though_refused),
    ),
    Defect(
        "groups.one-that-rests-stops-all",
        "desktop.preview.record-delivered",
        "PreviewRecordRequest by the campaign's name is refused while one of the campaign's groups does not run",
        refused(_ASK, 107, _some_group_rests),
    ),
)

DEFECTS = (*_of_records(), *_OF_SESSIONS)
