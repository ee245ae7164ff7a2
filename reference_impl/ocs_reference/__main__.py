"""``python -m ocs_reference`` is the command ``ocs-reference``."""

from ocs_reference.cli import main

main(prog_name="ocs-reference")
