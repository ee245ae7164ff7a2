"""The message schemas of the desktop protocol accept whole messages and refuse broken ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

SCHEMAS = Path(__file__).parents[2] / "schemas" / "desktop"
SAMPLES = Path(__file__).parent / "samples" / "desktop"

Data = dict[str, Any]


def load(path: Path) -> Data:
    data: Data = json.loads(path.read_text(encoding="utf-8"))
    return data


def schema(name: str) -> Data:
    return load(SCHEMAS / f"{name}.schema.json")


def accepts(name: str, data: Data) -> bool:
    return Draft202012Validator(schema(name)).is_valid(data)


def message_of(file: str) -> str:
    return file.partition(".")[0]


def wrong(value: Any) -> Any:
    return 7 if isinstance(value, str) else "not-a-number"


MESSAGES = sorted(path.name.removesuffix(".schema.json") for path in SCHEMAS.glob("*.schema.json"))
FILES = sorted(path.name for path in SAMPLES.glob("*.json"))
REQUIRED = [
    pytest.param(file, key, id=f"{file}-{key}") for file in FILES for key in schema(message_of(file))["required"]
]


def test_each_message_has_a_sample() -> None:
    assert {message_of(file) for file in FILES} == set(MESSAGES)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_schema_is_a_valid_schema(name: str) -> None:
    assert list(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema(name))) == []


@pytest.mark.parametrize("name", MESSAGES)
def test_a_schema_names_itself(name: str) -> None:
    assert schema(name)["$id"] == f"https://ocs-conformance.example/schemas/desktop/{name}.schema.json"


@pytest.mark.parametrize("name", MESSAGES)
def test_a_request_is_answered_by_known_events(name: str) -> None:
    answers = schema(name)["x-ocs"].get("answers", [])
    unknown = [answer for answer in answers if answer != "Error" and answer not in MESSAGES]
    assert unknown == []


@pytest.mark.parametrize("file", FILES)
def test_a_whole_message_is_accepted(file: str) -> None:
    assert accepts(message_of(file), load(SAMPLES / file))


@pytest.mark.parametrize(("file", "key"), REQUIRED)
def test_a_message_without_a_mandatory_key_is_refused(file: str, key: str) -> None:
    data = load(SAMPLES / file)
    del data[key]
    assert not accepts(message_of(file), data)


@pytest.mark.parametrize(("file", "key"), REQUIRED)
def test_a_mandatory_key_of_the_wrong_type_is_refused(file: str, key: str) -> None:
    data = load(SAMPLES / file)
    data[key] = wrong(data[key])
    assert not accepts(message_of(file), data)


@pytest.mark.parametrize("name", ["DoNotCall", "RequestRecordCancel"])
@pytest.mark.parametrize("key", ["GSW_CAMPAIGN_NAME", "GSW_CALLING_LIST"])
def test_a_handle_wants_campaign_and_list(name: str, key: str) -> None:
    data = load(SAMPLES / f"{name}.by-handle.json")
    del data[key]
    assert not accepts(name, data)


@pytest.mark.parametrize("name", ["DoNotCall", "RequestRecordCancel"])
def test_without_a_handle_a_phone_or_customer_id_is_wanted(name: str) -> None:
    data = load(SAMPLES / f"{name}.by-phone.json")
    del data["GSW_PHONE"]
    assert not accepts(name, data)


@pytest.mark.parametrize("key", ["GSW_AGENT_REQ_TYPE", "GSW_APPLICATION_ID", "GSW_CAMPAIGN_NAME"])
def test_no_records_available_says_what_was_asked(key: str) -> None:
    data = load(SAMPLES / "Error.no-records-available.json")
    del data[key]
    assert not accepts("Error", data)


def test_an_error_is_not_named_like_an_acknowledge() -> None:
    data = load(SAMPLES / "Error.json") | {"GSW_USER_EVENT": "RecordProcessedAcknowledge"}
    assert not accepts("Error", data)


def test_custom_fields_travel_as_integer_text_or_list() -> None:
    data = load(SAMPLES / "PreviewRecord.json") | {"code": 1, "name": "John", "more": {"a": 1}}
    assert accepts("PreviewRecord", data)


def test_a_fraction_is_not_user_data() -> None:
    data = load(SAMPLES / "PreviewRecord.json") | {"rate": 1.5}
    assert not accepts("PreviewRecord", data)
