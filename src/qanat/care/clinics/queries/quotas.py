"""Quotas between countries, used and returned as counted from their places."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Sum

from qanat.care.clinics.models import Quota, QuotaPlace
from qanat.care.clinics.states import PlaceState
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import LocalText


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """A quota and what became of its places."""

    id: int
    year: int
    country: str
    country_name: LocalText
    agreement: str
    source: str
    offered: int
    used: int
    treated: int
    untreated: int
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of a quota."""

    id: int
    quota_id: int
    number: str
    state: str
    reason: str
    taken_at: datetime
    ended_at: datetime | None


def quota_rows(*, first: int = 0, count: int = 50) -> list[QuotaRow]:
    """Return quotas, the newest year first."""
    found = Quota.objects.select_related("country").order_by("-year", "country", "id")
    return _rows(list(found[first : first + count]))


def count_quotas() -> int:
    """Return how many quotas there are."""
    return Quota.objects.count()


def open_quotas(country: str, year: int) -> list[QuotaRow]:
    """Return the quotas of a country for a year which have places left."""
    found = Quota.objects.filter(country=country, year=year, used__lt=F("offered"))
    return _rows(list(found.select_related("country").order_by("id")))


def places_left(year: int) -> dict[str, tuple[int, int]]:
    """Return how many places of the quotas of a year are left, and were offered, by country."""
    rows = Quota.objects.filter(year=year).values_list("country")
    sums = rows.annotate(left=Sum(F("offered") - F("used")), of=Sum("offered")).order_by("country")
    return {country: (left, of) for country, left, of in sums}


def quota_row(quota_id: int) -> QuotaRow:
    """Return one quota.

    Raises:
        NotFound: if there is none.
    """
    rows = _rows(list(Quota.objects.select_related("country").filter(pk=quota_id)))
    if not rows:
        raise NotFound
    return rows[0]


def place_rows(quota_id: int, *, first: int = 0, count: int = 50) -> list[PlaceRow]:
    """Return the places of a quota, the latest first."""
    found = QuotaPlace.objects.filter(quota=quota_id).order_by("-taken_at", "-id")
    return [_place(row) for row in found[first : first + count]]


def count_places(quota_id: int) -> int:
    """Return how many places of a quota were ever taken."""
    return QuotaPlace.objects.filter(quota=quota_id).count()


def place_row(place_id: int) -> PlaceRow:
    """Return one place.

    Raises:
        NotFound: if there is none.
    """
    found = QuotaPlace.objects.filter(pk=place_id).first()
    if found is None:
        raise NotFound
    return _place(found)


def _rows(found: list[Quota]) -> list[QuotaRow]:
    """Return quotas with what became of their places: one query more, however many."""
    counted = QuotaPlace.objects.filter(quota__in=[row.pk for row in found])
    ends = counted.values_list("quota_id", "state").annotate(n=Count("id"))
    ended = {(quota_id, state): n for quota_id, state, n in ends}
    return [
        QuotaRow(
            row.pk,
            row.year,
            row.country_id,
            row.country.name,
            row.agreement,
            row.source,
            row.offered,
            row.used,
            ended.get((row.pk, PlaceState.TREATED), 0),
            ended.get((row.pk, PlaceState.UNTREATED), 0),
            row.is_synthetic,
        )
        for row in found
    ]


def _place(row: QuotaPlace) -> PlaceRow:
    return PlaceRow(
        row.pk, row.quota_id, row.number, row.state, row.reason, row.taken_at, row.ended_at
    )
