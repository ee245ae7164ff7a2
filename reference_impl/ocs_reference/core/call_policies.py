"""The decisions about dialed calls, each replaceable by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocs_reference.core.configuration import CampaignGroup, Treatment
from ocs_reference.core.state import Call, Chain, Record, Session
from ocs_reference.core.values import Data, Row

if TYPE_CHECKING:
    from ocs_reference.core.context import Context, Request


@dataclass(frozen=True)
class CallPolicies:
    """What is dialed and for whom, what a call carries, and what follows from its end, its release or its sharing.

    ``may`` and ``processes`` are the rights of agents over the record of a call.
    """

    data: Callable[["Context", Call], Data]
    engaging_data: Callable[["Context", Call], Data]
    dials: Callable[["Context", Session], bool]
    may_dial: Callable[["Context", Record], bool]
    is_free: Callable[["Context", Session, str], bool]
    is_ivr_place: Callable[["Context", str | None], bool]
    reaches_agent: Callable[["Context", Call, int], bool]
    treatment: Callable[["Context", Record, int], Treatment | None]
    next_in_chain: Callable[["Context", Chain], Record | None]
    stays_ready: Callable[["Context", CampaignGroup, str], bool]
    changes_on_release: Callable[["Context", Call, Data], Row]
    ends_with_call: Callable[["Context", Call], bool]
    sharing: Mapping[str, Callable[[Call, str], None]]
    may: Callable[[Chain, "Request"], bool]
    processes: Callable[[Chain, str | None], bool]
