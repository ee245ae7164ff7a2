"""report.jsonl: what is written, what a killed run leaves, and what is refused when it is read back."""

from __future__ import annotations

import json
import math
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocs_conformance.errors import FileError, SuiteError, UsageError
from ocs_conformance.reporting.jsonl import JsonlWriter, encoded, read_report
from ocs_conformance.reporting.record import CaseRecord, Footer, Header, Report
from ocs_conformance.reporting.totals import Collector
from ocs_conformance.resources import schema
from ocs_conformance.verdict import Verdict

if TYPE_CHECKING:
    from tests.unit.reporting.conftest import Build

REMEDY = "run the suite again for a whole report"


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """While this lasts, the operating system lets no file of this process grow beyond `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def refusal_of(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        read_report(path)
    (problem,) = caught.value.problems
    return str(problem).replace(str(path), "FILE")


def changed(path: Path, number: int, **changes: Any) -> Path:
    """The report with keys of one line changed; the line is counted from 1."""
    lines = lines_of(path)
    lines[number - 1].update(changes)
    path.write_bytes(b"".join(encoded(line) for line in lines))
    return path


def test_a_report_is_read_back_as_it_was_written(build: Build) -> None:
    finished = [build.passed(notes=("a remark",)), build.failed(case={"id": "b", "control": "a"})]
    header = Header.of(build.started(2))
    counts = {"pass": 1, "fail": 1, "inconclusive": 0, "not applicable": 0, "error": 0}
    totals = Collector()
    for one in finished:
        totals.write(one)
    footer = Footer("2026-03-01T12:00:02Z", 2.0, False, counts, "not conforming", totals.case_set)
    assert build.report(*finished) == Report(header, tuple(CaseRecord.of(one) for one in finished), footer)


def test_a_record_is_written_as_the_case_that_it_is_of(build: Build, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with JsonlWriter(tmp_path / "other") as writer:
        writer.write(build.started(1))
        writer.write(CaseRecord.of(build.failed()))
        writer.write(build.ended())
    assert writer.path.read_bytes() == build.file(build.events(build.failed())).read_bytes()


def test_every_line_fits_the_published_schema(build: Build) -> None:
    path = build.file(build.events(build.passed(), build.failed(case={"id": "b"})))
    validator = jsonschema.Draft202012Validator(schema("suite/report.schema.json"))
    assert [list(validator.iter_errors(line)) for line in lines_of(path)] == [[], [], [], []]


def test_the_header_holds_what_is_known_at_the_start(build: Build) -> None:
    path = build.file([build.started(5, seed=42, repeat=3, time_scale=2), build.ended(interrupted=True)])
    assert lines_of(path)[0] == {
        "kind": "header",
        "format": 1,
        "suite": {"name": "ocs-conformance", "version": "0.1.0"},
        "target": {
            "profile": "site",
            "vendor": "Example",
            "name": "Example OCS",
            "version": "8.1",
            "adapter": "example-adapter 1.0",
            "capabilities": ["http", "telephony"],
        },
        "started": "2026-03-01T12:00:00Z",
        "count": 5,
        "seed": 42,
        "repeat": 3,
        "time_scale": 2.0,
        "rerun": ["ocs-conformance", "run", "--target", "our site.yaml", "checks"],
    }


def test_what_is_finished_is_on_the_disk_while_the_run_goes_on(build: Build, tmp_path: Path) -> None:
    with JsonlWriter(tmp_path) as writer:
        writer.write(build.started(2))
        writer.write(build.passed())
        assert [line["kind"] for line in lines_of(tmp_path / "report.jsonl")] == ["header", "case"]


def test_an_interrupted_run_is_read_back_as_such(build: Build) -> None:
    path = build.file([build.started(5), build.passed(), build.ended(interrupted=True)])
    assert read_report(path).footer.verdict == "interrupted"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (math.nan, "(nan)"),
        (math.inf, "(inf)"),
        ("half \ud800", "half \\ud800"),
        ({"\udfff": (1, True, None, 1.5)}, {"\\udfff": [1, True, None, 1.5]}),
        (Path("x"), "x"),
    ],
)
def test_what_json_has_no_form_for_is_written_as_text(value: object, written: object) -> None:
    assert json.loads(encoded({"value": value})) == {"value": written}


def test_a_value_without_end_is_cut(build: Build) -> None:
    endless: dict[str, Any] = {}
    endless["again"] = endless
    report = build.report(build.passed(conversation=({"t": 0, "step": "", "from": "", "to": "", "event": endless},)))
    assert "(nested too deeply)" in str(report.cases[0].conversation)


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "report.jsonl"
    with pytest.raises(UsageError) as caught:
        JsonlWriter(path.parent)
    expected = f"cannot write {path}: No such file or directory; name a folder that is there and that you may use"
    assert str(caught.value) == expected


def test_a_report_is_never_written_over(build: Build, tmp_path: Path) -> None:
    build.file(build.events(build.passed()))
    with pytest.raises(UsageError, match="File exists"):
        JsonlWriter(tmp_path)


def test_a_file_that_cannot_grow_is_a_clear_sentence(build: Build, tmp_path: Path) -> None:
    with pytest.raises(SuiteError) as caught, files_up_to(1000):
        build.file(build.events(build.passed()))
    path = tmp_path / "report.jsonl"
    limit = "raise the limit on the size of files and run again"
    assert str(caught.value) == f"cannot write {path}: File too large; {limit}"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read .*report\.jsonl: No such file or directory"):
        read_report(tmp_path / "report.jsonl")


def test_without_its_footer_a_report_is_incomplete(build: Build) -> None:
    path = build.file([build.started(1), build.passed()])
    said = "the report is incomplete: it has no footer, so the run did not come to its end"
    assert refusal_of(path) == f"FILE:3:1: {said}; {REMEDY}"


def test_a_line_cut_in_the_middle_is_incomplete(build: Build) -> None:
    path = build.file([build.started(1), build.passed()])
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    column = len(whole.splitlines()[1]) - 40 + 2
    said = "the report is incomplete: the run was cut off in this line"
    assert refusal_of(path) == f"FILE:2:{column}: {said}; {REMEDY}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{kind}", "2:2: the line is not JSON (Expecting property name enclosed in double quotes)"),
        (b"", "2:1: the line is not JSON (Expecting value)"),
        (b"\xff", "2:1: the line is not UTF-8"),
        (b"NaN", "2:1: the line is not JSON that can be read (NaN is no JSON)"),
        (b"[" * 100_000, "2:1: the line is not JSON that can be read (maximum recursion depth exceeded"),
        (b"[]", "2:1: a line must be an object whose kind is header, case or footer"),
        (b'{"kind":["case"]}', "2:1: a line must be an object whose kind is header, case or footer"),
        (b'{"kind":"case","\\ud800":1}', "2:1: a key is no text"),
    ],
)
def test_a_line_that_is_no_line_of_a_report_is_refused(build: Build, line: bytes, said: str) -> None:
    path = build.file(build.events(build.passed()))
    header, _, footer = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([header, line, footer, b""]))
    assert refusal_of(path).startswith(f"FILE:{said}")


@pytest.mark.parametrize(
    ("number", "changes", "said"),
    [
        (1, {"format": 2}, "header /format: 1 was expected"),
        (1, {"started": "2026-13-01T12:00:00Z"}, 'header /started: "2026-13-01T12:00:00Z" does not match'),
        (2, {"verdict": "good"}, 'case /verdict: "good" is not one of "pass", "fail"'),
        (2, {"extra": 1}, "case /: Additional properties are not allowed ('extra' was unexpected)"),
        (2, {"conversation": [{"t": 0, "step": "", "from": "", "to": ""}]}, "case /conversation/0: "),
        (3, {"seconds": "2"}, 'footer /seconds: "2" is not of type "number"'),
    ],
)
def test_a_line_that_breaks_the_schema_is_refused(
    build: Build, number: int, changes: dict[str, Any], said: str
) -> None:
    path = changed(build.file(build.events(build.passed())), number, **changes)
    assert refusal_of(path).startswith(f"FILE:{number}:1: {said}")


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ([1, 0, 2], "1:1: the header must be the first line"),
        ([0, 0, 1, 2], "2:1: a second header"),
        ([0, 1, 2, 1], "4:1: a line stands after the footer"),
        ([], "1:1: the report is incomplete: it has no footer, so the run did not come to its end"),
    ],
)
def test_lines_in_another_order_are_refused(build: Build, order: list[int], said: str) -> None:
    path = build.file(build.events(build.passed()))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[index] for index in order))
    assert refusal_of(path) == f"FILE:{said}; {REMEDY}"


def test_a_verdict_changed_by_hand_is_noticed(build: Build) -> None:
    path = changed(build.file(build.events(build.failed())), 2, verdict="pass")
    assert refusal_of(path).startswith("FILE:3:1: the footer tells counts {'pass': 0, 'fail': 1")


def test_a_footer_that_calls_a_failed_run_conforming_is_noticed(build: Build) -> None:
    path = changed(build.file(build.events(build.failed())), 3, verdict="conforming")
    said = "the footer tells verdict conforming, the case lines give not conforming"
    assert refusal_of(path) == f"FILE:3:1: {said}; {REMEDY}"


def test_a_case_of_another_content_is_noticed(build: Build) -> None:
    path = changed(build.file(build.events(build.passed())), 2, digest="f" * 64)
    assert refusal_of(path).startswith("FILE:3:1: the footer tells case_set ")


@pytest.mark.parametrize("count", [0, 2])
def test_a_header_that_tells_of_more_or_fewer_cases_is_noticed(build: Build, count: int) -> None:
    path = changed(build.file(build.events(build.passed())), 1, count=count)
    assert refusal_of(path) == f"FILE:3:1: the header tells of {count} case runs, the file holds 1; {REMEDY}"


def test_every_verdict_survives(build: Build) -> None:
    finished = [build.other(verdict, "a reason", case={"id": f"a.{n}"}) for n, verdict in enumerate(Verdict)]
    assert [case.verdict for case in build.report(*finished).cases] == list(Verdict)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["kind", "format", "id", "verdict", "conversation", "counts", "case_set", "target"])
OBJECTS = st.builds(
    lambda kind, rest: {**rest, "kind": kind},
    st.sampled_from(["header", "case", "footer"]),
    st.dictionaries(KEYS, JSON_VALUES, max_size=5),
)
JUNK = st.binary() | JSON_VALUES.map(lambda value: json.dumps(value).encode()) | OBJECTS.map(encoded)


@given(lines=st.lists(JUNK, max_size=4))
def test_junk_is_refused_as_a_file_error_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    path = tmp_path_factory.getbasetemp() / "junk.jsonl"
    path.write_bytes(b"\n".join(lines))
    assert REMEDY in refusal_of(path)
