"""The bundled reference passes every bundled case that can be shown where it runs."""

from ocs_conformance.engine import CaseFinished, Settings, run
from ocs_conformance.loading import load_bundled, load_profile
from ocs_conformance.verdict import Verdict


def test_the_reference_passes_every_case() -> None:
    events = run(load_bundled(), load_profile("reference"), Settings())
    finished = [event for event in events if isinstance(event, CaseFinished)]
    connections = {case.id for case in load_bundled() if "http.connections" in case.capabilities}
    assert len(finished) == len(load_bundled())
    assert {event.case.id for event in finished if event.verdict is not Verdict.PASS} == connections
    assert {event.case.id for event in finished if event.verdict is Verdict.NOT_APPLICABLE} == connections
