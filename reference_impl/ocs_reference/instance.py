"""One OCS at work: the core, its database and its clock, behind one lock for all interfaces."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import RLock
from typing import Any

from ocs_reference.core.configuration import Configuration
from ocs_reference.core.context import Policies
from ocs_reference.core.messages import (
    ApplicationEvent,
    Input,
    Output,
    ResourceAnswer,
    ResourceRequest,
    StatePost,
    TimePassed,
    UserEvent,
)
from ocs_reference.core.tables import POLICIES
from ocs_reference.core.values import INTEGERS, Row
from ocs_reference.environment import Document, begins_at, configuration_of, rows_of
from ocs_reference.pair import Pair
from ocs_reference.posts import Posts
from ocs_reference.storage import Database, Tables

Listener = Callable[[UserEvent | ApplicationEvent], None]


_IN_TABLES = ("application_id", "tenants", "time_zones", "lists")


class NotLoadedError(Exception):
    """No environment is loaded."""


@dataclass(frozen=True)
class _Prepared:
    """An environment with its tables, ready to be used again."""

    document: Document
    configuration: Configuration
    begins_at: int
    tables: Tables
    ocs: Pair


class Instance:
    """One OCS, for any number of threads.

    ``listen`` is called with every user event, in order and under the lock. The clock stands still but for
    ``advance``; times are in UTC seconds. ``record_uri`` is scheme, host and port of the HTTP interface.
    """

    def __init__(self, database: Database, record_uri: str, policies: Policies = POLICIES) -> None:
        self.database = database
        self.record_uri = record_uri
        self.listen: Listener = ignore
        self.lock = RLock()
        self.posts = Posts()
        self._policies = policies
        self._prepared: dict[str, list[_Prepared]] = {}
        self._current: _Prepared | None = None
        self._now = 0

    @property
    def configuration(self) -> Configuration:
        """The configuration in use; raises ``NotLoadedError`` where there is none."""
        return self._environment.configuration

    @property
    def document(self) -> Document:
        """The environment in use; raises ``NotLoadedError`` where there is none."""
        return self._environment.document

    @property
    def is_loaded(self) -> bool:
        """Whether an environment is loaded."""
        return self._current is not None

    @property
    def _environment(self) -> _Prepared:
        if self._current is None:
            raise NotLoadedError("no environment is loaded")
        return self._current

    def load(self, document: Document, web_server: str | None = None) -> None:
        """Configure the OCS afresh; an environment that was loaded before is prepared already.

        Posts about campaign groups go to ``web_server``.

        Raises KeyError, ValueError or TypeError where the document is not an environment.
        """
        with self.lock:
            known = self._prepared.setdefault(str(document["environment"]), [])
            for prepared in known:
                if prepared.document == document:
                    break
            else:
                prepared = self._prepare(document)
                known.append(prepared)
            self._current = prepared
            self.posts.address = web_server
            self.reset()

    def _prepare(self, document: Document) -> _Prepared:
        copy = _copy(document)
        configuration = configuration_of(copy)
        tables = self._tables_of(copy) or self.database.create(configuration, rows_of(copy, configuration))
        start = begins_at(copy)
        ocs = Pair(configuration, self.database, self.record_uri, start, self._policies)
        return _Prepared(copy, configuration, start, tables, ocs)

    def _tables_of(self, document: Document) -> Tables | None:
        """Return the tables of an environment that differs from this one in nothing that tables are made from."""
        for prepared in self._prepared[document["environment"]]:
            if all(prepared.document.get(part) == document.get(part) for part in _IN_TABLES):
                return prepared.tables
        return None

    def reset(self) -> None:
        """Restore what ``load`` configured, with nobody logged in and the clock back."""
        with self.lock:
            environment = self._environment
            self.database.restore(environment.tables)
            self._now = environment.begins_at
            environment.ocs.reset(self._now)

    def handle(self, message: Input) -> list[Output]:
        """Give one input to the OCS; user events go to the listener, everything else is returned."""
        with self.lock:
            return self._pass_on(self._environment.ocs.handle(message, self._now))

    def _pass_on(self, outputs: Sequence[Output]) -> list[Output]:
        answers: list[Output] = []
        for output in outputs:
            if isinstance(output, UserEvent | ApplicationEvent):
                self.listen(output)
            elif isinstance(output, StatePost):
                self.posts.send(output.body)
            else:
                answers.append(output)
        return answers

    def request(self, message: ResourceRequest) -> ResourceAnswer:
        """Give a request of the HTTP interface to the OCS and return its answer."""
        answer = self.handle(message)[-1]
        assert isinstance(answer, ResourceAnswer)
        return answer

    def advance(self, seconds: int) -> None:
        """Move the clock forward; what falls due happens at its moment. Raises OverflowError for a time too far."""
        with self.lock:
            if self._now + seconds not in INTEGERS:
                raise OverflowError("the clock would show more seconds than a column holds")
            end = self._now + seconds
            while self._now < end:
                self._now = self._environment.ocs.next_moment(end)
                self.handle(TimePassed())

    def switch_over(self, *, former_lives: bool) -> None:
        """Let the backup OCS become primary; the former primary finishes its records where it lives."""
        with self.lock:
            self._pass_on(self._environment.ocs.switch_over(self._now, former_lives=former_lives))

    def insert(self, tenant: str, row: Row) -> None:
        """Add an entry to a tenant's Do Not Call table, past the OCS."""
        with self.lock:
            self.database.insert_forbidden(tenant, row)

    def rows(self, calling_list: str) -> Sequence[Row]:
        """Return all rows of a calling list."""
        with self.lock:
            return self.database.rows(calling_list)

    def forbidden(self, tenant: str) -> Sequence[Row]:
        """Return all entries of a tenant's Do Not Call list."""
        with self.lock:
            return self.database.forbidden(tenant)


def ignore(_event: UserEvent | ApplicationEvent) -> None:
    """Drop an event that nobody listens to."""


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(entry) for key, entry in value.items()}
    return [_copy(entry) for entry in value] if isinstance(value, list) else value
