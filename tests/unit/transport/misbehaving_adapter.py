"""An adapter for tests: as it should be, or wrong in the way that its first argument names.

It speaks on standard input and output or, with a second argument `tcp`, on a port that it announces.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, BinaryIO

INTRODUCTION = {
    "protocol": 1,
    "adapter": {"name": "test-adapter", "version": "1.0"},
    "target": {"vendor": "Nobody", "name": "No OCS", "version": "0"},
    "capabilities": ["desktop", "fence"],
    "environment": "standing",
}

Json = dict[str, Any]
Say = Callable[[object], None]


def event(data: Json) -> Json:
    return {"jsonrpc": "2.0", "method": "desktop.event", "params": {"agent": "alice", "data": data}}


def answer(request: Json, result: Json) -> Json:
    return {"jsonrpc": "2.0", "id": request["id"], "result": result}


def behave(request: Json, say: Say) -> None:
    if request["method"] == "desktop.send":
        say(event(request["params"]["data"]))
    say(answer(request, INTRODUCTION if request["method"] == "initialize" else {}))


def hang(request: Json, say: Say) -> None:
    sys.stderr.write("waiting for the OCS\n")
    sys.stderr.flush()
    time.sleep(60)


def die(request: Json, say: Say) -> None:
    sys.stderr.write("Traceback:\n  out of memory\n")
    sys.stderr.flush()
    os._exit(4)


def be_killed(request: Json, say: Say) -> None:
    os.kill(os.getpid(), 9)


def junk(request: Json, say: Say) -> None:
    say(b"Loading configuration...\n")


def not_utf8(request: Json, say: Say) -> None:
    say(b'{"jsonrpc": "2.0", "id": 2, "result": {"name": "M\xfcller"}}\n')


def not_an_object(request: Json, say: Say) -> None:
    say(b"[1, 2]\n")


def twice(request: Json, say: Say) -> None:
    say(answer(request, {}))
    say(answer(request, {}))


def half_and_stop(request: Json, say: Say) -> None:
    say(b'{"jsonrpc": "2.0", "id": 2, "res')
    time.sleep(60)


def half_and_exit(request: Json, say: Say) -> None:
    say(b'{"jsonrpc": "2.0", "id": 2, "res')
    os._exit(0)


def foreign_id(request: Json, say: Say) -> None:
    say({"jsonrpc": "2.0", "id": 99, "result": {}})


def neither(request: Json, say: Say) -> None:
    say({"jsonrpc": "2.0", "result": {}})


def wrong_shape(request: Json, say: Say) -> None:
    say(answer(request, {"done": True}))


def wrong_event(request: Json, say: Say) -> None:
    say(event({"GSW_RECORD_HANDLE": 1.5}))
    say(answer(request, {}))


def unknown_notification(request: Json, say: Say) -> None:
    say({"jsonrpc": "2.0", "method": "log", "params": {"text": "hello"}})
    say(answer(request, {}))


def chatter(request: Json, say: Say) -> None:
    for _ in range(2000):
        sys.stderr.write("x" * 999 + "\n")
    sys.stderr.flush()
    say(answer(request, {}))


def have_a_child(request: Json, say: Say) -> None:
    """Leaves a process behind that has nothing to do with its streams, and says its number."""
    child = subprocess.Popen(
        ["sleep", "60"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    say(event({"process": child.pid}))
    say(answer(request, {}))


def tell_words(request: Json, say: Say) -> None:
    say(event({str(place): word for place, word in enumerate(sys.argv)}))
    say(answer(request, {}))


def late_event(request: Json, say: Say) -> None:
    say(answer(request, {}))
    time.sleep(0.05)
    say(event({"late": 1}))


WAYS = {
    way.__name__: way
    for way in (
        behave, hang, die, be_killed, junk, not_utf8, not_an_object, twice, half_and_stop, half_and_exit, foreign_id,
        neither, wrong_shape, wrong_event, unknown_notification, chatter, have_a_child, tell_words,
        late_event,
    )
}  # fmt: skip


def streams(over_tcp: bool) -> tuple[BinaryIO, BinaryIO]:
    if not over_tcp:
        return sys.stdin.buffer, sys.stdout.buffer
    listener = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(json.dumps({"adapter": f"127.0.0.1:{listener.getsockname()[1]}"}) + "\n")
    sys.stdout.flush()
    line, _ = listener.accept()
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line.makefile("rb"), line.makefile("wb")


def converse(way: str, over_tcp: bool) -> None:
    reader, writer = streams(over_tcp)

    def say(what: object) -> None:
        writer.write(what if isinstance(what, bytes) else json.dumps(what, ensure_ascii=False).encode() + b"\n")
        writer.flush()

    for line in reader:
        request = json.loads(line)
        usual = request["method"] != "fence"
        (behave if usual else WAYS[way])(request, say)
        if request["method"] == "shutdown":
            break


def main() -> None:
    way, over_tcp = sys.argv[1], sys.argv[2:] == ["tcp"]
    if way == "die_at_start":
        sys.stderr.write("no licence\n")
        sys.exit(3)
    if way == "say_nothing":
        time.sleep(60)
    if way == "announce_nonsense":
        sys.stdout.write('{"adapter": "here"}\n')
        sys.stdout.flush()
        time.sleep(60)
    converse(way, over_tcp)


if __name__ == "__main__":
    main()
