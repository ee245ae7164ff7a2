"""Which cases can go through a web gateway: load requests that it can ask for, of which nobody looks at the answer."""

from typing import Any

import pytest

from ocs_conformance.loading.capabilities import capabilities_of
from ocs_conformance.model import Step

Json = dict[str, Any]

ENVIRONMENT: Json = {
    "applications": {
        "monitor": {"dbid": 900, "connection": "application"},
        "stranger": {"dbid": 901, "connection": "none"},
    }
}
NAMED = {"GSW_CM_AttrCampaignID": 101, "GSW_CM_AttrGroupID": 732}


def needed(*steps: tuple[str, Any], environment: Json = ENVIRONMENT) -> set[str]:
    return set(capabilities_of([Step(verb, body, "steps[0]", "a.yaml", 1, 1) for verb, body in steps], environment))


def load(data: Json | None = None, **more: Any) -> tuple[str, Json]:
    return "command", {"from": "monitor", "message": "CM_ReqLoadCampaign", "data": {**NAMED, **(data or {})}, **more}


@pytest.mark.parametrize(
    "step",
    [
        load(),
        load({"GSW_AUTO_COMPLETION": 1}),
        load({"GSW_CM_AttrProperties": {"GSW_AUTO_COMPLETION": 1}}),
        load({"GSW_CM_AttrCampaignID": "$campaigns.main.dbid"}),
        load({"GSW_CM_AttrDialMode": "$campaign_groups.main.dial_mode"}),
        load({"GSW_CM_AttrOptimizeGoal": "$campaign_groups.main.optimize_goal"}),
        load(alter={"GSW_AUTO_COMPLETION": 0}),
        load(omit=[], malformed=False),
    ],
)
def test_what_a_gateway_can_ask_needs_no_more_than_to_load(step: tuple[str, Json]) -> None:
    assert needed(step, ("login", "alice")) == {"commdn.load", "desktop"}


@pytest.mark.parametrize(
    "step",
    [
        load({"GSW_CM_AttrDialMode": 1}),
        load({"GSW_CM_AttrDialMode": "$campaign_groups.main.optimize_goal"}),
        load({"GSW_CM_AttrSessionID": 101}),
        load({"GSW_CM_AttrProperties": "$properties"}),
        load({"GSW_CM_AttrProperties": {"campaign_schedule": {"nItems": 1}}}),
        load({"more": {"a": 1}}),
        load(alter={"GSW_CM_AttrTargetAppID": 7}),
        load(omit=["GSW_CM_AttrGroupID"]),
        load(malformed=True),
        load(dn="first"),
        ("command", {"from": "monitor", "message": "CM_ReqLoadCampaign", "data": {"GSW_CM_AttrGroupID": 732}}),
        ("command", {"from": "monitor", "message": "CM_ReqUnloadCampaign", "data": NAMED}),
        ("command", {"from": "stranger", "message": "CM_ReqLoadCampaign", "data": NAMED}),
        ("command", {"from": "$application", "message": "CM_ReqLoadCampaign", "data": NAMED}),
    ],
)
def test_all_else_needs_the_communication_dn(step: tuple[str, Json]) -> None:
    assert needed(step) == {"commdn"}


@pytest.mark.parametrize(
    "look", [("expect", {"at": "monitor", "error": 3}), ("nothing", "monitor"), ("clear", "monitor")]
)
def test_whoever_looks_at_an_application_needs_the_communication_dn(look: tuple[str, Any]) -> None:
    assert needed(load(), look) == {"commdn"}


def test_where_communication_dns_are_told_apart_a_gateway_does_not_stand_in() -> None:
    environment = {**ENVIRONMENT, "communication_dns": {"first": {"number": "9001"}}}
    assert needed(load(), environment=environment) == {"commdn"}
