"""The command group, and what its exit codes mean.

0: the target conforms, or the command did what it was asked for. 1: it does not conform. 2: the call or a file is
wrong. 3: there is no verdict, because the suite, an adapter or the way to the target failed, or no case could be
carried out. 130: interrupted. 141: whoever read the output went away.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from importlib import import_module
from typing import Any

import click

from ocs_conformance import __version__
from ocs_conformance.errors import FileError, SuiteError, UsageError

__all__ = ["main"]

OUR_FAULT = 3
INTERRUPTED = 130
UNREAD = 141

_COMMANDS = {
    "run": "Judge a target.",
    "list": "List the cases.",
    "show": "Show one case, requirement or interpretation.",
    "requirements": "Show the ledger: each requirement, with its cases.",
    "messages": "Show every message of the documents with its keys.",
    "validate": "Check case files, environments, profiles and the ledger.",
    "explore": "Look for differences to another target by random requests.",
    "prove": "Prove that each case can fail.",
    "report": "Make a document of a report.jsonl.",
}


class _UnreadError(Exception):
    """Nobody reads the output any more; click would make the exit code of a verdict of it."""


class _Commands(click.Group):
    """Imports a command when it is called: each brings what it needs, and no more."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*_COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"ocs_conformance.cli.{cmd_name}_command").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _UnreadError from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([*_COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ocs-conformance")
def _app() -> None:
    """Judges Outbound Contact Servers by what their documents say.

    \b
    Example:
      ocs-conformance run --target reference
    """


def main() -> None:
    """Run the command line and exit with the code that the outcome has."""
    # Conversations and reports are many small containers without cycles, which are not worth looking for so often:
    # reading a report back takes half as long.
    gc.set_threshold(50_000)
    try:
        sys.exit(_app.main(prog_name="ocs-conformance", standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (UsageError, FileError) as error:
        _complain(str(error))
        sys.exit(2)
    except SuiteError as error:
        _complain(str(error))
        sys.exit(OUR_FAULT)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(INTERRUPTED)
    except _UnreadError:
        _drop_output()
        sys.exit(UNREAD)
    except OSError as error:
        _drop_output()
        _complain(f"the suite cannot go on: {error}")
        sys.exit(OUR_FAULT)
    except Exception:  # a mistake in the suite must not look like a verdict, which Python's own exit code 1 would
        traceback.print_exc()
        sys.exit(OUR_FAULT)


def _complain(text: str) -> None:
    click.echo(text, err=True)


def _drop_output() -> None:
    """Let the interpreter get rid of what it still holds back, as it would complain of it on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
