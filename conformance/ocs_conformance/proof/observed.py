"""What a sound target sends while the bodies of cases run: by it the mutants are chosen, and the cases for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ocs_conformance import messages
from ocs_conformance.engine import Session
from ocs_conformance.model import Case
from ocs_conformance.transport.base import HttpRequest, HttpResponse
from ocs_conformance.verdict import Verdict

__all__ = ["Observed", "Unsound", "name_of", "observe"]


@dataclass
class Observed:
    """For each thing that was sent, the cases in whose bodies it was, in their order.

    `events` by message and key, with an empty key for the message itself; `followed` by the message that another
    event at the same observer followed; `responses` by kind: `status 200`, `warning`, `no body`. `inapplicable` are
    the cases that cannot be run on the target.
    """

    events: dict[tuple[str, str], dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    followed: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    responses: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    inapplicable: set[str] = field(default_factory=set)


class Unsound(Exception):  # noqa: N818 - a finding, told to the user by name
    """Cases that do not pass without any defect: nothing can be proven on them."""

    def __init__(self, cases: Iterable[tuple[str, str]]) -> None:
        self.cases = tuple(cases)
        super().__init__(f"{len(self.cases)} cases do not pass on the target as it is")


class _Observer:
    """Notes what passes, and changes nothing."""

    def __init__(self) -> None:
        self.observed = Observed()
        self.case = ""

    def events(self, arrived: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
        for index, event in enumerate(arrived):
            name = name_of(event)
            for key in ("", *event["data"]):
                self.observed.events[name, key][self.case] = None
            if any(later["agent"] == event["agent"] for later in arrived[index + 1 :]):
                self.observed.followed[name][self.case] = None
        return arrived

    def response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        self.observed.responses[f"status {response.status}"][self.case] = None
        if response.header("Warning") is not None:
            self.observed.responses["warning"][self.case] = None
        if not response.body and request.method == "POST":
            self.observed.responses["no body"][self.case] = None
        return response


def name_of(event: Mapping[str, Any]) -> str:
    """The message that an event on its interface is, or what it calls itself."""
    message = messages.event(event["interface"], event["data"])
    return message.name if message is not None else str(event["data"].get("GSW_USER_EVENT", ""))


def observe(session: Session, cases: Sequence[Case]) -> Observed:
    """Run cases against a target as it is; raises Unsound where one does not pass.

    Cases that are not applicable there are left out.
    """
    observer = _Observer()
    session.interception = observer
    wrong = []
    for case in cases:
        observer.case = case.id
        finished = session.converse(case)
        if finished.verdict is Verdict.NOT_APPLICABLE:
            observer.observed.inapplicable.add(case.id)
        elif finished.verdict is not Verdict.PASS:
            wrong.append((case.id, finished.reason))
    session.interception = None
    if wrong:
        raise Unsound(wrong)
    return observer.observed
