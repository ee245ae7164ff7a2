"""How a finished case travels on a test report from the process that judged it to the one that writes reports.

It is JSON under one key of the report of the phase `call`. Whoever controls the run takes it off before other plugins
see the report: a conversation does not belong into their output.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import pytest

from ocs_conformance.engine.events import TargetInfo
from ocs_conformance.reporting.jsonl import encoded
from ocs_conformance.reporting.record import CaseRecord

__all__ = ["Parcel", "attach", "attach_unreachable", "pack", "take", "take_unreachable"]

_CASE = "ocs_case"
_UNREACHABLE = "ocs_unreachable"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A finished case, the target that it ran against, and how many cases the whole run has."""

    record: CaseRecord
    target: TargetInfo
    count: int

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Self:
        """The parcel that the JSON of `pack` holds."""
        told = data["target"]
        target = TargetInfo(**{**told, "capabilities": tuple(told["capabilities"])})
        return cls(CaseRecord.of_data(data["record"]), target, data["count"])


def pack(record: CaseRecord, target: TargetInfo, count: int) -> str:
    """A parcel as one line of JSON."""
    data = {"record": record.data(), "target": asdict(target), "count": count}
    return encoded(data).decode().rstrip()


def attach(report: pytest.TestReport, text: str) -> None:
    """Put a packed case on a test report."""
    report.user_properties.append((_CASE, text))


def take(report: pytest.TestReport) -> str | None:
    """Take the packed case off a test report, if there is one."""
    return _take(report, _CASE)


def attach_unreachable(report: pytest.TestReport, reason: str) -> None:
    """Say on a test report that the target cannot be reached."""
    report.user_properties.append((_UNREACHABLE, reason))


def take_unreachable(report: pytest.TestReport) -> str | None:
    """Why the target cannot be reached, if a test report says so."""
    return _take(report, _UNREACHABLE)


def _take(report: pytest.TestReport, wanted: str) -> str | None:
    for index, (key, value) in enumerate(report.user_properties):
        if key == wanted:
            del report.user_properties[index]
            return str(value)
    return None
