"""Reads environments: what must be configured in the target, with every default written out.

The expanded form is what an adapter gets and what cases refer to (`$campaigns.alpha.name`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ocs_conformance.errors import FileError, Problem
from ocs_conformance.loading.document import Document
from ocs_conformance.loading.shape import check

__all__ = ["LIST_COLUMNS", "OPTION_DEFAULTS", "expand", "from_document"]

SCHEMA = "suite/environment.schema.json"

OPTION_DEFAULTS: Mapping[str, Any] = {
    "agent_preview_mode_start": False,
    "record_processed": True,
    "stale_clean_timeout": 30,
}

# The calling list's default format: a new record is General, Ready, and its call result Unknown.
_RECORD_DEFAULTS: Mapping[str, Any] = {
    "contact_info_type": 1,
    "record_type": 2,
    "record_status": 1,
    "call_result": 28,
    "attempt": 0,
    "dial_sched_time": 0,
    "call_time": 0,
    "daily_from": 0,
    "daily_till": 86399,
    "agent_id": "",
}

_RECORD_COLUMNS = frozenset({*_RECORD_DEFAULTS, "record_id", "contact_info", "chain_id", "chain_n", "tz"})

LIST_COLUMNS: tuple[str, ...] = (
    "record_id",
    "contact_info",
    *_RECORD_DEFAULTS,
    "chain_id",
    "chain_n",
    "tz_dbid",
    "campaign_id",
    "group_id",
    "app_id",
    "treatments",
    "media_ref",
    "email_subject",
    "email_template_id",
    "switch_id",
)
"""The columns of a calling list's default format; user-defined ones stand beside them."""


def from_document(document: Document) -> dict[str, Any]:
    """The environment that a file describes, expanded; raises FileError with every mistake."""
    problems = check(document, SCHEMA) or list(_broken_references(document))
    if problems:
        raise FileError(problems)
    return expand(document.data)


def expand(data: Mapping[str, Any], options: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Write out every default, and lay `options` over the environment's own."""
    zone = next(iter(data["time_zones"]))
    return {
        "applications": {},
        "communication_dns": {},
        "scripts": {},
        **data,
        "options": {**OPTION_DEFAULTS, **data.get("options", {}), **(options or {})},
        "lists": {key: _list(value, zone) for key, value in data["lists"].items()},
        "campaigns": {key: {"description": "", "options": {}, **value} for key, value in data["campaigns"].items()},
        "campaign_groups": {
            key: {"description": "", "dial_mode": 1, "optimize_by": 1, "optimize_goal": 80, "options": {}, **value}
            for key, value in data["campaign_groups"].items()
        },
    }


def _list(data: Mapping[str, Any], zone: str) -> dict[str, Any]:
    records = {
        key: {"record_id": number, **_RECORD_DEFAULTS, "tz": zone, **record}
        for number, (key, record) in enumerate(data["records"].items(), 1)
    }
    return {"fields": {}, "send_attributes": {}, **data, "records": records}


def _broken_references(document: Document) -> Iterator[Problem]:
    data = document.data
    yield from _unknown(document, "agent_groups", "agents", data["agents"])
    yield from _unknown(document, "campaigns", "tenant", data["tenants"])
    yield from _unknown(document, "applications", "tenant", data["tenants"])
    yield from _unknown(document, "campaigns", "lists", data["lists"])
    yield from _unknown(document, "campaign_groups", "campaign", data["campaigns"])
    yield from _unknown(document, "campaign_groups", "group", data["agent_groups"])
    for kind in ("lists", "campaigns", "campaign_groups"):
        yield from _unknown(document, kind, "script", data.get("scripts", {}))
    for key, value in data["lists"].items():
        yield from _wrong_records(document, key, value)


def _unknown(document: Document, kind: str, key: str, known: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in document.data.get(kind, {}).items():
        references = value.get(key, [])
        for reference in references if isinstance(references, list) else [references]:
            if reference not in known:
                message = f"{reference} is not described in this environment; known: {', '.join(known)}"
                yield document.problem([kind, name, key], message)


def _wrong_records(document: Document, key: str, data: Mapping[str, Any]) -> Iterator[Problem]:
    fields = data.get("fields", {})
    known_fields = ", ".join(fields)
    customer_id = data.get("customer_id")
    if customer_id is not None and customer_id not in fields:
        yield document.problem(["lists", key, "customer_id"], f"{customer_id} is no field of this list: {known_fields}")
    for column in data.get("filter", {}).keys() - fields.keys():
        yield document.problem(["lists", key, "filter", column], f"{column} is no field of this list: {known_fields}")
    for column in data.get("send_attributes", {}).keys() - {*LIST_COLUMNS}:
        what = f"{column} is no column of the default format: {', '.join(LIST_COLUMNS)}"
        yield document.problem(["lists", key, "send_attributes", column], what)
    for name, record in data["records"].items():
        place = ["lists", key, "records", name]
        if record.get("tz", "") not in ("", *document.data["time_zones"]):
            known = ", ".join(document.data["time_zones"])
            yield document.problem([*place, "tz"], f"{record['tz']} is no time zone here; known: {known}")
        for column, value in record.items():
            if column in _RECORD_COLUMNS:
                continue
            if column not in fields:
                yield document.problem([*place, column], f"{column} is no column; fields of this list: {known_fields}")
            elif isinstance(value, str) == (fields[column]["type"] == "int"):
                yield document.problem([*place, column], f"{column} is declared {fields[column]['type']}")
