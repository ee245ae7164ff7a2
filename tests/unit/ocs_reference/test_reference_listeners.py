"""HTTP and HTTPS over real sockets: persistent connections, absolute targets, limits, certificates."""

import http.client
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from ocs_reference.certificates import Certificates, make
from ocs_reference.faults import OperationError
from ocs_reference.instance import Instance
from ocs_reference.listeners import Listener
from ocs_reference.storage import Database
from ocs_reference.web import LARGEST_BODY, application


@pytest.fixture(scope="module")
def instance(document: dict[str, Any]) -> Iterator[Instance]:
    """An OCS with the test's environment."""
    database = Database()
    made = Instance(database, "")
    made.load(document)
    yield made
    database.close()


@pytest.fixture(scope="module")
def plain(instance: Instance) -> Iterator[str]:
    """The address of an HTTP listener."""
    listener = Listener(application(instance), 0)
    yield listener.url
    listener.close()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates made for this run."""
    return make(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module", params=[False, True], ids=["optional", "required"])
def secure(
    instance: Instance, certificates: Certificates, request: pytest.FixtureRequest
) -> Iterator[tuple[str, bool]]:
    """The address of an HTTPS listener, and whether it requires a client certificate."""
    listener = Listener(application(instance), 0, (certificates.server, certificates.authority), request.param)
    yield listener.url, request.param
    listener.close()


def connected(url: str) -> socket.socket:
    host, port = url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=5)


def exchange(connection: socket.socket, request: str) -> tuple[int, dict[str, str], bytes]:
    connection.sendall(request.replace("\n", "\r\n").encode())
    response = http.client.HTTPResponse(connection)
    response.begin()
    return response.status, dict(response.getheaders()), response.read()


def test_a_connection_stays_open_although_the_client_wants_it_closed(plain: str) -> None:
    request = "GET /campaigngroups/401 HTTP/1.1\nHost: ocs\nConnection: close\n\n"
    with connected(plain) as connection:
        answers = [exchange(connection, request) for _request in range(2)]
    assert [(status, headers.get("Connection")) for status, headers, _body in answers] == [(200, None), (200, None)]


def test_a_target_in_absolute_form_is_understood(plain: str) -> None:
    request = "POST http://ocs.example:8080/records/15?req=RecordProcessed HTTP/1.1\nHost: ocs\nContent-length: 0\n\n"
    with connected(plain) as connection:
        status, headers, body = exchange(connection, request)
    assert (status, headers["Warning"], headers["Content-length"]) == (410, "112", str(len(body)))


def test_a_name_in_the_uri_is_decoded_as_utf_8(plain: str) -> None:
    body = {"GSW_CAMPAIGN_NAME": "Preview", "GSW_PHONE": "1", "GSW_TZ_NAME": "PST"}
    answer = requests.post(f"{plain}/lists/Z%C3%BCrich%2F%25?req=AddRecord", json=body, timeout=5)
    assert (answer.status_code, answer.headers["Warning"]) == (404, "103")


def test_a_body_in_chunks_is_read(plain: str) -> None:
    chunks = iter([b'{"GSW_TENANT_NAME"', b': "First Tenant"}'])
    headers = {"Content-Type": "application/json"}
    answer = requests.post(f"{plain}/phones/77?req=DoNotCall", data=chunks, headers=headers, timeout=5)
    assert answer.status_code == 200


def test_a_body_that_is_too_large_is_refused(plain: str) -> None:
    request = f"POST /records/1?req=RecordProcessed HTTP/1.1\nHost: ocs\nContent-length: {LARGEST_BODY + 1}\n\n"
    with connected(plain) as connection:
        assert exchange(connection, request)[0] == 413


def test_junk_is_a_bad_request(plain: str) -> None:
    with connected(plain) as connection:
        assert exchange(connection, "what is this\n\n")[0] == 400


def test_a_port_in_use_is_told_in_one_sentence(instance: Instance, plain: str) -> None:
    port = int(plain.rsplit(":", 1)[1])
    with pytest.raises(OperationError, match=f"^port {port} on 127.0.0.1 cannot be listened on; it may be in use$"):
        Listener(application(instance), port)


def test_a_client_with_a_certificate_is_served(secure: tuple[str, bool], certificates: Certificates) -> None:
    url, _required = secure
    shown = (str(certificates.client), str(certificates.client))
    answer = requests.get(f"{url}/campaigngroups/401", verify=str(certificates.authority), cert=shown, timeout=5)
    assert answer.status_code == 200


def test_a_client_without_a_certificate_is_served_where_none_is_required(
    secure: tuple[str, bool], certificates: Certificates
) -> None:
    url, required = secure
    try:
        status = requests.get(f"{url}/campaigngroups/401", verify=str(certificates.authority), timeout=5).status_code
    except requests.exceptions.ConnectionError:
        status = None
    assert status == (None if required else 200)


def test_a_client_that_does_not_know_the_authority_refuses(secure: tuple[str, bool]) -> None:
    host, port = secure[0].removeprefix("https://").split(":")
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, int(port)), timeout=5) as connection,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        context.wrap_socket(connection, server_hostname="localhost")


def test_certificates_are_written_where_they_are_wanted(tmp_path: Path) -> None:
    make(tmp_path / "new" / "folder")
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == [
        "ca.pem",
        "client.pem",
        "server.pem",
    ]
