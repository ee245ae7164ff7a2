"""What every handler works with, and the policies that can be replaced one by one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocs_reference.core.configuration import Application, Configuration, Tenant
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.messages import ApplicationEvent, Input, Output, Reply, UserEvent
from ocs_reference.core.state import Chain, Departure, Record, Session, State
from ocs_reference.core.store import Store
from ocs_reference.core.values import Data, Row

if TYPE_CHECKING:
    from ocs_reference.core.call_policies import CallPolicies
    from ocs_reference.core.campaign_groups import GroupAction
    from ocs_reference.core.requests import RequestSpec, ResourceSpec

Result = list[Reply | UserEvent]
CommandResult = tuple[Sequence[Output], Data]
"""What an application's request leads to: events and posts, and the data of its answer."""


@dataclass(frozen=True)
class Request:
    """A request whose envelope has been checked.

    ``agent`` is None where it came over HTTP or the Communication DN; then ``tenant`` is that of the application.
    """

    name: str
    agent: str | None
    data: Data
    tenant: Tenant | None = None


@dataclass(frozen=True)
class Command:
    """A row of the table of Communication DN requests: who carries it out, and GSW_CM_MessageType of its answer.

    ``for_every_ocs`` says that it may come without a receiver, and is for every OCS then.
    """

    name: str
    handler: Callable[["Context", Application, Data], CommandResult]
    acknowledge: int
    for_every_ocs: bool = False


@dataclass(frozen=True)
class Policies:
    """The decisions of the protocol as tables and functions, each replaceable by itself.

    ``requests``, ``resources`` and ``commands`` are the tables of the interfaces, ``group_actions`` that of campaign
    groups; ``outcomes`` says what becomes of record_type and record_status; the functions build events and make
    choices, and ``calls`` are those about dialed calls. ``receive`` sees each input before it is handled, ``send`` each
    input with what it led to, and ``store`` is laid around the database.
    """

    requests: Mapping[str, "RequestSpec"]
    resources: Mapping[tuple[str, str], "ResourceSpec"]
    commands: Mapping[int, Command]
    group_actions: Mapping[str, "GroupAction"]
    outcomes: Mapping[str, Row]
    record_data: Callable[["Context", Record], Data]
    error_data: Callable[["Context", "RequestSpec | None", Request, RefusalError], Data]
    login_notices: Callable[["Context", str], list[Reply]]
    state_post: Callable[[Session, str | None], Data | None]
    is_depleted: Callable[["Context", Session], bool]
    hears: Callable[[Application], bool]
    listens_to: Callable[["Context", str | None], bool]
    change_notices: Callable[["Context", Session, str | None], Sequence[ApplicationEvent]]
    next_chain: Callable[[Session], Chain]
    is_stale: Callable[[Chain, int], bool]
    callback_moment: Callable[["Context", Row], int]
    callback_agent: Callable[["Context", Row, Sequence[str]], str | None]
    takes_callbacks: Callable[[Session, str], bool]
    logout_time: Callable[["Context", Session, Departure], int]
    may_leave: Callable[["Context", Session, str, Departure], bool]
    is_counted: Callable[["Context", Session], bool]
    takes_calls: Callable[["Context", str], bool]
    calls: "CallPolicies"
    receive: Callable[["Context", Input], Input]
    send: Callable[["Context", Input, Sequence[Output]], Sequence[Output]]
    store: Callable[[Store], Store]


@dataclass(slots=True, eq=False)
class Context:
    """One OCS as its handlers see it; ``now`` is in UTC seconds, ``record_uri`` the start of every GSW_RECORD_URI."""

    configuration: Configuration
    state: State
    store: Store
    policies: Policies
    record_uri: str
    now: int = 0
