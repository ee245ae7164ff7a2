"""Mistakes in what the HTTP interface answers: status, headers and body."""

from collections.abc import Callable
from dataclasses import replace

from ocs_reference.core.campaign_groups import GROUP_ACTIONS
from ocs_reference.core.messages import ResourceAnswer, ResourceRequest
from ocs_reference.core.tables import RESOURCES
from ocs_reference.defects import web
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.groups import RESOURCE
from ocs_reference.defects.outputs import Headers, http_answer, http_headers, http_status
from ocs_reference.defects.web import ACTIONS

_ROW = "http.response"

Condition = Callable[[ResourceRequest, ResourceAnswer], bool]


def _changed(condition: Condition, status: int | None = None, warning: int | None = None) -> ChangePolicies:
    """Answer with another status or another error number where a condition holds."""

    def change(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
        if not condition(request, answer):
            return answer
        return replace(
            answer,
            status=answer.status if status is None else status,
            warning=answer.warning if warning is None else warning,
        )

    return http_answer(change)


def _action_is_unknown(request: ResourceRequest, answer: ResourceAnswer) -> bool:
    return request.method == "POST" and answer.status == 400 and request.action not in ACTIONS


def _action_is_of_another(request: ResourceRequest, answer: ResourceAnswer) -> bool:
    known = (request.path[0], request.action or "") in RESOURCES or (
        request.path[0] == RESOURCE and request.action in GROUP_ACTIONS
    )
    return request.method == "POST" and answer.status == 400 and request.action in ACTIONS and not known


def _status_as_warning(of_groups: bool) -> ChangePolicies:
    def change(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
        meant = (request.path[0] == RESOURCE) == of_groups and answer.warning is not None
        return replace(answer, warning=answer.status) if meant else answer

    return http_answer(change)


def _desktop_number(request: ResourceRequest, answer: ResourceAnswer) -> bool:
    return request.path[0] == RESOURCE and answer.warning is not None


def _with_a_number(number: int) -> Condition:
    return lambda request, answer: request.path[0] != RESOURCE and answer.warning == number


def _with_text(_request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
    return replace(answer, body="OK") if answer.status == 200 and answer.body is None else answer


def _no_warning(_status: str, headers: Headers) -> Headers:
    return [(name, value) for name, value in headers if name != "Warning"]


def _nameless(_status: str, headers: Headers) -> Headers:
    return [(name, "" if name == "Server" else value) for name, value in headers]


def _no_length_of_nothing(_status: str, headers: Headers) -> Headers:
    return [header for header in headers if header != ("Content-length", "0")]


def _warning_on_success(status: str, headers: Headers) -> Headers:
    return [*headers, ("Warning", "0")] if status.startswith("200") else headers


def _warning_as_http_has_it(_status: str, headers: Headers) -> Headers:
    return [(name, f'199 ocs "{value}"' if name == "Warning" else value) for name, value in headers]


_STATUSES = (
    Defect(
        "http-responses.refusals-are-not-answered",
        "http.interface.every-request-is-answered",
        "The connection is closed instead of a refusal",
        web=web.unanswered(lambda status: status >= 400),
    ),
    Defect(
        "http-responses.large-requests-are-cut-off",
        "http.interface.every-request-is-answered",
        "The connection is closed at a request whose body is longer than 64 KiB",
        web=web.cut_off(lambda environ: web.length_of(environ) > 1 << 16),
    ),
    Defect(
        "http-responses.accepted",
        f"{_ROW}.ok",
        "An action that was carried out is answered with 202",
        web=web.status(200, 202),
    ),
    Defect(
        "http-responses.success-has-a-body",
        f"{_ROW}.ok",
        "An action that was carried out is answered with a text",
        http_answer(_with_text),
    ),
    Defect(
        "http-responses.unprocessable",
        f"{_ROW}.bad-request",
        "An incorrect request is answered with 422",
        web=web.status(400, 422),
    ),
    Defect(
        "http-responses.unknown-request-is-an-error",
        f"{_ROW}.unknown-request",
        "A req value that does not exist ends in an internal error",
        _changed(_action_is_unknown, status=500),
    ),
    Defect(
        "http-responses.wrong-resource-is-a-conflict",
        f"{_ROW}.wrong-resource",
        "A req value of another resource type is answered with 409",
        _changed(_action_is_of_another, status=409),
    ),
    Defect(
        "http-responses.not-found-is-gone",
        f"{_ROW}.not-found",
        "What does not exist is answered with 410",
        http_status("*", None, 404, 410),
    ),
    Defect(
        "http-responses.conflict-is-a-bad-request",
        f"{_ROW}.conflict",
        "What state or database does not allow is answered with 400",
        http_status("*", None, 409, 400),
    ),
    Defect(
        "http-responses.gone-is-not-found",
        f"{_ROW}.gone",
        "A record that is not there is answered with 404",
        http_status("*", None, 410, 404),
    ),
)

_HEADERS = (
    Defect(
        "http-responses.success-without-length",
        f"{_ROW}.ok-content-length",
        "Answers without a body have no Content-length",
        web=http_headers(_no_length_of_nothing),
    ),
    Defect(
        "http-responses.nameless-server",
        f"{_ROW}.server-header",
        "The header Server is there and empty",
        web=http_headers(_nameless),
    ),
    Defect(
        "http-responses.no-warning",
        f"{_ROW}.warning-of-refusals",
        "Refusals have no Warning",
        web=http_headers(_no_warning),
    ),
    Defect(
        "http-responses.warning-as-http-has-it",
        f"{_ROW}.warning-is-a-number",
        "Warning has the form that HTTP gives to it, with a code, an agent and a text",
        web=http_headers(_warning_as_http_has_it),
    ),
    Defect(
        "http-responses.warning-zero-on-success",
        f"{_ROW}.no-warning-on-ok",
        "Positive responses have Warning 0",
        web=http_headers(_warning_on_success),
    ),
    Defect(
        "http-responses.status-as-warning",
        f"{_ROW}.warning-desktop-code",
        "Warning repeats the status, where the resource is no campaign group",
        _status_as_warning(of_groups=False),
    ),
    Defect(
        "http-responses.status-as-warning-of-groups",
        f"{_ROW}.warning-campaign-group-code",
        "Warning repeats the status, where the resource is a campaign group",
        _status_as_warning(of_groups=True),
    ),
    Defect(
        "http-responses.desktop-code-for-groups",
        f"{_ROW}.warning-campaign-group-code",
        "Warning of a refused campaign group request has a number of the desktop protocol",
        _changed(_desktop_number, warning=101),
    ),
    Defect(
        "http-responses.missing-pair-is-a-wrong-one",
        f"{_ROW}.missing-pair-warning",
        "A missing pair is told by the number of a wrong value",
        _changed(_with_a_number(102), warning=103),
    ),
    Defect(
        "http-responses.wrong-pair-is-a-missing-one",
        f"{_ROW}.wrong-pair-warning",
        "A wrong value is told by the number of a missing pair",
        _changed(_with_a_number(103), warning=102),
    ),
)

DEFECTS = (*_STATUSES, *_HEADERS)
