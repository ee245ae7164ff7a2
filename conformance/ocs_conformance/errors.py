"""Faults that are not the target's: the suite's own, an adapter's, a file's or a connection's.

What a target does wrong is never an exception; it is a `Mismatch` (see `verdict`). The tree:

    SuiteError
    ├── UsageError            the call's own words are wrong: unknown target, pattern that selects nothing
    ├── FileError             a case file, environment, profile or report is wrong; carries every `Problem` found
    ├── UnreachableError      a target, adapter or HTTP interface cannot be reached at all
    ├── AdapterError          an adapter hung, died, sent junk, or broke the adapter protocol
    │   └── RefusedError      an adapter answered with a JSON-RPC error; carries its code
    ├── HttpError             no HTTP response came back: refused, reset, timed out, bad certificate
    └── CaseError             a case cannot be carried out as it is written (an unknown name, say)
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "AdapterError",
    "CaseError",
    "FileError",
    "HttpError",
    "Problem",
    "RefusedError",
    "SuiteError",
    "UnreachableError",
    "UsageError",
]


class SuiteError(Exception):
    """A fault that is not the target's; its text is fit to be shown to a user as it is."""


class UsageError(SuiteError):
    """The call's own words are wrong."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a file: where it is, what is wrong, and what is allowed there.

    `line` and `column` count from 1; 0 where the file as a whole is meant.
    """

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class FileError(SuiteError):
    """One or more mistakes in files that the suite reads."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class UnreachableError(SuiteError):
    """A target, adapter or HTTP interface cannot be reached at all."""


class AdapterError(SuiteError):
    """An adapter hung, died, sent junk, or broke the adapter protocol; the connection is of no more use."""


class RefusedError(AdapterError):
    """An adapter answered a request with a JSON-RPC error; the connection can go on."""

    UNSUPPORTED = -32001
    ENVIRONMENT_LACKS = -32002
    TARGET_FAILED = -32003

    def __init__(self, method: str, code: int, message: str) -> None:
        super().__init__(f"the adapter refused {method} with error {code}: {message}")
        self.method = method
        self.code = code
        self.reason = message


class HttpError(SuiteError):
    """No HTTP response came back: the connection was refused, reset, timed out, or its certificate is bad."""


class CaseError(SuiteError):
    """A case cannot be carried out as it is written."""
