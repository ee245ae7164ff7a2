"""Random request sequences against two targets in step, until one answers otherwise than the documents allow."""

from ocs_conformance.exploration.explore import Finding, explore

# from ocs_conformance.exploration.written import case_file

__all__ = ["Finding", "case_file", "explore"]
