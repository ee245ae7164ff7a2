"""The line codec: every message survives it in any pieces, and nothing but messages does."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocs_conformance.transport.lines import LineDecoder, LineError, encode

Json = dict[str, Any]

VALUES = st.recursive(st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner), max_leaves=8)
MESSAGES = st.dictionaries(st.text(), VALUES, max_size=4)


def decoded(decoder: LineDecoder, *pieces: bytes) -> list[Json]:
    messages = []
    for piece in pieces:
        decoder.feed(piece)
        while (message := decoder.next_message()) is not None:
            messages.append(message)
    return messages


@settings(max_examples=50)
@given(st.lists(MESSAGES, max_size=4), st.integers(1, 40))
def test_messages_survive_in_pieces_of_any_length(messages: list[Json], length: int) -> None:
    data = b"".join(encode(message) for message in messages)
    pieces = [data[start : start + length] for start in range(0, len(data), length)]
    assert decoded(LineDecoder(), *pieces) == messages


@settings(max_examples=50)
@given(MESSAGES)
def test_a_message_is_one_line(message: Json) -> None:
    assert encode(message).count(b"\n") == 1


def test_the_order_of_keys_is_kept() -> None:
    assert list(decoded(LineDecoder(), b'{"b": 1, "a": 2}\n')[0]) == ["b", "a"]


def test_a_line_may_end_as_on_windows() -> None:
    assert decoded(LineDecoder(), b'{"a": 1}\r\n') == [{"a": 1}]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"hello\n", "a line that is not JSON: 'hello'"),
        (b"\n", "a line that is not JSON: ''"),
        (b'{"a": NaN}\n', "a line that is not JSON: '{\"a\": NaN}'"),
        (b'"text"\n', "a line that is not a JSON object: '\"text\"'"),
        (b'{"a": "\xff"}\n', 'a line that is not UTF-8: \'{"a": "\\\\xff"}\''),
        (b'{"a": 1} {"b": 2}\n', 'a line that is not JSON: \'{"a": 1} {"b": 2}\''),
    ],
)
def test_a_line_that_is_no_message_is_shown(line: bytes, complaint: str) -> None:
    with pytest.raises(LineError) as caught:
        decoded(LineDecoder(), line)
    assert str(caught.value) == complaint


def test_a_line_nested_too_deep_is_no_message() -> None:
    with pytest.raises(LineError, match=r"not JSON"):
        decoded(LineDecoder(), b'{"a":' * 100_000 + b"\n")


def test_a_long_line_is_cut_when_it_is_shown() -> None:
    with pytest.raises(LineError) as caught:
        decoded(LineDecoder(), b"x" * 900 + b"\n")
    assert str(caught.value) == f"a line that is not JSON: '{'x' * 200}... (700 more characters)'"


def test_messages_before_a_bad_line_are_given_first() -> None:
    decoder = LineDecoder()
    decoder.feed(b'{"a": 1}\njunk\n')
    assert decoder.next_message() == {"a": 1}


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_line_longer_than_the_limit_is_refused_with_or_without_its_end(end: bytes) -> None:
    with pytest.raises(LineError, match=r"^a line of more than 16 bytes: "):
        decoded(LineDecoder(limit=16), b'{"a": "0123456789"}' + end)


def test_half_a_line_can_be_told() -> None:
    decoder = LineDecoder()
    decoder.feed(b'{"a": 1}\n{"b"')
    decoder.next_message()
    assert decoder.half == b'{"b"'
