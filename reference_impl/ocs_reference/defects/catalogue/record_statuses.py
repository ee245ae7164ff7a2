"""Mistakes with the record status of rows on their way."""

from ocs_reference.core.records import PROCESSED, STALE
from ocs_reference.core.values import RecordStatus, Row
from ocs_reference.defects.defect import Defect
from ocs_reference.defects.stored import Around, around_store, inserted, outcome


class _StaysReady(Around):
    def retrieve(self, calling_list: str, now: int) -> list[Row]:
        rows = self.inner.retrieve(calling_list, now)
        self.inner.dispose(calling_list, [row | {"record_status": RecordStatus.READY} for row in rows])
        return rows


DEFECTS = (
    Defect(
        "record-statuses.retrieved-stays-ready",
        "desktop.enumerations.status-retrieved",
        "The row of a record that was retrieved keeps the status Ready",
        around_store(_StaysReady),
    ),
    Defect(
        "record-statuses.added-has-none",
        "desktop.enumerations.status-ready",
        "A record that is added without a status gets the number of No Record Status",
        inserted(lambda row: row | {"record_status": RecordStatus.NONE}),
    ),
    Defect(
        "record-statuses.rescheduled-stays-retrieved",
        "desktop.enumerations.status-ready",
        "A record that a treatment reschedules for the campaign keeps the status Retrieved",
        outcome("RecordTreatCampaign", record_status=RecordStatus.RETRIEVED),
    ),
    Defect(
        "record-statuses.updated-is-canceled",
        "desktop.enumerations.status-updated",
        "A record that was processed gets the number of the status Canceled",
        outcome(PROCESSED, record_status=RecordStatus.CANCELED),
    ),
    Defect(
        "record-statuses.stale-is-updated",
        "desktop.enumerations.status-stale",
        "A record that becomes stale gets the number of the status Updated",
        outcome(STALE, record_status=RecordStatus.UPDATED),
    ),
)
