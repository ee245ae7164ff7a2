"""`ocs-conformance validate`: every mistake in what the suite, or somebody else, wrote."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ocs_conformance import resources
from ocs_conformance.cli.options import format_option
from ocs_conformance.errors import Problem, UsageError
from ocs_conformance.loading import SUFFIX, bundled_case_files, bundled_profiles, validate
from ocs_conformance.loading.files import ledger_mistakes, mistakes_of

__all__ = ["command"]


@click.command(name="validate")
@click.argument("paths", nargs=-1, metavar="[PATHS]...", type=click.Path(path_type=Path))
@format_option("text", "json")
def command(paths: tuple[Path, ...], form: str) -> int:
    """Check PATHS, or the suite's own files and whether its ledger is complete.

    PATHS are case files, environments, fragments, target profiles, ledger files, interpretations, and folders of them.

    \b
    Examples:
      ocs-conformance validate
      ocs-conformance validate my-target.yaml checks/*.ocs.yaml
    """
    cases, others = _sorted_out(paths)
    count, problems = validate(cases) if cases else (0, [])
    for path in others:
        problems += mistakes_of(path)
    problems = [*dict.fromkeys(problems)] or ([] if paths else ledger_mistakes())
    if form == "json":
        rows = [{"file": p.file, "line": p.line, "column": p.column, "message": p.message} for p in problems]
        click.echo(json.dumps({"files": len(cases) + len(others), "cases": count, "problems": rows}, indent=2))
    else:
        _tell(count, len(cases) + len(others), problems)
    return 2 if problems else 0


def _tell(cases: int, files: int, problems: list[Problem]) -> None:
    for problem in problems:
        click.echo(str(problem))
    if problems:
        wrong = len({problem.file for problem in problems})
        click.echo(f"{_counted(len(problems), 'mistake')} in {_counted(wrong, 'file')}", err=True)
    else:
        click.echo(f"{_counted(cases, 'case')} in {_counted(files, 'file')}, no mistakes")


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _sorted_out(paths: tuple[Path, ...]) -> tuple[list[Path], list[Path]]:
    """Case files, which are checked as a set, and all others."""
    if not paths:
        folder = resources.cases_folder()
        shared = [
            path
            for pattern in ("environments/*.yaml", "fragments/*.yaml", "requirements/*.yaml", "*.yaml")
            for path in folder.glob(pattern)
        ]
        return bundled_case_files(), [*sorted(shared), *bundled_profiles().values()]
    found = [inner for path in paths for inner in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]
    if not found:
        raise UsageError(f"there is no .yaml file in {paths[0]}")
    bundled = bundled_case_files()
    cases = [path for path in found if path.name.endswith(SUFFIX) or path.resolve() in bundled]
    return cases, [path for path in found if path not in cases]
