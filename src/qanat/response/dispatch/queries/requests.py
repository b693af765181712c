"""Reads of requests."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Case, Count, DateTimeField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Collate, Least, Left
from django.db.models.lookups import LessThanOrEqual
from django.utils.timezone import localdate

from qanat.foundation.access.permissions import BREAK_GLASS
from qanat.foundation.access.records import not_found
from qanat.foundation.actors import Actor
from qanat.foundation.listing import Mark, newest_first
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.texts import local
from qanat.registry.facilities.queries import facility_title
from qanat.registry.pathways.queries import window_rules
from qanat.registry.patients import permissions as patients
from qanat.response.dispatch.models import Assessment, Request, RequestPatient
from qanat.response.dispatch.models.requests import GLASS, Origin, RequestQuerySet, Urgency
from qanat.response.dispatch.parameters import (
    AIRBORNE_HELICOPTER,
    BED,
    DECISION,
    WINDOW_LEAD,
)
from qanat.response.dispatch.permissions import CONDITION, SEE
from qanat.response.dispatch.queries.asking import about_request
from qanat.response.dispatch.queries.organs import cold_limits
from qanat.response.dispatch.queries.told import as_told
from qanat.response.dispatch.rules.clocks import Clock, Step, clock
from qanat.response.dispatch.states import RequestState
from qanat.response.dispatch.states.requests import OPEN

READING: Final = frozenset({SEE, CONDITION, patients.SEE})
BY_TURN: Final = ("turn", "can_wait", "due_at", "urgency", "received_at", "id")
"""The order of the queue, of what ``with_turns`` says."""


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One line of the queue."""

    id: int
    number: str
    version: int
    state: str
    need: str
    urgency: int
    received_at: datetime
    region: str
    region_name: str
    place: str
    sending: str
    accepting: str
    diagnosis: str
    icd10: str
    nosology: str
    people: int
    news2_level: str
    onset_at: datetime | None
    organ: str
    clamp_at: datetime | None
    owner_id: int | None
    clock: Clock | None
    is_exercise: bool
    is_synthetic: bool
    is_late_entry: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to list.

    ``states`` empty: the open ones. ``is_later``: only those entered later, or only the others.
    ``text`` finds by number, diagnosis, ICD-10 and place.
    """

    states: tuple[str, ...] = ()
    region: str = ""
    urgency: int | None = None
    nosology: str = ""
    text: str = ""
    owner_id: int | None = None
    is_later: bool | None = None
    received_from: datetime | None = None
    received_to: datetime | None = None


def request_rows(
    actor: Actor, wanted: Wanted, now: datetime, *, first: int = 0, count: int = 50
) -> list[RequestRow]:
    """Return requests the actor may see: open ones by who has to act when, else the newest first.

    First come those on which somebody has to act, by the time left, the planned ones last of
    them; then those which wait for a specialist, then those under way, then those which are only
    to be closed.
    """
    rows = _matching(actor, wanted)
    is_open = set(wanted.states) <= OPEN
    order = BY_TURN if is_open else ("-received_at", "-id")
    rows = with_turns(rows, now) if is_open else rows
    # Found first, then described: else the rows of all pages before would be described too.
    found = list(rows.order_by(*order).values_list("pk", flat=True)[first : first + count])
    described = {row.id: row for row in _rows(actor, Request.objects.filter(pk__in=found), now)}
    return [described[pk] for pk in found if pk in described]


def request_page(
    actor: Actor, wanted: Wanted, now: datetime, *, after: Mark | None = None, count: int = 50
) -> list[RequestRow]:
    """Return requests of any state, or of those wanted, newest first, from a mark on."""
    rows = _matching(actor, replace(wanted, states=wanted.states or tuple(RequestState.values)))
    return _rows(actor, newest_first(rows, "received_at", after=after, count=count), now)


def find_requests(actor: Actor, text: str, now: datetime, *, count: int = 8) -> list[RequestRow]:
    """Return requests of any state by what a person remembers: the open ones first, newest first.

    An empty text finds nothing.
    """
    if not text.strip():
        return []
    rows = Request.objects.visible_to(actor).filter(_about(actor, text))
    is_over = Case(When(state__in=OPEN, then=Value(0)), default=Value(1))
    return _rows(actor, rows.order_by(is_over, "-received_at", "-id")[:count], now)


def requests_of_patient(
    actor: Actor, patient_id: int, now: datetime, *, count: int = 200
) -> list[RequestRow]:
    """Return the requests for a patient which the actor may see, newest first.

    Who opened the patient in an emergency is told all of them; each is opened on its own.
    """
    is_opened = patient_id in actor.opened("patient")
    seen = Request.objects.all() if is_opened else Request.objects.visible_to(actor)
    rows = seen.filter(people__patient=patient_id)
    return _rows(actor, rows.order_by("-received_at", "-id")[:count], now)


def find_number(actor: Actor, number: str) -> int | None:
    """Return the request of a human number which the actor may see, or None."""
    rows = Request.objects.visible_to(actor).filter(number__iexact=number.strip())
    return rows.values_list("pk", flat=True).first()


def closed_request(actor: Actor, number: str) -> int | None:
    """Return the request of a whole number which only break-the-glass opens to the actor."""
    named = Request.objects.filter(number__iexact=number.strip())
    found = named.values_list("pk", flat=True).first() if actor.may(BREAK_GLASS) else None
    return found if found is not None and find_number(actor, number) is None else None


def as_reader(actor: Actor, request_id: int) -> Actor:
    """Return an actor who only reads where break-the-glass alone opens the request to him."""
    if not actor.opened(GLASS):
        return actor
    if Request.objects.visible_to(actor.by_roles).filter(pk=request_id).exists():
        return actor
    return actor.only(READING)


def request_count(actor: Actor, wanted: Wanted, most: int = 10_000) -> int:
    """Return how many requests match, counting no further than ``most``."""
    return _matching(actor, wanted).order_by()[:most].count()


def count_by_state(actor: Actor) -> dict[tuple[str, bool], int]:
    """Return how many open requests the actor may see, by state and by whether he answers."""
    rows = (
        Request.objects.visible_to(actor)
        .open()
        .annotate(is_own=Case(When(owner_id=actor.id, then=Value(1)), default=Value(0)))
    )
    counted = rows.order_by().values_list("state", "is_own").annotate(how_many=Count("pk"))
    return {(state, bool(is_own)): how_many for state, is_own, how_many in counted}


def find_request(actor: Actor, request_id: int) -> Request | None:
    """Return a request as a record of this context, or None; for its own pages only."""
    return next(iter(seen_requests(actor, [request_id])), None)


def seen_requests(actor: Actor, request_ids: Collection[int]) -> list[Request]:
    """Return those of some requests which the actor may see, as records of this context."""
    rows = Request.objects.visible_to(actor).select_related(
        "region",
        "settlement",
        "sending_facility__settlement",
        "accepting_facility__settlement",
    )
    return [as_told(actor, row) for row in rows.filter(pk__in=request_ids).order_by("id")]


def get_request(actor: Actor, request_id: int) -> Request:
    """Return a request.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    if (found := find_request(actor, request_id)) is None:
        raise not_found(actor, GLASS, request_id)
    return found


def request_row(actor: Actor, request_id: int, now: datetime) -> RequestRow:
    """Return one request as a line.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    rows = _rows(actor, Request.objects.visible_to(actor).filter(pk=request_id), now)
    if not rows:
        raise not_found(actor, GLASS, request_id)
    return rows[0]


def airport_of_requests(request_ids: Iterable[int]) -> int | None:
    """Return the airport abroad which the newest of some requests names, for who asked for them."""
    named = Request.objects.filter(pk__in=list(request_ids)).exclude(receiving_airfield=None)
    return named.order_by("-id").values_list("receiving_airfield", flat=True).first()


def requests_by_id(
    actor: Actor, request_ids: Collection[int], now: datetime
) -> dict[int, RequestRow]:
    """Return those of some requests which the actor may see, by id."""
    rows = Request.objects.visible_to(actor).filter(pk__in=request_ids)
    return {row.id: row for row in _rows(actor, rows, now)}


def clock_of(row: Request, today: date) -> Clock | None:  # noqa: PLR0911 (one answer a state)
    """Return the clock that runs for a request: its decision, then its bed, then its mission.

    For what was entered later nothing runs: it is over.
    """
    if row.origin == Origin.PAPER:
        return None
    if row.state == RequestState.REGISTERED:
        return _clock(Step.DECIDE, row.registered_at, DECISION, today)
    if row.state == RequestState.REMOTE_ONLY and row.advised_at:
        return _clock(Step.DECIDE, row.advised_at, DECISION, today)
    if row.state != RequestState.APPROVED or row.decided_at is None:
        return None
    if row.accepted_at is None:
        return _clock(Step.FIND_BED, row.decided_at, BED, today)
    return _clock(Step.TAKE_OFF, row.decided_at, AIRBORNE_HELICOPTER, today)


def with_turns(rows: RequestQuerySet, now: datetime) -> RequestQuerySet:
    """Say of each request when its turn is, and by when: by its clock, or by what its window asks.

    A treatment window that still runs asks that somebody acts a while before it closes.
    """

    def norm(key: str) -> timedelta:
        return timedelta(minutes=parameter(key, on=now).number)

    state = RequestState
    without_bed = Q(state=state.APPROVED, accepted_at=None)
    rows = rows.annotate(
        can_wait=Case(When(urgency=Urgency.PLANNED, then=Value(1)), default=Value(0)),
        turn=Case(
            When(state__in=(state.REGISTERED, state.APPROVED, state.GROUND_ONLY), then=Value(0)),
            When(state=state.REMOTE_ONLY, advised_at__isnull=False, then=Value(0)),
            When(state=state.REMOTE_ONLY, then=Value(1)),
            When(state__in=(state.TASKED, state.UNDER_WAY), then=Value(2)),
            default=Value(3),
        ),
        due_at=Case(
            When(state=state.REGISTERED, then=F("registered_at") + norm(DECISION)),
            When(state=state.REMOTE_ONLY, then=F("advised_at") + norm(DECISION)),
            When(without_bed, then=F("decided_at") + norm(BED)),
            When(
                state__in=(state.APPROVED, state.GROUND_ONLY),
                then=F("decided_at") + norm(AIRBORNE_HELICOPTER),
            ),
            default=F("received_at"),
            output_field=DateTimeField(),
        ),
    )
    closing = _closing(now)
    if not closing:
        return rows
    by_window = [one - norm(WINDOW_LEAD) for one in closing]
    acting = When(turn=0, then=Least("due_at", *by_window))
    return rows.alias(code=Collate("icd10", "C")).annotate(
        due_at=Case(acting, default=F("due_at"), output_field=DateTimeField())
    )


def _closing(now: datetime) -> list[Case]:
    """Return when each window closes for a request of which it runs; NULL where it does not."""
    cold = [
        When(organ=code, clamp_at__gt=now - limit, then=F("clamp_at") + limit)
        for code, limit in cold_limits(now).items()
    ]
    of_organs = [Case(*cold, output_field=DateTimeField())] if cold else []
    return of_organs + [
        Case(
            When(
                Q(onset_at__gt=now - limit)
                & Q(code__gte=rule.icd_from)
                & Q(LessThanOrEqual(Left("code", len(rule.icd_to)), Value(rule.icd_to))),
                then=F("onset_at") + limit,
            ),
            output_field=DateTimeField(),
        )
        for rule in window_rules(localdate(now))
        if (limit := timedelta(seconds=rule.limit_s))
    ]


def _matching(actor: Actor, wanted: Wanted) -> RequestQuerySet:
    rows = Request.objects.visible_to(actor).filter(state__in=wanted.states or OPEN)
    if wanted.is_later is not None:
        paper = Q(origin=Origin.PAPER)
        rows = rows.filter(paper if wanted.is_later else ~paper)
    plain = {
        "region": wanted.region,
        "urgency": wanted.urgency,
        "nosology": wanted.nosology if actor.may(CONDITION) else "",
        "owner_id": wanted.owner_id,
        "received_at__gte": wanted.received_from,
        "received_at__lt": wanted.received_to,
    }
    rows = rows.filter(**{k: v for k, v in plain.items() if v not in (None, "")})
    return rows.filter(_about(actor, wanted.text))


def _about(actor: Actor, text: str) -> Q:
    return about_request(text, by_illness=actor.may(CONDITION))


def _rows(actor: Actor, rows: RequestQuerySet, now: datetime) -> list[RequestRow]:
    newest = Assessment.objects.filter(request=OuterRef("pk")).order_by("-at", "-id")
    people = RequestPatient.objects.filter(request=OuterRef("pk")).order_by()
    counted = people.values("request").annotate(how_many=Count("pk")).values("how_many")
    found = rows.select_related(
        "region", "settlement", "sending_facility__settlement", "accepting_facility__settlement"
    ).annotate(
        people_count=Coalesce(Subquery(counted), 0),
        newest_scores=Subquery(newest.values("scores")[:1]),
    )
    told = [_row(as_told(actor, r), now) for r in found]
    return told if actor.may(CONDITION) else [replace(row, news2_level="") for row in told]


def _row(r: Request, now: datetime) -> RequestRow:
    scores: dict[str, dict[str, object]] = getattr(r, "newest_scores", None) or {}
    settlement = local(r.settlement.name) if r.settlement else ""
    sending = facility_title(r.sending_facility) or r.sending_name
    accepting = facility_title(r.accepting_facility) or r.accepting_name
    return RequestRow(
        id=r.pk,
        number=r.number,
        version=r.version,
        state=r.state,
        need=r.need,
        urgency=r.urgency,
        received_at=r.received_at,
        region=r.region_id or "",
        region_name=local(r.region.name) if r.region else "",
        place=r.place or settlement,
        sending=sending,
        accepting=accepting,
        diagnosis=r.diagnosis,
        icd10=r.icd10,
        nosology=r.nosology,
        people=getattr(r, "people_count", 0),
        news2_level=str(scores.get("news2", {}).get("level", "")),
        onset_at=r.onset_at,
        organ=r.organ,
        clamp_at=r.clamp_at,
        owner_id=r.owner_id,
        clock=clock_of(r, now),
        is_exercise=r.is_exercise,
        is_synthetic=r.is_synthetic,
        is_late_entry=r.origin == Origin.PAPER,
    )


def _clock(step: Step, started_at: datetime, norm: str, today: date) -> Clock:
    row = parameter(norm, on=today)
    return clock(step, started_at, row.number, is_verified=row.verified)
