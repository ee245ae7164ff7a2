"""Mistakes with what a RequestRecordCancel names: identifiers, scope, campaigns, and where its records are."""

from ocs_reference.core.context import Context, Request
from ocs_reference.core.records import CANCELED
from ocs_reference.core.requests import (
    ALL_CHAIN,
    CAMPAIGN_NAME,
    CHAIN_ATTR,
    CUSTOMER_ID,
    GROUP_NAME,
    HANDLE,
    PHONE,
    RECORD_ONLY,
)
from ocs_reference.core.values import RecordStatus
from ocs_reference.defects.cancellations import (
    buffers_left_alone,
    by_beginning,
    delivered_again,
    found,
    in_lists_that_are_not_loaded,
    in_running_campaigns,
    in_this_scope,
    left_out_as_updated,
    of_first_records,
    of_general_records,
    unmatched,
    without_key_beside,
)
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.requests import in_context, refused, unanswered, with_default
from ocs_reference.defects.withdrawals import first_list_alone, in_scope, named_by, rows_left_alone, with_outcome

_REQUEST = "RequestRecordCancel"


def _defect(name: str, fact: str, title: str, policies: ChangePolicies) -> Defect:
    return Defect(f"cancel.{name}", f"desktop.cancel.{fact}", title, policies)


def _by_customer(_context: Context, request: Request) -> bool:
    return named_by(request.data) == CUSTOMER_ID


_SCOPES = (
    _defect(
        "record-only-by-default",
        "default-all-chain",
        "Without GSW_CHAIN_ATTR RequestRecordCancel concerns the record alone",
        with_default(_REQUEST, CHAIN_ATTR, RECORD_ONLY),
    ),
    _defect(
        "any-scope-is-record-only",
        "default-all-chain",
        "RequestRecordCancel with GSW_CHAIN_ATTR concerns the record alone, whatever scope is named",
        in_this_scope(_REQUEST, RECORD_ONLY),
    ),
    _defect(
        "any-scope-is-the-chain",
        "record-only",
        "RequestRecordCancel concerns the whole chain, whatever scope is named",
        in_this_scope(_REQUEST, ALL_CHAIN),
    ),
    _defect(
        "others-canceled-by-phone",
        "record-only-others",
        "RequestRecordCancel by phone with RecordOnly cancels the others of the chain as well",
        in_scope(_REQUEST, PHONE, ALL_CHAIN),
    ),
    Defect(
        "cancel.chain-by-customer-id-whatever-is-said",
        "desktop.request-record-cancel.attached-data.gsw-chain-attr",
        "RequestRecordCancel by customer id cancels whole chains, whatever scope is named",
        in_scope(_REQUEST, CUSTOMER_ID, ALL_CHAIN),
    ),
)

_IDENTIFIERS = (
    _defect(
        "by-customer-id-without-effect",
        "by-customer-id",
        "RequestRecordCancel by customer id is acknowledged, and changes no row",
        rows_left_alone(_REQUEST, CUSTOMER_ID),
    ),
    _defect(
        "by-customer-id-ends-as-processed",
        "by-customer-id",
        "Records that are canceled by customer id end like those that were finished",
        with_outcome(_REQUEST, CUSTOMER_ID, CANCELED, record_status=RecordStatus.UPDATED),
    ),
    _defect(
        "by-customer-id-has-a-wrong-number",
        "by-customer-id",
        "RequestRecordCancel by customer id is refused as an invalid request",
        refused(_REQUEST, 101, _by_customer),
    ),
    _defect(
        "phone-before-handle",
        "handle-first",
        "Where RequestRecordCancel has a handle and a phone or customer id, the handle is disregarded",
        without_key_beside(_REQUEST, HANDLE, PHONE, CUSTOMER_ID),
    ),
    _defect(
        "customer-id-before-phone",
        "phone-before-customer-id",
        "Where RequestRecordCancel has a phone and a customer id, the phone is disregarded",
        without_key_beside(_REQUEST, PHONE, CUSTOMER_ID),
    ),
    _defect(
        "campaign-before-group",
        "group-name",
        "Where RequestRecordCancel names a campaign and a group, the name of the group is disregarded",
        without_key_beside(_REQUEST, GROUP_NAME, CAMPAIGN_NAME),
    ),
    _defect(
        "by-the-first-phone-of-a-chain",
        "by-phone",
        "RequestRecordCancel finds a chain by the phone or customer id of its first record alone",
        found(_REQUEST, of_first_records),
    ),
    _defect(
        "general-records-alone",
        "by-phone",
        "RequestRecordCancel by phone or customer id finds records of type General, and neither callbacks nor others",
        found(_REQUEST, of_general_records),
    ),
    _defect(
        "by-the-beginning-of-a-phone",
        "by-phone",
        "RequestRecordCancel finds records whose phone or customer id begins with the one that is named",
        by_beginning(_REQUEST),
    ),
    _defect(
        "no-match-has-number-of-chains",
        "no-match-acknowledged",
        "RequestRecordCancel that fits no record is refused with the number of a chain that is not found",
        unmatched(_REQUEST, 114),
    ),
)

_PLACES = (
    _defect(
        "first-list-alone",
        "by-phone-all-loaded",
        "RequestRecordCancel by phone or customer id ends at the first calling list in which a row fits",
        first_list_alone(_REQUEST),
    ),
    _defect(
        "in-running-campaigns",
        "by-phone-all-loaded",
        "RequestRecordCancel looks in the lists of running campaigns, and not in those that are loaded and stopped",
        in_context(_REQUEST, lambda context, _request: in_running_campaigns(context)),
    ),
    _defect(
        "in-lists-that-are-not-loaded",
        "by-phone-not-loaded",
        "RequestRecordCancel by phone or customer id marks rows in the lists of all campaigns, loaded or not",
        in_lists_that_are_not_loaded(_REQUEST),
    ),
    _defect(
        "outsiders-are-not-answered",
        "members-only",
        "RequestRecordCancel by phone of an agent without a loaded campaign is not answered",
        unanswered(_REQUEST, [106]),
    ),
    _defect(
        "waiting-records-are-delivered",
        "by-phone-retrieved",
        "RequestRecordCancel by phone or customer id marks rows, and leaves waiting records to be delivered",
        buffers_left_alone(_REQUEST),
    ),
    _defect(
        "left-out-ends-as-processed",
        "broken-chain",
        "Records of a canceled chain that the filter of the calling list leaves out end like those that were finished",
        left_out_as_updated(_REQUEST),
    ),
    _defect(
        "delivered-again",
        "not-handled-again",
        "What was canceled is Canceled in the list, and goes back into the buffer like what was rejected",
        delivered_again(_REQUEST),
    ),
)

DEFECTS = (*_SCOPES, *_IDENTIFIERS, *_PLACES)
