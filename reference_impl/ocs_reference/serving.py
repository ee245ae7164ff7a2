"""Running a whole OCS: HTTP and HTTPS listeners, the adapter on TCP or stdio, and a clock that goes."""

import json
import re
import signal
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Any
from uuid import uuid4
from wsgiref.types import WSGIApplication

from ocs_reference.core.errors import StoreError
from ocs_reference.faults import OperationError
from ocs_reference.gateway import SERVER_PATH, gateway
from ocs_reference.instance import Instance
from ocs_reference.lines import AdapterListener, converse
from ocs_reference.listeners import Listener
from ocs_reference.storage import IN_MEMORY, Database
from ocs_reference.variant import variant_of
from ocs_reference.web import application


@dataclass(frozen=True)
class Running:
    """An OCS with its HTTP interface; ``addresses`` are what an adapter's initialize names."""

    instance: Instance
    addresses: dict[str, str]


def start(
    stack: ExitStack,
    http_port: int,
    gateway_port: int | None,
    https_port: int | None,
    certificates: Path | None,
    require_client_certificate: bool,
    database: str | None,
    defect: str | None,
) -> Running:
    """Start an OCS with its HTTP interface, and the gateway in front of it; ``stack`` ends both.

    Raises ``OperationError``.
    """
    try:
        opened = Database(database or IN_MEMORY, prefix=f"ocs_{uuid4().hex[:8]}")
    except StoreError as reason:
        shown = re.sub(r":[^:/@]*@", ":***@", str(database))
        raise OperationError(f"the database {shown} cannot be used: {reason}") from reason
    stack.callback(opened.close)
    variant = variant_of(defect)
    instance = Instance(opened, "", variant.policies)
    web = variant.web(application(instance))
    listener = Listener(web, http_port)
    stack.callback(listener.close)
    instance.record_uri = listener.url
    addresses = {"url": listener.url}
    if https_port is not None and certificates is not None:
        secure = _secure(web, https_port, certificates, require_client_certificate)
        stack.callback(secure.close)
        addresses["secure_url"] = secure.url
    if gateway_port is not None:
        entrance = Listener(gateway(instance), gateway_port)
        stack.callback(entrance.close)
        addresses["gateway_url"] = entrance.url + SERVER_PATH
    return Running(instance, addresses)


def _secure(web: WSGIApplication, port: int, folder: Path, require_client: bool) -> Listener:
    from ocs_reference.certificates import make  # noqa: PLC0415 - heavy, and needed for HTTPS only

    try:
        made = make(folder)
    except OSError as reason:
        raise OperationError(f"certificates cannot be written to {folder}: {reason.strerror}") from reason
    return Listener(web, port, (made.server, made.authority), require_client)


def serve(environment: Path | None, adapter_port: int | None, announce: bool, **shared: Any) -> None:
    """Run an OCS until SIGTERM or Ctrl-C; with an environment file its clock goes on."""
    document = _read(environment) if environment is not None else None
    with ExitStack() as stack:
        stop = _stop_event()
        running = start(stack, **shared)
        if document is not None:
            running.instance.load(document)
        names = {"url": "http", "secure_url": "https", "gateway_url": "gateway"}
        known = {names[key]: address for key, address in running.addresses.items()}
        if adapter_port is not None:
            adapter = AdapterListener(running.instance, running.addresses, adapter_port)
            stack.callback(adapter.close)
            known["adapter"] = adapter.address
        _tell(known, announce)
        while not stop.wait(1):
            if document is not None:
                running.instance.advance(1)


def adapt(**shared: Any) -> None:
    """Speak the adapter protocol on standard input and output, until shutdown or the end of the input."""
    with ExitStack() as stack:
        running = start(stack, **shared)
        converse(running.instance, running.addresses, sys.stdin.buffer, _write_out)


def _write_out(line: bytes) -> None:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


def _read(environment: Path) -> dict[str, Any]:
    from ocs_reference.environment_file import load  # noqa: PLC0415 - heavy, and not every OCS begins with a file

    return load(environment)


def _tell(known: dict[str, str], announce: bool) -> None:
    lines = [json.dumps(known)] if announce else [f"{name:8} {address}" for name, address in known.items()]
    sys.stdout.write("\n".join(lines) + "\n" + ("" if announce else "Ctrl-C ends it.\n"))
    sys.stdout.flush()


def _stop_event() -> Event:
    """Return an event that SIGTERM sets."""
    stop = Event()

    def terminated(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, terminated)
    return stop
