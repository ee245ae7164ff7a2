"""Holds files against their JSON Schema and says in plain words, with line and column, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from ocs_conformance import resources
from ocs_conformance.errors import Problem
from ocs_conformance.loading.document import Document

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

__all__ = ["check"]

_LONGEST = 60
_CHOICES = ("oneOf", "anyOf")
_TYPES = {
    "object": "a map",
    "array": "a list",
    "string": "a text",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
}


def check(document: Document, schema: str) -> list[Problem]:
    """Every breach of a bundled schema, by its path below schemas/, in the order of the file."""
    if _fast(schema).is_valid(document.data):
        return []
    errors = _slow(schema).iter_errors(document.data)
    return sorted({problem for error in errors for problem in _problems(document, error)})


@cache
def _fast(schema: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(resources.schema(schema), retriever=_referred)


@cache
def _slow(schema: str) -> Any:
    # Slower by two orders of magnitude, and kept for its errors, from which a sentence can be made.
    import jsonschema  # noqa: PLC0415
    import referencing  # noqa: PLC0415

    registry: Any = referencing.Registry(retrieve=lambda uri: referencing.Resource.from_contents(_referred(uri)))  # type: ignore[call-arg]
    return jsonschema.Draft202012Validator(resources.schema(schema), registry=registry)


def _referred(uri: str) -> dict[str, Any]:
    """A bundled schema that another one refers to by its address."""
    return resources.schema(uri.partition("/schemas/")[2])


def _problems(document: Document, error: ValidationError) -> Iterator[Problem]:
    leaf = _most_telling(error)
    path = list(leaf.absolute_path)
    unknown = _unknown_keys(leaf)
    if leaf.validator == "additionalProperties":
        message = f"is not allowed; allowed: {_some(_known_keys(leaf))}"
        for key in unknown:
            yield _at_key(document, [*path, key], f"the key {key} {message}")
    elif "propertyNames" in leaf.absolute_schema_path:
        yield _at_key(document, [*path, leaf.instance], _sentence(leaf))
    elif not (leaf.validator == "oneOf" and unknown):  # an unknown key is the whole mistake, and told by itself
        yield document.problem(path, _sentence(leaf))


def _at_key(document: Document, path: list[Any], message: str) -> Problem:
    return Problem(document.file, *document.key_position(path), message)


def _known_keys(error: ValidationError) -> dict[str, Any]:
    schema: Any = error.schema
    return dict(schema.get("properties", {}))


def _unknown_keys(error: ValidationError) -> list[str]:
    schema: Any = error.schema
    if not isinstance(error.instance, dict) or schema.get("additionalProperties") is not False:
        return []
    return [key for key in error.instance if key not in _known_keys(error)]


def _most_telling(error: ValidationError) -> ValidationError:
    """Of the errors inside a choice, the one that got further into the value; else the choice itself."""
    while error.validator in _CHOICES and error.context:
        deepest = max(error.context, key=lambda inner: (len(inner.absolute_path), inner.validator != "type"))
        fitting = [inner for inner in error.context if inner.validator not in ("type", "required")]
        if len(deepest.absolute_path) > len(error.absolute_path):
            error = deepest
        elif len(fitting) == 1 and fitting[0].validator != "pattern":
            error = fitting[0]
        else:
            break
    return error


def _sentence(error: ValidationError) -> str:
    kind = error.validator
    value: Any = error.instance
    limit: Any = error.validator_value
    sentences: dict[str, Any] = {
        "type": lambda: f"{_shown(value)} is not allowed here; allowed: {_type_names(limit)}",
        "enum": lambda: f"{_shown(value)} is not allowed here; allowed: {_some(limit)}",
        "const": lambda: f"{_shown(value)} is not allowed here; allowed: {_shown(limit)}",
        "required": lambda: f"the key {error.message.split(chr(39))[1]} is missing; needed: {_some(limit)}",
        "pattern": lambda: f"{_shown(value)} does not have the form {limit}",
        "minimum": lambda: f"{_shown(value)} is too small; at least {limit} is allowed",
        "exclusiveMinimum": lambda: f"{_shown(value)} is too small; more than {limit} is allowed",
        "maximum": lambda: f"{_shown(value)} is too large; at most {limit} is allowed",
        "minLength": lambda: "an empty text is not allowed here",
        "maxLength": lambda: f"this text has {len(value)} characters; at most {limit} are allowed",
        "minItems": lambda: f"this list has {len(value)} items; needed are at least {limit}",
        "minProperties": lambda: f"this map has {len(value)} keys; needed is at least {limit}",
        "uniqueItems": lambda: "a value stands in this list twice; each is allowed once",
        "dependentRequired": lambda: "; ".join(_only_beside(key, others) for key, others in limit.items()),
        "oneOf": lambda: _choice(error),
        "not": lambda: f"these keys exclude each other: {_some(limit.get('required', []))}",
    }
    make = sentences.get(str(kind))
    return str(make()) if make else error.message[:200]


def _choice(error: ValidationError) -> str:
    options: Any = error.validator_value
    names = [name for option in options for name in option.get("required", [])]
    if not names or not isinstance(error.instance, dict):
        return f"{_shown(error.instance)} is not allowed here; allowed: {' or '.join(map(_kind, error.context or ()))}"
    place = list(error.absolute_schema_path)
    if "dependentSchemas" in place:
        return _only_beside(str(place[-2]), names)
    present = [name for name in names if name in error.instance]
    if len(names) > len(options):
        return f"needed here: either {' or '.join(' and '.join(option['required']) for option in options)}"
    if present:
        return f"the keys {', '.join(present)} exclude each other; exactly one is allowed of: {_some(names)}"
    return f"exactly one key is needed of: {_some(names)}"


def _kind(error: ValidationError) -> str:
    limit: Any = error.validator_value
    return _type_names(limit) if error.validator == "type" else f"a text of the form {limit}"


def _only_beside(key: str, others: Iterable[str]) -> str:
    return f"the key {key} is allowed only beside: {_some(others)}"


def _type_names(limit: str | list[str]) -> str:
    names = [limit] if isinstance(limit, str) else limit
    return " or ".join(_TYPES.get(name, name) for name in names)


def _some(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values)


def _shown(value: object) -> str:
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
