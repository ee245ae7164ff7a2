"""The protocol itself: inputs and the time go in, user events and answers come out.

Nothing here opens a socket, reads a clock or starts a thread; rows of calling lists are reached through the interface
of :mod:`ocs_reference.core.store`. :class:`ocs_reference.core.ocs.Ocs` is the entrance.
"""
