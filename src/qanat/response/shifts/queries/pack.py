"""The pack for work on paper: what one must know when every screen is dark."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.foundation.actors import Actor
from qanat.foundation.texts import local
from qanat.registry.facilities.queries import FacilityPoint, inpatient_points
from qanat.registry.fleet.queries.aircraft import available_aircraft
from qanat.registry.fleet.queries.rows import AircraftRow
from qanat.registry.places.queries import region_names
from qanat.registry.workforce.queries import DutyRow, on_duty
from qanat.registry.workforce.states import DutyRole
from qanat.response.commitments.queries import CommitmentRow, taken
from qanat.response.commitments.states import ResourceKind
from qanat.response.shifts.matters import Section
from qanat.response.shifts.queries.open_matters import open_matters
from qanat.response.shifts.queries.shifts import ShiftRow, current_shift
from qanat.web import wording

SYNTHETIC: Final = " *"
A_MOMENT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Listed:
    """A table of the pack."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything of the pack, as it stood at a moment."""

    at: datetime
    shift: ShiftRow | None
    sections: tuple[Section, ...]
    lists: tuple[Listed, ...]


def pack_of(actor: Actor, now: datetime) -> Pack:
    """Return the pack as of now."""
    shift = current_shift(actor)
    sections = open_matters(actor, shift.id if shift else None, now)
    duties = on_duty(actor, at=now)
    lists = (_aircraft(actor, now), _phones(), _duties(duties), _crews(duties))
    return Pack(now, shift, tuple(sections), lists)


def _aircraft(actor: Actor, now: datetime) -> Listed:
    rows = available_aircraft(actor, at=now)
    busy = taken(ResourceKind.AIRCRAFT, [row.id for row in rows], now, now + A_MOMENT)
    heads = (
        _("Tail"),
        pgettext("aircraft", "Type"),
        _("Base"),
        _("Operator"),
        _("Promised to, until"),
    )
    told = tuple(_craft(row, busy.get(row.id)) for row in rows)
    return Listed(_("Aircraft one can plan with"), heads, told, _("No aircraft is available."))


def _craft(row: AircraftRow, promise: CommitmentRow | None) -> tuple[str, ...]:
    return (
        row.tail,
        row.type.name if row.type else "",
        local(row.base.name) if row.base else "",
        local(row.operator_name),
        f"{promise.purpose}, {wording.moment(promise.end_at, 'short')}" if promise else _("free"),
    )


def _duties(duties: Sequence[DutyRow]) -> Listed:
    """Return who is on duty but for the crews of ambulances, which would fill a book."""
    regions = region_names()
    there = sorted((row for row in duties if row.ambulance_id is None), key=lambda row: row.region)
    rows = tuple(
        (
            str(DutyRole(row.role).label),
            row.person_name,
            row.unit or local(row.base_name),
            str(regions.get(row.region, row.region)),
            wording.moment(row.end, "short"),
        )
        for row in there
    )
    heads = (
        pgettext("duty", "Role"),
        _("Who"),
        pgettext("duty", "Where"),
        _("Region"),
        pgettext("duty", "Until"),
    )
    return Listed(_("Who is on duty"), heads, rows, _("No duty is on record for now."))


def _crews(duties: Sequence[DutyRow]) -> Listed:
    """Return how many ambulances of each region have somebody on duty; their posts know who."""
    regions = region_names()
    units = {(row.region, row.ambulance_id) for row in duties if row.ambulance_id is not None}
    counted = sorted(Counter(region for region, _unit in units).items())
    rows = tuple((str(regions.get(code, code)), str(total)) for code, total in counted)
    heads = (_("Region"), _("Ambulances with a crew on duty"))
    return Listed(_("Ambulances"), heads, rows, _("No duty is on record for now."))


def _phones() -> Listed:
    regions = region_names()
    rows = tuple(
        (one.phone + (SYNTHETIC if one.is_phone_synthetic else ""), one.name, _region(one, regions))
        for one in sorted(inpatient_points(), key=lambda one: (one.region_code, one.name))
        if one.phone
    )
    heads = (_("Telephone"), _("Hospital"), _("Region"))
    empty = _("No telephone of a hospital is on record.")
    return Listed(_("Telephones of hospitals (* synthetic)"), heads, rows, empty)


def _region(one: FacilityPoint, regions: Mapping[str, str]) -> str:
    return str(regions.get(one.region_code, one.region_code))
