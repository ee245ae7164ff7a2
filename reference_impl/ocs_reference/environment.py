"""An environment, with every default written out, as configuration of the OCS and rows of its calling lists."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ocs_reference.core.configuration import (
    Application,
    CallerIdSet,
    CallingList,
    Campaign,
    CampaignGroup,
    Configuration,
    Field,
    Options,
    Script,
    Tenant,
    TimeZone,
    Treatment,
)
from ocs_reference.core.records import TREATMENT_INTERVAL
from ocs_reference.core.values import DialMode, GroupStatus, OptimizeBy, Row

Document = Mapping[str, Any]

COLUMNS: Row = {
    "record_id": 0,
    "contact_info": "",
    "contact_info_type": 1,
    "record_type": 2,
    "record_status": 1,
    "call_result": 28,
    "attempt": 0,
    "dial_sched_time": 0,
    "call_time": 0,
    "daily_from": 0,
    "daily_till": 86399,
    "tz_dbid": 0,
    "campaign_id": 0,
    "agent_id": "",
    "chain_id": 0,
    "chain_n": 0,
    "group_id": 0,
    "app_id": 0,
    "treatments": "",
    "media_ref": 0,
    "email_subject": "",
    "email_template_id": 0,
    "switch_id": 0,
}
"""Columns of the default format with the values of a new record."""

_STATUSES = {
    "inactive": GroupStatus.NOT_LOADED,
    "loaded": GroupStatus.ACTIVE,
    "running": GroupStatus.RUNNING,
}


def begins_at(document: Document) -> int:
    """Return the time of the OCS at the beginning of a case, in UTC seconds."""
    return int(datetime.strptime(document["clock"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())


def configuration_of(document: Document) -> Configuration:
    """Build the configuration; raises KeyError or ValueError where the document is not an environment."""
    tenants = {key: Tenant(key, **entry) for key, entry in document["tenants"].items()}
    zones = {name: TimeZone(name, entry["dbid"], entry["offset"]) for name, entry in document["time_zones"].items()}
    scripts = {key: Script(key, **entry) for key, entry in document.get("scripts", {}).items()}
    lists = {key: _calling_list(key, entry, scripts) for key, entry in document["lists"].items()}
    campaigns = {key: _campaign(key, entry, tenants, lists, scripts) for key, entry in document["campaigns"].items()}
    return Configuration(
        application_id=document["application_id"],
        backup_application_id=document.get("backup_application_id"),
        tenants=tenants,
        time_zones=zones,
        zones_by_dbid={zone.dbid: zone for zone in zones.values()},
        lists=lists,
        agents={key: entry["login_id"] for key, entry in document["agents"].items()},
        ports={key: entry["port"] for key, entry in document["agents"].items() if "port" in entry},
        disabled=frozenset(key for key, entry in document["agents"].items() if not entry.get("enabled", True)),
        campaigns=campaigns,
        groups={
            key: _group(key, entry, campaigns, scripts, document) for key, entry in document["campaign_groups"].items()
        },
        group_dbids=frozenset(entry["dbid"] for entry in document["agent_groups"].values()),
        applications={
            key: Application(key, entry["dbid"], tenants[entry["tenant"]], entry.get("connection", "application"))
            for key, entry in document.get("applications", {}).items()
        },
        communication_dns={
            key: entry.get("outbound_contact_server") for key, entry in document.get("communication_dns", {}).items()
        },
    )


def _calling_list(key: str, entry: Document, scripts: Mapping[str, Script]) -> CallingList:
    fields = tuple(
        Field(column, field["type"], field.get("send_attribute")) for column, field in entry.get("fields", {}).items()
    )
    for column in COLUMNS.keys() & entry.get("fields", {}).keys():
        raise ValueError(f"field {column} of list {key} has the name of a column that is there already")
    sent = {field.send_attribute: field for field in fields if field.send_attribute is not None}
    return CallingList(
        key=key,
        name=entry["name"],
        dbid=entry["dbid"],
        customer_id=entry.get("customer_id"),
        fields=fields,
        sent=sent,
        sent_columns={name: column for column, name in entry.get("send_attributes", {}).items()},
        script=_script(entry, scripts),
        treatments={
            treatment["call_result"]: Treatment(treatment["action"], treatment.get("interval", TREATMENT_INTERVAL))
            for treatment in entry.get("treatments", ())
        },
        filter=entry.get("filter", {}),
    )


def _options(*levels: Document) -> Options:
    """Lay options of the application, a campaign and a campaign group over each other; the last counts most."""
    options = {key: value for level in levels for key, value in level.items()}
    chosen = options.pop("caller_id_set", None)
    caller_ids = CallerIdSet(chosen["name"], tuple(chosen["digits"])) if chosen else None
    return Options(**options, caller_id_set=caller_ids)


def _script(entry: Document, scripts: Mapping[str, Script]) -> Script | None:
    return scripts[entry["script"]] if "script" in entry else None


def _campaign(
    key: str,
    entry: Document,
    tenants: Mapping[str, Tenant],
    lists: Mapping[str, CallingList],
    scripts: Mapping[str, Script],
) -> Campaign:
    return Campaign(
        key=key,
        name=entry["name"],
        dbid=entry["dbid"],
        description=entry.get("description", ""),
        tenant=tenants[entry["tenant"]],
        lists=tuple(lists[name] for name in entry["lists"]),
        script=_script(entry, scripts),
    )


def _group(
    key: str,
    entry: Document,
    campaigns: Mapping[str, Campaign],
    scripts: Mapping[str, Script],
    document: Document,
) -> CampaignGroup:
    agent_group = document["agent_groups"][entry["group"]]
    of_campaign = document["campaigns"][entry["campaign"]].get("options", {})
    return CampaignGroup(
        key=key,
        name=entry["name"],
        dbid=entry["dbid"],
        description=entry.get("description", ""),
        campaign=campaigns[entry["campaign"]],
        group_dbid=agent_group["dbid"],
        agent_group=entry["group"],
        agent_group_name=agent_group["name"],
        agents=frozenset(agent_group["agents"]),
        status=_STATUSES[entry["state"]],
        dial_mode=DialMode(entry.get("dial_mode", DialMode.PREDICTIVE)),
        optimize_by=OptimizeBy(entry.get("optimize_by", OptimizeBy.BUSY_FACTOR)),
        optimize_goal=entry.get("optimize_goal", 80),
        options=_options(document.get("options", {}), of_campaign, entry.get("options", {})),
        script=_script(entry, scripts),
        is_ivr=agent_group.get("ivr_group", False),
    )


def rows_of(document: Document, configuration: Configuration) -> dict[str, list[Row]]:
    """Build the rows that each calling list begins with."""
    return {
        key: [_row(record, number, configuration.lists[key], configuration) for number, record in _numbered(entry)]
        for key, entry in document["lists"].items()
    }


def _numbered(entry: Document) -> enumerate[Document]:
    return enumerate(entry["records"].values(), start=1)


def _row(record: Document, number: int, calling_list: CallingList, configuration: Configuration) -> Row:
    columns = {key: value for key, value in record.items() if key != "tz"}
    zone = configuration.time_zones[record.get("tz", next(iter(configuration.time_zones), None))]
    row: Row = COLUMNS | {"record_id": number, "tz_dbid": zone.dbid, "app_id": configuration.application_id}
    row |= {field.column: None for field in calling_list.fields}
    unknown = columns.keys() - row.keys()
    if unknown:
        raise ValueError(f"list {calling_list.key} has no column {min(unknown)}")
    return row | columns
