"""Keeps the values of secret keys out of everything that leaves the engine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from ocs_conformance.verdict import ABSENT

__all__ = ["MASK", "Masker"]

MASK = "****"


class Masker:
    """Replaces the values of some keys, and any text in which such a value turns up again.

    Values are learnt while a case runs, from wherever the key is seen; masking happens once, at its end.
    """

    def __init__(self, keys: frozenset[str]) -> None:
        self._keys = keys
        self._values: set[str] = set()
        # A body is a text, and one that is broken JSON may still hold a secret behind its key.
        names = "|".join(map(re.escape, sorted(keys)))
        self._in_text = re.compile(rf'"(?:{names})"\s*:\s*(?:"((?:[^"\\]|\\.)*)|(-?\d[\d.eE+-]*))')

    @property
    def idle(self) -> bool:
        """Whether there is nothing to keep secret."""
        return not self._keys

    def learn(self, value: Any) -> None:
        """Remember the values that secret keys have anywhere inside `value`, inside JSON in its texts too."""
        if isinstance(value, dict):
            for key, inner in value.items():
                if key in self._keys:
                    self._values.update(form for text in _leaves(inner) for form in _forms(text))
                else:
                    self.learn(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                self.learn(inner)
        elif isinstance(value, str) and '"' in value:
            self._learn_from_text(value)

    def _learn_from_text(self, text: str) -> None:
        self._values.update(found for match in self._in_text.finditer(text) for found in match.groups() if found)
        if text.startswith(("{", "[")):
            try:
                self.learn(json.loads(text))
            except (ValueError, RecursionError):
                return

    def mask(self, value: Any) -> Any:
        """`value` with every secret replaced."""
        if isinstance(value, dict):
            return {
                self._mask_text(key): MASK if key in self._keys else self.mask(inner) for key, inner in value.items()
            }
        if isinstance(value, list):
            return [self.mask(inner) for inner in value]
        if isinstance(value, int) and str(value) in self._values:
            return MASK
        return self._mask_text(value) if isinstance(value, str) else value

    def mask_at(self, path: str, value: Any) -> Any:
        """`value` with every secret replaced, and all of it where its path leads through a secret key."""
        secret = value != ABSENT and not self._keys.isdisjoint(re.split(r"[.\[\]]", path))
        return MASK if secret else self.mask(value)

    def _mask_text(self, text: str) -> str:
        # The longest first, so that a secret which contains another leaves nothing behind.
        for secret in sorted(self._values, key=len, reverse=True):
            text = text.replace(secret, MASK)
        return text


def _leaves(value: Any) -> Iterator[str]:
    """The texts and numbers inside a value, as texts."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _leaves(inner)
    elif isinstance(value, str | int) and not isinstance(value, bool) and str(value):
        yield str(value)


def _forms(text: str) -> tuple[str, ...]:
    """How a value may be written: as it is, in a path, and inside JSON."""
    return (
        text,
        quote(text, safe="", errors="replace"),
        json.dumps(text)[1:-1],
        json.dumps(text, ensure_ascii=False)[1:-1],
    )
