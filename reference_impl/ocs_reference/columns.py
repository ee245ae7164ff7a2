"""Columns of calling list tables and of Do Not Call tables. Source: the default format of calling lists."""

from typing import Any

import sqlalchemy as sa

from ocs_reference.core.configuration import CallingList

DEFAULT_FORMAT: dict[str, int | None] = {
    "record_id": None,
    "contact_info": 128,
    "contact_info_type": None,
    "record_type": None,
    "record_status": None,
    "call_result": None,
    "attempt": None,
    "dial_sched_time": None,
    "call_time": None,
    "daily_from": None,
    "daily_till": None,
    "tz_dbid": None,
    "campaign_id": None,
    "agent_id": 32,
    "chain_id": None,
    "chain_n": None,
    "group_id": None,
    "app_id": None,
    "treatments": 255,
    "media_ref": None,
    "email_subject": 255,
    "email_template_id": None,
    "switch_id": None,
}
"""Columns of a calling list: the length of a text, None for a whole number."""


_FIELD_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "int": sa.Integer(),
    "varchar": sa.String(255),
    "char": sa.String(255),
    "float": sa.Float(),
    "datetime": sa.String(32),
}


def calling_list_columns(calling_list: CallingList) -> list[sa.Column[Any]]:
    """Build the columns of a calling list: the default format, then the user-defined fields."""
    columns: list[sa.Column[Any]] = [
        sa.Column(name, sa.Integer() if length is None else sa.String(length))
        for name, length in DEFAULT_FORMAT.items()
    ]
    return columns + [sa.Column(field.column, _FIELD_TYPES[field.type]) for field in calling_list.fields]


def do_not_call_columns() -> list[sa.Column[Any]]:
    """Build the columns of a Do Not Call table; the expiration is in UTC seconds, empty where there is none."""
    return [
        sa.Column("phone", sa.String(64)),
        sa.Column("customer_id", sa.String(64)),
        sa.Column("dnc_message", sa.String(255)),
        sa.Column("tenant_dbid", sa.BigInteger()),
        sa.Column("campaign_dbid", sa.BigInteger()),
        sa.Column("list_dbid", sa.BigInteger()),
        sa.Column("is_internal", sa.Integer()),
        sa.Column("time_stamp", sa.Integer()),
        sa.Column("expiration", sa.BigInteger()),
    ]
