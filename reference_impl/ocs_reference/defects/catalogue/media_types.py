"""Mistakes with GSW_CONTACT_MEDIA_TYPE."""

from ocs_reference.core.context import Context
from ocs_reference.core.state import Record
from ocs_reference.core.values import MEDIA_TYPES, Data
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import record_data

_KEY = "GSW_CONTACT_MEDIA_TYPE"
_KINDS = {
    1: "home phone",
    2: "direct business phone",
    3: "business with ext",
    4: "mobile",
    5: "vacation phone",
    8: "voice mail",
}
_WITHOUT_MEDIUM = (6, 7, 9)


def _of_type(contact_type: int, medium: str) -> ChangePolicies:
    """Give contacts of a type another medium."""

    def change(_context: Context, record: Record, data: Data) -> Data:
        return {**data, _KEY: medium} if record.row["contact_info_type"] == contact_type else data

    return record_data(change)


def _left_out(_context: Context, record: Record, data: Data) -> Data:
    meant = record.row["contact_info_type"] in _WITHOUT_MEDIUM
    return {key: value for key, value in data.items() if key != _KEY or not meant}


_VOICE = tuple(
    Defect(
        f"media-types.voice-of-{kind.replace(' ', '-')}",
        "desktop.media-type.voice",
        f"The medium of contacts of the type {number} is called {kind}",
        _of_type(number, kind),
    )
    for number, kind in _KINDS.items()
)

DEFECTS = (
    *_VOICE,
    Defect(
        "media-types.none-is-voice",
        "desktop.media-type.any",
        "The medium of contacts without a type is voice",
        _of_type(0, "voice"),
    ),
    Defect(
        "media-types.mail-for-email",
        "desktop.media-type.email",
        "The medium of contacts by mail is called mail",
        _of_type(10, "mail"),
    ),
    Defect(
        "media-types.messages-are-any",
        "desktop.media-type.instant-message",
        "The medium of contacts by instant messages is that of contacts without a type",
        _of_type(11, MEDIA_TYPES[0]),
    ),
    Defect(
        "media-types.left-out",
        "desktop.preview-record.attached-data.gsw-contact-media-type",
        "Contacts of types for which the table has no medium travel without one",
        record_data(_left_out),
    ),
)
