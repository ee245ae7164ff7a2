"""What the suite works with, as frozen data: requirements, environments, cases, target profiles.

Nothing here reads a file or talks to anybody. Steps stay the plain data that the case file holds, with fragments
and `for_each` worked out; `engine` gives them their meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = [
    "COMMDN",
    "COMMDN_LOAD",
    "AdapterProfile",
    "Case",
    "CommdnProfile",
    "DefectProfile",
    "HttpProfile",
    "Interpretation",
    "Reading",
    "Requirement",
    "Step",
    "TargetProfile",
    "TlsProfile",
]


COMMDN = "commdn"
"""The capability of a target whose Communication DN can be spoken to, and listened to."""

COMMDN_LOAD = "commdn.load"
"""The capability of a target that loads campaign groups for applications, whether its answer can be seen or not."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One normative statement of the documents: one fact that can be seen, or a reason why it cannot.

    `document` is its short name, `section` the heading there, `level` one of must, should, may. `seen` says where the
    fact shows, `interpretation` names the open point of the documents that it depends on. `reason` says why no case
    can show it; `planned` names the work that a case waits for. `group` is the id by which cases cite all the
    requirements that one event of that message shows: its name and, where the target sends it, its keys.
    """

    id: str
    document: str
    section: str
    level: str
    statement: str
    seen: str
    interpretation: str | None = None
    reason: str | None = None
    planned: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an open point of the documents.

    `places` are pairs of document and section heading; none where the documents are silent. `value` is what shows the
    reading: a value or a matcher, where cases do not say it themselves. `tolerated` is the note that a report carries
    where a target shows it; `refused` says why it is not accepted.
    """

    name: str
    says: str
    places: tuple[tuple[str, str], ...] = ()
    value: Any = None
    tolerated: str | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A place where the documents contradict themselves or stay silent, with its readings and what is accepted.

    `number` is a short mark for talk and tables; entries that were split by situation share it.
    """

    id: str
    number: str
    title: str
    accepted: str
    readings: tuple[Reading, ...]
    file: str
    line: int

    def reading(self, name: str) -> Reading | None:
        """The accepted reading of that name, or None."""
        return next((reading for reading in self.readings if reading.name == name and reading.refused is None), None)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a case: its verb, what stands behind the verb, and where it stands.

    `body` holds templates only for captures and the environment: fragments, parameters and `for_each` are worked out.
    `where` is a path such as `given[0]` or `steps[1].call-delivered[2]`; `line` and `column` count from 1.
    """

    verb: str
    body: Any
    where: str
    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Case:
    """One conversation with a target and what it verifies, after expansion.

    `environment` is the full environment with every default and the case's own `options` written out; two cases with
    the same `environment_digest` need the same. `digest` identifies the case's content; `capabilities` follow from
    its steps. `base_id` is the id without the brackets of an expanded case. `interpretations` are the open points of
    the documents that it depends on; `tolerated` has a note for each reading that it accepts with one.
    """

    id: str
    base_id: str
    title: str
    file: str
    line: int
    column: int
    requirements: tuple[str, ...]
    environment: Mapping[str, Any]
    environment_digest: str
    given: tuple[Step, ...]
    steps: tuple[Step, ...]
    digest: str
    control: str | None = None
    aliases: tuple[str, ...] = ()
    interpretations: tuple[str, ...] = ()
    tolerated: Mapping[str, str] = field(default_factory=dict)
    capabilities: frozenset[str] = frozenset()

    @property
    def area(self) -> str:
        """The interface that the case is about: the first word of its id."""
        return self.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class AdapterProfile:
    """How the adapter is reached: the name of a transport and that transport's settings."""

    transport: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TlsProfile:
    """Files for HTTPS: the authority to trust, and a client certificate with its key."""

    ca: str | None = None
    certificate: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class HttpProfile:
    """How the HTTP interface is reached.

    `transport` is `memory` (the adapter transport's own WSGI application) or `network`; `url` overrides the address
    that the adapter tells; `secure` asks for the adapter's HTTPS address.
    """

    transport: str = "network"
    url: str | None = None
    secure: bool = False
    tls: TlsProfile = TlsProfile()


@dataclass(frozen=True, slots=True)
class CommdnProfile:
    """How requests of the Communication DN travel: by `adapter`, or load requests by the web gateway `gws`.

    `url` overrides the address that the adapter tells: the gateway's resource of the OCS, before `/load-campaign`.
    """

    transport: str = "adapter"
    url: str | None = None


@dataclass(frozen=True, slots=True)
class DefectProfile:
    """How a target is run with one of its defects: where they are listed, and settings of the adapter's transport.

    `catalogue` has a `factory` or a `command`; in `adapter`, `{defect}` stands for the defect's name.
    """

    catalogue: Mapping[str, Any]
    adapter: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TargetProfile:
    """A target as a user names it: how to reach it, its time limits, and which keys are secret.

    `answer_limit` (seconds) bounds each answer, `start_limit` the time until the target is up, `quiet_window` the
    wait for silence where the adapter has no fence; all are scaled by the run's time scale. `pins` maps an
    interpretation to the one of its readings that counts for this target.
    """

    name: str
    title: str
    file: Path
    adapter: AdapterProfile
    http: HttpProfile
    secrets: frozenset[str] = frozenset()
    answer_limit: float = 5.0
    start_limit: float = 30.0
    quiet_window: float = 0.5
    pins: Mapping[str, str] = field(default_factory=dict)
    defects: DefectProfile | None = None
    commdn: CommdnProfile = CommdnProfile()
