"""Named defects: plausible mistakes of implementers, each tied to a requirement, switched on by name.

They prove that cases can fail for the reason that they state. None of them is known to the core.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ocs_reference.defects import catalogue
from ocs_reference.defects.defect import Defect


@cache
def known() -> Mapping[str, Defect]:
    """Return all defects by name, in the order of their modules; raises ValueError where two share a name."""
    found: dict[str, Defect] = {}
    for module in sorted(each.name for each in iter_modules(catalogue.__path__)):
        for defect in import_module(f"{catalogue.__name__}.{module}").DEFECTS:
            if defect.name in found:
                raise ValueError(f"two defects are called {defect.name}")
            found[defect.name] = defect
    return found


def described() -> list[dict[str, str]]:
    """Return name, requirement and title of each defect, as the suite wants them."""
    return [
        {"name": defect.name, "requirement": defect.requirement, "title": defect.title} for defect in known().values()
    ]
