"""Reads the profiles that a vendor can claim: named sets of requirements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ocs_conformance import resources
from ocs_conformance.errors import FileError, Problem, UsageError
from ocs_conformance.loading.document import Document, read
from ocs_conformance.loading.shape import check
from ocs_conformance.model import Requirement

__all__ = ["ClaimProfile", "load_claim_profile", "load_claim_profiles", "profiles_file", "profiles_from"]


@dataclass(frozen=True, slots=True)
class ClaimProfile:
    """A named set of requirements that a vendor can claim, in the order of the ledger.

    `full` are all those that oblige a target and that a case can show; `core` those of them that the documents state
    as facts of the protocol (level must).
    """

    id: str
    title: str
    full: tuple[str, ...]
    core: tuple[str, ...]


def profiles_file() -> Path:
    """The bundled profiles."""
    return resources.cases_folder() / "profiles.yaml"


def load_claim_profiles(rows: Mapping[str, Requirement]) -> dict[str, ClaimProfile]:
    """The bundled profiles by id, worked out over a ledger; raises FileError with every mistake."""
    path = profiles_file()
    return profiles_from(read(path, str(path.relative_to(resources.data_folder()))), rows)


def load_claim_profile(name: str, rows: Mapping[str, Requirement]) -> ClaimProfile:
    """The bundled profile of that name; raises UsageError where there is none."""
    known = load_claim_profiles(rows)
    if name not in known:
        like = get_close_matches(name, known, n=1)
        meant = f"did you mean {like[0]}? " if like else ""
        raise UsageError(f"there is no profile {name}; {meant}known: {', '.join(known)}")
    return known[name]


def profiles_from(document: Document, rows: Mapping[str, Requirement]) -> dict[str, ClaimProfile]:
    """The profiles that a file describes, worked out over a ledger; raises FileError with every mistake."""
    problems = check(document, "suite/profiles.schema.json") or [*_mistakes(document, rows)]
    if problems:
        raise FileError(problems)
    raw = {each["id"]: each for each in document.data["profiles"]}
    return {name: _profile(each, _members(name, raw, rows), rows) for name, each in raw.items()}


def _profile(raw: Mapping[str, Any], members: set[str], rows: Mapping[str, Requirement]) -> ClaimProfile:
    owed = [rows[name] for name in rows if name in members and rows[name].reason is None and rows[name].level != "may"]
    core = tuple(row.id for row in owed if row.level == "must")
    return ClaimProfile(raw["id"], raw["title"], tuple(row.id for row in owed), core)


def _members(name: str, raw: Mapping[str, Mapping[str, Any]], rows: Iterable[str]) -> set[str]:
    own = raw[name]
    found = {row for row in rows if _fits(row, own.get("requirements", ()))}
    for other in own.get("includes", ()):
        found |= _members(other, raw, rows)
    return {row for row in found if not _fits(row, own.get("except", ()))}


def _fits(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _mistakes(document: Document, rows: Mapping[str, Requirement]) -> Iterator[Problem]:
    """Profiles that stand twice, include one that does not stand before them, or name no requirement."""
    before: set[str] = set()
    for index, raw in enumerate(document.data["profiles"]):
        place: list[str | int] = ["profiles", index]
        if "requirements" not in raw and "includes" not in raw:
            yield document.problem(place, f"the profile {raw['id']} has no requirements; name some, or include others")
        if raw["id"] in before:
            yield document.problem([*place, "id"], f"the profile {raw['id']} stands here twice")
        for number, other in enumerate(raw.get("includes", ())):
            if other not in before:
                sentence = f"no profile {other} stands before this one; known here: {', '.join(sorted(before))}"
                yield document.problem([*place, "includes", number], sentence)
        for key in ("requirements", "except"):
            for number, pattern in enumerate(raw.get(key, ())):
                if not any(fnmatchcase(row, pattern) for row in rows):
                    yield document.problem([*place, key, number], f"no requirement is called {pattern}; take it out")
        before.add(raw["id"])
