"""Whatever happens to the reference, in whatever order: what it answers, and what holds after every step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ocs_reference.environment_file import load

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre

Data = dict[str, Any]
Chain = tuple[str, int]
"""A chain as desktops see it: calling list and GSW_CHAIN_ID."""
Request = tuple[str, Data]
"""The name of a request, and what it carries beside handle and names."""

ENVIRONMENT = load(Path(__file__).parent / "two-tenants.yaml")
APPLICATION_ID = ENVIRONMENT["application_id"]
BEGIN = 1772481600
STALE = ENVIRONMENT["options"]["stale_clean_timeout"] * 60
FOR_EVER = 1 << 62
RETRIEVED = 2

AGENTS = [*ENVIRONMENT["agents"]]
CAMPAIGNS = {entry["name"]: entry for entry in ENVIRONMENT["campaigns"].values()}
GROUPS = {entry["name"]: entry for entry in ENVIRONMENT["campaign_groups"].values()}
LISTS = {entry["name"]: key for key, entry in ENVIRONMENT["lists"].items()}
TENANTS = {entry["name"]: key for key, entry in ENVIRONMENT["tenants"].items()}
TENANT_OF = {name: ENVIRONMENT["campaigns"][group["campaign"]]["tenant"] for name, group in GROUPS.items()}
"""Which tenant a campaign group works for."""

PREVIEWERS = ENVIRONMENT["agent_groups"]["previewers"]["agents"]
NOTICES = {"CampaignStarted", "CampaignStopped", "CampaignLoaded", "CampaignUnloaded", "CampaignModeChanged"}
STATUSES = {200, 400, 404, 409, 410, 500}
ANSWERS = {
    "AddRecord": "AddRecordAcknowledge",
    "DoNotCall": "DoNotCallAcknowledge",
    "PreviewDialingModeOver": "PreviewDialingModeOverAcknowledge",
    "PreviewDialingModeStart": "PreviewDialingModeStartAcknowledge",
    "PreviewRecordRequest": "PreviewRecord",
    "ReadyTime": "ReadyTimeAcknowledge",
    "RecordProcessed": "RecordProcessedAcknowledge",
    "RecordReject": "RecordRejectAcknowledge",
    "RecordReschedule": "RecordRescheduleAcknowledge",
    "RequestRecordCancel": "RecordCancelAcknowledge",
    "UpdateCallCompletionStats": "UpdateCallCompletionStatsAcknowledge",
}
"""The one event that answers a request positively."""

FINAL = {"RecordProcessed", "RecordReject", "RequestRecordCancel", "DoNotCall"}
"""The requests by which a record leaves its desktop; over HTTP RecordReschedule is one, too."""


def of_machine(choices: Any) -> st.SearchStrategy[Any]:
    """One of what a function finds in the machine, as it is when the step begins."""
    return st.runner().flatmap(lambda machine: st.sampled_from(choices(machine)))


ANYBODY = of_machine(lambda machine: [*sorted(machine.logged_in) * 4, *AGENTS])
HANDLES = of_machine(lambda machine: [*[*machine.open] * 9, *machine.finished, 9999])
CAMPAIGN_NAMES = st.sampled_from([*CAMPAIGNS, "Unknown"])
PHONES = st.sampled_from(["1001", "1001", "1002", "1003", "2001", "3001", "3003", "9001"])
CUSTOMERS = st.sampled_from(["C1", "C2", "C3", "C9"])
IDENTIFIERS = st.one_of(
    st.fixed_dictionaries({"GSW_PHONE": PHONES}),
    st.fixed_dictionaries({"GSW_CUSTOMER_ID": CUSTOMERS}),
    st.fixed_dictionaries({"GSW_PHONE": PHONES, "GSW_CUSTOMER_ID": CUSTOMERS}),
)
SCOPES: st.SearchStrategy[Data] = st.sampled_from(
    [{}, {"GSW_CHAIN_ATTR": "AllChain"}, {"GSW_CHAIN_ATTR": "RecordOnly"}]
)
DURATIONS: st.SearchStrategy[Data] = st.sampled_from([{}, {}, {"GSW_DURATION": 600}])
WITHDRAWALS = st.tuples(
    st.sampled_from(["DoNotCall", "DoNotCall", "RequestRecordCancel"]),
    st.builds(lambda scope, time: scope | time, SCOPES, DURATIONS),
)
PARTS: st.SearchStrategy[Data] = st.sampled_from([{}, {}, *({"GSW_CAMPAIGN_NAME": name} for name in CAMPAIGNS)])
ENDS: st.SearchStrategy[Request] = st.sampled_from(
    [
        ("RecordProcessed", {}),
        ("RecordProcessed", {"GSW_TREATMENT": "RecordTreatCampaign"}),
        ("RecordReject", {}),
        ("RecordReject", {}),
    ]
)
CHANGES: st.SearchStrategy[Request] = st.sampled_from(
    [
        ("RecordReschedule", {"GSW_CALLBACK_TYPE": "Campaign", "GSW_DATE_TIME": "03/02/2036 10:00"}),
        ("UpdateCallCompletionStats", {}),
        ("UpdateCallCompletionStats", {"GSW_PHONE": "1002"}),
        ("UpdateCallCompletionStats", {"CUSTOMER": "C3"}),
    ]
)

MISTAKES: st.SearchStrategy[Data] = st.sampled_from(
    [
        *[{}] * 20,
        {"GSW_RECORD_HANDLE": "1"},
        {"GSW_RECORD_HANDLE": None},
        {"GSW_CAMPAIGN_NAME": "Unknown"},
        {"GSW_CAMPAIGN_NAME": None},
        {"GSW_CALLING_LIST": "Unknown"},
        {"GSW_CALL_RESULT": 99},
    ]
)
"""What is put over a right request; None takes a key away."""


def chain_of(data: Data) -> Chain:
    return data["GSW_CALLING_LIST"], data["GSW_CHAIN_ID"]


class Machine(RuleBasedStateMachine):
    """A call centre, with all that its agents and clients may know."""

    def __init__(self, ocs: CallCentre) -> None:
        super().__init__()
        self.ocs = ocs
        self.now = BEGIN
        self.down = False
        self.reference = 0
        self.error = 0
        self.logged_in: set[str] = set()
        self.open: dict[int, Chain] = {}
        self.finished: set[int] = set()
        self.holders: dict[Chain, str] = {}
        self.groups: dict[Chain, str] = {}
        self.opened: dict[Chain, int] = {}
        self.fetched: set[Chain] = set()
        self.names: dict[int, Data] = {}
        self.phones: dict[int, str] = {}
        self.forbidden: dict[tuple[str, str, str], int] = {}
        self.added = dict.fromkeys(LISTS.values(), 0)

    @initialize(agents=st.sampled_from([AGENTS, AGENTS, []]))
    def begin(self, agents: list[str]) -> None:
        assert "result" in self.ocs.call("environment.load", environment=ENVIRONMENT)[1]
        for agent in agents:
            self.an_agent_logs_in(agent)

    # What is heard

    def hear(self, events: list[tuple[str, Data]]) -> None:
        """Take in events that nobody asked for."""
        for agent, data in events:
            assert agent in self.logged_in, f"{agent} is not there to hear {data}"
            assert data["GSW_APPLICATION_ID"] == APPLICATION_ID
            assert "GSW_REFERENCE_ID" not in data
            if data["GSW_USER_EVENT"] == "RecordCancel":
                assert self.holders[self.open[data["GSW_RECORD_HANDLE"]]] == agent
            else:
                assert data["GSW_USER_EVENT"] in NOTICES

    def ask(self, agent: str, request: str, **data: Any) -> list[Data]:
        """Send a request and return its answers: they alone carry its reference, and go to its sender."""
        self.reference += 1
        envelope = {"GSW_AGENT_REQ_TYPE": request, "GSW_APPLICATION_ID": APPLICATION_ID}
        whole = {**envelope, "GSW_REFERENCE_ID": self.reference, **data}
        events = self.ocs.send_raw(agent, {key: value for key, value in whole.items() if value is not None})
        answers = [event for event in events if event[0] == agent and "GSW_REFERENCE_ID" in event[1]]
        self.hear([event for event in events if event not in answers])
        assert {answer["GSW_REFERENCE_ID"] for _, answer in answers} <= {self.reference}
        assert {answer["GSW_APPLICATION_ID"] for _, answer in answers} <= {APPLICATION_ID}
        return [answer for _, answer in answers]

    def is_positive(self, agent: str, answer: Data) -> bool:
        """Whether an answer is no error; nobody who is not logged in gets another one."""
        self.error = answer.get("GSW_ERROR_NUMBER", 0)
        assert self.error in {0, *range(101, 121)}
        assert agent in self.logged_in or self.error in {101, 102, 103, 104}
        assert self.error != 113 or self.down
        return not self.error

    def succeeds(self, agent: str, request: str, **data: Any) -> bool:
        """Send a request that has exactly one answer, and say whether that is positive."""
        [answer] = self.ask(agent, request, **data)
        positive = self.is_positive(agent, answer)
        assert not positive or answer["GSW_USER_EVENT"] == ANSWERS[request]
        return positive

    def post(self, target: str, body: Data) -> int:
        """Send a request of the HTTP interface; return its status."""
        status, headers, text = self.ocs.http("POST", target, body)
        assert status in STATUSES
        assert status != 500 or self.down
        assert status != 200 or (text, headers.get("Warning")) == (b"", None)
        return status

    def loaded_groups(self, agent: str) -> list[str]:
        """The campaign groups of an agent that are loaded or running."""
        entries = json.loads(self.ocs.http("GET", "/campaigngroups")[2])["CampaignGroups"]
        active = [name for name, entry in entries.items() if entry["GSW_CM_AttrGroupCampStatus"]]
        return [name for name in active if agent in ENVIRONMENT["agent_groups"][GROUPS[name]["group"]]["agents"]]

    # Records on desktops

    def delivered(self, agent: str, data: Data, is_first: bool) -> None:
        """A record reaches a desktop, by PreviewRecord, ChainedRecord or call."""
        handle, chain, group = data["GSW_RECORD_HANDLE"], chain_of(data), data["GSW_CAMPAIGN_GROUP_NAME"]
        assert handle not in self.names, "a handle names one delivery"
        assert (chain in self.holders) != is_first, "a chain is on one desktop at most"
        for column, value in (("phone", data["GSW_PHONE"]), ("customer_id", data.get("CUSTOMER", ""))):
            end = self.forbidden.get((TENANT_OF[group], column, value), 0)
            assert end <= self.now, f"{column} {value} is not to be called"
        if is_first:
            self.holders[chain], self.groups[chain], self.opened[chain] = agent, group, self.now
        self.open[handle] = chain
        self.names[handle] = {key: data[key] for key in ("GSW_CAMPAIGN_NAME", "GSW_CALLING_LIST")}
        self.phones[handle] = data["GSW_PHONE"]

    def close(self, chains: list[Chain]) -> None:
        """Chains leave their desktops; their handles name nothing any more."""
        for chain in chains:
            del self.holders[chain], self.groups[chain], self.opened[chain]
            self.fetched.discard(chain)
        gone = {handle for handle, chain in self.open.items() if chain in chains}
        self.finished |= gone
        self.open = {handle: chain for handle, chain in self.open.items() if handle not in gone}

    def carried_out(self, request: str, handle: int, data: Data, finals: set[str]) -> None:
        """A request about a record was answered positively."""
        assert handle in self.open, "a record that is finished, or never was, is refused"
        chain = self.open[handle]
        if request == "UpdateCallCompletionStats":
            self.phones[handle] = data.get("GSW_PHONE", self.phones[handle])
        if request == "DoNotCall":
            self.entered({TENANT_OF[self.groups[chain]]}, "phone", self.phones[handle], data)
        if request in finals:
            self.close([chain])

    def entered(self, tenants: set[str], column: str, value: str, data: Data) -> None:
        """A DoNotCall request was answered positively: its entry is in force, for as long as it asks at least."""
        for tenant in TENANTS.values():
            for *values, expires in self.ocs.do_not_call(tenant, "phone", "customer_id", "expiration"):
                for entry in zip([tenant] * 2, ("phone", "customer_id"), values, strict=True):
                    end = FOR_EVER if expires is None else expires
                    self.forbidden[entry] = max(end, self.forbidden.get(entry, 0))
        wanted = self.now + data["GSW_DURATION"] if "GSW_DURATION" in data else FOR_EVER
        assert all(self.forbidden[tenant, column, value] >= wanted for tenant in tenants)

    # Agents

    @rule(agent=st.sampled_from(AGENTS))
    def an_agent_logs_in(self, agent: str) -> None:
        self.logged_in.add(agent)
        self.hear(self.ocs.call("agent.login", agent=agent)[0])

    @rule(agent=st.sampled_from(AGENTS))
    def an_agent_logs_out(self, agent: str) -> None:
        self.logged_in.discard(agent)
        self.hear(self.ocs.call("agent.logout", agent=agent)[0])
        if not self.down:
            self.close([chain for chain, holder in self.holders.items() if holder == agent])

    @rule(agent=ANYBODY)
    def an_agent_asks_for_the_status(self, agent: str) -> None:
        answers = self.ask(agent, "CampaignStatusRequest")
        assert len(answers) == (len(self.loaded_groups(agent)) if agent in self.logged_in else 0)

    @rule(agent=ANYBODY, change=st.sampled_from([{"GSW_APPLICATION_ID": 4115}, {"GSW_AGENT_REQ_TYPE": None}]))
    def an_agent_sends_what_is_not_for_this_server(self, agent: str, change: Data) -> None:
        assert self.ask(agent, "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Homes", **change) == []

    @rule(agent=ANYBODY, what=st.sampled_from(["Start", "Over"]), campaign=CAMPAIGN_NAMES)
    def an_agent_begins_or_ends_to_preview(self, agent: str, what: str, campaign: str) -> None:
        self.succeeds(agent, f"PreviewDialingMode{what}", GSW_CAMPAIGN_NAME=campaign)

    def preview(self, agent: str, campaign: str) -> None:
        answers = self.ask(agent, "PreviewRecordRequest", GSW_CAMPAIGN_NAME=campaign)
        assert len(answers) == 1 or (answers == [] and campaign == "Abroad"), "only there a session must be started"
        if answers and self.is_positive(agent, answers[0]):
            self.delivered(agent, answers[0], is_first=True)

    @rule(agent=ANYBODY, campaign=CAMPAIGN_NAMES)
    def an_agent_asks_for_any_preview_record(self, agent: str, campaign: str) -> None:
        self.preview(agent, campaign)

    @precondition(lambda self: not self.logged_in.isdisjoint(PREVIEWERS))
    @rule(agent=of_machine(lambda machine: [agent for agent in PREVIEWERS if agent in machine.logged_in]))
    def an_agent_asks_for_a_preview_record(self, agent: str) -> None:
        self.preview(agent, "Homes")

    @rule(agent=ANYBODY, record=st.sampled_from(["first", "second", "third", "night"]))
    def an_agent_gets_a_call(self, agent: str, record: str) -> None:
        events, answer = self.ocs.call("telephony.deliver", list="offices", record=record, agent=agent)
        self.hear(events)
        if "result" in answer:
            assert agent in self.logged_in
            self.delivered(agent, answer["result"]["data"], is_first=True)

    @precondition(lambda self: self.names)
    @rule(agent=ANYBODY, handle=HANDLES)
    def an_agent_asks_for_a_chain(self, agent: str, handle: int) -> None:
        answers = self.ask(agent, "ChainedRecordRequest", GSW_RECORD_HANDLE=handle)
        if not answers:
            assert self.open[handle] in self.fetched, "only a second request is ignored"
            return
        *rest, end = answers
        if self.is_positive(agent, end):
            assert end["GSW_USER_EVENT"] == "ChainedRecordsDataEnd"
            assert {data["GSW_USER_EVENT"] for data in rest} <= {"ChainedRecord"}
            self.fetched.add(self.open[handle])
            for data in rest:
                self.delivered(agent, data, is_first=False)
        else:
            assert rest == []
            assert handle not in self.open or agent not in self.logged_in or self.down

    @precondition(lambda self: self.names)
    @rule(agent=ANYBODY, handle=HANDLES, seconds=st.sampled_from([30, 0]))
    def an_agent_tells_a_ready_time(self, agent: str, handle: int, seconds: int) -> None:
        if self.succeeds(agent, "ReadyTime", GSW_RECORD_HANDLE=handle, GSW_READY_TIME=seconds):
            assert self.holders[self.open[handle]] == agent
            assert seconds > 0

    @precondition(lambda self: self.names)
    @rule(agent=ANYBODY, handle=HANDLES, request=ENDS, mistake=MISTAKES)
    def an_agent_ends_a_record(self, agent: str, handle: int, request: Request, mistake: Data) -> None:
        self.about_a_record(agent, handle, request, mistake)

    @precondition(lambda self: self.names)
    @rule(agent=ANYBODY, handle=HANDLES, request=CHANGES, mistake=MISTAKES)
    def an_agent_changes_a_record(self, agent: str, handle: int, request: Request, mistake: Data) -> None:
        self.about_a_record(agent, handle, request, mistake)

    @precondition(lambda self: self.names)
    @rule(agent=ANYBODY, handle=HANDLES, request=WITHDRAWALS, mistake=MISTAKES)
    def an_agent_withdraws_a_record(self, agent: str, handle: int, request: Request, mistake: Data) -> None:
        self.about_a_record(agent, handle, request, mistake)

    def about_a_record(self, agent: str, handle: int, request: Request, mistake: Data) -> None:
        name, more = request
        names = self.names.get(handle, {"GSW_CAMPAIGN_NAME": "Homes", "GSW_CALLING_LIST": "Homes"})
        data = {"GSW_RECORD_HANDLE": handle, **names, **more, **mistake}
        if self.succeeds(agent, name, **data):
            self.carried_out(name, handle, data, FINAL)
        elif agent in self.logged_in and not mistake:
            assert self.error in ({113} if handle in self.open else {109, 112})

    @rule(agent=ANYBODY, withdrawal=WITHDRAWALS, identifiers=IDENTIFIERS, part=PARTS)
    def an_agent_names_a_phone_or_customer(
        self, agent: str, withdrawal: Request, identifiers: Data, part: Data
    ) -> None:
        name, more = withdrawal
        groups = self.loaded_groups(agent)
        if not self.succeeds(agent, name, **identifiers, **more, **part):
            assert agent not in self.logged_in or self.error == (113 if groups else 106)
        elif name == "DoNotCall":
            for key, column in (("GSW_PHONE", "phone"), ("GSW_CUSTOMER_ID", "customer_id")):
                if key in identifiers:
                    self.entered({TENANT_OF[group] for group in groups}, column, identifiers[key], more)

    # Clients of the HTTP interface

    @precondition(lambda self: self.names)
    @rule(handle=HANDLES, request=ENDS | CHANGES | WITHDRAWALS)
    def a_client_does_something_with_a_record(self, handle: int, request: Request) -> None:
        name, more = request
        status = self.post(f"/records/{handle}?req={name}", more)
        if status == 200:
            self.carried_out(name, handle, more, FINAL | {"RecordReschedule"})
        else:
            assert status == (500 if handle in self.open else 410)
        self.hear(self.ocs.waiting())

    @rule(tenant=st.sampled_from([*TENANTS, "Unknown"]), withdrawal=WITHDRAWALS, identifiers=IDENTIFIERS, part=PARTS)
    def a_client_names_a_phone_or_customer(
        self, tenant: str, withdrawal: Request, identifiers: Data, part: Data
    ) -> None:
        name, more = withdrawal
        [(key, value), *_] = identifiers.items()
        resource, column = ("phones", "phone") if key == "GSW_PHONE" else ("customer_ids", "customer_id")
        status = self.post(f"/{resource}/{value}?req={name}", {"GSW_TENANT_NAME": tenant, **more, **part})
        assert status in ({200, 500} if tenant in TENANTS else {400, 404})
        if (status, name) == (200, "DoNotCall"):
            self.entered({TENANTS[tenant]}, column, value, more)
        self.hear(self.ocs.waiting())

    @rule(
        group=st.sampled_from([*GROUPS]),
        action=st.sampled_from(["Load", "StartDialing", "StopDialing", "Unload", "ForceUnload", "SetDialingMode"]),
        body=st.sampled_from([{}, {"GSW_CM_AttrDialMode": 2}, {"GSW_CM_AttrDialMode": 3}]),
    )
    def a_client_controls_a_campaign_group(self, group: str, action: str, body: Data) -> None:
        status = self.post(f"/campaigngroups/{GROUPS[group]['dbid']}?req={action}", body)
        if (status, action) == (200, "ForceUnload"):
            self.close([chain for chain, name in self.groups.items() if name == group])
        self.hear(self.ocs.waiting())

    @rule()
    def a_client_has_all_campaign_groups_running(self) -> None:
        for group in GROUPS:
            self.a_client_controls_a_campaign_group(group, "Load", {})
            self.a_client_controls_a_campaign_group(group, "StartDialing", {})

    @rule(
        agent=st.none() | ANYBODY,
        names=st.sampled_from([("Homes", "Homes"), ("Homes", "Offices"), ("Abroad", "Abroad"), ("Offices", "Abroad")]),
        phone=PHONES,
        place=st.fixed_dictionaries({}, optional={"GSW_CHAIN_ID": st.integers(1, 4), "GSW_CHAIN_N": st.integers(0, 4)}),
        customer=CUSTOMERS,
    )
    def a_record_is_added(
        self, agent: str | None, names: tuple[str, str], phone: str, place: Data, customer: str
    ) -> None:
        campaign, calling_list = names
        data = {"GSW_CAMPAIGN_NAME": campaign, "GSW_PHONE": phone, "GSW_TZ_NAME": "GMT", "CUSTOMER": customer, **place}
        data |= {"GSW_FROM": 0, "GSW_UNTIL": 86400}
        if agent is None:
            is_added = self.post(f"/lists/{calling_list}?req=AddRecord", data) == 200
        else:
            is_added = self.succeeds(agent, "AddRecord", GSW_CALLING_LIST=calling_list, **data)
        self.added[LISTS[calling_list]] += is_added

    # Time and the database

    @rule(seconds=st.sampled_from([60, 60, 300, 300, STALE, 6 * 3600]))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds
        self.hear(self.ocs.call("clock.advance", seconds=seconds)[0])
        if not self.down:
            self.close([chain for chain, opened in self.opened.items() if opened + STALE <= self.now])

    @rule(state=st.sampled_from(["down", "up", "up"]))
    def the_database_fails_or_comes_back(self, state: str) -> None:
        self.ocs.call("fault.set", fault="database", state=state)
        self.down = state == "down"

    @rule()
    def everybody_goes_home_and_comes_back(self) -> None:
        self.the_database_fails_or_comes_back("up")
        for agent in AGENTS:
            self.an_agent_logs_out(agent)
        for group in GROUPS:
            self.a_client_controls_a_campaign_group(group, "StopDialing", {})
        self.time_passes(STALE)
        assert self.holders == {}
        left = {key: self.ocs.rows(key, "record_id", record_status=RETRIEVED) for key in LISTS.values()}
        assert left == {key: [] for key in left}, "what was retrieved is given back"
        for agent in AGENTS:
            self.an_agent_logs_in(agent)
        self.a_client_has_all_campaign_groups_running()

    # What holds after every step

    @invariant()
    def no_row_is_lost_and_none_has_the_place_of_another(self) -> None:
        for key, added in self.added.items():
            rows = self.ocs.rows(key, "record_id", "chain_id", "chain_n")
            count = len(ENVIRONMENT["lists"][key]["records"]) + added
            assert [row[0] for row in rows] == [*range(1, count + 1)]
            assert len({row[1:] for row in rows}) == count


def test_the_reference_keeps_to_its_protocol_in_any_order_of_events(ocs: CallCentre) -> None:
    bounds = settings(max_examples=100, stateful_step_count=40, report_multiple_bugs=False)
    run_state_machine_as_test(lambda: Machine(ocs), settings=bounds)  # type: ignore[arg-type]  # any factory will do
