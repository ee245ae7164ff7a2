"""Mistakes with dialing parameters that campaign group requests over the Communication DN cannot have."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ocs_reference.core import campaign_groups, group_commands
from ocs_reference.core.campaign_groups import (
    DIAL_MODE,
    GROUP_ACTIONS,
    INVALID_MODE,
    INVALID_PARAMETER,
    OPTIMIZE_BY,
    OPTIMIZE_GOAL,
    PERCENTAGES,
    Parameters,
)
from ocs_reference.core.communication_dn import MESSAGE_TYPE
from ocs_reference.core.configuration import Application
from ocs_reference.core.context import CommandResult, Context, Policies
from ocs_reference.core.errors import CommandRefusalError, GroupRefusalError
from ocs_reference.core.group_commands import CAMPAIGN_ID, GROUP_ID
from ocs_reference.core.messages import Reply
from ocs_reference.core.state import Session
from ocs_reference.core.values import Data, DialMode, OptimizeBy
from ocs_reference.defects import groups
from ocs_reference.defects.commands import (
    LOAD,
    SET,
    START,
    CommandHandler,
    commanded,
    received,
    refused_as,
)
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.groups import Perform

_PARAMETERS = (DIAL_MODE, OPTIMIZE_BY, OPTIMIZE_GOAL)


def _defect(name: str, requirement: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"commdn-errors.{name}", f"commdn.{requirement}", title, policies)


def _is_wrong(data: Data, key: str) -> bool:
    value = data.get(key)
    if value is None:
        return False
    if key == OPTIMIZE_GOAL:
        return not isinstance(value, int) or value < 0 or (data.get(OPTIMIZE_BY) in PERCENTAGES and value > 100)
    return value not in (tuple(DialMode) if key == DIAL_MODE else tuple(OptimizeBy))


def _passed_over(numbers: Sequence[int], key: str) -> ChangePolicies:
    """Read a parameter with a value that it cannot have as if it had been left out."""

    def change(_context: Context, _application: Application, data: Data) -> Data:
        meant = data.get(MESSAGE_TYPE) in numbers and _is_wrong(data, key)
        return {name: value for name, value in data.items() if name != key} if meant else data

    return received(change)


def _wrong_parameter_number(numbers: Sequence[int], keys: Sequence[str], number: int) -> ChangePolicies:
    """Refuse a wrong parameter under one of these keys with another number."""

    def wrapper(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
        try:
            return handler(context, application, data)
        except CommandRefusalError as refusal:
            meant = refusal.number == INVALID_PARAMETER and any(_is_wrong(data, key) for key in keys)
            raise CommandRefusalError(number if meant else refusal.number) from None

    def apply(policies: Policies) -> Policies:
        for each in numbers:
            policies = commanded(each, wrapper)(policies)
        return policies

    return apply


def _done_all_the_same(number: int, name: str) -> ChangePolicies:
    """Refuse a request for a wrong parameter, and carry it out with those that are right."""

    def wrapper(handler: CommandHandler, context: Context, application: Application, data: Data) -> CommandResult:
        try:
            return handler(context, application, data)
        except CommandRefusalError as refusal:
            if refusal.number == INVALID_PARAMETER:
                right = {key: data[key] for key in _PARAMETERS if key in data and not _is_wrong(data, key)}
                session = group_commands.find(context, _whole(data, CAMPAIGN_ID), _whole(data, GROUP_ID))
                GROUP_ACTIONS[name].perform(context, session, campaign_groups.read_parameters(right))
            raise

    return commanded(number, wrapper)


def _whole(data: Data, key: str) -> int:
    value = data.get(key)
    return value if isinstance(value, int) else 0


def _goal_as_it_is(name: str) -> ChangePolicies:
    """Take any goal for a percentage."""

    def wrapper(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
        told = perform(context, session, replace(parameters, goal=None))
        session.optimize_goal = session.optimize_goal if parameters.goal is None else parameters.goal
        return told

    return groups.performed(name, wrapper)


def _goal_cut(session: Session, parameters: Parameters) -> Parameters:
    percent = (parameters.optimize_by or session.optimize_by) in PERCENTAGES
    return replace(parameters, goal=min(parameters.goal or 0, 100)) if percent else parameters


def _half_changed(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    """Refuse a mode, and take the goal that came with it."""
    try:
        return perform(context, session, parameters)
    except GroupRefusalError as refusal:
        if refusal.number == INVALID_MODE and parameters.goal is not None:
            session.optimize_goal = parameters.goal
        raise


def _mode_forced(told: Callable[[GroupRefusalError], list[Reply]], *, changed: bool) -> ChangePolicies:
    """Take a forbidden mode, or leave it, and say of it what ``told`` says, which may raise the refusal."""

    def wrapper(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
        try:
            return perform(context, session, parameters)
        except GroupRefusalError as refusal:
            if refusal.number == INVALID_MODE and changed:
                session.dial_mode = parameters.mode or session.dial_mode
                session.optimize_goal = session.optimize_goal if parameters.goal is None else parameters.goal
            return told(refusal)

    return groups.performed("SetDialingMode", wrapper)


def _raised(refusal: GroupRefusalError) -> list[Reply]:
    raise refusal


def _acknowledged(refusal: GroupRefusalError) -> list[Reply]:
    if refusal.number == INVALID_MODE:
        return []
    raise refusal


DEFECTS = (
    *(
        _defect(
            f"set-passes-over-{word}",
            f"error.{row}",
            f"A change passes over a {word} that does not exist",
            _passed_over((SET,), key),
        )
        for word, key, row in (
            ("mode", DIAL_MODE, "invalid-parameter"),
            ("optimization", OPTIMIZE_BY, "invalid-parameter"),
            ("goal", OPTIMIZE_GOAL, "invalid-parameter"),
        )
    ),
    *(
        _defect(
            f"start-passes-over-{word}",
            "error.invalid-start-parameter",
            f"A start passes over a {word} that does not exist",
            _passed_over((START,), key),
        )
        for word, key in (("mode", DIAL_MODE), ("optimization", OPTIMIZE_BY), ("goal", OPTIMIZE_GOAL))
    ),
    _defect(
        "set-with-a-wrong-value-is-not-started",
        "error.invalid-parameter",
        "A change with a wrong value gets 6",
        _wrong_parameter_number((SET,), _PARAMETERS, 6),
    ),
    _defect(
        "start-with-a-wrong-value-is-already-started",
        "error.invalid-start-parameter",
        "A start with a wrong value gets 7",
        _wrong_parameter_number((START,), _PARAMETERS, 7),
    ),
    _defect(
        "set-takes-the-right-values",
        "error.invalid-parameter",
        "A change is refused for a wrong value, and takes the others",
        _done_all_the_same(SET, "SetDialingMode"),
    ),
    _defect(
        "start-takes-the-right-values",
        "error.invalid-start-parameter",
        "A start is refused for a wrong value, and dialing starts with the others",
        _done_all_the_same(START, "StartDialing"),
    ),
    _defect(
        "any-goal-of-a-change", "goal.percent", "A change takes more than 100 percent", _goal_as_it_is("SetDialingMode")
    ),
    _defect(
        "any-goal-of-a-start", "goal.percent", "A start takes more than 100 percent", _goal_as_it_is("StartDialing")
    ),
    _defect("any-goal-of-a-load", "goal.percent", "A load takes more than 100 percent", _goal_as_it_is("Load")),
    _defect(
        "goal-is-cut",
        "goal.percent",
        "A goal above 100 percent is taken for 100",
        groups.with_parameters(("StartDialing", "SetDialingMode"), _goal_cut),
    ),
    _defect(
        "forbidden-mode-is-not-started",
        "error.invalid-campaign-mode",
        "A mode that is no transition gets 6",
        refused_as((SET,), INVALID_MODE, 6),
    ),
    _defect(
        "forbidden-mode-and-its-goal",
        "error.invalid-campaign-mode",
        "A change to a mode that is refused takes the goal that came with it",
        groups.performed("SetDialingMode", _half_changed),
    ),
    _defect(
        "forbidden-mode-is-taken",
        "error.invalid-campaign-mode",
        "A change to a forbidden mode is refused, and the group runs in it",
        _mode_forced(_raised, changed=True),
    ),
    _defect(
        "forbidden-mode-is-acknowledged",
        "error.invalid-campaign-mode",
        "A change to a forbidden mode is acknowledged, and the group keeps its mode",
        _mode_forced(_acknowledged, changed=False),
    ),
    _defect(
        "load-is-refused-and-done",
        "goal.percent",
        "A load with a goal above 100 percent is refused, and the group is loaded all the same",
        _done_all_the_same(LOAD, "Load"),
    ),
)
