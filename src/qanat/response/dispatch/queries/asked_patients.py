"""What a hospital that is asked is told of patients: no name, no number, no contact."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from qanat.foundation.actors import SYSTEM
from qanat.registry.facilities.queries import facility_title
from qanat.registry.pathways.queries import required_capabilities
from qanat.registry.patients.queries.rows import patients_by_id
from qanat.response.dispatch.models import MissionRequest, Request, RequestPatient
from qanat.response.dispatch.models.requests import Equipment, PatientRole
from qanat.response.dispatch.queries.calling import CARRYING
from qanat.response.dispatch.queries.record import age_of
from qanat.response.dispatch.states.missions import SERVING


@dataclass(frozen=True, slots=True)
class AskedPerson:
    """A patient without a name: age in years, fractions for infants, and sex."""

    age_years: float | None
    sex: str


@dataclass(frozen=True, slots=True)
class AskedPatient:
    """The patient of a request as a hospital is told of him.

    Attributes:
        needs: what a hospital must or should be able to do for him, required things first.
        equipment: what he travels with.
        arrives_at: when he is to arrive, as far as it is planned.
    """

    request_id: int
    people: tuple[AskedPerson, ...]
    nosology: str
    urgency: int
    gestation_weeks: int | None
    is_isolation_needed: bool
    needs: tuple[str, ...]
    equipment: tuple[str, ...]
    sending: str
    arrives_at: datetime | None


def asked_patients(request_ids: Collection[int]) -> Mapping[int, AskedPatient]:
    """Return what hospitals are told of the patients of some requests.

    Whoever asks has to have been asked: rows are not looked at by what he sees otherwise.
    """
    rows = Request.objects.filter(pk__in=request_ids).order_by("pk")
    people, arrivals = _people(request_ids), planned_arrivals(request_ids)
    found = {}
    for row in rows.select_related("sending_facility__settlement"):
        persons = tuple(
            AskedPerson(age_of(birth_on, row.received_at), sex)
            for birth_on, sex in people.get(row.pk, ())
        )
        age = persons[0].age_years if persons else None
        asked = required_capabilities(row.icd10, age, is_pregnant=row.gestation_weeks is not None)
        found[row.pk] = AskedPatient(
            request_id=row.pk,
            people=persons,
            nosology=row.nosology,
            urgency=row.urgency,
            gestation_weeks=row.gestation_weeks,
            is_isolation_needed=row.is_isolation_needed,
            needs=tuple(dict.fromkeys(need.name for need in asked)),
            equipment=tuple(str(Equipment(c).label) for c in row.needs if c in Equipment.values),
            sending=facility_title(row.sending_facility) or row.sending_name,
            arrives_at=arrivals.get(row.pk),
        )
    return found


def _people(request_ids: Collection[int]) -> dict[int, list[tuple[date | None, str]]]:
    links = RequestPatient.objects.filter(request__in=request_ids, role=PatientRole.PATIENT)
    pairs = list(links.order_by("position", "id").values_list("request_id", "patient_id"))
    known = patients_by_id(SYSTEM, {patient_id for _, patient_id in pairs})
    found: dict[int, list[tuple[date | None, str]]] = {}
    for request_id, patient_id in pairs:
        one = known[patient_id]
        found.setdefault(request_id, []).append((one.birth_on, one.sex))
    return found


def planned_arrivals(request_ids: Collection[int]) -> dict[int, datetime | None]:
    """Return when the patients of requests arrive by the missions which serve them."""
    rows = MissionRequest.objects.filter(
        request__in=request_ids,
        mission__state__in=SERVING,
        mission__legs__is_dropped=False,
        mission__legs__kind__in=CARRYING,
    )
    last = rows.values("request_id").annotate(at=Max("mission__legs__planned_arrival_at"))
    return dict(last.order_by("request_id").values_list("request_id", "at"))
