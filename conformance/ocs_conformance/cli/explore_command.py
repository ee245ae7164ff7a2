"""`ocs-conformance explore`: random sequences against a target and the reference in step, until they differ."""

from __future__ import annotations

from pathlib import Path

import click

from ocs_conformance.errors import UsageError
from ocs_conformance.exploration import case_file, explore
from ocs_conformance.loading import load_environment, load_profile
from ocs_conformance.model import TargetProfile

__all__ = ["command"]


@click.command(name="explore")
@click.option("--target", required=True, metavar="NAME|FILE", help="The target to explore.")
@click.option("--against", default="reference", show_default=True, metavar="NAME|FILE", help="What counts as right.")
@click.option("--environment", default="alpha", show_default=True, metavar="NAME", help="A bundled environment.")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), default=1.0, show_default=True, metavar="M")
@click.option("--seed", "first_seed", type=int, default=1, show_default=True, metavar="S", help="Makes it repeatable.")
@click.option("--defect", metavar="NAME", help="Explore the target with one of its named defects.")
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    metavar="DIR",
    help="Where the case file of a difference is written.",
)
def command(
    target: str, against: str, environment: str, minutes: float, first_seed: int, defect: str | None, folder: Path
) -> int:
    """Look for a difference that the documents do not leave open.

    Random valid and invalid requests go to both targets. Handles may differ, and so may accepted readings of an open
    point. A difference is made as short as it can be and written as a case file, with what was said on both sides.
    Exits with 1 where there is one.

    \b
    Example:
      ocs-conformance explore --target our-ocs.yaml --minutes 10 --seed 7
    """
    profile = load_profile(target)
    if defect is not None:
        profile = _with_defect(profile, defect)
    settings = load_environment(environment)
    found = explore(profile, load_profile(against), settings, seconds=minutes * 60, first_seed=first_seed)
    if found.finding is None:
        click.echo(f"{found.sequences} sequences, no difference")
        return 0
    name = f"explored.seed-{first_seed}"
    path = folder / f"{name}.ocs.yaml"
    path.write_text(case_file(found.finding, environment, name), encoding="utf-8")
    click.echo(f"{found.sequences} sequences, and a difference: {found.finding.sentence}")
    click.echo(f"case: {path}")
    return 1


def _with_defect(profile: TargetProfile, defect: str) -> TargetProfile:
    from ocs_conformance.proof.defects import with_defect  # noqa: PLC0415 - only where it is asked for

    if profile.defects is None:
        raise UsageError(f"the profile of {profile.name} names no defects")
    return with_defect(profile, defect)
