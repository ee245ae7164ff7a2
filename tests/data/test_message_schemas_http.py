"""The message schemas of the HTTP interface, held against the document's printed bodies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
SCHEMAS = sorted((ROOT / "schemas" / "http").glob("*.schema.json"))
SAMPLES = sorted((Path(__file__).parent / "samples" / "http").glob("*.json"))

RUNNING_KEYS = ("GSW_CM_AttrDialMode", "GSW_CM_AttrOptimizeBy")
GROUP_KEYS = ("GSW_CM_AttrCampaignID", "GSW_CM_AttrGroupID", "GSW_CM_AttrGroupCampStatus")


def read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def message_of(sample: Path) -> str:
    return sample.name.partition(".")[0]


def schema(name: str) -> dict[str, Any]:
    return read(ROOT / "schemas" / "http" / f"{name}.schema.json")


def accepts(name: str, body: Any) -> bool:
    return Draft202012Validator(schema(name)).is_valid(body)


def sample(name: str) -> dict[str, Any]:
    return read(Path(__file__).parent / "samples" / "http" / f"{name}.json")


def required_keys() -> list[tuple[Path, str]]:
    return [(path, key) for path in SAMPLES for key in schema(message_of(path)).get("required", [])]


def other_type(value: Any) -> Any:
    return 7 if isinstance(value, str) else "not-a-number"


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_is_valid(path: Path) -> None:
    assert list(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(read(path))) == []


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_bears_the_name_of_its_file(path: Path) -> None:
    assert read(path)["$id"] == f"https://ocs-conformance.example/schemas/http/{path.name}"


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_says_where_it_comes_from(path: Path) -> None:
    facts = read(path)["x-ocs"]
    assert [*facts] == ["direction", "document", "section", "requirement"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_printed_body_is_accepted(path: Path) -> None:
    assert [error.message for error in Draft202012Validator(schema(message_of(path))).iter_errors(read(path))] == []


@pytest.mark.parametrize(("path", "key"), required_keys(), ids=lambda value: getattr(value, "stem", value))
def test_a_body_without_a_required_key_is_refused(path: Path, key: str) -> None:
    body = read(path)
    del body[key]
    assert not accepts(message_of(path), body)


@pytest.mark.parametrize(("path", "key"), required_keys(), ids=lambda value: getattr(value, "stem", value))
def test_a_body_with_a_required_key_of_another_type_is_refused(path: Path, key: str) -> None:
    body = read(path)
    assert not accepts(message_of(path), {**body, key: other_type(body[key])})


@pytest.mark.parametrize("key", RUNNING_KEYS)
def test_a_running_group_has_its_dialing_parameters(key: str) -> None:
    body = sample("CampaignGroupStatus.running")
    del body[key]
    assert not accepts("CampaignGroupStatus", body)


def test_a_running_group_has_its_goal_in_one_spelling_or_the_other() -> None:
    body = sample("CampaignGroupStatus.running")
    del body["GSW_CM_AttroptimizeGoal"]
    assert [
        accepts("CampaignGroupStatus", body),
        accepts("CampaignGroupStatus", {**body, "GSW_CM_AttrOptimizeGoal": 80}),
    ] == [False, True]


@pytest.mark.parametrize("key", GROUP_KEYS)
def test_each_group_of_the_collection_has_its_three_attributes(key: str) -> None:
    body = sample("CampaignGroupsStatus.three-groups")
    del body["CampaignGroups"]["Campaign_Group_1@Agent_Group_1"][key]
    assert not accepts("CampaignGroupsStatus", body)


@pytest.mark.parametrize("key", RUNNING_KEYS)
def test_a_running_group_of_the_collection_has_its_dialing_parameters(key: str) -> None:
    body = sample("CampaignGroupsStatus.three-groups")
    del body["CampaignGroups"]["Campaign_Group_2@Agent_Group_2"][key]
    assert not accepts("CampaignGroupsStatus", body)


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


@pytest.mark.parametrize("value", ["AllChain", "RecordOnly"])
def test_a_scope_of_a_record_is_the_chain_or_the_record(value: str) -> None:
    assert accepts("RecordScope", {"GSW_CHAIN_ATTR": value})


def test_any_other_scope_of_a_record_is_refused() -> None:
    assert not accepts("RecordScope", {"GSW_CHAIN_ATTR": "Everything"})
