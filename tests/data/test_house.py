"""House style as a test: sizes, docstrings, `__all__`, and nothing left for later."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for root in ("conformance", "reference_impl") for path in (ROOT / root).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
BENCHMARKS = sorted((ROOT / "benchmarks").rglob("*.py"))
WRITTEN = [path for folder in ("cases", "schemas", "docs") for path in (ROOT / folder).rglob("*.*")]

LEFT_FOR_LATER = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
MOST_LINES = 350
MOST_LINES_OF_TESTS = 500
MOST_LINES_OF_A_FUNCTION = 60


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def too_long(paths: list[Path], most: int) -> list[str]:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return [f"{name(path)} has {length} lines" for path, length in lengths.items() if length > most]


def long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MOST_LINES_OF_A_FUNCTION:
                yield f"{name(path)}:{node.lineno} {node.name} has {length} lines"


def declared(tree: ast.Module) -> list[str] | None:
    """What the module's `__all__` says, if it has one."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]:
            names: list[str] = ast.literal_eval(node.value)
            return names
    return None


def public(tree: ast.Module) -> set[str]:
    """The classes and functions that the module defines for others."""
    kinds = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")}


def test_modules_are_short() -> None:
    assert too_long(SOURCES + BENCHMARKS, MOST_LINES) == []


def test_test_files_are_short() -> None:
    assert too_long(TESTS, MOST_LINES_OF_TESTS) == []


def test_functions_are_short() -> None:
    assert [row for path in SOURCES + BENCHMARKS + TESTS for row in long_functions(path)] == []


def test_nothing_is_left_for_later() -> None:
    files = SOURCES + TESTS + BENCHMARKS + WRITTEN
    assert [name(path) for path in files if LEFT_FOR_LATER.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_module_says_in_its_first_sentence_what_it_is(path: Path) -> None:
    first, _, rest = (ast.get_docstring(parse(path)) or "").partition("\n")
    assert first.endswith((".", ":")), first
    assert not rest.strip() or rest.startswith("\n"), "an empty line stands behind the first sentence"


@pytest.mark.parametrize("path", [path for path in SOURCES if declared(parse(path)) is not None], ids=name)
def test_all_names_what_the_module_defines_for_others(path: Path) -> None:
    tree = parse(path)
    assert public(tree) - set(declared(tree) or []) == set()


def test_test_files_have_names_of_their_own() -> None:
    names = [path.name for path in TESTS if path.name != "conftest.py"]
    assert sorted(names) == sorted(set(names))
