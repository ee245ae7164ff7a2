"""Reports of a run: consumers of the engine's events, and the documents made from what they wrote."""

from __future__ import annotations

from pathlib import Path

__all__ = ["write_reports"]


def write_reports(folder: Path) -> list[Path]:
    """Writes report.html and junit.xml beside the report.jsonl of a folder; gives the paths of the three.

    Raises FileError for a report that is not whole, UsageError or SuiteError where nothing can be written.
    """
    from ocs_conformance.reporting import files, html, jsonl, junit  # noqa: PLC0415 - jinja2 is dear to import

    source, page, tests = (folder / name for name in (jsonl.FILE_NAME, "report.html", "junit.xml"))
    report = jsonl.read_report(source)
    files.write_text(page, html.render_html(report))
    files.write_text(tests, junit.render_junit(report))
    return [source, page, tests]
