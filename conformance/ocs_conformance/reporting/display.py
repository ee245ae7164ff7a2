"""How values and what was said are shown to people: as one line, without a character that could harm."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ocs_conformance.verdict import ABSENT

__all__ = ["cut", "entry_head", "entry_line", "entry_payload", "one_line", "pretty", "printable"]

_TOO_DEEP = "(nested too deeply to be shown)"
_KINDS = ("call", "result", "error", "event", "request", "response")

# Control characters (a terminal obeys them), marks that turn the direction of writing, halves of surrogate pairs, and
# the two that XML and HTML refuse.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

# Kept, as making an encoder costs more than most values. An indent would leave the encoder that is written in C.
_ONE_LINE = json.JSONEncoder(ensure_ascii=False, default=str)
_LINES = json.JSONEncoder(ensure_ascii=False, default=str, separators=(",\n  ", ": "))


def printable(text: str) -> str:
    r"""The text with every unsafe character shown as an escape such as `\x1b`; tabs and line feeds stay."""
    return _UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def one_line(value: Any) -> str:
    """A value as JSON on one line; the mark for an absent value stands without quotes."""
    return ABSENT if value == ABSENT else _encoded(_ONE_LINE, value)


def pretty(value: Any, shorter_than: int = 0) -> str:
    """A value as JSON, with a line for each member of an object or a list; on one line where it is short enough."""
    if not isinstance(value, dict | list) or not value:
        return one_line(value)
    text = _encoded(_LINES, value)
    # A line feed inside a text is written \n, so that these can only be the encoder's own.
    line = text.replace(",\n  ", ", ")
    if len(line) < shorter_than or text == _TOO_DEEP:
        return line
    return f"{text[0]}\n  {text[1:-1]}\n{text[-1]}"


def _encoded(encoder: json.JSONEncoder, value: Any) -> str:
    try:
        return printable(encoder.encode(value))
    except (RecursionError, ValueError):
        # A target may nest its values as deep as it likes.
        return _TOO_DEEP


def cut(text: str, width: int) -> str:
    """The text on one line of at most `width` characters, with an ellipsis where it was cut."""
    line = printable(text).replace("\n", "\\n").replace("\t", " ")
    return line if len(line) <= width else line[: max(width - 1, 0)] + "…"


def entry_head(entry: Mapping[str, Any]) -> str:
    """What kind of thing was said, with the name that tells it best: `desktop.send`, `POST /records/1`, `410`."""
    kind = _kind(entry)
    said = entry[kind]
    match kind:
        case "call":
            return printable(str(said["method"]))
        case "request":
            form = " (absolute form)" if said.get("absolute") else ""
            line = f" on {said['connection']}" if "connection" in said else ""
            return printable(f"{said['method']} {said['path']}{form}{line}")
        case "response":
            return f"response {printable(str(said['status']))}"
    return kind


def entry_payload(entry: Mapping[str, Any]) -> Any:
    """What was said, without what `entry_head` shows; None where nothing is left."""
    kind = _kind(entry)
    said = entry[kind]
    if kind == "call":
        return said.get("params")
    if kind in ("request", "response"):
        return {key: said[key] for key in ("headers", "body") if said.get(key)} or None
    return said


def entry_line(entry: Mapping[str, Any], width: int) -> str:
    """An entry of a conversation on one line: time, from, to, what was said."""
    payload = entry_payload(entry)
    said = entry_head(entry) if payload is None else f"{entry_head(entry)} {one_line(payload)}"
    return cut(f"{entry['t']:8.3f} {entry['from']} -> {entry['to']}  {said}", width)


def _kind(entry: Mapping[str, Any]) -> str:
    return next(kind for kind in _KINDS if kind in entry)
