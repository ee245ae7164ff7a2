"""A place between target and suite, where proofs change what comes in; in a run nothing stands there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from ocs_conformance.transport.base import HttpRequest, HttpResponse

__all__ = ["Interception"]


class Interception(Protocol):
    """Changes what a target sends during the body of a case; preambles are left alone."""

    def events(self, arrived: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
        """The events, each with `agent`, `interface` and `data`, that are taken for those that arrived together."""

    def response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The response that is taken for the one that came; raises HttpError for none at all."""
