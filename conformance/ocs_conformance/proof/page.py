"""The kill matrix as one self-contained page."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from ocs_conformance.proof.matrix import Matrix
from ocs_conformance.proof.report import summary_lines

__all__ = ["render_page"]


def render_page(matrix: Matrix) -> str:
    """One HTML page that needs no network: the summary, then every trial and every case."""
    environment = Environment(
        loader=PackageLoader("ocs_conformance.proof"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("proof.html.j2").render(matrix=matrix, summary=summary_lines(matrix))
