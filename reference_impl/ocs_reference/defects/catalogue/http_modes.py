"""Mistakes with dialing modes over HTTP: the URI of a record in each of them, and changes from one to another."""

from ocs_reference.core.campaign_groups import Parameters
from ocs_reference.core.context import Context, Request
from ocs_reference.core.errors import GroupRefusalError
from ocs_reference.core.messages import Reply
from ocs_reference.core.state import Call, Session
from ocs_reference.core.values import Data, DialMode, Row
from ocs_reference.defects.additions import changed
from ocs_reference.defects.calls import call_data, rewritten
from ocs_reference.defects.defect import ChangePolicies, Defect
from ocs_reference.defects.groups import Perform, performed
from ocs_reference.defects.outputs import event_key

_URI = "GSW_RECORD_URI"
_SEIZING = (DialMode.PROGRESSIVE_WITH_SEIZING, DialMode.PREDICTIVE_WITH_SEIZING)
_IVR = (DialMode.PROGRESSIVE_GVP, DialMode.POWER_GVP)


def _no_uri_in(*modes: DialMode) -> ChangePolicies:
    def change(context: Context, call: Call, data: Data) -> Data:
        group = call.record.chain.group
        mode = next(each.dial_mode for each in context.state.sessions.values() if each.group is group)
        return {key: value for key, value in data.items() if key != _URI or mode not in modes}

    return call_data(change)


def _without_port(uri: str) -> str:
    scheme, _, rest = uri.partition("://")
    return f"{scheme}://{rest.partition(':')[0]}/{rest.partition('/')[2]}"


def _refused_and_done(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    try:
        return perform(context, session, parameters)
    except GroupRefusalError:
        session.dial_mode = parameters.mode or session.dial_mode
        raise


def _accepted_and_left(perform: Perform, context: Context, session: Session, parameters: Parameters) -> list[Reply]:
    try:
        return perform(context, session, parameters)
    except GroupRefusalError:
        return []


def _of_another_campaign(context: Context, _request: Request, row: Row) -> Row:
    campaigns = context.configuration.campaigns.values()
    mine = next(each for each in campaigns if each.dbid == row["campaign_id"])
    others = [each.dbid for each in campaigns if each is not mine and set(each.lists) & set(mine.lists)]
    return {**row, "campaign_id": (others or [mine.dbid])[0]}


DEFECTS = (
    Defect(
        "http-modes.no-uri-with-seizing",
        "http.uri.record-uri-in-each-mode",
        "A call that an agent was seized for carries no GSW_RECORD_URI",
        _no_uri_in(*_SEIZING),
    ),
    Defect(
        "http-modes.no-uri-for-an-ivr",
        "http.uri.record-uri-in-each-mode",
        "A call to an IVR carries no GSW_RECORD_URI",
        _no_uri_in(*_IVR),
    ),
    Defect(
        "http-modes.no-uri-in-progressive",
        "http.uri.record-uri-in-each-mode",
        "A call in Progressive mode carries no GSW_RECORD_URI",
        _no_uri_in(DialMode.PROGRESSIVE),
    ),
    Defect(
        "http-modes.uri-without-port",
        "http.uri.record-uri-port",
        "GSW_RECORD_URI has no port",
        rewritten(_URI, _without_port),
    ),
    Defect(
        "http-modes.uri-of-a-preview-has-no-host",
        "http.uri.record-uri-in-preview",
        "A previewed record carries a path for its URI",
        event_key("PreviewRecord", _URI, "/records/1"),
    ),
    Defect(
        "http-modes.refused-and-changed",
        "http.campaign-groups.forbidden-transition",
        "SetDialingMode to a mode that is not allowed is refused, and the mode changed",
        performed("SetDialingMode", _refused_and_done),
    ),
    Defect(
        "http-modes.accepted-and-not-changed",
        "http.campaign-groups.forbidden-transition",
        "SetDialingMode to a mode that is not allowed is answered with 200, and the mode stays",
        performed("SetDialingMode", _accepted_and_left),
    ),
    Defect(
        "http-modes.added-in-another-campaign",
        "http.records.add-record-campaign-group",
        "The row of a record that is added by a handle names another campaign that has the list",
        changed("records", _of_another_campaign),
    ),
)
