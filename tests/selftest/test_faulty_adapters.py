"""An adapter that goes wrong costs the case in which it does, and no other."""

import sys
from pathlib import Path
from time import perf_counter

import faulty_adapter
import pytest

from ocs_conformance.engine import CaseFinished, Settings, run, select
from ocs_conformance.loading import load_bundled
from ocs_conformance.model import AdapterProfile, HttpProfile, TargetProfile
from ocs_conformance.verdict import Verdict

BEFORE = "desktop.reject.chain-becomes-ready"
FAULTY = "desktop.ready-time.is-acknowledged[half-a-minute]"
AFTER = "desktop.chains.rest-of-the-chain-comes-once"
SAID = {
    "hangs": "",
    "dies": "the switch is on fire",
    "prints junk": "Warning: licence expires tomorrow",
    "answers twice": "twice",
    "sends half a line": '{"jsonrpc": "2.0", "',
}


@pytest.mark.parametrize("fault", faulty_adapter.FAULTS)
def test_a_faulty_adapter_costs_one_case(fault: str) -> None:
    adapter = AdapterProfile("stdio", {"command": [sys.executable, faulty_adapter.__file__, fault]})
    target = TargetProfile("faulty", "Goes wrong", Path(__file__), adapter, HttpProfile(), answer_limit=1.0)
    chosen = {case.id: case for case in select(load_bundled(), [BEFORE, FAULTY, AFTER])}
    began = perf_counter()
    events = list(run([chosen[BEFORE], chosen[FAULTY], chosen[AFTER]], target, Settings()))
    finished = {event.case.id: event for event in events if isinstance(event, CaseFinished)}

    verdicts = {name: event.verdict for name, event in finished.items()}
    assert verdicts == {BEFORE: Verdict.PASS, FAULTY: Verdict.ERROR, AFTER: Verdict.PASS}
    reason = finished[FAULTY].reason
    assert (faulty_adapter.__file__ in reason, SAID[fault] in reason) == (True, True), reason
    assert perf_counter() - began < 10
