"""A record carries a finished case from one process to another and back, unchanged."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from ocs_conformance.reporting.record import CaseRecord, Header, utc_text
from ocs_conformance.verdict import Mismatch, ShownReading

if TYPE_CHECKING:
    from tests.unit.reporting.conftest import Build


def test_a_record_survives_json(build: Build) -> None:
    record = CaseRecord.of(
        build.failed(
            case={"control": "desktop.twin", "interpretations": ("not-found-code",)},
            mismatches=(Mismatch("steps[0]", "", {"a": [1]}, "(absent)", "missing", 3, "desktop.envelope"),),
            notes=("a remark",),
            readings=(
                ShownReading("not-found-code", "invalid-handle", "steps[0]"),
                ShownReading("silence", "kept", "given[1]", "Better an answer."),
            ),
        ),
        "checks/a.ocs.yaml::desktop.ready-time.is-acknowledged",
    )
    assert CaseRecord.of_data(json.loads(json.dumps(record.data()))) == record


def test_a_case_line_leaves_out_what_the_case_does_not_have(build: Build) -> None:
    assert CaseRecord.of(build.passed(conversation=())).data() == {
        "kind": "case",
        "id": "desktop.ready-time.is-acknowledged",
        "title": "ReadyTime is acknowledged",
        "run": 1,
        "verdict": "pass",
        "reason": "",
        "requirements": ("desktop.ready-time.acknowledge",),
        "file": "cases/desktop/ready-time.yaml",
        "line": 12,
        "environment": "alpha",
        "digest": "d" * 64,
        "seconds": 0.25,
        "mismatches": [],
        "conversation": (),
        "notes": (),
    }


def test_a_header_survives_json(build: Build) -> None:
    header = Header.of(build.started(3, seed=7, repeat=2, time_scale=0.5))
    assert Header.of_data(json.loads(json.dumps(header.data()))) == header


def test_a_moment_of_another_zone_is_told_in_utc() -> None:
    moment = datetime(2026, 3, 1, 1, 30, 0, 5, tzinfo=timezone(timedelta(hours=2)))
    assert utc_text(moment) == "2026-02-28T23:30:00.000005Z"
