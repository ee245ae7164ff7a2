"""`python -m ocs_conformance` is the command line."""

from ocs_conformance.cli import main

main()
