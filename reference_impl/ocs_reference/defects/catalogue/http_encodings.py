"""Mistakes with characters in queries and texts, and with JSON values that no pair of the protocol has."""

import json
from typing import Any
from wsgiref.types import WSGIEnvironment

from ocs_reference.core.values import Row
from ocs_reference.defects import web
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.outputs import http_request
from ocs_reference.defects.stored import saved

_TEXT = "http.request.json-object"


def _query(old: str, new: str, environ: WSGIEnvironment) -> None:
    environ["QUERY_STRING"] = environ["QUERY_STRING"].replace(old, new)


def _coerced(value: Any) -> Any:
    """Make a whole number or a text of everything, as a table of untyped values does."""
    if isinstance(value, list):
        return _coerced(value[0]) if value else 0
    return int(value or 0) if isinstance(value, bool | float) or value is None else value


def _as_numbers(raw: bytes) -> bytes:
    try:
        found = json.loads(raw)
    except ValueError:
        return raw
    if not isinstance(found, dict):
        return raw
    return json.dumps({key: _coerced(value) for key, value in found.items()}).encode()


def _texts(row: Row, old: str, new: str) -> Row:
    return {column: value.replace(old, new) if isinstance(value, str) else value for column, value in row.items()}


DEFECTS = (
    Defect(
        "http-encodings.req-is-the-last-parameter",
        "http.uri.req-parameter",
        "Everything behind req= is taken for the action",
        web=http_request(lambda environ: _query("&", "%26", environ)),
    ),
    Defect(
        "http-encodings.query-is-not-decoded",
        "http.uri.req-parameter",
        "The value of req is compared as it stands in the URI",
        web=http_request(lambda environ: _query("%", "%25", environ)),
    ),
    Defect(
        "http-encodings.quotation-marks-are-lost",
        _TEXT,
        "Quotation marks in texts are not stored",
        saved(lambda row: _texts(row, '"', "")),
    ),
    Defect(
        "http-encodings.tabs-are-blanks",
        _TEXT,
        "Tabs in texts are stored as blanks",
        saved(lambda row: _texts(row, "\t", " ")),
    ),
    Defect(
        "http-encodings.markup-is-escaped",
        _TEXT,
        "Texts are stored as HTML writes them",
        saved(lambda row: _texts(row, "<", "&lt;")),
    ),
    Defect(
        "http-encodings.all-values-are-numbers",
        "http.request.desktop-pairs",
        "JSON values that are neither whole numbers nor texts are made such",
        web=web.body(_as_numbers),
    ),
)
