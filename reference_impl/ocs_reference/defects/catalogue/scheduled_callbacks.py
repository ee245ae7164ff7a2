"""Mistakes with callbacks: when they fall due, whom they reach, and what becomes of those that are left behind."""

from collections.abc import Callable
from weakref import WeakKeyDictionary

from ocs_reference.core.callbacks import callback_type
from ocs_reference.core.context import Context, Policies, Request, Result
from ocs_reference.core.messages import AgentLoggedOut, Input, TimePassed
from ocs_reference.core.requests import Handler
from ocs_reference.core.state import Chain, Record, Session, State
from ocs_reference.core.values import DialMode, RecordStatus, RecordType, Row
from ocs_reference.defects.callbacks import due, owner, repeated_to_everybody, sent_to, taken_where
from ocs_reference.defects.defect import ChangePolicies, Defect, both
from ocs_reference.defects.records import after
from ocs_reference.defects.requests import handled, received
from ocs_reference.defects.stored import outcome

_NEVER = 2**31 - 1


def _only_of_desktops(policies: Policies) -> Policies:
    """Know those callbacks alone that a desktop asked for since the OCS was started."""
    asked: WeakKeyDictionary[State, set[object]] = WeakKeyDictionary()

    def note(context: Context, _request: Request, record: Record) -> None:
        if record.callback is not None:
            asked.setdefault(context.state, set()).add(record.row["contact_info"])

    def moment(context: Context, row: Row, right: int) -> int:
        return right if row["contact_info"] in asked.get(context.state, set()) else _NEVER

    return both(after("RecordProcessed", note), due(moment))(policies)


def _group_never(_context: Context, row: Row, moment: int) -> int:
    return _NEVER if callback_type(row) == "Campaign" else moment


def _missed(status: RecordStatus) -> ChangePolicies:
    def change(context: Context, message: Input) -> Input:
        if isinstance(message, TimePassed):
            for calling_list in context.configuration.lists:
                rows = [row for row in context.store.callbacks(calling_list) if _is_missed(context, row)]
                context.store.dispose(calling_list, [row | {"record_status": status} for row in rows])
        return message

    return received(change)


def _is_missed(context: Context, row: Row) -> bool:
    is_due = context.policies.callback_moment(context, row) <= context.now
    return is_due and owner(context, row, sorted(context.state.agents)) is None


def _kept_at_logout(condition: Callable[[Chain], bool]) -> ChangePolicies:
    def change(context: Context, message: Input) -> Input:
        if isinstance(message, AgentLoggedOut):
            for chain in context.state.held_chains():
                if chain.holder == message.agent and condition(chain):
                    chain.holder = None
        return message

    return received(change)


def _has_callback(chain: Chain) -> bool:
    return any(callback_type(record.row) for record in chain.records)


def _everybody(_session: Session, _agent: str) -> bool:
    return True


def _start_is_kept(handler: Handler, context: Context, request: Request) -> Result:
    before = [session for session in context.state.sessions.values() if request.agent in session.previewing]
    result = handler(context, request)
    for session in before:
        session.previewing.add(request.agent or "")
    return result


DEFECTS = (
    Defect(
        "callback.at-once",
        "desktop.callback.not-before",
        "A callback is executed as soon as somebody is there",
        due(lambda context, _row, _moment: context.now),
    ),
    Defect(
        "callback.only-of-desktops",
        "desktop.callback.from-the-list",
        "Callbacks that no desktop asked for are not executed",
        _only_of_desktops,
    ),
    Defect(
        "callback.personal-to-the-first",
        "desktop.callback.personal",
        "A personal callback goes to the first agent who is there",
        sent_to(lambda _context, _row, agents: agents[0], "Personal"),
    ),
    Defect(
        "callback.personal-to-the-last",
        "desktop.callback.personal",
        "A personal callback goes to the agent who is there for the shortest time",
        sent_to(lambda _context, _row, agents: agents[-1], "Personal"),
    ),
    Defect(
        "callback.personal-is-general-again",
        "desktop.callback.personal",
        "RecordProcessed makes an ordinary record of a personal callback",
        outcome("Personal", record_type=RecordType.GENERAL),
    ),
    Defect(
        "callback.missed-is-stale",
        "desktop.enumerations.status-missed-callback",
        "A personal callback whose agent is not there becomes Stale",
        _missed(RecordStatus.STALE),
    ),
    Defect(
        "callback.missed-is-canceled",
        "desktop.enumerations.status-missed-callback",
        "A personal callback whose agent is not there is canceled",
        _missed(RecordStatus.CANCELED),
    ),
    Defect(
        "callback.group-waits-for-who-asked",
        "desktop.callback.campaign",
        "A callback of the group goes to nobody but the agent who asked for it",
        sent_to(owner, "Campaign"),
    ),
    Defect(
        "callback.offered-to-everybody",
        "desktop.callback.campaign",
        "A scheduled call that one agent has is sent to the others as well",
        repeated_to_everybody(),
    ),
    Defect(
        "callback.only-in-preview",
        "desktop.callback.any-mode",
        "Callbacks are executed in Preview mode alone",
        taken_where(lambda session, _agent: session.dial_mode == DialMode.PREVIEW),
    ),
    Defect(
        "callback.group-is-not-dialed",
        "desktop.callback.dialed-in-predictive",
        "Callbacks of the group do not fall due",
        due(_group_never),
    ),
    Defect(
        "preview.scheduled-call-before-start",
        "desktop.preview.scheduled-before-start",
        "Scheduled calls are sent before PreviewDialingModeStart",
        taken_where(_everybody),
    ),
    Defect(
        "preview.scheduled-call-before-start-to-the-last",
        "desktop.preview.scheduled-before-start",
        "A callback of the group goes to the agent who came last, whether that one has started or not",
        both(taken_where(_everybody), sent_to(lambda _context, _row, agents: agents[-1], "Campaign")),
    ),
    Defect(
        "preview.scheduled-call-not-after-start",
        "desktop.preview.scheduled-after-start",
        "With agent_preview_mode_start no scheduled call is sent at all",
        taken_where(lambda session, _agent: not session.group.options.agent_preview_mode_start),
    ),
    Defect(
        "preview.scheduled-call-always-needs-start",
        "desktop.preview.scheduled-without-start",
        "Scheduled calls wait for PreviewDialingModeStart whatever the option says",
        taken_where(lambda session, agent: agent in session.previewing),
    ),
    Defect(
        "preview.scheduled-call-after-over",
        "desktop.preview.over-ends-scheduled-calls",
        "Scheduled calls are sent after PreviewDialingModeOver as before",
        handled("PreviewDialingModeOver", _start_is_kept),
    ),
    Defect(
        "processed.treated-campaign-is-finished",
        "desktop.processed.treatment-campaign-retried",
        "A record with RecordTreatCampaign is Updated and does not come back",
        outcome("RecordTreatCampaign", record_status=RecordStatus.UPDATED),
    ),
    Defect(
        "processed.treated-campaign-comes-back-personally",
        "desktop.processed.treatment-campaign-retried",
        "A record with RecordTreatCampaign comes back to its agent as a callback",
        outcome("RecordTreatCampaign", record_type=RecordType.PERSONAL_RESCHEDULED),
    ),
    Defect(
        "processed.treated-personal-is-finished",
        "desktop.processed.treatment-personal-retried",
        "A record with RecordTreatPersonal is Updated and does not come back",
        outcome("RecordTreatPersonal", record_status=RecordStatus.UPDATED),
    ),
    Defect(
        "processed.treated-personal-comes-back-to-anybody",
        "desktop.processed.treatment-personal-retried",
        "A record with RecordTreatPersonal comes back to whoever asks first",
        outcome("RecordTreatPersonal", record_type=RecordType.CAMPAIGN_RESCHEDULED),
    ),
    Defect(
        "logout.preview-record-kept",
        "desktop.logout.preview-record-returned",
        "A preview record stays Retrieved when its agent logs out",
        _kept_at_logout(lambda chain: not _has_callback(chain)),
    ),
    Defect(
        "logout.scheduled-call-kept",
        "desktop.logout.scheduled-call-returned",
        "A scheduled call stays Retrieved when its agent logs out",
        _kept_at_logout(_has_callback),
    ),
)
