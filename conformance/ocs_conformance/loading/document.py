"""YAML as the suite reads it: strict scalars, no duplicate keys, and a place for every value.

A plain scalar is an integer, a decimal fraction, true, false or null only in its one ordinary spelling; `no`, `012`,
`22:22`, `1e3` and dates stay the texts that they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ocs_conformance.errors import FileError, Problem

__all__ = ["Document", "parse", "read"]

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_FRACTION = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "": None}

Place = Sequence[str | int]


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """Leaves a node without a tag where the file has written none."""

    def resolve(self, kind: object, value: object, implicit: object) -> str:  # noqa: ARG002 - the library's call
        return ""


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: its data, and the nodes that know where each value stands."""

    file: str
    data: Any
    root: yaml.Node | None

    def position(self, path: Place) -> tuple[int, int]:
        """Line and column, from 1, of the value at `path`, or of the nearest value around it that exists."""
        node = self.root
        if node is None:
            return 1, 1
        for part in path:
            inner = _child(node, part)
            if inner is None:
                break
            node = inner
        return node.start_mark.line + 1, node.start_mark.column + 1

    def key_position(self, path: Place) -> tuple[int, int]:
        """Line and column, from 1, of the key at the end of `path`."""
        line, column = self.position(path)
        node = self.root
        for part in path[:-1]:
            node = _child(node, part) if node is not None else None
        if isinstance(node, yaml.MappingNode):
            for key, _ in node.value:
                if key.value == path[-1]:
                    return key.start_mark.line + 1, key.start_mark.column + 1
        return line, column

    def problem(self, path: Place, message: str) -> Problem:
        """A mistake at the value that `path` leads to."""
        return Problem(self.file, *self.position(path), message)


def _child(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return node.value[part] if part < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    return None


def read(path: Path, shown: str | None = None) -> Document:
    """Read a file, under the name by which messages show it.

    Raises FileError where it is missing, unreadable, not UTF-8, not YAML, or has a key twice.
    """
    file = shown or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise FileError([Problem(file, 0, 0, f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise FileError([Problem(file, 0, 0, f"is not UTF-8 at byte {error.start}; save it as UTF-8")]) from error
    return parse(text, file)


def parse(text: str, file: str) -> Document:
    """Parse YAML; raises FileError with every mistake that the text has on this level."""
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise FileError([Problem(file, *place, f"is not YAML: {error.problem or error.context}")]) from error
    except yaml.YAMLError as error:
        first = str(error).splitlines()[0]
        raise FileError([Problem(file, 0, 0, f"is not YAML: {first}")]) from error
    builder = _Builder(file)
    try:
        data = builder.build(root) if root is not None else None
    except RecursionError:
        raise FileError([Problem(file, 0, 0, "is nested too deeply; no file of the suite needs that")]) from None
    if builder.problems:
        raise FileError(builder.problems)
    return Document(file, data, root)


class _Builder:
    """Turns nodes into data; an anchor's data are shared by its aliases."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._built: dict[int, Any] = {}
        self._open: set[int] = set()

    def build(self, node: yaml.Node) -> Any:
        known = id(node)
        if known in self._built:
            return self._built[known]
        if known in self._open:
            self._problem(node, "an alias stands inside its own anchor; write the value out")
            return None
        self._open.add(known)
        self._refuse_tag(node)
        value = self._value(node)
        self._open.discard(known)
        self._built[known] = value
        return value

    def _value(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return node.value if node.style else self._plain(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item) for item in node.value]
        return self._mapping(node)

    def _plain(self, node: yaml.ScalarNode) -> Any:
        try:
            return _scalar(node.value)
        except ValueError:
            self._problem(node, f"a number of {len(node.value)} digits is not allowed; quote it if it is a text")
            return None

    def _mapping(self, node: yaml.Node) -> dict[str, Any]:
        result: dict[str, Any] = {}
        places: dict[str, yaml.Mark] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._problem(key, "a key is a list or a map; a key must be a text")
                continue
            self._refuse_tag(key)
            if (first := places.get(key.value)) is not None:
                place = f"first at {first.line + 1}:{first.column + 1}"
                self._problem(key, f"the key {key.value} stands here twice ({place}); each key is allowed once")
                continue
            places[key.value] = key.start_mark
            result[key.value] = self.build(value)
        return result

    def _refuse_tag(self, node: yaml.Node) -> None:
        if node.tag:
            self._problem(node, f"the tag {node.tag} is not allowed; plain YAML has all that is needed")

    def _problem(self, node: yaml.Node, message: str) -> None:
        mark = node.start_mark
        self.problems.append(Problem(self.file, mark.line + 1, mark.column + 1, message))


def _scalar(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) else text
