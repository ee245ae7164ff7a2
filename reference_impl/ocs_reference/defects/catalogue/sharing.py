"""Mistakes with agents who are taken in on a call."""

from ocs_reference.core.context import Context, Request
from ocs_reference.core.messages import CallReleased, Input
from ocs_reference.core.requests import HANDLE
from ocs_reference.core.sharing import confer, consult, hand_over
from ocs_reference.core.state import Call, Chain, Right
from ocs_reference.defects.calls import decided, given_to_read, shared, shared_data
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.records import after, keep_open
from ocs_reference.defects.requests import received


def _nothing_to_read(_sound: object, chain: Chain, request: Request) -> bool:
    return chain.rights.get(request.agent or "", Right.FULL) == Right.FULL


def _kept_by_both(call: Call, taker: str) -> None:
    giver = call.agent
    hand_over(call, taker)
    call.record.chain.rights[giver or ""] = Right.FULL


def _taken_over(call: Call, taker: str) -> None:
    giver = call.agent
    confer(call, taker)
    call.record.chain.rights[giver or ""] = Right.READ


def _rights_end(context: Context, message: Input) -> Input:
    if isinstance(message, CallReleased):
        for call in context.state.calls.values():
            if message.agent in call.others:
                call.record.chain.rights.pop(message.agent, None)
    return message


def _d(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"sharing.{name}", f"desktop.sharing.{fact}", title, policies)


DEFECTS = (
    _d(
        "no-data-for-the-second",
        "call-data",
        "An agent who is taken in on a call sees its handle and nothing else",
        shared_data(lambda data: {HANDLE: data[HANDLE]}),
    ),
    _d(
        "consulted-agent-reads-nothing",
        "consultation-reads",
        "Every request of an agent who is consulted is refused",
        decided("may", _nothing_to_read),
    ),
    _d(
        "consulted-agent-is-a-partner",
        "consultation-changes-nothing",
        "A consultation gives the second agent all rights over the record",
        shared("consultation", confer),
    ),
    _d(
        "rights-are-forgotten",
        "consultation-changes-nothing",
        "A consulted agent may make all requests after leaving the call",
        received(_rights_end),
    ),
    _d(
        "transferred-to-read",
        "transfer-gives-rights",
        "The agent to whom a call is transferred may read its record only",
        shared("transfer", given_to_read),
    ),
    _d(
        "transfer-is-a-consultation",
        "transfer-gives-rights",
        "A transfer leaves the record with the agent who had the call",
        shared("transfer", consult),
    ),
    _d(
        "transferred-and-kept",
        "transfer-takes-rights",
        "The agent who transferred a call keeps all rights over its record",
        shared("transfer", _kept_by_both),
    ),
    _d(
        "conference-is-a-consultation",
        "conference-both",
        "The second agent in a conference may read only",
        shared("conference", consult),
    ),
    _d(
        "conference-is-a-transfer",
        "conference-both",
        "The first agent loses the record to the second one in a conference",
        shared("conference", _taken_over),
    ),
    _d(
        "ready-time-of-the-first-alone",
        "conference-both",
        "ReadyTime is for the agent who had the call first, and for no partner",
        decided("processes", lambda _sound, chain, agent: chain.holder == agent),
    ),
    _d(
        "finished-twice",
        "conference-once",
        "A record stays open for the others in a conference when one of them has finished it",
        after("RecordProcessed", keep_open),
    ),
)
