"""Faults that are not the target's behaviour: it cannot be reached, the report cannot be written, nobody reads."""

import os
import re
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Ocs = Callable[..., "subprocess.CompletedProcess[str]"]

ADAPTER_WITH_PID = """\
target: told
adapter:
  transport: stdio
  cwd: .
  command: [sh, -c, 'echo $$ > adapter.pid; exec {python} -m ocs_reference adapter']
"""


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def unreachable(ocs: Ocs, own_case: Path, profile: str) -> str:
    """What a run says, in its one line, of the target that a profile describes."""
    file = own_case.parent / "ours.yaml"
    file.write_text(f"target: ours\n{profile}\n")
    done = ocs("run", "--target", "ours.yaml", own_case)
    left = [*own_case.parent.rglob("report*")]
    assert (done.returncode, done.stdout, done.stderr.count("\n"), left) == (3, "", 1, []), done.stderr
    return done.stderr.rstrip("\n")


def test_an_adapter_that_does_not_listen_is_named_by_its_address(ocs: Ocs, own_case: Path) -> None:
    port = closed_port()
    said = unreachable(ocs, own_case, f"adapter: {{transport: tcp, host: 127.0.0.1, port: {port}}}")
    assert said == f"the adapter at 127.0.0.1:{port} cannot be reached: Connection refused"


def test_an_adapter_that_is_no_command_is_named(ocs: Ocs, own_case: Path) -> None:
    said = unreachable(ocs, own_case, "adapter: {transport: stdio, command: [no-such-adapter, --fast]}")
    why = "No such file or directory: no-such-adapter"
    assert said == f"the adapter `no-such-adapter --fast` cannot be started: {why}"


def test_a_factory_that_cannot_be_imported_is_named(ocs: Ocs, own_case: Path) -> None:
    said = unreachable(ocs, own_case, "adapter: {transport: memory, factory: 'no_such_ocs.adapter:create'}")
    why = "ModuleNotFoundError: No module named 'no_such_ocs'"
    assert said == f"the adapter no_such_ocs.adapter:create cannot be made: {why}"


def test_an_adapter_that_ends_at_once_is_quoted(ocs: Ocs, own_case: Path) -> None:
    command = r"""['{python}', -c, 'import sys; sys.exit("no licence")']"""
    said = unreachable(ocs, own_case, f"adapter: {{transport: stdio, command: {command}}}")
    assert said.startswith(f"target ours: the adapter `{sys.executable} -c ")
    assert said.endswith("ended with exit status 1; it said: no licence")


def test_an_http_interface_that_does_not_listen_is_named_by_its_address(ocs: Ocs, own_case: Path) -> None:
    address = f"http://127.0.0.1:{closed_port()}"
    adapter = "adapter: {transport: memory, factory: 'ocs_reference.adapter:create'}"
    said = unreachable(ocs, own_case, f"{adapter}\nhttp: {{url: '{address}'}}")
    why = "the HTTP interface cannot be reached: Connection refused"
    assert said == f"{address}: {why}; http.url in the target profile names another address"


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("standing", r"Error: Invalid value for '--report': Directory 'standing' is a file\."),
        (
            "standing/below",
            r"cannot create standing/below/reference: Not a directory; "
            r"name a folder that is there and that you may use",
        ),
    ],
)
def test_a_report_folder_that_cannot_be_made_is_named(ocs: Ocs, own_case: Path, folder: str, said: str) -> None:
    (own_case.parent / "standing").write_text("a file")
    done = ocs("run", "--target", "reference", own_case, "--report", folder)
    assert (done.returncode, bool(re.fullmatch(said, done.stderr.splitlines()[-1]))) == (2, True), done.stderr


def limit_files(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def is_alive(process: int) -> bool:
    return bool(subprocess.run(["ps", "-p", str(process)], stdout=subprocess.DEVNULL, check=False).returncode == 0)


def test_a_report_that_cannot_grow_ends_the_run_with_a_sentence_and_the_adapter(ocs: Ocs, own_case: Path) -> None:
    (own_case.parent / "told.yaml").write_text(ADAPTER_WITH_PID)
    done = ocs("run", "--target", "told.yaml", own_case, "--repeat", "50", preexec_fn=limit_files(20_000))
    said = r"cannot write reports/told/\w+/report\.jsonl: File too large; raise the limit on the size of files .*\n"
    assert (done.returncode, bool(re.fullmatch(said, done.stderr))) == (3, True), done.stderr
    assert not is_alive(int((own_case.parent / "adapter.pid").read_text()))


def test_a_page_that_cannot_be_written_leaves_a_report_of_which_it_can_be_made(ocs: Ocs, own_case: Path) -> None:
    failed = ocs("run", "--target", "reference", own_case, preexec_fn=limit_files(10_000))
    said = r"cannot write reports/reference/\w+/report\.html: File too large; raise the limit on the size of files .*\n"
    [report] = own_case.parent.rglob("report.jsonl")
    made = ocs("report", report, "--format", "html", "--output", "page.html")
    assert (failed.returncode, bool(re.fullmatch(said, failed.stderr)), made.returncode) == (3, True, 0), failed.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device here that is always full")
@pytest.mark.parametrize("words", ["list", "run --target reference --select desktop.chains.*"])
def test_output_to_a_full_disk_is_a_sentence(ocs: Ocs, words: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = ocs(*words.split(), stdout=full)
    assert (done.returncode, done.stderr) == (3, "the suite cannot go on: [Errno 28] No space left on device\n")


@pytest.mark.parametrize("words", ["list", "list --format json", "run --target reference --select desktop.chains.*"])
def test_a_reader_that_leaves_is_no_verdict_and_no_traceback(ocs: Ocs, words: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = ocs(*words.split(), stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_mistake_of_the_suite_itself_is_no_verdict(ocs: Ocs, own_case: Path) -> None:
    folder = own_case.parent / "broken"
    folder.mkdir()
    (folder / "jinja2.py").write_text("raise ValueError('no library')\n")
    done = ocs("run", "--target", "reference", own_case, env={"PYTHONPATH": str(folder)})
    assert (done.returncode, done.stderr.splitlines()[-1]) == (3, "ValueError: no library")


def test_a_slow_adapter_is_given_up_at_its_limit(ocs: Ocs, own_case: Path) -> None:
    begun = time.monotonic()
    command = "['{python}', -c, 'import time; time.sleep(60)']"
    said = unreachable(ocs, own_case, f"adapter: {{transport: stdio, command: {command}}}\nlimits: {{start: 0.3}}")
    assert ("within 0.3 seconds" in said, time.monotonic() - begun < 10) == (True, True)
