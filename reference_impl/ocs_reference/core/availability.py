"""Which sessions dial, which records they may dial, and who can take a call: people, and places of an IVR.

Source: desktop, Virtual Agent Support for Notifications; Modifiable Mandatory Genesys Fields; CampaignStopped.
"""

from ocs_reference.core.callbacks import moment_of
from ocs_reference.core.configuration import CampaignGroup
from ocs_reference.core.context import Context
from ocs_reference.core.record_data import changes
from ocs_reference.core.requests import KEYS
from ocs_reference.core.state import Call, Record, Session
from ocs_reference.core.values import PREVIEW_MODES, SEIZING_MODES, Data, GroupStatus, Row

TREATMENT_PORT = "treatment"
"""A place that has a Voice Treatment Port and nothing else; it logs in nowhere."""


def dials(context: Context, session: Session) -> bool:
    """Tell whether a session dials by itself: it runs, in an automatic mode; an IVR group not in one with seizing.

    An item of a campaign sequence dials no more when it has made all its attempts.
    """
    is_automatic = session.dial_mode not in PREVIEW_MODES
    is_supported = not (session.is_ivr and session.dial_mode in SEIZING_MODES)
    is_allowed = session.dials_until is None or session.dials < session.dials_until
    is_at_work = session.status == GroupStatus.RUNNING and is_automatic and is_supported and is_allowed
    return is_at_work and context.policies.is_counted(context, session)


def may_dial(context: Context, record: Record) -> bool:
    """Tell whether a record may be dialed now: its daily window is open, and nobody has withdrawn it."""
    return not record.settled and moment_of(context, record.row) <= context.now


def is_free(context: Context, session: Session, agent: str) -> bool:
    """Tell whether an agent, or a place of an IVR, can take a call of a session: it is there, and on no call."""
    state = context.state
    if agent in context.configuration.disabled or not state.is_member(agent, session.group) or state.on_a_call(agent):
        return False
    if session.is_ivr and context.configuration.ports.get(agent) == TREATMENT_PORT:
        return True
    return agent in state.agents and agent not in state.not_ready and context.policies.takes_calls(context, agent)


def is_ivr_place(context: Context, agent: str | None) -> bool:
    """Tell whether a DN is one of an IVR group at work, from which no desktop requests come."""
    if agent is None or agent not in context.configuration.ports:
        return False
    sessions = context.state.sessions_of(agent)
    return any(session.is_ivr and session.status != GroupStatus.NOT_LOADED for session in sessions)


def stays_ready(context: Context, group: CampaignGroup, agent: str) -> bool:
    """Tell whether an agent is ready after a call (option outbound_release_action, which an IVR does not heed)."""
    return is_ivr_place(context, agent) or group.options.outbound_release_action != "notready"


def ends_with_call(context: Context, call: Call) -> bool:
    """Tell whether a record is finished by the release of its call: by an IVR, or with record_processed false."""
    options = call.record.chain.group.options
    return is_ivr_place(context, call.agent) or not options.record_processed


def changes_on_release(context: Context, call: Call, data: Data) -> Row:
    """Read the changes of a record from the user data of a released IVR call (option ivr_update_on_release)."""
    chain = call.record.chain
    if not chain.group.options.ivr_update_on_release or not is_ivr_place(context, call.agent):
        return {}
    right = {key: value for key, value in data.items() if key not in KEYS or KEYS[key].fits(value)}
    return changes(chain.calling_list, right)
