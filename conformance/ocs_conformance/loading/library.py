"""Loads cases: the bundled ones, and files of other repositories with what stands beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ocs_conformance import resources
from ocs_conformance.errors import FileError, Problem, UsageError
from ocs_conformance.loading import cache as cache_file
from ocs_conformance.loading.document import Document, read
from ocs_conformance.loading.environments import expand, from_document
from ocs_conformance.loading.expansion import CaseFileExpander, Fragment, fragments_of
from ocs_conformance.loading.interpretations import Catalogue, catalogue_file, load_interpretations
from ocs_conformance.loading.lint import check_case, check_suite, unknown_interpretations
from ocs_conformance.loading.requirements import groups, load_requirements
from ocs_conformance.loading.shape import check
from ocs_conformance.model import Case

__all__ = ["SUFFIX", "bundled_case_files", "load_bundled", "load_environment", "load_files", "shared_files", "validate"]

SUFFIX = ".ocs.yaml"
"""How case files of other repositories end."""

_NOT_CASES = frozenset({"requirements", "environments", "fragments", "targets"})


def bundled_case_files() -> list[Path]:
    """The case files of the suite itself, sorted by path."""
    folder = resources.cases_folder()
    return sorted(path for path in folder.glob("*/*.yaml") if path.parent.name not in _NOT_CASES)


@cache
def load_bundled() -> tuple[Case, ...]:
    """Every case of the suite; raises FileError with every mistake of every file."""
    return load_files(bundled_case_files())


def load_environment(name: str) -> dict[str, Any]:
    """The bundled environment of that name, with every default; raises UsageError where there is none."""
    known = _environments(resources.cases_folder() / "environments")
    if name not in known:
        raise UsageError(f"there is no environment {name}; known: {', '.join(known)}")
    return expand(known[name])


def load_files(paths: Sequence[Path]) -> tuple[Case, ...]:
    """The cases of these files, in their order; from the cache where nothing that they are made from has changed.

    Raises FileError with every mistake of every file.
    """
    key = cache_file.key_of([*paths, *shared_files(paths)])
    kept = cache_file.fetch("cases", key)
    if kept is not None:
        return cache_file.unpacked(kept)
    cases, problems = _parse(paths)
    if problems:
        raise FileError(problems)
    cache_file.store("cases", key, cache_file.packed(cases))
    return tuple(cases)


def validate(paths: Sequence[Path]) -> tuple[int, list[Problem]]:
    """How many cases these files hold, and every mistake in them; the cache is not asked."""
    cases, problems = _parse(paths)
    return len(cases), problems


def _parse(paths: Sequence[Path]) -> tuple[list[Case], list[Problem]]:
    cases: list[Case] = []
    problems: list[Problem] = []
    shelves: dict[Path, _Shelf] = {}
    try:
        catalogue = load_interpretations()
    except FileError as error:
        return [], sorted(set(error.problems))
    for path in paths:
        try:
            shelf = shelves.get(path.parent) or _Shelf(path.parent)
            shelves[path.parent] = shelf
            found, mistakes = _read_cases(path, shelf, catalogue)
            cases += found
            problems += mistakes
        except FileError as error:
            problems += error.problems
    if not problems:
        try:
            problems = check_suite([*_other_bundled(paths), *cases], groups(load_requirements().values()))
        except FileError as error:
            problems = error.problems
    return cases, sorted(set(problems))


def _other_bundled(paths: Sequence[Path]) -> list[Case]:
    """The cases of the suite that are not in the given files; these may name them as controls, not take their ids."""
    given = {path.resolve() for path in paths}
    if given.issuperset(bundled_case_files()):
        return []
    return [case for case in load_bundled() if resources.data_folder() / case.file not in given]


def _read_cases(path: Path, shelf: _Shelf, catalogue: Catalogue) -> tuple[list[Case], list[Problem]]:
    document = read(path, _shown(path))
    problems = check(document, "suite/case-file.schema.json")
    if problems:
        return [], problems
    fragments = {**shelf.fragments, **fragments_of(document)}
    expander = CaseFileExpander(document, shelf.environments, fragments, catalogue)
    cases = expander.cases()
    problems = expander.problems or [*unknown_interpretations(document, catalogue)]
    return cases, problems or [problem for case in cases for problem in check_case(case)]


class _Shelf:
    """What case files of one folder may use: the bundled environments and fragments, and those beside the files."""

    def __init__(self, folder: Path) -> None:
        bundled = resources.cases_folder()
        folders = [bundled, folder] if folder.parent != bundled else [bundled]
        self.environments: Mapping[str, Mapping[str, Any]] = {
            name: environment for base in folders for name, environment in _environments(base / "environments").items()
        }
        self.fragments: Mapping[str, Fragment] = {
            name: fragment for base in folders for name, fragment in _fragments(base / "fragments").items()
        }


def _environments(folder: Path) -> dict[str, dict[str, Any]]:
    found = {}
    for document in _documents(folder):
        environment = from_document(document)
        if environment["environment"] != Path(document.file).stem:
            message = f"the environment in {document.file} must bear the file's name {Path(document.file).stem}"
            raise FileError([document.problem(["environment"], message)])
        found[environment["environment"]] = environment
    return found


def _fragments(folder: Path) -> dict[str, Fragment]:
    found: dict[str, Fragment] = {}
    for document in _documents(folder):
        problems = check(document, "suite/fragment-file.schema.json")
        if problems:
            raise FileError(problems)
        found.update(fragments_of(document))
    return found


def _documents(folder: Path) -> Iterable[Document]:
    return [read(path, _shown(path)) for path in sorted(folder.glob("*.yaml"), key=lambda path: path.stem)]


def shared_files(paths: Sequence[Path]) -> list[Path]:
    """Every file that cases of these files may be made from, beside the files themselves."""
    bundled = resources.cases_folder()
    bases = {bundled, *(path.parent for path in paths if path.parent.parent != bundled)}
    shared = [
        path for base in sorted(bases) for kind in ("environments", "fragments") for path in base.glob(f"{kind}/*.yaml")
    ]
    ledger = (bundled / "requirements").glob("*.yaml")
    return sorted([*shared, *ledger, catalogue_file(), *resources.schemas_folder().rglob("*.schema.json")])


def _shown(path: Path) -> str:
    """How messages and reports name a file: from the data folder for bundled ones, else as it was given."""
    base = resources.data_folder()
    return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)
