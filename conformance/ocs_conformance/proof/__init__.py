"""Proof that the suite can fail: each case against defects of a target and against mutants of what it sends."""

from ocs_conformance.proof.equivalents import load_equivalents
from ocs_conformance.proof.matrix import Matrix, matrix_of
from ocs_conformance.proof.run import Proof, conversation_of, prove

__all__ = ["Matrix", "Proof", "conversation_of", "load_equivalents", "matrix_of", "prove"]
