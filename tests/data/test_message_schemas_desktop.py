"""The message schemas of the desktop protocol accept whole messages and refuse broken ones."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from ocs_conformance import messages

ROOT = Path(__file__).parents[2] / "schemas"
SCHEMAS = ROOT / "desktop"
SAMPLES = Path(__file__).parent / "samples" / "desktop"
ADDRESS = "https://ocs-conformance.example/schemas/enumerations.schema.json"

Data = dict[str, Any]


@cache
def load(path: Path) -> Data:
    data: Data = json.loads(path.read_text(encoding="utf-8"))
    return data


ENUMERATIONS: Data = load(ROOT / "enumerations.schema.json")
REGISTRY: Registry[Any] = Registry().with_resource(ADDRESS, Resource.from_contents(ENUMERATIONS))


def schema(name: str) -> Data:
    return load(SCHEMAS / f"{name}.schema.json")


def sample(name: str) -> Data:
    return dict(load(SAMPLES / f"{name}.json"))


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name), registry=REGISTRY)


def accepts(name: str, data: Data) -> bool:
    """Whether the schema takes the message; both libraries must say the same."""
    found = messages.find("desktop", name)
    assert found is not None
    ours = not found.breaches(data)
    assert ours == validator(name).is_valid(data)
    return ours


def message_of(file: str) -> str:
    return file.partition(".")[0]


def part(address: str) -> Data:
    """What a `$ref` of a message schema points at."""
    file, _, name = address.partition("#/$defs/")
    assert file == ADDRESS
    found: Data = ENUMERATIONS["$defs"][name]
    return found


def key_schema(name: str, key: str) -> Data:
    found: Data = schema(name)["properties"][key]
    return part(found["$ref"]) if "$ref" in found else found


def types(value: Data) -> list[str]:
    """The types that a key may have, the first one first."""
    declared = value.get("type") or ("string" if isinstance(value["const"], str) else "integer")
    return [declared] if isinstance(declared, str) else list(declared)


def wrong(value: Data) -> Any:
    """A value of a type that the key must not have."""
    allowed = types(value)
    return [] if len(allowed) > 1 else 7 if allowed == ["string"] else "not-a-number"


def right(value: Data) -> Any:
    """The simplest value that the key may have."""
    if "const" in value:
        return value["const"]
    options = value.get("enum") or value.get("examples") or [option["const"] for option in value.get("oneOf", ())]
    return options[0] if options else value.get("minimum", 0) if types(value)[0] == "integer" else "03/05/35 10:30"


def values(name: str) -> list[Any]:
    """The numbers of an enumeration."""
    return [option["const"] for option in ENUMERATIONS["$defs"][name]["oneOf"]]


def requirement(name: str) -> str:
    kebab = re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
    return f"desktop.{kebab}.attached-data"


MESSAGES = sorted(path.name.removesuffix(".schema.json") for path in SCHEMAS.glob("*.schema.json"))
REQUESTS = [name for name in MESSAGES if schema(name)["x-ocs"]["direction"] == "request"]
KEYS = [pytest.param(name, key, id=f"{name}-{key}") for name in MESSAGES for key in schema(name)["properties"]]
FILES = sorted(path.name for path in SAMPLES.glob("*.json"))
REQUIRED = [
    pytest.param(file, key, id=f"{file}-{key}") for file in FILES for key in schema(message_of(file))["required"]
]
TYPED = [
    pytest.param(file, key, id=f"{file}-{key}")
    for file in FILES
    for key in load(SAMPLES / file)
    if key in schema(message_of(file))["properties"]
]
LISTS = sorted(ENUMERATIONS["$defs"])
NUMBERED = [name for name in LISTS if "oneOf" in ENUMERATIONS["$defs"][name]]


# The schemas themselves


def test_each_message_has_a_sample() -> None:
    assert {message_of(file) for file in FILES} == set(MESSAGES)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_schema_is_a_valid_schema(name: str) -> None:
    assert list(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema(name))) == []


@pytest.mark.parametrize("name", MESSAGES)
def test_a_schema_names_itself(name: str) -> None:
    assert schema(name)["$id"] == f"https://ocs-conformance.example/schemas/desktop/{name}.schema.json"


@pytest.mark.parametrize("name", MESSAGES)
def test_a_schema_says_where_it_comes_from(name: str) -> None:
    facts = schema(name)["x-ocs"]
    assert (facts["document"], facts["requirement"]) == ("desktop", requirement(name))
    assert facts["section"].endswith(("Attached Data", "Attributes"))


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_named_by_its_file(name: str) -> None:
    key = "GSW_AGENT_REQ_TYPE" if name in REQUESTS else "GSW_USER_EVENT"
    named = schema(name)["properties"][key]
    assert name == "Error" or name in [named.get("const"), *named.get("enum", ())]


@pytest.mark.parametrize("name", MESSAGES)
def test_a_mandatory_key_is_described(name: str) -> None:
    assert set(schema(name)["required"]) <= set(schema(name)["properties"])


@pytest.mark.parametrize(("name", "key"), KEYS)
def test_the_type_of_a_key_is_known_to_the_suite(name: str, key: str) -> None:
    found = messages.find("desktop", name)
    assert found is not None
    assert found.types[key] == types(key_schema(name, key))[0]


@pytest.mark.parametrize("name", MESSAGES)
def test_a_request_is_answered_by_known_events(name: str) -> None:
    answers = schema(name)["x-ocs"].get("answers", [])
    unknown = [answer for answer in answers if answer not in MESSAGES or answer in REQUESTS]
    assert unknown == []


# The enumerations


def test_the_enumerations_are_a_valid_schema_at_their_address() -> None:
    assert list(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(ENUMERATIONS)) == []
    assert ENUMERATIONS["$id"] == ADDRESS


@pytest.mark.parametrize("name", LISTS)
def test_an_enumeration_names_its_key_and_its_type(name: str) -> None:
    found = ENUMERATIONS["$defs"][name]
    assert found["description"].startswith(("GSW_", "dialMode", "optMethod"))
    assert found["type"] == ("integer" if name in NUMBERED else "string")


@pytest.mark.parametrize("name", NUMBERED)
def test_each_number_of_an_enumeration_has_a_title_of_its_own(name: str) -> None:
    titles = [option["title"] for option in ENUMERATIONS["$defs"][name]["oneOf"]]
    assert (values(name), len(set(titles))) == (sorted(set(values(name))), len(titles))


@pytest.mark.parametrize("name", ["campaign-mode", "media-type"])
def test_a_text_is_taken_in_small_letters_and_capitals_where_the_documents_have_both(name: str) -> None:
    found = ENUMERATIONS["$defs"][name]
    texts = [*found["examples"], *(text.replace("with Seizing", "with seizing") for text in found["examples"])]
    texts += [text.capitalize() for text in texts if name == "media-type"]
    assert [text for text in texts if not Draft202012Validator(found).is_valid(text)] == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("call-result", list(range(54))),
        ("record-type", list(range(8))),
        ("record-status", list(range(9))),
        ("phone-type", list(range(12))),
        ("error-number", list(range(101, 121))),
        ("cm-message-type", [*range(34), 46]),
        ("cm-error", list(range(18))),
        ("dial-mode", list(range(1, 12))),
        ("optimize-by", [1, 2, 3, 4, 5]),
        ("group-status", [0, 1, 2, 3, 4, 5]),
        ("auto-completion", [0, 1]),
    ],
)
def test_an_enumeration_is_complete(name: str, expected: list[int]) -> None:
    assert values(name) == expected


def test_requests_and_events_of_a_communication_dn_are_messages_of_it() -> None:
    every = {option["const"]: option for option in ENUMERATIONS["$defs"]["cm-message-type"]["oneOf"]}
    parts = [*ENUMERATIONS["$defs"]["cm-request"]["oneOf"], *ENUMERATIONS["$defs"]["cm-event"]["oneOf"]]
    assert [option for option in parts if every[option["const"]] != option] == []


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize(("key", "known"), [("GSW_PHONE_TYPE", "phone-type"), ("GSW_RECORD_STATUS", "record-status")])
def test_a_request_has_the_known_values_of_an_open_enumeration(name: str, key: str, known: str) -> None:
    found = schema(name)["properties"].get(key, {"minimum": 0, "maximum": values(known)[-1]})
    assert (found["minimum"], found["maximum"]) == (values(known)[0], values(known)[-1])


# Whole messages


@pytest.mark.parametrize("file", FILES)
def test_a_whole_message_is_accepted(file: str) -> None:
    assert accepts(message_of(file), load(SAMPLES / file))


@pytest.mark.parametrize("file", FILES)
def test_keys_come_in_any_order(file: str) -> None:
    data = load(SAMPLES / file)
    orders = [dict(sorted(data.items())), dict(reversed(data.items()))]
    assert [accepts(message_of(file), order) for order in orders] == [True, True]


@pytest.mark.parametrize("file", FILES)
def test_custom_fields_and_other_keys_travel_along(file: str) -> None:
    more = {"code": 1, "Name": "John", "empty": "", "more": {"a": 1, "b": {"c": "d"}}, "GSW_KEY_OF_LATER_RELEASES": 7}
    assert accepts(message_of(file), {**more, **load(SAMPLES / file), **more})


@pytest.mark.parametrize("value", [1.5, True, None, [1]], ids=["fraction", "boolean", "null", "array"])
@pytest.mark.parametrize("name", MESSAGES)
def test_user_data_are_integers_texts_and_lists_of_pairs(name: str, value: Any) -> None:
    file = next(file for file in FILES if message_of(file) == name)
    assert not accepts(name, load(SAMPLES / file) | {"rate": value})


@pytest.mark.parametrize("name", MESSAGES)
def test_the_mandatory_keys_are_enough(name: str) -> None:
    data = {key: right(key_schema(name, key)) for key in schema(name)["required"]}
    for alternative in schema(name).get("else", {}).get("anyOf", [{"required": []}]):
        others = {key: right(key_schema(name, key)) for key in alternative["required"]}
        assert accepts(name, data | others)


@pytest.mark.parametrize(("file", "key"), REQUIRED)
def test_a_message_without_a_mandatory_key_is_refused(file: str, key: str) -> None:
    data = sample(file.removesuffix(".json"))
    del data[key]
    assert not accepts(message_of(file), data)


@pytest.mark.parametrize(("file", "key"), TYPED)
def test_a_key_of_the_wrong_type_is_refused(file: str, key: str) -> None:
    name = message_of(file)
    assert not accepts(name, load(SAMPLES / file) | {key: wrong(key_schema(name, key))})


# Keys that hang on others


@pytest.mark.parametrize(
    "name", ["DoNotCall", "DoNotCallAcknowledge", "RecordCancelAcknowledge", "RequestRecordCancel"]
)
@pytest.mark.parametrize("key", ["GSW_CAMPAIGN_NAME", "GSW_CALLING_LIST"])
def test_a_handle_wants_campaign_and_list(name: str, key: str) -> None:
    data = sample(f"{name}.by-handle")
    del data[key]
    assert not accepts(name, data)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("DoNotCall.by-phone", "GSW_PHONE"),
        ("DoNotCall.by-customer-id", "GSW_CUSTOMER_ID"),
        ("DoNotCallAcknowledge.by-phone", "GSW_PHONE"),
        ("DoNotCallAcknowledge.by-customer-id", "GSW_CUSTOMER_ID"),
        ("RequestRecordCancel.by-phone", "GSW_PHONE"),
        ("RequestRecordCancel.by-customer-id", "GSW_CUSTOMER_ID"),
    ],
)
def test_without_a_handle_a_phone_or_customer_id_is_wanted(name: str, key: str) -> None:
    data = sample(name)
    del data[key]
    assert not accepts(message_of(name), data)


@pytest.mark.parametrize("name", ["Error.no-records-available", "Error.no-running-preview-campaign"])
@pytest.mark.parametrize("key", ["GSW_ERROR", "GSW_APPLICATION_ID", "GSW_CAMPAIGN_NAME"])
def test_an_error_to_a_preview_record_request_has_its_mandatory_keys(name: str, key: str) -> None:
    data = sample(name)
    del data[key]
    assert not accepts("Error", data)


def test_no_records_available_says_what_was_asked() -> None:
    data = sample("Error.no-records-available")
    del data["GSW_AGENT_REQ_TYPE"]
    assert not accepts("Error", data)


def test_no_running_preview_campaign_may_answer_other_requests() -> None:
    assert accepts("Error", {"GSW_ERROR_NUMBER": 107, "GSW_AGENT_REQ_TYPE": "PreviewDialingModeStart"})


# Values


@pytest.mark.parametrize("number", values("error-number"))
def test_each_error_of_the_documents_is_an_error(number: int) -> None:
    assert accepts("Error", sample("Error.no-records-available") | {"GSW_ERROR_NUMBER": number})


@pytest.mark.parametrize("number", [0, 3, 100, 121])
def test_no_other_number_is_an_error(number: int) -> None:
    assert not accepts("Error", sample("Error") | {"GSW_ERROR_NUMBER": number})


@pytest.mark.parametrize("name", [name for name in MESSAGES if name not in REQUESTS and name != "Error"])
def test_an_error_is_not_named_like_another_event(name: str) -> None:
    assert not accepts("Error", sample("Error") | {"GSW_USER_EVENT": name})


@pytest.mark.parametrize("name", ["Error", "NoRecordsAvailable", "RecordProcessed"])
def test_an_error_may_be_named_otherwise(name: str) -> None:
    assert accepts("Error", sample("Error") | {"GSW_USER_EVENT": name})


@pytest.mark.parametrize("name", ["CampaignStarted", "CampaignModeChanged"])
@pytest.mark.parametrize("mode", [*part(f"{ADDRESS}#/$defs/campaign-mode")["examples"], "Progressive with seizing"])
def test_each_mode_of_the_documents_is_a_mode(name: str, mode: str) -> None:
    assert accepts(name, sample(name) | {"GSW_CAMPAIGN_MODE": mode})


@pytest.mark.parametrize("name", ["CampaignStarted", "CampaignModeChanged"])
@pytest.mark.parametrize("mode", ["", "preview", "Preview ", "Preview with Seizing", "Progressive GVP.Predictive"])
def test_no_other_text_is_a_mode(name: str, mode: str) -> None:
    assert not accepts(name, sample(name) | {"GSW_CAMPAIGN_MODE": mode})


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("AddRecord", "GSW_FROM", -1),
        ("AddRecord", "GSW_PHONE_TYPE", 12),
        ("AddRecord", "GSW_RECORD_STATUS", 9),
        ("AddRecord", "GSW_RECORD_TYPE", 8),
        ("AddRecord", "GSW_CALL_TIME", "yesterday"),
        ("AddRecordAcknowledge", "GSW_APPLICATION_ID", 100),
        ("ChainedRecord", "GSW_TZ_OFFSET", 43201),
        ("LogOutTime", "GSW_LOGOUT_TIME", -1),
        ("LogOutTime", "GSW_USER_EVENT", "Logout"),
        ("Logout", "GSW_AGENT_REQ_TYPE", "logout"),
        ("PreviewRecord", "GSW_TZ_OFFSET", -43201),
        ("PreviewRecord", "GSW_RECORD_HANDLE", 0),
        ("PreviewRecord", "InteractionType", "Inbound"),
        ("ReadyTime", "GSW_READY_TIME", 0),
        ("RecordProcessed", "GSW_TREATMENT", "Campaign"),
        ("RecordReschedule", "GSW_CALLBACK_TYPE", "campaign"),
        ("RecordReschedule", "GSW_DATE_TIME", "tomorrow"),
        ("RequestRecordCancel.by-handle", "GSW_CHAIN_ATTR", "Chain"),
        ("ScheduledCall", "GSW_CALLBACK_TYPE", ""),
    ],
)
def test_a_value_that_the_documents_rule_out_is_refused(name: str, key: str, value: Any) -> None:
    assert not accepts(message_of(name), sample(name) | {key: value})


@pytest.mark.parametrize("name", ["ChainedRecord", "PreviewRecord", "ScheduledCall"])
@pytest.mark.parametrize(("key", "value"), [("GSW_CALL_RESULT", 54), ("GSW_PHONE_TYPE", 12)])
def test_a_record_may_come_with_a_value_of_its_own(name: str, key: str, value: int) -> None:
    assert accepts(name, sample(name) | {key: value})


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("AddRecord", "GSW_CALL_TIME", 0),
        ("ChainedRecord", "GSW_CALL_TIME", 1767225600),
        ("ChainedRecord", "GSW_CAMPAIGN_GROUP_DBID", "115"),
        ("PreviewRecord", "GSW_TENANT_CCID", 7),
        ("RecordCancel", "GSW_CUSTOMER_ID", ""),
        ("ScheduledCall", "GSW_CALL_TIME", 1767225600),
    ],
)
def test_a_key_may_have_either_type_where_the_documents_differ(name: str, key: str, value: Any) -> None:
    assert accepts(name, sample(name) | {key: value})
