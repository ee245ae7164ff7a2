"""Mistakes with requests of applications over the Communication DN."""

from collections.abc import Callable
from dataclasses import replace

from ocs_reference.core.configuration import Application
from ocs_reference.core.context import Command, CommandResult, Context, Policies
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import ChangePolicies

CommandHandler = Callable[[Context, Application, Data], CommandResult]
Wrapper = Callable[[CommandHandler, Context, Application, Data], CommandResult]


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
