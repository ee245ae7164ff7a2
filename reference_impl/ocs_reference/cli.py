"""The command ``ocs-reference``: the reference OCS for people (``serve``) and for the suite (``adapter``)."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from ocs_reference import __version__
from ocs_reference.faults import OperationError, WrongInputError

WRONG_INPUT, OUR_FAULT, INTERRUPTED = 2, 3, 130

_PORT = click.IntRange(0, 65535)
_F = TypeVar("_F", bound=Callable[..., Any])

_SHARED = (
    click.option("--http-port", type=_PORT, default=0, help="Port for HTTP; 0, the default, is any free port."),
    click.option("--https-port", type=_PORT, help="Port for HTTPS; 0 is any free port."),
    click.option("--gateway-port", type=_PORT, help="Port for a web gateway that loads campaigns; 0 is any free port."),
    click.option(
        "--certificates",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder for ca.pem, server.pem and client.pem, which are made anew; needed for HTTPS.",
    ),
    click.option("--require-client-certificate", is_flag=True, help="Refuse HTTPS clients without a certificate."),
    click.option("--database", help="URL of the database; SQLite in memory without it."),
    click.option("--defect", metavar="NAME", help="Run with one mistake; `ocs-reference defects` shows all."),
)


def _shared(command: _F) -> _F:
    for option in reversed(_SHARED):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ocs-reference")
def main() -> None:
    """The reference Outbound Contact Server."""


@main.command()
@click.option(
    "--environment",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File that says what is configured; an adapter may load another one.",
)
@_shared
@click.option("--adapter-port", type=_PORT, help="Port for the adapter protocol; 0 is any free port.")
@click.option("--announce", is_flag=True, help="Print the addresses as one JSON object on the first line.")
def serve(environment: Path | None, adapter_port: int | None, announce: bool, **shared: Any) -> None:
    """Run an OCS until Ctrl-C.

    With --environment its clock begins at the environment's time and goes on; otherwise it stands still, and an
    adapter moves it.

    Example: ocs-reference serve --environment cases/environments/alpha.yaml --http-port 8080
    """
    _require_folder(shared)
    if environment is None and adapter_port is None:
        raise click.UsageError("give --environment, or --adapter-port for an adapter that loads one")
    from ocs_reference import serving  # noqa: PLC0415 - heavy, and --help does not need it

    with _short_faults():
        serving.serve(environment, adapter_port, announce, **shared)


@main.command()
@_shared
def adapter(**shared: Any) -> None:
    """Speak the adapter protocol on standard input and output.

    Example: ocs-reference adapter --https-port 0 --certificates certificates
    """
    _require_folder(shared)
    from ocs_reference import serving  # noqa: PLC0415 - heavy, and --help does not need it

    with _short_faults():
        serving.adapt(**shared)


@main.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def defects(form: str) -> None:
    """List the mistakes that `serve` and `adapter` can be run with, and the requirement that each breaks.

    Example: ocs-reference defects
    """
    from ocs_reference.defects import described  # noqa: PLC0415 - a sound OCS needs none of them

    found = described()
    if form == "json":
        click.echo(json.dumps(found, indent=1))
        return
    for defect in found:
        click.echo(f"{defect['name']} ({defect['requirement']})\n  {defect['title']}")
    click.echo(f"{len(found)} defects")


def _require_folder(shared: dict[str, Any]) -> None:
    if shared["https_port"] is not None and shared["certificates"] is None:
        raise click.UsageError("--https-port needs --certificates, a folder to put them in")


@contextmanager
def _short_faults() -> Iterator[None]:
    """End with a short message and an exit code instead of a traceback."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except WrongInputError as reason:
        click.echo(reason, err=True)
        sys.exit(WRONG_INPUT)
    except OperationError as reason:
        click.echo(f"ocs-reference: {reason}", err=True)
        sys.exit(OUR_FAULT)
