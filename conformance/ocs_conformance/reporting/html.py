"""report.html: a report as one self-contained page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from ocs_conformance.loading import load_requirements
from ocs_conformance.reporting.display import entry_head, entry_payload, pretty, printable
from ocs_conformance.reporting.record import CaseRecord, Report
from ocs_conformance.reporting.text import again, line_of, verdict_sentence
from ocs_conformance.reporting.totals import collected
from ocs_conformance.verdict import Verdict

__all__ = ["render_html"]

_ORDER = (Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE, Verdict.NOT_APPLICABLE, Verdict.PASS)
_LONG = 80


@dataclass(frozen=True, slots=True)
class _Shown:
    """A case and the anchor of its place in the page."""

    anchor: str
    case: CaseRecord

    @property
    def open(self) -> bool:
        return self.case.verdict in (Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE)


def render_html(report: Report) -> str:
    """One HTML page that needs no network: verdict, requirements, and each case with its whole conversation.

    Cases that did not pass come first and stand open. What came from a target is escaped. A requirement of the bundled
    ledger stands there with its statement.
    """
    ranked = sorted(report.cases, key=lambda case: _ORDER.index(case.verdict))
    cases = [_Shown(f"case-{number}", case) for number, case in enumerate(ranked, start=1)]
    totals = collected(report)
    return _template().render(
        header=report.header,
        footer=report.footer,
        totals=totals,
        sentence=verdict_sentence(totals),
        verdicts=_ORDER,
        requirements=_requirements(cases),
        ledger=load_requirements(),
        cases=cases,
        anchors={shown.case.id: shown.anchor for shown in reversed(cases)},
    )


def _requirements(cases: list[_Shown]) -> list[tuple[str, list[_Shown]]]:
    """Each requirement with the cases that judge it, sorted by its id."""
    cited: defaultdict[str, list[_Shown]] = defaultdict(list)
    for shown in cases:
        attributed = {mismatch.requirement for mismatch in shown.case.mismatches if mismatch.requirement}
        for requirement in attributed.union(shown.case.requirements):
            cited[requirement].append(shown)
    return sorted(cited.items())


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("ocs_conformance.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    environment.filters.update(entries=_entries, value=_value)
    environment.globals.update(again=again, line_of=line_of)
    return environment.get_template("report.html.j2")


def _entries(conversation: Iterable[Mapping[str, Any]]) -> Markup:
    """A list item for each entry; nine tenths of a page are these, so they are not left to the template."""
    return Markup("\n").join(Markup(_entry(entry)) for entry in conversation)  # noqa: S704 - escaped piece by piece


def _entry(entry: Mapping[str, Any]) -> str:
    said = _said(entry)
    return (
        f'<li><span class="time">{entry["t"]:.3f} s</span>'
        f' <span class="way">{_safe(entry["from"])} → {_safe(entry["to"])}</span>'
        f' <b>{_safe(entry_head(entry))}</b> <span class="step">{_safe(entry["step"])}</span>'
        f"{f'<pre>{escape(said)}</pre>' if said else ''}</li>"
    )


@lru_cache(maxsize=4096)
def _safe(text: str) -> str:
    """A name as it may stand in the page; a few hundred names make up most of it."""
    return escape(printable(text))


def _value(value: object) -> str:
    """A value as JSON: on one line where it is short, else with a line for each member."""
    return pretty(value, shorter_than=_LONG)


def _said(entry: Mapping[str, Any]) -> str:
    """What an entry holds behind its head: HTTP as its headers and the body's text, all else as JSON."""
    http = entry.get("request") or entry.get("response")
    if http:
        headers = [f"{name}: {value}" for name, value in http.get("headers", {}).items()]
        return printable("\n".join([*headers, *(["", http["body"]] if http.get("body") else [])]))
    payload = entry_payload(entry)
    return "" if payload is None else _value(payload)
