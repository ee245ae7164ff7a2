"""The requirements on the keys of each message, made from its schema: that a key is there, and its type and values.

Source: the attached data, user data and body tables of the documents, as the message schemas hold them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ocs_conformance import messages, resources
from ocs_conformance.messages import Message
from ocs_conformance.model import Requirement

__all__ = ["kind_of", "message_rows"]

_SEEN = {"desktop": "desktop", "commdn": "commdn", "http": "http", "auto-completion": "http"}
_KINDS = {"integer": "an integer", "string": "a text", "object": "a list of pairs", "array": "a list"}
_NAMING = frozenset({"GSW_AGENT_REQ_TYPE", "GSW_USER_EVENT", "GSW_CM_MessageType"})


def message_rows() -> Iterator[Requirement]:
    """One requirement for each key of each message, and for each type, in the order of interfaces and names."""
    for interface in messages.interfaces():
        for direction in ("request", "event", "response", "post"):
            for name in messages.names(interface, direction):
                message = messages.find(interface, name)
                assert message is not None
                schema = resources.schema(f"{interface}/{name}.schema.json")
                yield from _rows_of(message, schema)


def _rows_of(message: Message, schema: Mapping[str, Any]) -> Iterator[Requirement]:
    for key, value in schema.get("properties", {}).items():
        for identifier, statement in _facts(message, schema["title"], key, value):
            yield Requirement(
                id=identifier,
                document=message.document,
                section=message.section,
                level="must",
                statement=statement,
                seen="web post" if message.direction == "post" else _SEEN[message.document],
                group=message.requirement if message.direction != "request" or key in message.constants else None,
            )


def _facts(message: Message, title: str, key: str, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    name = title if message.document in ("http", "auto-completion") else message.name
    there, of_type = message.requirement_of(key), message.requirement_of(key, of_type=True)
    kind = kind_of(value)
    if key in message.constants:
        told = f"{name} is told by {key}, which is" if key in _NAMING else f"{key} in {name} is"
        yield there, f"{told} {message.constants[key]}."
    elif message.direction == "request":
        if key in message.required:
            yield there, f"{name} without {key} is not carried out."
            yield of_type, f"{name} is not carried out where {key} is anything else than {kind}."
        else:
            yield there, f"{name} may carry {key}, {kind}."
    else:
        if key in message.required:
            yield there, f"{name} carries {key}."
        yield of_type, f"{key} in {name} is {kind}."


def kind_of(value: Mapping[str, Any]) -> str:
    """What a key of a message may hold, in a few words, from its part of the schema."""
    if "$ref" in value:
        value = {**messages.referred(value["$ref"]), **value}
    if "examples" in value:
        return f"a text such as {', '.join(value['examples'])}"
    if "const" in value:
        return f"always {value['const']}"
    if "enum" in value:
        return f"one of {', '.join(map(str, value['enum']))}"
    if "oneOf" in value and all("const" in option for option in value["oneOf"]):
        return f"one of {', '.join(str(option['const']) for option in value['oneOf'])}"
    declared = value.get("type", ())
    kinds = [declared] if isinstance(declared, str) else list(declared)
    named = " or ".join(_KINDS[kind] for kind in kinds) or "a value"
    return f"{named}{_range(value)}"


def _range(value: Mapping[str, Any]) -> str:
    low, high = value.get("minimum"), value.get("maximum")
    if low is not None and high is not None:
        return f" from {low} to {high}"
    if low is not None:
        return f" of {low} or more"
    return " that is not empty" if value.get("minLength") else ""
