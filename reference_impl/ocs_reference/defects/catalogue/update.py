"""Mistakes with UpdateCallCompletionStats, and with the fields that a desktop may modify."""

from ocs_reference.core.context import Context, Request
from ocs_reference.core.record_data import MODIFIABLE
from ocs_reference.core.records import PROCESSED, close_as
from ocs_reference.core.requests import CALLING_LIST, CAMPAIGN_NAME, HANDLE, PHONE
from ocs_reference.core.state import Record
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.outputs import event_without, no_event
from ocs_reference.defects.records import (
    after,
    before,
    data_for_record,
    forget_changes,
    is_automatic,
    no_custom_fields,
    refused_for,
    sets_the_rest,
    stored,
    what_was_not_updated,
)
from ocs_reference.defects.requests import acknowledged, renumbered, with_data, without_keys

_REQUEST = "UpdateCallCompletionStats"
_ACKNOWLEDGE = "UpdateCallCompletionStatsAcknowledge"
_BOTH = (_REQUEST, "RecordProcessed")
_CALL_RESULT = "GSW_CALL_RESULT"
_PHONE_TYPE = "GSW_PHONE_TYPE"
_FROM = "GSW_FROM"
_UNTIL = "GSW_UNTIL"


def _is_updated(context: Context, record: Record) -> bool:
    return record.row != stored(context, record)


def _no_changes(_context: Context, data: Data) -> Data:
    return {key: data[key] for key in (HANDLE, CAMPAIGN_NAME) if key in data}


def _swapped(_context: Context, data: Data) -> Data:
    other = {_FROM: _UNTIL, _UNTIL: _FROM}
    return {other.get(key, key): value for key, value in data.items()}


def _without_result_of_a_call(context: Context, record: Record, data: Data) -> Data:
    return {key: value for key, value in data.items() if key != _CALL_RESULT or not is_automatic(context, record)}


def _finish(context: Context, _request: Request, record: Record) -> None:
    close_as(context, record.chain, PROCESSED)


_UPDATES = (
    Defect(
        "update.is-not-acknowledged",
        "desktop.update.acknowledged",
        "UpdateCallCompletionStats is carried out in silence",
        no_event(_ACKNOWLEDGE),
    ),
    Defect(
        "update.acknowledge-has-the-handle-alone",
        "desktop.update.acknowledged",
        "UpdateCallCompletionStatsAcknowledge names the record, and neither campaign nor calling list",
        event_without(_ACKNOWLEDGE, CAMPAIGN_NAME, CALLING_LIST),
    ),
    Defect(
        "update.is-forgotten",
        "desktop.update.kept-until-processed",
        "UpdateCallCompletionStats is acknowledged, and changes nothing",
        with_data(_REQUEST, _no_changes),
    ),
    Defect(
        "update.processed-writes-its-own-values-alone",
        "desktop.update.kept-until-processed",
        "RecordProcessed writes what it carries itself, and drops earlier updates of the chain",
        before("RecordProcessed", forget_changes),
    ),
    Defect(
        "update.no-custom-fields",
        "desktop.update.fields",
        "UpdateCallCompletionStats changes no custom fields",
        no_custom_fields(_REQUEST),
    ),
    Defect(
        "update.custom-fields-alone",
        "desktop.update.fields",
        "UpdateCallCompletionStats changes custom fields alone, and leaves those of the default format",
        without_keys(_REQUEST, *MODIFIABLE),
    ),
    Defect(
        "update.sets-what-it-leaves-out",
        "desktop.update.fields",
        "Modifiable fields that UpdateCallCompletionStats leaves out are set to what a new record has",
        sets_the_rest(_REQUEST),
    ),
    Defect(
        "update.second-is-a-duplicate",
        "desktop.update.repeatable",
        "UpdateCallCompletionStats for a record that was updated before is refused as a duplicate",
        refused_for(_REQUEST, 120, _is_updated),
    ),
    Defect(
        "update.first-value-counts",
        "desktop.update.last-value-counts",
        "A field that was updated keeps its value through later updates",
        data_for_record(_REQUEST, what_was_not_updated),
    ),
    Defect(
        "update.finishes-the-record",
        "desktop.update.not-final",
        "UpdateCallCompletionStats writes the record back and closes it",
        after(_REQUEST, _finish),
    ),
    Defect(
        "update.keeps-from-reject",
        "desktop.update.then-rejected",
        "RecordReject for a record that was updated is refused",
        refused_for("RecordReject", 101, _is_updated),
    ),
    Defect(
        "update.keeps-from-cancel",
        "desktop.update.then-canceled",
        "RequestRecordCancel for a record that was updated is refused",
        refused_for("RequestRecordCancel", 101, _is_updated),
    ),
    Defect(
        "update.only-in-preview",
        "desktop.update.any-mode",
        "UpdateCallCompletionStats for a record of an automatic dialing mode is refused",
        refused_for(_REQUEST, 101, is_automatic),
    ),
    Defect(
        "update.lost-handle-is-acknowledged",
        "desktop.update.record-not-found",
        "UpdateCallCompletionStats with a handle that is not there is acknowledged",
        acknowledged(_REQUEST, [109], _ACKNOWLEDGE, [CAMPAIGN_NAME, HANDLE]),
    ),
    Defect(
        "update.lost-handle-is-an-invalid-request",
        "desktop.update.record-not-found",
        "UpdateCallCompletionStats with a handle that is not there is refused as an invalid request",
        renumbered(_REQUEST, [109], 101),
    ),
)

_FIELDS = (
    Defect(
        "fields.detected-result-stays",
        "desktop.fields.call-result",
        "The call result that was detected in a dialed call is not replaced by that of the agent",
        data_for_record(_BOTH, _without_result_of_a_call),
    ),
    Defect(
        "fields.call-result-is-not-written",
        "desktop.fields.call-result",
        "GSW_CALL_RESULT of a desktop is ignored",
        without_keys(_BOTH, _CALL_RESULT),
    ),
    Defect(
        "fields.phone-is-not-written",
        "desktop.fields.phone",
        "GSW_PHONE of a desktop is ignored, as if a phone number could not change",
        without_keys(_BOTH, PHONE),
    ),
    Defect(
        "fields.phone-type-is-not-written",
        "desktop.fields.phone-type",
        "GSW_PHONE_TYPE of a desktop is ignored",
        without_keys(_BOTH, _PHONE_TYPE),
    ),
    Defect(
        "fields.from-is-not-written",
        "desktop.fields.from",
        "GSW_FROM of a desktop is ignored",
        without_keys(_BOTH, _FROM),
    ),
    Defect(
        "fields.from-and-until-are-swapped",
        "desktop.fields.until",
        "GSW_FROM of a desktop is written to daily_till, and GSW_UNTIL to daily_from",
        with_data(_BOTH, _swapped),
    ),
)
"""Of UpdateCallCompletionStats and RecordProcessed alike."""

DEFECTS = (*_UPDATES, *_FIELDS)
