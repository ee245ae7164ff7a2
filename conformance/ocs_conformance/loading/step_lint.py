"""What a step must keep to beyond its schema: agents, lists, messages, columns and matchers that exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ocs_conformance import messages
from ocs_conformance.loading.document import Document
from ocs_conformance.loading.environments import LIST_COLUMNS
from ocs_conformance.loading.shape import check
from ocs_conformance.matching import OPERATORS, row_of, wrong_argument
from ocs_conformance.model import Step
from ocs_conformance.templates import dig, names, resolve

__all__ = ["misshapen", "mistakes"]

_DO_NOT_CALL_COLUMNS = (
    "phone",
    "customer_id",
    "dnc_message",
    "tenant_dbid",
    "campaign_dbid",
    "list_dbid",
    "is_internal",
    "time_stamp",
    "expiration",
)


def mistakes(step: Step, environment: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each mistake of a step in the environment of its case: of names, else of shape, else others."""
    yield from (
        [*_found(_NAMES, step, environment)]
        or [*misshapen(step.verb, resolve(step.body, _known_in(environment)))]
        or [*_found(_CHECKS, step, environment), *_wrong_matchers(step.body)]
    )


def misshapen(verb: str, body: Any) -> Iterator[str]:
    """A sentence for each breach of the schema by a step into which values were put; they may be of any shape."""
    problems = check(Document("", {verb: body}, None), "suite/step.schema.json")
    yield from dict.fromkeys(problem.message for problem in problems)


def _known_in(environment: Mapping[str, Any]) -> Callable[[str], Any]:
    """Looks names up in an environment; those that only a run knows stay templates."""

    def known(name: str) -> Any:
        try:
            return dig(environment, name)
        except KeyError:
            return f"${name}"

    return known


Check = Callable[[Any, Mapping[str, Any]], Iterator[str]]


def _found(checks: Mapping[str, tuple[Check, ...]], step: Step, environment: Mapping[str, Any]) -> Iterator[str]:
    for look in checks.get(step.verb, ()):
        yield from look(step.body, environment)


def _one_of(kind: str, key: str | None) -> Check:
    def is_known(body: Any, environment: Mapping[str, Any]) -> Iterator[str]:
        name = body if key is None else body.get(key)
        if not str(name).startswith("$") and (not isinstance(name, str) or name not in environment[kind]):
            yield f"{name} is not among the {kind} of this environment: {', '.join(environment[kind])}"

    return is_known


def _observer(key: str | None) -> Check:
    def is_known(body: Any, environment: Mapping[str, Any]) -> Iterator[str]:
        name = body if key is None else body.get(key)
        known = (*environment["agents"], *environment["applications"], "web-server")
        if not str(name).startswith("$") and name not in known:
            yield f"{name} is no observer of this environment: {', '.join(known)}"

    return is_known


def _known_record(body: Any, environment: Mapping[str, Any]) -> Iterator[str]:
    described = environment["lists"].get(str(body["list"]))
    name = str(body["record"])
    if described is not None and name not in described["records"] and not name.startswith("$"):
        yield f"{name} is no record of {body['list']}; known: {', '.join(described['records'])}"


def _known_request(interface: str, sender: str) -> Check:
    def is_known(body: Any, _: Mapping[str, Any]) -> Iterator[str]:
        known = messages.names(interface, "request")
        if body["message"] not in known and not body.get("malformed"):
            yield f"{body['message']} is no request of {sender}; known: {', '.join(known)}"

    return is_known


def _known_events(body: Any, environment: Mapping[str, Any]) -> Iterator[str]:
    known = _events_at(str(body["at"]), environment)
    entries = [body, *body.get("any_order", []), *body.get("one_of", [])]
    for name in (entry.get("message") for entry in entries if isinstance(entry, dict)):
        if name is not None and name not in known:
            yield f"{name} is no event of the OCS; known: {', '.join(known)}"


def _events_at(observer: str, environment: Mapping[str, Any]) -> tuple[str, ...]:
    if observer == "web-server":
        return (messages.POST,)
    return messages.names("commdn" if observer in environment["applications"] else "desktop", "event")


def _well_formed_command(body: Any, environment: Mapping[str, Any]) -> Iterator[str]:
    """See `_well_formed_request`."""
    message = messages.find("commdn", body["message"])
    origin = environment["applications"].get(str(body["from"]), {}).get("dbid")
    if message is None or body.get("malformed") or any(isinstance(body.get(key), str) for key in ("data", "alter")):
        return
    target = environment["application_id"]
    data = messages.command_data(resolve(body, _known_in(environment)), origin, target)
    yield from _told(message, data)


def _well_formed_request(body: Any, environment: Mapping[str, Any]) -> Iterator[str]:
    """A request that says nothing of being malformed must fit its schema; what only a run knows is left to the run."""
    message = messages.find("desktop", body["message"])
    if message is None or body.get("malformed") or any(isinstance(body.get(key), str) for key in ("data", "alter")):
        return

    yield from _told(
        message, messages.request_data(resolve(body, _known_in(environment)), environment["application_id"])
    )


def _told(message: messages.Message, data: Mapping[str, Any]) -> Iterator[str]:
    for breach in message.breaches(data):
        if not isinstance(breach.actual, str) or not breach.actual.startswith("$"):
            yield f"this {message.name} breaks its message schema: {breach.message}; if so it shall be: malformed: true"


def _known_dn(body: Any, environment: Mapping[str, Any]) -> Iterator[str]:
    if "dn" in body:
        yield from _one_of("communication_dns", "dn")(body, environment)


def _known_groups(body: Any, environment: Mapping[str, Any]) -> Iterator[str]:
    known = environment["agent_groups"]
    for name in body["groups"]:
        if name not in known and not str(name).startswith("$"):
            yield f"{name} is not among the agent_groups of this environment: {', '.join(known)}"


def _known_columns(body: Any, environment: Mapping[str, Any]) -> Iterator[str]:
    described = environment["lists"].get(str(body["list"]))
    if described is not None:
        yield from _unknown_columns(body, (*LIST_COLUMNS, *described["fields"]))


def _known_do_not_call_columns(body: Any, _: Mapping[str, Any]) -> Iterator[str]:
    yield from _unknown_columns(body, _DO_NOT_CALL_COLUMNS)


def _known_inserted_columns(body: Any, _: Mapping[str, Any]) -> Iterator[str]:
    yield from _unknown_columns({"expect": [body["insert"]]}, _DO_NOT_CALL_COLUMNS)


def _is_map(value: Any) -> bool:
    return isinstance(value, dict)


def _unknown_columns(body: Any, columns: tuple[str, ...]) -> Iterator[str]:
    rows = [row for row in (body.get("where", {}), *map(row_of, filter(_is_map, body["expect"]))) if _is_map(row)]
    for column in dict.fromkeys(key for row in rows for key in row if not key.startswith("$")):
        if column not in columns:
            yield f"there is no column {column}; known: {', '.join(columns)}"


_NAMES: Mapping[str, tuple[Check, ...]] = {
    "login": (_one_of("agents", None),),
    "logout": (_one_of("agents", None),),
    "clear": (_observer(None),),
    "nothing": (_observer(None),),
    "send": (_one_of("agents", "from"),),
    "command": (_one_of("applications", "from"), _known_dn),
    "expect": (_observer("at"),),
    "rows": (_one_of("lists", "list"),),
    "do_not_call": (_one_of("tenants", "tenant"),),
    "call": (_one_of("lists", "list"), _one_of("agents", "to"), _known_record),
    "dial": (_one_of("campaign_groups", "group"),),
    "answer": (_one_of("agents", "by"),),
    "release": (_one_of("agents", "agent"),),
    "share": (_one_of("agents", "from"), _one_of("agents", "to")),
    "assign": (_one_of("agents", "agent"), _known_groups),
    "configure": (_one_of("agent_groups", "agent_group"),),
    "edit": (_one_of("tenants", "do_not_call"),),
}

_CHECKS: Mapping[str, tuple[Check, ...]] = {
    "send": (_known_request("desktop", "a desktop"), _well_formed_request),
    "command": (_known_request("commdn", "an application"), _well_formed_command),
    "expect": (_known_events,),
    "rows": (_known_columns,),
    "do_not_call": (_known_do_not_call_columns,),
    "edit": (_known_inserted_columns,),
}


def _wrong_matchers(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        operators = [key for key in value if key.startswith("$") and not key.startswith("${")]
        if operators and (len(value) > 1 or operators[0] not in OPERATORS):
            yield f"{operators[0]} is no matcher, or does not stand alone; known: {', '.join(OPERATORS)}"
        elif operators and not any(names(value)) and (mistake := wrong_argument(operators[0], value[operators[0]])):
            yield mistake
        for inner in value.values():
            yield from _wrong_matchers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _wrong_matchers(inner)
