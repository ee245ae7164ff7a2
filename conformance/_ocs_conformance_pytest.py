"""The door of the pytest plugin: options, ini keys and markers; the suite is imported only where a target is named.

It is a lone module, as a package that pytest imports at its start would break the test run of a repository with a
folder of the same name.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

__all__ = ["pytest_addoption", "pytest_configure", "pytest_load_initial_conftests"]

_BUNDLED = "ocs"
_NAMED = pytest.StashKey[Sequence[str]]()
_MARKERS = (
    "ocs_area(name): the interface that a case is about, such as 'desktop' (set by ocs-conformance)",
    "ocs_level(name): 'must', 'should' or 'may', the strongest of a case's requirements (set by ocs-conformance)",
    "ocs_requirement(id): a requirement that a case verifies (set by ocs-conformance)",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options and ini keys; none of them does anything without a target."""
    group = parser.getgroup("ocs-conformance", "ocs-conformance, judging an Outbound Contact Server")
    group.addoption(
        "--ocs-target",
        metavar="NAME|FILE",
        help="judge this target, a bundled profile's name or the file of your own: collects the bundled cases (where "
        f"no path is named; name the path {_BUNDLED} to have them all the same) and files *.ocs.yaml. A target that "
        "cannot be reached ends the run with exit code 3",
    )
    group.addoption(
        "--ocs-select",
        metavar="PATTERN",
        action="append",
        default=[],
        help="only cases whose id or requirement fits the pattern (* and ?); may be given more than once",
    )
    group.addoption("--ocs-no-bundled", action="store_true", help="only case files of this repository")
    group.addoption(
        "--ocs-report",
        metavar="DIR",
        type=Path,
        help="write report.jsonl, report.html and junit.xml into DIR/<target>/<time>/",
    )
    group.addoption("--ocs-time-scale", metavar="X", type=_factor, default=1.0, help="multiply every time limit by X")
    parser.addini("ocs_target", "the same as --ocs-target; a path counts from the folder of the ini file", default="")
    parser.addini("ocs_bundled", "whether to collect the bundled cases", type="bool", default=True)


def _factor(text: str) -> float:
    factor = float(text)
    if not 0 < factor < float("inf"):
        raise ValueError(text)
    return factor


def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Take the bundled cases' node ids out of the command line: they are no paths, and pytest would refuse them."""
    known = early_config.known_args_namespace
    if known.ocs_target or early_config.getini("ocs_target"):
        named = [word for word in known.file_or_dir if _is_bundled(word, early_config.invocation_params.dir)]
        for word in named:
            # From the end, where paths stand: the value of an option may read the same.
            del args[len(args) - 1 - args[::-1].index(word)]
        early_config.stash[_NAMED] = named


def _is_bundled(word: str, folder: Path) -> bool:
    path = word.partition("::")[0]
    return path.partition("/")[0] == _BUNDLED and not (folder / path).exists()


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers and, where a target is named, the plugin itself."""
    for marker in _MARKERS:
        config.addinivalue_line("markers", marker)
    target = config.getoption("ocs_target") or _from_ini(config)
    if target:
        from ocs_conformance.pytest.plugin import register  # noqa: PLC0415 - an unused plugin costs nothing

        register(config, target, config.stash.get(_NAMED, ()))
    elif config.getoption("ocs_select") or config.getoption("ocs_report"):
        raise pytest.UsageError("--ocs-select and --ocs-report need a target: --ocs-target NAME or FILE")


def _from_ini(config: pytest.Config) -> str:
    target: str = config.getini("ocs_target")
    is_path = "/" in target or target.endswith((".yaml", ".yml"))
    return str(config.inipath.parent / target) if is_path and config.inipath else target
