"""A clinic as others name it."""

from collections.abc import Iterable
from dataclasses import dataclass

from qanat.care.clinics.models import Clinic
from qanat.care.clinics.states import ClinicState
from qanat.foundation.access.places import Place
from qanat.foundation.texts import LocalText


@dataclass(frozen=True, slots=True)
class ClinicBrief:
    """A clinic's name and place, and whether patients are sent there."""

    id: int
    name: str
    city: str
    country: str
    country_name: LocalText
    is_active: bool


def clinic_briefs(clinic_ids: Iterable[int]) -> dict[int, ClinicBrief]:
    """Return clinics by their ids; those which are not on record are left out."""
    found = Clinic.objects.filter(pk__in=set(clinic_ids)).select_related("country")
    return {row.pk: _brief(row) for row in found}


def active_clinics() -> list[ClinicBrief]:
    """Return the clinics to which patients are sent, by name."""
    found = Clinic.objects.filter(state=ClinicState.ACTIVE).select_related("country")
    return [_brief(row) for row in found.order_by("name", "id")]


def clinic_countries() -> list[tuple[str, LocalText]]:
    """Return the countries in which there are clinics, patients sent there or not."""
    rows = Clinic.objects.order_by("country").values_list("country_id", "country__name")
    return list(rows.distinct())


def clinic_places() -> list[Place]:
    """Return all clinics as values of a scope: for the granting of roles."""
    rows = Clinic.objects.select_related("country").order_by("name", "id")
    return [Place(str(row.pk), {"en": f"{row.name}, {row.city}"}) for row in rows]


def _brief(row: Clinic) -> ClinicBrief:
    return ClinicBrief(
        row.pk,
        row.name,
        row.city,
        row.country_id,
        row.country.name,
        row.state == ClinicState.ACTIVE,
    )
