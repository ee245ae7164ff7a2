"""Mistakes with auto completion: when campaign groups have no records left, and what they do then."""

from dataclasses import replace

from ocs_reference.core.campaign_groups import Parameters
from ocs_reference.core.context import Context, Policies
from ocs_reference.core.errors import GroupRefusalError
from ocs_reference.core.messages import Reply
from ocs_reference.core.state import Session
from ocs_reference.core.values import GroupStatus
from ocs_reference.defects import groups
from ocs_reference.defects.completions import IsDepleted, after, depleted, is_notice, notices_as
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.groups import Perform
from ocs_reference.defects.outputs import Outputs, event_to_everybody

_ROW = "auto-completion.enabled"
_A_YEAR = 31536000


def _calls(context: Context, session: Session) -> int:
    return sum(call.record.chain.group is session.group for call in context.state.calls.values())


def _when_a_call_ends(sound: IsDepleted, context: Context, session: Session) -> bool:
    return sound(context, session) or (session.dials > 0 and not _calls(context, session))


def _when_a_list_ends(sound: IsDepleted, context: Context, session: Session) -> bool:
    left = {chain.calling_list.key for chain in context.state.chains.values()}
    is_one_done = session.dials > 0 and any(each.key not in left for each in session.group.campaign.lists)
    return sound(context, session) or is_one_done


def _open_records_forgotten(sound: IsDepleted, context: Context, session: Session) -> bool:
    for chain in context.state.held_chains():
        if chain.group is session.group:
            context.state.forget(chain)
    return sound(context, session)


def _retrieved_before_their_time(sound: IsDepleted, context: Context, session: Session) -> bool:
    answer = sound(context, session)
    for calling_list in session.group.campaign.lists:
        context.store.retrieve(calling_list.key, context.now + _A_YEAR)
    return answer


def _refuse_to_start(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    if session.completes:
        raise GroupRefusalError(409, 11)
    return perform(context, session, parameters)


def _reversed(outputs: Outputs) -> Outputs:
    others = [output for output in outputs if is_notice(output) != "CampaignStopped"]
    return [*others, *(output for output in outputs if is_notice(output) == "CampaignStopped")]


def _dials_on(policies: Policies) -> Policies:
    sound = policies.calls.dials

    def dials(context: Context, session: Session) -> bool:
        return sound(context, session) or (session.completes and session.status == GroupStatus.NOT_LOADED)

    return replace(policies, calls=replace(policies.calls, dials=dials))


def _keeps(session: Session, parameters: Parameters, before: bool) -> None:
    if parameters.completes is None:
        session.completes = before


def _stays_loaded(session: Session, _parameters: Parameters, before: bool) -> None:
    if before:
        session.status = GroupStatus.ACTIVE


DEFECTS = (
    Defect(
        "auto-completion.never",
        f"{_ROW}.completes",
        "A campaign group that was told to complete goes on without records",
        depleted(lambda _sound, _context, _session: False),
    ),
    Defect(
        "auto-completion.stops-only",
        f"{_ROW}.completes",
        "A campaign group that completes is stopped and stays loaded",
        after("Unload", _stays_loaded),
    ),
    Defect(
        "auto-completion.by-an-empty-list-only",
        f"{_ROW}.finalized",
        "A campaign group that has dialed a record does not complete",
        depleted(lambda sound, context, session: session.dials == 0 and sound(context, session)),
    ),
    Defect(
        "auto-completion.after-a-call-only",
        f"{_ROW}.none-retrieved",
        "A campaign group completes when a record was finished, and not where there was none to begin with",
        depleted(lambda sound, context, session: session.dials > 0 and sound(context, session)),
    ),
    Defect(
        "auto-completion.as-soon-as-a-call-ends",
        f"{_ROW}.more-records",
        "A campaign group completes when no call is on the wire, whatever its list has",
        depleted(_when_a_call_ends),
    ),
    Defect(
        "auto-completion.as-soon-as-a-list-ends",
        f"{_ROW}.each-list",
        "A campaign group completes when one of its lists has no records left",
        depleted(_when_a_list_ends),
    ),
    Defect(
        "auto-completion.forgets-open-records",
        f"{_ROW}.open-record",
        "When its list is empty, a campaign group forgets the records on desktops and completes",
        depleted(_open_records_forgotten),
    ),
    Defect(
        "auto-completion.retrieves-records-before-their-time",
        f"{_ROW}.later-records",
        "In search of records to dial, those for later are marked as retrieved",
        depleted(_retrieved_before_their_time),
    ),
    Defect(
        "auto-completion.loaded-to-complete-cannot-start",
        f"{_ROW}.before-start",
        "A campaign group that was loaded to complete cannot be started",
        groups.performed("StartDialing", _refuse_to_start),
    ),
    Defect(
        "auto-completion.unloaded-before-it-is-stopped",
        f"{_ROW}.stop-before-unload",
        "Agents are told of the unload first, and of the stop then",
        notices_as(_reversed),
    ),
    Defect(
        "auto-completion.agents-are-not-told",
        f"{_ROW}.agents-are-told",
        "A campaign group that completes tells no agent",
        notices_as(lambda outputs: [output for output in outputs if not is_notice(output)]),
    ),
    Defect(
        "auto-completion.agents-are-told-of-the-unload-only",
        f"{_ROW}.agents-are-told",
        "A campaign group that completes tells its agents of the unload, and not of the stop",
        notices_as(lambda outputs: [output for output in outputs if is_notice(output) != "CampaignStopped"]),
    ),
    Defect(
        "auto-completion.every-agent-is-told",
        f"{_ROW}.agents-are-told",
        "A campaign group that completes tells every agent who is logged in",
        event_to_everybody("CampaignStopped"),
    ),
    Defect(
        "auto-completion.dials-on",
        f"{_ROW}.no-more-dialing",
        "A campaign group that has completed dials what comes into its list later",
        _dials_on,
    ),
    Defect(
        "auto-completion.remembered-when-loaded-again",
        "auto-completion.disabled.after-reload",
        "A campaign group that has completed once does so again after it was loaded anew",
        after("Load", _keeps),
    ),
)
