"""What can be wrong with a record: conditions on the rows of families."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.refusals import Text
from qanat.readiness.statistics.queries import families
from qanat.readiness.statistics.queries.families import Family, Record


class Fault(StrEnum):
    """What is wrong with a record."""

    BROKEN = "broken"
    """It keeps an identity from holding."""
    MISSING = "missing"
    IMPOSSIBLE = "impossible"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Probe:
    """Rows of a family which meet a condition, and what is wrong with them."""

    fault: Fault
    label: Text
    family: Family
    condition: str


_NOBODY: Final = "NOT EXISTS (SELECT FROM dispatch_servicepatient x WHERE x.service_id = s.id)"
_NO_PERSON: Final = "NOT EXISTS (SELECT FROM telemedicine_orderpatient x WHERE x.order_id = o.id)"
_LATE: Final = "make_interval(mins => %(late)s::int)"
_LONGEST: Final = "make_interval(mins => %(longest)s::int)"
_LIVE: Final = "<> 'journal'"
_M, _I, _L, _B = Fault.MISSING, Fault.IMPOSSIBLE, Fault.LATE, Fault.BROKEN

PROBES: Final[Mapping[str, Probe]] = {
    "no_level": Probe(_B, _("Flights without a level"), families.FLIGHTS, "m.level = ''"),
    "no_request": Probe(
        _B, _("Flights without a request: no region counts them"), families.FLIGHTS, "r.id IS NULL"
    ),
    "not_taken_off": Probe(
        _B, _("Services on flights which did not take off"), families.SERVICES,
        "m.took_off_at IS NULL",
    ),
    "nobody_transported": Probe(
        _B, _("Transports without a patient"), families.SERVICES,
        f"s.kind = 'transport' AND {_NOBODY}",
    ),
    "nobody_by_road": Probe(
        _B, _("Services by road without a patient"), families.ROAD_SERVICES, _NOBODY
    ),
    "request_without_region": Probe(
        _M, _("Requests of the country without a region"), families.REQUESTS,
        "r.country = 'KZ' AND r.region IS NULL",
    ),
    "request_without_place": Probe(
        _M, _("Requests without a place on the map"), families.REQUESTS,
        "r.lon IS NULL AND r.settlement_id IS NULL AND r.sending_facility_id IS NULL",
    ),
    "request_without_diagnosis": Probe(
        _M, _("Requests without a diagnosis"), families.REQUESTS,
        "r.diagnosis = '' AND r.icd10 = '' AND r.organ = ''",
    ),
    "flight_without_aircraft": Probe(
        _M, _("Flights without an aircraft"), families.FLIGHTS, "m.aircraft_id IS NULL"
    ),
    "flight_without_landing": Probe(
        _M, _("Flights that ended without a landing"), families.FLIGHTS,
        "m.landed_at IS NULL AND m.ended_at IS NOT NULL",
    ),
    "flight_without_hours": Probe(
        _M, _("Landed flights without hours"), families.FLIGHTS,
        "m.landed_at IS NOT NULL AND m.flown_s IS NULL",
    ),
    "onsite_without_patient": Probe(
        _M, _("Consultations and operations on the spot without a patient"), families.SERVICES,
        f"s.kind <> 'transport' AND {_NOBODY}",
    ),
    "remote_without_patient": Probe(
        _M, _("Remote consultations without a patient"), families.REMOTE, _NO_PERSON
    ),
    "decided_before_received": Probe(
        _I, _("Requests decided before they were received"), families.REQUESTS,
        "r.decided_at < r.received_at",
    ),
    "flown_before_received": Probe(
        _I, _("Flights that took off before the request was received"), families.FLIGHTS,
        "m.took_off_at < r.received_at",
    ),
    "flight_too_long": Probe(
        _I, _("Flights longer than possible"), families.FLIGHTS,
        f"m.landed_at - m.took_off_at > {_LONGEST}",
    ),
    "service_before_flight": Probe(
        _I, _("Services before the take-off of their flight"), families.SERVICES,
        "s.performed_at < m.took_off_at",
    ),
    "service_after_flight": Probe(
        _I, _("Services a day or more after the landing of their flight"), families.SERVICES,
        "s.performed_at >= m.landed_at + interval '1 day'",
    ),
    "remote_before_order": Probe(
        _I, _("Remote consultations before they were ordered"), families.REMOTE,
        "v.performed_at < o.ordered_at",
    ),
    "request_late": Probe(
        _L, _("Requests entered late"), families.REQUESTS,
        f"r.origin {_LIVE} AND r.registered_at - r.received_at > {_LATE}",
    ),
    "service_late": Probe(
        _L, _("Services entered late"), families.SERVICES,
        f"s.origin {_LIVE} AND s.recorded_at - s.performed_at > {_LATE}",
    ),
    "remote_late": Probe(
        _L, _("Remote consultations entered late"), families.REMOTE,
        f"o.origin {_LIVE} AND v.recorded_at - v.performed_at > {_LATE}",
    ),
}  # fmt: skip
IDS: Final[Mapping[Record, str]] = {
    Record.REQUEST: "r.id", Record.MISSION: "m.id", Record.SERVICE: "s.id", Record.REMOTE: "v.id",
}  # fmt: skip
