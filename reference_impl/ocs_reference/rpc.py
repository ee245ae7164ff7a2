"""What a request of the adapter protocol is: its error codes, its parameters, and the table row of a method."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ocs_reference.adapter import Endpoint

Message = dict[str, Any]

INVALID_REQUEST, UNKNOWN_METHOD, INVALID_PARAMETERS, INTERNAL_ERROR = -32600, -32601, -32602, -32603
NOT_SUPPORTED, ENVIRONMENT_LACKS, TARGET_FAILED = -32001, -32002, -32003


class RequestError(Exception):
    """A request that cannot be carried out, with the code of its error."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Method:
    """A row of the table of methods: its parameters with their types, and those of them that may be missing."""

    run: Callable[["Endpoint", Message], Message]
    parameters: Mapping[str, type]
    optional: frozenset[str] = frozenset()

    def check(self, params: object) -> Message:
        """Return the parameters, or refuse them."""
        if not isinstance(params, dict):
            raise RequestError(INVALID_PARAMETERS, "params must be an object")
        for name, value in params.items():
            expected = self.parameters.get(name)
            if expected is None:
                raise RequestError(INVALID_PARAMETERS, f"unknown parameter {name}")
            if not isinstance(value, expected) or isinstance(value, bool) is not (expected is bool):
                raise RequestError(INVALID_PARAMETERS, f"parameter {name} must be of type {expected.__name__}")
        for name in self.parameters:
            if name not in params and name not in self.optional:
                raise RequestError(INVALID_PARAMETERS, f"parameter {name} is missing")
        return params


def require_known(kind: str, name: object, known: Mapping[str, object]) -> str:
    """Return a name of the environment, or refuse one that it does not have."""
    if not isinstance(name, str) or name not in known:
        raise RequestError(ENVIRONMENT_LACKS, f"the environment has no {kind} {name}")
    return name


def require_one_of(name: str, value: object, allowed: tuple[str, ...]) -> str:
    """Return a parameter that has one of a few values, or refuse it."""
    if not isinstance(value, str) or value not in allowed:
        raise RequestError(INVALID_PARAMETERS, f"parameter {name} must be {' or '.join(allowed)}")
    return value


def failure(identifier: int | None, code: int, message: str) -> Message:
    """Build an error response."""
    return {"jsonrpc": "2.0", "id": identifier, "error": {"code": code, "message": message}}
