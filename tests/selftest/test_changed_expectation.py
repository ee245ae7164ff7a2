"""What a case expects is what it is judged by: with any one expected value of its body changed, the reference fails."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

from ocs_conformance.engine import CaseFinished, Settings, run
from ocs_conformance.loading import load_bundled, load_profile
from ocs_conformance.model import Case
from ocs_conformance.verdict import Verdict

Json = dict[str, Any]
Change = Callable[[Json], None]

CHANGED = "something else"


def setting(path: list[str | int], value: Any) -> Change:
    """Puts a value into a step's body, at the end of a path."""

    def change(body: Any) -> None:
        for part in path[:-1]:
            body = body[part]
        body[path[-1]] = value

    return change


def each_key(value: Any, path: list[str | int]) -> Iterator[Change]:
    """For each key another value; where all of it is put in by a name, another whole."""
    if isinstance(value, str):
        yield setting(path, {"NO_SUCH_KEY": CHANGED})
    else:
        for key in value or ():
            yield setting([*path, key], CHANGED)


def event_changes(entry: Json, path: list[str | int]) -> Iterator[Change]:
    """Another event, another number of an error, and for each key another value."""
    if "error" in entry:
        yield setting([*path, "error"], 999)
    elif "message" in entry:
        other = "PreviewRecord" if entry["message"] != "PreviewRecord" else "ReadyTimeAcknowledge"
        yield setting([*path, "message"], other)
    yield from each_key(entry.get("data"), [*path, "data"])


def expect_changes(body: Json) -> Iterator[Change]:
    if "one_of" in body:
        yield setting(["one_of"], [{"message": "ReadyTimeAcknowledge", "data": {"GSW_PHONE": CHANGED}}])
    elif "any_order" in body:
        for number, entry in enumerate(body["any_order"]):
            if not entry.get("optional"):
                yield from event_changes(entry, ["any_order", number])
        for key in body.get("one_carries", {}):
            yield setting(["one_carries", key], CHANGED)
    else:
        yield from event_changes(body, [])


def rows_changes(body: Json) -> Iterator[Change]:
    """For each column of each row another value, and a row more."""
    if isinstance(body["expect"], str):
        yield setting(["expect"], [{}] * 99)
        return
    for number, entry in enumerate(body["expect"]):
        if isinstance(entry, str) or "optional" in entry:
            continue
        path: list[str | int] = ["expect", number, "row"] if "row" in entry else ["expect", number]
        row = entry.get("row", entry)
        readings = row.get("$reading", {})
        for name, option in readings.items():
            others = {other: dict.fromkeys(value, CHANGED) for other, value in readings.items() if other != name}
            for column in option:
                yield setting([*path, "$reading"], {**others, name: {**option, column: CHANGED}})
        for column in row if not readings else ():
            yield setting([*path, column], CHANGED)
    spare = sum("optional" in entry for entry in body["expect"] if isinstance(entry, dict))
    yield setting(["expect"], [*body["expect"], *[{}] * (spare + 1)])


def http_changes(body: Json) -> Iterator[Change]:
    """Another status, and for each header, key and body another value."""
    response = body["response"]
    if "one_of" in response:
        yield setting(["response"], {"status": 299})
        return
    yield setting(["response", "status"], 299)
    for part in ("headers", "json"):
        yield from each_key(response.get(part), ["response", part])
    if "body" in response:
        yield setting(["response", "body"], CHANGED)


def call_changes(body: Json) -> Iterator[Change]:
    """For each key of the call's user data, and of those of an engaging call, another value; and another end."""
    yield from each_key(body.get("data"), ["data"])
    yield from each_key(body.get("engaging", {}).get("data"), ["engaging", "data"])
    for key in (*body.get("absent", ()), *body.get("engaging", {}).get("absent", ())):
        yield setting(["data"], {**body.get("data", {}), key: CHANGED})
    if "connected" in body:
        yield lambda call: call.pop("connected")


def dial_changes(body: Json) -> Iterator[Change]:
    """For each key of each call another value, and a call more."""
    if isinstance(body["expect"], str):
        yield setting(["expect"], [{}] * 99)
        return
    for number, entry in enumerate(body["expect"]):
        yield from each_key(entry.get("data"), ["expect", number, "data"])
    yield setting(["expect"], [*body["expect"], {}])


CHANGES = {
    "call": call_changes,
    "answer": call_changes,
    "share": call_changes,
    "dial": dial_changes,
    "expect": expect_changes,
    "rows": rows_changes,
    "do_not_call": rows_changes,
    "http": http_changes,
}


@cache
def in_memory() -> list[Case]:
    """The cases that the reference in memory is judged by: all that need no connections of a network."""
    return [case for case in load_bundled() if "http.connections" not in case.capabilities]


@cache
def altered() -> tuple[Case, ...]:
    """Each case once for each expected value of its body, with that one changed; the id ends with the step."""
    return tuple(
        replace(case, id=f"{case.id} {step.where}", steps=(*case.steps[:number], changed, *case.steps[number + 1 :]))
        for case in in_memory()
        for number, step in enumerate(case.steps)
        if step.verb in CHANGES
        for change in CHANGES[step.verb](step.body)
        if (changed := replace(step, body=changed_body(step.body, change)))
    )


def changed_body(body: Json, change: Change) -> Json:
    copy = deepcopy(body)
    change(copy)
    return copy


def fails_where_it_was_changed(event: CaseFinished) -> bool:
    where = event.case.id.rpartition(" ")[2]
    return event.verdict is Verdict.FAIL and where in {mismatch.step for mismatch in event.mismatches}


def test_every_case_fails_at_each_of_its_expected_values_when_that_is_changed() -> None:
    events = run(altered(), load_profile("reference"), Settings())
    finished = [event for event in events if isinstance(event, CaseFinished)]
    missed = [(e.case.id, e.verdict) for e in finished if not fails_where_it_was_changed(e)]
    assert (len(finished), missed) == (len(altered()), [])


def test_every_case_has_an_expected_value_to_change() -> None:
    changed = {case.id.rpartition(" ")[0] for case in altered()}
    assert [case.id for case in in_memory() if case.id not in changed] == []
