"""Incidents, their casualties and how each was sorted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, QuerySet, Value, When

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local
from qanat.response.crisis.models import Casualty, Incident, IncidentQuerySet, TriageRecord
from qanat.response.crisis.states import COLOURS, RUNNING

BY_NEED = Case(*(When(category=c, then=Value(n)) for n, c in enumerate(COLOURS)))


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident with the name of who declared it and its casualties by colour."""

    id: int
    number: str
    state: str
    kind: str
    place: str
    region: str
    region_name: str
    lon: float
    lat: float
    estimated: int | None
    note: str
    happened_at: datetime
    declared_at: datetime
    declared_by: str
    stood_down_at: datetime | None
    counts: Mapping[str, int]
    is_exercise: bool
    is_synthetic: bool

    @property
    def total(self) -> int:
        """How many casualties are entered."""
        return sum(self.counts.values())

    @property
    def is_running(self) -> bool:
        """Tell whether it is not stood down."""
        return self.state in RUNNING


@dataclass(frozen=True, slots=True)
class CasualtyRow:
    """A casualty."""

    id: int
    incident_id: int
    tag: str
    category: str
    sex: str
    age: str
    injury: str
    entered_at: datetime
    request_id: int | None


@dataclass(frozen=True, slots=True)
class TriageRow:
    """How a casualty was sorted at a time."""

    category: str
    method: str
    method_version: str
    at: datetime
    by: str
    note: str

    @property
    def year(self) -> str:
        """The year of the method, without words."""
        return self.method_version.partition(",")[0]


@dataclass(frozen=True, slots=True)
class Alarm:
    """What every page says while an incident runs."""

    id: int
    number: str
    kind: str
    place: str
    region: str
    is_exercise: bool


def incident_rows(actor: Actor, *, first: int = 0, count: int = 50) -> list[IncidentRow]:
    """Return incidents, those which run first, then the newest."""
    is_over = Case(When(state__in=RUNNING, then=Value(0)), default=Value(1))
    rows = Incident.objects.visible_to(actor).order_by(is_over, "-declared_at", "-id")
    return _rows(rows[first : first + count])


def incident_count(actor: Actor) -> int:
    """Return how many incidents there are."""
    return Incident.objects.visible_to(actor).count()


def incident_row(actor: Actor, incident_id: int) -> IncidentRow:
    """Return an incident.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    rows = _rows(Incident.objects.visible_to(actor).filter(pk=incident_id))
    if not rows:
        raise NotFound
    return rows[0]


def casualty_rows(
    incident_id: int,
    *,
    categories: Iterable[str] = (),
    has_request: bool | None = None,
    first: int = 0,
    count: int = 100,
) -> list[CasualtyRow]:
    """Return casualties of an incident by colour, then as they were entered."""
    rows = _casualties(incident_id, categories, has_request=has_request)
    return [_casualty(r) for r in rows.order_by(BY_NEED, "id")[first : first + count]]


def casualty_count(
    incident_id: int, *, categories: Iterable[str] = (), has_request: bool | None = None
) -> int:
    """Return how many casualties match."""
    return _casualties(incident_id, categories, has_request=has_request).count()


def requests_of(incident_id: int) -> frozenset[int]:
    """Return the ids of the requests made for casualties of an incident."""
    rows = Casualty.objects.filter(incident=incident_id, request__isnull=False)
    return frozenset(rows.values_list("request_id", flat=True))


def newest_tags(incident_id: int, count: int = 5) -> list[CasualtyRow]:
    """Return the casualties which were entered last, the newest first."""
    rows = Casualty.objects.filter(incident=incident_id).order_by("-id")[:count]
    return [_casualty(r) for r in rows]


def casualty_row(actor: Actor, casualty_id: int) -> CasualtyRow:
    """Return a casualty.

    Raises:
        NotFound: if there is none, or the actor may not see its incident.
    """
    seen = Incident.objects.visible_to(actor)
    row = Casualty.objects.filter(pk=casualty_id, incident__in=seen).first()
    if row is None:
        raise NotFound
    return _casualty(row)


def triage_rows(casualty_id: int) -> list[TriageRow]:
    """Return how a casualty was sorted, the newest first."""
    rows = list(TriageRecord.objects.filter(casualty=casualty_id).order_by("-id")[:100])
    names = names_of({row.by_id for row in rows})
    return [
        TriageRow(r.category, r.method, r.method_version, r.at, names[r.by_id], r.note)
        for r in rows
    ]


def running_incidents() -> tuple[Alarm, ...]:
    """Return the incidents which run, the newest first: the head of every page asks."""
    rows = Incident.objects.running().order_by("-declared_at", "-id")[:20]
    return tuple(Alarm(r.pk, r.number, r.kind, r.place, r.region_id, r.is_exercise) for r in rows)


def _casualties(
    incident_id: int, categories: Iterable[str], *, has_request: bool | None
) -> QuerySet[Casualty]:
    rows = Casualty.objects.filter(incident=incident_id)
    if wanted := list(categories):
        rows = rows.filter(category__in=wanted)
    return rows if has_request is None else rows.filter(request__isnull=not has_request)


def _casualty(r: Casualty) -> CasualtyRow:
    return CasualtyRow(
        r.pk, r.incident_id, r.tag, r.category, r.sex, r.age, r.injury, r.entered_at, r.request_id
    )


def _rows(found: IncidentQuerySet) -> list[IncidentRow]:
    rows = list(found.select_related("region"))
    names = names_of({r.declared_by for r in rows})
    counts: dict[int, dict[str, int]] = {r.pk: dict.fromkeys(COLOURS, 0) for r in rows}
    told = Casualty.objects.filter(incident__in=list(counts)).order_by()
    for pk, category, number in told.values_list("incident", "category").annotate(Count("pk")):
        counts[pk][category] = number
    return [
        IncidentRow(
            id=r.pk,
            number=r.number,
            state=r.state,
            kind=r.kind,
            place=r.place,
            region=r.region_id,
            region_name=local(r.region.name),
            lon=r.lon,
            lat=r.lat,
            estimated=r.estimated,
            note=r.note,
            happened_at=r.happened_at,
            declared_at=r.declared_at,
            declared_by=names[r.declared_by],
            stood_down_at=r.stood_down_at,
            counts=counts[r.pk],
            is_exercise=r.is_exercise,
            is_synthetic=r.is_synthetic,
        )
        for r in rows
    ]
