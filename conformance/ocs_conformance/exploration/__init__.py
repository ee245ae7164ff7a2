"""Random request sequences against two targets in step, until one answers otherwise than the documents allow."""

from ocs_conformance.exploration.explore import Exploration, Finding, explore
from ocs_conformance.exploration.written import case_file

__all__ = ["Exploration", "Finding", "case_file", "explore"]
