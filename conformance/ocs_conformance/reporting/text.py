"""What a run says on a terminal: the message of a case that did not pass, and the summary at the end."""

from __future__ import annotations

import shlex
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from ocs_conformance.engine.events import CaseFinished
from ocs_conformance.reporting.display import cut, entry_line, one_line, pretty, printable
from ocs_conformance.reporting.record import CaseRecord, as_record
from ocs_conformance.reporting.totals import CONFORMING, INTERRUPTED, NO_VERDICT, Collector
from ocs_conformance.verdict import Mismatch, Verdict

__all__ = ["again", "failure_lines", "headline", "line_of", "spread", "summary_lines", "verdict_sentence"]

_MOST_REASON = 12
_MOST_ROWS = 7
_MOST_ENTRIES = 5
_MOST_REASONS = 5
_MOST_READINGS = 6
_INDENT = "  "
Ledger = Mapping[str, Iterable[str]]
_CLOSING = "end"
"""The step of what is said behind the last step of a case."""


def failure_lines(finished: CaseFinished | CaseRecord, rerun: Sequence[str], width: int = 100) -> list[str]:
    """The message of a case that did not pass, in at most 25 lines of at most `width` characters.

    Only the command that runs the case again may be longer, so that it can be copied. `rerun` are its words, as the
    header of a report holds them; without them there is no such line.
    """
    case = as_record(finished)
    lines = [*_heading(case, width)]
    if case.mismatches:
        lines += _mismatch(case.mismatches[0], case.reason, width)
    elif case.reason:
        lines += _wrapped(case.reason, width, _MOST_REASON)
    lines += _around(case, width)
    if len(case.mismatches) > 1:
        lines.append(f"{_INDENT}mismatches beside this one: {len(case.mismatches) - 1}")
    if rerun:
        lines.append(f"{_INDENT}again: {again(case, rerun)}")
    return lines


def headline(case: CaseRecord) -> str:
    """What became of a case that did not pass, in a line: its first mismatch, else the reason, which may be long."""
    if not case.mismatches:
        return printable(case.reason)
    first = case.mismatches[0]
    path = f" {first.path}" if first.path else ""
    return printable(f"{first.step}{line_of(first)}{path}: {first.message}")


def again(case: CaseRecord, rerun: Sequence[str]) -> str:
    """The command that runs one case again, quoted for a shell."""
    return shlex.join([*rerun, *([case.node] if case.node else ["--select", case.id])])


def _heading(case: CaseRecord, width: int) -> list[str]:
    run = f" (run {case.run})" if case.run > 1 else ""
    lines = [f"{case.verdict.upper()} {case.id}{run}", f"{_INDENT}{case.title}", f"{_INDENT}{case.file}:{case.line}"]
    return [cut(line, width) for line in lines]


def _mismatch(mismatch: Mismatch, reason: str, width: int) -> list[str]:
    lines = [] if mismatch.message in reason or not reason else _wrapped(reason, width, 2)
    lines += _wrapped(f"{mismatch.step}{line_of(mismatch)}: {mismatch.message}", width, 2)
    if mismatch.path:
        lines.append(cut(f"{_INDENT}path: {mismatch.path}", width))
    if mismatch.requirement:
        lines.append(cut(f"{_INDENT}breaks: {mismatch.requirement}", width))
    return lines + _compared(mismatch.expected, mismatch.actual, width)


def line_of(mismatch: Mismatch) -> str:
    """Where the step stands, as ` (line 20)`; a step of a fragment stands in the fragment's file, not in the case's."""
    if not mismatch.line:
        return ""
    fragment = mismatch.step.rpartition("[")[0].rpartition(".")[2]
    return f" (line {mismatch.line} of {fragment})" if "." in mismatch.step else f" (line {mismatch.line})"


def _compared(expected: Any, actual: Any, width: int) -> list[str]:
    """Both values side by side where they fit, else one below the other."""
    left, right = (["expected", *_rows(expected)], ["actual", *_rows(actual)])
    column = (width - len(_INDENT) - 3) // 2
    if max(len(left), len(right)) <= _MOST_ROWS + 1 and max(map(len, left + right)) <= column:
        size = max(map(len, left))
        return [f"{_INDENT}{a:{size}} | {b}".rstrip() for a, b in zip_longest(left, right, fillvalue="")]
    return [
        *_wrapped(f"expected: {one_line(expected)}", width, _MOST_ROWS // 2),
        *_wrapped(f"actual:   {one_line(actual)}", width, _MOST_ROWS // 2),
    ]


def _rows(value: Any) -> list[str]:
    return pretty(value).splitlines()


def _around(case: CaseRecord, width: int) -> list[str]:
    """The last entries of the conversation up to the step that the first mismatch is of."""
    end = _end(case)
    shown = case.conversation[max(0, end - _MOST_ENTRIES) : end]
    if not shown:
        return []
    heading = f"{_INDENT}conversation, entries {end - len(shown) + 1} to {end} of {len(case.conversation)}:"
    return [heading, *(_INDENT + entry_line(entry, width - len(_INDENT)) for entry in shown)]


def _end(case: CaseRecord) -> int:
    """How many entries there are up to the step of the first mismatch.

    A step that waited in vain has none; then it is all but the closing fence, which would push out what came before.
    """
    steps = [entry["step"] for entry in case.conversation]
    if not case.mismatches:
        return len(steps)
    step = case.mismatches[0].step
    fitting = [here == step for here in steps] if step in steps else [here != _CLOSING for here in steps]
    return max((number for number, fits in enumerate(fitting, start=1) if fits), default=0)


def _wrapped(text: str, width: int, most: int) -> list[str]:
    lines = textwrap.wrap(
        printable(text), width, initial_indent=_INDENT, subsequent_indent=_INDENT * 2, max_lines=most, placeholder=" …"
    )
    return lines or [_INDENT.rstrip()]


def summary_lines(totals: Collector, ledger: Ledger | None = None, width: int = 100) -> list[str]:
    """The end of a run: counts, requirements, readings, what was not applicable, and the verdict sentence.

    `ledger` tells which requirements there are, by the ids that cases cite; without it the cited ones are counted.
    """
    lines = ["  ".join(f"{totals.counts[verdict]} {verdict}" for verdict in Verdict)]
    lines.append(_requirement_line(totals, ledger))
    reasons = totals.inapplicable.most_common()
    lines += [cut(f"not applicable: {count}, as {reason}", width) for reason, count in reasons[:_MOST_REASONS]]
    if len(reasons) > _MOST_REASONS:
        lines.append(f"not applicable: {len(reasons) - _MOST_REASONS} further reasons, all in the report")
    lines += _reading_lines(totals, width)
    return [*lines, *textwrap.wrap(verdict_sentence(totals), width)]


def _requirement_line(totals: Collector, ledger: Ledger | None) -> str:
    total = len({row for rows in ledger.values() for row in rows} if ledger else totals.requirements)
    known = "requirements" if ledger else "cited requirements"
    violated = totals.violated(ledger)
    objection = f", {len(violated)} violated" if violated else ""
    return f"{len(totals.verified(ledger))} of {total} {known} verified by the executed cases{objection}"


def _reading_lines(totals: Collector, width: int) -> list[str]:
    """Open points of the documents that the target reads in more than one way, and readings that are only tolerated."""
    lines = [f"two readings of {name}: {spread(shown)}" for name, shown in totals.contradictory.items()]
    lines += [f"tolerated: {name}: {note}" for name, note in sorted(totals.tolerated.items())]
    shown = [cut(line, width) for line in lines[:_MOST_READINGS]]
    if len(lines) > _MOST_READINGS:
        shown.append(f"{len(lines) - _MOST_READINGS} further remarks on readings, all in the report")
    return shown


def spread(shown: Mapping[str, Counter[str]]) -> str:
    """The readings of one interpretation with the cases that showed each: `silence (2 cases such as a), error (b)`."""
    return ", ".join(f"{name} ({_cases(cases)})" for name, cases in sorted(shown.items()))


def _cases(cases: Mapping[str, int]) -> str:
    first = min(cases)
    return first if len(cases) == 1 else f"{len(cases)} cases such as {first}"


def verdict_sentence(totals: Collector) -> str:
    """The verdict in one sentence, which names the target and how much of the cases it rests on."""
    target = totals.header.target if totals.header else None
    name = f"{target.name} {target.version} (profile {target.profile})" if target else "the target"
    left_out = totals.counts[Verdict.NOT_APPLICABLE]
    share = f"{totals.executed} of {totals.planned} cases executed, {left_out} not applicable"
    return printable(f"{name} {_said(totals)}: {share}{_objections(totals)}")


def _said(totals: Collector) -> str:
    match totals.verdict:
        case verdict if verdict == CONFORMING:
            return "conforms in the executed cases"
        case verdict if verdict == INTERRUPTED:
            return "has no verdict, because the run was interrupted"
        case verdict if verdict == NO_VERDICT and totals.counts[Verdict.ERROR]:
            return "has no verdict, because cases ended in an error and nothing can be said of the target"
        case verdict if verdict == NO_VERDICT:
            return "has no verdict, because no case was executed"
    return "does not conform"


def _objections(totals: Collector) -> str:
    worse = (Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.ERROR)
    words = {Verdict.FAIL: "failed", Verdict.INCONCLUSIVE: "inconclusive", Verdict.ERROR: "ended in an error"}
    return "".join(f", {totals.counts[verdict]} {words[verdict]}" for verdict in worse if totals.counts[verdict])
