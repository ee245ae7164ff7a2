"""Runs cases against a target and tells what happens, event by event; it prints nothing."""

from ocs_conformance.engine.events import CaseFinished, CaseStarted, Event, RunFinished, RunStarted, TargetInfo
from ocs_conformance.engine.run import Settings, order, run
from ocs_conformance.engine.select import select
from ocs_conformance.engine.session import Session

__all__ = [
    "CaseFinished",
    "CaseStarted",
    "Event",
    "RunFinished",
    "RunStarted",
    "Session",
    "Settings",
    "TargetInfo",
    "order",
    "run",
    "select",
]
