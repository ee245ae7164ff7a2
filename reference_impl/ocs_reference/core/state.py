"""What the OCS holds in its memory: dialling sessions, logged-in agents, and the records that it has retrieved."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from ocs_reference.core.configuration import CallingList, CampaignGroup, Configuration
from ocs_reference.core.values import DialMode, GroupStatus, OptimizeBy, Row

if TYPE_CHECKING:
    from ocs_reference.core.sequences import CampaignSequence


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback that waits for RecordProcessed; ``time`` is in UTC seconds."""

    type: str
    time: int


@dataclass(slots=True, eq=False)
class Record:
    """A retrieved record; it has a handle once it was delivered.

    ``settled`` says that a cancellation or a do-not-call request has fixed type and status while it was open.
    """

    row: Row
    chain: "Chain"
    handle: int = 0
    ready_time_sent: bool = False
    callback: Callback | None = None
    settled: bool = False


class Right(Enum):
    """What an agent who was on a call may do with its record."""

    FULL = "full"
    READ = "read"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to reach a customer by the records of a chain, begun at ``started_at`` (UTC seconds)."""

    guid: str
    started_at: int


@dataclass(slots=True, eq=False)
class Chain:
    """The retrieved records of one chain, by chain_n; open while an agent holds it, from ``opened_at`` on.

    ``rights`` are those of agents who were taken in on its call, or gave it away.
    """

    calling_list: CallingList
    group: CampaignGroup
    chain_id: int
    records: list[Record] = field(default_factory=list)
    holder: str | None = None
    opened_at: int = 0
    requested: bool = False
    attempt: Attempt | None = None
    rights: dict[str, Right] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Append a retrieved row."""
        self.records.append(Record(row, self))


@dataclass(slots=True, eq=False)
class Call:
    """A call that the OCS dialed: on the wire, or with an agent, who may have taken ``others`` in; UTC seconds."""

    record: Record
    dialed_at: int
    agent: str | None = None
    answered_at: int | None = None
    is_overdialed: bool = False
    others: list[str] = field(default_factory=list)

    @property
    def parties(self) -> list[str]:
        """Everybody on our side of the call, the one who has it first."""
        return [self.agent, *self.others] if self.agent is not None else []


@dataclass(slots=True, eq=False)
class Session:
    """A campaign group at work: status, dialling parameters, buffer of undelivered chains, preview sessions.

    ``continued`` are chains whose next record is to be dialed; ``is_ivr`` is what ivr_group said at loading.
    ``dials`` and ``contacts`` count calls that were dialed and that reached an agent; ``dials_until`` ends the dialing.
    """

    group: CampaignGroup
    status: GroupStatus
    dial_mode: DialMode
    optimize_by: OptimizeBy
    optimize_goal: int
    changed_at: int = 0
    buffer: deque[Chain] = field(default_factory=deque)
    previewing: set[str] = field(default_factory=set)
    continued: list[Chain] = field(default_factory=list)
    is_ivr: bool = False
    posted_at: int = 0
    dials: int = 0
    dials_until: int | None = None
    contacts: int = 0
    completes: bool = False


@dataclass(slots=True, eq=False)
class Departure:
    """An agent's smart logout from a session, announced for ``until`` (UTC seconds); ``reference`` is the request's.

    ``had_call`` says that the agent has had a call since.
    """

    until: int
    reference: object = None
    had_call: bool = False
    is_acknowledged: bool = False


class State:
    """The memory of one OCS; ``forbidden`` holds expiry times (None: never) by tenant, column and value."""

    def __init__(self, configuration: Configuration, now: int) -> None:
        self.sessions = {
            key: Session(
                group, group.status, group.dial_mode, group.optimize_by, group.optimize_goal, now, is_ivr=group.is_ivr
            )
            for key, group in configuration.groups.items()
        }
        self.agents: set[str] = set()
        self.chains: dict[tuple[str, int], Chain] = {}
        self.open: dict[int, Record] = {}
        self.forbidden: dict[tuple[str, str, str], int | None] = {}
        self.last_handle = 0
        self.calls: dict[str, Call] = {}
        self.sequences: dict[int, CampaignSequence] = {}
        self.not_ready: set[str] = set()
        self.members: dict[str, frozenset[str]] = {}
        self.ivr_groups: dict[str, bool] = {}
        self.departures: dict[tuple[str, str], Departure] = {}

    def sessions_of(self, agent: str) -> Iterator[Session]:
        """Yield the sessions of the groups that an agent belongs to."""
        return (session for session in self.sessions.values() if self.is_member(agent, session.group))

    def is_member(self, agent: str, group: CampaignGroup) -> bool:
        """Tell whether an agent belongs to a group, as configured or as assigned since."""
        assigned = self.members.get(agent)
        return agent in group.agents if assigned is None else group.agent_group in assigned

    def logged_in(self, group: CampaignGroup) -> list[str]:
        """Return the members of a group who are logged in, by name."""
        return sorted(agent for agent in self.agents if self.is_member(agent, group))

    def has_departed(self, agent: str) -> bool:
        """Tell whether an agent has asked for a smart logout since the login."""
        return any(who == agent for who, _ in self.departures)

    def active_sessions(self) -> Iterator[Session]:
        """Yield the sessions that are loaded or running."""
        return (session for session in self.sessions.values() if session.status != GroupStatus.NOT_LOADED)

    def held_chains(self) -> list[Chain]:
        """Return the chains that are on a desktop."""
        return [chain for chain in self.chains.values() if chain.holder is not None]

    def is_open(self, chain: Chain) -> bool:
        """Tell whether a chain is still in memory, because nobody has finished it."""
        return self.chains.get((chain.calling_list.key, chain.chain_id)) is chain

    def on_a_call(self, agent: str) -> bool:
        """Tell whether an agent, or a port of an IVR, has a call or takes part in one."""
        return any(agent in call.parties for call in self.calls.values())

    def give_handle(self, record: Record) -> int:
        """Give a record the handle by which desktops and clients name it."""
        self.last_handle += 1
        record.handle = self.last_handle
        self.open[record.handle] = record
        return record.handle

    def forget(self, chain: Chain) -> None:
        """Drop a chain; its handles name nothing from now on."""
        del self.chains[chain.calling_list.key, chain.chain_id]
        for record in chain.records:
            self.open.pop(record.handle, None)

    def is_forbidden(self, tenant: str, column: str, value: object, now: int) -> bool:
        """Tell whether a Do Not Call entry for this value is in force."""
        entry = (tenant, column, str(value))
        if entry not in self.forbidden:
            return False
        expiry = self.forbidden[entry]
        return expiry is None or expiry > now

    def stays_forbidden(self, tenant: str, column: str, value: str, expiry: int | None) -> bool:
        """Tell whether there is a Do Not Call entry for this value that lasts until ``expiry``."""
        entry = (tenant, column, value)
        if entry not in self.forbidden:
            return False
        end = self.forbidden[entry]
        return end is None or (expiry is not None and end >= expiry)


def chain_number(record: Record) -> int:
    """Return a record's place in its chain."""
    return int(record.row["chain_n"] or 0)


def primary(records: Iterable[Record]) -> Record:
    """Return the record with the lowest chain_n."""
    return min(records, key=chain_number)
