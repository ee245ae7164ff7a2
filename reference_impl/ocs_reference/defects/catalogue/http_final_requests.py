"""Mistakes with requests that finish a record over HTTP: reject, cancel, do-not-call, reschedule."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ocs_reference.core.context import Context, Request
from ocs_reference.core.records import CANCELED, NO_CALL, REJECTED
from ocs_reference.core.requests import ALL_CHAIN, CHAIN_ATTR, RECORD_ONLY
from ocs_reference.core.reschedule import reschedule
from ocs_reference.core.values import RecordStatus, RecordType, Row
from ocs_reference.defects.defect import ChangePolicies, Defect, both
from ocs_reference.defects.pairs import not_asked_for, not_understood, of_any_type
from ocs_reference.defects.records import after, keep_open
from ocs_reference.defects.requests import in_context, over_http, respecified, with_data, with_default
from ocs_reference.defects.stored import Around

_RECORDS = "records"
_ROW = "http.records"
_REJECT = "RecordReject"
_CANCEL = "RequestRecordCancel"
_DO_NOT_CALL = "DoNotCall"
_RESCHEDULE = "RecordReschedule"

ChangeRows = Callable[[Sequence[Row]], Sequence[Row]]


def _on_records(change: ChangePolicies) -> ChangePolicies:
    return over_http(_RECORDS, change)


def _ends_as(name: str, ending: str, **columns: int) -> ChangePolicies:
    """Give the records of a request another end: other columns for an outcome of the core's table."""

    def change(context: Context, _request: Request) -> Context:
        outcomes = context.policies.outcomes
        changed = {**outcomes, ending: {**outcomes[ending], **columns}}
        return replace(context, policies=replace(context.policies, outcomes=changed))

    return _on_records(in_context(name, change))


def _writes(name: str, *, rows: ChangeRows = list, entries: ChangeRows = list) -> ChangePolicies:
    """Change which rows a request disposes of, and which Do Not Call entries it makes."""

    class Choosing(Around):
        def dispose(self, calling_list: str, rows_of_chain: Sequence[Row]) -> None:
            self.inner.dispose(calling_list, rows(rows_of_chain))

        def forbid(self, tenant: str, new: Sequence[Row]) -> None:
            if chosen := entries(new):
                self.inner.forbid(tenant, chosen)

    return _on_records(in_context(name, lambda context, _request: replace(context, store=Choosing(context.store))))


def _first(rows: Sequence[Row]) -> Sequence[Row]:
    return rows[:1]


def _none(_rows: Sequence[Row]) -> Sequence[Row]:
    return []


def _scope(name: str, scope: str) -> ChangePolicies:
    return _on_records(with_data(name, lambda _context, data: {**data, CHAIN_ATTR: scope}))


def _scope_by_default(name: str, scope: str) -> ChangePolicies:
    return _on_records(with_default(name, CHAIN_ATTR, scope))


def _stays_open(name: str, row: str) -> Defect:
    word = row.removesuffix("-finishes")
    return Defect(
        f"http-records.{word}-leaves-open",
        f"{_ROW}.{row}",
        f"{name} over HTTP does its work, and the record stays open until RecordProcessed",
        _on_records(after(name, keep_open)),
    )


def _pairs() -> Iterator[Defect]:
    for word, key in (("callback-type", "GSW_CALLBACK_TYPE"), ("date-time", "GSW_DATE_TIME")):
        row = f"{_ROW}.reschedule.gsw-{word}"
        yield Defect(
            f"http-records.{word}-not-asked-for",
            row,
            f"RecordReschedule for a record without {key} is answered with success",
            not_asked_for(_RECORDS, _RESCHEDULE, key),
        )
        yield Defect(
            f"http-records.{word}-of-any-type",
            f"{row}.type",
            f"RecordReschedule for a record is answered with success whatever stands under {key}",
            of_any_type(_RECORDS, _RESCHEDULE, key),
        )
    for word, key in (("chain-attr", CHAIN_ATTR), ("message", "GSW_MESSAGE")):
        yield Defect(
            f"http-records.{word}-not-understood",
            f"{_ROW}.cancel-scope.gsw-{word}",
            f"Requests that withdraw a record are refused where they have {key}",
            not_understood(_RECORDS, (_CANCEL, _DO_NOT_CALL), key),
        )


_REJECTED = (
    Defect(
        "http-records.rejected-row-is-updated",
        f"{_ROW}.reject",
        "RecordReject over HTTP gives the row the status of one that was finished",
        _ends_as(_REJECT, REJECTED, record_status=RecordStatus.UPDATED),
    ),
    Defect(
        "http-records.rest-of-a-rejected-chain-is-kept",
        f"{_ROW}.reject",
        "RecordReject over HTTP gives one record of the chain back, and the others stay Retrieved",
        _writes(_REJECT, rows=_first),
    ),
    _stays_open(_REJECT, "reject-finishes"),
)

_CANCELED = (
    Defect(
        "http-records.canceled-row-is-updated",
        f"{_ROW}.cancel",
        "RequestRecordCancel over HTTP gives the row the status of one that was finished",
        _ends_as(_CANCEL, CANCELED, record_status=RecordStatus.UPDATED),
    ),
    Defect(
        "http-records.cancel-of-one-record-by-default",
        f"{_ROW}.cancel-whole-chain",
        "RequestRecordCancel over HTTP without GSW_CHAIN_ATTR cancels the one record",
        _scope_by_default(_CANCEL, RECORD_ONLY),
    ),
    Defect(
        "http-records.cancel-of-one-record",
        f"{_ROW}.cancel-whole-chain",
        "RequestRecordCancel over HTTP cancels the one record, whatever GSW_CHAIN_ATTR says",
        _scope(_CANCEL, RECORD_ONLY),
    ),
    Defect(
        "http-records.cancel-of-the-chain",
        f"{_ROW}.cancel-record-only",
        "RequestRecordCancel over HTTP cancels the whole chain, whatever GSW_CHAIN_ATTR says",
        _scope(_CANCEL, ALL_CHAIN),
    ),
    _stays_open(_CANCEL, "cancel-finishes"),
)

_FORBIDDEN = (
    Defect(
        "http-records.forbidden-row-keeps-its-type",
        f"{_ROW}.do-not-call",
        "DoNotCall over HTTP lists the number and leaves the type of the record as it is",
        _ends_as(_DO_NOT_CALL, NO_CALL, record_type=RecordType.GENERAL),
    ),
    Defect(
        "http-records.forbidden-number-is-not-listed",
        f"{_ROW}.do-not-call",
        "DoNotCall over HTTP marks the record and puts nothing into the Do Not Call list",
        _writes(_DO_NOT_CALL, entries=_none),
    ),
    Defect(
        "http-records.do-not-call-of-one-record-by-default",
        f"{_ROW}.do-not-call-scope",
        "DoNotCall over HTTP without GSW_CHAIN_ATTR is for the one record",
        _scope_by_default(_DO_NOT_CALL, RECORD_ONLY),
    ),
    Defect(
        "http-records.do-not-call-lists-one-number",
        f"{_ROW}.do-not-call-scope",
        "DoNotCall over HTTP for the chain puts one number of the chain into the Do Not Call list",
        _writes(_DO_NOT_CALL, entries=_first),
    ),
    Defect(
        "http-records.do-not-call-of-the-chain",
        f"{_ROW}.do-not-call-record-only",
        "DoNotCall over HTTP is for the whole chain, whatever GSW_CHAIN_ATTR says",
        _scope(_DO_NOT_CALL, ALL_CHAIN),
    ),
    _stays_open(_DO_NOT_CALL, "do-not-call-finishes"),
)

_RESCHEDULED = (
    Defect(
        "http-records.callback-is-a-treatment",
        f"{_ROW}.reschedule-is-stored",
        "A record that is rescheduled over HTTP is stored as one that a treatment rescheduled",
        both(
            _ends_as(_RESCHEDULE, "Campaign", record_type=RecordType.CAMPAIGN_RESCHEDULED),
            _ends_as(_RESCHEDULE, "Personal", record_type=RecordType.PERSONAL_RESCHEDULED),
        ),
    ),
    Defect(
        "http-records.callback-waits-for-processed",
        f"{_ROW}.reschedule-finishes",
        "RecordReschedule over HTTP is noted until RecordProcessed comes, as on the desktop",
        _on_records(respecified(_RESCHEDULE, lambda spec: replace(spec, handler=reschedule))),
    ),
    _stays_open(_RESCHEDULE, "reschedule-finishes"),
)

DEFECTS = (*_REJECTED, *_CANCELED, *_FORBIDDEN, *_RESCHEDULED, *_pairs())
