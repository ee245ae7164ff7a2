"""What an exploration does: strategies for actions, valid and invalid, over the names of an environment.

An action is plain data. `{"handle": n}` stands for the n-th handle that a target gave out, counted round, so that the
same action can be carried out on two targets that count their handles differently; `{"of": n}` for what the record of
that handle has under the same key, and for the agent who got it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from ocs_conformance import messages

__all__ = ["HANDLE", "LATE", "Stage", "sequences", "stage_of"]

Json = dict[str, Any]
HANDLE = "GSW_RECORD_HANDLE"
_MOST_ACTIONS = 12
_AGENTS = 4
_RECORDS_OWN = frozenset({HANDLE, "GSW_CAMPAIGN_NAME", "GSW_CAMPAIGN_GROUP_NAME", "GSW_CALLING_LIST", "GSW_CHAIN_ID"})
LATE = 9
"""Names no handle that was given out."""

_KINDS = (
    "RecordProcessed",
    "ChainedRecordRequest",
    "RecordReject",
    "UpdateCallCompletionStats",
    "DoNotCall",
    "RequestRecordCancel",
    "ReadyTime",
    "AddRecord",
    "RecordReschedule",
    "PreviewRecordRequest",
    "PreviewDialingModeStart",
    "PreviewDialingModeOver",
    "CampaignStatusRequest",
)


@dataclass(frozen=True)
class Stage:
    """The part of an environment that is played on: some agents of running groups, with what these work on."""

    agents: tuple[str, ...]
    campaigns: tuple[str, ...]
    groups: tuple[str, ...]
    group_dbids: tuple[int, ...]
    lists: Mapping[str, str]
    records: tuple[tuple[str, str], ...]
    phones: tuple[str, ...]
    customers: tuple[str, ...]
    tenants: tuple[str, ...]
    dialing: Mapping[str, tuple[str, ...]]


def stage_of(environment: Mapping[str, Any]) -> Stage:
    """The stage that an environment offers: one agent of each of its first running groups."""
    running = [group for group in environment["campaign_groups"].values() if group["state"] == "running"]
    agents: dict[str, Json] = {}
    for group in running:
        members = environment["agent_groups"][group["group"]]["agents"]
        if members and members[0] not in agents and len(agents) < _AGENTS:
            agents[members[0]] = group
    campaigns = {group["campaign"]: environment["campaigns"][group["campaign"]] for group in agents.values()}
    lists = {name: environment["lists"][name] for campaign in campaigns.values() for name in campaign["lists"]}
    records = [(name, record) for name, described in lists.items() for record in described["records"]]
    rows = [environment["lists"][name]["records"][record] for name, record in records]
    columns = [described["customer_id"] for described in lists.values() if described.get("customer_id")]
    return Stage(
        agents=tuple(agents),
        campaigns=tuple(campaign["name"] for campaign in campaigns.values()),
        groups=tuple(group["name"] for group in agents.values()),
        group_dbids=tuple(group["dbid"] for group in agents.values()),
        lists={name: described["name"] for name, described in lists.items()},
        records=tuple(records),
        phones=tuple(dict.fromkeys(row["contact_info"] for row in rows)),
        customers=tuple(dict.fromkeys(str(row[column]) for row in rows for column in columns if row.get(column))),
        tenants=tuple(tenant["name"] for tenant in environment["tenants"].values()),
        dialing={
            name: tuple(
                a for a, group in agents.items() if name in environment["campaigns"][group["campaign"]]["lists"]
            )
            for name in lists
        },
    )


def sequences(stage: Stage) -> st.SearchStrategy[list[Json]]:
    """Sequences of actions; the agents of the stage are logged in when one begins.

    Each sequence has few kinds of requests and, mostly, one agent who gets records: what takes two requests of one
    kind for one record is then met much sooner than among all of them.
    """
    # Made once: most of the time of an exploration would go into making strategies anew.
    requests = {name: _request(stage, name) for name in _KINDS}
    deliveries = {agent: _deliveries(stage, agent) for agent in stage.agents}
    http, others = _http(stage), _others(stage)
    kinds = st.lists(st.sampled_from(_KINDS), min_size=1, max_size=3, unique=True)
    focus = st.sampled_from(stage.agents)
    weights = st.sampled_from(["request"] * 8 + ["delivery"] * 5 + ["again"] * 3 + ["http"] * 2 + ["other"])
    plan = st.lists(weights, max_size=_MOST_ACTIONS)

    @st.composite
    def drawn(draw: st.DrawFn) -> list[Json]:
        chosen, agent = draw(kinds), draw(focus)
        found = [draw(deliveries[agent])]
        for kind in draw(plan):
            match kind:
                case "request":
                    found.append(draw(requests[draw(st.sampled_from(chosen))]))
                case "delivery":
                    found.append(draw(deliveries[agent]))
                case "again":
                    found.append(found[-1])
                case "http":
                    found.append(draw(http))
                case _:
                    found.append(draw(others))
        return found

    return drawn()


def _deliveries(stage: Stage, agent: str) -> st.SearchStrategy[Json]:
    """What brings a record to an agent's desktop."""
    data = {"GSW_CAMPAIGN_NAME": stage.campaigns[stage.agents.index(agent)]}
    asked = {"do": "send", "agent": agent, "message": "PreviewRecordRequest", "data": data, "spoiled": {}}
    called = [
        {"do": "call", "list": name, "record": record, "agent": agent}
        for name, record in stage.records
        if agent in stage.dialing.get(name, ())
    ]
    return st.sampled_from([asked, *called])


def _request(stage: Stage, name: str) -> st.SearchStrategy[Json]:
    message = messages.find("desktop", name)
    assert message is not None
    if HANDLE not in message.types:
        return _of_message(stage, message, None)
    by_handle = {number: _of_message(stage, message, number) for number in (0, 1, 2, LATE)}
    return st.sampled_from([0, 0, 0, 0, 1, 1, 1, 2, 2, LATE]).flatmap(by_handle.__getitem__)


def _of_message(stage: Stage, message: messages.Message, handle: int | None) -> st.SearchStrategy[Json]:
    """A request; where it names a record by its handle, mostly with the record's own names, from who has it."""
    own = [key for key in message.types if key not in message.constants and key != "GSW_APPLICATION_ID"]

    def value(key: str) -> st.SearchStrategy[Any]:
        if handle is None or key not in _RECORDS_OWN:
            return _value(stage, key, message.types[key])
        meant = st.just({"handle": handle} if key == HANDLE else {"of": handle})
        return meant if key == HANDLE else st.one_of(*[meant] * 8, _value(stage, key, message.types[key]))

    agents: st.SearchStrategy[Any] = st.sampled_from(stage.agents)
    if handle is not None:
        agents = st.one_of(*[st.just({"of": handle})] * 6, agents)
    spoiled: st.SearchStrategy[Json] = st.one_of(
        *[st.just({})] * 8,
        st.fixed_dictionaries({"omit": st.sampled_from(sorted(message.required))}),
        st.fixed_dictionaries({"retype": st.sampled_from(own or ["GSW_APPLICATION_ID"])}),
    )
    return st.fixed_dictionaries(
        {
            "do": st.just("send"),
            "agent": agents,
            "message": st.just(message.name),
            "data": st.fixed_dictionaries(
                {key: value(key) for key in own if key in message.required},
                optional={key: value(key) for key in own if key not in message.required},
            ),
            "spoiled": spoiled,
        }
    )


def _value(stage: Stage, key: str, kind: str) -> st.SearchStrategy[Any]:
    known: dict[str, st.SearchStrategy[Any]] = {
        "GSW_CAMPAIGN_NAME": st.sampled_from([*stage.campaigns, "No Such Campaign"]),
        "GSW_CAMPAIGN_GROUP_NAME": st.sampled_from([*stage.groups, "No Such Group"]),
        "GSW_CALLING_LIST": st.sampled_from([*stage.lists.values(), "No Such List"]),
        "GSW_PHONE": st.sampled_from([*stage.phones, "4155559999"]),
        "GSW_CUSTOMER_ID": st.sampled_from([*stage.customers, "C-999"]),
        "GSW_CHAIN_ATTR": st.sampled_from(["AllChain", "RecordOnly"]),
        "GSW_CALLBACK_TYPE": st.sampled_from(["Personal", "Campaign"]),
        "GSW_TREATMENT": st.sampled_from(["RecordTreatPersonal", "RecordTreatCampaign"]),
        "GSW_DATE_TIME": st.sampled_from(["12/12/2030 13:00", "01/01/2001 10:00", "tomorrow"]),
        "GSW_TZ_NAME": st.sampled_from(["PST", "GMT"]),
        "GSW_CALL_RESULT": st.sampled_from([33, 6, 7, 9]),
        "GSW_RECORD_TYPE": st.sampled_from([2, 5, 6]),
        "GSW_RECORD_STATUS": st.just(1),
        "GSW_READY_TIME": st.sampled_from([30, 30, 0]),
        "GSW_CHAIN_ID": st.sampled_from([1, 2]),
        "GSW_CHAIN_N": st.sampled_from([0, 5]),
        "GSW_REFERENCE_ID": st.integers(1, 3),
        "GSW_AGENT_ID": st.just("0"),
    }
    if key in known:
        return known[key]
    return st.integers(0, 11) if kind == "integer" else st.sampled_from(["a", "b"])


def _handles() -> st.SearchStrategy[Json]:
    return st.sampled_from([0, 0, 0, 1, 1, 2, LATE]).map(lambda number: {"handle": number})


def _http(stage: Stage) -> st.SearchStrategy[Json]:
    def post(resource: str, identifier: st.SearchStrategy[Any], requests: list[str], body: Any) -> Any:
        return st.fixed_dictionaries(
            {
                "do": st.just("http"),
                "resource": st.just(resource),
                "identifier": identifier,
                "req": st.sampled_from(requests),
                "json": st.fixed_dictionaries({}, optional=body),
            }
        )

    scope = {"GSW_CHAIN_ATTR": _value(stage, "GSW_CHAIN_ATTR", "string")}
    tenant = {"GSW_TENANT_NAME": st.sampled_from(stage.tenants), **scope}
    update = {key: _value(stage, key, "string") for key in ("GSW_CALL_RESULT", "GSW_TREATMENT")}
    withdrawals = ["RequestRecordCancel", "DoNotCall"]
    finals = ["RecordProcessed", "RecordReject", "UpdateCallCompletionStats", *withdrawals]
    groups = st.sampled_from([*stage.group_dbids, 999999])
    return st.one_of(
        post("records", _handles(), finals, {**update, **scope}),
        post("phones", st.sampled_from([*stage.phones, "4155559999"]), withdrawals, tenant),
        post("customer_ids", st.sampled_from([*stage.customers, "C-999"]), withdrawals, tenant),
        post("campaigngroups", groups, ["Load", "Unload", "StartDialing", "StopDialing", "ForceUnload"], {}),
    )


def _others(stage: Stage) -> st.SearchStrategy[Json]:
    agents = st.sampled_from(stage.agents)
    return st.one_of(
        st.fixed_dictionaries({"do": st.sampled_from(["login", "logout"]), "agent": agents}),
        st.fixed_dictionaries({"do": st.just("clock"), "seconds": st.sampled_from([1, 60, 3600])}),
    )
