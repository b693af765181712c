"""Which hospital receives a patient: as planned, then as it was."""

from datetime import datetime
from typing import Final

from qanat.registry.facilities.queries import facility_row
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.queries.closing import is_carried

FIELDS: Final = [
    "accepting_facility",
    "accepting_physician",
    "accepting_name",
    "destination_region",
    "accepted_at",
    "accepts_from",
    "is_receiver_planned",
]


def plan_receiver(row: Request, facility_id: int | None) -> None:
    """Let the hospital of a plan receive the patient, unless people have chosen another."""
    is_chosen = row.accepting_facility_id is not None or bool(row.accepting_name)
    if facility_id is None or (is_chosen and not row.is_receiver_planned):
        return
    _receive(row, facility_id, None, is_planned=True)


def forget_planned_receiver(row: Request) -> None:
    """Drop the hospital of a plan that is not followed; what people have chosen stays."""
    if row.is_receiver_planned:
        row.accepting_facility_id, row.destination_region = None, ""
        row.accepts_from, row.is_receiver_planned = None, False
        row.save(update_fields=FIELDS)


def confirm_receiver(row: Request, facility_id: int | None, at: datetime) -> None:
    """Record at hand-over which hospital has the patient: another one, or that of the plan."""
    if not is_carried(row):
        return
    if facility_id is not None and facility_id != row.accepting_facility_id:
        row.accepting_physician, row.accepted_at = "", None
    receiver_id = facility_id or row.accepting_facility_id
    if receiver_id is not None:
        _receive(row, receiver_id, row.accepted_at or at, is_planned=False)


def _receive(
    row: Request, facility_id: int, accepted_at: datetime | None, *, is_planned: bool
) -> None:
    row.accepting_facility_id, row.accepting_name = facility_id, ""
    row.destination_region = facility_row(facility_id).region_code
    row.accepts_from = None
    row.accepted_at, row.is_receiver_planned = accepted_at, is_planned
    row.save(update_fields=FIELDS)
