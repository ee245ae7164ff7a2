"""Mistakes with error events: when there is one, its number, its text, its name."""

from collections.abc import Sequence
from dataclasses import replace

from ocs_reference.core.context import Context, Request
from ocs_reference.core.messages import DesktopRequest, Input, UserEvent
from ocs_reference.core.requests import REQUEST_TYPE
from ocs_reference.core.tables import REQUESTS
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import event_key, no_event
from ocs_reference.defects.requests import errors, misnumbered, received

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


DEFECTS = (
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
