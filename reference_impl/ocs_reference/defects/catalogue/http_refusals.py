"""Mistakes in the bodies of refusals, which need not be there."""

from dataclasses import replace

from ocs_reference.core.messages import ResourceAnswer, ResourceRequest
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.groups import RESOURCE
from ocs_reference.defects.outputs import Headers, http_answer, http_headers

_ROW = "http.response"


def _of_kind(kind: str, status: str, headers: Headers) -> Headers:
    rest = [header for header in headers if header[0] != "Content-type"]
    return headers if status.startswith(("2", "3")) else [*rest, ("Content-type", kind)]


def _polite(_request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
    return replace(answer, body="Please try again") if answer.warning is not None else answer


def _another_number(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
    meant = request.path[0] != RESOURCE and answer.warning is not None
    return replace(answer, body=f"{119 if answer.warning != 119 else 118} Some error") if meant else answer


DEFECTS = (
    Defect(
        "http-refusals.json-without-a-word",
        f"{_ROW}.content-type-of-errors",
        "Content-type of refusals is application/json",
        web=http_headers(lambda status, headers: _of_kind("application/json", status, headers)),
    ),
    Defect(
        "http-refusals.octets",
        f"{_ROW}.body-of-errors",
        "Bodies of refusals are told to be octets of no known kind",
        web=http_headers(lambda status, headers: _of_kind("application/octet-stream", status, headers)),
    ),
    Defect(
        "http-refusals.polite-text",
        f"{_ROW}.error-text",
        "The text of a refusal says nothing of the error",
        http_answer(_polite),
    ),
    Defect(
        "http-refusals.text-of-another-error",
        f"{_ROW}.error-text",
        "The text of a refusal has another error than Warning",
        http_answer(_another_number),
    ),
    Defect(
        "http-refusals.polite-text-for-groups",
        f"{_ROW}.campaign-group-error-text",
        "The text of a refusal for a campaign group says nothing of the error",
        http_answer(_polite),
    ),
)
