"""What goes into the core and what comes out of it: frozen values."""

from dataclasses import dataclass

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
class TimePassed:
    """Time went on; everything that has fallen due happens."""


Input = AgentLoggedIn | AgentLoggedOut | DesktopRequest | ResourceRequest | CallAnswered | TimePassed


@dataclass(frozen=True, slots=True)
class UserEvent:
    """A user event for an agent's desktop."""

    agent: str
    data: Data


@dataclass(frozen=True)
class ResourceAnswer:
    """The answer of the HTTP interface; ``warning`` is an error number, ``body`` an object or a text to show."""

    status: int
    warning: int | None = None
    body: Data | str | None = None
    version: int | None = None


@dataclass(frozen=True)
class CallData:
    """The user data of the delivered call, as the agent's desktop sees them."""

    data: Data


@dataclass(frozen=True)
class CallImpossible:
    """The call cannot take place; ``reason`` is a sentence for people."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to the request in hand: an event name and its data; the envelope finds the way back."""

    name: str
    data: Data


Output = UserEvent | ResourceAnswer | CallData | CallImpossible
