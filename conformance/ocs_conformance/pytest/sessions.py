"""The engine's session of one pytest process, opened by its first case."""

from __future__ import annotations

import pytest

from ocs_conformance.engine import CaseFinished, Session, TargetInfo
from ocs_conformance.model import Case, TargetProfile

__all__ = ["SESSION", "LazySession", "provide"]


class LazySession:
    """Reaches the target when the first case needs it, and keeps the connection until it is closed.

    `target` is the target as it introduced itself, None before the first case.
    """

    def __init__(self, profile: TargetProfile, time_scale: float) -> None:
        self._profile = profile
        self._time_scale = time_scale
        self._session: Session | None = None
        self.target: TargetInfo | None = None

    def converse(self, case: Case, run: int) -> CaseFinished:
        """Run one case and judge it; raises UnreachableError where the target cannot be reached at first."""
        if self._session is None:
            self._session = Session(self._profile, self._time_scale)
            self.target = self._session.target
        return self._session.converse(case, run)

    def close(self) -> None:
        """End the adapter, and whatever was started for it; a second call does nothing."""
        session, self._session = self._session, None
        if session is not None:
            session.close()


SESSION = pytest.StashKey[LazySession]()


def provide(config: pytest.Config, profile: TargetProfile, time_scale: float) -> None:
    """Give this process its session, which is closed when pytest ends, also by Ctrl-C."""
    session = config.stash[SESSION] = LazySession(profile, time_scale)
    config.add_cleanup(session.close)
