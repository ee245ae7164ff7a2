"""report.jsonl: the primary artefact of a run, written line by line while it goes on, and read back whole.

Source of the format: schemas/suite/report.schema.json.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import jsonschema_rs

from ocs_conformance.engine.events import CaseFinished, Event, RunFinished, RunStarted
from ocs_conformance.errors import FileError, Problem
from ocs_conformance.reporting.display import printable
from ocs_conformance.reporting.files import refusal, translated
from ocs_conformance.reporting.record import CaseRecord, Footer, Header, Report, as_record
from ocs_conformance.reporting.totals import Collector, collected
from ocs_conformance.resources import schema

__all__ = ["FILE_NAME", "JsonlWriter", "encoded", "read_report"]

FILE_NAME = "report.jsonl"
_DEPTH = 100
_REMEDY = "run the suite again for a whole report"
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


class JsonlWriter:
    """Writes the report of a run into a folder that is there; a context manager that consumes events.

    Every line reaches the operating system whole as soon as it is known, so a run that is killed leaves what it had.
    `totals` holds what the run has come to so far. Raises UsageError where the folder is missing, not writable or
    holds a report already, and SuiteError where the disk is full.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.totals = Collector()
        with translated("write", self.path):
            self._file: BinaryIO = self.path.open("xb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
        except OSError as fault:
            # What could not be flushed is tried again by close; the first report of it is enough.
            if error is None:
                raise refusal(fault, "write", self.path) from fault

    def write(self, event: Event | CaseRecord) -> None:
        """Takes one event; a record stands for the case that it is of, as it comes from another process."""
        if isinstance(event, CaseFinished | CaseRecord):
            record = as_record(event)
            self.totals.add(record)
            self._line(record.data())
            return
        self.totals.write(event)
        if isinstance(event, RunStarted):
            self._line(Header.of(event).data())
        elif isinstance(event, RunFinished):
            self._line(self.totals.footer().data())

    def _line(self, data: dict[str, Any]) -> None:
        try:
            self._file.write(encoded(data))
            self._file.flush()
        except OSError as error:
            raise refusal(error, "write", self.path) from error


def encoded(data: Mapping[str, Any]) -> bytes:
    """A line of JSON in UTF-8.

    Values that JSON has no form for (NaN, half a surrogate pair, a nesting without end) may come from a target, and
    stand in the line as a text that names them.
    """
    try:
        return (_ENCODER.encode(data) + "\n").encode()
    except (ValueError, TypeError, RecursionError):
        return (_ENCODER.encode(_plain(data, _DEPTH)) + "\n").encode()


def _plain(value: Any, depth: int) -> Any:
    if depth == 0:
        return "(nested too deeply)"
    if isinstance(value, Mapping):
        return {_text(str(key)): _plain(item, depth - 1) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item, depth - 1) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return f"({value})"
    if value is None or isinstance(value, bool | int | float):
        return value
    return _text(str(value))


def _text(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def read_report(path: Path) -> Report:
    """Reads a report and checks that it is whole and agrees with itself.

    Raises FileError, with line and column, for a line that is no JSON or not of the format, a missing header or
    footer, and a footer that does not fit the cases; UsageError for a file that cannot be read.
    """
    with translated("read", path):
        lines = path.read_bytes().split(b"\n")
    report = _assembled(path, _lines(path, lines))
    _check_footer(path, report, len(lines) - 1)
    return report


def _lines(path: Path, lines: list[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        if number == len(lines):
            if line:
                raise _fault(path, number, len(line) + 1, "the report is incomplete: the run was cut off in this line")
            return
        yield number, _checked(path, number, line)


def _assembled(path: Path, lines: Iterable[tuple[int, dict[str, Any]]]) -> Report:
    header: Header | None = None
    cases: list[CaseRecord] = []
    footer: Footer | None = None
    number = 0
    for number, data in lines:
        if footer:
            raise _fault(path, number, 1, "a line stands after the footer")
        if (data["kind"] == "header") != (header is None):
            raise _fault(path, number, 1, "the header must be the first line" if header is None else "a second header")
        if data["kind"] == "header":
            header = Header.of_data(data)
        elif data["kind"] == "case":
            cases.append(CaseRecord.of_data(data))
        else:
            footer = Footer.of_data(data)
    if header is None or footer is None:
        raise _fault(
            path, number + 1, 1, "the report is incomplete: it has no footer, so the run did not come to its end"
        )
    return Report(header, tuple(cases), footer)


def _checked(path: Path, number: int, line: bytes) -> dict[str, Any]:
    data = _parsed(path, number, line)
    kind = data.get("kind") if isinstance(data, dict) else None
    if kind not in ("header", "case", "footer"):
        raise _fault(path, number, 1, "a line must be an object whose kind is header, case or footer")
    try:
        error = next(_validator(kind).iter_errors(data), None)
    except ValueError as fault:
        # The validator takes no key with half a surrogate pair, which json lets through.
        raise _fault(path, number, 1, f"a key is no text: {fault}") from fault
    if error is not None:
        place = "".join(f"/{printable(str(part))}" for part in error.instance_path) or "/"
        raise _fault(path, number, 1, f"{kind} {place}: {printable(error.message)[-200:]}")
    assert isinstance(data, dict)
    return data


def _parsed(path: Path, number: int, line: bytes) -> Any:
    try:
        return json.loads(line.decode(), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise _fault(path, number, error.start + 1, "the line is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise _fault(path, number, error.colno, f"the line is not JSON ({error.msg})") from error
    except (ValueError, RecursionError) as error:
        raise _fault(path, number, 1, f"the line is not JSON that can be read ({error})") from error


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


@cache
def _validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    whole = {key: value for key, value in schema("suite/report.schema.json").items() if key != "oneOf"}
    return jsonschema_rs.Draft202012Validator({**whole, "$ref": f"#/$defs/{kind}"})


def _check_footer(path: Path, report: Report, line: int) -> None:
    totals = collected(report)
    for name, computed in totals.footer().data().items():
        told = report.footer.data()[name]
        if told != computed:
            raise _fault(path, line, 1, f"the footer tells {name} {told}, the case lines give {computed}")
    finished = len(report.cases)
    if finished > totals.planned or (finished < totals.planned and not totals.interrupted):
        raise _fault(path, line, 1, f"the header tells of {totals.planned} case runs, the file holds {finished}")


def _fault(path: Path, line: int, column: int, message: str) -> FileError:
    return FileError([Problem(str(path), line, column, f"{message}; {_REMEDY}")])
