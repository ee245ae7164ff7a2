"""Pure matchers: what is demanded and what was seen in, a list of differences out."""

from ocs_conformance.matching.any_order import AnyOrder
from ocs_conformance.matching.events import is_silence, match_data, match_event, shown_by_event
from ocs_conformance.matching.readings import narrowed, readings_in, shown
from ocs_conformance.matching.rows import match_rows, row_of, shown_by_rows
from ocs_conformance.matching.values import OPERATORS, Difference, match, wrong_argument

__all__ = [
    "OPERATORS",
    "AnyOrder",
    "Difference",
    "is_silence",
    "match",
    "match_data",
    "match_event",
    "match_rows",
    "narrowed",
    "readings_in",
    "row_of",
    "shown",
    "shown_by_event",
    "shown_by_rows",
    "wrong_argument",
]
