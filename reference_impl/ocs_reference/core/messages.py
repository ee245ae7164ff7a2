"""What goes into the core and what comes out of it: frozen values."""

from dataclasses import dataclass

from ocs_reference.core.state import State
from ocs_reference.core.values import Data


@dataclass(frozen=True)
class AgentLoggedIn:
    """An agent of the configuration logged in on a DN."""

    agent: str


@dataclass(frozen=True)
class AgentLoggedOut:
    """An agent logged out."""

    agent: str


@dataclass(frozen=True)
class DesktopRequest:
    """A user event from an agent's desktop, with its attached data."""

    agent: str
    data: Data


@dataclass(frozen=True)
class ResourceRequest:
    """A request for a resource of the HTTP interface.

    ``path`` is split at slashes and decoded; ``action`` is the value of the query parameter ``req``; ``body`` is the
    object of the body, empty where there is none.
    """

    method: str
    path: tuple[str, ...]
    action: str | None
    body: Data


@dataclass(frozen=True)
class CallAnswered:
    """The OCS dialled a record in an automatic mode, and the answered call reached an agent."""

    list: str
    chain_id: int
    chain_n: int
    agent: str


@dataclass(frozen=True)
class CallsDialed:
    """The OCS may dial what it wants to dial now for a campaign group."""

    group: str


@dataclass(frozen=True)
class CallConnected:
    """A dialed call was answered; ``result`` is what call progress detection found, ``agent`` whom it is for.

    ``engaged`` says, in a mode with seizing, that the agent had been seized by an engaging call before.
    """

    call: str
    agent: str
    result: int
    engaged: bool = True


@dataclass(frozen=True)
class CallEnded:
    """A dialed call ended without an agent, with this call result."""

    call: str
    result: int


@dataclass(frozen=True)
class CallReleased:
    """The call of an agent, or of a port of an IVR, was released; ``data`` are user data that were changed on it."""

    agent: str
    data: Data


@dataclass(frozen=True)
class CallShared:
    """An agent took another one in on a call: ``by`` consultation, transfer or conference."""

    giver: str
    taker: str
    by: str


@dataclass(frozen=True)
class AgentAssigned:
    """An agent belongs to these agent groups from now on, and to no others."""

    agent: str
    groups: frozenset[str]


@dataclass(frozen=True)
class IvrGroupChanged:
    """The option ivr_group of an agent group was changed in the configuration."""

    agent_group: str
    is_ivr: bool


@dataclass(frozen=True)
class Restarted:
    """The OCS was stopped and started again: it knows what is configured and what is in its tables."""


@dataclass(frozen=True)
class Reread:
    """The OCS reads its Do Not Call tables again."""


@dataclass(frozen=True)
class TookOver:
    """The OCS became primary; ``former`` is the memory of the one that was, whether it lives on as backup or not."""

    former: State
    former_lives: bool


@dataclass(frozen=True)
class SteppedDown:
    """The OCS was primary, and is backup from now on."""


@dataclass(frozen=True)
class ApplicationRequest:
    """A user event that an application sent to a Communication DN; None stands for the only one that there is."""

    application: str
    data: Data
    dn: str | None = None


@dataclass(frozen=True)
class TimePassed:
    """Time went on; everything that has fallen due happens."""


Input = (
    AgentLoggedIn
    | AgentLoggedOut
    | DesktopRequest
    | ResourceRequest
    | ApplicationRequest
    | CallAnswered
    | CallsDialed
    | CallConnected
    | CallEnded
    | CallReleased
    | CallShared
    | AgentAssigned
    | IvrGroupChanged
    | Restarted
    | Reread
    | TookOver
    | SteppedDown
    | TimePassed
)


@dataclass(frozen=True, slots=True)
class UserEvent:
    """A user event for an agent's desktop."""

    agent: str
    data: Data


@dataclass(frozen=True, slots=True)
class ApplicationEvent:
    """A user event for an application, over the Communication DN."""

    application: str
    data: Data


@dataclass(frozen=True, slots=True)
class StatePost:
    """What is posted to a web server about a campaign group."""

    body: Data


@dataclass(frozen=True)
class DialedCalls:
    """The calls of a campaign group that are on the wire, by their names, with their user data."""

    calls: tuple[tuple[str, Data], ...]


@dataclass(frozen=True)
class ResourceAnswer:
    """The answer of the HTTP interface; ``warning`` is an error number, ``body`` an object or a text to show."""

    status: int
    warning: int | None = None
    body: Data | str | None = None
    version: int | None = None


@dataclass(frozen=True)
class CallData:
    """The user data of the delivered call, as the agent's desktop sees them, and those of its engaging call."""

    data: Data
    engaging: Data | None = None


@dataclass(frozen=True)
class CallImpossible:
    """The call cannot take place; ``reason`` is a sentence for people."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to the request in hand: an event name and its data; the envelope finds the way back."""

    name: str
    data: Data


Output = UserEvent | ApplicationEvent | StatePost | ResourceAnswer | DialedCalls | CallData | CallImpossible
