"""What a case must keep to beyond its schema: names that exist, and a body that only a living target can satisfy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from ocs_conformance.errors import Problem
from ocs_conformance.loading.document import Document
from ocs_conformance.loading.interpretations import Catalogue
from ocs_conformance.loading.step_lint import mistakes
from ocs_conformance.matching import is_silence, row_of
from ocs_conformance.model import Case, Step
from ocs_conformance.templates import dig, names

__all__ = ["check_case", "check_suite", "unknown_interpretations"]


def check_case(case: Case) -> list[Problem]:
    """Every mistake of one case, each at its step; at the case where the step came with a fragment of another file."""
    problems = [*_unknown_names(case)]
    for step in (*case.given, *case.steps):
        problems += [_at(case, step, message) for message in mistakes(step, case.environment)]
    return [*dict.fromkeys(problems or _weak_body(case))]


def unknown_interpretations(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    """Interpretations that the cases of a file lean on, and that the catalogue does not have."""
    for index, raw in enumerate(document.data["cases"]):
        for number, name in enumerate(raw.get("interpretations", ())):
            if name not in catalogue:
                known = get_close_matches(name, catalogue, n=1)
                meant = f"; did you mean {known[0]}?" if known else ""
                sentence = f"there is no interpretation {name} in cases/interpretations.yaml{meant}"
                yield document.problem(["cases", index, "interpretations", number], sentence)


def check_suite(cases: Sequence[Case], requirements: Iterable[str]) -> list[Problem]:
    """What only the whole set shows: ids used twice, controls and requirements that do not exist."""
    problems: list[Problem] = []
    known = frozenset(requirements)
    first: dict[str, Case] = {}
    for case in cases:
        for name in dict.fromkeys((case.id, case.base_id, *case.aliases)):
            other = first.setdefault(name, case)
            # The rows of one for_each share their base id and their aliases, and nothing else.
            if other is not case and (name == case.id or _place(other) != _place(case)):
                taken = f"{other.file}:{other.line}"
                problems.append(_of(case, f"the id {name} is taken by {taken}; ids and aliases are used once"))
        problems += [_of(case, _no_requirement(name, known)) for name in case.requirements if name not in known]
    ids = {name for case in cases for name in (case.id, case.base_id)}
    for case in cases:
        if case.control is not None and (case.control not in ids or case.control in (case.id, case.base_id)):
            problems.append(_of(case, f"the control {case.control} is no other case; name the positive twin"))
    return [*dict.fromkeys(problems)]


def _no_requirement(name: str, known: Iterable[str]) -> str:
    like = get_close_matches(name, known, n=1)
    return f"there is no requirement {name} in the ledger{f'; did you mean {like[0]}?' if like else ''}"


def _place(case: Case) -> tuple[str, int, int]:
    return case.file, case.line, case.column


def _at(case: Case, step: Step, message: str) -> Problem:
    if step.file == case.file:
        return Problem(step.file, step.line, step.column, message)
    # The inner step is left out: one wrong parameter shows in many steps of a fragment, and is one mistake.
    use, _, inner = step.where.partition(".")
    return _of(case, f"{message} ({use} uses {inner.partition('[')[0]})")


def _of(case: Case, message: str) -> Problem:
    return Problem(case.file, case.line, case.column, message)


def _unknown_names(case: Case) -> Iterator[Problem]:
    captured: set[str] = set()
    for step in (*case.given, *case.steps):
        for name in names(step.body):
            if name.partition(".")[0] not in captured and not _leads_somewhere(case.environment, name):
                nowhere = "no earlier step saves it, the environment does not have it"
                yield _at(case, step, f"${name} is nothing here: {nowhere}")
        captured.update(_saved(step.body))


def _leads_somewhere(environment: Mapping[str, Any], name: str) -> bool:
    try:
        dig(environment, name)
    except KeyError:
        return False
    return True


def _saved(body: Any) -> Iterator[str]:
    if isinstance(body, dict):
        for key, value in body.items():
            if key in ("save", "save_headers") and isinstance(value, dict):
                yield from (name for name in value.values() if isinstance(name, str))
            elif key == "means" and isinstance(value, dict):
                yield from value
            else:
                yield from _saved(value)
    elif isinstance(body, list):
        for value in body:
            yield from _saved(value)


def _weak_body(case: Case) -> Iterator[Problem]:
    if not any(_needs_life(step) for step in case.steps):
        yield _of(case, "no step of the body needs a living target; expect an event, a response or rows")
    for index, step in enumerate(case.steps):
        observer = _allows_silence(step)
        if observer and not any(_shows_life(later, observer, case.environment) for later in case.steps[index + 1 :]):
            sentence = f"nothing behind this silence shows that the target lives; expect an answer at {observer}"
            yield _at(case, step, sentence)


def _needs_life(step: Step) -> bool:
    if step.verb in ("rows", "do_not_call"):
        return any(row_of(row) is row for row in step.body["expect"])
    if step.verb == "dial":
        return bool(step.body["expect"])
    if step.verb == "expect":
        entries = step.body.get("any_order")
        return not _allows_silence(step) and (entries is None or any("optional" not in entry for entry in entries))
    if step.verb in ("call", "answer", "share"):
        return bool(step.body.get("data") or step.body.get("save"))
    return step.verb == "http"


def _allows_silence(step: Step) -> str | None:
    if step.verb == "nothing":
        return str(step.body)
    if step.verb == "expect" and any(is_silence(entry) for entry in step.body.get("one_of", ())):
        return str(step.body["at"])
    return None


def _shows_life(step: Step, observer: str, environment: Mapping[str, Any]) -> bool:
    """Whether a step behind a silence shows that the target would have spoken: by an answer at the same observer.

    An application that the target must never answer, because it is not connected or no Communication DN is used, has
    none; there any answer of the target is enough.
    """
    if _is_never_answered(observer, environment):
        return _needs_life(step)
    return step.verb == "expect" and step.body["at"] == observer and _needs_life(step)


def _is_never_answered(observer: str, environment: Mapping[str, Any]) -> bool:
    application = environment["applications"].get(observer)
    dns = environment["communication_dns"].values()
    unused = bool(dns) and all(dn.get("outbound_contact_server") is False for dn in dns)
    return application is not None and (unused or application.get("connection") == "none")
