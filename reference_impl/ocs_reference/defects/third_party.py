"""Mistakes with what applications ask about records over the Communication DN: CM_ReqCancelRecord, CM_ReqDoNotCall."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from ocs_reference.core.communication_dn import MESSAGE_TYPE, ORIGIN, PROPERTIES, TARGET
from ocs_reference.core.configuration import Application
from ocs_reference.core.context import Command, CommandResult, Context, Policies
from ocs_reference.core.errors import CommandRefusalError
from ocs_reference.core.messages import ApplicationEvent, ApplicationRequest, Input, Output
from ocs_reference.core.requests import RequestSpec
from ocs_reference.core.third_party import CANCEL_RECORD, DO_NOT_CALL, withdraw
from ocs_reference.core.values import Data
from ocs_reference.defects.commands import CommandHandler, commanded, with_command_data
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import Outputs, sent
from ocs_reference.defects.requests import received

CommandCondition = Callable[[Context, Data], bool]


@dataclass(frozen=True)
class ThirdParty:
    """One of the two requests: its numbers, the key of its properties, and its row in the terms of the desktop."""

    number: int
    acknowledge: int
    key: str
    spec: RequestSpec

    def named(self, data: Data) -> Data:
        """Return what the properties of a request say, empty where they do not fit."""
        properties = data.get(PROPERTIES)
        inner = properties.get(self.key) if isinstance(properties, dict) else None
        return dict(inner) if isinstance(inner, dict) else {}

    def carried_out(self, change: ChangePolicies) -> ChangePolicies:
        """Make a change of the desktop's request for those of applications alone."""

        def apply(policies: Policies) -> Policies:
            spec = change(replace(policies, requests={self.spec.name: self.spec})).requests[self.spec.name]
            laid_around = commanded(
                self.number,
                lambda _handler, context, application, data: withdraw(context, application, data, spec, self.key),
            )
            return laid_around(policies)

        return apply

    def read_as(self, change: Callable[[Data], Data]) -> ChangePolicies:
        """Have other properties read than were sent."""
        return with_command_data(self.number, lambda data: {**data, PROPERTIES: {self.key: change(self.named(data))}})

    def refused(self, number: int, when: CommandCondition) -> ChangePolicies:
        """Refuse these requests with an error where they should be carried out."""

        def wrapper(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
            if when(context, data):
                raise CommandRefusalError(number)
            return handler(context, application, data)

        return commanded(self.number, wrapper)

    def renumbered(self, numbers: Mapping[int, int]) -> ChangePolicies:
        """Refuse these requests with another number, by the right one."""

        def wrapper(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
            try:
                return handler(context, application, data)
            except CommandRefusalError as refusal:
                raise CommandRefusalError(numbers.get(refusal.number, refusal.number)) from refusal

        return commanded(self.number, wrapper)

    def acknowledged(self, when: CommandCondition) -> ChangePolicies:
        """Acknowledge these requests, without effect, where they should be refused."""

        def wrapper(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
            try:
                return handler(context, application, data)
            except CommandRefusalError:
                if not when(context, data):
                    raise
                return [], {}

        return commanded(self.number, wrapper)

    def unanswered(self, when: Callable[[Data], bool]) -> ChangePolicies:
        """Send no answer to these requests where ``when`` holds of what would be sent."""

        def apply(_context: Context, message: Input, outputs: Outputs) -> Outputs:
            asked = isinstance(message, ApplicationRequest) and message.data.get(MESSAGE_TYPE) == self.number
            return [each for each in outputs if not (asked and _is_answer(each, when))]

        return sent(apply)

    def answered_as(self, number: int) -> ChangePolicies:
        """Acknowledge these requests with another GSW_CM_MessageType."""
        return self._row(lambda row: replace(row, acknowledge=number))

    def for_one_ocs(self) -> ChangePolicies:
        """Disregard these requests where they are for every OCS."""
        return self._row(lambda row: replace(row, for_every_ocs=False))

    def _row(self, change: Callable[[Command], Command]) -> ChangePolicies:
        return lambda policies: replace(
            policies, commands={**policies.commands, self.number: change(policies.commands[self.number])}
        )

    def taken(self, change: Callable[[Context, Application, Data], Data]) -> ChangePolicies:
        """Have user events of applications that have such properties, or claim to, read as others."""

        def apply(context: Context, message: Input) -> Input:
            if isinstance(message, ApplicationRequest) and (
                message.data.get(MESSAGE_TYPE) == self.number or self.named(message.data)
            ):
                application = context.configuration.applications[message.application]
                return replace(message, data=change(context, application, dict(message.data)))
            return message

        return received(apply)

    def guessed_type(self) -> ChangePolicies:
        """Take the properties for the request where GSW_CM_MessageType is missing."""
        return self.taken(lambda _context, _application, data: {MESSAGE_TYPE: self.number, **data})

    def guessed_origin(self, when: Callable[[Data], bool]) -> ChangePolicies:
        """Take whoever sent a request for its GSW_CM_AttrOriginAppID where ``when`` holds."""
        return self.taken(
            lambda _context, application, data: {**data, ORIGIN: application.dbid} if when(data) else data
        )

    def guessed_target(self, when: Callable[[Data], bool]) -> ChangePolicies:
        """Take requests for those of this OCS where ``when`` holds."""
        return self.taken(
            lambda context, _application, data: (
                {**data, TARGET: context.configuration.application_id} if when(data) else data
            )
        )


def _is_answer(output: Output, when: Callable[[Data], bool]) -> bool:
    return isinstance(output, ApplicationEvent) and when(output.data)


CANCELING = ThirdParty(30, 31, "cancel_record", CANCEL_RECORD)
PROHIBITING = ThirdParty(32, 33, "do_not_call", DO_NOT_CALL)


def nobody_works(context: Context, _data: Data) -> bool:
    """Tell whether no agent of a loaded campaign is logged in."""
    return not any(context.state.agents & session.group.agents for session in context.state.active_sessions())


def envelope_defects(prefix: str, message: str, request: ThirdParty) -> Iterator[Defect]:
    """Yield the mistakes with the mandatory keys of a request: not asked for, or of any type."""
    row = f"commdn.{re.sub(r'_|(?<=[a-z])(?=[A-Z])', '-', message).lower()}.user-data.gsw-cm-"

    def defect(name: str, key: str, title: str, policies: ChangePolicies) -> Defect:
        return Defect(f"{prefix}.{name}", row + key, f"{message} {title}", policies)

    yield defect(
        "type-is-guessed",
        "message-type",
        "is known by its properties, with or without GSW_CM_MessageType",
        request.guessed_type(),
    )
    yield defect(
        "origin-is-guessed",
        "attr-origin-app-id",
        "without its origin is taken for one of whoever sent it",
        request.guessed_origin(lambda data: ORIGIN not in data),
    )
    yield defect(
        "origin-of-any-type",
        "attr-origin-app-id.type",
        "whose origin is a text is taken for one of whoever sent it",
        request.guessed_origin(lambda data: isinstance(data.get(ORIGIN), str)),
    )
    yield defect(
        "target-is-guessed",
        "attr-target-app-id",
        "without a target is taken for one for this OCS",
        request.guessed_target(lambda data: TARGET not in data),
    )
    yield defect(
        "target-of-any-type",
        "attr-target-app-id.type",
        "whose target is a text is taken for one for this OCS",
        request.guessed_target(lambda data: isinstance(data.get(TARGET), str)),
    )
    yield defect(
        "properties-not-asked-for",
        "attr-properties",
        "without properties is acknowledged and comes to nothing",
        request.acknowledged(lambda _context, data: PROPERTIES not in data),
    )
    yield defect(
        "properties-of-any-type",
        "attr-properties.type",
        "whose properties are no list is acknowledged and comes to nothing",
        request.acknowledged(lambda _context, data: isinstance(data.get(PROPERTIES), str | int)),
    )


def for_any_server(request: ThirdParty) -> ChangePolicies:
    """Have requests that are for another application carried out and answered."""
    return request.guessed_target(lambda data: isinstance(data.get(TARGET), int))
