"""Mistakes with AddRecord that are about one value, one type or one field type each."""

from collections.abc import Iterator, Mapping

from ocs_reference.core.context import Context, Request
from ocs_reference.core.requests import KEYS, whole
from ocs_reference.core.values import UNKNOWN_CALL_RESULT, Data, RecordStatus, RecordType, Row
from ocs_reference.defects.additions import ADD_RECORD, inserted_row, retried, unfit_is_missing
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.requests import sent_data, with_data

_ROW = "desktop.add-record"
_CHAIN, _TYPE = "GSW_CHAIN_ID", "GSW_RECORD_TYPE"
_UPDATES = {"UpdateCallCompletionStats": "an-update", "RecordProcessed": "a-finished-record"}
_NEW = {"GSW_PHONE_TYPE": 2, "GSW_CALL_RESULT": UNKNOWN_CALL_RESULT}

_PHONE_TYPES: Mapping[int, str] = {
    0: "none",
    1: "home",
    2: "direct-business",
    3: "business-with-extension",
    4: "mobile",
    5: "vacation",
    6: "pager",
    7: "modem",
    8: "voice-mail",
    9: "pin-pager",
    10: "email",
    11: "instant-messaging",
}
_STATUSES = frozenset(RecordStatus) - {RecordStatus.CHAIN_UPDATED}
_SCHEDULED = (
    RecordType.CAMPAIGN_RESCHEDULED,
    RecordType.PERSONAL_RESCHEDULED,
    RecordType.PERSONAL_CALLBACK,
    RecordType.CAMPAIGN_CALLBACK,
)
_INTO_GENERAL = (RecordType.CAMPAIGN_RESCHEDULED, RecordType.CAMPAIGN_CALLBACK)
_NOT_FOR_ADDING = (RecordType.NONE, RecordType.UNKNOWN, RecordType.NO_CALL)
_MISSING = (
    (RecordType.CAMPAIGN_CALLBACK, "GSW_DATE_TIME"),
    (RecordType.PERSONAL_CALLBACK, "GSW_DATE_TIME"),
    (RecordType.PERSONAL_CALLBACK, "GSW_AGENT_ID"),
    (RecordType.CAMPAIGN_RESCHEDULED, "GSW_DATE_TIME"),
    (RecordType.PERSONAL_RESCHEDULED, "GSW_AGENT_ID"),
)
_UNDEFINED = {
    "phone-type": "GSW_PHONE_TYPE",
    "call-result": "GSW_CALL_RESULT",
    "status": "GSW_RECORD_STATUS",
    "type": _TYPE,
}


def _word(value: RecordType | RecordStatus) -> str:
    return value.name.lower().replace("_", "-")


def _exchanged(column: str, old: int, new: int) -> ChangePolicies:
    """Store another value of a column where AddRecord would store this one."""
    return inserted_row(lambda _context, _request, row: {**row, column: new} if row[column] == old else row)


def _other_phone_type(old: int) -> ChangePolicies:
    def change(_context: Context, data: Data) -> Data:
        return {**data, "GSW_PHONE_TYPE": int(not old)} if data.get("GSW_PHONE_TYPE") == old else data

    return with_data(tuple(_UPDATES), change)


def _of_phone_types() -> Iterator[Defect]:
    for value, word in _PHONE_TYPES.items():
        yield Defect(
            f"add-record.phone-type-{word}-is-another",
            f"{_ROW}.phone-type",
            f"A record that is added with the phone type {value} is stored with another",
            _exchanged("contact_info_type", value, int(not value)),
        )
        yield Defect(
            f"enumerations.phone-type-{word}-is-another",
            "desktop.enumerations.phone-types",
            f"The phone type {value} of an update is stored as another",
            _other_phone_type(value),
        )


def _of_statuses() -> Iterator[Defect]:
    for value in sorted(_STATUSES):
        yield Defect(
            f"add-record.status-{_word(value)}-is-another",
            f"{_ROW}.status",
            f"A record that is added with the status {value.value} is stored with another",
            _exchanged("record_status", value, int(not value)),
        )


def _in_chains_of(kind: RecordType) -> ChangePolicies:
    """Leave a record the type that it was added with, where the type of its chain is this one."""

    def change(_context: Context, request: Request, row: Row) -> Row:
        kept = _CHAIN in request.data and row["record_type"] == kind
        return {**row, "record_type": whole(request.data, _TYPE, RecordType.GENERAL)} if kept else row

    return inserted_row(change)


def _into_general(kind: RecordType) -> ChangePolicies:
    """Leave a record this type in a chain of the type General."""

    def change(_context: Context, request: Request, row: Row) -> Row:
        kept = request.data.get(_TYPE) == kind and row["record_type"] == RecordType.GENERAL
        return {**row, "record_type": kind} if kept else row

    return inserted_row(change)


def _of_types() -> Iterator[Defect]:
    for kind in _SCHEDULED:
        yield Defect(
            f"add-record.{_word(kind)}-is-general",
            f"{_ROW}.any-type",
            f"A record that is added with the type {kind.value} is stored as General",
            _exchanged("record_type", kind, RecordType.GENERAL),
        )
        yield Defect(
            f"add-record.own-type-in-a-{_word(kind)}-chain",
            f"{_ROW}.chain-type",
            f"A record that is added to a chain of the type {kind.value} keeps its own type",
            _in_chains_of(kind),
        )
    for kind in _INTO_GENERAL:
        yield Defect(
            f"add-record.{_word(kind)}-in-a-general-chain",
            f"{_ROW}.chain-type",
            f"A record that is added to a General chain with the type {kind.value} is stored with it",
            _into_general(kind),
        )


def _general_for(kind: RecordType) -> ChangePolicies:
    def change(data: Data) -> Data:
        return {**data, _TYPE: int(RecordType.GENERAL)} if data.get(_TYPE) == kind else data

    return sent_data(ADD_RECORD, change)


def _general_without(kind: RecordType, key: str) -> ChangePolicies:
    def change(_context: Context, data: Data) -> Data:
        lacks = data.get(_TYPE) == kind and key not in data
        return {**data, _TYPE: int(RecordType.GENERAL)} if lacks else data

    return retried(116, change)


def _of_refusals() -> Iterator[Defect]:
    for kind in _NOT_FOR_ADDING:
        yield Defect(
            f"add-record.{_word(kind)}-becomes-general",
            f"{_ROW}.undefined-values",
            f"A record that is added with the type {kind.value} becomes General",
            _general_for(kind),
        )
    for kind, key in _MISSING:
        yield Defect(
            f"add-record.{_word(kind)}-without-{key.removeprefix('GSW_').lower().replace('_', '-')}-is-general",
            f"{_ROW}.type-needs-fields",
            f"A record that is added with the type {kind.value} and without {key} becomes General",
            _general_without(kind, key),
        )
    for word, key in _UNDEFINED.items():
        yield Defect(
            f"add-record.undefined-{word}-becomes-the-default",
            f"{_ROW}.undefined-values",
            f"A {key} that its enumeration does not have becomes the default",
            unfit_is_missing(key),
        )


def _undefined_is_default(request: str, key: str) -> ChangePolicies:
    def change(data: Data) -> Data:
        return data if key not in data or KEYS[key].fits(data[key]) else {**data, key: _NEW[key]}

    return sent_data(request, change)


def _of_updates() -> Iterator[Defect]:
    for request, word in _UPDATES.items():
        for key in _NEW:
            yield Defect(
                f"enumerations.undefined-{key.removeprefix('GSW_').lower().replace('_', '-')}-of-{word}-is-the-default",
                "desktop.enumerations.undefined-values",
                f"A {key} of {request} that its enumeration does not have becomes the default of a new record",
                _undefined_is_default(request, key),
            )


_CALL_RESULTS = (
    Defect(
        "add-record.ok-is-unknown",
        f"{_ROW}.call-result",
        "A record that is added with the call result 0 is stored with 28",
        _exchanged("call_result", 0, UNKNOWN_CALL_RESULT),
    ),
    Defect(
        "add-record.wrong-number-is-unknown",
        f"{_ROW}.call-result",
        "A record that is added with the call result 53 is stored with 28",
        _exchanged("call_result", 53, UNKNOWN_CALL_RESULT),
    ),
)

DEFECTS = (*_CALL_RESULTS, *_of_phone_types(), *_of_statuses(), *_of_types(), *_of_refusals(), *_of_updates())
