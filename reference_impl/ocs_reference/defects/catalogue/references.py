"""Mistakes with the reference id of requests."""

from collections.abc import Callable

from ocs_reference.core.context import Context
from ocs_reference.core.messages import UserEvent
from ocs_reference.core.requests import REFERENCE_ID
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import event_data, event_without

_NOTICES = ("CampaignStarted", "CampaignLoaded")


def _in_answers(change: Callable[[Data], Data]) -> ChangePolicies:
    """Change events that answer a request with a reference id, but no errors."""

    def apply(_context: Context, _event: UserEvent, data: Data) -> Data:
        return data if "GSW_ERROR_NUMBER" in data or REFERENCE_ID not in data else change(data)

    return event_data("*", apply)


DEFECTS = (
    Defect(
        "references.only-in-errors",
        "desktop.envelope.reference-id",
        "Only errors carry the reference id of the request",
        _in_answers(lambda data: {key: value for key, value in data.items() if key != REFERENCE_ID}),
    ),
    Defect(
        "references.as-text",
        "desktop.envelope.reference-id",
        "The reference id comes back as a text",
        _in_answers(lambda data: {**data, REFERENCE_ID: str(data[REFERENCE_ID])}),
    ),
    Defect(
        "references.under-other-key",
        "desktop.envelope.reference-id",
        "The reference id comes back under the key that the Communication DN API has for it",
        _in_answers(lambda data: {key.replace(REFERENCE_ID, "GSW_CM_ReferenceID"): data[key] for key in data}),
    ),
    Defect(
        "references.not-in-errors",
        "desktop.envelope.reference-id-in-errors",
        "Errors come without the reference id of the request",
        event_without("Error", REFERENCE_ID),
    ),
    Defect(
        "references.not-in-status-answers",
        "desktop.status.request-reference-id",
        "The notifications that answer CampaignStatusRequest come without its reference id",
        event_without(_NOTICES, REFERENCE_ID),
    ),
)
