"""What an adapter says on standard error, as a message repeats it."""

import os
from collections.abc import Callable

import pytest

from ocs_conformance.transport.wire import Drain

Said = Callable[[str], str]


@pytest.fixture
def repeated() -> Said:
    """What is repeated of a text that a process has said."""

    def repeat(text: str) -> str:
        reader, writer = os.pipe()
        drain = Drain(reader)
        os.write(writer, text.encode())
        os.close(writer)
        while drain.take():
            continue
        os.close(reader)
        return drain.last_words()

    return repeat


def test_the_last_eight_lines_that_are_not_blank_are_repeated(repeated: Said) -> None:
    text = "".join(f"{number}\n\n" for number in range(12))
    assert repeated(text) == "4 | 5 | 6 | 7 | 8 | 9 | 10 | 11"


def test_what_is_too_long_loses_its_beginning(repeated: Said) -> None:
    said = repeated("x" * 2000 + "\nValueError: no licence\n")
    assert (len(said), said[0], said.endswith(" | ValueError: no licence")) == (Drain.LONGEST, "…", True)
