"""A case has the same verdict whatever carries it, whatever ran before it, and however often it is run."""

import pytest

from ocs_conformance.engine import CaseFinished, Settings, run
from ocs_conformance.loading import load_bundled, load_profile
from ocs_conformance.verdict import Verdict

Verdicts = dict[tuple[str, int], Verdict]


def verdicts(target: str, settings: Settings | None = None) -> Verdicts:
    """The verdict of each case in each of its runs."""
    events = run(load_bundled(), load_profile(target), settings or Settings())
    return {(event.case.id, event.run): event.verdict for event in events if isinstance(event, CaseFinished)}


@pytest.fixture(scope="module")
def in_memory() -> Verdicts:
    return verdicts("reference")


def over_a_network(in_memory: Verdicts) -> Verdicts:
    """The same verdicts, with those of cases that are about connections, of which there are none in memory."""
    networked = {case.id for case in load_bundled() if "http.connections" in case.capabilities}
    assert {name for (name, _), verdict in in_memory.items() if verdict is Verdict.NOT_APPLICABLE} == networked
    return {(name, run): Verdict.PASS if name in networked else verdict for (name, run), verdict in in_memory.items()}


@pytest.mark.parametrize("target", ["reference-stdio", "reference-tcp", "reference-https"])
def test_every_case_has_the_same_verdict_on_another_transport(in_memory: Verdicts, target: str) -> None:
    assert verdicts(target) == over_a_network(in_memory)


@pytest.mark.parametrize("target", ["reference", "reference-tcp"])
def test_every_case_has_the_same_verdict_over_repeated_shuffled_runs(in_memory: Verdicts, target: str) -> None:
    once = in_memory if target == "reference" else over_a_network(in_memory)
    again = verdicts(target, Settings(repeat=5, shuffle=True, seed=7))
    assert again == {(name, number): verdict for (name, _), verdict in once.items() for number in range(1, 6)}
