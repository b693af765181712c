"""Watches as lines: the board of the nation, the worklist of the rounds, those who are over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q

from qanat.care.critical.models import Council, Watch, WatchQuerySet
from qanat.care.critical.states import OPEN, CouncilState, WatchState
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.listing import Mark, newest_first
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local
from qanat.registry.facilities.queries import facility_title
from qanat.registry.patients.queries import PatientRow, patients_by_id

MOST_WORDS: Final = 6


@dataclass(frozen=True, slots=True)
class WatchRow:
    """One line of the board.

    Attributes:
        person: None where the viewer may not see the person.
        score_name: of the score for the patient's age; "" where none is known.
        asked_at: since when a specialist waits for findings that he asked for.
        worsened_at: since when findings are worse that no specialist has looked at.
        round_taken_by: who makes the round now; None where nobody does.
    """

    id: int
    number: str
    state: str
    person: PatientRow | None
    patient_id: int
    facility_id: int
    facility: str
    region: str
    region_name: str
    bed: str
    profile: str
    diagnosis: str
    condition: int
    support: tuple[str, ...]
    included_at: datetime
    findings_at: datetime | None
    findings_due_at: datetime
    score_name: str
    score: int | None
    is_score_partial: bool
    level: str
    sofa: int | None
    asked_at: datetime | None
    worsened_at: datetime | None
    worsened_in: tuple[str, ...]
    round_due_at: datetime
    round_taken_by: int | None
    round_taken_by_name: str
    round_taken_at: datetime | None
    seen_at: datetime | None
    seen_by_name: str
    advice: str
    request_id: int | None
    ended_at: datetime | None
    outcome: str
    is_exercise: bool
    is_synthetic: bool

    @property
    def is_open(self) -> bool:
        """Tell whether he is watched now."""
        return self.state in OPEN

    def is_silent(self, now: datetime) -> bool:
        """Tell whether findings are overdue."""
        return self.is_open and now > self.findings_due_at

    def is_due(self, now: datetime) -> bool:
        """Tell whether a round is due."""
        return self.is_open and now >= self.round_due_at


VIEWS: Final = ("all", "worse", "silent", "unseen", "moving", "councils", "over")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to list.

    Attributes:
        view: one of ``VIEWS``; ``rounds`` lists all by when their rounds are due.
        facility_id: only those of one hospital.
        text: finds by number, bed and diagnosis.
    """

    view: str = "all"
    region: str = ""
    profile: str = ""
    condition: int | None = None
    facility_id: int | None = None
    text: str = ""


def watch_rows(
    actor: Actor, wanted: Wanted, now: datetime, *, first: int = 0, count: int = 50
) -> list[WatchRow]:
    """Return watches the actor may see: the worse and the gravest first, rounds as they are due."""
    rows = _matching(actor, wanted, now)
    return _rows(actor, rows.order_by(*_ORDERS.get(wanted.view, _BOARD))[first : first + count])


def watch_count(actor: Actor, wanted: Wanted, now: datetime, most: int = 10_000) -> int:
    """Return how many watches match, counting no further than ``most``."""
    return _matching(actor, wanted, now).order_by()[:most].count()


def watch_row(actor: Actor, watch_id: int) -> WatchRow:
    """Return one watch as a line.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    rows = _rows(actor, Watch.objects.visible_to(actor).filter(pk=watch_id))
    if not rows:
        raise NotFound
    return rows[0]


def watch_page(
    actor: Actor, *, facility_id: int | None, bed: str, after: Mark | None, count: int
) -> list[WatchRow]:
    """Return watches that are open, the newest first, from a mark on."""
    rows = Watch.objects.visible_to(actor).open()
    if facility_id is not None:
        rows = rows.filter(facility=facility_id)
    if bed:
        rows = rows.filter(bed__iexact=" ".join(bed.split()))
    return _rows(actor, newest_first(rows, "included_at", after=after, count=count))


def watches_of_patient(actor: Actor, patient_id: int, *, count: int = 50) -> list[WatchRow]:
    """Return the watches over a patient which the actor may see, newest first."""
    rows = Watch.objects.visible_to(actor).of_person(patient_id)
    return _rows(actor, rows.order_by("-included_at", "-id")[:count])


def watch_of_request(actor: Actor, request_id: int) -> WatchRow | None:
    """Return the watch from which a request came, if the actor may see it."""
    rows = Watch.objects.visible_to(actor).filter(request=request_id)
    found = _rows(actor, rows.order_by("-id")[:1])
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are watched now, and of them how many in which trouble."""

    all: int
    worse: int
    silent: int
    unseen: int
    moving: int
    councils: int


def watch_counts(actor: Actor, now: datetime) -> Counts:
    """Return how many the actor sees of each view of the board, in two queries."""
    found = (
        Watch.objects.visible_to(actor)
        .open()
        .aggregate(
            all=Count("pk"),
            worse=Count("pk", filter=_VIEWS["worse"](now)),
            silent=Count("pk", filter=_VIEWS["silent"](now)),
            unseen=Count("pk", filter=_VIEWS["unseen"](now)),
            moving=Count("pk", filter=_VIEWS["moving"](now)),
        )
    )
    return Counts(**found, councils=watch_count(actor, Wanted(view="councils"), now))


def due_by_profile(actor: Actor, now: datetime) -> dict[str, int]:
    """Return how many rounds are due by profile, of those the actor sees."""
    due = Watch.objects.visible_to(actor).open().filter(round_due_at__lte=now)
    rows = due.order_by().values_list("profile").annotate(count=Count("pk"))
    return dict(rows)


_BOARD: Final = ("worsened_at", "-condition", "included_at", "id")
"""Who is worse comes first, and of these who waits longest: the database puts nothing last."""
_ORDERS: Final = {
    "rounds": ("round_due_at", "id"),
    "unseen": ("round_due_at", "id"),
    "silent": ("findings_due_at", "id"),
    "worse": (F("worsened_at").asc(), "id"),
    "over": (F("ended_at").desc(), "-id"),
}
_VIEWS: Final[Mapping[str, Callable[[datetime], Q]]] = {
    "worse": lambda _now: Q(worsened_at__isnull=False),
    "silent": lambda now: Q(findings_due_at__lt=now),
    "unseen": lambda now: Q(round_due_at__lt=now),
    "moving": lambda _now: Q(state=WatchState.MOVING),
    "councils": lambda _now: Q(
        Exists(Council.objects.filter(watch=OuterRef("pk"), state=CouncilState.CALLED))
    ),
}


def _matching(actor: Actor, wanted: Wanted, now: datetime) -> WatchQuerySet:
    rows = Watch.objects.visible_to(actor)
    rows = rows.filter(state=WatchState.ENDED) if wanted.view == "over" else rows.open()
    if condition := _VIEWS.get(wanted.view):
        rows = rows.filter(condition(now))
    plain = {
        "region": wanted.region,
        "profile": wanted.profile,
        "condition": wanted.condition,
        "facility": wanted.facility_id,
    }
    rows = rows.filter(**{k: v for k, v in plain.items() if v not in (None, "")})
    return rows.filter(_about(wanted.text))


def _about(text: str) -> Q:
    asked = Q()
    for word in text.split()[:MOST_WORDS]:
        asked &= Q(number__icontains=word) | Q(diagnosis__icontains=word) | Q(bed__iexact=word)
    return asked


def _rows(actor: Actor, rows: WatchQuerySet) -> list[WatchRow]:
    found = list(rows.select_related("region", "facility__settlement"))
    names = names_of(one for r in found for one in (r.round_taken_by, r.seen_by))
    people = patients_by_id(actor, {r.patient_id for r in found}) if found else {}
    return [_row(r, people.get(r.patient_id), names) for r in found]


def _row(r: Watch, person: PatientRow | None, names: Mapping[int | None, str]) -> WatchRow:
    return WatchRow(
        id=r.pk,
        number=r.number,
        state=r.state,
        person=person,
        patient_id=r.patient_id,
        facility_id=r.facility_id,
        facility=facility_title(r.facility),
        region=r.region_id,
        region_name=local(r.region.name),
        bed=r.bed,
        profile=r.profile,
        diagnosis=r.diagnosis,
        condition=r.condition,
        support=tuple(r.support),
        included_at=r.included_at,
        findings_at=r.findings_at,
        findings_due_at=r.findings_due_at,
        score_name=r.score_name,
        score=r.score,
        is_score_partial=r.is_score_partial,
        level=r.level,
        sofa=r.sofa,
        asked_at=r.asked_at,
        worsened_at=r.worsened_at,
        worsened_in=tuple(r.worsened_in),
        round_due_at=r.round_due_at,
        round_taken_by=r.round_taken_by,
        round_taken_by_name=names[r.round_taken_by] if r.round_taken_by is not None else "",
        round_taken_at=r.round_taken_at,
        seen_at=r.seen_at,
        seen_by_name=names[r.seen_by] if r.seen_by is not None else "",
        advice=r.advice,
        request_id=r.request_id,
        ended_at=r.ended_at,
        outcome=r.outcome,
        is_exercise=r.is_exercise,
        is_synthetic=r.is_synthetic,
    )
