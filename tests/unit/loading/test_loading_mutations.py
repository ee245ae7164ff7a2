"""Files that somebody got wrong: they are refused by file, line and column, or can be worked with as they are."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocs_conformance import resources
from ocs_conformance.engine import Session
from ocs_conformance.errors import FileError, Problem
from ocs_conformance.loading import bundled_case_files, load_interpretations, load_profile
from ocs_conformance.loading.document import Document, parse, read
from ocs_conformance.loading.environments import from_document
from ocs_conformance.loading.expansion import CaseFileExpander, fragments_of
from ocs_conformance.loading.files import mistakes_of
from ocs_conformance.loading.lint import check_case, unknown_interpretations
from ocs_conformance.loading.shape import check
from ocs_conformance.model import Case
from ocs_conformance.verdict import Verdict

Place = tuple[str | int, ...]

some = settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

KEYS = st.sampled_from(
    [
        *("id", "title", "let", "for_each", "given", "steps", "use", "with", "note", "expect", "message", "error"),
        *("any_order", "one_of", "reading", "otherwise", "optional", "data", "save", "rows", "where", "${each.name}"),
        *("$reading", "$one_of", "$not", "$range", "$matches", "$exactly", "$absent", "$type", "required_keys_of", ""),
    ]
)
TEXTS = st.sampled_from(
    [
        *(
            "",
            "$",
            "$$",
            "$handle",
            "$each.name",
            "$lists.preview",
            "${agents.alice}",
            "${",
            "$a.b.c",
            "alice",
            "nothing",
        ),
        *("not-found-code", "not-found-code.invalid-handle", "RecordReject", "http/Load", "(", "\0", "é", "x" * 200),
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(-9, 9) | TEXTS | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=2), max_leaves=4
)


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """The way to every key and item inside a value."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield (*place, key)
        yield from places(inner, (*place, key))


def at(value: Any, place: Place) -> Any:
    for key in place:
        value = value[key]
    return value


@st.composite
def mutated(draw: st.DrawFn, document: Any) -> Any:
    """A document in which a key or an item was lost, retyped, renamed, doubled, or put where another one stood."""
    whole = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 2))):
        known = [*places(whole)] or [()]
        whole = {"": whole} if known == [()] else whole
        *way, key = draw(st.sampled_from(known)) or ("",)
        holder = at(whole, tuple(way))
        other = draw(st.sampled_from(known))
        new = draw(VALUES | st.just(copy.deepcopy(at(whole, other))))
        match draw(st.sampled_from(["lose", "retype", "retype", "rename", "add"])):
            case "lose":
                holder.pop(key)
            case "retype":
                holder[key] = new
            case "rename" if isinstance(holder, dict):
                holder[draw(KEYS)] = holder.pop(key)
            case _ if isinstance(holder, dict):
                holder[draw(KEYS)] = new
            case _:
                holder.insert(key, new)
    return whole


def written(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


def are_placed(mistakes: list[Problem], file: str, text: str) -> bool:
    """Whether each mistake stands in this file, at a line and a column that it has, and says something."""
    lines = text.splitlines()
    return all(
        problem.file == file
        and (0, 0) <= (problem.line, problem.column) <= (len(lines) + 1, 1 + max(map(len, lines), default=0))
        and bool(problem.message)
        for problem in mistakes
    )


@pytest.fixture(scope="module")
def bundled() -> Callable[[Document], list[Case]]:
    """Makes the cases of a file with the bundled environments, fragments and interpretations."""
    folder = resources.cases_folder()
    environments = {path.stem: from_document(read(path)) for path in (folder / "environments").glob("*.yaml")}
    shared = {}
    for path in (folder / "fragments").glob("*.yaml"):
        shared.update(fragments_of(read(path)))
    catalogue = load_interpretations()

    def make(document: Document) -> list[Case]:
        problems = check(document, "suite/case-file.schema.json")
        if not problems:
            expander = CaseFileExpander(document, environments, shared | fragments_of(document), catalogue)
            cases = expander.cases()
            problems = expander.problems or [*unknown_interpretations(document, catalogue)]
            problems = problems or [problem for case in cases for problem in check_case(case)]
        if problems:
            raise FileError(problems)
        return cases

    return make


REAL = [read(path).data for path in bundled_case_files()]


@st.composite
def case_files(draw: st.DrawFn) -> Any:
    """A bundled case file with a few of its cases, and some of it wrong."""
    document = draw(st.sampled_from(REAL))
    first = draw(st.integers(0, len(document["cases"]) - 1))
    return draw(mutated({**document, "cases": document["cases"][first : first + 2]}))


@some
@given(case_files())
def test_a_case_file_gives_cases_or_its_mistakes(bundled: Callable[[Document], list[Case]], data: Any) -> None:
    text = written(data)
    cases: list[Case] = []
    mistakes: list[Problem] = []
    try:
        cases = bundled(parse(text, "a.yaml"))
    except FileError as error:
        mistakes = error.problems
    assert bool(cases) != bool(mistakes)
    assert are_placed(mistakes, "a.yaml", text)
    assert all(case.steps and case.id.startswith(case.base_id) for case in cases)


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """A session with the reference that does not wait long."""
    opened = Session(replace(load_profile("reference"), answer_limit=0.01))
    yield opened
    opened.close()


@some
@given(case_files())
def test_a_case_that_is_not_refused_can_be_carried_out(
    bundled: Callable[[Document], list[Case]], session: Session, data: Any
) -> None:
    with suppress(FileError):
        for case in bundled(parse(written(data), "a.yaml"))[:3]:
            assert session.converse(case).verdict in Verdict


CASE = """\
environment: alpha
cases:
  - id: mine.a
    title: A case of mine
    requirements: [desktop.reject.keys]
    for_each: [{name: a, value: %s}]
    steps:
      - %s
"""


@pytest.mark.parametrize(
    ("value", "step", "sentence"),
    [
        ("{}", "send: {from: alice, message: $each.value}", "{} is not allowed here; allowed: a text"),
        ("[1]", "send: {from: alice, message: RecordReject, data: $each.value}",
         "[1] is not allowed here; allowed: a map"),
        ("5", "expect: {at: alice, any_order: [{message: PreviewRecord, data: $each.value}]}",
         "5 is not allowed here; allowed: a map"),
        ("5", "expect: {at: alice, any_order: [{message: PreviewRecord, data: $application_id}]}",
         "4114 is not allowed here; allowed: a map"),
        ("7", "http: {request: {method: GET, path: $each.value}, response: {status: 200}}",
         "7 is not allowed here; allowed: a text"),
        ("x", "http: {request: {method: GET, path: $each.value}, response: {status: 200}}",
         "'x' does not have the form ^[/$]"),
    ],
)  # fmt: skip
def test_what_is_put_into_a_step_must_have_its_shape(
    bundled: Callable[[Document], list[Case]], value: str, step: str, sentence: str
) -> None:
    with pytest.raises(FileError) as caught:
        bundled(parse(CASE % (value, step), "a.yaml"))
    assert str(caught.value) == f"a.yaml:8:9: {sentence}"


def test_an_unknown_reading_is_told_where_it_is_given_to_a_fragment(
    bundled: Callable[[Document], list[Case]],
) -> None:
    step = "use: finish-record\n        with: {agent: alice, campaign: A, list: B, result: {$reading: unknown}}"
    with pytest.raises(FileError) as caught:
        bundled(parse(CASE % ("1", step), "a.yaml"))
    sentence = "there is no interpretation unknown in cases/interpretations.yaml"
    assert str(caught.value) == f"a.yaml:9:15: {sentence}"


OTHERS = [
    path
    for path in sorted(resources.cases_folder().rglob("*.yaml"))
    if path.parent.name in ("environments", "fragments", "targets")
    or path.name in ("equivalents.yaml", "profiles.yaml")
]


@some
@given(st.sampled_from([read(path).data for path in OTHERS]).flatmap(mutated))
def test_any_other_file_of_the_suite_is_right_or_has_its_mistakes(tmp_path: Path, data: Any) -> None:
    text = written(data)
    file = tmp_path / "a.yaml"
    file.write_text(text, encoding="utf-8")
    assert are_placed(mistakes_of(file), str(file), text)


LEDGER = read(resources.cases_folder() / "requirements" / "desktop.yaml").data
CATALOGUE = read(resources.cases_folder() / "interpretations.yaml").data
SHORT = [
    {**LEDGER, "requirements": LEDGER["requirements"][:5]},
    {"interpretations": CATALOGUE["interpretations"][:3]},
]


@some
@given(st.sampled_from(SHORT).flatmap(mutated))
def test_a_ledger_and_a_catalogue_are_right_or_have_their_mistakes(tmp_path: Path, data: Any) -> None:
    text = written(data)
    file = tmp_path / "a.yaml"
    file.write_text(text, encoding="utf-8")
    assert are_placed(mistakes_of(file), str(file), text)
