"""Environment files: read, checked against their schema, references checked."""

import importlib.util
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from ocs_reference.environment import COLUMNS
from ocs_reference.faults import WrongInputError

SCHEMA = Path("schemas") / "suite" / "environment.schema.json"

REFERENCES = (
    ("campaigns.*.tenant", "tenants"),
    ("campaigns.*.lists.*", "lists"),
    ("agent_groups.*.agents.*", "agents"),
    ("applications.*.tenant", "tenants"),
    ("campaign_groups.*.campaign", "campaigns"),
    ("campaign_groups.*.group", "agent_groups"),
    ("lists.*.records.*.tz", "time_zones"),
    ("lists.*.script", "scripts"),
    ("campaigns.*.script", "scripts"),
    ("campaign_groups.*.script", "scripts"),
)
"""Places whose values are keys of another part of the environment."""

Place = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """YAML with the scalars of YAML 1.2: texts that look like dates, times or ``yes`` stay texts."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own name


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:null", r"null|~|", ["n", "~", ""]),
    ("tag:yaml.org,2002:bool", r"true|false", ["t", "f"]),
    ("tag:yaml.org,2002:int", r"-?(0|[1-9][0-9]*)", list("-0123456789")),
    ("tag:yaml.org,2002:merge", r"<<", ["<"]),
):
    _Loader.add_implicit_resolver(_tag, re.compile(rf"^({_pattern})$"), _first)


def load(path: Path) -> dict[str, Any]:
    """Read an environment; raises ``WrongInputError`` with every mistake, a line each."""
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, _Loader)
        document = yaml.load(text, _Loader)  # noqa: S506 - the loader is a SafeLoader
    except OSError as reason:
        raise WrongInputError(f"{path}: cannot be read: {reason.strerror}") from reason
    except UnicodeDecodeError as reason:
        raise WrongInputError(f"{path}: not UTF-8 at byte {reason.start}") from reason
    except yaml.MarkedYAMLError as reason:
        mark = reason.problem_mark
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise WrongInputError(f"{path}{place}: not YAML: {reason.problem or reason.context}") from reason
    found = [*_repeated_keys(node)] or [(*_position(node, place), place, what) for place, what in _mistakes(document)]
    if found:
        lines = (
            f"{path}:{line}:{column}: {_named(place)}: {what}"
            for line, column, place, what in sorted(found, key=lambda mistake: mistake[:2])
        )
        raise WrongInputError("\n".join(dict.fromkeys(lines)))
    return document  # type: ignore[no-any-return]  # the schema has accepted it


def _named(place: Place) -> str:
    return ".".join(map(str, place)) or "environment"


def _repeated_keys(node: yaml.Node | None, place: Place = ()) -> Iterator[tuple[int, int, Place, str]]:
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _repeated_keys(item, (*place, index))
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            inner = (*place, str(key.value))
            if key.value in seen:
                yield key.start_mark.line + 1, key.start_mark.column + 1, inner, "stands here twice; allowed is once"
            seen.add(key.value)
            yield from _repeated_keys(value, inner)


def _mistakes(document: Any) -> Iterator[tuple[Place, str]]:
    errors = list(_validator().iter_errors(document))
    for error in errors:
        yield tuple(error.absolute_path), _shown(error)
    if not errors:
        yield from _wrong_references(document)
        yield from _unknown_columns(document)


def _shown(error: ValidationError) -> str:
    allowed = error.schema.get("properties") if isinstance(error.schema, dict) else None
    shown = error.message if len(error.message) < 200 else f"{error.message[:200]}..."
    if error.validator == "additionalProperties" and isinstance(allowed, dict):
        return f"{shown}; allowed: {', '.join(allowed)}"
    return shown


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(_schema_file().read_text(encoding="utf-8")))


def _schema_file() -> Path:
    """Find the schema: in a checkout beside this package's source root, or among the installed data files."""
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / SCHEMA).is_file():
        return checkout / SCHEMA
    installed = importlib.util.find_spec("ocs_conformance")
    for folder in (installed.submodule_search_locations or []) if installed else []:
        if (Path(folder) / "_data" / SCHEMA).is_file():
            return Path(folder) / "_data" / SCHEMA
    raise WrongInputError(f"the schema {SCHEMA} is not installed")


def _wrong_references(document: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    for pattern, part in REFERENCES:
        for place, value in _values(document, pattern.split(".")):
            known = document.get(part, {})
            if value not in known:
                yield place, f"{value!r} is not one of {part}; allowed: {', '.join(known) or 'none'}"


def _values(value: Any, pattern: list[str], place: Place = ()) -> Iterator[tuple[Place, Any]]:
    if not pattern:
        yield place, value
        return
    first, *rest = pattern
    entries = list(enumerate(value)) if isinstance(value, list) else list(value.items())
    for key, entry in entries:
        if first in {"*", key}:
            yield from _values(entry, rest, (*place, key))


def _unknown_columns(document: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    for name, entry in document["lists"].items():
        fields = entry.get("fields", {})
        if entry.get("customer_id", next(iter(fields), None)) not in {*fields, None}:
            yield ("lists", name, "customer_id"), f"not one of the list's fields; allowed: {', '.join(fields)}"
        for column in entry.get("send_attributes", {}).keys() - {*COLUMNS}:
            yield ("lists", name, "send_attributes", column), f"not a column; allowed: {', '.join(COLUMNS)}"
        for record, columns in entry["records"].items():
            for column in columns.keys() - {*COLUMNS, "tz", *fields}:
                what = f"not a column; allowed: the default format and the fields {', '.join(fields) or '(none)'}"
                yield ("lists", name, "records", record, column), what


def _position(node: yaml.Node | None, place: Place) -> tuple[int, int]:
    for key in place:
        found = _child(node, key)
        if found is None:
            break
        node = found
    return (node.start_mark.line + 1, node.start_mark.column + 1) if node is not None else (1, 1)


def _child(node: yaml.Node | None, key: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int):
        return node.value[key]  # type: ignore[no-any-return]
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    return None
