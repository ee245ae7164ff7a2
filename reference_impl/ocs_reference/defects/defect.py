"""What a defect is: a plausible mistake of an implementer, laid around the reference without a branch in it."""

from collections.abc import Callable
from dataclasses import dataclass
from wsgiref.types import WSGIApplication

from ocs_reference.core.context import Policies

ChangePolicies = Callable[[Policies], Policies]
ChangeWeb = Callable[[WSGIApplication], WSGIApplication]


def _same_policies(policies: Policies) -> Policies:
    return policies


def _same_web(web: WSGIApplication) -> WSGIApplication:
    return web


@dataclass(frozen=True)
class Defect:
    """One mistake, tied to the requirement that it breaks.

    ``name`` is kebab words with dots; ``title`` says in a sentence what the implementer did. ``policies`` makes the
    policies of a defective OCS of those of a sound one; ``web`` is laid around its HTTP interface.
    """

    name: str
    requirement: str
    title: str
    policies: ChangePolicies = _same_policies
    web: ChangeWeb = _same_web


def both(*changes: ChangePolicies) -> ChangePolicies:
    """Make several changes, one after the other."""

    def change(policies: Policies) -> Policies:
        for each in changes:
            policies = each(policies)
        return policies

    return change
