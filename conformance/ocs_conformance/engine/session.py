"""A connection to a target over many cases: gives each its environment and its verdict, and replaces what broke."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from ocs_conformance.engine.conversation import WEB_POSTS, Conversation
from ocs_conformance.engine.events import CaseFinished, TargetInfo
from ocs_conformance.engine.interception import Interception
from ocs_conformance.engine.secrets import Masker
from ocs_conformance.engine.steps import VERBS
from ocs_conformance.errors import AdapterError, CaseError, RefusedError, SuiteError, UnreachableError
from ocs_conformance.matching import Difference, narrowed
from ocs_conformance.model import COMMDN, COMMDN_LOAD, Case, Step, TargetProfile
from ocs_conformance.transport.connect import HTTP_CONNECTIONS, Connection, connect
from ocs_conformance.verdict import ABSENT, Mismatch, Verdict

__all__ = ["Session"]

Json = dict[str, Any]
_ATTEMPTS = 3
_BREAKS = 10
_OBSERVED = frozenset({"desktop", COMMDN, COMMDN_LOAD, WEB_POSTS})


class _NotTestableError(Exception):
    """The environment of this target lacks what a case needs."""


class Session:
    """Runs cases one after another against one target.

    Raises UnreachableError where the target cannot be reached at first. Later on a broken adapter costs the case in
    which it broke its verdict (`error`), and the next case gets a fresh one. After three failed starts in a row, or
    ten cases in a row in which it broke, there is none: an adapter that always hangs shall not cost hours.
    `interception` stands between target and suite in the bodies of cases, and may be replaced between two cases.
    """

    def __init__(
        self, profile: TargetProfile, time_scale: float = 1.0, interception: Interception | None = None
    ) -> None:
        self._profile = profile
        self.interception = interception
        self._scale = time_scale
        self._failures = 0
        self._breaks = 0
        self._environment_digest = ""
        self._identities: Json = {}
        self._connection: Connection | None = self._connect_first()

    def _connect_first(self) -> Connection:
        try:
            return connect(self._profile, self._scale)
        except AdapterError as error:
            raise UnreachableError(f"target {self._profile.name}: {error}") from error

    @property
    def target(self) -> TargetInfo:
        """The target as its adapter introduced it."""
        assert self._connection is not None
        told = self._connection.introduction
        return TargetInfo(
            profile=self._profile.name,
            vendor=told.vendor,
            name=told.name,
            version=told.version,
            adapter=told.adapter,
            capabilities=tuple(sorted(self._connection.capabilities)),
        )

    def close(self) -> None:
        """End the adapter, and whatever was started for it."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.close()

    def converse(self, case: Case, run: int = 1) -> CaseFinished:
        """Run one case and judge it; never raises for what target or adapter do."""
        try:
            connection = self._connected()
        except SuiteError as error:
            return self._unheard(case, run, str(error))
        lacking = sorted(case.capabilities - connection.capabilities)
        if lacking:
            return CaseFinished(case, run, Verdict.NOT_APPLICABLE, _inapplicable(lacking), 0.0, (), ())
        talk = Conversation(
            connection,
            case,
            self._profile.quiet_window * self._scale,
            self._profile.answer_limit * self._scale,
            self.interception,
        )
        verdict, reason = self._judge(case, talk)
        talk.close()
        self._breaks = self._breaks + 1 if self._connection is None else 0
        return self._finished(case, run, talk, verdict, reason)

    def _connected(self) -> Connection:
        if self._connection is None:
            adapter = f"the adapter of {self._profile.name}"
            if self._failures >= _ATTEMPTS:
                raise UnreachableError(f"{adapter} could not be started again ({_ATTEMPTS} attempts)")
            if self._breaks >= _BREAKS:
                raise UnreachableError(f"{adapter} broke in {_BREAKS} cases in a row, and is not started again")
            self._failures += 1
            self._environment_digest = ""
            self._connection = connect(self._profile, self._scale)
            self._failures = 0
        return self._connection

    def _judge(self, case: Case, talk: Conversation) -> tuple[Verdict, str]:
        in_body = False
        try:
            talk.use(self._prepare(case, talk))
            if talk.mismatches or not self._perform(case.given, talk, stop=True):
                return Verdict.INCONCLUSIVE, "the preamble did not get to where the case begins"
            in_body = True
            self._perform(case.steps, talk, stop=False)
            if case.capabilities & _OBSERVED:
                _carefully(talk, talk.finish)
        except _NotTestableError as error:
            # What a step lacks after another one has failed, such as a call that was not dialed, is of no account.
            if not (in_body and talk.mismatches):
                return Verdict.INCONCLUSIVE, f"not testable: {error}"
        except CaseError as error:
            return Verdict.ERROR, f"the case cannot be carried out: {error}"
        except AdapterError as error:
            self._discard()
            return Verdict.ERROR, str(error)
        return (Verdict.FAIL, "what was seen is not what must be seen") if talk.mismatches else (Verdict.PASS, "")

    def _prepare(self, case: Case, talk: Conversation) -> Mapping[str, Any]:
        """Give the target the case's environment, as fresh as the target allows, and learn its names there."""
        try:
            digest = case.environment_digest + (WEB_POSTS if WEB_POSTS in case.capabilities else "")
            if self._environment_digest != digest:
                self._environment_digest = ""
                result = talk.load(case)
                self._identities = result["identities"]
                self._environment_digest = digest
            elif talk.resets:
                talk.reset()
        except RefusedError as error:
            # What is there now nobody knows: the next case has it loaded again.
            self._environment_digest = ""
            _refused(talk, error)
        return _overlaid(case.environment, self._identities) if self._identities else case.environment

    def _perform(self, steps: tuple[Step, ...], talk: Conversation, *, stop: bool) -> bool:
        """Carry out steps; a preamble stops at its first failed step, a body goes on to show every mismatch."""
        pins = self._profile.pins
        for step in steps:
            talk.begin(step)
            body = narrowed(step.body, pins) if pins else step.body
            try:
                _carefully(talk, partial(_carry_out, talk, step.verb, body))
            except CaseError:
                # A step that leans on one which failed has nothing to add; by itself it is the case's mistake.
                if not talk.mismatches:
                    raise
            if stop and talk.mismatches:
                return False
        return not talk.mismatches

    def _discard(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SuiteError):
                connection.close()

    def _unheard(self, case: Case, run: int, reason: str) -> CaseFinished:
        """A case that nobody could be asked about, for there is no adapter."""
        masker = Masker(self._profile.secrets)
        if not masker.idle:
            masker.learn([case.environment, reason])
            reason = masker.mask(reason)
        return CaseFinished(case, run, Verdict.ERROR, reason, 0.0, (), ())

    def _finished(self, case: Case, run: int, talk: Conversation, verdict: Verdict, reason: str) -> CaseFinished:
        seconds, mismatches, entries = talk.seconds, talk.mismatches, talk.entries
        masker = Masker(self._profile.secrets)
        if not masker.idle:
            masker.learn([entries, case.environment, reason, *([m.expected, m.actual] for m in mismatches)])
            entries = [_masked_entry(entry, masker) for entry in entries]
            mismatches = [_masked(mismatch, masker) for mismatch in mismatches]
            reason = masker.mask(reason)
        shown = tuple(mismatches), tuple(entries), tuple(talk.notes), tuple(talk.readings)
        return CaseFinished(case, run, verdict, reason, seconds, *shown)


def _inapplicable(lacking: list[str]) -> str:
    if lacking == [HTTP_CONNECTIONS]:
        return "HTTP does not go over a network here, so that there are no connections"
    return f"the target does not declare: {', '.join(lacking)}"


def _carry_out(talk: Conversation, verb: str, body: Any) -> None:
    """Carry out a step; raises CaseError where a captured value that was put into it has the wrong shape."""
    try:
        VERBS[verb](talk, body)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        from ocs_conformance.loading.step_lint import misshapen  # noqa: PLC0415 - needed here only

        mistake = next(misshapen(verb, talk.resolve(body)), None)
        if mistake is None:
            raise
        raise CaseError(f"what was put into {verb} does not fit: {mistake}") from error


def _carefully(talk: Conversation, action: Callable[[], None]) -> None:
    try:
        action()
    except RefusedError as error:
        _refused(talk, error)


def _refused(talk: Conversation, error: RefusedError) -> None:
    if error.code == RefusedError.ENVIRONMENT_LACKS:
        raise _NotTestableError(error.reason)
    if error.code == RefusedError.TARGET_FAILED:
        talk.differ([Difference("", error.method, ABSENT, f"the target failed: {error.reason}")])
    elif error.code == RefusedError.UNSUPPORTED:
        talk.differ([Difference("", error.method, ABSENT, f"the target declares it, and refuses it: {error.reason}")])
    else:
        raise error


def _overlaid(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with the target's own names and DBIDs laid over it."""
    return {
        **base,
        **{
            key: _overlaid(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
            for key, value in over.items()
        },
    }


def _masked_entry(entry: Json, masker: Masker) -> Json:
    return {key: value if key in ("t", "step", "from", "to") else masker.mask(value) for key, value in entry.items()}


def _masked(mismatch: Mismatch, masker: Masker) -> Mismatch:
    return replace(
        mismatch,
        expected=masker.mask_at(mismatch.path, mismatch.expected),
        actual=masker.mask_at(mismatch.path, mismatch.actual),
        message=masker.mask(mismatch.message),
    )
