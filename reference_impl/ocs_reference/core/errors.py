"""Errors of the desktop protocol and of the Communication DN API, and the exceptions that carry them.

``RefusalError`` and ``GroupRefusalError`` end a request; the envelope that took it makes an error event or an HTTP
answer of them. ``StoreError`` is what a store raises when the database does not do what it was asked.
"""

ERROR_NAMES = {
    101: "Invalid Request",
    102: "Attribute Not Found",
    103: "Invalid Attribute Value",
    104: "Agent Not Found",
    105: "Campaign Group Not Found",
    106: "No Active Campaigns",
    107: "No Running Preview Campaign",
    108: "No Records Available",
    109: "Record Not Found",
    110: "Invalid Time",
    111: "Invalid Time Format",
    112: "No call found for the record handle",
    113: "DB Error",
    114: "Chained Records not found",
    115: "Record Already Exists",
    116: "Add Record Error",
    117: "Scheduled record not found",
    118: "Preview mode has already been started",
    119: "Preview mode has not been started",
    120: "Duplicate request is not allowed",
}
"""GSW_ERROR by GSW_ERROR_NUMBER (desktop, Error Names and Codes; 120 from ReadyTime Error Codes)."""

NO_AUTO_CAMPAIGN = "There is no 'Auto' campaign started"
SMARTLY_LOGGED_OUT = "Agent smartly logged out"
"""GSW_ERROR of 101 to LogOut, and to requests for new work behind it (desktop, Error Names and Codes, note a)."""


class RefusalError(Exception):
    """A request is answered with an error of the desktop protocol; ``about`` names the attribute or object meant.

    ``text`` is GSW_ERROR where it is not the name that belongs to the number.
    """

    def __init__(self, number: int, about: str = "", text: str | None = None) -> None:
        super().__init__(number, about)
        self.number = number
        self.about = about
        self.text = text

    @property
    def name(self) -> str:
        """The value of GSW_ERROR."""
        return self.text or ERROR_NAMES[self.number]


class NotConfiguredError(Exception):
    """A resource that a URI or a body names is not configured; ``about`` says which."""

    def __init__(self, about: str) -> None:
        super().__init__(about)
        self.about = about


class GroupRefusalError(Exception):
    """A campaign group request is refused; ``number`` is a GSW_CM_AttrError, ``status`` the HTTP status for it."""

    def __init__(self, status: int, number: int) -> None:
        super().__init__(status, number)
        self.status = status
        self.number = number


class CommandRefusalError(Exception):
    """A request over the Communication DN is refused; ``number`` is a GSW_CM_AttrError."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class StoreError(Exception):
    """The database failed; nothing of the statement took effect."""
