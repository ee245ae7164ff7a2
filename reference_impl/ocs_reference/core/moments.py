"""The moments at which something falls due, so that time can be divided there."""

from collections.abc import Callable, Iterator, Sequence

from ocs_reference.core import callbacks, logout, sequences, web_status
from ocs_reference.core.context import Context
from ocs_reference.core.errors import StoreError
from ocs_reference.core.records import stale_at


def _stale(context: Context) -> Iterator[int]:
    return (stale_at(chain) for chain in context.state.held_chains())


SOURCES: Sequence[Callable[[Context], Iterator[int]]] = (
    callbacks.moments,
    _stale,
    logout.moments,
    web_status.moments,
    sequences.moments,
)
"""What gives moments in UTC seconds; those that have passed do not count."""


def next_moment(context: Context, until: int) -> int:
    """Return the first moment after now, and not after ``until``, at which something falls due, or ``until``."""
    try:
        found = [moment for source in SOURCES for moment in source(context)]
    except StoreError:
        found = []
    return min((moment for moment in found if context.now < moment < until), default=until)
