"""Mistakes with load requests of which only the effect is seen, and with GSW_AUTO_COMPLETION in them."""

from ocs_reference.core.campaign_groups import AUTO_COMPLETION
from ocs_reference.core.communication_dn import PROPERTIES
from ocs_reference.core.values import Data
from ocs_reference.defects.commands import LOAD, refused_for, with_command_data
from ocs_reference.defects.defect import Defect


def _has_it_in_properties(data: Data) -> bool:
    properties = data.get(PROPERTIES)
    return isinstance(properties, dict) and AUTO_COMPLETION in properties


DEFECTS = (
    Defect(
        "commdn-load.completion-forgotten",
        "commdn.auto-completion.by-load",
        "GSW_AUTO_COMPLETION of CM_ReqLoadCampaign is read over, as if it came too early",
        with_command_data(LOAD, lambda data: {key: value for key, value in data.items() if key != AUTO_COMPLETION}),
    ),
    Defect(
        "commdn-load.completion-by-presence",
        "commdn.auto-completion.disabled",
        "A load request that has GSW_AUTO_COMPLETION turns it on, whatever its value is",
        with_command_data(LOAD, lambda data: {**data, AUTO_COMPLETION: 1} if AUTO_COMPLETION in data else data),
    ),
    Defect(
        "commdn-load.completion-by-default",
        "auto-completion.disabled.by-absence",
        "A campaign group that is loaded without GSW_AUTO_COMPLETION completes",
        with_command_data(LOAD, lambda data: {AUTO_COMPLETION: 1, **data}),
    ),
    Defect(
        "commdn-load.attribute-in-properties-refused",
        "auto-completion.place.properties",
        "A load request with GSW_AUTO_COMPLETION inside its properties is refused",
        refused_for([LOAD], 10, _has_it_in_properties),
    ),
)
