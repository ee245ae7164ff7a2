"""The command line: `ocs-conformance`, with one module for each command."""

from ocs_conformance.cli.app import main

__all__ = ["main"]
