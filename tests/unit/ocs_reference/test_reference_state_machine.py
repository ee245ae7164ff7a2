"""Whatever happens to the reference, in whatever order: what holds after every step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from ocs_reference.environment_file import load

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre

Data = dict[str, Any]
Chain = tuple[str, int]

ENVIRONMENT = load(Path(__file__).parent / "two-tenants.yaml")
APPLICATION_ID = ENVIRONMENT["application_id"]
STALE = ENVIRONMENT["options"]["stale_clean_timeout"] * 60
BEGIN = 1772481600
FOR_EVER = 1 << 62

AGENTS = [*ENVIRONMENT["agents"]]
CAMPAIGNS = {entry["name"]: entry for entry in ENVIRONMENT["campaigns"].values()}
GROUPS = {entry["name"]: entry for entry in ENVIRONMENT["campaign_groups"].values()}
LISTS = {entry["name"]: key for key, entry in ENVIRONMENT["lists"].items()}
TENANTS = {entry["name"]: key for key, entry in ENVIRONMENT["tenants"].items()}
RECORDS = [(key, record) for key, entry in ENVIRONMENT["lists"].items() for record in entry["records"]]

NOTICES = {"CampaignStarted", "CampaignStopped", "CampaignLoaded", "CampaignUnloaded", "CampaignModeChanged"}
STATUSES = {200, 400, 404, 409, 410, 500}
RETRIEVED = 2

ACKNOWLEDGES = {
    "UpdateCallCompletionStats": "UpdateCallCompletionStatsAcknowledge",
    "RecordProcessed": "RecordProcessedAcknowledge",
    "RecordReject": "RecordRejectAcknowledge",
    "RequestRecordCancel": "RecordCancelAcknowledge",
    "DoNotCall": "DoNotCallAcknowledge",
    "RecordReschedule": "RecordRescheduleAcknowledge",
    "AddRecord": "AddRecordAcknowledge",
    "PreviewDialingModeStart": "PreviewDialingModeStartAcknowledge",
    "PreviewDialingModeOver": "PreviewDialingModeOverAcknowledge",
    "PreviewRecordRequest": "PreviewRecord",
    "ReadyTime": "ReadyTimeAcknowledge",
}
FINAL = {"RecordProcessed", "RecordReject", "RequestRecordCancel", "DoNotCall"}
"""The requests after which a desktop is done with a record."""

PHONES = st.sampled_from(["1001", "1002", "1003", "2001", "3001", "3003", "9001"])
CUSTOMERS = st.sampled_from(["C1", "C2", "C3", "C9"])
IDENTIFIERS = st.one_of(
    st.fixed_dictionaries({"GSW_PHONE": PHONES}),
    st.fixed_dictionaries({"GSW_CUSTOMER_ID": CUSTOMERS}),
    st.fixed_dictionaries({"GSW_PHONE": PHONES, "GSW_CUSTOMER_ID": CUSTOMERS}),
)
SCOPES = st.sampled_from([{}, {"GSW_CHAIN_ATTR": "AllChain"}, {"GSW_CHAIN_ATTR": "RecordOnly"}])
DURATIONS = st.sampled_from([{}, {}, {"GSW_DURATION": 600}])
MAYBE_CAMPAIGN = st.sampled_from([{}, {}, *({"GSW_CAMPAIGN_NAME": name} for name in [*CAMPAIGNS, "Unknown"])])
CAMPAIGN_NAMES = st.sampled_from([*CAMPAIGNS, "Unknown"])
CALLBACK = {"GSW_CALLBACK_TYPE": "Campaign", "GSW_DATE_TIME": "03/02/2036 10:00"}

REQUESTS = st.one_of(
    st.tuples(st.just("UpdateCallCompletionStats"), st.sampled_from([{}, {"GSW_PHONE": "1002"}, {"CUSTOMER": "C3"}])),
    st.tuples(st.just("RecordProcessed"), st.sampled_from([{}, {"GSW_TREATMENT": "RecordTreatCampaign"}])),
    st.tuples(st.just("RecordReject"), st.just({})),
    st.tuples(st.just("RequestRecordCancel"), SCOPES),
    st.tuples(st.just("DoNotCall"), st.builds(lambda scope, time: scope | time, SCOPES, DURATIONS)),
    st.tuples(st.just("RecordReschedule"), st.just(CALLBACK)),
)
"""Requests about a record, with what they may carry beside its handle and its names."""

MISTAKES = st.sampled_from(
    [
        *[{}] * 6,
        {"GSW_RECORD_HANDLE": 9999},
        {"GSW_RECORD_HANDLE": "1"},
        {"GSW_RECORD_HANDLE": None},
        {"GSW_CAMPAIGN_NAME": "Unknown"},
        {"GSW_CAMPAIGN_NAME": None},
        {"GSW_CALLING_LIST": "Unknown"},
        {"GSW_CALL_RESULT": 99},
    ]
)
"""What is put over a right request; None takes a key away."""


def entry_of(document: Data) -> Chain:
    return document["GSW_CALLING_LIST"], document["GSW_CHAIN_ID"]


class Machine(RuleBasedStateMachine):
    """A call centre, with what its agents and clients may know of the records on desktops."""

    records: Any = Bundle("records")

    def __init__(self, ocs: CallCentre) -> None:
        super().__init__()
        self.ocs = ocs

    @initialize(agents=st.sampled_from([AGENTS, []]))
    def begin(self, agents: list[str]) -> None:
        assert "result" in self.ocs.call("environment.load", environment=ENVIRONMENT)[1]
        self.now = BEGIN
        self.reference = 0
        self.logged_in: set[str] = set()
        self.down = False
        self.holders: dict[Chain, str] = {}
        self.opened: dict[Chain, int] = {}
        self.groups: dict[Chain, str] = {}
        self.open: dict[int, Chain] = {}
        self.finished: set[int] = set()
        self.phones: dict[int, str] = {}
        self.fetched: set[Chain] = set()
        self.added = dict.fromkeys(LISTS.values(), 0)
        self.forbidden: dict[tuple[str, str, str], int] = {}
        for agent in agents:
            self.an_agent_logs_in(agent)

    # What is heard

    def notice(self, events: list[tuple[str, Data]]) -> None:
        """Take in what nobody asked for."""
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
        reference = self.reference
        given = {key: value for key, value in data.items() if value is not None}
        events = self.ocs.send(agent, request, GSW_REFERENCE_ID=reference, **given)
        answers = [data for receiver, data in events if receiver == agent and data.get("GSW_REFERENCE_ID") == reference]
        self.notice([(receiver, data) for receiver, data in events if data not in answers])
        assert all(answer["GSW_APPLICATION_ID"] == APPLICATION_ID for answer in answers)
        return answers

    def ask_once(self, agent: str, request: str, **data: Any) -> Data | None:
        """Send a request that has exactly one answer; return it where it is positive, check it where it is an error."""
        [answer] = self.ask(agent, request, **data)
        if "GSW_ERROR_NUMBER" in answer:
            self.refused(agent, answer["GSW_ERROR_NUMBER"])
            return None
        assert answer["GSW_USER_EVENT"] == ACKNOWLEDGES[request]
        assert agent in self.logged_in
        return answer

    def refused(self, agent: str, number: int) -> None:
        self.error = number
        assert 101 <= number <= 120
        assert self.down or number != 113

    def post(self, target: str, body: Data) -> int:
        """Send a request of the HTTP interface; return its status."""
        status, headers, text = self.ocs.http("POST", target, body)
        assert status in STATUSES
        assert status != 500 or self.down
        if status == 200:
            assert (text, headers.get("Warning")) == (b"", None)
        return status

    def after_http(self) -> None:
        self.notice(self.ocs.waiting())

    # Records on desktops

    def deliver(self, agent: str, data: Data, is_first: bool) -> tuple[int, str, str]:
        """A record reaches a desktop, by PreviewRecord, ChainedRecord or call."""
        handle, chain = data["GSW_RECORD_HANDLE"], entry_of(data)
        assert handle not in self.open.keys() | self.finished, "a handle names one delivery"
        assert (chain in self.holders) != is_first, "a chain is on one desktop at most"
        tenant = TENANTS[data["GSW_TENANT_NAME"]]
        for column, value in (("phone", data["GSW_PHONE"]), ("customer_id", data.get("CUSTOMER"))):
            assert self.forbidden.get((tenant, column, value), 0) <= self.now, f"{column} {value} is not to be called"
        if is_first:
            self.holders[chain], self.opened[chain] = agent, self.now
            self.groups[chain] = data["GSW_CAMPAIGN_GROUP_NAME"]
        self.open[handle] = chain
        self.phones[handle] = data["GSW_PHONE"]
        return handle, data["GSW_CAMPAIGN_NAME"], data["GSW_CALLING_LIST"]

    def close(self, chain: Chain) -> None:
        """A chain leaves its desktop; its handles name nothing any more."""
        del self.holders[chain], self.opened[chain], self.groups[chain]
        self.fetched.discard(chain)
        gone = {handle for handle, other in self.open.items() if other == chain}
        self.finished |= gone
        for handle in gone:
            del self.open[handle]

    def close_those(self, chains: list[Chain]) -> None:
        if not self.down:
            for chain in chains:
                self.close(chain)

    def done(self, request: str, handle: int, data: Data, over_http: bool) -> None:
        """A request about an open record was answered positively."""
        assert handle in self.open, "a finished record is refused"
        chain = self.open[handle]
        if request == "UpdateCallCompletionStats":
            self.phones[handle] = data.get("GSW_PHONE", self.phones[handle])
        if request == "DoNotCall":
            tenant = CAMPAIGNS[GROUPS[self.groups[chain]]["campaign"].capitalize()]["tenant"]
            self.forbids([tenant], {"GSW_PHONE": self.phones[handle]}, data.get("GSW_DURATION"))
        if request in FINAL or (over_http and request == "RecordReschedule"):
            self.close(chain)

    def forbids(self, tenants: list[str], identifiers: Data, duration: int | None) -> None:
        """A DoNotCall request was answered positively: its entry stands in the tenants' lists from now on."""
        wanted = FOR_EVER if duration is None else self.now + duration
        for tenant in TENANTS.values():
            for phone, customer, expires in self.ocs.do_not_call(tenant, "phone", "customer_id", "expiration"):
                end = FOR_EVER if expires is None else expires
                for entry in ((tenant, "phone", phone), (tenant, "customer_id", customer)):
                    self.forbidden[entry] = max(end, self.forbidden.get(entry, 0))
        for tenant in tenants:
            if "GSW_PHONE" in identifiers:
                assert self.forbidden[tenant, "phone", identifiers["GSW_PHONE"]] >= wanted
            else:
                assert self.forbidden[tenant, "customer_id", identifiers["GSW_CUSTOMER_ID"]] >= wanted

    def statuses(self) -> dict[str, int]:
        import json

        status, _headers, body = self.ocs.http("GET", "/campaigngroups")
        assert status == 200
        groups = json.loads(body)["CampaignGroups"]
        return {name: entry["GSW_CM_AttrGroupCampStatus"] for name, entry in groups.items()}

    def loaded_for(self, agent: str) -> list[Data]:
        """The agent's campaign groups that are loaded or running."""
        return [
            GROUPS[name]
            for name, status in self.statuses().items()
            if status and agent in ENVIRONMENT["agent_groups"][GROUPS[name]["group"]]["agents"]
        ]

    # Agents

    @rule(agent=st.sampled_from(AGENTS))
    def an_agent_logs_in(self, agent: str) -> None:
        self.logged_in.add(agent)
        self.notice(self.ocs.call("agent.login", agent=agent)[0])

    @rule(agent=st.sampled_from(AGENTS))
    def an_agent_logs_out(self, agent: str) -> None:
        self.logged_in.discard(agent)
        self.notice(self.ocs.call("agent.logout", agent=agent)[0])
        self.close_those([chain for chain, holder in self.holders.items() if holder == agent])

    @rule(agent=st.sampled_from(AGENTS))
    def the_status_is_asked_for(self, agent: str) -> None:
        answers = self.ask(agent, "CampaignStatusRequest")
        expected = len(self.loaded_for(agent)) if agent in self.logged_in else 0
        assert len(answers) == expected

    @rule(agent=st.sampled_from(AGENTS), change=st.sampled_from([{"GSW_APPLICATION_ID": 4115}, {"GSW_AGENT_REQ_TYPE": None}]))
    def a_message_is_not_for_this_server(self, agent: str, change: Data) -> None:
        data = {"GSW_AGENT_REQ_TYPE": "PreviewRecordRequest", "GSW_APPLICATION_ID": APPLICATION_ID, **change}
        data["GSW_CAMPAIGN_NAME"] = "Homes"
        assert self.ocs.send_raw(agent, {key: value for key, value in data.items() if value is not None}) == []

    # Preview

    @rule(agent=st.sampled_from(AGENTS), what=st.sampled_from(["Start", "Over"]), campaign=CAMPAIGN_NAMES)
    def a_preview_session_starts_or_ends(self, agent: str, what: str, campaign: str) -> None:
        self.ask_once(agent, f"PreviewDialingMode{what}", GSW_CAMPAIGN_NAME=campaign)

    @rule(target=records, agent=st.sampled_from(AGENTS), campaign=CAMPAIGN_NAMES)
    def a_preview_record_is_requested(self, agent: str, campaign: str) -> Any:
        answers = self.ask(agent, "PreviewRecordRequest", GSW_CAMPAIGN_NAME=campaign)
        if not answers:
            assert campaign == "Abroad", "only a session that was not started is met with silence"
            return multiple()
        [answer] = answers
        if "GSW_ERROR_NUMBER" in answer:
            self.refused(agent, answer["GSW_ERROR_NUMBER"])
            return multiple()
        assert agent in self.logged_in
        return self.deliver(agent, answer, is_first=True)

    @rule(target=records, agent=st.sampled_from(AGENTS), record=st.sampled_from(RECORDS))
    def a_call_is_delivered(self, agent: str, record: tuple[str, str]) -> Any:
        events, answer = self.ocs.call("telephony.deliver", list=record[0], record=record[1], agent=agent)
        self.notice(events)
        if "error" in answer:
            assert answer["error"]["code"] == -32002
            return multiple()
        assert agent in self.logged_in
        return self.deliver(agent, answer["result"]["data"], is_first=True)

    @rule(target=records, agent=st.sampled_from(AGENTS), record=records)
    def a_chain_is_requested(self, agent: str, record: tuple[int, str, str]) -> Any:
        handle, campaign, _calling_list = record
        answers = self.ask(agent, "ChainedRecordRequest", GSW_RECORD_HANDLE=handle, GSW_CAMPAIGN_NAME=campaign)
        if not answers:
            assert self.open[handle] in self.fetched, "only a chain that was fetched before is met with silence"
            return multiple()
        *rest, end = answers
        if "GSW_ERROR_NUMBER" in end:
            assert rest == []
            self.refused(agent, end["GSW_ERROR_NUMBER"])
            assert handle not in self.open or agent not in self.logged_in or self.down
            return multiple()
        self.fetched.add(self.open[handle])
        assert end["GSW_USER_EVENT"] == "ChainedRecordsDataEnd"
        assert {data["GSW_USER_EVENT"] for data in rest} <= {"ChainedRecord"}
        return multiple(*[self.deliver(agent, data, is_first=False) for data in rest])

    @rule(agent=st.sampled_from(AGENTS), record=records, seconds=st.sampled_from([30, 0]))
    def a_ready_time_is_sent(self, agent: str, record: tuple[int, str, str], seconds: int) -> None:
        if self.ask_once(agent, "ReadyTime", GSW_RECORD_HANDLE=record[0], GSW_READY_TIME=seconds) is not None:
            assert self.holders[self.open[record[0]]] == agent

    # Requests about records

    @rule(agent=st.sampled_from(AGENTS), record=records, request=REQUESTS, mistake=MISTAKES)
    def a_desktop_asks_about_a_record(
        self, agent: str, record: tuple[int, str, str], request: tuple[str, Data], mistake: Data
    ) -> None:
        handle, campaign, calling_list = record
        name, more = request
        names = {"GSW_RECORD_HANDLE": handle, "GSW_CAMPAIGN_NAME": campaign, "GSW_CALLING_LIST": calling_list}
        data = {**names, **more, **mistake}
        if self.ask_once(agent, name, **data) is not None:
            self.done(name, handle, data, over_http=False)
        elif not mistake and agent in self.logged_in:
            assert self.error in ((109, 112) if handle in self.finished else (113,))

    @rule(record=records, request=REQUESTS, mistake=MISTAKES)
    def a_client_asks_about_a_record(self, record: tuple[int, str, str], request: tuple[str, Data], mistake: Data) -> None:
        handle, (name, more) = record[0], request
        status = self.post(f"/records/{handle}?req={name}", more)
        if status == 200:
            self.done(name, handle, more, over_http=True)
        else:
            assert (handle in self.finished, status) in ((True, 410), (False, 500))
        self.after_http()

    @rule(
        agent=st.sampled_from(AGENTS),
        request=st.sampled_from(["DoNotCall", "RequestRecordCancel"]),
        identifiers=IDENTIFIERS,
        scope=SCOPES,
        duration=DURATIONS,
        campaign=MAYBE_CAMPAIGN,
    )
    def a_desktop_names_a_phone_or_customer(
        self, agent: str, request: str, identifiers: Data, scope: Data, duration: Data, campaign: Data
    ) -> None:
        tenants = [CAMPAIGNS[group["campaign"].capitalize()]["tenant"] for group in self.loaded_for(agent)]
        if self.ask_once(agent, request, **identifiers, **scope, **duration, **campaign) is None:
            known = campaign != {"GSW_CAMPAIGN_NAME": "Unknown"}
            assert agent not in self.logged_in or self.error == (106 if not tenants else 113 if known else 103)
        elif request == "DoNotCall":
            self.forbids(tenants, identifiers, duration.get("GSW_DURATION"))

    @rule(
        request=st.sampled_from(["DoNotCall", "RequestRecordCancel"]),
        identifiers=IDENTIFIERS,
        scope=SCOPES,
        duration=DURATIONS,
        campaign=MAYBE_CAMPAIGN,
        tenant=st.sampled_from([*TENANTS, "Unknown"]),
    )
    def a_client_names_a_phone_or_customer(
        self, request: str, identifiers: Data, scope: Data, duration: Data, campaign: Data, tenant: str
    ) -> None:
        [(key, value), *_lower] = identifiers.items()
        resource = "phones" if key == "GSW_PHONE" else "customer_ids"
        body = {**scope, **duration, **campaign, "GSW_TENANT_NAME": tenant}
        status = self.post(f"/{resource}/{value}?req={request}", body)
        if tenant == "Unknown" or campaign == {"GSW_CAMPAIGN_NAME": "Unknown"}:
            assert status in {400, 404}
        else:
            assert status == 200 or (self.down and status == 500)
            assert status == 500 or not self.down or request == "RequestRecordCancel"
            if request == "DoNotCall" and status == 200:
                self.forbids([TENANTS[tenant]], {key: value}, duration.get("GSW_DURATION"))
        self.after_http()

    # New records

    @rule(
        agent=st.sampled_from([*AGENTS, None]),
        names=st.sampled_from([("Homes", "Homes"), ("Homes", "Offices"), ("Offices", "Offices"), ("Abroad", "Abroad"), ("Homes", "Abroad")]),
        phone=PHONES,
        place=st.fixed_dictionaries({}, optional={"GSW_CHAIN_ID": st.integers(1, 5), "GSW_CHAIN_N": st.integers(0, 4)}),
        customer=st.sampled_from([{}, {"CUSTOMER": "C1"}, {"CUSTOMER": "C3"}]),
    )
    def a_record_is_added(self, agent: str | None, names: tuple[str, str], phone: str, place: Data, customer: Data) -> None:
        campaign, calling_list = names
        data = {"GSW_CAMPAIGN_NAME": campaign, "GSW_PHONE": phone, "GSW_TZ_NAME": "GMT", "GSW_UNTIL": 86400, **place, **customer}
        if agent is None:
            positive = self.post(f"/lists/{calling_list}?req=AddRecord", data) == 200
            self.after_http()
        else:
            positive = self.ask_once(agent, "AddRecord", GSW_CALLING_LIST=calling_list, **data) is not None
        self.added[LISTS[calling_list]] += positive

    # Sessions, time, the database

    @rule(
        group=st.sampled_from([*GROUPS]),
        action=st.sampled_from(["Load", "StartDialing", "StopDialing", "Unload", "ForceUnload", "SetDialingMode", "Dance"]),
        body=st.sampled_from([{}, {}, {"GSW_CM_AttrDialMode": 1}, {"GSW_CM_AttrDialMode": 2}, {"GSW_CM_AttrDialMode": 3}]),
    )
    def a_campaign_group_is_controlled(self, group: str, action: str, body: Data) -> None:
        status = self.post(f"/campaigngroups/{GROUPS[group]['dbid']}?req={action}", body)
        if status == 200 and action == "ForceUnload":
            for chain in [chain for chain, holder in self.groups.items() if holder == group]:
                self.close(chain)
        self.after_http()

    @rule(seconds=st.sampled_from([60, 900, STALE, 6 * 3600]))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds
        self.notice(self.ocs.call("clock.advance", seconds=seconds)[0])
        self.close_those([chain for chain, opened in self.opened.items() if opened + STALE <= self.now])

    @rule(state=st.sampled_from(["down", "up"]))
    def the_database_fails_or_comes_back(self, state: str) -> None:
        self.ocs.call("fault.set", fault="database", state=state)
        self.down = state == "down"

    @rule()
    def everybody_goes_home(self) -> None:
        """When all has been given back, nothing is left retrieved: no record gets lost on its way."""
        self.the_database_fails_or_comes_back("up")
        for agent in AGENTS:
            self.an_agent_logs_out(agent)
        for group in GROUPS:
            self.a_campaign_group_is_controlled(group, "StopDialing", {})
        self.time_passes(STALE)
        assert self.holders == {}
        for key in LISTS.values():
            assert self.ocs.rows(key, "record_id", record_status=RETRIEVED) == []

    # After every step

    @invariant()
    def no_row_is_lost_and_places_in_chains_are_unique(self) -> None:
        for key in LISTS.values():
            rows = self.ocs.rows(key, "record_id", "chain_id", "chain_n")
            count = len(ENVIRONMENT["lists"][key]["records"]) + self.added[key]
            assert [record for record, _, _ in rows] == [*range(1, count + 1)]
            assert len({place for _, *place in map(tuple, rows) for place in [tuple(place)]}) == count


@pytest.mark.parametrize("_", [0])
def test_the_reference_keeps_its_word_whatever_happens(ocs: CallCentre, _: int) -> None:
    run_state_machine_as_test(lambda: Machine(ocs), settings=settings(max_examples=int(__import__("os").environ.get("EX","60")), stateful_step_count=int(__import__("os").environ.get("ST","40"))))
