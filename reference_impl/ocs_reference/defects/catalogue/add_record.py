"""Mistakes with AddRecord."""

from contextlib import suppress

from ocs_reference.core.add_record import add_record
from ocs_reference.core.context import Context, Request
from ocs_reference.core.errors import NotConfiguredError, RefusalError
from ocs_reference.core.messages import DesktopRequest, Input, UserEvent
from ocs_reference.core.requests import CALLING_LIST, CAMPAIGN_NAME, KEYS, PHONE, REQUEST_TYPE
from ocs_reference.core.values import Data, GroupStatus, RecordType, Row
from ocs_reference.defects.additions import inserted_row
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.outputs import Outputs, event_key, event_without, sent
from ocs_reference.defects.requests import refused, with_data, with_default, without_keys
from ocs_reference.defects.stored import Around, around_store, inserted

_REQUEST = "AddRecord"
_ACKNOWLEDGE = "AddRecordAcknowledge"


class _InMemory(Around):
    """A store into which added records never come."""

    def insert(self, calling_list: str, row: Row) -> None:
        """Forget the record."""


def _is_running(context: Context, request: Request) -> bool:
    """Tell whether a session that the agent works for is running."""
    sessions = context.state.sessions_of(request.agent or "")
    return any(session.status == GroupStatus.RUNNING for session in sessions)


def _without_custom_fields(context: Context, data: Data) -> Data:
    custom = {key for calling_list in context.configuration.lists.values() for key in calling_list.sent}
    return {key: value for key, value in data.items() if key not in custom}


def _first_is_one(_context: Context, request: Request, row: Row) -> Row:
    return row if "GSW_CHAIN_ID" in request.data else {**row, "chain_n": 1}


def _written_first(context: Context, message: Input, outputs: Outputs) -> Outputs:
    """Write the row of a refused request, with defaults for what it lacks."""
    if not isinstance(message, DesktopRequest) or message.data.get(REQUEST_TYPE) != _REQUEST:
        return outputs
    if any(isinstance(output, UserEvent) and "GSW_ERROR_NUMBER" in output.data for output in outputs):
        right: Data = {key: value for key, value in message.data.items() if key not in KEYS or KEYS[key].fits(value)}
        with suppress(RefusalError, NotConfiguredError):
            add_record(context, Request(_REQUEST, message.agent, {**_defaults(context, message.agent), **right}))
    return outputs


def _defaults(context: Context, agent: str) -> Data:
    campaign = next(context.state.sessions_of(agent)).group.campaign
    zone = next(iter(context.configuration.time_zones))
    return {CAMPAIGN_NAME: campaign.name, CALLING_LIST: campaign.lists[0].name, PHONE: "", "GSW_TZ_NAME": zone}


def _with_country_code(row: Row) -> Row:
    return {**row, "contact_info": f"1{row['contact_info']}"}


DEFECTS = (
    Defect(
        "add-record.not-while-running",
        "desktop.add-record.running",
        "AddRecord is refused while the campaign is running",
        refused(_REQUEST, 106, _is_running),
    ),
    Defect(
        "add-record.custom-fields-lost",
        "desktop.add-record.send-attribute",
        "AddRecord writes the columns of the default format only",
        with_data(_REQUEST, _without_custom_fields),
    ),
    Defect(
        "add-record.first-is-one",
        "desktop.add-record.new-chain-number",
        "The first record of a new chain gets number 1",
        inserted_row(_first_is_one),
    ),
    Defect(
        "add-record.always-new-chain",
        "desktop.add-record.into-chain",
        "AddRecord begins a new chain, whatever chain id it carries",
        without_keys(_REQUEST, "GSW_CHAIN_ID"),
    ),
    Defect(
        "add-record.written-before-it-is-checked",
        "desktop.add-record.verified",
        "AddRecord writes the row with what it has, and looks for mistakes afterwards",
        sent(_written_first),
    ),
    Defect(
        "add-record.with-country-code",
        "desktop.add-record.phone",
        "The phone is stored with a country code in front of it",
        inserted(_with_country_code),
    ),
    Defect(
        "add-record.phone-type-lost",
        "desktop.add-record.phone-type",
        "The type of the phone is ignored, and the default stored",
        without_keys(_REQUEST, "GSW_PHONE_TYPE"),
    ),
    Defect(
        "add-record.unknown-by-default",
        "desktop.add-record.type-default",
        "Without a record type, the record is of type Unknown",
        with_default(_REQUEST, "GSW_RECORD_TYPE", int(RecordType.UNKNOWN)),
    ),
    Defect(
        "add-record.acknowledge-without-list",
        "desktop.add-record.acknowledged",
        "AddRecordAcknowledge has no calling list",
        event_without(_ACKNOWLEDGE, CALLING_LIST),
    ),
    Defect(
        "add-record.never-written",
        "desktop.add-record.row-follows",
        "AddRecord is acknowledged, and the record kept in memory only",
        around_store(_InMemory),
    ),
    Defect(
        "add-record.acknowledge-with-empty-phone",
        "desktop.add-record.acknowledge-phone",
        "AddRecordAcknowledge has GSW_PHONE, and it is empty",
        event_key(_ACKNOWLEDGE, PHONE, ""),
    ),
)
