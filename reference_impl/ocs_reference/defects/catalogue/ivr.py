"""Mistakes with the places of an IVR."""

from dataclasses import replace

from ocs_reference.core.availability import TREATMENT_PORT
from ocs_reference.core.configuration import CampaignGroup
from ocs_reference.core.context import Context
from ocs_reference.core.messages import CallAnswered, CallConnected, CallShared, Input, IvrGroupChanged
from ocs_reference.core.record_data import changes
from ocs_reference.core.state import Call, Chain, Session
from ocs_reference.core.values import PREVIEW_MODES, Data, GroupStatus, Row
from ocs_reference.defects.calls import (
    chain_with,
    decided,
    dialed_where,
    ends_where,
    finished_by,
    free_where,
    given_to_read,
    shared,
)
from ocs_reference.defects.defect import ChangePolicies, Defect, both
from ocs_reference.defects.requests import received


def _with_login(is_free: bool, context: Context, _session: Session, agent: str) -> bool:
    return is_free and agent in context.state.agents


def _without_login(is_free: bool, context: Context, session: Session, agent: str) -> bool:
    member = session.is_ivr and context.state.is_member(agent, session.group)
    return is_free or (member and not context.state.on_a_call(agent))


def _once(is_free: bool, context: Context, _session: Session, agent: str) -> bool:
    return is_free and agent not in context.state.not_ready


def _disabled_too(is_free: bool, context: Context, session: Session, agent: str) -> bool:
    return is_free or (agent in context.configuration.disabled and agent in session.group.agents)


def _seized_too(is_free: bool, context: Context, session: Session, agent: str) -> bool:
    return is_free or (session.is_ivr and context.state.is_member(agent, session.group))


def _as_configured(is_free: bool, _context: Context, session: Session, agent: str) -> bool:
    return is_free and agent in session.group.agents


def _removed_too(is_free: bool, context: Context, session: Session, agent: str) -> bool:
    is_there = session.is_ivr and agent in session.group.agents and not context.state.on_a_call(agent)
    return is_free or (is_there and context.configuration.ports.get(agent) == TREATMENT_PORT)


def _never_ready(_sound: object, _context: Context, _group: CampaignGroup, _agent: str) -> bool:
    return False


def _by_the_option(_sound: object, _context: Context, group: CampaignGroup, _agent: str) -> bool:
    return group.options.outbound_release_action != "notready"


def _is_port(context: Context, agent: str | None) -> bool:
    return agent in context.configuration.ports


def _answered_by_a_port(context: Context, message: Input) -> Chain | None:
    if isinstance(message, CallAnswered | CallConnected) and _is_port(context, message.agent):
        return chain_with(context, message.agent)
    return None


def _left_a_port(context: Context, message: Input) -> Chain | None:
    is_transfer = isinstance(message, CallShared) and message.by == "transfer"
    if isinstance(message, CallShared) and is_transfer and _is_port(context, message.giver):
        return chain_with(context, message.taker)
    return None


def _no_update(_sound: object, _context: Context, _call: Call, _data: Data) -> Row:
    return {}


def _update(_sound: object, _context: Context, call: Call, data: Data) -> Row:
    return changes(call.record.chain.calling_list, data)


def _update_for_all(_sound: object, _context: Context, call: Call, data: Data) -> Row:
    chain = call.record.chain
    return changes(chain.calling_list, data) if chain.group.options.ivr_update_on_release else {}


def _of_an_ivr_group(ends: bool, context: Context, call: Call) -> bool:
    return ends or context.state.sessions[call.record.chain.group.key].is_ivr


def _at_once(context: Context, message: Input) -> Input:
    if isinstance(message, IvrGroupChanged):
        for session in context.state.sessions.values():
            if session.group.agent_group == message.agent_group:
                session.is_ivr = message.is_ivr
    return message


def _never_taken(_context: Context, message: Input) -> Input:
    return replace(message, is_ivr=True) if isinstance(message, IvrGroupChanged) else message


def _with_seizing(dials: bool, session: Session) -> bool:
    return dials or (session.status == GroupStatus.RUNNING and session.dial_mode not in PREVIEW_MODES)


def _d(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"ivr.{name}", f"desktop.ivr.{fact}", title, policies)


DEFECTS = (
    _d(
        "ports-log-in",
        "no-agent-states",
        "A Voice Treatment Port gets no call without a login",
        free_where(_with_login),
    ),
    _d(
        "positions-need-no-login",
        "position-logs-in",
        "A place with an ACD Position gets calls without a login",
        free_where(_without_login),
    ),
    _d(
        "one-call-a-place",
        "place-is-free",
        "A place of an IVR group stays seized after the release of its call",
        both(decided("stays_ready", _never_ready), free_where(_once)),
    ),
    _d("disabled-places-work", "place-is-disabled", "A disabled place gets calls", free_where(_disabled_too)),
    _d(
        "two-calls-at-once",
        "place-is-seized",
        "A place of an IVR group gets another call while it has one",
        free_where(_seized_too),
    ),
    _d(
        "waits-for-record-processed",
        "finished-on-release",
        "The record of an IVR call waits for RecordProcessed, as record_processed wants it",
        ends_where(lambda _ends, _context, call: not call.record.chain.group.options.record_processed),
    ),
    _d(
        "finished-by-the-answer",
        "finished-on-release",
        "The record of an IVR call is written back when a place answers",
        finished_by(_answered_by_a_port),
    ),
    _d(
        "heeds-the-release-action",
        "ready-on-release",
        "outbound_release_action counts for an ACD Position of an IVR group",
        decided("stays_ready", _by_the_option),
    ),
    _d(
        "never-ready-again",
        "ready-on-release",
        "An ACD Position of an IVR group is not Ready after a release before it logs in again",
        decided("stays_ready", _never_ready),
    ),
    _d(
        "release-updates-nothing",
        "update-on-release",
        "The release of an IVR call updates no field",
        decided("changes_on_release", _no_update),
    ),
    _d(
        "release-updates-for-people",
        "update-on-release",
        "ivr_update_on_release counts for calls of people, too",
        decided("changes_on_release", _update_for_all),
    ),
    _d(
        "release-always-updates",
        "no-update-on-release",
        "The release of an IVR call updates fields without ivr_update_on_release",
        decided("changes_on_release", _update),
    ),
    _d(
        "requests-are-served",
        "desktop-requests",
        "Desktop requests of places of an IVR group are carried out",
        decided("is_ivr_place", lambda _sound, _context, _agent: False),
    ),
    _d(
        "transfer-finishes",
        "transfer-keeps-record",
        "A transfer from an IVR port writes the record back",
        finished_by(_left_a_port),
    ),
    _d(
        "transfer-gives-no-rights",
        "transfer-to-agent",
        "An agent to whom an IVR call is transferred may read its record only",
        shared("transfer", given_to_read),
    ),
    _d(
        "transferred-call-finishes",
        "transfer-to-agent",
        "The release of a transferred IVR call finishes the record, because its group is an IVR group",
        ends_where(_of_an_ivr_group),
    ),
    _d("option-taken-at-once", "taken-at-load", "A change of ivr_group takes effect at once", received(_at_once)),
    _d("option-never-taken", "taken-at-load", "A change of ivr_group has no effect", received(_never_taken)),
    _d(
        "places-as-configured",
        "place-added",
        "A place that is added to an IVR group while the campaign runs gets no calls",
        free_where(_as_configured),
    ),
    _d(
        "removed-places-work",
        "place-removed",
        "A place that is removed from an IVR group goes on getting its calls",
        free_where(_removed_too),
    ),
    _d(
        "ports-stay-ports",
        "place-moved",
        "Desktop requests of a place that was moved to an ordinary group are not carried out",
        decided("is_ivr_place", lambda _sound, context, agent: _is_port(context, agent)),
    ),
    _d(
        "ports-release-as-ports",
        "place-moved",
        "The release of a call at a place that was moved to an ordinary group finishes the record",
        ends_where(lambda ends, context, call: ends or _is_port(context, call.agent)),
    ),
    _d(
        "dialed-with-seizing", "no-seizing", "An IVR group is dialed in modes with seizing", dialed_where(_with_seizing)
    ),
)
