"""The message schemas of the protocol, looked up by interface and wire name.

They are the single source for what a message may look like: every event that a target sends is held against its
schema, requests of cases too, and regular cases are made from the schemas' mandatory keys.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema_rs

from ocs_conformance import resources

__all__ = [
    "POST",
    "Breach",
    "Message",
    "command_data",
    "error_number",
    "event",
    "find",
    "http_response",
    "interfaces",
    "kebab",
    "name_of",
    "names",
    "referred",
    "request_data",
]

POST = "CampaignGroupStatePost"
"""The one message that goes to a web server (desktop, Campaign Group Status Notification)."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One way in which data break a message schema: the key's path, what is wrong, and the value found.

    `requirement` is the ledger's id for what is broken; None where no requirement stands for it alone.
    """

    path: str
    message: str
    actual: Any
    requirement: str | None = None


@dataclass(frozen=True)
class Message:
    """One message: its wire name, direction (request, event, response), mandatory keys, types, and fixed values.

    `requirement` is the first part of the ledger's ids for the message's keys, `section` the heading in `document`.
    `again_on` are the errors after which a desktop is to send the same request again a little later, `spellings` the
    names under which the message may travel as well; a request that is understood under one of them shows the readings
    `spelling_shows`.
    """

    name: str
    direction: str
    document: str
    section: str
    requirement: str
    required: tuple[str, ...]
    types: Mapping[str, str]
    constants: Mapping[str, Any]
    validator: jsonschema_rs.Draft202012Validator
    again_on: tuple[int, ...] = ()
    spellings: tuple[str, ...] = ()
    spelling_shows: tuple[str, ...] = ()

    def breaches(self, data: Mapping[str, Any]) -> list[Breach]:
        """Every way in which `data` break the schema; none for what the documents allow."""
        try:
            if self.validator.is_valid(data):
                return []
            return [self._breach(error) for error in self.validator.iter_errors(data)]
        except ValueError as unfit:
            # The validator takes neither half a surrogate pair nor what is nested too deeply.
            return [Breach("", f"cannot be checked: {unfit}", data)]

    def _breach(self, error: jsonschema_rs.ValidationError) -> Breach:
        path = [str(part) for part in error.instance_path]
        lacking = getattr(error.kind, "property", None) if not path else None
        broken = None
        if lacking in self.required:
            broken = self.requirement_of(str(lacking))
        elif path and path[0] in self.types:
            broken = self.requirement_of(path[0], of_type=path[0] not in self.constants)
        return Breach(".".join(path), error.message, error.instance, broken)

    def requirement_of(self, key: str, *, of_type: bool = False) -> str:
        """The ledger's id for the demand that a key is there, or for the one on its type and values."""
        return f"{self.requirement}.{kebab(key)}{'.type' if of_type else ''}"


def kebab(key: str) -> str:
    """A key as it stands in ids: `GSW_PHONE` as `gsw-phone`, `InteractionType` as `interaction-type`."""
    return re.sub(r"_|(?<=[a-z0-9])(?=[A-Z])", "-", key).lower()


def interfaces() -> tuple[str, ...]:
    """The interfaces that have message schemas, sorted: the folders of schemas/, but for the suite's own."""
    return tuple(
        sorted(path.name for path in resources.schemas_folder().iterdir() if path.is_dir() and path.name != "suite")
    )


@cache
def find(interface: str, name: str) -> Message | None:
    """The message of that wire name on that interface (`desktop`, `http`), or None."""
    if name not in _all_names(interface):
        return None
    schema = resources.schema(f"{interface}/{name}.schema.json")
    facts = schema["x-ocs"]
    return Message(
        name=name,
        direction=facts["direction"],
        document=facts["document"],
        section=facts["section"],
        requirement=facts["requirement"],
        required=tuple(schema.get("required", ())),
        types={key: _type(value) for key, value in schema.get("properties", {}).items()},
        constants={key: value["const"] for key, value in schema.get("properties", {}).items() if "const" in value},
        validator=jsonschema_rs.Draft202012Validator(schema, retriever=referred),
        again_on=tuple(facts.get("again_on", ())),
        spellings=tuple(facts.get("spellings", ())),
        spelling_shows=tuple(facts.get("spelling_shows", ())),
    )


@cache
def names(interface: str, direction: str) -> tuple[str, ...]:
    """The wire names of an interface's messages in one direction, sorted."""
    return tuple(sorted(n for n in _all_names(interface) if (m := find(interface, n)) and m.direction == direction))


@cache
def _all_names(interface: str) -> frozenset[str]:
    found = (resources.schemas_folder() / interface).glob("*.schema.json")
    return frozenset(path.name.removesuffix(".schema.json") for path in found)


def event(interface: str, data: Mapping[str, Any]) -> Message | None:
    """The message that an event claims to be; None where no message of that name goes out on that interface.

    On `desktop` an event with an error number is an error, whatever stands beside it; any other is named by
    GSW_USER_EVENT (desktop, Characteristics of Event Structures). On `commdn` GSW_CM_MessageType tells; on `web` there
    is one message only.
    """
    if interface == "web":
        return find("http", POST)
    name = name_of(data)
    found = find(interface, name) if name is not None else None
    return found if found and found.direction == "event" else None


def name_of(data: Mapping[str, Any]) -> str | None:
    """The name by which cases know an event, on whatever interface it came; None where it has none."""
    if "GSW_ERROR_NUMBER" in data:
        return "Error"
    if "GSW_USER_EVENT" in data:
        name = data["GSW_USER_EVENT"]
        return _spellings().get(name, name) if isinstance(name, str) else None
    number = data.get("GSW_CM_MessageType")
    if number is None:
        return POST if "GSW_CAMPAIGN_GROUP_NAME" in data else None
    return _commdn_events().get(number) if type(number) is int else None


def error_number(data: Mapping[str, Any]) -> Any:
    """The number of an event that is an error, on whatever interface it came; None where it is none."""
    if "GSW_ERROR_NUMBER" in data:
        return data["GSW_ERROR_NUMBER"]
    return data.get("GSW_CM_AttrError") if name_of(data) == "CM_EvError" else None


@cache
def _spellings() -> dict[str, str]:
    return {
        spelling: message.name
        for name in names("desktop", "event")
        if (message := find("desktop", name))
        for spelling in message.spellings
    }


@cache
def _commdn_events() -> dict[int, str]:
    return {
        message.constants["GSW_CM_MessageType"]: name
        for name in names("commdn", "event")
        if (message := find("commdn", name))
    }


def request_data(body: Mapping[str, Any], application_id: int) -> dict[str, Any]:
    """The user data of a desktop request as a step `send` describes it, without templates.

    `message` gives the request type, and the application id is filled in; `omit` and `alter` come last.
    """
    data = {"GSW_AGENT_REQ_TYPE": body["message"], "GSW_APPLICATION_ID": application_id, **body.get("data", {})}
    for key in body.get("omit", ()):
        data.pop(key, None)
    data.update(body.get("alter", {}))
    return data


def command_data(body: Mapping[str, Any], origin: int, target: int) -> dict[str, Any]:
    """The user data of a Communication DN request as a step `command` describes it, without templates.

    The number of the message type and both application ids are filled in; `omit` and `alter` come last.
    """
    message = find("commdn", body["message"])
    data: dict[str, Any] = {"GSW_CM_MessageType": message.constants["GSW_CM_MessageType"]} if message else {}
    data |= {"GSW_CM_AttrOriginAppID": origin, "GSW_CM_AttrTargetAppID": target, **body.get("data", {})}
    for key in body.get("omit", ()):
        data.pop(key, None)
    data.update(body.get("alter", {}))
    return data


def http_response(body: Any) -> Message | None:
    """The message that the JSON body of a response claims to be by its GSW_CM_MessageType, or None."""
    number = body.get("GSW_CM_MessageType") if isinstance(body, dict) else None
    return _responses_by_number().get(number) if type(number) is int else None


@cache
def _responses_by_number() -> dict[int, Message]:
    found = {}
    for name in names("http", "response"):
        number = resources.schema(f"http/{name}.schema.json")["properties"].get("GSW_CM_MessageType", {}).get("const")
        message = find("http", name)
        if number is not None and message is not None:
            found[number] = message
    return found


def referred(address: str) -> dict[str, Any]:
    """What a schema refers to: another bundled schema by its address or, behind `#`, a part of it."""
    file, _, place = address.partition("#")
    found: Any = resources.schema(file.partition("/schemas/")[2])
    for key in place.split("/")[1:]:
        found = found[key]
    return dict(found)


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return _type(referred(schema["$ref"]))
    declared = schema.get("type")
    if isinstance(declared, str):
        return declared
    if isinstance(declared, list):
        return str(declared[0])
    constant = schema.get("const")
    return "string" if isinstance(constant, str) else "integer"
