"""Mistakes with the values of record types and record statuses in the calling list."""

from ocs_reference.core.context import Context
from ocs_reference.core.records import CANCELED, NO_CALL, REJECTED
from ocs_reference.core.requests import KEYS, whole
from ocs_reference.core.values import UNKNOWN_CALL_RESULT, Data, RecordStatus, RecordType
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.requests import sent_data, with_data
from ocs_reference.defects.stored import outcome

_UPDATES = ("UpdateCallCompletionStats", "RecordProcessed")
_BY_DEFAULT = {"GSW_PHONE_TYPE": 2, "GSW_CALL_RESULT": UNKNOWN_CALL_RESULT}


def _phone_types_from_one(_context: Context, data: Data) -> Data:
    return data | {key: whole(data, key) + 1 for key in ("GSW_PHONE_TYPE",) if key in data}


def _undefined_is_default(data: Data) -> Data:
    wrong = {key for key in _BY_DEFAULT.keys() & data.keys() if not KEYS[key].fits(data[key])}
    return data | {key: _BY_DEFAULT[key] for key in wrong}


DEFECTS = (
    Defect(
        "enumerations.phone-types-from-one",
        "desktop.enumerations.phone-types",
        "The phone type of an update is stored one too high",
        with_data(_UPDATES, _phone_types_from_one),
    ),
    Defect(
        "enumerations.undefined-values-become-defaults",
        "desktop.enumerations.undefined-values",
        "A value of an update that its enumeration does not have becomes the default of a new record",
        sent_data(_UPDATES, _undefined_is_default),
    ),
    Defect(
        "enumerations.canceled-is-stale",
        "desktop.enumerations.status-canceled",
        "A record that was canceled gets the number of the status Stale",
        outcome(CANCELED, record_status=RecordStatus.STALE),
    ),
    Defect(
        "enumerations.general-is-unknown",
        "desktop.enumerations.type-general",
        "A record that is General again gets the number of the type Unknown",
        outcome(REJECTED, record_type=RecordType.UNKNOWN),
    ),
    Defect(
        "enumerations.campaign-rescheduled-is-personal",
        "desktop.enumerations.type-campaign-rescheduled",
        "A record that a treatment reschedules for the campaign gets the number of Personal Rescheduled",
        outcome("RecordTreatCampaign", record_type=RecordType.PERSONAL_RESCHEDULED),
    ),
    Defect(
        "enumerations.personal-rescheduled-is-a-callback",
        "desktop.enumerations.type-personal-rescheduled",
        "A record that a treatment reschedules for its agent gets the number of Personal CallBack",
        outcome("RecordTreatPersonal", record_type=RecordType.PERSONAL_CALLBACK),
    ),
    Defect(
        "enumerations.campaign-callback-is-personal",
        "desktop.enumerations.type-campaign-callback",
        "The callback of a campaign gets the number of Personal CallBack",
        outcome("Campaign", record_type=RecordType.PERSONAL_CALLBACK),
    ),
    Defect(
        "enumerations.no-call-counts-from-0",
        "desktop.enumerations.type-no-call",
        "A record that must not be called gets the number below that of No Call",
        outcome(NO_CALL, record_type=RecordType.CAMPAIGN_CALLBACK),
    ),
)
