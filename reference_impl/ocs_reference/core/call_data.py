"""What a dialed call carries as user data, beside the information of its record.

Source: desktop, Default Record Information; Reserved Keys; Caller ID Support.
"""

from uuid import NAMESPACE_OID, uuid5

from ocs_reference.core.configuration import CampaignGroup
from ocs_reference.core.context import Context
from ocs_reference.core.state import Attempt, Call, Record
from ocs_reference.core.values import Data, RecordType

SCHEDULED_TYPES = frozenset(
    {
        RecordType.CAMPAIGN_RESCHEDULED,
        RecordType.PERSONAL_RESCHEDULED,
        RecordType.PERSONAL_CALLBACK,
        RecordType.CAMPAIGN_CALLBACK,
    }
)
"""Values of record_type with which a record has a time for which it was rescheduled."""

_NATIONAL_DIGITS = 10


def call_data(context: Context, call: Call) -> Data:
    """Build the user data of a dialed call as they are at the moment."""
    record, chain = call.record, call.record.chain
    row, attempt = record.row, chain.attempt
    assert attempt is not None
    data: Data = {
        **context.policies.record_data(context, record),
        "GSW_CALL_ATTEMPT_GUID": attempt.guid,
        "GSW_CAMPAIGN_GROUP_GUID": group_guid(context, chain.group),
        "GSW_HIST_SEQUENCE_NUM": 0,
        "GSW_START_PROCESSING": attempt.started_at,
        "GSW_DIALING": call.dialed_at,
        **_location(context, record),
        **_caller_id(chain.group, record),
    }
    if row["record_type"] in SCHEDULED_TYPES:
        data["GSW_SCHEDULED_TIME"] = row["dial_sched_time"]
    if chain.group.options.amd_test:
        data["GSW_CALL_RESULT_FEEDBACK"] = 1
    if call.answered_at is not None:
        data |= {"GSW_CPD_COMPLETED": call.answered_at, "GSW_AGENT_ANSWERED": call.answered_at}
    if call.is_overdialed:
        data["GSW_ASM_OVERDIAL"] = 1
    return data


def engaging_data(context: Context, call: Call) -> Data:
    """Build the user data of the call that seizes an agent; for a guaranteed connection, with the handle it is for."""
    group = call.record.chain.group
    data: Data = {
        "GSW_APPLICATION_ID": context.configuration.application_id,
        "GSW_CAMPAIGN_NAME": group.campaign.name,
        "GSW_CAMPAIGN_GROUP_NAME": group.name,
    }
    if group.options.assured_connection:
        data["GSW_ASSURED_HANDLE"] = call.record.handle
    return data


def group_guid(context: Context, group: CampaignGroup) -> str:
    """Return the identifier of a campaign group, the same one at all times."""
    return str(uuid5(NAMESPACE_OID, f"{context.configuration.application_id}/{group.dbid}"))


def begin_attempt(context: Context, record: Record) -> Attempt:
    """Begin a call attempt with a record, with an identifier that no other attempt has."""
    application = context.configuration.application_id
    return Attempt(str(uuid5(NAMESPACE_OID, f"{application}/{record.handle}/{context.now}")), context.now)


def _location(context: Context, record: Record) -> Data:
    """Derive what a calling list of the default format tells of client and device; the rest is not known."""
    phone = str(record.row["contact_info"])
    zone = context.configuration.zones_by_dbid[int(record.row["tz_dbid"] or 0)]
    is_national = phone.isdigit() and len(phone) == _NATIONAL_DIGITS
    return {
        "GSW_COUNTRY_CODE": "1" if is_national else "",
        "GSW_POSTAL_CODE": "",
        "GSW_STATE_CODE": "",
        "GSW_TZ_CODE": zone.name,
        "GSW_TZ_JAVA_NAME": zone.name,
        "GSW_D_AREA_CODE": phone[:3] if is_national else "",
        "GSW_D_STATE_CODE": "",
        "GSW_D_TZ_JAVA_NAME": zone.name,
        "GSW_DEVICE_MASK": "",
    }


def _caller_id(group: CampaignGroup, record: Record) -> Data:
    options = group.options
    if options.caller_id_set is not None:
        digits = options.caller_id_set.digits
        chosen = digits[record.handle % len(digits)]
        return {"GSW_CPN_DIGITS": chosen, "GSW_CPN_DIGITS_SET": options.caller_id_set.name}
    return {"GSW_CPN_DIGITS": options.cpn_digits} if options.cpn_digits else {}
