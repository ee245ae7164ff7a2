"""Folds the events of a run, or the records of a report, into what the run came to."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ocs_conformance.engine.events import CaseFinished, Event, RunFinished, RunStarted
from ocs_conformance.reporting.record import CaseRecord, Footer, Header, Report, as_record, utc_text
from ocs_conformance.verdict import Verdict

__all__ = ["CONFORMING", "INTERRUPTED", "NOT_CONFORMING", "NO_VERDICT", "Collector", "collected"]

CONFORMING = "conforming"
NOT_CONFORMING = "not conforming"
INTERRUPTED = "interrupted"
NO_VERDICT = "no verdict"


@dataclass
class Collector:
    """Totals of a run, from its events in their order; repetitions of a case count one by one.

    `requirements` holds the verdicts of the cases that cite each requirement; a mismatch that names a requirement
    of its own counts there as well. `inapplicable` counts the reasons for `not applicable`. `readings` holds, for each
    interpretation, the readings that the target showed and how often in which case; `tolerated` the note on each that
    is only tolerated. A run that has not said that it is over counts as interrupted.
    """

    header: Header | None = None
    finished: str = ""
    seconds: float = 0.0
    interrupted: bool = True
    counts: Counter[Verdict] = field(default_factory=Counter)
    requirements: dict[str, Counter[Verdict]] = field(default_factory=dict)
    inapplicable: Counter[str] = field(default_factory=Counter)
    readings: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    tolerated: dict[str, str] = field(default_factory=dict)
    _digests: dict[str, str] = field(default_factory=dict)

    def write(self, event: Event | CaseRecord) -> None:
        """Takes one event; a record stands for the case that it is of."""
        match event:
            case RunStarted():
                self.header = Header.of(event)
            case CaseFinished() | CaseRecord():
                self.add(as_record(event))
            case RunFinished():
                self.finished = utc_text(event.finished)
                self.seconds = event.seconds
                self.interrupted = event.interrupted

    def add(self, record: CaseRecord) -> None:
        """Counts one finished case."""
        self.counts[record.verdict] += 1
        self._digests[record.id] = record.digest
        if record.verdict is Verdict.NOT_APPLICABLE:
            self.inapplicable[record.reason] += 1
        for reading in record.readings:
            self.readings.setdefault(reading.interpretation, {}).setdefault(reading.reading, Counter())[record.id] += 1
            if reading.note:
                self.tolerated[reading.name] = reading.note
        attributed = {mismatch.requirement for mismatch in record.mismatches if mismatch.requirement}
        for requirement in attributed.union(record.requirements):
            self.requirements.setdefault(requirement, Counter())[record.verdict] += 1

    @property
    def planned(self) -> int:
        """How many case runs were to be: the selected cases, each as often as it is repeated."""
        return self.header.count * self.header.repeat if self.header else 0

    @property
    def executed(self) -> int:
        """How many case runs were carried out: every verdict but `not applicable`."""
        return self.counts.total() - self.counts[Verdict.NOT_APPLICABLE]

    @property
    def verdict(self) -> str:
        """What the run says of the target.

        Conforming needs one `pass` at least and nothing beside it but `not applicable`. There is no verdict where
        nothing was executed, nor where cases ended in `error` and none speaks against the target: an error is not the
        target's.
        """
        return _verdict(self.counts, self.interrupted)

    def judged(self, groups: Mapping[str, Iterable[str]] | None = None) -> dict[str, Counter[Verdict]]:
        """The verdicts on each requirement; `groups` says for which ones a cited id stands, where it is not its own."""
        found: dict[str, Counter[Verdict]] = {}
        for cited, counts in self.requirements.items():
            for name in (groups or {}).get(cited, (cited,)):
                found.setdefault(name, Counter()).update(counts)
        return found

    def verified(self, groups: Mapping[str, Iterable[str]] | None = None) -> tuple[str, ...]:
        """Requirements with a case that passed and none that came to something worse, sorted."""
        return tuple(sorted(name for name, counts in self.judged(groups).items() if _verdict(counts) == CONFORMING))

    def violated(self, groups: Mapping[str, Iterable[str]] | None = None) -> tuple[str, ...]:
        """Requirements with a case that failed, sorted."""
        return tuple(sorted(name for name, counts in self.judged(groups).items() if counts[Verdict.FAIL]))

    @property
    def contradictory(self) -> dict[str, dict[str, Counter[str]]]:
        """The interpretations of which the target showed more than one reading, with those."""
        return {name: shown for name, shown in sorted(self.readings.items()) if len(shown) > 1}

    @property
    def case_set(self) -> str:
        """SHA-256 over the sorted lines `id digest` of the finished cases: tells whether two runs judged the same."""
        lines = sorted(f"{name} {digest}\n" for name, digest in self._digests.items())
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def footer(self) -> Footer:
        """The footer of a report, once the run is over."""
        return Footer(
            finished=self.finished,
            seconds=self.seconds,
            interrupted=self.interrupted,
            counts={str(verdict): self.counts[verdict] for verdict in Verdict},
            verdict=self.verdict,
            case_set=self.case_set,
        )


def collected(report: Report) -> Collector:
    """The totals of a report that was read back."""
    footer = report.footer
    totals = Collector(report.header, footer.finished, footer.seconds, footer.interrupted)
    for record in report.cases:
        totals.add(record)
    return totals


def _verdict(counts: Counter[Verdict], interrupted: bool = False) -> str:
    if interrupted:
        return INTERRUPTED
    if counts[Verdict.FAIL] or counts[Verdict.INCONCLUSIVE]:
        return NOT_CONFORMING
    return CONFORMING if counts[Verdict.PASS] and not counts[Verdict.ERROR] else NO_VERDICT
