"""Help: what commands there are, an example of each, and that the examples hold."""

import re
import shlex
import subprocess
from collections.abc import Callable

import pytest

from ocs_conformance import __version__

Ocs = Callable[..., "subprocess.CompletedProcess[str]"]

COMMANDS = ["run", "list", "show", "requirements", "messages", "validate", "explore", "prove", "report"]


def examples(said: str) -> list[str]:
    """The commands that a help text shows as examples, without the program's name."""
    return re.findall(r"^    ocs-conformance (.*)$", said, re.MULTILINE)


def test_help_names_every_command(ocs: Ocs) -> None:
    done = ocs("--help")
    _, _, listed = done.stdout.partition("Commands:\n")
    assert (done.returncode, [line.split()[0] for line in listed.splitlines()]) == (0, COMMANDS)
    assert examples(done.stdout)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_shows_an_example_of_it(ocs: Ocs, command: str) -> None:
    done = ocs(command, "--help")
    assert (done.returncode, done.stdout == ocs(command, "-h").stdout) == (0, True)
    assert {shlex.split(example)[0] for example in examples(done.stdout)} == {command}


@pytest.mark.parametrize("command", ["list", "show"])
def test_the_examples_can_be_run_as_they_stand(ocs: Ocs, command: str) -> None:
    codes = [ocs(*shlex.split(example)).returncode for example in examples(ocs(command, "--help").stdout)]
    assert set(codes) == {0}


def test_the_version_is_told(ocs: Ocs) -> None:
    done = ocs("--version")
    assert (done.returncode, done.stdout) == (0, f"ocs-conformance, version {__version__}\n")
