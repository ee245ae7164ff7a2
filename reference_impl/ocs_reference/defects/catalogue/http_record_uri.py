"""Mistakes with the URI of a record, which comes with the call and by which clients reach the record."""

from ocs_reference.core.context import Context
from ocs_reference.core.state import Call
from ocs_reference.core.values import Data
from ocs_reference.defects.calls import call_data
from ocs_reference.defects.defect import Defect

_URI = "GSW_RECORD_URI"


def _without_uri(_context: Context, _call: Call, data: Data) -> Data:
    return {key: value for key, value in data.items() if key != _URI}


def _without_scheme(_context: Context, _call: Call, data: Data) -> Data:
    return {**data, _URI: str(data[_URI]).partition("://")[2]}


def _other_resource(_context: Context, _call: Call, data: Data) -> Data:
    return {**data, _URI: str(data[_URI]).replace("/records/", "/record/")}


def _of_the_next_record(_context: Context, _call: Call, data: Data) -> Data:
    """Build the URI before the record has its handle, from the number that comes next."""
    start, _, handle = str(data[_URI]).rpartition("/")
    return {**data, _URI: f"{start}/{int(handle) + 1}"}


DEFECTS = (
    Defect(
        "record-uri.is-missing",
        "http.uri.record-uri",
        "A dialed call carries no GSW_RECORD_URI",
        call_data(_without_uri),
    ),
    Defect(
        "record-uri.names-another-resource-type",
        "http.uri.record-uri",
        "GSW_RECORD_URI has record for the resource type in place of records",
        call_data(_other_resource),
    ),
    Defect(
        "record-uri.has-no-scheme",
        "http.uri.record-uri-scheme",
        "GSW_RECORD_URI begins with the host",
        call_data(_without_scheme),
    ),
    Defect(
        "record-uri.of-another-handle",
        "http.uri.record-uri-takes-requests",
        "GSW_RECORD_URI ends in another handle than that of the record",
        call_data(_of_the_next_record),
    ),
)
