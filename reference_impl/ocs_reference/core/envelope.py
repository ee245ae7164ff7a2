"""The envelope of desktop messages: routing, keys, references, errors.

Source: desktop, Characteristics of Event Structures; Error Event Attributes; Desktop Requests and OCS Responses.
"""

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.errors import SMARTLY_LOGGED_OUT, NotConfiguredError, RefusalError, StoreError
from ocs_reference.core.messages import DesktopRequest, Reply, UserEvent
from ocs_reference.core.requests import APPLICATION_ID, CAMPAIGN_NAME, REFERENCE_ID, REQUEST_TYPE, RequestSpec
from ocs_reference.core.values import Data

ERROR = "Error"
"""GSW_USER_EVENT of an error event; the documents ask for the key and give no value."""

SPELLINGS = {"LogOut": "Logout"}
"""Request types as the sentences of the documents spell them, where the tables of attached data differ."""


def answer(context: Context, message: DesktopRequest) -> list[UserEvent]:
    """Answer a user event from a desktop.

    A message without a request type is none of ours, one with another application id is another OCS's, and
    places of an IVR have no desktops: silence.
    """
    data = message.data
    is_none_of_ours = REQUEST_TYPE not in data or _is_foreign(context, data)
    if is_none_of_ours or context.policies.calls.is_ivr_place(context, message.agent):
        return []
    name = data[REQUEST_TYPE]
    spec = context.policies.requests.get(SPELLINGS.get(name, name)) if isinstance(name, str) else None
    request = Request(str(name), message.agent, data)
    try:
        result = _execute(context, spec, request)
    except (RefusalError, NotConfiguredError, StoreError) as reason:
        if spec is not None and spec.always_silent:
            return []
        result = [Reply(ERROR, context.policies.error_data(context, spec, request, _refusal(reason)))]
    return [_addressed(context, request, entry) for entry in result]


def _is_foreign(context: Context, data: Data) -> bool:
    application = data.get(APPLICATION_ID)
    own = context.configuration.application_id
    return isinstance(application, int) and not isinstance(application, bool) and application != own


def _execute(context: Context, spec: RequestSpec | None, request: Request) -> Result:
    if spec is None:
        raise RefusalError(101, REQUEST_TYPE)
    spec.check(request.data)
    if request.agent not in context.state.agents:
        raise RefusalError(104)
    if spec.new_work and context.state.has_departed(request.agent):
        raise RefusalError(101, REQUEST_TYPE, SMARTLY_LOGGED_OUT)
    return spec.handler(context, request)


def _refusal(reason: Exception) -> RefusalError:
    if isinstance(reason, RefusalError):
        return reason
    return RefusalError(113) if isinstance(reason, StoreError) else RefusalError(103, str(reason))


def error_data(_context: Context, spec: RequestSpec | None, request: Request, refusal: RefusalError) -> Data:
    """Build the data of an error event."""
    data: Data = {"GSW_ERROR": refusal.name, "GSW_ERROR_NUMBER": refusal.number}
    if refusal.about:
        data["GSW_ERROR_DESCRIPTION"] = f"{refusal.name}: {refusal.about}"
    if spec is not None and spec.error_keys:
        for key in spec.error_keys.get(refusal.number, ()):
            data[key] = request.data[key]
    return data


def _addressed(context: Context, request: Request, entry: Reply | UserEvent) -> UserEvent:
    if isinstance(entry, UserEvent):
        return entry
    data = {"GSW_USER_EVENT": entry.name, APPLICATION_ID: context.configuration.application_id, **entry.data}
    if REFERENCE_ID in request.data:
        data[REFERENCE_ID] = request.data[REFERENCE_ID]
    return UserEvent(request.agent or "", data)


def notify(context: Context, agent: str, reply: Reply) -> UserEvent:
    """Address a notification to an agent."""
    application_id = context.configuration.application_id
    return UserEvent(agent, {"GSW_USER_EVENT": reply.name, APPLICATION_ID: application_id, **reply.data})


NO_RECORD_KEYS = (REQUEST_TYPE, CAMPAIGN_NAME)
"""Keys of a PreviewRecordRequest that come back with 107 and 108."""
