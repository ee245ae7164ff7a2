"""Reads target profiles: bundled ones by name, anybody's by file."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ocs_conformance import resources
from ocs_conformance.errors import FileError, Problem, UsageError
from ocs_conformance.loading.document import Document, read
from ocs_conformance.loading.interpretations import load_interpretations
from ocs_conformance.loading.shape import check
from ocs_conformance.model import (
    AdapterProfile,
    CommdnProfile,
    DefectProfile,
    HttpProfile,
    TargetProfile,
    TlsProfile,
)

__all__ = ["bundled_profiles", "load_profile", "profile_from_document"]

_LIMITS = {"answer": "answer_limit", "start": "start_limit", "quiet": "quiet_window"}


def bundled_profiles() -> dict[str, Path]:
    """The bundled target profiles by name."""
    return {path.stem: path for path in sorted((resources.cases_folder() / "targets").glob("*.yaml"))}


def load_profile(target: str) -> TargetProfile:
    """The profile that `target` names or, with a slash or a suffix .yaml, the one in that file.

    Raises UsageError for an unknown name, FileError for a profile with mistakes.
    """
    known = bundled_profiles()
    if target in known:
        path = known[target]
    elif "/" in target or target.endswith((".yaml", ".yml")):
        path = Path(target)
    else:
        raise UsageError(f"there is no target {target}; known: {', '.join(known)}, or the path of a profile (.yaml)")
    return profile_from_document(read(path), path)


def profile_from_document(document: Document, path: Path) -> TargetProfile:
    """The profile that a file describes; raises FileError with every mistake."""
    problems = check(document, "suite/target-profile.schema.json")
    if problems:
        raise FileError(problems)
    data: dict[str, Any] = document.data
    pins = data.get("interpretations", {})
    problems = [*_unknown_pins(document, pins)] if pins else []
    if problems:
        raise FileError(problems)
    adapter = dict(data["adapter"])
    limits = {_LIMITS[name]: float(value) for name, value in data.get("limits", {}).items()}
    return TargetProfile(
        name=data["target"],
        title=data.get("title", data["target"]),
        file=path,
        adapter=AdapterProfile(adapter.pop("transport"), adapter),
        http=_http(data.get("http", {})),
        commdn=CommdnProfile(**data.get("commdn", {})),
        secrets=frozenset(data.get("secrets", ())),
        pins=pins,
        defects=DefectProfile(**data["defects"]) if "defects" in data else None,
        **limits,
    )


def _unknown_pins(document: Document, pins: dict[str, str]) -> Iterator[Problem]:
    catalogue = load_interpretations()
    for name, reading in pins.items():
        entry = catalogue.get(name)
        if entry is None:
            like = get_close_matches(name, catalogue, n=1)
            known = f"did you mean {like[0]}?" if like else "cases/interpretations.yaml has them all"
            line, column = document.key_position(["interpretations", name])
            yield Problem(document.file, line, column, f"there is no interpretation {name}; {known}")
        elif entry.reading(reading) is None:
            known = ", ".join(each.name for each in entry.readings if each.refused is None)
            sentence = f"{name} has no accepted reading {reading}; known: {known}"
            yield document.problem(["interpretations", name], sentence)


def _http(data: dict[str, Any]) -> HttpProfile:
    return HttpProfile(
        transport=data.get("transport", "network"),
        url=data.get("url"),
        secure=data.get("secure", False),
        tls=TlsProfile(**data.get("tls", {})),
    )
