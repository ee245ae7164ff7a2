"""Mistakes with the URIs of the HTTP interface: what a path names, and which action is meant."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from wsgiref.types import WSGIEnvironment

from ocs_reference.core.campaign_groups import GROUP_ACTIONS
from ocs_reference.core.context import Context
from ocs_reference.core.messages import Input, ResourceAnswer, ResourceRequest
from ocs_reference.core.tables import RESOURCES
from ocs_reference.defects import web
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.groups import RESOURCE
from ocs_reference.defects.outputs import http_answer, http_request
from ocs_reference.defects.requests import received, resource_request
from ocs_reference.defects.web import ACTIONS

_ROW = "http.uri"
_TYPES = frozenset({RESOURCE, *(kind for kind, _ in RESOURCES)})


def _named(kind: str, name: Callable[[Context, str], object]) -> ChangePolicies:
    """Have a path of this type read as the path of something else, which ``name`` finds for the identifier."""

    def change(context: Context, message: Input) -> Input:
        if not isinstance(message, ResourceRequest) or message.path[0] != kind or len(message.path) != 2:
            return message
        return replace(message, path=(kind, str(name(context, message.path[1]))))

    return received(change)


def _dbid_of_a_name(context: Context, name: str) -> int:
    return next((group.dbid for group in context.configuration.groups.values() if group.name == name), 0)


def _list_of_a_dbid(context: Context, dbid: str) -> str:
    return next((known.name for known in context.configuration.lists.values() if str(known.dbid) == dbid), dbid)


def _without_decimal_names(context: Context, name: str) -> str:
    """Return the list of a DBID; a name is none."""
    found = _list_of_a_dbid(context, name)
    return found if found != name else f"no DBID: {name}"


def _type_of(old: str, new: str) -> ChangePolicies:
    def change(request: ResourceRequest) -> ResourceRequest:
        return replace(request, path=(new, *request.path[1:])) if request.path[0] == old else request

    return resource_request(change)


def _records_by_default(request: ResourceRequest) -> ResourceRequest:
    return request if request.path[0] in {*_TYPES, ""} else replace(request, path=("records", *request.path[1:]))


def _last_one_by_default(context: Context, message: Input) -> Input:
    if isinstance(message, ResourceRequest) and message.path == ("records",):
        return replace(message, path=("records", str(context.state.last_handle)))
    return message


def _first_two_parts(request: ResourceRequest) -> ResourceRequest:
    return replace(request, path=request.path[:2])


def _is_root(environ: WSGIEnvironment) -> bool:
    return environ.get("PATH_INFO", "") in ("", "/")


def _target(change: Callable[[str], str]) -> Callable[[WSGIEnvironment], None]:
    """Have another path read; the query stays."""

    def apply(environ: WSGIEnvironment) -> None:
        path, mark, query = environ.get("REQUEST_URI", "").partition("?")
        environ["REQUEST_URI"] = f"{change(path)}{mark}{query}"

    return apply


def _first_parameter(environ: WSGIEnvironment) -> None:
    _, equals, value = environ.get("QUERY_STRING", "").partition("=")
    if equals:
        environ["QUERY_STRING"] = f"req={value}"


_PATHS = (
    Defect(
        "http-uris.records-by-default",
        f"{_ROW}.resource-types",
        "A resource type that does not exist is taken for records",
        resource_request(_records_by_default),
    ),
    Defect(
        "http-uris.deeper-paths",
        f"{_ROW}.resource-path",
        "What stands behind the identifier of a path is passed over",
        resource_request(_first_two_parts),
    ),
    Defect(
        "http-uris.root-is-always-fine",
        f"{_ROW}.resource-path",
        "The root path is answered with 200, whatever is asked there",
        web=web.answered(200, _is_root),
    ),
    Defect(
        "http-uris.last-record-by-default",
        f"{_ROW}.identifier-is-needed",
        "A request for records without a handle is carried out for the record that was delivered last",
        received(_last_one_by_default),
    ),
    Defect(
        "http-uris.last-record-always",
        f"{_ROW}.record-by-handle",
        "A request for a record is carried out for the one that was delivered last, whatever the handle",
        _named("records", lambda context, _name: context.state.last_handle),
    ),
    Defect(
        "http-uris.phones-are-customer-ids",
        f"{_ROW}.phone-by-number",
        "A path below phones names records by their customer ID",
        _type_of("phones", "customer_ids"),
    ),
    Defect(
        "http-uris.customer-ids-are-phones",
        f"{_ROW}.customer-by-id",
        "A path below customer_ids names records by their phone number",
        _type_of("customer_ids", "phones"),
    ),
    Defect(
        "http-uris.groups-by-name",
        f"{_ROW}.campaign-group-by-dbid",
        "A path below campaigngroups names a campaign group by its name",
        _named(RESOURCE, _dbid_of_a_name),
    ),
    Defect(
        "http-uris.lists-by-dbid",
        f"{_ROW}.list-by-name",
        "A path below lists names a calling list by its DBID",
        _named("lists", _without_decimal_names),
    ),
    Defect(
        "http-uris.names-are-not-decoded",
        f"{_ROW}.percent-encoding",
        "What a path has percent-encoded is taken as it is written",
        web=http_request(_target(lambda path: path.replace("%", "%25"))),
    ),
    Defect(
        "http-uris.decoded-before-it-is-split",
        f"{_ROW}.percent-encoding",
        "A path is decoded before it is split, so that an encoded slash separates",
        web=http_request(_target(lambda path: path.replace("%2F", "/"))),
    ),
    Defect(
        "http-uris.latin-1",
        f"{_ROW}.percent-encoding",
        "What a path has percent-encoded is read as Latin-1, and not as UTF-8",
        _named("lists", lambda _context, name: name.encode().decode("latin-1")),
    ),
    Defect(
        "http-uris.paths-alone",
        f"{_ROW}.absolute-request-line",
        "A request line that names scheme and host is refused",
        web=web.answered(400, lambda environ: environ.get("REQUEST_URI", "").startswith("http")),
    ),
    Defect(
        "http-uris.any-parameter",
        f"{_ROW}.req-parameter",
        "The first parameter of the query is the action, whatever its name",
        web=http_request(_first_parameter),
    ),
)


def _by_default(kind: str, action: str | None) -> ChangePolicies:
    """Have a POST without req read as this action, or as a GET."""

    def change(request: ResourceRequest) -> ResourceRequest:
        if request.path[0] != kind or request.method != "POST" or request.action is not None:
            return request
        return replace(request, action=action, method="GET" if action is None else "POST")

    return resource_request(change)


def _not_found(kind: str, of_actions: Callable[[str | None], bool]) -> ChangePolicies:
    def change(request: ResourceRequest, answer: ResourceAnswer) -> ResourceAnswer:
        meant = request.path[0] == kind and answer.status == 400 and of_actions(request.action)
        return replace(answer, status=404) if meant else answer

    return http_answer(change)


def _is_of_another(kind: str) -> Callable[[str | None], bool]:
    own = {*GROUP_ACTIONS} if kind == RESOURCE else {action for known, action in RESOURCES if known == kind}
    return lambda action: action in ACTIONS - own


_DEFAULTS = {
    "records": ("records", "RecordProcessed"),
    "phones": ("phones", "DoNotCall"),
    "customer_ids": ("customer-ids", "DoNotCall"),
    "lists": ("lists", "AddRecord"),
    RESOURCE: ("campaign-groups", None),
}
"""Word for a resource type in names, and the action that a careless server takes by default; None for its status."""


def _of_actions() -> Iterator[Defect]:
    for kind, (word, action) in _DEFAULTS.items():
        yield Defect(
            f"http-uris.action-by-default.{word}",
            f"http.{word}.unknown-request",
            f"A POST below {kind} without req is taken for {action or 'GET'}",
            _by_default(kind, action),
        )
        yield Defect(
            f"http-uris.unknown-action-is-not-found.{word}",
            f"http.{word}.unknown-request",
            f"A req value that does not exist is answered with 404 below {kind}",
            _not_found(kind, lambda wanted: wanted is not None and wanted not in ACTIONS),
        )
        yield Defect(
            f"http-uris.action-of-others-is-not-found.{word}",
            f"http.{word}.wrong-resource",
            f"A req value of another resource type is answered with 404 below {kind}",
            _not_found(kind, _is_of_another(kind)),
        )


DEFECTS = (*_PATHS, *_of_actions())
