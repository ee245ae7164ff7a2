"""Enumerations of the protocol documents, and what a column or a key may hold."""

from enum import IntEnum

Value = int | str
"""A value of a column, or a simple value of a TKVList."""

Row = dict[str, int | str | None]
"""One row of a calling list by column name."""

Data = dict[str, object]
"""A TKVList: whole numbers, texts and nested lists by key."""


def is_tkvlist(data: Data) -> bool:
    """Tell whether a map holds nothing but what a TKVList may hold; a truth value is not a whole number."""
    return all(type(value) in {int, str} or (isinstance(value, dict) and is_tkvlist(value)) for value in data.values())


class RecordStatus(IntEnum):
    """Column record_status (desktop, Enumeration Table)."""

    NONE = 0
    READY = 1
    RETRIEVED = 2
    UPDATED = 3
    STALE = 4
    CANCELED = 5
    AGENT_ERROR = 6
    CHAIN_UPDATED = 7
    MISSED_CALLBACK = 8


class RecordType(IntEnum):
    """Column record_type (desktop, Enumeration Table)."""

    NONE = 0
    UNKNOWN = 1
    GENERAL = 2
    CAMPAIGN_RESCHEDULED = 3
    PERSONAL_RESCHEDULED = 4
    PERSONAL_CALLBACK = 5
    CAMPAIGN_CALLBACK = 6
    NO_CALL = 7


class DialMode(IntEnum):
    """GSW_CM_AttrDialMode (commdn, Enumeration Values for GSW_CM_AttrDialMode)."""

    PREDICTIVE = 1
    PROGRESSIVE = 2
    PREVIEW = 3
    PROGRESSIVE_WITH_SEIZING = 4
    PREDICTIVE_WITH_SEIZING = 5
    PUSH_PREVIEW = 8
    PROGRESSIVE_GVP = 9
    POWER_GVP = 11


class OptimizeBy(IntEnum):
    """GSW_CM_AttrOptimizeBy (commdn, Enumeration Values for GSW_CM_AttrOptimizeBy)."""

    BUSY_FACTOR = 1
    OVERDIAL_RATE = 2
    WAIT_TIME = 3


class GroupStatus(IntEnum):
    """GSW_CM_AttrGroupCampStatus, without the transient values (commdn)."""

    NOT_LOADED = 0
    ACTIVE = 4
    RUNNING = 5


MODE_NAMES = {
    DialMode.PREDICTIVE: "Predictive",
    DialMode.PROGRESSIVE: "Progressive",
    DialMode.PREVIEW: "Preview",
    DialMode.PROGRESSIVE_WITH_SEIZING: "Progressive with Seizing",
    DialMode.PREDICTIVE_WITH_SEIZING: "Predictive with Seizing",
    DialMode.PUSH_PREVIEW: "Push Preview",
    DialMode.PROGRESSIVE_GVP: "Progressive GVP",
    DialMode.POWER_GVP: "Power GVP",
}
"""GSW_CAMPAIGN_MODE by dial mode (desktop, CampaignStarted)."""

MEDIA_TYPES = {0: "any", 10: "email", 11: "instant message"}
"""GSW_CONTACT_MEDIA_TYPE by contact_info_type; every type that is not named here is a kind of phone."""

PREDICTIVE_MODES = frozenset({DialMode.PREDICTIVE, DialMode.PREDICTIVE_WITH_SEIZING})
PREVIEW_MODES = frozenset({DialMode.PREVIEW, DialMode.PUSH_PREVIEW})
SEIZING_MODES = frozenset({DialMode.PROGRESSIVE_WITH_SEIZING, DialMode.PREDICTIVE_WITH_SEIZING})

CALL_RESULTS = range(54)
INTEGERS = range(-(2**31), 2**31)
"""What an integer column can hold."""
CONTACT_TYPES = range(12)
ANSWER = 33
UNKNOWN_CALL_RESULT = 28
END_OF_DAY = 86400
