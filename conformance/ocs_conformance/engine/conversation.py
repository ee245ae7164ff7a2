"""One case's talk with the target: what was said, what waits at each observer, what was captured, what did not fit."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any

from ocs_conformance import messages
from ocs_conformance.engine.interception import Interception
from ocs_conformance.errors import CaseError
from ocs_conformance.matching import Difference
from ocs_conformance.model import COMMDN, Case, Step
from ocs_conformance.templates import dig, resolve
from ocs_conformance.transport.base import HttpRequest, HttpResponse, HttpTransport, OpensConnections
from ocs_conformance.transport.connect import Connection
from ocs_conformance.transport.gws import Gateway
from ocs_conformance.verdict import Mismatch, ShownReading

__all__ = ["WEB_POSTS", "Conversation"]

Json = dict[str, Any]
WEB_POSTS = "web-posts"
_OBSERVERS = {"desktop": "agents", "commdn": "applications", "web": ""}
_NAMED_BY = {"desktop": ("GSW_USER_EVENT", "desktops"), "commdn": ("GSW_CM_MessageType", "applications")}


class Conversation:
    """What a case knows while it runs; steps work on it.

    `quiet_window` (seconds) bounds the wait for silence where the adapter has no fence, `answer_limit` the wait for
    an event there. `interception` stands between target and suite while the body runs.
    """

    def __init__(
        self,
        connection: Connection,
        case: Case,
        quiet_window: float,
        answer_limit: float,
        interception: Interception | None = None,
    ) -> None:
        self._connection = connection
        self._interception = interception
        self._environment = case.environment
        self._tolerated = case.tolerated
        self._listens_to_applications = COMMDN in case.capabilities
        self._began = perf_counter()
        self._captures: Json = {}
        self._opened: dict[str, HttpTransport] = {}
        self._waiting: dict[str, deque[Json]] = {}
        self._sent: dict[str, tuple[str, Json]] = {}
        self._has_fence = "fence" in connection.introduction.capabilities
        self._unfenced = True
        self._window = quiet_window
        self._limit = answer_limit
        self._step = Step("environment", None, "environment", "", 0, 0)
        self.entries: list[Json] = []
        self.mismatches: list[Mismatch] = []
        self.notes: dict[str, None] = {}
        self.readings: dict[ShownReading, None] = {}

    @property
    def http(self) -> HttpTransport:
        """The line to the target's HTTP interface; raises CaseError where its address is not known."""
        if self._connection.http is None:
            raise CaseError("the target's HTTP address is not known; name it in the profile under http.url")
        return self._connection.http

    @property
    def gateway(self) -> Gateway | None:
        """The web gateway that takes the case's load requests; None where they go over the adapter.

        Answers of the Communication DN come over the adapter only, and so do all requests of a case that looks at some.
        """
        return None if self._listens_to_applications else self._connection.gateway

    def exchange(self, request: HttpRequest, connection: str | None = None) -> HttpResponse:
        """Send a request to the HTTP interface; raises HttpError where no response comes back in time.

        All requests with the same name of a connection go out on one and the same, which is opened by the first.
        """
        line = self.http if connection is None else self._connection_of(connection)
        response = line.exchange(request, self._limit)
        if self._interception is not None and self._in_body:
            return self._interception.response(request, response)
        return response

    def _connection_of(self, name: str) -> HttpTransport:
        if name not in self._opened:
            line = self.http
            assert isinstance(line, OpensConnections)  # else the case is not applicable
            self._opened[name] = line.connection()
        return self._opened[name]

    def close(self) -> None:
        """Close the connections that the case has opened."""
        for line in self._opened.values():
            line.close()
        self._opened.clear()

    @property
    def _in_body(self) -> bool:
        return not self._step.where.startswith(("given", "environment"))

    @property
    def answer_limit(self) -> float:
        """Seconds within which each answer must come."""
        return self._limit

    @property
    def has_fence(self) -> bool:
        """Whether the adapter can tell that everything under way has arrived."""
        return self._has_fence

    @property
    def seconds(self) -> float:
        """Seconds since the case began."""
        return perf_counter() - self._began

    @property
    def resets(self) -> bool:
        """Whether the target can restore what was configured."""
        return self._connection.introduction.environment != "standing"

    def load(self, case: Case) -> Json:
        """Have the target configured for a case; the record keeps the digest instead of the whole environment."""
        named = {"environment": case.environment["environment"], "digest": case.environment_digest}
        params: Json = {"environment": dict(case.environment)}
        if WEB_POSTS in case.capabilities:
            server = self._connection.web_server()
            server.is_down = False
            params["web_server"] = server.url
        return self._configure("environment.load", params, named)

    def fail_web_server(self, *, down: bool) -> None:
        """Have the web server refuse posts, or take them again."""
        self._connection.web_server().is_down = down

    def reset(self) -> None:
        """Have the target restored to what was loaded."""
        self._configure("environment.reset", {}, {})

    def _configure(self, method: str, params: Json, shown: Json) -> Json:
        """Ask for an environment; events that still come from the case before are recorded and count for nothing."""
        self.say("suite", "adapter", "call", {"method": method, "params": shown})
        try:
            return self._connection.adapter.call(method, params)
        finally:
            for event in self._connection.take_events():
                self.say("target", event["agent"], "event", event["data"])

    def use(self, environment: Mapping[str, Any]) -> None:
        """Names of the environment are as the target has them."""
        self._environment = environment

    def begin(self, step: Step) -> None:
        """Everything that follows belongs to this step."""
        self._step = step

    def resolve(self, value: Any, quote: Any = str) -> Any:
        """`value` with captures and the environment put in."""
        return resolve(value, self._look_up, quote)

    def _look_up(self, name: str) -> Any:
        root = name.partition(".")[0]
        try:
            return dig(self._captures if root in self._captures else self._environment, name)
        except KeyError:
            raise CaseError(f"${name} has no value here, for the step that saves it did not succeed") from None

    def save(self, wanted: Mapping[str, str], data: Mapping[str, Any]) -> None:
        """Capture values under the names that a step gives them."""
        for key, name in wanted.items():
            if key in data:
                self._captures[name] = data[key]

    def differ(self, differences: list[Difference], requirement: str | None = None) -> None:
        """Record what did not fit at the current step."""
        where, line = self._step.where, self._step.line
        self.mismatches += [
            Mismatch(where, d.path, d.expected, d.actual, d.message, line, requirement) for d in differences
        ]

    def show(self, names: Iterable[str]) -> None:
        """Record the readings, as `interpretation.reading`, that the target showed at the current step."""
        for name in names:
            interpretation, _, reading = name.partition(".")
            self.readings[ShownReading(interpretation, reading, self._step.where, self._tolerated.get(name))] = None

    def note(self, remark: str) -> None:
        """Record a remark that changes no verdict, once."""
        self.notes[remark] = None

    def say(self, sender: str, receiver: str, kind: str, content: Any) -> None:
        """Record one thing that was said."""
        self.entries.append(
            {
                "t": round(perf_counter() - self._began, 6),
                "step": self._step.where,
                "from": sender,
                "to": receiver,
                kind: content,
            }
        )

    def call(self, method: str, params: Json, sender: str = "suite") -> Json:
        """Ask the adapter for something, and take in the events that came with its answer."""
        self.say(sender, "adapter", "call", {"method": method, "params": params})
        self._unfenced = self._unfenced or method != "database.rows"
        try:
            result = self._connection.adapter.call(method, params)
        finally:
            self._take_in()
        if result:
            self.say("adapter", sender, "result", result)
        return result

    def send(self, agent: str, name: str, data: Json) -> None:
        """Send a desktop request, and remember it as this agent's last."""
        self._sent[agent] = (name, data)
        self.call("desktop.send", {"agent": agent, "data": data}, sender=agent)

    def spell(self, name: str, spelling: str) -> None:
        """From now on this target is sent a request under this of its names."""
        self._connection.spellings[name] = spelling

    def spelled(self, name: str) -> str:
        """The name under which this target is sent a request."""
        return self._connection.spellings.get(name, name)

    def last_sent(self, agent: str) -> tuple[str, Json] | None:
        """The name and data of the last request of an agent."""
        return self._sent.get(agent)

    def forget_calls(self, since: int) -> None:
        """Take what was asked and answered out of the record, from its entry number `since` on; events stay."""
        self.entries[since:] = [entry for entry in self.entries[since:] if "event" in entry]

    def disturbed(self) -> None:
        """The target was asked for something on another line; what it causes may be under way."""
        self._unfenced = True

    def settle(self) -> None:
        """Wait until everything that was asked for has been dealt with and its events have arrived."""
        if not self._unfenced:
            return
        if self._has_fence:
            self.call("fence", {})
            self._unfenced = False
        else:
            self.note(f"silence was taken from a window of {self._window} s, as the adapter has no fence")
            self._wait(self._window)

    def finish(self) -> None:
        """Take in what the last steps led to, so that it is checked too; without a fence nobody waits for it."""
        self._step = replace(self._step, where="end")
        if self._has_fence:
            self.settle()

    def next_event(self, agent: str) -> Json | None:
        """The next event at an observer, or None when nothing is there and nothing is under way."""
        queue = self._waiting.get(agent)
        if queue:
            return queue.popleft()
        if self._has_fence:
            self.settle()
        else:
            self._wait(self._limit, agent)
        queue = self._waiting.get(agent)
        return queue.popleft() if queue else None

    def put_back(self, agent: str, event: Json) -> None:
        """Return an event that was only looked at."""
        self._waiting[agent].appendleft(event)

    def events_at(self, agent: str) -> list[Json]:
        """Every event that waits at an observer; none is left there."""
        queue = self._waiting.pop(agent, None)
        return list(queue or ())

    def _wait(self, seconds: float, agent: str | None = None) -> None:
        deadline = perf_counter() + seconds
        while (left := deadline - perf_counter()) > 0:
            self._connection.adapter.wait(left)
            self._take_in()
            if agent is not None and self._waiting.get(agent):
                return

    def _take_in(self) -> None:
        arrived: Sequence[Json] = self._connection.take_events()
        if arrived and self._interception is not None and self._in_body:
            arrived = self._interception.events(arrived)
        for event in arrived:
            agent, data = event["agent"], event["data"]
            self.say("target", agent, "event", data)
            if agent not in self._environment.get(_OBSERVERS[event["interface"]], (agent,)):
                self.note(f"an event came for {agent}, whom the environment does not have")
            self._waiting.setdefault(agent, deque()).append(data)
            self._check(event["interface"], data)

    def _check(self, interface: str, data: Json) -> None:
        """Hold an event against its message schema, whether or not the case asks for it."""
        message = messages.event(interface, data)
        if message is None:
            key, receivers = _NAMED_BY[interface]
            wrong = f"is no event that goes to {receivers}"
            self.differ([Difference(key, "an event of the protocol", data.get(key, f"(no {key})"), wrong)])
            return
        self._report(message, data)

    def check_response(self, body: Any) -> None:
        """Hold the JSON body of a response against its message schema, where it claims to be a message."""
        message = messages.http_response(body)
        if message is not None:
            self._report(message, body)

    def _report(self, message: messages.Message, data: Json) -> None:
        breaches = message.breaches(data)
        if breaches:
            expected = f"{message.name} as in {message.document}, {message.section}"
            for breach in breaches:
                broken = f"breaks the message schema: {breach.message}"
                self.differ([Difference(breach.path, expected, breach.actual, broken)], breach.requirement)
