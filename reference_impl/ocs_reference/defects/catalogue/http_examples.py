"""Mistakes that the printed examples show, and that no other module has."""

from ocs_reference.core.campaign_groups import DIAL_MODE, OPTIMIZE_BY, OPTIMIZE_GOAL
from ocs_reference.core.state import Session
from ocs_reference.core.values import Data
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.groups import shown


def _without_parameters(_session: Session, status: Data) -> Data:
    return {key: value for key, value in status.items() if key not in (DIAL_MODE, OPTIMIZE_BY, OPTIMIZE_GOAL)}


DEFECTS = (
    Defect(
        "http-examples.status-without-parameters",
        "http.campaign-groups.status-dialing-parameters",
        "The status of a campaign group that runs shows no dialing parameters",
        shown(_without_parameters),
    ),
)
