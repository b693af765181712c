"""Reads of facilities: what there is, where, and what it is able to do."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from qanat.foundation.access.places import Place
from qanat.foundation.actors import Actor
from qanat.foundation.kept import kept
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import LocalText, local, search_key
from qanat.registry.facilities.models import Capability, Department, Facility
from qanat.registry.facilities.permissions import EDIT
from qanat.registry.facilities.rules import is_enough, titled
from qanat.registry.facilities.states import FacilityType
from qanat.registry.places.queries import region_rows, settlement_names
from qanat.registry.terminology.queries import names_of

MOST_WORDS: Final = 6
LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """A facility, named in the active language.

    ``beds_stated`` is a published number or ``None``: how many are free today is known by the
    hospital capacity, not here.
    """

    id: int
    code: str
    name: str
    names: LocalText
    type: str
    type_label: str
    level: str
    level_label: str
    is_inpatient: bool
    region_code: str
    region_name: str
    settlement_id: int
    settlement_name: str
    zone: str
    lon: float
    lat: float
    position_evidence: str
    beds_stated: int | None
    beds_evidence: str
    phone: str
    """Whom to ask; "" if not known."""
    is_phone_synthetic: bool
    note: str
    evidence: str
    source: str

    @property
    def title(self) -> str:
        """Its name with its town, where the name does not tell it."""
        return titled(self.name, self.settlement_name)


@dataclass(frozen=True, slots=True)
class CapabilityRow:
    """Something a facility is able to do; ``level`` is ``None`` where there are no levels."""

    code: str
    name: str
    level: int | None
    since: date
    until: date | None
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department of a facility."""

    id: int
    name: str
    specialty: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which facilities are wanted; empty fields ask for nothing."""

    text: str = ""
    region: str = ""
    type: str = ""
    capability: str = ""
    level: int | None = None
    is_inpatient: bool | None = None


def facility_row(facility_id: int) -> FacilityRow:
    """Return a facility, also a closed one.

    Raises:
        NotFound: if there is none.
    """
    found = _rows(Facility.objects.filter(pk=facility_id))
    if not found:
        raise NotFound
    return found[0]


@kept(seconds=30)
def _regions() -> dict[int, str]:
    return dict(Facility.objects.values_list("pk", "region_id"))


def region_of_facility(facility_id: int) -> str:
    """Return the code of the region in which a facility lies, as of some seconds ago.

    Raises:
        NotFound: if there is none.
    """
    if known := _regions().get(facility_id):
        return known
    found = Facility.objects.filter(pk=facility_id).values_list("region_id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def find_facility(code: str) -> FacilityRow | None:
    """Return a facility by its code."""
    found = _rows(Facility.objects.filter(code="".join(filter(str.isalnum, code))))
    return found[0] if found else None


def facility_rows(
    wanted: Filter | None = None, *, offset: int = 0, limit: int | None = None
) -> list[FacilityRow]:
    """Return the facilities in use that fit a filter: by likeness of a text, else by code."""
    wanted = wanted or Filter()
    end = None if limit is None else offset + limit
    facilities = _filtered(wanted)
    if search_key(wanted.text):
        ids = _ids_by_text(wanted.text)
        known = set(facilities.filter(pk__in=ids).values_list("pk", flat=True))
        page = [pk for pk in ids if pk in known][offset:end]
        by_id = {row.id: row for row in _rows(Facility.objects.filter(pk__in=page))}
        return [by_id[pk] for pk in page]
    return _rows(facilities.order_by("code")[offset:end])


def count_facilities(wanted: Filter | None = None) -> int:
    """Return how many facilities in use fit a filter."""
    wanted = wanted or Filter()
    facilities = _filtered(wanted)
    if search_key(wanted.text):
        facilities = facilities.filter(pk__in=_ids_by_text(wanted.text))
    return facilities.count()


def search_facilities(text: str, limit: int = 10) -> list[FacilityRow]:
    """Find facilities by words of their name, town or region, in any script and spelling."""
    return facility_rows(Filter(text=text), limit=limit) if search_key(text) else []


def facilities_with(
    capability: str, level: int | None = None, *, region: str = "", on: date | None = None
) -> list[FacilityRow]:
    """Return the facilities able to do something on a day, at a level or above it, by code."""
    return facilities_able(((capability, level),), region=region, on=on)


def facilities_able(
    needs: Iterable[tuple[str, int | None]], *, region: str = "", on: date | None = None
) -> list[FacilityRow]:
    """Return the facilities able to do all of some things on a day, by code."""
    facilities = Facility.objects.in_use()
    if region:
        facilities = facilities.filter(region_id=region)
    for capability, level in needs:
        facilities = facilities.filter(_is_able(capability, level, on or _today()))
    return _rows(facilities.order_by("code"))


@dataclass(frozen=True, slots=True)
class FacilityPoint:
    """A facility as planning needs it."""

    id: int
    name: str
    type_label: str
    region_code: str
    lon: float
    lat: float
    phone: str
    is_phone_synthetic: bool


@kept(seconds=30)
def inpatient_points() -> tuple[FacilityPoint, ...]:
    """Return every hospital with beds, for planning, as of some seconds ago."""
    found = Facility.objects.in_use().filter(is_inpatient=True).order_by("code")
    rows = found.values_list(
        *("pk", "name", "settlement__name", "type", "region_id", "lon", "lat"),
        *("phone", "is_phone_synthetic"),
    )
    return tuple(
        FacilityPoint(pk, titled(local(name), local(town)), str(FacilityType(kind).label), *rest)
        for pk, name, town, kind, *rest in rows
    )


@dataclass(frozen=True, slots=True)
class Held:
    """What a facility is known to be able to do, by level, and what it does no more."""

    levels: Mapping[str, int | None]
    ended: frozenset[str]

    def is_able(self, capability: str, level: int | None) -> bool | None:
        """Tell whether it is able to do something at a level; ``None`` where nobody has said."""
        if capability in self.levels:
            return is_enough(self.levels[capability], level)
        return False if capability in self.ended else None


@kept(seconds=30)
def held_capabilities(on: date) -> Mapping[int, Held]:
    """Return what every facility is known to be able to do on a day, as of some seconds ago."""
    levels: dict[int, dict[str, int | None]] = defaultdict(dict)
    ended: dict[int, set[str]] = defaultdict(set)
    rows = Capability.objects.filter(since__lte=on).order_by("since", "id")
    for pk, code, level, until in rows.values_list("facility_id", "code", "level", "until"):
        if until is None or until >= on:
            levels[pk][code] = level
        else:
            ended[pk].add(code)
    return {
        pk: Held(levels[pk], frozenset(ended[pk] - levels[pk].keys()))
        for pk in levels.keys() | ended.keys()
    }


def capabilities_of(
    facility_ids: Iterable[int], on: date | None = None
) -> Mapping[int, list[CapabilityRow]]:
    """Return what some facilities are able to do on a day, by facility and name."""
    names = names_of("capability")
    found: dict[int, list[CapabilityRow]] = defaultdict(list)
    held = Capability.objects.filter(_on(on or _today()), facility_id__in=set(facility_ids))
    for row in held.order_by("facility_id", "code", "id"):
        found[row.facility_id].append(
            CapabilityRow(
                row.code,
                names.get(row.code, row.code),
                row.level,
                row.since,
                row.until,
                row.evidence,
                row.source,
            )
        )
    for rows in found.values():
        rows.sort(key=lambda row: (row.name, row.code))
    return found


def department_rows(facility_id: int) -> list[DepartmentRow]:
    """Return the departments of a facility which are open."""
    rows = Department.objects.filter(facility_id=facility_id, closed_on=None).order_by("id")
    return [DepartmentRow(r.pk, local(r.name), r.specialty, r.evidence) for r in rows]


def facility_names(ids: Iterable[int]) -> Mapping[int, str]:
    """Return the names of some facilities by id, in the active language."""
    rows = Facility.objects.filter(pk__in=set(ids)).values_list("pk", "name")
    return {pk: local(name) for pk, name in rows}


def facility_words(ids: Iterable[int]) -> Mapping[int, Mapping[str, str]]:
    """Return the names of some facilities by id, in every language."""
    return dict(Facility.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def facility_title(facility: Facility | None) -> str:
    """Return how a facility, read with its settlement, is called beside others; "" if none."""
    if facility is None:
        return ""
    return titled(local(facility.name), local(facility.settlement.name))


def may_edit(actor: Actor, facility_id: int) -> bool:
    """Tell whether the actor may change a facility."""
    if not actor.may(EDIT):
        return False
    return Facility.objects.editable_by(actor).filter(pk=facility_id).exists()


def organisation_places() -> list[Place]:
    """Return the facilities in use as values of a scope."""
    rows = Facility.objects.in_use().order_by("code")
    columns = rows.values_list("pk", "name", "settlement__name", "region_id")
    return [
        Place(
            str(pk),
            {tongue: titled(text, local(town, tongue)) for tongue, text in name.items()},
            region,
        )
        for pk, name, town, region in columns
    ]


def _today() -> date:
    return timezone.localdate()


def _on(on: date) -> Q:
    return Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))


def _is_able(capability: str, level: int | None, on: date) -> Exists:
    held = Capability.objects.filter(_on(on), facility=OuterRef("pk"), code=capability)
    return Exists(held if level is None else held.filter(level__gte=level))


def _filtered(wanted: Filter) -> QuerySet[Facility]:
    rows: QuerySet[Facility] = Facility.objects.in_use()
    if wanted.region:
        rows = rows.filter(region_id=wanted.region)
    if wanted.type:
        rows = rows.filter(type=wanted.type)
    if wanted.is_inpatient is not None:
        rows = rows.filter(is_inpatient=wanted.is_inpatient)
    if wanted.capability:
        rows = rows.filter(_is_able(wanted.capability, wanted.level, _today()))
    return rows


def _ids_by_text(text: str) -> list[int]:
    """Return the facilities whose names hold every word or one much like it, best first."""
    words = search_key(text[:LONGEST]).split()[:MOST_WORDS]
    like = " AND ".join("%s <%% search_key" for _word in words)
    score = " + ".join("word_similarity(%s, search_key)" for _word in words)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM facilities_facility WHERE {like}"  # noqa: S608 (only placeholders)
            f" ORDER BY {score} DESC, length(search_key), code",
            [*words, *words],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _rows(facilities: QuerySet[Facility]) -> list[FacilityRow]:
    found = list(facilities)
    regions = {region.code: region for region in region_rows()}
    towns = settlement_names(row.settlement_id for row in found)
    return [
        FacilityRow(
            id=row.pk,
            code=row.code,
            name=local(row.name),
            names=row.name,
            type=row.type,
            type_label=row.get_type_display(),
            level=row.level,
            level_label=row.get_level_display(),
            is_inpatient=row.is_inpatient,
            region_code=row.region_id,
            region_name=regions[row.region_id].name,
            settlement_id=row.settlement_id,
            settlement_name=towns[row.settlement_id],
            zone=regions[row.region_id].zone,
            lon=row.lon,
            lat=row.lat,
            position_evidence=row.position_evidence,
            beds_stated=row.beds_stated,
            beds_evidence=row.beds_evidence,
            phone=row.phone,
            is_phone_synthetic=row.is_phone_synthetic,
            note=local(row.note),
            evidence=row.evidence,
            source=row.source,
        )
        for row in found
    ]
