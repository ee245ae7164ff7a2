"""`ocs-conformance report`: documents made of a run's report.jsonl."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ocs_conformance.cli.options import format_option
from ocs_conformance.reporting.files import write_text
from ocs_conformance.reporting.jsonl import FILE_NAME, read_report

if TYPE_CHECKING:
    from ocs_conformance.reporting.record import Report

__all__ = ["command"]


@click.command(name="report")
@click.argument("file", type=click.Path(path_type=Path))
@format_option("text", "json", "html", "junit")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Writes to a file.")
def command(file: Path, form: str, output: Path | None) -> None:
    """Make a document of FILE, a report.jsonl or the folder that holds one.

    \b
    Examples:
      ocs-conformance report reports/reference/20260301T120000Z
      ocs-conformance report report.jsonl --format html --output report.html
    """
    report = read_report(file / FILE_NAME if file.is_dir() else file)
    text = _document(report, form)
    if output is not None:
        write_text(output, text)
    else:
        click.echo(text, nl=not text.endswith("\n"))


def _document(report: Report, form: str) -> str:
    if form == "html":
        from ocs_conformance.reporting.html import render_html  # noqa: PLC0415 - brings in jinja2

        return render_html(report)
    if form == "junit":
        from ocs_conformance.reporting.junit import render_junit  # noqa: PLC0415

        return render_junit(report)
    return _json(report) if form == "json" else _text(report)


def _text(report: Report) -> str:
    from ocs_conformance.reporting.text import failure_lines, summary_lines  # noqa: PLC0415
    from ocs_conformance.reporting.totals import collected  # noqa: PLC0415
    from ocs_conformance.verdict import Verdict  # noqa: PLC0415

    lines = [
        line
        for case in report.cases
        if case.verdict not in (Verdict.PASS, Verdict.NOT_APPLICABLE)
        for line in (*failure_lines(case, report.header.rerun), "")
    ]
    return "\n".join([*lines, *summary_lines(collected(report))])


def _json(report: Report) -> str:
    shown = {
        "header": dataclasses.asdict(report.header),
        "cases": [
            {"id": case.id, "run": case.run, "verdict": case.verdict, "reason": case.reason} for case in report.cases
        ],
        "footer": dataclasses.asdict(report.footer),
    }
    return json.dumps(shown, indent=1, ensure_ascii=False, default=str)
