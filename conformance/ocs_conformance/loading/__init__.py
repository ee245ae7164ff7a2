"""Reads what people write (cases, environments, profiles, the ledger) and makes frozen models of it."""

from ocs_conformance.loading.library import SUFFIX, bundled_case_files, load_bundled, load_files, validate
from ocs_conformance.loading.profile import bundled_profiles, load_profile
from ocs_conformance.loading.requirements import load_requirements

__all__ = [
    "SUFFIX",
    "bundled_case_files",
    "bundled_profiles",
    "load_bundled",
    "load_files",
    "load_profile",
    "load_requirements",
    "validate",
]
