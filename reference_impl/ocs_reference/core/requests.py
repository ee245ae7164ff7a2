"""The shape of requests: which keys are mandatory, which are known, and of what type each key is."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import RefusalError
from ocs_reference.core.values import CALL_RESULTS, CONTACT_TYPES, END_OF_DAY, Data, RecordStatus, RecordType

REQUEST_TYPE = "GSW_AGENT_REQ_TYPE"
APPLICATION_ID = "GSW_APPLICATION_ID"
REFERENCE_ID = "GSW_REFERENCE_ID"
HANDLE = "GSW_RECORD_HANDLE"
CAMPAIGN_NAME = "GSW_CAMPAIGN_NAME"
GROUP_NAME = "GSW_CAMPAIGN_GROUP_NAME"
CALLING_LIST = "GSW_CALLING_LIST"
CHAIN_ATTR = "GSW_CHAIN_ATTR"
PHONE = "GSW_PHONE"
CUSTOMER_ID = "GSW_CUSTOMER_ID"

ALL_CHAIN = "AllChain"
RECORD_ONLY = "RecordOnly"

Handler = Callable[[Context, Request], Result]

_NATURAL = range(2**31)
_SECONDS_OF_DAY = range(END_OF_DAY + 1)
_ADDED_TYPES = frozenset(RecordType) - {RecordType.NONE, RecordType.UNKNOWN, RecordType.NO_CALL}
# The enumeration of the desktop protocol has no 7; calling lists know it.
_ADDED_STATUSES = frozenset(RecordStatus) - {RecordStatus.CHAIN_UPDATED}


@dataclass(frozen=True)
class KeyType:
    """What a key may hold: one of these types and, where it is limited, one of these values."""

    types: tuple[type, ...]
    allowed: Container[object] | None = None

    def fits(self, value: object) -> bool:
        """Tell whether a value is right for the key; a truth value is not a whole number."""
        right_type = isinstance(value, self.types) and not isinstance(value, bool)
        return right_type and (self.allowed is None or value in self.allowed)


class _NotEmpty:
    def __contains__(self, value: object) -> bool:
        return value != ""


_TEXT = KeyType((str,))
_NAME = KeyType((str,), _NotEmpty())
_INT = KeyType((int,))
_COUNT = KeyType((int,), _NATURAL)

KEYS: Mapping[str, KeyType] = {
    APPLICATION_ID: _INT,
    HANDLE: _INT,
    CAMPAIGN_NAME: _NAME,
    GROUP_NAME: _NAME,
    CALLING_LIST: _NAME,
    PHONE: _NAME,
    CUSTOMER_ID: _NAME,
    CHAIN_ATTR: KeyType((str,), (ALL_CHAIN, RECORD_ONLY)),
    "GSW_AGENT_ID": _TEXT,
    "GSW_ATTEMPTS": _COUNT,
    "GSW_CALLBACK_TYPE": KeyType((str,), ("Personal", "Campaign")),
    "GSW_CALL_RESULT": KeyType((int,), CALL_RESULTS),
    "GSW_CALL_TIME": KeyType((str, int)),
    "GSW_CHAIN_ID": _COUNT,
    "GSW_CHAIN_N": _COUNT,
    "GSW_DATE_TIME": _TEXT,
    "GSW_DURATION": _COUNT,
    "GSW_FROM": KeyType((int,), _SECONDS_OF_DAY),
    "GSW_MESSAGE": _TEXT,
    "GSW_PHONE_TYPE": KeyType((int,), CONTACT_TYPES),
    "GSW_READY_TIME": KeyType((int,), range(1, 2**31)),
    "GSW_RECORD_STATUS": KeyType((int,), _ADDED_STATUSES),
    "GSW_RECORD_TYPE": KeyType((int,), _ADDED_TYPES),
    "GSW_TENANT_DBID": _INT,
    "GSW_TENANT_NAME": _TEXT,
    "GSW_TREATMENT": KeyType((str,), ("RecordTreatPersonal", "RecordTreatCampaign")),
    "GSW_TZ_NAME": _TEXT,
    "GSW_UNTIL": KeyType((int,), _SECONDS_OF_DAY),
}
"""Type and range of every key that a request may carry (desktop, Reserved Keys and the attached data tables)."""


@dataclass(frozen=True)
class RequestSpec:
    """A row of the table of desktop requests.

    ``required`` keys must be there; with a record handle also ``with_handle``, without one at least one key of
    ``one_of``. ``optional`` keys must be right where they are there. ``error_keys`` are the request's keys that an
    error of that number carries back. A request that is ``always_silent`` on failure never gets an error; one for
    ``new_work`` is refused behind a smart logout.
    """

    name: str
    handler: Handler
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    with_handle: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    error_keys: Mapping[int, tuple[str, ...]] | None = None
    always_silent: bool = False
    new_work: bool = False

    def check(self, data: Data) -> None:
        """Refuse with 102 what lacks a mandatory key, then with 103 what holds a wrong value."""
        for key in self.required:
            _require(data, key)
        if HANDLE in data:
            for key in self.with_handle:
                _require(data, key)
        elif self.one_of and not any(key in data for key in self.one_of):
            raise RefusalError(102, " or ".join(self.one_of))
        for keys in (self.required, self.with_handle, self.one_of, self.optional):
            for key in keys:
                if key in data and not KEYS[key].fits(data[key]):
                    raise RefusalError(103, key)


@dataclass(frozen=True)
class ResourceSpec:
    """A row of the table of HTTP requests: the identifier of the URI becomes the value of ``key``.

    ``ignored`` keys have no meaning for this resource, because the URI ranks above the body.
    """

    key: str
    request: RequestSpec
    ignored: tuple[str, ...] = ()
    statuses: dict[int, int] | None = None


def _require(data: Data, key: str) -> None:
    if key not in data:
        raise RefusalError(102, key)


def text(data: Data, key: str, default: str = "") -> str:
    """Return a key that the table of keys says is a text."""
    return str(data.get(key, default))


def whole(data: Data, key: str, default: int = 0) -> int:
    """Return a key that the table of keys says is a whole number."""
    value = data.get(key, default)
    assert isinstance(value, int)
    return value
