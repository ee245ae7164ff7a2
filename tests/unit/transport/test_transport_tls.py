"""HTTPS: an authority of one's own, client certificates, and a clear word where trust is missing."""

import re
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Server

from ocs_conformance.errors import HttpError, UnreachableError
from ocs_conformance.model import AdapterProfile, HttpProfile, TargetProfile, TlsProfile
from ocs_conformance.transport.base import HttpRequest
from ocs_conformance.transport.connect import connect
from ocs_conformance.transport.context import Context
from ocs_conformance.transport.http_network import NetworkHttp, Tls

GET = HttpRequest("GET", "/")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates: of the server, of a client, of their authority, and of an authority that neither knows."""
    folder = tmp_path_factory.mktemp("certificates")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    trustme.CA().cert_pem.write_to_path(str(folder / "other-ca.pem"))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
    client = authority.issue_cert("client@example.org")
    client.private_key_and_cert_chain_pem.write_to_path(str(folder / "client.pem"))
    client.cert_chain_pems[0].write_to_path(str(folder / "client-certificate.pem"))
    client.private_key_pem.write_to_path(str(folder / "client-key.pem"))
    (folder / "nonsense.pem").write_text("no certificate\n")
    return folder


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", "5")])
    return [b"hello"]


def serving(folder: Path, demands: ssl.VerifyMode) -> Iterator[str]:
    """The address of an HTTPS server that asks for client certificates or not."""
    server = Server(("127.0.0.1", 0), application, numthreads=2)
    certificate = str(folder / "server.pem")
    server.ssl_adapter = BuiltinSSLAdapter(certificate, certificate)
    server.ssl_adapter.context.load_verify_locations(folder / "ca.pem")
    server.ssl_adapter.context.verify_mode = demands
    server.error_log = lambda *_: None  # type: ignore[method-assign]
    server.prepare()
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield f"https://127.0.0.1:{server.bind_addr[1]}"
    server.stop()
    thread.join()


@pytest.fixture
def open_address(folder: Path) -> Iterator[str]:
    yield from serving(folder, ssl.CERT_NONE)


@pytest.fixture
def closed_address(folder: Path) -> Iterator[str]:
    """The address of a server that lets in only clients with a certificate."""
    yield from serving(folder, ssl.CERT_REQUIRED)


def body_or_fault(address: str, tls: Tls) -> str:
    """What a request comes to: the body, or what the error says."""
    line = NetworkHttp(address, tls)
    try:
        return line.exchange(GET, 5).body.decode()
    except HttpError as error:
        return str(error)
    finally:
        line.close()


def test_an_authority_of_ones_own_is_trusted(open_address: str, folder: Path) -> None:
    assert body_or_fault(open_address, Tls(ca=str(folder / "ca.pem"))) == "hello"


@pytest.mark.parametrize("ca", [None, "other-ca.pem"])
def test_an_unknown_authority_is_refused_with_the_key_that_names_one(
    open_address: str, folder: Path, ca: str | None
) -> None:
    said = body_or_fault(open_address, Tls(ca=str(folder / ca) if ca else None))
    why = "self-signed certificate in certificate chain"
    key = "the authority to trust is named by http.tls.ca in the target profile"
    assert said == f"{open_address}: its certificate is not trusted: {why}; {key}"


def test_a_certificate_of_another_host_is_refused(open_address: str, folder: Path) -> None:
    address = open_address.replace("127.0.0.1", "localhost")
    said = body_or_fault(address, Tls(ca=str(folder / "ca.pem")))
    why = "Hostname mismatch, certificate is not valid for 'localhost'."
    assert said.startswith(f"{address}: its certificate is not trusted: {why}")


def test_a_client_certificate_lets_in(closed_address: str, folder: Path) -> None:
    tls = Tls(str(folder / "ca.pem"), str(folder / "client.pem"))
    assert body_or_fault(closed_address, tls) == "hello"


def test_a_client_certificate_may_have_its_key_in_another_file(closed_address: str, folder: Path) -> None:
    tls = Tls(str(folder / "ca.pem"), str(folder / "client-certificate.pem"), str(folder / "client-key.pem"))
    assert body_or_fault(closed_address, tls) == "hello"


def test_a_client_without_certificate_is_told_the_key_that_names_one(closed_address: str, folder: Path) -> None:
    said = body_or_fault(closed_address, Tls(ca=str(folder / "ca.pem")))
    key = "if a client certificate is asked for, it is named by http.tls.certificate in the target profile"
    assert re.fullmatch(rf"{closed_address}: the TLS connection failed: .+; {key}", said)


def test_a_file_that_holds_no_certificate_is_refused(open_address: str, folder: Path) -> None:
    said = body_or_fault(open_address, Tls(ca=str(folder / "nonsense.pem")))
    assert said.startswith(f"{open_address}: the TLS connection failed: ")


def reached(address: str, tls: Tls) -> str:
    """What trying to reach an address comes to: nothing, or what the error says."""
    try:
        NetworkHttp(address, tls).reach(5)
    except UnreachableError as error:
        return str(error)
    return ""


def test_an_address_with_a_trusted_certificate_is_reached(open_address: str, folder: Path) -> None:
    assert reached(open_address, Tls(ca=str(folder / "ca.pem"))) == ""


def test_an_address_that_asks_for_a_certificate_is_reached_with_one(closed_address: str, folder: Path) -> None:
    assert reached(closed_address, Tls(str(folder / "ca.pem"), str(folder / "client.pem"))) == ""


def test_an_address_with_an_unknown_certificate_is_not_reached(open_address: str) -> None:
    why = "self-signed certificate in certificate chain"
    key = "the authority to trust is named by http.tls.ca in the target profile"
    assert reached(open_address, Tls()) == f"{open_address}: its certificate is not trusted: {why}; {key}"


@pytest.mark.skipif(sys.platform != "linux", reason="the server's alert outlives the connection on Linux only")
def test_an_address_that_asks_for_a_certificate_is_not_reached_without(closed_address: str, folder: Path) -> None:
    said = reached(closed_address, Tls(ca=str(folder / "ca.pem")))
    key = "if a client certificate is asked for, it is named by http.tls.certificate in the target profile"
    assert re.fullmatch(rf"{closed_address}: the TLS connection failed: .*certificate required.*; {key}", said)


def test_a_server_that_speaks_no_tls_is_not_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"https://127.0.0.1:{server.getsockname()[1]}"
        answering = threading.Thread(target=answer_in_plain, args=(server,))
        answering.start()
        said = reached(address, Tls())
        answering.join()
    assert said.startswith(f"{address}: the TLS connection failed: ")


def answer_in_plain(server: socket.socket) -> None:
    line, _ = server.accept()
    with line:
        line.recv(65536)
        line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.mark.parametrize("key", ["ca", "certificate", "key"])
def test_a_file_that_is_missing_is_named_with_its_key(tmp_path: Path, key: str) -> None:
    with pytest.raises(UnreachableError) as caught:
        Tls.of(TlsProfile(**{key: "missing.pem"}), Context(tmp_path, 1.0, 1.0))
    said = f"there is no file {tmp_path / 'missing.pem'}, which the target profile names as http.tls.{key}"
    assert str(caught.value) == said


def test_a_profile_names_files_beside_itself_and_an_address(
    open_address: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parent)
    adapter = AdapterProfile("memory", {"factory": "memory_adapters:behaving"})
    http = HttpProfile(url=open_address, tls=TlsProfile(ca="ca.pem"))
    connection = connect(TargetProfile("test", "Test", folder / "test.yaml", adapter, http), 1.0)
    assert connection.http is not None
    body = connection.http.exchange(GET, 5).body
    connection.close()
    assert body == b"hello"


def test_a_connection_is_not_made_where_http_cannot_be_reached(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parent)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"https://127.0.0.1:{taken.getsockname()[1]}"
    adapter = AdapterProfile("memory", {"factory": "memory_adapters:behaving"})
    target = TargetProfile("test", "Test", folder / "test.yaml", adapter, HttpProfile(url=address))
    with pytest.raises(
        UnreachableError, match=f"^{address}: the HTTP interface cannot be reached: Connection refused; "
    ):
        connect(target, 1.0)
