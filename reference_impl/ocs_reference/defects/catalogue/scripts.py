"""Mistakes with the scripts that travel with records."""

from collections.abc import Callable, Sequence

from ocs_reference.core.configuration import Script
from ocs_reference.core.context import Context
from ocs_reference.core.state import Chain, Record
from ocs_reference.core.values import Data
from ocs_reference.defects.calls import rewritten, without
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.outputs import record_data

_KEY = "GSW_SCRIPT_ID"
_Place = Callable[[Chain], Script | None]


def _of_list(chain: Chain) -> Script | None:
    return chain.calling_list.script


def _of_campaign(chain: Chain) -> Script | None:
    return chain.group.campaign.script


def _of_group(chain: Chain) -> Script | None:
    return chain.group.script


def _without(data: Data) -> Data:
    return {key: value for key, value in data.items() if key != _KEY}


def _looked_for(*places: _Place) -> ChangePolicies:
    """Take the script of the first of these places that has one."""

    def change(_context: Context, record: Record, data: Data) -> Data:
        found = [script for place in places if (script := place(record.chain)) is not None]
        return {**data, _KEY: found[0].dbid} if found else _without(data)

    return record_data(change)


def _none_of_two(_context: Context, record: Record, data: Data) -> Data:
    places: Sequence[_Place] = (_of_list, _of_campaign)
    return _without(data) if all(place(record.chain) is not None for place in places) else data


DEFECTS = (
    Defect(
        "scripts.not-of-lists",
        "desktop.scripts.of-list",
        "Scripts of calling lists are not looked at",
        _looked_for(_of_campaign, _of_group),
    ),
    Defect(
        "scripts.not-of-campaigns",
        "desktop.scripts.of-campaign",
        "Scripts of campaigns are not looked at",
        _looked_for(_of_list, _of_group),
    ),
    Defect(
        "scripts.not-of-groups",
        "desktop.scripts.of-group",
        "Scripts of campaign groups are not looked at",
        _looked_for(_of_list, _of_campaign),
    ),
    Defect(
        "scripts.group-first",
        "desktop.scripts.group-comes-last",
        "The script of the campaign group is taken before all others",
        _looked_for(_of_group, _of_campaign, _of_list),
    ),
    Defect(
        "scripts.none-of-two",
        "desktop.scripts.list-and-campaign",
        "Where calling list and campaign have scripts, none is sent",
        record_data(_none_of_two),
    ),
    Defect(
        "scripts.not-with-calls",
        "desktop.scripts.with-calls",
        "Scripts travel with preview records alone",
        without(_KEY),
    ),
    Defect(
        "scripts.as-text-with-calls",
        "desktop.scripts.with-calls",
        "The script travels with calls as a text",
        rewritten(_KEY, str),
    ),
)
