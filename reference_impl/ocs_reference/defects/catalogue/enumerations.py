"""Mistakes with the values of record types and record statuses in the calling list."""

from ocs_reference.core.records import CANCELED, NO_CALL, REJECTED
from ocs_reference.core.values import RecordStatus, RecordType
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.stored import outcome

DEFECTS = (
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
