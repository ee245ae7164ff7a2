"""What a report holds, as frozen data: a header, one record for each finished case, and a footer.

Source: schemas/suite/report.schema.json, which says what each line of report.jsonl may hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from ocs_conformance import __version__
from ocs_conformance.engine.events import CaseFinished, RunStarted, TargetInfo
from ocs_conformance.verdict import Mismatch, ShownReading, Verdict

__all__ = ["FORMAT", "SUITE", "CaseRecord", "Footer", "Header", "Report", "as_record", "utc_text"]

FORMAT = 1
SUITE = "ocs-conformance"


def utc_text(moment: datetime) -> str:
    """A moment as ISO 8601 in UTC, such as `2026-03-01T12:00:00.250000Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Header:
    """What is known when a run begins; `started` is ISO 8601 in UTC.

    `count` cases were selected, and each is run `repeat` times. `rerun` are the words of a command that lacks only the
    case to run again; empty where no command began the run.
    """

    suite: str
    version: str
    target: TargetInfo
    started: str
    count: int
    seed: int | None
    repeat: int
    time_scale: float
    rerun: tuple[str, ...]

    @classmethod
    def of(cls, event: RunStarted) -> Header:
        """The header of the run that begins with this event."""
        return cls(
            suite=SUITE,
            version=__version__,
            target=event.target,
            started=utc_text(event.started),
            count=event.count,
            seed=event.seed,
            repeat=event.repeat,
            time_scale=float(event.time_scale),
            rerun=event.rerun,
        )

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Header:
        """The header that a valid header line holds."""
        told = data["target"]
        target = TargetInfo(**{**told, "capabilities": tuple(told["capabilities"])})
        own = {key: data[key] for key in ("started", "count", "seed", "repeat", "time_scale")}
        suite, rerun = data["suite"], tuple(data["rerun"])
        return cls(suite=suite["name"], version=suite["version"], target=target, rerun=rerun, **own)

    def data(self) -> dict[str, Any]:
        """The header line as plain data."""
        return {
            "kind": "header",
            "format": FORMAT,
            "suite": {"name": self.suite, "version": self.version},
            "target": {**asdict(self.target), "capabilities": list(self.target.capabilities)},
            "started": self.started,
            "count": self.count,
            "seed": self.seed,
            "repeat": self.repeat,
            "time_scale": self.time_scale,
            "rerun": list(self.rerun),
        }


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A finished case as a report keeps it: the fields of `CaseFinished` and what identifies its case.

    `node` is the word by which pytest finds the case again; None where it was not run under pytest.
    `data()` and `of_data()` also carry a record from one process to another, as JSON.
    """

    id: str
    title: str
    run: int
    verdict: Verdict
    reason: str
    requirements: tuple[str, ...]
    interpretations: tuple[str, ...]
    control: str | None
    file: str
    line: int
    environment: str
    digest: str
    seconds: float
    mismatches: tuple[Mismatch, ...]
    conversation: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]
    readings: tuple[ShownReading, ...] = ()
    node: str | None = None

    @classmethod
    def of(cls, event: CaseFinished, node: str | None = None) -> CaseRecord:
        """The record of the case that this event finishes."""
        case = event.case
        return cls(
            id=case.id,
            title=case.title,
            run=event.run,
            verdict=event.verdict,
            reason=event.reason,
            requirements=case.requirements,
            interpretations=case.interpretations,
            control=case.control,
            file=case.file,
            line=case.line,
            environment=case.environment["environment"],
            digest=case.digest,
            seconds=event.seconds,
            mismatches=event.mismatches,
            conversation=event.conversation,
            notes=event.notes,
            readings=event.readings,
            node=node,
        )

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> CaseRecord:
        """The record that a valid case line holds."""
        own = {key: value for key, value in data.items() if key != "kind"}
        own["verdict"] = Verdict(data["verdict"])
        own["interpretations"] = tuple(data.get("interpretations", ()))
        own["control"] = data.get("control")
        own["readings"] = tuple(ShownReading(**reading) for reading in data.get("readings", ()))
        own["mismatches"] = tuple(Mismatch(**mismatch) for mismatch in data["mismatches"])
        for key in ("requirements", "conversation", "notes"):
            own[key] = tuple(data[key])
        return cls(**own)

    def data(self) -> dict[str, Any]:
        """The case line as plain data; `interpretations`, `readings`, `control` and `node` only where there are any."""
        line: dict[str, Any] = {
            "kind": "case",
            "id": self.id,
            "title": self.title,
            "run": self.run,
            "verdict": self.verdict.value,
            "reason": self.reason,
            "requirements": self.requirements,
        }
        if self.interpretations:
            line["interpretations"] = self.interpretations
        if self.control is not None:
            line["control"] = self.control
        if self.node is not None:
            line["node"] = self.node
        line["file"] = self.file
        line["line"] = self.line
        line["environment"] = self.environment
        line["digest"] = self.digest
        line["seconds"] = self.seconds
        line["mismatches"] = [_mismatch_data(mismatch) for mismatch in self.mismatches]
        line["conversation"] = self.conversation
        line["notes"] = self.notes
        if self.readings:
            line["readings"] = [_reading_data(reading) for reading in self.readings]
        return line


def _reading_data(reading: ShownReading) -> dict[str, str]:
    note = {"note": reading.note} if reading.note else {}
    return {"interpretation": reading.interpretation, "reading": reading.reading, "step": reading.step, **note}


def _mismatch_data(mismatch: Mismatch) -> dict[str, Any]:
    """A mismatch as plain data; its values are not copied, as `dataclasses.asdict` would."""
    return {name: getattr(mismatch, name) for name in mismatch.__slots__}


def as_record(finished: CaseFinished | CaseRecord) -> CaseRecord:
    """The record of a finished case, whether it comes from the engine or from a report."""
    return CaseRecord.of(finished) if isinstance(finished, CaseFinished) else finished


@dataclass(frozen=True, slots=True)
class Footer:
    """What a run came to; `finished` is ISO 8601 in UTC, `verdict` one of the words in `totals`."""

    finished: str
    seconds: float
    interrupted: bool
    counts: dict[str, int]
    verdict: str
    case_set: str

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Footer:
        """The footer that a valid footer line holds."""
        return cls(**{key: value for key, value in data.items() if key != "kind"})

    def data(self) -> dict[str, Any]:
        """The footer line as plain data."""
        return {"kind": "footer", **asdict(self)}


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report, as it was read back."""

    header: Header
    cases: tuple[CaseRecord, ...]
    footer: Footer
