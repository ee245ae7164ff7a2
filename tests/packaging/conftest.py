"""The wheel, and an environment in which it is installed as a user would have it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

Run = Callable[..., subprocess.CompletedProcess[str]]


def call(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, without what this test run has put into the surroundings."""
    surroundings = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PYTEST", "PYTHONPATH", "COV")) and key != "PYTHONWARNINGS"
    }
    return subprocess.run(command, cwd=cwd, env=surroundings, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment with the wheel in it.

    The wheel's dependencies are lent from the environment of this test run, behind the fresh one's own packages: paths
    in a .pth file are not searched for further .pth files, so an editable install of the project stays out of sight.
    """
    folder = tmp_path_factory.mktemp("user") / "venv"
    assert call(sys.executable, "-m", "venv", "--without-pip", folder).returncode == 0
    interpreter = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", str(interpreter), "--disable-pip-version-check")
    installed = call(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel)
    assert installed.returncode == 0, installed.stderr
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return interpreter


@pytest.fixture
def run(python: Path, tmp_path: Path) -> Run:
    """Runs the interpreter of the fresh environment in an empty folder."""
    return lambda *words: call(python, *words, cwd=tmp_path)
