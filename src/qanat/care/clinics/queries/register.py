"""The register of clinics abroad."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from qanat.care.clinics.models import Accreditation, Clinic, ClinicFile, Method, RejectedClinic
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import LocalText, search_key


@dataclass(frozen=True, slots=True)
class ClinicRow:
    """A clinic of a list.

    Attributes:
        accredited_until: last day of the accreditation which holds longest; None without one.
        methods: what it does, a few of them.
    """

    id: int
    name: str
    country: str
    country_name: LocalText
    city: str
    languages: tuple[str, ...]
    contact: str
    phone: str
    email: str
    site: str
    source: str
    state: str
    reason: str
    version: int
    accredited_until: date | None
    methods: tuple[str, ...]
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class AccreditationRow:
    """By whom a clinic is accredited, until when."""

    body: str
    number: str
    first_on: date
    last_on: date
    source: str


@dataclass(frozen=True, slots=True)
class MethodRow:
    """What a clinic does, and how often."""

    specialty: str
    name: str
    volume: int | None
    year: int | None
    source: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file which was taken in."""

    id: int
    file_name: str
    headings: tuple[str, ...]
    accepted: int
    repeated: int
    rejected: int
    taken_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row which was kept aside, as it stood."""

    row: int
    faults: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which clinics to list."""

    text: str = ""
    country: str = ""
    specialty: str = ""
    state: str = ""


def clinic_rows(
    actor: Actor, wanted: Wanted, *, first: int = 0, count: int = 50
) -> list[ClinicRow]:
    """Return clinics by name."""
    found = _listed(actor, wanted).select_related("country").order_by("name", "id")
    return _rows(list(found[first : first + count]))


def count_clinics(actor: Actor, wanted: Wanted) -> int:
    """Return how many clinics there are."""
    return _listed(actor, wanted).count()


def clinic_row(actor: Actor, clinic_id: int) -> ClinicRow:
    """Return one clinic.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    found = Clinic.objects.visible_to(actor).filter(pk=clinic_id).select_related("country")
    rows = _rows(list(found))
    if not rows:
        raise NotFound
    return rows[0]


def countries_of_clinics(actor: Actor) -> list[tuple[str, LocalText]]:
    """Return the countries in which there are clinics."""
    found = Clinic.objects.visible_to(actor).order_by("country")
    return list(found.values_list("country_id", "country__name").distinct())


def accreditations_of(clinic_id: int) -> list[AccreditationRow]:
    """Return the accreditations of a clinic, the one which holds longest first."""
    found = Accreditation.objects.filter(clinic=clinic_id).order_by("-last_on", "-id")
    return [
        AccreditationRow(row.body, row.number, row.first_on, row.last_on, row.source)
        for row in found
    ]


def accredited_until(clinic_ids: Collection[int]) -> dict[int, date]:
    """Return until when clinics are accredited, by their ids; one which never was is left out."""
    found: dict[int, date] = {}
    holding = Accreditation.objects.filter(clinic__in=clinic_ids).values_list(
        "clinic_id", "last_on"
    )
    for clinic_id, last_on in holding:
        found[clinic_id] = max(last_on, found.get(clinic_id, last_on))
    return found


def methods_of(clinic_id: int) -> list[MethodRow]:
    """Return what a clinic does: of each method the last word."""
    found = Method.objects.filter(clinic=clinic_id).order_by("specialty", "key", "-id")
    latest = found.distinct("specialty", "key")
    return [MethodRow(row.specialty, row.name, row.volume, row.year, row.source) for row in latest]


def file_rows(*, count: int = 10) -> list[FileRow]:
    """Return the files which were taken in, the latest first."""
    return _files(list(ClinicFile.objects.order_by("-taken_at", "-id")[:count]))


def file_row(file_id: int) -> FileRow:
    """Return one file.

    Raises:
        NotFound: if there is none.
    """
    rows = _files(list(ClinicFile.objects.filter(pk=file_id)))
    if not rows:
        raise NotFound
    return rows[0]


def rejected_rows(file_id: int, *, first: int = 0, count: int | None = None) -> list[RejectedRow]:
    """Return the rows of a file which were kept aside; ``count`` None for all."""
    found = RejectedClinic.objects.filter(file=file_id).order_by("row", "id")
    cut = found[first:] if count is None else found[first : first + count]
    return [RejectedRow(row.row, tuple(row.faults), tuple(row.cells)) for row in cut]


def _listed(actor: Actor, wanted: Wanted) -> QuerySet[Clinic]:
    rows = Clinic.objects.visible_to(actor)
    for word in search_key(wanted.text).split():
        rows = rows.filter(search_key__contains=word)
    if wanted.country:
        rows = rows.filter(country=wanted.country)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.specialty:
        does = Method.objects.filter(clinic=OuterRef("pk"), specialty=wanted.specialty)
        rows = rows.filter(Exists(does))
    return rows


def _rows(found: Sequence[Clinic]) -> list[ClinicRow]:
    ids = [row.pk for row in found]
    until = accredited_until(ids)
    names: dict[int, dict[str, str]] = {}
    does = Method.objects.filter(clinic__in=ids).order_by("clinic", "key", "id")
    for clinic_id, key, name in does.values_list("clinic_id", "key", "name"):
        names.setdefault(clinic_id, {})[key] = name
    return [_row(row, until.get(row.pk), tuple(names.get(row.pk, {}).values())) for row in found]


def _row(row: Clinic, until: date | None, methods: tuple[str, ...]) -> ClinicRow:
    return ClinicRow(
        id=row.pk,
        name=row.name,
        country=row.country_id,
        country_name=row.country.name,
        city=row.city,
        languages=tuple(row.languages),
        contact=row.contact,
        phone=row.phone,
        email=row.email,
        site=row.site,
        source=row.source,
        state=row.state,
        reason=row.reason,
        version=row.version,
        accredited_until=until,
        methods=methods,
        is_synthetic=row.is_synthetic,
    )


def _files(found: list[ClinicFile]) -> list[FileRow]:
    names = names_of({row.by_id for row in found})
    return [
        FileRow(
            row.pk,
            row.file_name,
            tuple(row.headings),
            row.accepted,
            row.repeated,
            row.rejected,
            row.taken_at,
            names.get(row.by_id, ""),
        )
        for row in found
    ]
