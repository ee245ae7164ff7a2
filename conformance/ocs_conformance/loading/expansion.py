"""Makes cases of a case file: fragments put in, `for_each` worked out, every step with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ocs_conformance import messages, resources
from ocs_conformance.errors import Problem
from ocs_conformance.loading import environments
from ocs_conformance.loading.capabilities import capabilities_of
from ocs_conformance.loading.document import Document, Place
from ocs_conformance.loading.interpretations import Catalogue, spelled_out, unknown_readings
from ocs_conformance.matching import readings_in
from ocs_conformance.model import Case, Step
from ocs_conformance.templates import substitute

__all__ = ["CaseFileExpander", "Fragment", "fragments_of"]

_NOT_VERBS = frozenset({"note", "with"})


@dataclass(frozen=True, slots=True)
class Fragment:
    """A step sequence with parameters, and the file in which it stands."""

    document: Document
    place: tuple[str | int, ...]
    parameters: Mapping[str, Any]
    steps: list[dict[str, Any]]


def fragments_of(document: Document) -> dict[str, Fragment]:
    """The fragments that a case file or a fragment file describes, by name."""
    return {
        name: Fragment(document, ("fragments", name, "steps"), data.get("parameters", {}), data["steps"])
        for name, data in (document.data.get("fragments") or {}).items()
    }


@dataclass
class CaseFileExpander:
    """Expands one case file that its schema has accepted; mistakes gather in `problems`."""

    document: Document
    environments: Mapping[str, Mapping[str, Any]]
    fragments: Mapping[str, Fragment]
    catalogue: Catalogue
    problems: list[Problem] = field(default_factory=list)

    def cases(self) -> list[Case]:
        """Every case of the file, in its order."""
        data = self.document.data
        return [
            case
            for index, raw in enumerate(data["cases"])
            for case in self._expand(raw, index, {**data.get("let", {}), **raw.get("let", {})})
        ]

    def _expand(self, raw: dict[str, Any], index: int, let: dict[str, Any]) -> Iterator[Case]:
        environment = self._environment(raw, index)
        if environment is None:
            return
        for row in self._rows(raw, index):
            try:
                yield self._case(raw, index, row, let, environment)
            except KeyError as error:
                self._problem(["cases", index], _no_value(error))
            if self.problems:
                return

    def _case(
        self,
        raw: dict[str, Any],
        index: int,
        row: dict[str, Any],
        let: dict[str, Any],
        environment: tuple[Mapping[str, Any], str],
    ) -> Case:
        known = _settled(let)
        if row:
            known = {**substitute(known, {"each": row}), "each": row}
        given = tuple(self._steps(self.document, ["cases", index, "given"], raw.get("given", []), known, "given"))
        steps = tuple(self._steps(self.document, ["cases", index, "steps"], raw["steps"], known, "steps"))
        settings, digest = environment
        shown = [name for step in (*given, *steps) for name in readings_in(step.body)]
        interpretations = dict.fromkeys([*raw.get("interpretations", ()), *(name.partition(".")[0] for name in shown)])
        line, column = self.document.position(["cases", index])
        return Case(
            id=f"{raw['id']}[{row['name']}]" if row else raw["id"],
            base_id=raw["id"],
            title=str(substitute(raw["title"], known)),
            file=self.document.file,
            line=line,
            column=column,
            requirements=tuple(substitute(raw["requirements"], known)),
            environment=settings,
            environment_digest=digest,
            given=given,
            steps=steps,
            digest=resources.digest(
                [digest, *([s.verb, s.body] for s in given), "steps", *([s.verb, s.body] for s in steps)]
            ),
            control=raw.get("control"),
            aliases=tuple(raw.get("aliases", ())),
            interpretations=tuple(interpretations),
            tolerated={name: note for name in shown if (note := self._note_on(name))},
            capabilities=capabilities_of((*given, *steps), settings),
        )

    def _environment(self, raw: dict[str, Any], index: int) -> tuple[Mapping[str, Any], str] | None:
        own = "environment" in raw
        name = raw["environment"] if own else self.document.data["environment"]
        if name not in self.environments:
            place: Place = ["cases", index, "environment"] if own else ["environment"]
            self._problem(place, f"there is no environment {name}; known: {', '.join(sorted(self.environments))}")
            return None
        expanded = environments.expand(self.environments[name], raw.get("options"))
        return expanded, resources.digest(expanded)

    def _rows(self, raw: dict[str, Any], index: int) -> list[dict[str, Any]]:
        rows = raw.get("for_each")
        if rows is None:
            return [{}]
        if isinstance(rows, dict):
            rows = self._rows_of_message(rows, index)
        names = [row["name"] for row in rows]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self._problem(["cases", index, "for_each"], f"the row {name} stands here twice; names must differ")
        if not rows and not self.problems:
            self._problem(["cases", index, "for_each"], "no row is left here; without one there is no case")
        return list(rows)

    def _rows_of_message(self, wanted: dict[str, Any], index: int) -> list[dict[str, Any]]:
        interface, _, name = wanted["required_keys_of"].rpartition("/")
        message = messages.find(interface or "desktop", name)
        if message is None:
            known = ", ".join(messages.names(interface or "desktop", "request"))
            self._problem(["cases", index, "for_each", "required_keys_of"], f"no message {name}; known: {known}")
            return []
        left_out = wanted.get("except", [])
        for key in left_out:
            if key not in message.required:
                sentence = f"{key} is no mandatory key of {name}; these are: {', '.join(message.required)}"
                self._problem(["cases", index, "for_each", "except"], sentence)
        return [_key_row(key, message.types[key]) for key in message.required if key not in left_out]

    def _steps(
        self, document: Document, place: Place, raw: list[dict[str, Any]], known: Mapping[str, Any], where: str
    ) -> Iterator[Step]:
        for index, step in enumerate(raw):
            verb = next(key for key in step if key not in _NOT_VERBS)
            here = f"{where}[{index}]"
            if verb == "use":
                yield from self._fragment(document, [*place, index], step, known, here)
            else:
                line, column = document.position([*place, index])
                body = self._spelled_out(document, [*place, index, verb], step[verb], known)
                yield Step(verb, body, here, document.file, line, column)

    def _spelled_out(self, document: Document, place: Place, value: Any, known: Mapping[str, Any]) -> Any:
        """The body of a step with its parameters and its readings put in."""
        body = self._substituted(document, place, value, known)
        try:
            body = spelled_out(body, self.catalogue)
            unknown = [*unknown_readings(body, self.catalogue)]
        except LookupError as error:
            unknown = [str(error.args[0])]
        self.problems += [document.problem(place, message) for message in unknown]
        return body

    def _note_on(self, name: str) -> str | None:
        identifier, _, wanted = name.partition(".")
        reading = self.catalogue[identifier].reading(wanted) if identifier in self.catalogue else None
        return reading.tolerated if reading else None

    def _substituted(self, document: Document, place: Place, value: Any, known: Mapping[str, Any]) -> Any:
        try:
            return substitute(value, known)
        except KeyError as error:
            self.problems.append(document.problem(place, _no_value(error)))
            return value

    def _fragment(
        self, document: Document, place: Place, step: dict[str, Any], known: Mapping[str, Any], where: str
    ) -> Iterator[Step]:
        before = len(self.problems)
        name = self._substituted(document, [*place, "use"], step["use"], known)
        if len(self.problems) > before:
            return
        fragment = self.fragments.get(name) if isinstance(name, str) else None
        if fragment is None:
            self.problems.append(
                document.problem([*place, "use"], f"there is no fragment {name}; known: {', '.join(self.fragments)}")
            )
            return
        if f".{name}[" in where:
            self.problems.append(document.problem(place, f"the fragment {name} uses itself; fragments must end"))
            return
        given = self._spelled_out(document, [*place, "with"], step.get("with", {}), known)
        if len(self.problems) > before:
            return  # what is wrong is told here, and not again where the fragment puts it in
        problem = _wrong_parameters(name, fragment, given)
        if problem:
            self.problems.append(document.problem(place, problem))
            return
        inner = {**fragment.parameters, **given}
        yield from self._steps(fragment.document, fragment.place, fragment.steps, inner, f"{where}.{name}")

    def _problem(self, place: Place, message: str) -> None:
        self.problems.append(self.document.problem(place, message))


def _no_value(error: KeyError) -> str:
    return f"${error.args[0]} is not among the values of this row or parameter"


def _settled(let: dict[str, Any]) -> dict[str, Any]:
    """Names of `let` may use names that stand before them."""
    known: dict[str, Any] = {}
    for name, value in let.items():
        known[name] = substitute(value, known)
    return known


def _key_row(key: str, kind: str) -> dict[str, Any]:
    wrong: Any = "not-a-number" if kind == "integer" else 7
    return {"name": messages.kebab(key), "key": key, "type": kind, "wrong": wrong}


def _wrong_parameters(name: str, fragment: Fragment, given: Mapping[str, Any]) -> str | None:
    unknown = [key for key in given if key not in fragment.parameters]
    if unknown:
        return f"the fragment {name} has no parameter {unknown[0]}; allowed: {', '.join(fragment.parameters)}"
    missing = [key for key, default in fragment.parameters.items() if default is None and key not in given]
    return f"the fragment {name} needs the parameter {missing[0]}; give it under with:" if missing else None
