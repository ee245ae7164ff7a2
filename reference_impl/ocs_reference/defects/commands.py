"""Mistakes with requests of applications over the Communication DN."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from ocs_reference.core.communication_dn import MESSAGE_TYPE, addressed
from ocs_reference.core.configuration import Application
from ocs_reference.core.context import Command, CommandResult, Context, Policies
from ocs_reference.core.errors import CommandRefusalError
from ocs_reference.core.messages import ApplicationEvent, ApplicationRequest, Input
from ocs_reference.core.state import Session
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import ChangePolicies
from ocs_reference.defects.outputs import Outputs, sent

CommandHandler = Callable[[Context, Application, Data], CommandResult]
Wrapper = Callable[[CommandHandler, Context, Application, Data], CommandResult]
ChangeEvent = Callable[[Context, ApplicationEvent], Iterable[ApplicationEvent]]
ChangeNotices = Callable[[Context, Session, list[ApplicationEvent]], list[ApplicationEvent]]

LOAD, UNLOAD, START, STOP, SET, STATUS, FORCE = 7, 8, 9, 10, 11, 12, 29
LOADED, UNLOADED, STARTED, STOPPED, CHANGED, SHOWN, REFUSED = 19, 20, 21, 22, 23, 24, 27
"""GSW_CM_MessageType of requests for campaign groups, and of what answers them."""


def commanded(number: int, wrapper: Wrapper) -> ChangePolicies:
    """Lay ``wrapper`` around the handler of the requests with this GSW_CM_MessageType."""

    def apply(policies: Policies) -> Policies:
        sound: Command = policies.commands[number]
        changed = replace(
            sound, handler=lambda context, application, data: wrapper(sound.handler, context, application, data)
        )
        return replace(policies, commands={**policies.commands, number: changed})

    return apply


def in_command_context(number: int, change: Callable[[Context], Context]) -> ChangePolicies:
    """Have these requests carried out in another context: with another store, or other policies."""
    return commanded(number, lambda handler, context, application, data: handler(change(context), application, data))


def with_command_data(number: int, change: Callable[[Data], Data]) -> ChangePolicies:
    """Have these requests carried out with other data than were sent."""
    return commanded(
        number, lambda handler, context, application, data: handler(context, application, change(dict(data)))
    )


def with_command_result(number: int, change: Callable[[Context, Data, CommandResult], CommandResult]) -> ChangePolicies:
    """Change what these requests lead to: events at desktops, and the answer."""
    return commanded(
        number,
        lambda handler, context, application, data: change(context, data, handler(context, application, data)),
    )


def refused_for(numbers: Iterable[int], error: int, when: Callable[[Data], bool]) -> ChangePolicies:
    """Refuse these requests with an error, where ``when`` holds for what they say."""

    def wrapper(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
        if when(data):
            raise CommandRefusalError(error)
        return handler(context, application, data)

    def apply(policies: Policies) -> Policies:
        for number in numbers:
            policies = commanded(number, wrapper)(policies)
        return policies

    return apply


def refused_as(numbers: Iterable[int], error: int, wrong: int) -> ChangePolicies:
    """Refuse these requests with another number than the one that is due."""

    def wrapper(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
        try:
            return handler(context, application, data)
        except CommandRefusalError as refusal:
            raise CommandRefusalError(wrong if refusal.number == error else refusal.number) from None

    def apply(policies: Policies) -> Policies:
        for number in numbers:
            policies = commanded(number, wrapper)(policies)
        return policies

    return apply


def acknowledged_as(number: int, event: int) -> ChangePolicies:
    """Answer these requests with an event of another message type."""
    return lambda policies: replace(
        policies, commands={**policies.commands, number: replace(policies.commands[number], acknowledge=event)}
    )


def received(change: Callable[[Context, Application, Data], Data]) -> ChangePolicies:
    """Have other user data read than an application sent, its envelope among them."""

    def apply(policies: Policies) -> Policies:
        sound = policies.receive

        def receive(context: Context, message: Input) -> Input:
            heard = sound(context, message)
            if not isinstance(heard, ApplicationRequest):
                return heard
            application = context.configuration.applications[heard.application]
            return replace(heard, data=change(context, application, dict(heard.data)))

        return replace(policies, receive=receive)

    return apply


def application_events(types: Iterable[int] | None, change: ChangeEvent) -> ChangePolicies:
    """Change each event of these message types, or every one: ``change`` gives the events that go out instead."""
    wanted = None if types is None else frozenset(types)

    def apply(context: Context, _message: Input, outputs: Outputs) -> Outputs:
        return [
            changed
            for output in outputs
            for changed in (
                change(context, output)
                if isinstance(output, ApplicationEvent) and (wanted is None or output.data[MESSAGE_TYPE] in wanted)
                else [output]
            )
        ]

    return sent(apply)


def application_data(
    types: Iterable[int] | None, change: Callable[[Context, ApplicationEvent, Data], Data]
) -> ChangePolicies:
    """Change the data of these events."""
    return application_events(
        types, lambda context, event: [replace(event, data=change(context, event, dict(event.data)))]
    )


def notices(change: ChangeNotices) -> ChangePolicies:
    """Change what applications are told of changes that others ask for."""

    def apply(policies: Policies) -> Policies:
        sound = policies.change_notices
        return replace(
            policies,
            change_notices=lambda context, session, asked_by: change(
                context, session, list(sound(context, session, asked_by))
            ),
        )

    return apply


def notice_of(context: Context, application: str, message_type: int, data: Data) -> ApplicationEvent:
    """Build an event for an application."""
    return addressed(context, context.configuration.applications[application], {MESSAGE_TYPE: message_type, **data})
