"""What is configured in the OCS: tenants, campaigns, groups, calling lists, agents. Frozen, and looked up by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from ocs_reference.core.values import DialMode, GroupStatus, OptimizeBy, Value


@dataclass(frozen=True)
class Tenant:
    """A tenant, with a Do Not Call list of its own; ``customer_name`` travels with its records."""

    key: str
    name: str
    dbid: int
    customer_name: str = "undefined"


@dataclass(frozen=True)
class Script:
    """A script of the type Outbound Campaign; its ``dbid`` travels as GSW_SCRIPT_ID."""

    key: str
    name: str
    dbid: int


@dataclass(frozen=True)
class TimeZone:
    """A time zone: its name travels as GSW_TZ_NAME, its offset in seconds from UTC as GSW_TZ_OFFSET."""

    name: str
    dbid: int
    offset: int


@dataclass(frozen=True)
class Field:
    """A user-defined field of a calling list; it travels under ``send_attribute``, or not at all."""

    column: str
    type: str
    send_attribute: str | None


@dataclass(frozen=True)
class Treatment:
    """What becomes of a record whose call ended with a call result: ``action`` next_in_chain or retry, in seconds."""

    action: str
    interval: int


@dataclass(frozen=True)
class CallerIdSet:
    """A set of caller IDs from which each call takes one."""

    name: str
    digits: tuple[str, ...]


@dataclass(frozen=True)
class CallingList:
    """A calling list; ``customer_id`` names the user-defined field that identifies customers.

    ``sent`` are the user-defined fields that travel, ``sent_columns`` further columns of the default format, by key;
    ``treatments`` are by call result, and ``filter`` has the values that records must have to be retrieved.
    """

    key: str
    name: str
    dbid: int
    customer_id: str | None
    fields: tuple[Field, ...]
    sent: Mapping[str, Field]
    sent_columns: Mapping[str, str]
    script: Script | None
    treatments: Mapping[int, Treatment]
    filter: Mapping[str, Value]


@dataclass(frozen=True)
class Campaign:
    """A campaign with the calling lists that it dials, in order."""

    key: str
    name: str
    dbid: int
    description: str
    tenant: Tenant
    lists: tuple[CallingList, ...]
    script: Script | None


@dataclass(frozen=True)
class Options:
    """Options of the OCS application, a campaign or a campaign group; ``stale_clean_timeout`` is in minutes."""

    agent_preview_mode_start: bool = False
    record_processed: bool = True
    stale_clean_timeout: int = 30
    predictive_algorithm: str | None = None
    cpn_digits: str = ""
    call_wait_connected_timeout: int = 30
    predictive_callback: bool = False
    ivr_update_on_release: bool = False
    caller_id_set: CallerIdSet | None = None
    amd_test: bool = False
    assured_connection: bool = False
    outbound_release_action: str = "none"
    send_campaigngroup_states: bool = False
    campaigngroup_states_interval: int = 10


@dataclass(frozen=True)
class CampaignGroup:
    """A campaign with the agent group that works for it, and the state and mode in which it begins."""

    key: str
    name: str
    dbid: int
    description: str
    campaign: Campaign
    group_dbid: int
    agent_group: str
    agents: frozenset[str]
    status: GroupStatus
    dial_mode: DialMode
    optimize_by: OptimizeBy
    optimize_goal: int
    options: Options
    script: Script | None
    is_ivr: bool
    agent_group_name: str

    @property
    def guid(self) -> str:
        """GSW_CAMPAIGN_GROUP_GUID: the same for as long as the group is configured."""
        return str(UUID(int=self.dbid))


@dataclass(frozen=True)
class Application:
    """A third-party application on the Communication DN of a tenant; ``dbid`` is its GSW_CM_AttrOriginAppID.

    ``connection`` says who has the other among its connections: ``ocs``, ``application``, or ``none`` of the two.
    """

    key: str
    dbid: int
    tenant: Tenant
    connection: str

    @property
    def is_connected(self) -> bool:
        """Whether the OCS has it among its connections, or it has the OCS among its own."""
        return self.connection != "none"


@dataclass(frozen=True)
class Configuration:
    """The whole configuration; agents are login ids by the name that the environment gives them.

    ``ports`` says which of them are places of an IVR, and of which kind; nobody who is ``disabled`` gets a call.
    ``communication_dns`` has for each DN its option outbound_contact_server, None where it has none. ``group_dbids``
    are the groups of agents or places, whether or not they have a campaign.
    """

    application_id: int
    backup_application_id: int | None
    tenants: Mapping[str, Tenant]
    time_zones: Mapping[str, TimeZone]
    zones_by_dbid: Mapping[int, TimeZone]
    lists: Mapping[str, CallingList]
    agents: Mapping[str, str]
    ports: Mapping[str, str]
    disabled: frozenset[str]
    campaigns: Mapping[str, Campaign]
    groups: Mapping[str, CampaignGroup]
    group_dbids: frozenset[int]
    applications: Mapping[str, Application]
    communication_dns: Mapping[str, bool | None]
