"""The HTTP interface behind a real proxy, plain and over TLS: every case has the verdict that it has without one.

What a proxy changes by its nature is told here: the client's connection is the proxy's, which obeys Connection: close.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ocs_conformance.engine import CaseFinished, Settings, run
from ocs_conformance.loading import load_bundled
from ocs_conformance.model import AdapterProfile, Case, HttpProfile, TargetProfile, TlsProfile
from ocs_conformance.verdict import Verdict

CONFIGURATION = """\
defaults
    mode http
    timeout connect 10s
    timeout client 1h
    timeout server 1h
frontend clients
    bind fd@{listening}{certificate}
    default_backend ocs
backend ocs
    server ocs {host}{authority}
"""

BY_NATURE = {"http.connections.close-is-ignored"}
"""What the proxy answers for itself: a client that asks it to close the connection has its way."""


@pytest.fixture(scope="session")
def haproxy() -> str:
    """The proxy's program."""
    found = shutil.which(os.environ.get("OCS_TEST_HAPROXY", "haproxy"), path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        # Where somebody names one, as CI does, it must be there.
        assert "OCS_TEST_HAPROXY" not in os.environ, "haproxy is not there; install Debian's package of that name"
        pytest.skip("haproxy is not installed; apt-get install haproxy brings it")
    return found


@pytest.fixture
def reference(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The addresses of a reference that runs as a process of its own."""
    ports = [word for kind in ("adapter", "http", "https") for word in (f"--{kind}-port", "0")]
    command = [sys.executable, "-m", "ocs_reference", "serve", "--announce", "--certificates", str(tmp_path), *ports]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


@contextmanager
def proxied(program: str, address: str, folder: Path) -> Iterator[str]:
    """The address of a proxy before an address; where that is secure, the proxy is, on both of its sides."""
    scheme, _, host = address.partition("://")
    secure = scheme == "https"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        configuration = CONFIGURATION.format(
            listening=listening.fileno(),
            certificate=f" ssl crt {folder / 'server.pem'}" if secure else "",
            host=host,
            authority=f" ssl verify required ca-file {folder / 'ca.pem'}" if secure else "",
        )
        file = folder / "haproxy.cfg"
        file.write_text(configuration)
        command = [program, "-db", "-f", str(file)]
        with subprocess.Popen(command, pass_fds=[listening.fileno()], stderr=subprocess.PIPE) as process:
            try:
                yield f"{scheme}://127.0.0.1:{listening.getsockname()[1]}"
            finally:
                process.terminate()


def verdicts(cases: list[Case], addresses: dict[str, str], url: str, authority: Path | None) -> dict[str, Verdict]:
    """The verdict of each case where the HTTP interface is reached at this address."""
    host, _, port = addresses["adapter"].partition(":")
    tls = TlsProfile(ca=str(authority) if authority else None)
    target = TargetProfile(
        "proxied",
        "The reference behind a proxy",
        Path(__file__),
        AdapterProfile("tcp", {"host": host, "port": int(port)}),
        HttpProfile(url=url, tls=tls),
    )
    events = run(cases, target, Settings())
    return {event.case.id: event.verdict for event in events if isinstance(event, CaseFinished)}


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_http_case_has_the_same_verdict_through_a_proxy(
    haproxy: str, reference: dict[str, str], tmp_path: Path, scheme: str
) -> None:
    cases = [case for case in load_bundled() if case.capabilities & {"http", "http.connections"}]
    authority = tmp_path / "ca.pem" if scheme == "https" else None
    directly = verdicts(cases, reference, reference[scheme], authority)
    with proxied(haproxy, reference[scheme], tmp_path) as address:
        through = verdicts(cases, reference, address, authority)
    assert set(directly.values()) == {Verdict.PASS}
    assert {case.base_id for case in cases if through[case.id] is not Verdict.PASS} == BY_NATURE


def test_a_proxy_is_really_there(haproxy: str, reference: dict[str, str], tmp_path: Path) -> None:
    with proxied(haproxy, reference["http"], tmp_path) as address:
        asked = b"GET /campaigngroups HTTP/1.1\r\nHost: ocs\r\nConnection: close\r\n\r\n"
        with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=10) as line:
            line.sendall(asked)
            line.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda: line.recv(65536), b"")).lower()
    assert (b"server: ocs/" in answer, b"connection: close" in answer) == (True, True)
