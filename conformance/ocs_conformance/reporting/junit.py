"""junit.xml: a report in the form that CI servers read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree

from ocs_conformance.reporting.display import printable
from ocs_conformance.reporting.record import CaseRecord, Report
from ocs_conformance.reporting.text import failure_lines, headline
from ocs_conformance.verdict import Verdict

__all__ = ["render_junit"]

_ELEMENTS = {
    Verdict.FAIL: "failure",
    Verdict.ERROR: "error",
    Verdict.INCONCLUSIVE: "error",
    Verdict.NOT_APPLICABLE: "skipped",
}


def render_junit(report: Report) -> str:
    """JUnit XML: a suite for each area (the first word of the ids), a test case for each case run.

    `fail` is a failure, `error` and `inconclusive` are errors with that type, `not applicable` is skipped. Characters
    that XML cannot carry stand there as escapes.
    """
    root = ElementTree.Element("testsuites", {"name": report.header.suite, **_numbers(report.cases)})
    for area, group in groupby(sorted(report.cases, key=_area), key=_area):
        cases = list(group)
        about = {"name": area, "timestamp": report.header.started, **_numbers(cases)}
        suite = ElementTree.SubElement(root, "testsuite", about)
        for case in cases:
            _add(suite, case, report.header.rerun)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _area(case: CaseRecord) -> str:
    return case.id.partition(".")[0]


def _numbers(cases: Sequence[CaseRecord]) -> dict[str, str]:
    elements = [_ELEMENTS.get(case.verdict) for case in cases]
    return {
        "tests": str(len(cases)),
        "failures": str(elements.count("failure")),
        "errors": str(elements.count("error")),
        "skipped": str(elements.count("skipped")),
        "time": f"{sum(case.seconds for case in cases):.6f}",
    }


def _add(suite: ElementTree.Element, case: CaseRecord, rerun: Sequence[str]) -> None:
    name = case.id if case.run == 1 else f"{case.id} (run {case.run})"
    topic = case.file.rpartition("/")[2].partition(".")[0]
    element = ElementTree.SubElement(
        suite,
        "testcase",
        classname=printable(f"{_area(case)}.{topic}"),
        name=printable(name),
        time=f"{case.seconds:.6f}",
    )
    if case.verdict is Verdict.PASS:
        return
    told = ElementTree.SubElement(element, _ELEMENTS[case.verdict], type=case.verdict.value, message=headline(case))
    if case.verdict is not Verdict.NOT_APPLICABLE:
        told.text = "\n".join(failure_lines(case, rerun))
