"""Mistakes with preview sessions over a time: options of groups, two campaigns, later starts, lists that run dry."""

from collections import Counter
from dataclasses import replace

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.preview import find_session
from ocs_reference.core.records import PROCESSED, close_as
from ocs_reference.core.requests import Handler
from ocs_reference.core.state import Chain, Session
from ocs_reference.core.values import PREVIEW_MODES, Data, GroupStatus, Row
from ocs_reference.defects.defect import Defect, both
from ocs_reference.defects.requests import errors, handled, refused, unanswered
from ocs_reference.defects.stored import policy, retrieved

_ASK = "PreviewRecordRequest"
_START = "PreviewDialingModeStart"
_DRY = "(the list was empty once)"


def _session(context: Context, request: Request) -> Session:
    return find_session(context, request.agent or "", request.data)


def _with_the_option_of_most(handler: Handler, context: Context, request: Request) -> Result:
    """Handle a request with the value that groups without an option of their own have."""
    session = _session(context, request)
    known = [other.group.options.agent_preview_mode_start for other in context.state.sessions.values()]
    common = Counter(known).most_common(1)[0][0]
    group = session.group
    session.group = replace(group, options=replace(group.options, agent_preview_mode_start=common))
    try:
        return handler(context, request)
    finally:
        session.group = group


def _in_this_campaign_alone(handler: Handler, context: Context, request: Request) -> Result:
    result = handler(context, request)
    session = _session(context, request)
    for other in context.state.sessions_of(request.agent or ""):
        if other is not session:
            other.previewing.discard(request.agent or "")
    return result


def _began_before_the_ocs(context: Context, request: Request) -> bool:
    return _session(context, request).group.status != GroupStatus.RUNNING


def _only_until_the_first_108(handler: Handler, context: Context, request: Request) -> Result:
    session = _session(context, request)
    if _DRY in session.previewing:
        raise RefusalError(108)
    try:
        return handler(context, request)
    except RefusalError as refusal:
        if refusal.number == 108:
            session.previewing.add(_DRY)
        raise


def _has_not_started(context: Context, request: Request) -> bool:
    session = _session(context, request)
    return session.group.options.agent_preview_mode_start and request.agent not in session.previewing


def _smart_logout(request: Request, data: Data) -> Data:
    meant = request.name == _ASK and data["GSW_ERROR_NUMBER"] == 101
    return {**data, "GSW_ERROR": "Agent smartly logged out"} if meant else data


def _is_not_in_preview(context: Context, request: Request) -> bool:
    return _session(context, request).dial_mode not in PREVIEW_MODES


def _acknowledged_twice(handler: Handler, context: Context, request: Request) -> Result:
    result = handler(context, request)
    return [*result, *result] if _is_not_in_preview(context, request) else result


def _closing_what_is_open(handler: Handler, context: Context, request: Request) -> Result:
    result = handler(context, request)
    for record in list(context.state.open.values()):
        if record.chain.holder == request.agent:
            context.state.open.pop(record.handle)
    return result


def _finishing_what_is_open(handler: Handler, context: Context, request: Request) -> Result:
    for chain in context.state.held_chains():
        if chain.holder == request.agent:
            close_as(context, chain, PROCESSED)
    return handler(context, request)


def _with_number_zero(rows: list[Row]) -> list[Row]:
    whole = {row["chain_id"] for row in rows if row["chain_n"] == 0}
    return [row for row in rows if row["chain_id"] in whole]


def _first_row(session: Session) -> Chain:
    chain = session.buffer.popleft()
    return replace(chain, records=[min(chain.records, key=lambda record: int(record.row["record_id"] or 0))])


DEFECTS = (
    Defect(
        "preview-stories.option-of-the-group-is-not-read",
        "desktop.preview.option-of-group",
        "The option agent_preview_mode_start of the OCS counts for a campaign group that has one of its own",
        handled(_ASK, _with_the_option_of_most),
    ),
    Defect(
        "preview-stories.start-ends-the-other-campaign",
        "desktop.preview.start-is-for-one-campaign",
        "PreviewDialingModeStart for a second campaign ends the agent's preview session for the first",
        handled(_START, _in_this_campaign_alone),
    ),
    Defect(
        "preview-stories.start-in-predictive-is-of-an-unknown-agent",
        "desktop.preview.start-in-predictive",
        "PreviewDialingModeStart in a session that dials by itself gets the number of an unknown agent",
        refused(_START, 104, _is_not_in_preview),
    ),
    Defect(
        "preview-stories.start-in-predictive-is-acknowledged-twice",
        "desktop.envelope.one-answer",
        "PreviewDialingModeStart in a session that dials by itself is acknowledged twice",
        handled(_START, _acknowledged_twice),
    ),
    Defect(
        "preview-stories.what-is-not-loaded-is-not-answered",
        "desktop.envelope.one-answer",
        "PreviewDialingModeStart and PreviewDialingModeOver are not answered for a campaign that is not loaded",
        unanswered((_START, "PreviewDialingModeOver"), [106]),
    ),
    Defect(
        "preview-stories.start-closes-open-records",
        "desktop.preview.start-in-predictive",
        "PreviewDialingModeStart closes the records that the agent has open",
        handled(_START, _closing_what_is_open),
    ),
    Defect(
        "preview-stories.later-sessions-deliver-nothing",
        "desktop.preview.from-the-start-on",
        "A session that is started after the OCS delivers no records",
        refused(_ASK, 107, _began_before_the_ocs),
    ),
    Defect(
        "preview-stories.no-records-for-good",
        "desktop.preview.no-records-for-now",
        "A session that has answered 108 once does not look into its lists any more",
        handled(_ASK, _only_until_the_first_108),
    ),
    Defect(
        "preview-stories.early-request-has-text-of-a-logout",
        "desktop.preview.start-required-text",
        "The 101 before PreviewDialingModeStart has the text of the 101 after a smart logout",
        both(refused(_ASK, 101, _has_not_started), errors(_smart_logout)),
    ),
    Defect(
        "preview-stories.next-record-finishes-the-last",
        "desktop.processed.needed-in-preview",
        "PreviewRecordRequest finishes the records that the agent has open",
        handled(_ASK, _finishing_what_is_open),
    ),
    Defect(
        "preview-stories.stale-in-half-the-time",
        "desktop.processed.needed-in-preview",
        "A record on a desktop becomes Stale when half of stale_clean_timeout is over",
        policy(
            is_stale=lambda chain, now: chain.opened_at + chain.group.options.stale_clean_timeout * 30 <= now,
        ),
    ),
    Defect(
        "preview-stories.never-stale",
        "desktop.preview.stale",
        "A record on a desktop stays open for ever",
        policy(is_stale=lambda _chain, _now: False),
    ),
    Defect(
        "preview-stories.stale-after-half-an-hour",
        "desktop.preview.stale",
        "A record on a desktop becomes Stale after thirty minutes, whatever stale_clean_timeout is",
        policy(is_stale=lambda chain, now: chain.opened_at + 1800 <= now),
    ),
    Defect(
        "preview-stories.chains-begin-with-zero",
        "desktop.chains.primary-number",
        "A chain that has no record with the number 0 is not delivered",
        retrieved(_with_number_zero),
    ),
    Defect(
        "preview-stories.chains-begin-with-the-first-row",
        "desktop.chains.primary-number",
        "The primary record of a chain is the one whose row was written first",
        policy(next_chain=_first_row),
    ),
)
