"""Mistakes with the daily window of records, and with the case of names."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ocs_reference.core.context import Context, Policies
from ocs_reference.core.messages import DesktopRequest, Input
from ocs_reference.core.requests import CALLING_LIST, CAMPAIGN_NAME, GROUP_NAME
from ocs_reference.core.values import Row
from ocs_reference.defects.defect import ChangePolicies, Defect, both
from ocs_reference.defects.requests import received
from ocs_reference.defects.stored import Around, around_store

_HALF_A_DAY = 12 * 3600
_TEN_MINUTES = 600
_DAY = 24 * 3600
_HOURS_AHEAD = 4 * 3600 + 90
_ZONE = 8 * 3600


def _retrieved_at(*shifts: int) -> ChangePolicies:
    """Retrieve what is due at other times, in seconds from now."""

    class Shifted(Around):
        def retrieve(self, calling_list: str, now: int) -> list[Row]:
            return [row for shift in shifts for row in self.inner.retrieve(calling_list, now + shift)]

    return around_store(Shifted)


def _not_looked_at_again(policies: Policies) -> Policies:
    calls = replace(policies.calls, may_dial=lambda _context, record: not record.settled)
    return replace(policies, calls=calls)


def _names(context: Context) -> Mapping[str, Sequence[str]]:
    configuration = context.configuration
    return {
        CAMPAIGN_NAME: [campaign.name for campaign in configuration.campaigns.values()],
        GROUP_NAME: [group.name for group in configuration.groups.values()],
        CALLING_LIST: [calling_list.name for calling_list in configuration.lists.values()],
    }


def _in_any_case(*keys: str) -> ChangePolicies:
    """Understand the names under these keys in any case."""

    def apply(context: Context, message: Input) -> Input:
        if not isinstance(message, DesktopRequest):
            return message
        known = _names(context)
        meant = {key: name for key in keys for name in known[key] if str(message.data.get(key)).lower() == name.lower()}
        return replace(message, data=message.data | meant)

    return received(apply)


_CASE = "desktop.keys.names-case-sensitive"
_PREVIEW = "desktop.fields.window-for-preview"
_CALLS = "desktop.fields.window-for-calls"

DEFECTS = (
    Defect(
        "names.campaign-in-any-case",
        _CASE,
        "Names of campaigns are compared without regard to case",
        _in_any_case(CAMPAIGN_NAME),
    ),
    Defect(
        "names.group-in-any-case",
        _CASE,
        "Names of campaign groups are compared without regard to case",
        _in_any_case(GROUP_NAME),
    ),
    Defect(
        "names.list-in-any-case",
        _CASE,
        "Names of calling lists are compared without regard to case",
        _in_any_case(CALLING_LIST),
    ),
    Defect(
        "windows.counted-from-noon",
        _PREVIEW,
        "The seconds of a daily window are counted from noon",
        _retrieved_at(_HALF_A_DAY),
    ),
    Defect(
        "windows.fetched-ahead",
        _PREVIEW,
        "Records whose window opens in the next hours are fetched ahead, and sent at once",
        _retrieved_at(0, _HOURS_AHEAD),
    ),
    Defect(
        "windows.held-open",
        _PREVIEW,
        "A daily window is held open for ten minutes behind its end",
        _retrieved_at(0, _DAY - _TEN_MINUTES),
    ),
    Defect(
        "windows.of-either-clock",
        _PREVIEW,
        "A window is open where it is open by the time of the record or by that of the system",
        _retrieved_at(0, _ZONE),
    ),
    Defect(
        "windows.dialed-ahead",
        _CALLS,
        "Records whose window opens in the next hours are fetched ahead, and dialed at once",
        both(_retrieved_at(0, _HOURS_AHEAD), _not_looked_at_again),
    ),
    Defect(
        "windows.dialed-behind",
        _CALLS,
        "A record that is dialed again is dialed for ten minutes behind its window",
        both(_retrieved_at(0, _DAY - _TEN_MINUTES), _not_looked_at_again),
    ),
)
