"""Mistakes with dialed calls: what they carry, which are dialed, whom they reach, and what follows from their end."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ocs_reference.core.context import Context, Policies
from ocs_reference.core.messages import CallData, CallShared, Input
from ocs_reference.core.records import PROCESSED, close_if_possible
from ocs_reference.core.sharing import hand_over
from ocs_reference.core.state import Call, Chain, Record, Right, Session
from ocs_reference.core.values import Data, Row
from ocs_reference.defects.defect import ChangePolicies
from ocs_reference.defects.outputs import Outputs, sent
from ocs_reference.defects.stored import Around, around_store

Chooser = Callable[[Context, Input], Chain | None]


def decided(name: str, wrapper: Callable[..., Any]) -> ChangePolicies:
    """Lay ``wrapper`` around one decision about calls: it gets that, and what that gets."""

    def apply(policies: Policies) -> Policies:
        sound = getattr(policies.calls, name)
        changes: dict[str, Any] = {name: lambda *arguments: wrapper(sound, *arguments)}
        return replace(policies, calls=replace(policies.calls, **changes))

    return apply


def call_data(change: Callable[[Context, Call, Data], Data]) -> ChangePolicies:
    """Change the user data of dialed calls, on the wire and answered."""
    return decided("data", lambda sound, context, call: change(context, call, dict(sound(context, call))))


def with_key(key: str, value: Callable[[Context, Call], Any]) -> ChangePolicies:
    """Have calls carry another value under a key."""
    return call_data(lambda context, call, data: {**data, key: value(context, call)})


def with_record_key(key: str, value: Callable[[Record], Any]) -> ChangePolicies:
    """Have calls carry another value of their record under a key."""
    return with_key(key, lambda _context, call: value(call.record))


def rewritten(keys: str | Sequence[str], change: Callable[[Any], Any]) -> ChangePolicies:
    """Change the values of these keys of calls, where they are there."""
    wanted = [keys] if isinstance(keys, str) else keys
    return call_data(
        lambda _context, _call, data: {key: change(value) if key in wanted else value for key, value in data.items()}
    )


def without(*keys: str) -> ChangePolicies:
    """Have calls carry some keys no more."""
    return call_data(lambda _context, _call, data: {name: value for name, value in data.items() if name not in keys})


def until_answered(change: Callable[[Context, Call, Data], Data]) -> ChangePolicies:
    """Change the user data of calls that are on the wire."""
    return call_data(lambda context, call, data: data if call.agent is not None else change(context, call, data))


def engaging_data(change: Callable[[Call, Data], Data]) -> ChangePolicies:
    """Change the user data of engaging calls."""
    return decided("engaging_data", lambda sound, context, call: change(call, dict(sound(context, call))))


def free_where(wrapper: Callable[[bool, Context, Session, str], bool]) -> ChangePolicies:
    """Decide otherwise who can take a call: ``wrapper`` gets the sound decision, and what it was made of."""
    return decided(
        "is_free",
        lambda sound, context, session, agent: wrapper(sound(context, session, agent), context, session, agent),
    )


def dialed_where(wrapper: Callable[[bool, Session], bool]) -> ChangePolicies:
    """Decide otherwise which sessions dial."""
    return decided("dials", lambda sound, context, session: wrapper(sound(context, session), session))


def ends_where(wrapper: Callable[[bool, Context, Call], bool]) -> ChangePolicies:
    """Decide otherwise which records are finished by the release of their call."""
    return decided("ends_with_call", lambda sound, context, call: wrapper(sound(context, call), context, call))


def retrieved_at(*shifts: int) -> ChangePolicies:
    """Retrieve what could be dialed at other times, too: so many seconds from now."""

    class Shifted(Around):
        def retrieve(self, calling_list: str, now: int) -> list[Row]:
            found = self.inner.retrieve(calling_list, now)
            for shift in shifts:
                found += self.inner.retrieve(calling_list, now + shift)
            return found

    return around_store(Shifted)


def finished_by(choose: Chooser) -> ChangePolicies:
    """Finish the chain that ``choose`` finds for an input, once it was dealt with."""

    def apply(context: Context, message: Input, outputs: Outputs) -> Outputs:
        chain = choose(context, message)
        if chain is not None and context.state.is_open(chain):
            close_if_possible(context, chain, PROCESSED)
        return outputs

    return sent(apply)


def chain_with(context: Context, agent: str) -> Chain | None:
    """Return the chain of the call that an agent has."""
    return next((call.record.chain for call in context.state.calls.values() if call.agent == agent), None)


def shared_data(change: Callable[[Data], Data]) -> ChangePolicies:
    """Change the user data that an agent sees who is taken in on a call."""

    def apply(_context: Context, message: Input, outputs: Outputs) -> Outputs:
        if not isinstance(message, CallShared):
            return outputs
        return [
            replace(output, data=change(dict(output.data))) if isinstance(output, CallData) else output
            for output in outputs
        ]

    return sent(apply)


def shared(by: str, share: Callable[[Call, str], None]) -> ChangePolicies:
    """Have one way of sharing a call do something else."""
    return lambda policies: replace(
        policies, calls=replace(policies.calls, sharing={**policies.calls.sharing, by: share})
    )


def given_to_read(call: Call, taker: str) -> None:
    """Move a call to an agent who may only read its record."""
    hand_over(call, taker)
    call.record.chain.rights[taker] = Right.READ
