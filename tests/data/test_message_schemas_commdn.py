"""The message schemas of the Communication DN API accept whole messages and refuse broken ones."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from ocs_conformance import messages

ROOT = Path(__file__).parents[2] / "schemas"
SCHEMAS = ROOT / "commdn"
SAMPLES = Path(__file__).parent / "samples" / "commdn.yaml"

# Numbers of the enumeration whose rows have a meaning in this API.
REQUESTS = {7, 8, 9, 10, 11, 12, 29, 30, 32}
EVENTS = {19, 20, 21, 22, 23, 24, 27, 29, 31, 33}

Data = dict[str, Any]


def load(path: Path) -> Data:
    data: Data = json.loads(path.read_text(encoding="utf-8"))
    return data


REGISTRY: Registry[Any] = Registry().with_resources(
    (found["$id"], Resource.from_contents(found))
    for found in map(load, [ROOT / "enumerations.schema.json", *sorted(SCHEMAS.glob("*.schema.json"))])
)


@cache
def schema(name: str) -> Data:
    return load(SCHEMAS / f"{name}.schema.json")


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name), registry=REGISTRY)


def accepts(name: str, data: Data) -> bool:
    """Whether the schema takes the message; both libraries must say the same."""
    found = messages.find("commdn", name)
    assert found is not None
    ours = not found.breaches(data)
    assert ours == validator(name).is_valid(data)
    return ours


def wrong(value: Any) -> Any:
    return 7 if isinstance(value, str) else "not-a-number"


def backwards(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: backwards(inner) for key, inner in reversed(value.items())}


MESSAGES = sorted(path.name.removesuffix(".schema.json") for path in SCHEMAS.glob("*.schema.json"))
ROWS: list[Data] = yaml.safe_load(SAMPLES.read_text(encoding="utf-8"))["samples"]
BY_NAME = {row["name"]: row for row in ROWS}
EACH = [pytest.param(row["message"], row["data"], id=row["name"]) for row in ROWS]
REQUIRED = [
    pytest.param(row["message"], row["data"], key, id=f"{row['name']}-{key}")
    for row in ROWS
    for key in schema(row["message"])["required"]
]


def sample(name: str) -> Data:
    """A copy of the sample's data, for a test to change."""
    data: Data = copy.deepcopy(BY_NAME[name]["data"])
    return data


def numbers(direction: str) -> set[int]:
    """The message types of all schemas of one direction."""
    found = (schema(name) for name in MESSAGES)
    return {
        item["properties"]["GSW_CM_MessageType"]["const"] for item in found if item["x-ocs"]["direction"] == direction
    }


def test_samples_have_names_of_their_own() -> None:
    assert len(BY_NAME) == len(ROWS)


def test_each_message_has_a_sample() -> None:
    assert {row["message"] for row in ROWS} == set(MESSAGES)


@pytest.mark.parametrize(("direction", "types"), [("request", REQUESTS), ("event", EVENTS)])
def test_each_message_type_of_the_api_has_a_schema(direction: str, types: set[int]) -> None:
    assert numbers(direction) == types


@pytest.mark.parametrize("name", MESSAGES)
def test_a_schema_is_a_valid_schema(name: str) -> None:
    assert list(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema(name))) == []


@pytest.mark.parametrize("name", MESSAGES)
def test_a_schema_names_itself(name: str) -> None:
    assert schema(name)["$id"] == f"https://ocs-conformance.example/schemas/commdn/{name}.schema.json"


@pytest.mark.parametrize("name", MESSAGES)
def test_a_schema_says_where_it_comes_from(name: str) -> None:
    facts = schema(name)["x-ocs"]
    answers = ["answers"] if facts["direction"] == "request" else []
    kebab = re.sub(r"_|(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
    assert [*facts] == ["direction", "document", "section", "requirement", *answers]
    assert (facts["document"], facts["requirement"]) == ("commdn", f"commdn.{kebab}.user-data")


@pytest.mark.parametrize("name", [name for name in MESSAGES if schema(name)["x-ocs"]["direction"] == "request"])
def test_a_request_is_answered_by_known_events(name: str) -> None:
    answers = schema(name)["x-ocs"]["answers"]
    assert [schema(answer)["x-ocs"]["direction"] for answer in answers] == ["event"] * len(answers)
    assert answers[-1] == "CM_EvError"


@pytest.mark.parametrize(("name", "data"), EACH)
def test_a_whole_message_is_accepted(name: str, data: Data) -> None:
    assert [error.message for error in validator(name).iter_errors(data)] == []


@pytest.mark.parametrize(("name", "data"), EACH)
def test_the_order_of_keys_is_free(name: str, data: Data) -> None:
    assert accepts(name, backwards(data))


@pytest.mark.parametrize(("name", "data"), EACH)
def test_more_keys_are_welcome(name: str, data: Data) -> None:
    assert accepts(
        name, data | {"GSW_CM_AttrReferenceID": 10, "GSW_SWITCH_DBID": 105, "note": "ours", "more": {"a": 1}}
    )


@pytest.mark.parametrize(("name", "data"), EACH)
def test_a_fraction_is_not_user_data(name: str, data: Data) -> None:
    assert not accepts(name, data | {"rate": 1.5})


@pytest.mark.parametrize(("name", "data", "key"), REQUIRED)
def test_a_message_without_a_mandatory_key_is_refused(name: str, data: Data, key: str) -> None:
    assert not accepts(name, {other: value for other, value in data.items() if other != key})


@pytest.mark.parametrize(("name", "data", "key"), REQUIRED)
def test_a_mandatory_key_of_the_wrong_type_is_refused(name: str, data: Data, key: str) -> None:
    assert not accepts(name, data | {key: wrong(data[key])})


@pytest.mark.parametrize(("name", "data"), EACH)
def test_another_message_type_is_another_message(name: str, data: Data) -> None:
    assert not accepts(name, data | {"GSW_CM_MessageType": 5})


@pytest.mark.parametrize(
    "name", ["load", "loaded", "unload", "unloaded", "start", "stop", "set-dialing-mode", "status"]
)
def test_without_a_schedule_a_campaign_is_wanted(name: str) -> None:
    assert not accepts(BY_NAME[name]["message"], sample(name) | {"GSW_CM_AttrCampaignID": 0})


@pytest.mark.parametrize("name", ["load-of-a-sequence", "stop-of-a-sequence", "status-of-a-sequence"])
def test_without_a_campaign_a_schedule_is_wanted(name: str) -> None:
    data = sample(name)
    del data["GSW_CM_AttrProperties"]["campaign_schedule"]
    assert not accepts(BY_NAME[name]["message"], data)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("dialMode", 12),
        ("optMethod", 0),
        ("status", 6),
        ("stopAtDials", "10"),
        ("optMethodValue", 101),
        ("sleepBeforeNextStart", -1),
    ],
)
def test_an_item_of_a_schedule_has_its_types_and_ranges(key: str, value: Any) -> None:
    data = sample("load-of-a-sequence")
    data["GSW_CM_AttrProperties"]["campaign_schedule"]["scheduleItem-2"][key] = value
    assert not accepts("CM_ReqLoadCampaign", data)


@pytest.mark.parametrize(
    ("key", "value"), [("nItems", "2"), ("startTime", "now"), ("Description", 1), ("scheduleItem-1", 139)]
)
def test_a_schedule_has_its_types(key: str, value: Any) -> None:
    data = sample("load-of-a-sequence")
    data["GSW_CM_AttrProperties"]["campaign_schedule"][key] = value
    assert not accepts("CM_ReqLoadCampaign", data)


@pytest.mark.parametrize("kind", ["General", "CampaignRescheduled", "CampaignCallBack"])
def test_the_dialing_priority_of_a_record_type_is_a_list(kind: str) -> None:
    data = sample("load-of-a-sequence")
    data["GSW_CM_AttrProperties"]["dialing_priority"][kind] = 1
    assert not accepts("CM_ReqLoadCampaign", data)


def test_each_item_in_the_status_of_a_sequence_has_its_own() -> None:
    data = sample("status-of-a-sequence")
    del data["GSW_CM_AttrProperties"]["campaign_schedule"]["scheduleItem-2"]["status"]
    assert not accepts("CM_EvCampaignStatus", data)


@pytest.mark.parametrize("key", ["DialMode", "OptimizeBy", "OptimizeGoal", "GroupCampStatus"])
def test_the_status_of_a_campaign_has_its_parameters(key: str) -> None:
    data = sample("status")
    del data[f"GSW_CM_Attr{key}"]
    assert not accepts("CM_EvCampaignStatus", data)


def test_the_status_of_a_campaign_that_is_not_loaded_may_lack_dialing_parameters() -> None:
    data = sample("status") | {"GSW_CM_AttrGroupCampStatus": 0}
    for key in ("DialMode", "OptimizeBy", "OptimizeGoal"):
        del data[f"GSW_CM_Attr{key}"]
    assert accepts("CM_EvCampaignStatus", data)


def test_the_status_of_a_sequence_may_be_asked_for_without_its_schedule() -> None:
    assert accepts("CM_ReqGetCampaignStatus", sample("get-status") | {"GSW_CM_AttrCampaignID": 0})


def test_the_status_of_nothing_cannot_be_asked_for() -> None:
    data = sample("get-status")
    del data["GSW_CM_AttrCampaignID"]
    assert not accepts("CM_ReqGetCampaignStatus", data)


@pytest.mark.parametrize(("status", "mode", "fits"), [(5, 1, True), (5, 0, False), (4, 0, True), (6, 1, False)])
def test_only_a_running_campaign_must_have_a_dial_mode(status: int, mode: int, *, fits: bool) -> None:
    data = sample("status") | {"GSW_CM_AttrGroupCampStatus": status, "GSW_CM_AttrDialMode": mode}
    assert accepts("CM_EvCampaignStatus", data) is fits


@pytest.mark.parametrize(
    "name", ["load", "loaded", "start", "started", "set-dialing-mode", "dialing-mode-changed", "status"]
)
@pytest.mark.parametrize(("by", "fits"), [(1, False), (2, False), (3, True), (4, True)])
def test_a_goal_above_a_hundred_is_no_percentage(name: str, by: int, *, fits: bool) -> None:
    data = sample(name) | {"GSW_CM_AttrOptimizeBy": by, "GSW_CM_AttrOptimizeGoal": 101}
    assert accepts(BY_NAME[name]["message"], data) is fits


@pytest.mark.parametrize(
    ("key", "value"), [("GSW_CM_AttrDialMode", 0), ("GSW_CM_AttrOptimizeBy", 6), ("GSW_AUTO_COMPLETION", 2)]
)
@pytest.mark.parametrize("name", ["load", "start", "set-dialing-mode"])
def test_values_outside_an_enumeration_are_refused(name: str, key: str, value: int) -> None:
    assert not accepts(BY_NAME[name]["message"], sample(name) | {key: value})


@pytest.mark.parametrize("number", [0, 1, 2, 18])
def test_an_error_has_a_number_of_the_api(number: int) -> None:
    assert not accepts("CM_EvError", sample("error") | {"GSW_CM_AttrError": number})


@pytest.mark.parametrize("row", [row for row in ROWS if "GSW_CM_AttrError" in row["data"]], ids=lambda row: row["name"])
def test_only_an_error_has_an_error_number_other_than_0(row: Data) -> None:
    assert accepts(row["message"], row["data"] | {"GSW_CM_AttrError": 3}) is (row["message"] == "CM_EvError")


@pytest.mark.parametrize(("name", "key"), [("cancel", "cancel_record"), ("do-not-call", "do_not_call")])
@pytest.mark.parametrize(
    "change", [{}, {"GSW_PHONE": 4155670000}, {"GSW_PHONE": "4155670000", "GSW_CHAIN_ATTR": "Everything"}]
)
def test_a_phone_or_customer_id_and_a_known_scope_are_wanted(name: str, key: str, change: Data) -> None:
    assert not accepts(BY_NAME[name]["message"], sample(name) | {"GSW_CM_AttrProperties": {key: change}})
