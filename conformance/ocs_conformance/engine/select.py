"""Chooses cases by patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ocs_conformance.errors import UsageError
from ocs_conformance.model import Case

__all__ = ["select"]


def select(cases: Sequence[Case], patterns: Iterable[str]) -> list[Case]:
    """The cases that any pattern fits, in their order; all where there is no pattern.

    A pattern is held against the id, the id without brackets, each alias and each requirement; `*` stands for any
    text and `?` for one character, while brackets are just brackets. Raises UsageError for a pattern that fits nothing.
    """
    wanted = list(patterns)
    if not wanted:
        return list(cases)
    expressions = {pattern: _expression(pattern) for pattern in wanted}
    hits = {case.id: _fitting(case, expressions) for case in cases}
    idle = [pattern for pattern in wanted if not any(pattern in fitting for fitting in hits.values())]
    if idle:
        raise UsageError(f"no case fits {idle[0]!r}; `ocs-conformance list` shows all ids and requirements")
    return [case for case in cases if hits[case.id]]


def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."))


def _fitting(case: Case, expressions: dict[str, re.Pattern[str]]) -> set[str]:
    names = (case.id, case.base_id, *case.aliases, *case.requirements)
    return {pattern for pattern, expression in expressions.items() if any(map(expression.fullmatch, names))}
