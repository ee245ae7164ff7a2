"""The command ``ocs-reference`` as a process: adapter on stdio and TCP, addresses, ends, and faults."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

ENVIRONMENT = Path(__file__).parent / "call-centre.yaml"
COMMAND = [sys.executable, "-m", "ocs_reference"]


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([*COMMAND, *arguments], text=True, encoding="utf-8", **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def run(*arguments: str) -> tuple[int, str]:
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=30, check=False)
    return done.returncode, done.stderr


def announced(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout is not None
    addresses = json.loads(process.stdout.readline())
    assert isinstance(addresses, dict)
    return addresses


def asker(read: Callable[[], str], write: Callable[[str], object]) -> Callable[..., list[dict[str, Any]]]:
    """Return a function that sends a request and reads lines until its response."""

    def ask(method: str, **params: Any) -> list[dict[str, Any]]:
        write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}) + "\n")
        messages = [json.loads(read())]
        while "id" not in messages[-1]:
            messages.append(json.loads(read()))
        return messages

    return ask


@contextmanager
def conversation(address: str) -> Iterator[Callable[..., list[dict[str, Any]]]]:
    host, port = address.split(":")
    with (
        socket.create_connection((host, int(port)), timeout=10) as connection,
        connection.makefile("r", encoding="utf-8") as lines,
    ):
        yield asker(lines.readline, lambda text: connection.sendall(text.encode()))


def test_serve_announces_its_addresses_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    certificates = tmp_path / "certificates"
    options = ["--adapter-port", "0", "--https-port", "0", "--certificates", str(certificates), "--announce"]
    with started("serve", "--environment", str(ENVIRONMENT), *options) as process:
        addresses = announced(process)
        statuses = [
            requests.get(f"{addresses['http']}/campaigngroups/401", timeout=10).status_code,
            requests.get(
                f"{addresses['https']}/campaigngroups", verify=str(certificates / "ca.pem"), timeout=10
            ).status_code,
        ]
        process.send_signal(signal.SIGINT)
        _out, errors = process.communicate(timeout=10)
    assert (sorted(addresses), statuses) == (["adapter", "http", "https"], [200, 200])
    assert (process.returncode, errors) == (130, "")


def test_serve_ends_cleanly_when_it_is_terminated() -> None:
    with started("serve", "--environment", str(ENVIRONMENT), "--announce") as process:
        announced(process)
        process.terminate()
        _out, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")


def test_serve_tells_people_its_addresses() -> None:
    with started("serve", "--environment", str(ENVIRONMENT), "--adapter-port", "0") as process:
        assert process.stdout is not None
        words = [process.stdout.readline().split()[0] for _line in range(3)]
    assert words == ["http", "adapter", "Ctrl-C"]


def test_conversations_over_tcp_come_one_after_another(document: dict[str, Any]) -> None:
    with started("serve", "--adapter-port", "0", "--announce") as process:
        address = announced(process)["adapter"]
        with conversation(address) as ask:
            ask("environment.load", environment=document)
            first = ask("agent.login", agent="ann")
        with conversation(address) as ask:
            second = ask("agent.login", agent="ben")
            ask("shutdown")
    names = [[message.get("params", {}).get("agent") for message in answers] for answers in (first, second)]
    assert names == [["ann", None], ["ben", None]]


def test_an_event_that_http_causes_is_sent_before_the_fence(document: dict[str, Any]) -> None:
    with started("serve", "--adapter-port", "0", "--announce") as process:
        addresses = announced(process)
        with conversation(addresses["adapter"]) as ask:
            ask("environment.load", environment=document)
            ask("agent.login", agent="guy")
            requests.post(f"{addresses['http']}/campaigngroups/405?req=StartDialing", timeout=10)
            events = [message["params"]["data"]["GSW_USER_EVENT"] for message in ask("fence")[:-1]]
    assert events == ["CampaignStarted"]


def test_an_adapter_on_stdio_names_its_http_address_and_ends_at_shutdown(document: dict[str, Any]) -> None:
    with started("adapter") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        stdin = process.stdin
        ask = asker(process.stdout.readline, lambda text: (stdin.write(text), stdin.flush()))
        [hello] = ask("initialize", protocol=1, suite={"name": "suite", "version": "1"})
        ask("environment.load", environment=document)
        url = hello["result"]["http"]["url"]
        status = requests.get(f"{url}/campaigngroups", timeout=10).status_code
        ask("shutdown")
        assert (status, process.wait(10)) == (200, 0)


@pytest.mark.parametrize(("line", "code"), [("junk", -32700), ("[]", -32600), ("\x00", -32700), ("7", -32600)])
def test_a_line_that_is_no_request_is_answered_with_an_error(line: str, code: int) -> None:
    with started("adapter") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{line}\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
    assert (answer["id"], answer["error"]["code"]) == (None, code)


def test_an_adapter_ends_with_its_input() -> None:
    with started("adapter") as process:
        _out, errors = process.communicate("", timeout=10)
    assert (process.returncode, errors) == (0, "")


@pytest.mark.parametrize("option", ["--http-port", "--adapter-port"])
def test_a_port_in_use_is_one_sentence(option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        answer = run("serve", "--environment", str(ENVIRONMENT), option, port)
    assert answer == (3, f"ocs-reference: port {port} on 127.0.0.1 cannot be listened on; it may be in use\n")


def test_a_database_that_cannot_be_reached_is_one_sentence() -> None:
    code, errors = run("adapter", "--database", "postgresql+psycopg://postgres@127.0.0.1:1/test")
    assert (code, errors.count("\n"), "Traceback" in errors) == (3, 1, False)


def test_a_password_is_not_told() -> None:
    _, errors = run("adapter", "--database", "postgresql+psycopg://someone:secret@127.0.0.1:1/test")
    assert ("secret" in errors, "://someone:***@127.0.0.1:1/test" in errors) == (False, True)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "certificates"
    code, errors = run("adapter", "--https-port", "0", "--certificates", str(folder))
    assert (code, errors) == (3, f"ocs-reference: certificates cannot be written to {folder}: Not a directory\n")


@pytest.mark.parametrize("arguments", [["serve"], ["adapter", "--https-port", "0"], ["serve", "--environment", "none"]])
def test_wrong_usage_is_told(arguments: list[str]) -> None:
    code, errors = run(*arguments)
    assert (code, errors.startswith("Usage: ")) == (2, True)


def test_each_mistake_of_an_environment_file_is_told_in_a_line(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    text = ENVIRONMENT.read_text(encoding="utf-8")
    file.write_text(text.replace("4114", "four").replace("dial_mode: 3", "dial_mode: 7", 1))
    code, errors = run("serve", "--environment", str(file))
    assert (code, [line.partition(": ")[0] for line in errors.splitlines()]) == (2, [f"{file}:3:17", f"{file}:58:115"])
