"""Mistakes with RecordProcessed: what it writes, what it finishes, and treatments."""

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.messages import Reply
from ocs_reference.core.record_data import MODIFIABLE
from ocs_reference.core.requests import CALLING_LIST, CAMPAIGN_NAME, HANDLE, Handler, whole
from ocs_reference.core.state import Record
from ocs_reference.core.values import Data, RecordStatus, RecordType
from ocs_reference.defects.defect import ChangePolicies, Defect, both
from ocs_reference.defects.outputs import event_without, no_event
from ocs_reference.defects.records import (
    after,
    before,
    data_for_record,
    forget_changes,
    keep_open,
    no_custom_fields,
    sets_the_rest,
    what_was_not_updated,
)
from ocs_reference.defects.requests import acknowledged, handled, renumbered, sent_data, with_default, without_keys
from ocs_reference.defects.stored import outcome

_REQUEST = "RecordProcessed"
_ACKNOWLEDGE = "RecordProcessedAcknowledge"
_NAMES = (CALLING_LIST, CAMPAIGN_NAME, HANDLE)
_TREATMENT = "GSW_TREATMENT"
_TREATMENTS = ("RecordTreatCampaign", "RecordTreatPersonal")
_UNMODIFIABLE = {
    "GSW_ATTEMPTS": "attempt",
    "GSW_CHAIN_N": "chain_n",
    "GSW_RECORD_STATUS": "record_status",
    "GSW_RECORD_TYPE": "record_type",
}


def _take_every_key(_context: Context, request: Request, record: Record) -> None:
    for key, column in _UNMODIFIABLE.items():
        value = request.data.get(key)
        if isinstance(value, int):
            record.row[column] = value


def _take_columns(_context: Context, request: Request, record: Record) -> None:
    for field in record.chain.calling_list.fields:
        value = request.data.get(field.column)
        if isinstance(value, int | str):
            record.row[field.column] = value


def _forget_updates_for_a_treatment(context: Context, request: Request, record: Record) -> None:
    if _TREATMENT in request.data:
        forget_changes(context, request, record)


def _in_any_case(data: Data) -> Data:
    asked = data.get(_TREATMENT)
    known = {treatment.lower(): treatment for treatment in _TREATMENTS}
    return {**data, _TREATMENT: known.get(asked.lower(), asked)} if isinstance(asked, str) else data


def _taken_for_closed_records(name: str, reply: str) -> ChangePolicies:
    """Acknowledge a request with a handle that was in use once, and is not any more."""

    def wrapper(handler: Handler, context: Context, request: Request) -> Result:
        handle = whole(request.data, HANDLE)
        if 0 < handle <= context.state.last_handle and handle not in context.state.open:
            return [Reply(reply, {key: request.data[key] for key in _NAMES if key in request.data})]
        return handler(context, request)

    return handled(name, wrapper)


_ENDS = (
    Defect(
        "processed.is-not-acknowledged",
        "desktop.processed.acknowledged",
        "RecordProcessed is carried out in silence",
        no_event(_ACKNOWLEDGE),
    ),
    Defect(
        "processed.acknowledge-has-the-handle-alone",
        "desktop.processed.acknowledged",
        "RecordProcessedAcknowledge names the record, and neither campaign nor calling list",
        event_without(_ACKNOWLEDGE, CAMPAIGN_NAME, CALLING_LIST),
    ),
    Defect(
        "processed.lost-handle-is-acknowledged",
        "desktop.processed.record-not-found",
        "RecordProcessed with a handle that is not there is acknowledged",
        acknowledged(_REQUEST, [109], _ACKNOWLEDGE, _NAMES),
    ),
    Defect(
        "processed.lost-handle-is-an-invalid-request",
        "desktop.processed.record-not-found",
        "RecordProcessed with a handle that is not there is refused as an invalid request",
        renumbered(_REQUEST, [109], 101),
    ),
    Defect(
        "processed.record-stays-open",
        "desktop.processed.final",
        "The handle of a processed record still works, and changes its row",
        after(_REQUEST, keep_open),
    ),
    Defect(
        "processed.then-canceled-or-rejected",
        "desktop.processed.no-cancel-or-reject",
        "RequestRecordCancel and RecordReject for a record that is closed are acknowledged, and do nothing",
        both(
            _taken_for_closed_records("RequestRecordCancel", "RecordCancelAcknowledge"),
            _taken_for_closed_records("RecordReject", "RecordRejectAcknowledge"),
        ),
    ),
    Defect(
        "processed.record-is-ready",
        "desktop.processed.not-delivered-again",
        "A processed record goes back to the calling list as Ready",
        outcome("processed", record_status=RecordStatus.READY),
    ),
)

_WRITES = (
    Defect(
        "processed.no-custom-fields",
        "desktop.processed.fields",
        "RecordProcessed changes no custom fields",
        no_custom_fields(_REQUEST),
    ),
    Defect(
        "processed.custom-fields-alone",
        "desktop.processed.fields",
        "RecordProcessed changes custom fields alone, and leaves those of the default format",
        without_keys(_REQUEST, *MODIFIABLE),
    ),
    Defect(
        "processed.sets-what-it-leaves-out",
        "desktop.processed.fields",
        "Modifiable fields that RecordProcessed leaves out are set to what a new record has",
        sets_the_rest(_REQUEST),
    ),
    Defect(
        "processed.updated-field-stays",
        "desktop.processed.fields",
        "RecordProcessed does not change a field that an earlier update changed",
        data_for_record(_REQUEST, what_was_not_updated),
    ),
    Defect(
        "processed.fields-by-column",
        "desktop.processed.fields",
        "RecordProcessed changes any custom field by the name of its column",
        before(_REQUEST, _take_columns),
    ),
    Defect(
        "processed.every-field-is-modifiable",
        "desktop.processed.unmodifiable",
        "RecordProcessed changes any field of the default format that has a reserved key",
        before(_REQUEST, _take_every_key),
    ),
)

_TREATS = (
    Defect(
        "processed.treatment-drops-the-update",
        "desktop.processed.treatment",
        "A treatment is applied to the call result that the record had before UpdateCallCompletionStats",
        before(_REQUEST, _forget_updates_for_a_treatment),
    ),
    Defect(
        "processed.campaign-treatment-makes-a-callback",
        "desktop.processed.treatment-campaign",
        "RecordTreatCampaign makes the record a Campaign CallBack",
        outcome("RecordTreatCampaign", record_type=RecordType.CAMPAIGN_CALLBACK),
    ),
    Defect(
        "processed.personal-treatment-makes-a-callback",
        "desktop.processed.treatment-personal",
        "RecordTreatPersonal makes the record a Personal CallBack",
        outcome("RecordTreatPersonal", record_type=RecordType.PERSONAL_CALLBACK),
    ),
    Defect(
        "processed.treats-unasked",
        "desktop.processed.no-treatment",
        "RecordProcessed without GSW_TREATMENT applies the treatment of the campaign",
        with_default(_REQUEST, _TREATMENT, "RecordTreatCampaign"),
    ),
    Defect(
        "processed.treatment-in-any-case",
        "desktop.processed.treatment-value",
        "GSW_TREATMENT is read without regard to case",
        sent_data(_REQUEST, _in_any_case),
    ),
)

DEFECTS = (*_ENDS, *_WRITES, *_TREATS)
