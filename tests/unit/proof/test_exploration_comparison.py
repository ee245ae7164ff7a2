"""When two targets differ, and when the documents leave open what they differ in."""

from typing import Any

import pytest

from ocs_conformance.exploration.comparison import Excuses, difference
from ocs_conformance.model import Interpretation, Reading

LOST = Interpretation(
    id="lost",
    number="A01",
    title="Which error",
    accepted="Either, or silence.",
    readings=(
        Reading("missing", "It is missing", value=109),
        Reading("invalid", "It is invalid", value=112),
        Reading("silence", "Nothing comes"),
        Reading("success", "It succeeds", value=101, refused="It would act on nothing."),
    ),
    file="a.yaml",
    line=1,
)
EXCUSES = Excuses({"lost": LOST})
ACKNOWLEDGE = {"GSW_USER_EVENT": "ReadyTimeAcknowledge", "GSW_APPLICATION_ID": 1, "GSW_RECORD_HANDLE": {"handle": 0}}


def error(number: int) -> dict[str, Any]:
    return {"GSW_USER_EVENT": "Error", "GSW_ERROR": "No", "GSW_ERROR_NUMBER": number}


def heard(*events: dict[str, Any]) -> dict[str, Any]:
    return {"events": {"alice": [*events]}}


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        (heard(ACKNOWLEDGE), heard(ACKNOWLEDGE), None),
        (heard(error(109)), heard(error(112)), None),
        (heard(error(109)), heard(error(101)), "alice hears error 109 on one side and error 101 on the other"),
        (heard(error(112)), heard(), None),
        (heard(error(113)), heard(), "alice hears error 113 on one side and nothing on the other"),
        (heard(ACKNOWLEDGE), heard(error(109)),
         "alice hears ReadyTimeAcknowledge on one side and error 109 on the other"),
        (heard(ACKNOWLEDGE), heard({**ACKNOWLEDGE, "GSW_RECORD_HANDLE": {"handle": 1}}),
         "GSW_RECORD_HANDLE in ReadyTimeAcknowledge at alice: {'handle': 0} and {'handle': 1}"),
        (heard(ACKNOWLEDGE), heard({**ACKNOWLEDGE, "GSW_PHONE": "1"}), None),
        (heard(ACKNOWLEDGE), heard({key: ACKNOWLEDGE[key] for key in [*ACKNOWLEDGE][:2]}),
         "GSW_RECORD_HANDLE in ReadyTimeAcknowledge at alice is on one side only"),
        ({"status": 200, "warning": None}, {"status": 410, "warning": "109"}, "status: 200 and 410"),
        ({"status": 410, "warning": "112"}, {"status": 410, "warning": "109"}, None),
        ({"rows": {"a": [{"chain_id": 1, "chain_n": 0, "record_type": 2}]}, "do_not_call": {}},
         {"rows": {"a": [{"chain_id": 1, "chain_n": 0, "record_type": 7}]}, "do_not_call": {}},
         "record_type of chain 1, record 0 of list a: 2 and 7"),
        ({"rows": {}, "do_not_call": {"t": ["1/"]}}, {"rows": {}, "do_not_call": {"t": []}},
         "the Do Not Call list of t: ['1/'] and []"),
    ],
)  # fmt: skip
def test_what_two_targets_came_to(one: dict[str, Any], other: dict[str, Any], sentence: str | None) -> None:
    assert difference(one, other, EXCUSES) == sentence
