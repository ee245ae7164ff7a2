"""Mistakes with requests for a record over HTTP that change or add: fields, treatments, new records."""

from collections.abc import Iterator
from dataclasses import replace

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.records import PROCESSED, close_as
from ocs_reference.core.requests import APPLICATION_ID, CAMPAIGN_NAME, HANDLE, PHONE, Handler
from ocs_reference.core.state import Record
from ocs_reference.core.values import Data, RecordType
from ocs_reference.defects.additions import ADD_RECORD, nothing_written
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.pairs import not_asked_for, not_understood
from ocs_reference.defects.records import after, data_for_record
from ocs_reference.defects.requests import (
    handled,
    over_http,
    renumbered,
    respecified,
    with_data,
    with_default,
    without_keys,
)
from ocs_reference.defects.stored import outcome

_RECORDS = "records"
_ROW = "http.records"
_UPDATE = "UpdateCallCompletionStats"
_PROCESSED = "RecordProcessed"
_CHAIN_ID = "GSW_CHAIN_ID"
_TREATMENT = "GSW_TREATMENT"


def _on_records(change: ChangePolicies) -> ChangePolicies:
    return over_http(_RECORDS, change)


def _demanded(key: str) -> ChangePolicies:
    return _on_records(respecified("*", lambda spec: replace(spec, required=(*spec.required, key))))


def _for_nothing(_handler: Handler, _context: Context, _request: Request) -> Result:
    return []


def _finish(context: Context, _request: Request, record: Record) -> None:
    close_as(context, record.chain, PROCESSED)


def _treatment_alone(_context: Context, data: Data) -> Data:
    return {key: value for key, value in data.items() if key in (HANDLE, _TREATMENT)}


def _in_the_chain(_context: Context, record: Record, data: Data) -> Data:
    return {**data, _CHAIN_ID: record.chain.chain_id} if _CHAIN_ID in data else data


def _pairs() -> Iterator[Defect]:
    for key in ("GSW_CALL_RESULT", "GSW_FROM", "GSW_UNTIL", PHONE, "GSW_PHONE_TYPE"):
        word = key.removeprefix("GSW_").replace("_", "-").lower()
        yield Defect(
            f"http-records.{word}-not-understood",
            f"http.request.partial-representation.gsw-{word}",
            f"Requests that update a record are refused where they have {key}",
            not_understood(_RECORDS, (_UPDATE, _PROCESSED), key),
        )
    for word, key in (("phone", PHONE), ("tz-name", "GSW_TZ_NAME")):
        yield Defect(
            f"http-records.added-{word}-not-asked-for",
            f"{_ROW}.add-record.gsw-{word}",
            f"AddRecord on a handle without {key} is answered with success",
            not_asked_for(_RECORDS, ADD_RECORD, key),
        )


_CHANGED = (
    Defect(
        "http-records.update-is-lost",
        f"{_ROW}.update",
        "UpdateCallCompletionStats for a record is answered with 200 and comes to nothing",
        _on_records(handled(_UPDATE, _for_nothing)),
    ),
    Defect(
        "http-records.update-finishes",
        f"{_ROW}.update-leaves-open",
        "UpdateCallCompletionStats over HTTP finishes the record",
        _on_records(after(_UPDATE, _finish)),
    ),
    Defect(
        "http-records.campaign-is-asked-for",
        f"{_ROW}.uri-is-enough",
        "A request for a record is refused without the name of the campaign in its body",
        _demanded(CAMPAIGN_NAME),
    ),
    Defect(
        "http-records.application-is-asked-for",
        f"{_ROW}.uri-is-enough",
        "A request for a record is refused without an application id in its body",
        _demanded(APPLICATION_ID),
    ),
    Defect(
        "http-records.fields-are-lost",
        f"{_ROW}.record-processed",
        "RecordProcessed over HTTP gives the record back without the fields of its body",
        _on_records(with_data(_PROCESSED, _treatment_alone)),
    ),
    Defect(
        "http-records.phone-is-ignored",
        f"{_ROW}.phone-is-data",
        "GSW_PHONE of a RecordProcessed is ignored, because the URI counts before it",
        _on_records(without_keys(_PROCESSED, PHONE)),
    ),
)

_TREATED = (
    Defect(
        "http-records.treatment-is-ignored",
        f"{_ROW}.treatment",
        "RecordProcessed over HTTP ignores GSW_TREATMENT",
        _on_records(without_keys(_PROCESSED, _TREATMENT)),
    ),
    Defect(
        "http-records.treatment-not-understood",
        "http.request.partial-representation.gsw-treatment",
        "RecordProcessed for a record is refused where it has GSW_TREATMENT",
        not_understood(_RECORDS, _PROCESSED, _TREATMENT),
    ),
    Defect(
        "http-records.campaign-treatment-is-a-callback",
        f"{_ROW}.treatment-campaign",
        "RecordTreatCampaign makes the record a campaign callback",
        outcome("RecordTreatCampaign", record_type=RecordType.CAMPAIGN_CALLBACK),
    ),
    Defect(
        "http-records.personal-treatment-is-a-callback",
        f"{_ROW}.treatment-personal",
        "RecordTreatPersonal makes the record a personal callback",
        outcome("RecordTreatPersonal", record_type=RecordType.PERSONAL_CALLBACK),
    ),
    Defect(
        "http-records.treated-by-default",
        f"{_ROW}.no-treatment",
        "RecordProcessed over HTTP without GSW_TREATMENT applies the campaign's treatment",
        _on_records(with_default(_PROCESSED, _TREATMENT, "RecordTreatCampaign")),
    ),
)

_ADDED = (
    Defect(
        "http-records.record-is-not-added",
        f"{_ROW}.add-record-adds",
        "AddRecord on a handle is answered with 200 and adds nothing",
        nothing_written(_RECORDS),
    ),
    Defect(
        "http-records.add-record-finishes",
        f"{_ROW}.add-record-leaves-open",
        "AddRecord on a handle finishes the record of the handle",
        _on_records(after(ADD_RECORD, _finish)),
    ),
    Defect(
        "http-records.chain-id-not-understood",
        f"{_ROW}.add-record.gsw-chain-id",
        "AddRecord on a handle is refused where it has GSW_CHAIN_ID",
        not_understood(_RECORDS, ADD_RECORD, _CHAIN_ID),
    ),
    Defect(
        "http-records.other-chain-is-ignored",
        f"{_ROW}.add-record-chain-mismatch",
        "AddRecord on a handle adds to the record's chain, whatever GSW_CHAIN_ID says",
        _on_records(data_for_record(ADD_RECORD, _in_the_chain)),
    ),
    Defect(
        "http-records.other-chain-has-other-number",
        f"{_ROW}.add-record-chain-mismatch",
        "AddRecord on a handle with another chain is refused with 114",
        _on_records(renumbered(ADD_RECORD, [103], 114)),
    ),
)

DEFECTS = (*_CHANGED, *_TREATED, *_ADDED, *_pairs())
