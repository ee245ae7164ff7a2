"""Faults that end the program with a message for people."""


class WrongInputError(Exception):
    """A file that was given is wrong; the message has a line for each mistake: place, mistake, what is allowed."""


class OperationError(Exception):
    """Something that is needed does not work: an address, a folder, a database; the message is one sentence."""
