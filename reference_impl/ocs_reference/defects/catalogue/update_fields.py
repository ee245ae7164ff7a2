"""Mistakes with the fields that UpdateCallCompletionStats must not change, with its time, and with its scope."""

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from ocs_reference.core.context import Context, Request, Result
from ocs_reference.core.record_data import changes
from ocs_reference.core.requests import ALL_CHAIN, CHAIN_ATTR, Handler
from ocs_reference.core.reschedule import utc_seconds
from ocs_reference.core.state import Record, State
from ocs_reference.core.values import END_OF_DAY, Data, RecordStatus
from ocs_reference.defects.defect import Defect, both
from ocs_reference.defects.records import ChangeRecord, after, before, with_record
from ocs_reference.defects.requests import refused, with_data

_REQUEST = "UpdateCallCompletionStats"
_BOTH = (_REQUEST, "RecordProcessed")
_FROM, _UNTIL = "GSW_FROM", "GSW_UNTIL"

_WRITTEN: Mapping[str, str] = {
    "GSW_ATTEMPTS": "attempt",
    "GSW_RECORD_TYPE": "record_type",
    "GSW_CALL_TIME": "call_time",
    "GSW_CHAIN_N": "chain_n",
    "GSW_CHAIN_ID": "chain_id",
}
"""Columns whose values a request can carry as they are stored, by key."""

_AGENTS: WeakKeyDictionary[State, dict[int, str]] = WeakKeyDictionary()
"""Agents that updates have named, by the handle of the record."""


def _writes(key: str, column: str) -> ChangeRecord:
    def change(_context: Context, request: Request, record: Record) -> None:
        if key in request.data:
            record.row[column] = int(str(request.data[key]))

    return change


def _writes_what_is_sent(_context: Context, request: Request, record: Record) -> None:
    for key, column in record.chain.calling_list.sent_columns.items():
        value = request.data.get(key)
        if isinstance(value, int | str):
            record.row[column] = value
            record.settled = True


def _settles(_context: Context, request: Request, record: Record) -> None:
    if "GSW_RECORD_STATUS" in request.data:
        record.row["record_status"] = int(str(request.data["GSW_RECORD_STATUS"]))
        record.settled = True


def _moves(context: Context, request: Request, record: Record) -> None:
    zone = context.configuration.time_zones.get(str(request.data.get("GSW_TZ_NAME")))
    if zone is not None:
        record.row["tz_dbid"] = zone.dbid


def _schedules(context: Context, request: Request, record: Record) -> None:
    zone = context.configuration.zones_by_dbid[int(record.row["tz_dbid"] or 0)]
    if "GSW_DATE_TIME" in request.data:
        record.row["dial_sched_time"] = utc_seconds(str(request.data["GSW_DATE_TIME"]), zone.offset)


def _notes_agent(context: Context, request: Request, record: Record) -> None:
    if "GSW_AGENT_ID" in request.data:
        _AGENTS.setdefault(context.state, {})[record.handle] = str(request.data["GSW_AGENT_ID"])


def _writes_agent(handler: Handler, context: Context, request: Request, record: Record) -> Result:
    result = handler(context, request)
    agent = _AGENTS.get(context.state, {}).get(record.handle)
    if agent is not None:
        row = record.row | {"record_status": RecordStatus.UPDATED, "agent_id": agent}
        context.store.dispose(record.chain.calling_list.key, [row])
    return result


def _writes_at_once(context: Context, _request: Request, record: Record) -> None:
    context.store.save(record.chain.calling_list.key, [record.row])


def _changes_the_chain(_context: Context, request: Request, record: Record) -> None:
    if request.data.get(CHAIN_ATTR) == ALL_CHAIN:
        for other in record.chain.records:
            other.row |= changes(record.chain.calling_list, request.data)


def _is_upside_down(data: Data) -> bool:
    start, end = data.get(_FROM), data.get(_UNTIL)
    return isinstance(start, int) and isinstance(end, int) and end <= start


def _upright(_context: Context, data: Data) -> Data:
    return {**data, _FROM: data[_UNTIL], _UNTIL: data[_FROM]} if _is_upside_down(data) else data


def _widened(_context: Context, data: Data) -> Data:
    return {**data, _FROM: 0, _UNTIL: END_OF_DAY} if _is_upside_down(data) else data


_CHANGES: Mapping[str, ChangeRecord] = {
    **{column: _writes(key, column) for key, column in _WRITTEN.items()},
    "record_status": _settles,
    "tz_dbid": _moves,
    "dial_sched_time": _schedules,
    "whatever has a send_attribute": _writes_what_is_sent,
}
"""What a request changes that it must not change, by column."""


def _named(column: str) -> str:
    return column.replace("_", "-").replace(" ", "-")


_BY_UPDATE = tuple(
    Defect(
        f"update-fields.{_named(column)}-is-written",
        "desktop.update.unmodifiable",
        f"UpdateCallCompletionStats changes {column}",
        after(_REQUEST, change),
    )
    for column, change in _CHANGES.items()
)

_BY_PROCESSED = tuple(
    Defect(
        f"processed-fields.{_named(column)}-is-written",
        "desktop.processed.unmodifiable",
        f"RecordProcessed changes {column}",
        before("RecordProcessed", change),
    )
    for column, change in _CHANGES.items()
)

DEFECTS = (
    *_BY_UPDATE,
    *_BY_PROCESSED,
    Defect(
        "update-fields.agent-is-written",
        "desktop.update.unmodifiable",
        "The agent of UpdateCallCompletionStats is written over the one who finishes the record",
        both(after(_REQUEST, _notes_agent), with_record("RecordProcessed", _writes_agent)),
    ),
    Defect(
        "processed-fields.agent-is-written",
        "desktop.processed.unmodifiable",
        "The agent of RecordProcessed is written over the one who sends it",
        both(with_record("RecordProcessed", _writes_agent), before("RecordProcessed", _notes_agent)),
    ),
    Defect(
        "update-fields.written-at-once",
        "desktop.update.row-unchanged-before",
        "UpdateCallCompletionStats is written to the calling list at once",
        after(_REQUEST, _writes_at_once),
    ),
    Defect(
        "update-fields.whole-chain",
        "desktop.update.scope-ignored",
        "UpdateCallCompletionStats with AllChain changes all records of the chain",
        after(_REQUEST, _changes_the_chain),
    ),
    Defect(
        "update-fields.scope-is-refused",
        "desktop.update.scope-ignored",
        "UpdateCallCompletionStats with a GSW_CHAIN_ATTR is refused",
        refused(_REQUEST, 103, lambda _context, request: CHAIN_ATTR in request.data),
    ),
    Defect(
        "update-fields.window-turned-round",
        "desktop.keys.until-after-from",
        "A window that ends before it begins is turned round",
        with_data(_BOTH, _upright),
    ),
    Defect(
        "update-fields.window-widened",
        "desktop.keys.until-after-from",
        "A window of no length is taken for one around the clock",
        with_data(_BOTH, _widened),
    ),
)
