"""Mistakes with error events: when there is one, its number, its text, its name."""

from collections.abc import Sequence
from dataclasses import replace

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import ERROR_NAMES, StoreError
from ocs_reference.core.messages import DesktopRequest, Input, Reply, UserEvent
from ocs_reference.core.requests import APPLICATION_ID, HANDLE, REQUEST_TYPE, Handler
from ocs_reference.core.state import Record
from ocs_reference.core.tables import REQUESTS
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import event_key, no_event
from ocs_reference.defects.records import with_record
from ocs_reference.defects.requests import errors, misnumbered, received

_NAMED = (101, 103, 104, 105, 106, 109, 110, 111, 112, 113, 115, 118, 119, 120)
"""Numbers with which a desktop's requests are refused, apart from those whose names other defects look at."""

_KNOWN = {name.lower(): name for name in REQUESTS}


def _unsent(numbers: Sequence[int]) -> ChangePolicies:
    """Send no error of these numbers."""

    def applies(_context: Context, event: UserEvent) -> bool:
        return event.data["GSW_ERROR_NUMBER"] in numbers

    return no_event("Error", applies)


def _named_as_acknowledge(request: Request, data: Data) -> Data:
    return {**data, "GSW_USER_EVENT": f"{request.name}Acknowledge"}


def _number_as_text(_request: Request, data: Data) -> Data:
    return {**data, "GSW_ERROR": str(data["GSW_ERROR_NUMBER"])}


def _description_as_text(_request: Request, data: Data) -> Data:
    return {**data, "GSW_ERROR": data.get("GSW_ERROR_DESCRIPTION", data["GSW_ERROR"])}


def _unknown_type_lacks_attribute(request: Request, data: Data) -> Data:
    return data if request.name in REQUESTS else {**data, "GSW_ERROR_NUMBER": 102}


def _unknown_type_ignored(_context: Context, message: Input) -> Input:
    if isinstance(message, DesktopRequest) and message.data.get(REQUEST_TYPE) not in REQUESTS:
        return replace(message, data={key: value for key, value in message.data.items() if key != REQUEST_TYPE})
    return message


def _type_in_any_case(_context: Context, message: Input) -> Input:
    if isinstance(message, DesktopRequest) and isinstance(name := message.data.get(REQUEST_TYPE), str):
        return replace(message, data={**message.data, REQUEST_TYPE: _KNOWN.get(name.lower(), name)})
    return message


def _misnamed(number: int) -> ChangePolicies:
    """Give errors of a number the name of another one."""
    other = next(each for each in (102, 108) if each != number)

    def change(_request: Request, data: Data) -> Data:
        return {**data, "GSW_ERROR": ERROR_NAMES[other]} if data["GSW_ERROR_NUMBER"] == number else data

    return errors(change)


def _lost(handler: Handler, context: Context, request: Request, record: Record) -> Result:
    """Acknowledge what the database does not take, and forget it."""
    try:
        return handler(context, request)
    except StoreError:
        context.state.forget(record.chain)
        return [Reply(f"{request.name}Acknowledge", {HANDLE: record.handle})]


_NAMES = tuple(
    Defect(
        f"errors.name-of-{number}-is-another",
        "desktop.envelope.error-names",
        f"Errors with the number {number} have the name of another number",
        _misnamed(number),
    )
    for number in _NAMED
)

_MARKS = (
    Defect(
        "errors.application-id-of-the-backup",
        "desktop.error.application-id",
        "Errors carry the application id of the backup server",
        event_key("Error", APPLICATION_ID, 4199),
    ),
    Defect(
        "errors.request-type-of-preview",
        "desktop.error.request-type",
        "Every error has PreviewRecordRequest for GSW_AGENT_REQ_TYPE",
        event_key("Error", REQUEST_TYPE, "PreviewRecordRequest"),
    ),
    Defect(
        "errors.description-as-number",
        "desktop.keys.error-description",
        "GSW_ERROR_DESCRIPTION of an error is the number of a text in a catalogue",
        event_key("Error", "GSW_ERROR_DESCRIPTION", 7),
    ),
    Defect(
        "errors.description-empty",
        "desktop.keys.error-description",
        "GSW_ERROR_DESCRIPTION of an error is empty",
        event_key("Error", "GSW_ERROR_DESCRIPTION", ""),
    ),
)

_OF_THE_DATABASE = (
    Defect(
        "errors.database-error-is-an-invalid-request",
        "desktop.envelope.database-error",
        "A request that the database fails is refused as an invalid request",
        misnumbered("*", [113], 101),
    ),
    Defect(
        "errors.database-error-ignored",
        "desktop.envelope.database-error",
        "A request that the database fails is dropped without an error",
        _unsent([113]),
    ),
    Defect(
        "errors.database-error-acknowledged",
        "desktop.envelope.database-error",
        "RecordProcessed that the database does not take is acknowledged and lost",
        with_record("RecordProcessed", _lost),
    ),
)

_NUMBERS = (
    Defect(
        "errors.named-as-acknowledge",
        "desktop.error.user-event",
        "An error goes out under the name that the acknowledge of its request would have",
        errors(_named_as_acknowledge),
    ),
    Defect(
        "errors.empty-name",
        "desktop.error.name",
        "GSW_ERROR of an error is empty",
        event_key("Error", "GSW_ERROR", ""),
    ),
    Defect(
        "errors.number-as-text",
        "desktop.envelope.error-names",
        "GSW_ERROR of an error holds its number as a text",
        errors(_number_as_text),
    ),
    Defect(
        "errors.description-as-text",
        "desktop.envelope.error-names",
        "GSW_ERROR of an error holds its description, with the key that is meant",
        errors(_description_as_text),
    ),
    Defect(
        "errors.unknown-type-lacks-attribute",
        "desktop.envelope.unknown-request-type",
        "An unknown request type is refused with the number of a missing attribute",
        errors(_unknown_type_lacks_attribute),
    ),
    Defect(
        "errors.unknown-type-ignored",
        "desktop.envelope.unknown-request-type",
        "Data with an unknown request type are ignored",
        received(_unknown_type_ignored),
    ),
    Defect(
        "errors.type-in-any-case",
        "desktop.envelope.unknown-request-type",
        "A request type is understood in any case",
        received(_type_in_any_case),
    ),
    Defect(
        "errors.missing-key-ignored",
        "desktop.envelope.mandatory-keys",
        "A request that lacks a mandatory key is dropped without an error",
        _unsent([102]),
    ),
    Defect(
        "errors.missing-key-is-wrong-value",
        "desktop.envelope.missing-key-number",
        "A missing key is refused with the number of a wrong value",
        misnumbered("*", [102], 103),
    ),
    Defect(
        "errors.wrong-value-ignored",
        "desktop.envelope.wrong-values",
        "A request with a wrong value is dropped without an error",
        _unsent([103]),
    ),
    Defect(
        "errors.wrong-value-is-missing",
        "desktop.envelope.wrong-value-number",
        "A wrong value is refused with the number of a missing key",
        misnumbered("*", [103], 102),
    ),
)

DEFECTS = (*_NUMBERS, *_NAMES, *_MARKS, *_OF_THE_DATABASE)
