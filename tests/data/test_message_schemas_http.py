"""The message schemas of the HTTP interface accept the printed bodies and refuse broken ones."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from ocs_conformance import messages

ROOT = Path(__file__).parents[2]
SCHEMAS = sorted((ROOT / "schemas" / "http").glob("*.schema.json"))
SAMPLES_FOLDER = Path(__file__).parent / "samples"
SAMPLES = sorted((SAMPLES_FOLDER / "http").glob("*.json"))
AUTO_COMPLETION = sorted((SAMPLES_FOLDER / "auto-completion").glob("*.json"))
NAMES = [path.name.removesuffix(".schema.json") for path in SCHEMAS]
ENUMERATIONS = "https://ocs-conformance.example/schemas/enumerations.schema.json"

RUNNING_KEYS = ("GSW_CM_AttrDialMode", "GSW_CM_AttrOptimizeBy")
GROUP_KEYS = ("GSW_CM_AttrCampaignID", "GSW_CM_AttrGroupID", "GSW_CM_AttrGroupCampStatus")

# The tables of req values, resource by resource.
REQUESTS = {
    "records": (
        "UpdateCallCompletionStats",
        "RecordProcessed",
        "RecordReject",
        "RequestRecordCancel",
        "DoNotCall",
        "RecordReschedule",
        "AddRecord",
    ),
    "phones": ("DoNotCall", "RequestRecordCancel"),
    "customer_ids": ("DoNotCall", "RequestRecordCancel"),
    "lists": ("AddRecord",),
    "campaigngroups": (
        "Load",
        "StartDialing",
        "SetDialingMode",
        "StopDialing",
        "Unload",
        "ForceUnload",
        "Launch",
        "Stage",
        "Complete",
    ),
}
EACH_REQUEST = sorted(f"{resource} {req}" for resource, reqs in REQUESTS.items() for req in reqs)
CARRIES_AUTO_COMPLETION = ["campaigngroups Load", "campaigngroups SetDialingMode", "campaigngroups StartDialing"]


@cache
def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def message_of(sample: Path) -> str:
    return sample.name.partition(".")[0]


def schema(name: str) -> dict[str, Any]:
    data: dict[str, Any] = read(ROOT / "schemas" / "http" / f"{name}.schema.json")
    return data


def facts(name: str) -> dict[str, Any]:
    found: dict[str, Any] = schema(name)["x-ocs"]
    return found


@cache
def validator(name: str) -> Draft202012Validator:
    enumerations = Resource.from_contents(read(ROOT / "schemas" / "enumerations.schema.json"))
    registry: Registry[Any] = Registry().with_resource(ENUMERATIONS, enumerations)
    return Draft202012Validator(schema(name), registry=registry)


def accepts(name: str, body: Any) -> bool:
    """Whether the schema takes the body; both libraries must say the same."""
    message = messages.find("http", name)
    assert message is not None
    ours = not message.breaches(body)
    assert ours == validator(name).is_valid(body)
    return ours


def sample(name: str) -> Any:
    return json.loads(json.dumps(read(SAMPLES_FOLDER / "http" / f"{name}.json")))


def required_keys() -> list[Any]:
    return [
        pytest.param(path.stem, key, id=f"{path.stem}-{key}")
        for path in SAMPLES
        for key in schema(message_of(path)).get("required", [])
    ]


def typed_keys() -> list[Any]:
    return [
        pytest.param(path.stem, key, id=f"{path.stem}-{key}")
        for path in SAMPLES
        for key in schema(message_of(path)).get("properties", {})
        if key in read(path)
    ]


def other_type(value: Any) -> Any:
    return "not-a-number" if isinstance(value, int | dict) else [7]


def serving(direction: str) -> dict[str, list[str]]:
    """What the schemas of one direction serve, and which of them do."""
    found: dict[str, list[str]] = {}
    for name in NAMES:
        for served in facts(name)["serves"] if facts(name)["direction"] == direction else ():
            found.setdefault(served, []).append(name)
    return found


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_is_valid(path: Path) -> None:
    assert list(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(read(path))) == []


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_bears_the_name_of_its_file(path: Path) -> None:
    assert read(path)["$id"] == f"https://ocs-conformance.example/schemas/http/{path.name}"


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_says_where_it_comes_from_and_what_it_serves(name: str) -> None:
    assert [key for key in facts(name) if key != "answers"] == [
        "direction",
        "document",
        "section",
        "requirement",
        "serves",
    ]


def test_each_message_has_requirements_of_its_own() -> None:
    assert len({facts(name)["requirement"] for name in NAMES}) == len(NAMES)


def test_each_request_of_the_document_has_one_schema() -> None:
    served = serving("request")
    assert sorted(served) == EACH_REQUEST
    assert [found for found in served.values() if len(found) != 1] == []


def test_each_request_has_one_schema_of_its_refusal() -> None:
    served = serving("response")
    assert [request for request in EACH_REQUEST if len(served.get(request, ())) != 1] == []


@pytest.mark.parametrize("name", [name for name in NAMES if facts(name)["direction"] == "request"])
def test_a_request_names_the_refusal_that_serves_it(name: str) -> None:
    refusals = serving("response")
    assert {refusal for request in facts(name)["serves"] for refusal in refusals[request]} == {*facts(name)["answers"]}


def test_the_attribute_of_auto_completion_is_in_the_bodies_that_may_carry_it() -> None:
    carrying = [name for name in NAMES if "GSW_AUTO_COMPLETION" in schema(name).get("properties", {})]
    assert sorted(served for name in carrying for served in facts(name)["serves"]) == CARRIES_AUTO_COMPLETION


def test_each_message_has_a_sample() -> None:
    assert {message_of(path) for path in SAMPLES} == {*NAMES}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_accepted(path: Path) -> None:
    assert [error.message for error in validator(message_of(path)).iter_errors(read(path))] == []
    assert accepts(message_of(path), read(path))


@pytest.mark.parametrize(("stem", "key"), required_keys())
def test_a_body_without_a_required_key_is_refused(stem: str, key: str) -> None:
    body = sample(stem)
    del body[key]
    assert not accepts(stem.partition(".")[0], body)


@pytest.mark.parametrize(("stem", "key"), typed_keys())
def test_a_body_with_a_key_of_another_type_is_refused(stem: str, key: str) -> None:
    body = sample(stem)
    assert not accepts(stem.partition(".")[0], {**body, key: other_type(body[key])})


@pytest.mark.parametrize("path", [path for path in SAMPLES if isinstance(read(path), dict)], ids=lambda path: path.stem)
def test_a_body_may_have_keys_that_no_document_names(path: Path) -> None:
    assert accepts(message_of(path), {**read(path), "CUSTOMER_CODE": 22, "STATUS_CODE": "New", "MORE": {"A": 1}})


@pytest.mark.parametrize("name", [name for name in NAMES if schema(name)["type"] == "object"])
@pytest.mark.parametrize("body", [[], "GSW_PHONE", 7, None], ids=["list", "text", "number", "null"])
def test_a_body_that_is_no_object_is_refused(name: str, body: Any) -> None:
    assert not accepts(name, body)


@pytest.mark.parametrize("key", RUNNING_KEYS)
def test_a_running_group_has_its_dialing_parameters(key: str) -> None:
    body = sample("CampaignGroupStatus.running")
    without = {name: value for name, value in body.items() if name != key}
    assert [accepts("CampaignGroupStatus", without), accepts("CampaignGroupStatus", {**body, key: 0})] == [False, False]


def test_a_running_group_has_its_goal_in_one_spelling_or_the_other() -> None:
    body = sample("CampaignGroupStatus.running")
    del body["GSW_CM_AttroptimizeGoal"]
    goals: list[dict[str, Any]] = [
        {},
        {"GSW_CM_AttrOptimizeGoal": 80},
        {"GSW_CM_AttroptimizeGoal": 80},
        {"GSW_CM_AttrOptimizeGoal": "80"},
        {"GSW_CM_AttroptimizeGoal": "80"},
    ]
    assert [accepts("CampaignGroupStatus", {**body, **goal}) for goal in goals] == [False, True, True, False, False]


@pytest.mark.parametrize(("status", "accepted"), [(-1, False), (0, True), (3, True), (4, True), (6, False)])
def test_the_status_of_a_group_is_one_of_the_enumeration(status: int, accepted: bool) -> None:
    body = {**sample("CampaignGroupStatus.running"), "GSW_CM_AttrGroupCampStatus": status}
    assert accepts("CampaignGroupStatus", body) is accepted


@pytest.mark.parametrize("key", GROUP_KEYS)
def test_each_group_of_the_collection_has_its_three_attributes(key: str) -> None:
    body = sample("CampaignGroupsStatus.three-groups")
    del body["CampaignGroups"]["Campaign_Group_1@Agent_Group_1"][key]
    assert not accepts("CampaignGroupsStatus", body)


@pytest.mark.parametrize("key", GROUP_KEYS)
def test_the_attributes_of_each_group_of_the_collection_are_numbers(key: str) -> None:
    body = sample("CampaignGroupsStatus.three-groups")
    body["CampaignGroups"]["Campaign_Group_1@Agent_Group_1"][key] = "0"
    assert not accepts("CampaignGroupsStatus", body)


@pytest.mark.parametrize("key", RUNNING_KEYS)
def test_a_running_group_of_the_collection_has_its_dialing_parameters(key: str) -> None:
    body = sample("CampaignGroupsStatus.three-groups")
    del body["CampaignGroups"]["Campaign_Group_2@Agent_Group_2"][key]
    assert not accepts("CampaignGroupsStatus", body)


def test_a_target_may_have_no_campaign_groups() -> None:
    assert accepts("CampaignGroupsStatus", {"GSW_CM_MessageType": 46, "CampaignGroups": {}})


@pytest.mark.parametrize("body", [{}, {"GSW_TENANT_NAME": 7}, {"GSW_TENANT_DBID": "101"}], ids=["none", "name", "dbid"])
def test_a_scope_without_a_tenant_is_refused(body: dict[str, Any]) -> None:
    assert not accepts("TenantScope", body)


def test_a_scope_may_name_the_tenant_by_dbid() -> None:
    assert accepts("TenantScope", {"GSW_TENANT_DBID": 101})


@pytest.mark.parametrize("when", ["12/12/2009 13:00", "12/12/09 13:00", "1/2/09 9:05"])
def test_a_callback_has_a_type_and_a_time(when: str) -> None:
    assert accepts("RecordReschedule", {"GSW_CALLBACK_TYPE": "Campaign", "GSW_DATE_TIME": when})


@pytest.mark.parametrize(
    "body",
    [
        {"GSW_CALLBACK_TYPE": "Campaign"},
        {"GSW_DATE_TIME": "12/12/2009 13:00"},
        {"GSW_CALLBACK_TYPE": "Nobody", "GSW_DATE_TIME": "12/12/2009 13:00"},
        {"GSW_CALLBACK_TYPE": "Campaign", "GSW_DATE_TIME": "tomorrow"},
        {"GSW_CALLBACK_TYPE": "Campaign", "GSW_DATE_TIME": 1260651600},
    ],
    ids=["no-time", "no-type", "unknown-type", "no-date", "number"],
)
def test_a_callback_without_type_or_time_is_refused(body: dict[str, Any]) -> None:
    assert not accepts("RecordReschedule", body)


@pytest.mark.parametrize("name", ["RecordScope", "TenantScope"])
@pytest.mark.parametrize(("value", "accepted"), [("AllChain", True), ("RecordOnly", True), ("Everything", False)])
def test_a_scope_is_the_chain_or_the_record(name: str, value: str, accepted: bool) -> None:
    assert accepts(name, {"GSW_TENANT_DBID": 101, "GSW_CHAIN_ATTR": value}) is accepted


@pytest.mark.parametrize("value", ["campaign", "Personal", "RecordTreat Campaign"])
def test_a_treatment_has_one_of_two_names(value: str) -> None:
    assert not accepts("RecordUpdate", {"GSW_TREATMENT": value})


@pytest.mark.parametrize("name", ["AddRecord", "RecordAddRecord"])
@pytest.mark.parametrize(
    "value",
    [
        {"GSW_FROM": 86401},
        {"GSW_UNTIL": -1},
        {"GSW_RECORD_TYPE": 8},
        {"GSW_RECORD_STATUS": 9},
        {"GSW_PHONE_TYPE": 12},
        {"GSW_ATTEMPTS": -1},
        {"GSW_CALL_RESULT": -1},
        {"GSW_CHAIN_N": -1},
        {"GSW_CALL_TIME": "noon"},
        {"GSW_DATE_TIME": "tomorrow"},
        {"GSW_PHONE": ""},
        {"GSW_TZ_NAME": ""},
    ],
    ids=lambda value: next(iter(value)),
)
def test_a_record_with_a_value_that_a_key_cannot_have_is_refused(name: str, value: dict[str, Any]) -> None:
    body = {"GSW_CAMPAIGN_NAME": "Alpha Campaign", "GSW_PHONE": "4155670000", "GSW_TZ_NAME": "PST"}
    assert [accepts(name, body), accepts(name, {**body, **value})] == [True, False]


@pytest.mark.parametrize(
    "value",
    [
        {"GSW_CM_AttrDialMode": 99},
        {"GSW_CM_AttrDialMode": 0},
        {"GSW_CM_AttrOptimizeBy": 99},
        {"GSW_CM_AttrOptimizeGoal": -1},
        {"GSW_CM_AttrOptimizeGoal": 101},
        {"GSW_AUTO_COMPLETION": 2},
        {"GSW_AUTO_COMPLETION": "1"},
    ],
    ids=lambda value: "-".join(map(str, *value.items())),
)
def test_a_dialing_parameter_with_a_value_that_it_cannot_have_is_refused(value: dict[str, Any]) -> None:
    assert not accepts("DialingParameters", {**sample("DialingParameters.auto-completion"), **value})


@pytest.mark.parametrize("name", ["CampaignGroupLaunch", "DialingParameters"])
def test_launch_takes_the_dialing_parameters_of_start_dialing(name: str) -> None:
    body = {"GSW_CM_AttrDialMode": 1, "GSW_CM_AttrOptimizeBy": 2, "GSW_CM_AttrOptimizeGoal": 5}
    too_much = {**body, "GSW_CM_AttrOptimizeGoal": 101}
    assert [accepts(name, body), accepts(name, too_much), accepts(name, {})] == [True, False, False]


def test_a_wait_time_may_be_longer_than_a_hundred_seconds() -> None:
    body = {"GSW_CM_AttrDialMode": 1, "GSW_CM_AttrOptimizeBy": 3, "GSW_CM_AttrOptimizeGoal": 120}
    assert accepts("DialingParameters", body)


@pytest.mark.parametrize(("value", "accepted"), [(0, True), (1, True), (2, False), ("1", False), (True, False)])
def test_auto_completion_is_off_or_on(value: Any, accepted: bool) -> None:
    assert accepts("CampaignGroupLoad", {"GSW_AUTO_COMPLETION": value}) is accepted


@pytest.mark.parametrize(
    "name", ["CampaignGroupAction", "CampaignGroupLoad", "RecordReject", "RecordScope", "RecordUpdate"]
)
def test_a_request_that_needs_no_key_may_have_an_empty_body(name: str) -> None:
    assert accepts(name, {})


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("400 Bad Request : 0 Attribute Not Found", True),
        ("112", True),
        ("GSW_ERROR=DB Error", True),
        ("<html><body>Invalid attribute value</body></html>", True),
        ("", False),
        ("400 Bad Request", False),
        (112, False),
        ({"GSW_ERROR": "DB Error"}, False),
    ],
)
def test_the_text_of_a_refusal_says_the_error_of_the_desktop_protocol(text: Any, accepted: bool) -> None:
    assert accepts("Error", text) is accepted


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("5", True),
        ("GSW_CM_AttrError=5", True),
        ('{"GSW_CM_AttrError": 11}', True),
        ("<html><body>404 Not Found : 3 Campaign is not configured</body></html>", True),
        ("", False),
        ("409 Conflict", False),
        ("GSW_CM_AttrError=0", False),
        (5, False),
    ],
)
def test_the_text_of_a_refusal_for_a_campaign_group_says_its_error(text: Any, accepted: bool) -> None:
    assert accepts("CampaignGroupError", text) is accepted


@pytest.mark.parametrize(
    "key", ["GSW_STAT_BUSY_FACTOR", "GSW_STAT_HIT_RATIO", "GSW_STAT_OVERDIAL_RATE", "GSW_STAT_TIME_TO_COMPLETE"]
)
@pytest.mark.parametrize(("value", "accepted"), [(0, True), (0.5, True), (None, True), (-1, False), ("0.5", False)])
def test_a_statistic_of_a_state_is_not_negative_or_null(key: str, value: Any, accepted: bool) -> None:
    assert accepts("CampaignGroupStatePost", {**sample("CampaignGroupStatePost.running"), key: value}) is accepted


def test_a_state_of_a_group_that_does_not_run_has_no_mode() -> None:
    body = sample("CampaignGroupStatePost.running")
    assert accepts("CampaignGroupStatePost", {key: value for key, value in body.items() if key != "GSW_DIAL_MODE"})


@pytest.mark.parametrize("path", AUTO_COMPLETION, ids=lambda path: path.stem)
def test_a_printed_load_has_the_attribute_of_auto_completion(path: Path) -> None:
    data = read(path)
    if "data" in data:
        # The interface in front of the OCS takes pairs, and makes its message of them.
        data = {pair["key"]: pair["value"] for pair in data["data"]["requestProperties"]}
    assert accepts("CampaignGroupLoad", data)
    assert "GSW_AUTO_COMPLETION" in data or "GSW_AUTO_COMPLETION" in data["GSW_CM_AttrProperties"]
