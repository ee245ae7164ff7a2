"""Which OCS runs: the sound one, or one with a named defect."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from wsgiref.types import WSGIApplication

from ocs_reference.core.context import Policies
from ocs_reference.core.tables import POLICIES
from ocs_reference.faults import WrongInputError


def _as_it_is(web: WSGIApplication) -> WSGIApplication:
    return web


@dataclass(frozen=True)
class Variant:
    """The policies of an OCS, and what is laid around its HTTP interface."""

    policies: Policies = POLICIES
    web: Callable[[WSGIApplication], WSGIApplication] = _as_it_is


SOUND = Variant()
"""The OCS that follows the documents."""


def variant_of(defect: str | None) -> Variant:
    """Return the OCS with the defect of that name, or the sound one for None; raises ``WrongInputError``."""
    if defect is None:
        return SOUND
    from ocs_reference import defects  # noqa: PLC0415 - a sound OCS needs none of them

    known = defects.known()
    if defect not in known:
        like = get_close_matches(defect, known, n=1)
        meant = f"did you mean {like[0]}? " if like else ""
        raise WrongInputError(f"there is no defect {defect}; {meant}`ocs-reference defects` shows all")
    return Variant(known[defect].policies(POLICIES), known[defect].web)
