"""Pure matchers: what is demanded and what was seen in, a list of differences out."""

from ocs_conformance.matching.any_order import AnyOrder
from ocs_conformance.matching.events import match_event
from ocs_conformance.matching.rows import match_rows
from ocs_conformance.matching.values import OPERATORS, Difference, match, wrong_argument

__all__ = ["OPERATORS", "AnyOrder", "Difference", "match", "match_event", "match_rows", "wrong_argument"]
