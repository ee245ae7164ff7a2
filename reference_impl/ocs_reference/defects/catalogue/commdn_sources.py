"""Mistakes in whom the OCS hears over the Communication DN, on which DNs, and whom its events name."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ocs_reference.core.communication_dn import MESSAGE_TYPE, ORIGIN, TARGET
from ocs_reference.core.configuration import Application
from ocs_reference.core.context import Context, Policies
from ocs_reference.core.messages import ApplicationEvent
from ocs_reference.core.values import Data
from ocs_reference.defects.commands import STATUS, application_data, application_events, received
from ocs_reference.defects.defect import ChangePolicies, Defect

Options = Sequence[bool | None]


def _hearing(hears: Callable[[Application], bool]) -> ChangePolicies:
    return lambda policies: replace(policies, hears=hears)


def _on_dns(listens_to: Callable[[Options, int], bool]) -> ChangePolicies:
    """Choose Communication DNs by the options of all and the place of one; events without one come through."""

    def chosen(context: Context, dn: str | None) -> bool:
        dns = context.configuration.communication_dns
        return dn is None or listens_to(tuple(dns.values()), [*dns].index(dn))

    def apply(policies: Policies) -> Policies:
        return replace(policies, listens_to=chosen)

    return apply


def _only_first(options: Options, place: int) -> bool:
    usable = [i for i, value in enumerate(options) if (value is True if True in options else value is None)]
    return usable[:1] == [place]


def _every_last_resort(options: Options, place: int) -> bool:
    left = True in options or None in options
    return (options[place] is True if True in options else options[place] is None) if left else True


def _misaddressed(key: str, value: Callable[[Context, ApplicationEvent], int]) -> ChangePolicies:
    return application_data(None, lambda context, event, data: {**data, key: value(context, event)})


def _first_application(context: Context, _event: ApplicationEvent) -> int:
    return next(iter(context.configuration.applications.values())).dbid


def _to_everyone(context: Context, event: ApplicationEvent) -> list[ApplicationEvent]:
    return [replace(event, application=each.key) for each in context.configuration.applications.values()]


def _as_texts(_context: Context, _event: ApplicationEvent, data: Data) -> Data:
    whole = {key: str(value) for key, value in data.items() if isinstance(value, int) and key != MESSAGE_TYPE}
    return {**data, **whole}


def _for_whomever(context: Context, _application: Application, data: Data) -> Data:
    return {**data, TARGET: context.configuration.application_id}


def _status_for_whomever(context: Context, application: Application, data: Data) -> Data:
    return _for_whomever(context, application, data) if data.get(MESSAGE_TYPE) == STATUS else data


def _defect(name: str, requirement: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"commdn.{name}", f"commdn.{requirement}", title, policies)


_SOURCES = (
    _defect(
        "servers-unheard",
        "source.known",
        "Only applications that have the OCS among their own connections are heard",
        _hearing(lambda application: application.connection == "application"),
    ),
    _defect(
        "applications-unheard",
        "source.names-the-ocs",
        "Only servers that stand among the connections of the OCS are heard",
        _hearing(lambda application: application.connection == "ocs"),
    ),
    _defect(
        "everybody-heard",
        "source.unknown",
        "Requests of whatever application are heard",
        _hearing(lambda _application: True),
    ),
    _defect(
        "other-receivers",
        "envelope.other-target",
        "The receiver that a request names is not looked at",
        received(_for_whomever),
    ),
    _defect(
        "other-receivers-of-status-requests",
        "envelope.other-target",
        "Status requests are answered whatever receiver they name",
        received(_status_for_whomever),
    ),
)

_DNS = (
    _defect(
        "dn-undefined-beside-true",
        "dn.chosen",
        "Communication DNs without the option are used beside chosen ones",
        _on_dns(lambda options, place: options[place] is not False),
    ),
    _defect(
        "dn-false-beside-true",
        "dn.chosen",
        "Where one Communication DN is chosen, all that have the option are used",
        _on_dns(lambda options, place: options[place] is not None if True in options else options[place] is None),
    ),
    _defect(
        "dn-first-true",
        "dn.chosen",
        "Of the chosen Communication DNs the first one alone is used",
        _on_dns(_only_first),
    ),
    _defect(
        "dn-true-is-excluded",
        "dn.chosen",
        "The option excludes a Communication DN, whatever its value",
        _on_dns(lambda options, place: options[place] is None),
    ),
    _defect(
        "dn-false-is-used",
        "dn.excluded",
        "A Communication DN whose option is false is used like any other",
        _on_dns(lambda options, place: options[place] is True if True in options else True),
    ),
    _defect(
        "dn-needs-a-value",
        "dn.excluded",
        "Where a Communication DN has the option, those without it are not used",
        _on_dns(lambda options, place: options[place] is True if {*options} != {None} else True),
    ),
    _defect(
        "dn-must-be-chosen",
        "dn.undefined",
        "No Communication DN is used whose option is not true",
        _on_dns(lambda options, place: options[place] is True),
    ),
    _defect(
        "dn-first-undefined",
        "dn.undefined",
        "Of Communication DNs without the option the first alone is used",
        _on_dns(_only_first),
    ),
    _defect(
        "dn-last-resort",
        "dn.all-false",
        "Where every Communication DN is excluded, all are used",
        _on_dns(_every_last_resort),
    ),
)

_ENVELOPES = (
    _defect(
        "unanswered",
        "envelope.user-events",
        "Requests are carried out, and no event goes to the Communication DN",
        application_events(None, lambda _context, _event: []),
    ),
    _defect(
        "numbers-as-texts",
        "envelope.values",
        "Whole numbers of events are sent as texts",
        application_data(None, _as_texts),
    ),
    _defect(
        "origin-of-the-request",
        "envelope.origin",
        "Events bear the DBID of the application that asked as their origin",
        application_data(None, lambda _context, _event, data: {**data, ORIGIN: data[TARGET]}),
    ),
    _defect(
        "target-zero",
        "envelope.target",
        "Events bear 0 as their receiver",
        _misaddressed(TARGET, lambda _context, _event: 0),
    ),
    _defect(
        "target-of-the-first",
        "envelope.target",
        "Events bear the DBID of the first configured application as their receiver",
        _misaddressed(TARGET, _first_application),
    ),
    _defect(
        "answers-to-everyone",
        "envelope.target",
        "Every application gets each event, whoever asked",
        application_events(None, _to_everyone),
    ),
)

DEFECTS = (*_SOURCES, *_DNS, *_ENVELOPES)
