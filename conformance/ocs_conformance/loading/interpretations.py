"""Reads the catalogue of interpretations, and puts it into cases: `$reading: name` becomes what shows each reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ocs_conformance import resources
from ocs_conformance.errors import FileError
from ocs_conformance.loading.document import Document, read
from ocs_conformance.loading.shape import check
from ocs_conformance.matching import readings_in
from ocs_conformance.model import Interpretation, Reading

__all__ = ["Catalogue", "catalogue_file", "from_document", "load_interpretations", "spelled_out", "unknown_readings"]

Catalogue = Mapping[str, Interpretation]
_OPERATOR = "$reading"


def catalogue_file() -> Path:
    """The bundled catalogue."""
    return resources.cases_folder() / "interpretations.yaml"


def load_interpretations() -> Catalogue:
    """The bundled catalogue by id; raises FileError with every mistake."""
    path = catalogue_file()
    return from_document(read(path, str(path.relative_to(resources.data_folder()))))


def from_document(document: Document) -> Catalogue:
    """The interpretations that a file holds, by id; raises FileError with every mistake."""
    problems = check(document, "suite/interpretations.schema.json")
    if problems:
        raise FileError(problems)
    found: dict[str, Interpretation] = {}
    for index, raw in enumerate(document.data["interpretations"]):
        place: list[str | int] = ["interpretations", index]
        names = [reading["name"] for reading in raw["readings"]]
        if raw["id"] in found:
            problems.append(document.problem([*place, "id"], f"{raw['id']} stands in the catalogue twice"))
        if len(set(names)) < len(names):
            problems.append(document.problem([*place, "readings"], "a reading stands here twice; names must differ"))
        if all("refused" in reading for reading in raw["readings"]):
            problems.append(document.problem([*place, "readings"], "no reading is left; one must be accepted"))
        found[raw["id"]] = _interpretation(raw, document.file, document.position(place)[0])
    if problems:
        raise FileError(problems)
    return found


def _interpretation(raw: dict[str, Any], file: str, line: int) -> Interpretation:
    readings = [
        Reading(
            name=reading["name"],
            says=reading["says"],
            places=tuple(pair for place in reading.get("from", ()) for pair in place.items()),
            value=reading.get("value"),
            tolerated=reading.get("tolerated"),
            refused=reading.get("refused"),
        )
        for reading in raw["readings"]
    ]
    own = {key: raw[key] for key in ("id", "number", "title", "accepted")}
    return Interpretation(**own, readings=tuple(readings), file=file, line=line)


def spelled_out(value: Any, catalogue: Catalogue) -> Any:
    """`value` in which each `$reading` that names interpretations or readings holds what shows them.

    Raises LookupError, with a sentence, for a name that the catalogue does not have or that no value shows.
    """
    if isinstance(value, dict):
        if _OPERATOR in value and len(value) == 1:
            return {_OPERATOR: _options(value[_OPERATOR], catalogue)}
        return {key: spelled_out(inner, catalogue) for key, inner in value.items()}
    if isinstance(value, list):
        return [spelled_out(inner, catalogue) for inner in value]
    return value


def _options(wanted: Any, catalogue: Catalogue) -> dict[str, Any]:
    if isinstance(wanted, dict):
        return {name: spelled_out(value, catalogue) for name, value in wanted.items()}
    names = wanted if isinstance(wanted, list) else [wanted]
    options = {reading: value for name in names for reading, value in _values(str(name), catalogue)}
    if not options:
        raise LookupError(f"{_OPERATOR} needs the name of an interpretation or reading, a list, or a map of readings")
    return options


def _values(name: str, catalogue: Catalogue) -> Iterator[tuple[str, Any]]:
    identifier, _, wanted = name.partition(".")
    entry = catalogue.get(identifier)
    if entry is None:
        raise LookupError(_unknown(identifier))
    found = [
        reading
        for reading in entry.readings
        if reading.value is not None and reading.refused is None and wanted in ("", reading.name)
    ]
    if not found:
        known = ", ".join(f"{identifier}.{reading.name}" for reading in entry.readings if reading.value is not None)
        raise LookupError(f"no value shows {name}; write a map of readings, or name one of: {known or '(none)'}")
    for reading in found:
        yield f"{identifier}.{reading.name}", reading.value


def unknown_readings(value: Any, catalogue: Catalogue) -> Iterator[str]:
    """A sentence for each reading that a spelled-out step names and the catalogue does not have, or does not accept."""
    for name in dict.fromkeys(readings_in(value)):
        identifier, _, wanted = name.partition(".")
        entry = catalogue.get(identifier)
        if entry is None:
            yield _unknown(identifier)
        elif entry.reading(wanted) is None:
            known = ", ".join(reading.name for reading in entry.readings if reading.refused is None)
            yield f"{identifier} has no accepted reading {wanted or '(without a name)'}; known: {known}"


def _unknown(identifier: str) -> str:
    return f"there is no interpretation {identifier} in cases/interpretations.yaml"
