"""Reads what people write (cases, environments, profiles, the ledger) and makes frozen models of it."""

from ocs_conformance.loading.interpretations import load_interpretations
from ocs_conformance.loading.ledger import Ledger, load_ledger
from ocs_conformance.loading.library import (
    SUFFIX,
    bundled_case_files,
    load_bundled,
    load_environment,
    load_files,
    validate,
)
from ocs_conformance.loading.profile import bundled_profiles, load_profile
from ocs_conformance.loading.profiles import ClaimProfile, load_claim_profile, load_claim_profiles
from ocs_conformance.loading.requirements import groups, load_requirements

__all__ = [
    "SUFFIX",
    "ClaimProfile",
    "Ledger",
    "bundled_case_files",
    "bundled_profiles",
    "groups",
    "load_bundled",
    "load_claim_profile",
    "load_claim_profiles",
    "load_environment",
    "load_files",
    "load_interpretations",
    "load_ledger",
    "load_profile",
    "load_requirements",
    "validate",
]
