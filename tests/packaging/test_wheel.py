"""What the wheel holds, and that it works where the checkout is not."""

from __future__ import annotations

import configparser
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]

Run = Callable[..., subprocess.CompletedProcess[str]]


def tree(folder: str) -> set[str]:
    """The files below a folder of the checkout, without what Python leaves behind."""
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT / folder).as_posix() for path in files}


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def metadata(wheel: Path, name: str) -> str:
    with zipfile.ZipFile(wheel) as archive:
        (path,) = [path for path in archive.namelist() if path.endswith(f".dist-info/{name}")]
        return archive.read(path).decode()


def test_the_wheel_installs_three_names(wheel: Path) -> None:
    top = {name.partition("/")[0] for name in names(wheel)}
    assert {name for name in top if not name.endswith(".dist-info")} == {
        "_ocs_conformance_pytest.py",
        "ocs_conformance",
        "ocs_reference",
    }


def test_the_wheel_holds_the_sources_and_the_data_whole(wheel: Path) -> None:
    data = {f"ocs_conformance/_data/{folder}/{name}" for folder in ("cases", "schemas") for name in tree(folder)}
    files = {name for name in names(wheel) if ".dist-info/" not in name}
    assert files == tree("conformance") | tree("reference_impl") | data


def test_the_entry_points_are_those_of_the_suite_and_the_reference(wheel: Path) -> None:
    parser = configparser.ConfigParser(delimiters="=")
    parser.read_string(metadata(wheel, "entry_points.txt"))
    assert {group: dict(parser[group]) for group in parser.sections()} == {
        "console_scripts": {
            "ocs-conformance": "ocs_conformance.cli:main",
            "ocs-reference": "ocs_reference.cli:main",
        },
        "pytest11": {"ocs_conformance": "_ocs_conformance_pytest"},
        "ocs_conformance.transports": {
            "memory": "ocs_conformance.transport.memory:connect",
            "stdio": "ocs_conformance.transport.stdio:connect",
            "tcp": "ocs_conformance.transport.tcp:connect",
        },
    }


def test_the_licence_goes_with_it(wheel: Path) -> None:
    assert metadata(wheel, "licenses/LICENSE") == (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_what_is_imported_is_the_installed_copy(run: Run, python: Path) -> None:
    program = "import ocs_conformance, ocs_reference; print(ocs_conformance.__file__); print(ocs_reference.__file__)"
    places = run("-c", program).stdout.splitlines()
    (packages,) = python.parent.parent.glob("lib/python*/site-packages")
    assert places == [f"{packages}/{name}/__init__.py" for name in ("ocs_conformance", "ocs_reference")]
