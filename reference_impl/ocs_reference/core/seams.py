"""The places where something may be laid around the whole core; by default nothing is."""

from collections.abc import Sequence

from ocs_reference.core.context import Context
from ocs_reference.core.messages import Input, Output
from ocs_reference.core.store import Store


def receive(_context: Context, message: Input) -> Input:
    """Take an input as it is."""
    return message


def send(_context: Context, _message: Input, outputs: Sequence[Output]) -> Sequence[Output]:
    """Send what an input led to as it is."""
    return outputs


def store(database: Store) -> Store:
    """Use the database as it is."""
    return database
