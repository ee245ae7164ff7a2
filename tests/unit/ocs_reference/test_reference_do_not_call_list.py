"""The Do Not Call list: how long its entries hold, and when the OCS reads its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.unit.ocs_reference.conftest import CallCentre

NOW = 1772481600


def is_delivered(ocs: CallCentre) -> bool:
    """Tell whether the one record with the phone 2001, which comes behind a chain, is still delivered."""
    ocs.login("ann")
    ocs.preview()
    return ocs.ask("ann", "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Preview").get("GSW_PHONE") == "2001"


def enter(ocs: CallCentre, tenant: str = "first", **row: Any) -> None:
    ocs.call("database.insert", do_not_call=tenant, row=row)


@pytest.mark.parametrize(("seconds", "delivered"), [(59, False), (60, True)])
def test_an_entry_ends_when_its_duration_is_over(ocs: CallCentre, seconds: int, delivered: bool) -> None:
    ocs.login("ann")
    ocs.send("ann", "DoNotCall", GSW_PHONE="2009", GSW_DURATION=60)
    added = {"GSW_CAMPAIGN_NAME": "Preview", "GSW_PHONE": "2009", "GSW_TZ_NAME": "PST", "GSW_FROM": 0}
    ocs.post("/lists/Chains?req=AddRecord", added)
    ocs.advance(seconds)
    answers = [ocs.ask("ann", "PreviewRecordRequest", GSW_CAMPAIGN_NAME="Preview") for _ in range(3)]
    assert ("2009" in [answer.get("GSW_PHONE") for answer in answers]) == delivered


@pytest.mark.parametrize("identifier", [{"GSW_PHONE": "2001"}, {"GSW_CUSTOMER_ID": "C2"}, {}])
def test_the_acknowledge_repeats_the_duration(ocs: CallCentre, identifier: dict[str, str]) -> None:
    ocs.login("ann")
    answer = ocs.ask("ann", "DoNotCall", **(identifier or ocs.preview()), GSW_DURATION=60)
    assert answer["GSW_DURATION"] == 60


@pytest.mark.parametrize("method", ["ocs.restart", "ocs.reread"])
def test_what_was_entered_by_hand_counts_when_the_table_is_read(ocs: CallCentre, method: str) -> None:
    enter(ocs, phone="2001")
    ocs.call(method)
    assert not is_delivered(ocs)


def test_what_was_entered_by_hand_does_not_count_before(ocs: CallCentre) -> None:
    enter(ocs, phone="2001")
    assert is_delivered(ocs)


def test_what_was_entered_by_hand_for_another_tenant_does_not_count(ocs: CallCentre) -> None:
    enter(ocs, "second", phone="2001")
    ocs.call("ocs.restart")
    assert is_delivered(ocs)


@pytest.mark.parametrize(
    ("ends", "delivered"),
    [((NOW - 1,), True), ((NOW + 1,), False), ((NOW - 1, NOW + 1), False), ((NOW + 1, NOW - 1), False),
     ((NOW - 1, None), False), ((None, NOW - 1), False)],
)  # fmt: skip
def test_of_several_entries_the_one_counts_that_ends_last(
    ocs: CallCentre, ends: tuple[int | None, ...], delivered: bool
) -> None:
    for end in ends:
        enter(ocs, phone="2001", expiration=end)
    ocs.call("ocs.restart")
    assert is_delivered(ocs) == delivered


def test_while_the_database_is_down_a_reread_fails_and_the_list_stays(ocs: CallCentre) -> None:
    ocs.login("ann")
    ocs.send("ann", "DoNotCall", GSW_PHONE="2001")
    ocs.call("fault.set", fault="database", state="down")
    failure = ocs.call("ocs.reread")[1]["error"]["code"]
    ocs.call("fault.set", fault="database", state="up")
    assert (failure, is_delivered(ocs)) == (-32003, False)
