"""Methods of the adapter protocol that stand for the world around the OCS: telephony, clock, faults, operators."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ocs_reference.core.messages import (
    AgentAssigned,
    ApplicationRequest,
    CallAnswered,
    CallConnected,
    CallData,
    CallEnded,
    CallImpossible,
    CallReleased,
    CallsDialed,
    CallShared,
    DialedCalls,
    IvrGroupChanged,
    Reread,
    Restarted,
)
from ocs_reference.core.values import is_tkvlist
from ocs_reference.rpc import (
    ENVIRONMENT_LACKS,
    INVALID_PARAMETERS,
    NOT_SUPPORTED,
    Message,
    Method,
    RequestError,
    require_known,
    require_one_of,
)

if TYPE_CHECKING:
    from ocs_reference.adapter import Endpoint

SHARES = ("consultation", "transfer", "conference")


def _agent(endpoint: "Endpoint", name: object) -> str:
    return require_known("agent", name, endpoint.instance.configuration.agents)


def _deliver(endpoint: "Endpoint", params: Message) -> Message:
    agent = _agent(endpoint, params["agent"])
    lists = endpoint.instance.document["lists"]
    record = lists.get(params["list"], {}).get("records", {}).get(params["record"])
    if record is None:
        raise RequestError(ENVIRONMENT_LACKS, f"list {params['list']} has no record {params['record']}")
    call = CallAnswered(params["list"], record["chain_id"], record["chain_n"], agent)
    return _data(endpoint.instance.handle(call))


def _data(answers: Sequence[object]) -> Message:
    """Show what a call carries, and in a mode with seizing what its engaging call carries."""
    [answer] = answers
    if isinstance(answer, CallImpossible):
        raise RequestError(ENVIRONMENT_LACKS, answer.reason)
    assert isinstance(answer, CallData)
    return {"data": answer.data} | ({} if answer.engaging is None else {"engaging": answer.engaging})


def _dial(endpoint: "Endpoint", params: Message) -> Message:
    group = require_known("campaign group", params["campaign_group"], endpoint.instance.configuration.groups)
    [answer] = endpoint.instance.handle(CallsDialed(group))
    assert isinstance(answer, DialedCalls)
    return {"calls": [{"call": call, "data": data} for call, data in answer.calls]}


def _answer(endpoint: "Endpoint", params: Message) -> Message:
    agent, engaged = _agent(endpoint, params["agent"]), params.get("engaged", True)
    answers = endpoint.instance.handle(CallConnected(params["call"], agent, params["result"], engaged))
    return {"connected": False} if isinstance(answers[0], CallImpossible) else {"connected": True, **_data(answers)}


def _end(endpoint: "Endpoint", params: Message) -> Message:
    for answer in endpoint.instance.handle(CallEnded(params["call"], params["result"])):
        assert isinstance(answer, CallImpossible)
        raise RequestError(ENVIRONMENT_LACKS, answer.reason)
    return {}


def _release(endpoint: "Endpoint", params: Message) -> Message:
    if not is_tkvlist(params["data"]):
        raise RequestError(INVALID_PARAMETERS, "parameter data must hold whole numbers, texts and such lists only")
    endpoint.instance.handle(CallReleased(_agent(endpoint, params["agent"]), params["data"]))
    return {}


def _share(endpoint: "Endpoint", params: Message) -> Message:
    giver, taker = _agent(endpoint, params["agent"]), _agent(endpoint, params["with"])
    by = require_one_of("by", params["by"], SHARES)
    return _data(endpoint.instance.handle(CallShared(giver, taker, by)))


def _assign(endpoint: "Endpoint", params: Message) -> Message:
    known = endpoint.instance.document["agent_groups"]
    groups = [require_known("agent group", name, known) for name in params["groups"]]
    endpoint.instance.handle(AgentAssigned(_agent(endpoint, params["agent"]), frozenset(groups)))
    return {}


def _configure(endpoint: "Endpoint", params: Message) -> Message:
    group = require_known("agent group", params["agent_group"], endpoint.instance.document["agent_groups"])
    endpoint.instance.handle(IvrGroupChanged(group, params["ivr_group"]))
    return {}


def _switch_over(endpoint: "Endpoint", params: Message) -> Message:
    former = require_one_of("former", params["former"], ("alive", "dead"))
    if endpoint.instance.configuration.backup_application_id is None:
        raise RequestError(ENVIRONMENT_LACKS, "the environment has no backup_application_id")
    endpoint.instance.switch_over(former_lives=former == "alive")
    return {}


def _restart(endpoint: "Endpoint", _params: Message) -> Message:
    endpoint.instance.handle(Restarted())
    return {}


def _reread(endpoint: "Endpoint", _params: Message) -> Message:
    endpoint.instance.handle(Reread())
    return {}


def _insert(endpoint: "Endpoint", params: Message) -> Message:
    tenant = require_known("tenant", params["do_not_call"], endpoint.instance.configuration.tenants)
    endpoint.instance.insert(tenant, params["row"])
    return {}


def _command(endpoint: "Endpoint", params: Message) -> Message:
    application = require_known("application", params["application"], endpoint.instance.configuration.applications)
    if not is_tkvlist(params["data"]):
        raise RequestError(INVALID_PARAMETERS, "parameter data must hold whole numbers, texts and such lists only")
    dn = params.get("dn")
    if dn is not None:
        require_known("Communication DN", dn, endpoint.instance.configuration.communication_dns)
    endpoint.instance.handle(ApplicationRequest(application, params["data"], dn))
    return {}


def _advance(endpoint: "Endpoint", params: Message) -> Message:
    if params["seconds"] < 1:
        raise RequestError(INVALID_PARAMETERS, "parameter seconds must be at least 1")
    try:
        endpoint.instance.advance(params["seconds"])
    except OverflowError as reason:
        raise RequestError(INVALID_PARAMETERS, str(reason)) from reason
    return {}


def _fault(endpoint: "Endpoint", params: Message) -> Message:
    if params["fault"] != "database":
        raise RequestError(NOT_SUPPORTED, f"fault {params['fault']} is not supported, only database")
    endpoint.instance.database.down = require_one_of("state", params["state"], ("down", "up")) == "down"
    return {}


_AGENT = {"agent": str}

METHODS: Mapping[str, Method] = {
    "commdn.send": Method(_command, {"application": str, "data": dict, "dn": str}, frozenset({"dn"})),
    "telephony.deliver": Method(_deliver, {"list": str, "record": str, **_AGENT}),
    "telephony.dial": Method(_dial, {"campaign_group": str}),
    "telephony.answer": Method(
        _answer, {"call": str, **_AGENT, "result": int, "engaged": bool}, frozenset({"engaged"})
    ),
    "telephony.end": Method(_end, {"call": str, "result": int}),
    "telephony.release": Method(_release, {**_AGENT, "data": dict}),
    "telephony.share": Method(_share, {**_AGENT, "with": str, "by": str}),
    "agent.assign": Method(_assign, {**_AGENT, "groups": list}),
    "agent_group.configure": Method(_configure, {"agent_group": str, "ivr_group": bool}),
    "ocs.switch_over": Method(_switch_over, {"former": str}),
    "ocs.restart": Method(_restart, {}),
    "ocs.reread": Method(_reread, {}),
    "database.insert": Method(_insert, {"do_not_call": str, "row": dict}),
    "clock.advance": Method(_advance, {"seconds": int}),
    "fault.set": Method(_fault, {"fault": str, "state": str}),
}
"""Each method by its name."""
