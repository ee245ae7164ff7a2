"""Environment files: what they leave out, and mistakes with their place."""

from pathlib import Path

import pytest

from ocs_reference.environment import configuration_of, rows_of
from ocs_reference.environment_file import load
from ocs_reference.faults import WrongInputError

ENVIRONMENT = Path(__file__).parent / "call-centre.yaml"


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = ENVIRONMENT.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "changed.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def test_a_record_has_the_defaults_of_its_columns() -> None:
    document = load(ENVIRONMENT)
    *_, single = rows_of(document, configuration_of(document))["chains"]
    assert single == {
        "record_id": 4,
        "contact_info": "2001",
        "contact_info_type": 1,
        "record_type": 2,
        "record_status": 1,
        "call_result": 28,
        "attempt": 0,
        "dial_sched_time": 0,
        "call_time": 0,
        "daily_from": 0,
        "daily_till": 86399,
        "tz_dbid": 122,
        "campaign_id": 0,
        "agent_id": "",
        "chain_id": 2,
        "chain_n": 0,
        "group_id": 0,
        "app_id": 4114,
        "treatments": "",
        "media_ref": 0,
        "email_subject": "",
        "email_template_id": 0,
        "switch_id": 0,
        "customer": "C2",
        "code": None,
        "balance": None,
        "remark": None,
    }


def test_texts_that_look_like_times_stay_texts(tmp_path: Path) -> None:
    document = load(changed(tmp_path, "remark: kept", "remark: 22:22"))
    found = (document["clock"], document["lists"]["chains"]["records"]["home"]["remark"])
    assert found == ("2026-03-02T20:00:00Z", "22:22")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "dial_mode: 3",
            "dial_mode: 7",
            ":58:115: campaign_groups.preview.dial_mode: 7 is not one of [1, 2, 3, 4, 5, 8, 9, 11]",
        ),
        (
            "tenant: second",
            "tenant: third",
            ":56:43: campaigns.other.tenant: 'third' is not one of tenants; allowed: first, second",
        ),
        (
            "tenant: second",
            "tenant: second, script: none",
            ":56:59: campaigns.other.script: 'none' is not one of scripts; allowed: none",
        ),
        (
            "remark: kept",
            "remarks: kept",
            ":23:110: lists.chains.records.home.remarks: not a column; "
            "allowed: the default format and the fields customer, code, balance, remark",
        ),
        (
            "customer_id: customer",
            "customer_id: other",
            ":16:18: lists.chains.customer_id: not one of the list's fields; allowed: customer, code, balance, remark",
        ),
        (
            "application_id: 4114",
            "application_id: 4114\napplication_id: 4115",
            ":4:1: application_id: stands here twice; allowed is once",
        ),
        ("environment: call-centre", "environment: [", ":3:15: not YAML: expected ',' or ']', but got ':'"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    file = changed(tmp_path, old, new)
    with pytest.raises(WrongInputError) as caught:
        load(file)
    assert str(caught.value) == f"{file}{message}"


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    file = changed(tmp_path, "dial_mode: 3", "dial_mode: 7")
    file.write_text(file.read_text(encoding="utf-8").replace("application_id: 4114", "application_id: four"))
    with pytest.raises(WrongInputError) as caught:
        load(file)
    assert str(caught.value).splitlines() == [
        f"{file}:3:17: application_id: 'four' is not of type 'integer'",
        f"{file}:58:115: campaign_groups.preview.dial_mode: 7 is not one of [1, 2, 3, 4, 5, 8, 9, 11]",
    ]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match=r"none\.yaml: cannot be read: No such file or directory"):
        load(tmp_path / "none.yaml")
