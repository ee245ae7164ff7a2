"""Templates in cases: `$name` for a whole value, `${name}` inside a text or a key, `$$` for a dollar sign.

A name is a root and, behind dots, the way into it: `handle`, `campaigns.alpha.name`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

__all__ = ["dig", "names", "resolve", "substitute"]

_NAME = r"[a-z_][a-z0-9_]*(?:\.[A-Za-z0-9_-]+)*"
_WHOLE = re.compile(rf"\$({_NAME})")
_PART = re.compile(rf"\$\$|\$\{{({_NAME})\}}")

Lookup = Callable[[str], Any]


def names(value: Any) -> Iterator[str]:
    """Every name that the templates in `value` use."""
    if isinstance(value, str):
        if whole := _WHOLE.fullmatch(value):
            yield whole[1]
        else:
            yield from (part[1] for part in _PART.finditer(value) if part[1])
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from (part[1] for part in _PART.finditer(key) if part[1])
            yield from names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names(inner)


def resolve(value: Any, lookup: Lookup, quote: Callable[[str], str] = str) -> Any:
    """Replace every template by its value; a whole value keeps its type.

    `lookup` gives the value of a name or raises; `quote` is applied to what is put into a text.
    """
    if isinstance(value, str):
        if "$" not in value:
            return value
        if whole := _WHOLE.fullmatch(value):
            return lookup(whole[1])
        return _PART.sub(lambda part: quote(str(lookup(part[1]))) if part[1] else "$", value)
    if isinstance(value, dict):
        return {
            resolve(key, lookup) if "${" in key else key: resolve(inner, lookup, quote) for key, inner in value.items()
        }
    if isinstance(value, list):
        return [resolve(inner, lookup, quote) for inner in value]
    return value


def substitute(value: Any, known: Mapping[str, Any]) -> Any:
    """Replace templates whose root is `known` by their values, which may be templates themselves; leave all others.

    Raises KeyError, with the name, where the root is known and the way into it is not.
    """
    if isinstance(value, str):
        return _substitute_text(value, known) if "$" in value else value
    if isinstance(value, dict):
        return {_substitute_parts(key, known): substitute(inner, known) for key, inner in value.items()}
    if isinstance(value, list):
        return [substitute(inner, known) for inner in value]
    return value


def _substitute_text(text: str, known: Mapping[str, Any]) -> Any:
    whole = _WHOLE.fullmatch(text)
    if whole:
        return dig(known, whole[1]) if _root(whole[1]) in known else text
    return _substitute_parts(text, known)


def _substitute_parts(text: str, known: Mapping[str, Any]) -> str:
    return _PART.sub(lambda part: _part(part, known), text)


def _part(part: re.Match[str], known: Mapping[str, Any]) -> str:
    if not part[1] or _root(part[1]) not in known:
        return part[0]
    value = dig(known, part[1])
    whole = _WHOLE.fullmatch(value) if isinstance(value, str) else None
    return f"${{{whole[1]}}}" if whole else str(value)


def _root(name: str) -> str:
    return name.partition(".")[0]


def dig(values: Mapping[str, Any], name: str) -> Any:
    """The value that a dotted name leads to; raises KeyError, with the whole name, where it leads nowhere."""
    found: Any = values
    for part in name.split("."):
        if not isinstance(found, Mapping) or part not in found:
            raise KeyError(name)
        found = found[part]
    return found
