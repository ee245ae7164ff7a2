"""The reference OCS behind an adapter on stdio that goes wrong when dave logs in, in the way its argument names."""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from ocs_reference.adapter import create

Json = dict[str, Any]


def say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def hang(answer: str) -> None:
    time.sleep(60)


def die(answer: str) -> None:
    sys.stderr.write("the switch is on fire\n")
    sys.stderr.flush()
    os._exit(7)


def junk(answer: str) -> None:
    say("Warning: licence expires tomorrow\n")


def twice(answer: str) -> None:
    say(f"{answer}\n{answer}\n")


def half(answer: str) -> None:
    say(answer[:20])
    os._exit(0)


FAULTS: dict[str, Callable[[str], None]] = {
    "hangs": hang,
    "dies": die,
    "prints junk": junk,
    "answers twice": twice,
    "sends half a line": half,
}


def main() -> None:
    endpoint = create()
    for line in sys.stdin:
        message = json.loads(line)
        for sent in endpoint.handle(message):
            if message["method"] == "agent.login" and message["params"]["agent"] == "dave" and "id" in sent:
                FAULTS[sys.argv[1]](json.dumps(sent))
            else:
                say(json.dumps(sent) + "\n")


if __name__ == "__main__":
    main()
