"""The worklist: consultation orders as lines, with the clock until each has to begin."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, OuterRef, Q, Subquery, Value, When

from qanat.care.telemedicine import parameters as norms
from qanat.care.telemedicine.models import ConsultationOrder, OrderQuerySet, RemoteService
from qanat.care.telemedicine.rules import EMERGENCY, URGENT, Norms, due_at
from qanat.care.telemedicine.states import OVER, OrderState
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local
from qanat.registry.facilities.queries import facility_title

MOST_WORDS: Final = 6


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of the worklist.

    Attributes:
        due_at: by when the consultation has to begin, by the norm of the day it was ordered.
        is_verified: whether a second person confirmed that norm.
        advice: of the newest conclusion; "" if there is none.
    """

    id: int
    number: str
    state: str
    kind: str
    urgency: int
    is_threat: bool
    specialty: str
    region: str
    region_name: str
    sending: str
    diagnosis: str
    ordered_at: datetime
    due_at: datetime
    is_verified: bool
    taken_by: int | None
    taken_by_name: str
    taken_at: datetime | None
    concluded_at: datetime | None
    advice: str
    request_id: int | None
    is_exercise: bool
    is_synthetic: bool

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody has taken it yet: its clock runs."""
        return self.state == OrderState.ORDERED

    @property
    def began_late(self) -> bool:
        """Tell whether it was taken after it was due."""
        return self.taken_at is not None and self.taken_at > self.due_at


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to list.

    Attributes:
        is_over: the concluded and cancelled ones, newest first, in place of the open ones.
        taken_by: only those which an account has taken.
        text: finds by number and diagnosis.
    """

    is_over: bool = False
    taken_by: int | None = None
    region: str = ""
    urgency: int | None = None
    specialty: str = ""
    text: str = ""


def order_rows(actor: Actor, wanted: Wanted, *, first: int = 0, count: int = 50) -> list[OrderRow]:
    """Return orders the actor may see: open ones by threat, urgency and age."""
    rows = _matching(actor, wanted)
    order = ("-ordered_at", "-id") if wanted.is_over else _BY_NEED
    return _rows(rows.order_by(*order)[first : first + count])


def order_count(actor: Actor, wanted: Wanted, most: int = 10_000) -> int:
    """Return how many orders match, counting no further than ``most``."""
    return _matching(actor, wanted).order_by()[:most].count()


def order_row(actor: Actor, order_id: int) -> OrderRow:
    """Return one order as a line.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    rows = _rows(ConsultationOrder.objects.visible_to(actor).filter(pk=order_id))
    if not rows:
        raise NotFound
    return rows[0]


def find_orders(actor: Actor, text: str, *, count: int = 8) -> list[OrderRow]:
    """Return orders of any state by number or diagnosis: the open ones first, newest first.

    An empty text finds nothing.
    """
    if not text.strip():
        return []
    rows = ConsultationOrder.objects.visible_to(actor).filter(_about(text))
    is_over = Case(When(state__in=OVER, then=Value(1)), default=Value(0))
    return _rows(rows.order_by(is_over, "-ordered_at", "-id")[:count])


def orders_of_request(actor: Actor, request_id: int) -> list[OrderRow]:
    """Return the orders of a request, newest first."""
    rows = ConsultationOrder.objects.visible_to(actor).filter(request_id=request_id)
    return _rows(rows.order_by("-ordered_at", "-id")[:20])


def orders_of_requests(actor: Actor, request_ids: Collection[int]) -> dict[int, OrderRow]:
    """Return the newest order of each of some requests, as far as the actor may see them."""
    rows = ConsultationOrder.objects.visible_to(actor).filter(request_id__in=request_ids)
    newest = rows.order_by("request_id", "-ordered_at", "-id").distinct("request_id")
    return {row.request_id: row for row in _rows(newest) if row.request_id is not None}


def orders_of_patient(actor: Actor, patient_id: int, *, count: int = 200) -> list[OrderRow]:
    """Return the orders for a patient which the actor may see, newest first."""
    rows = ConsultationOrder.objects.visible_to(actor).filter(people__patient=patient_id)
    return _rows(rows.order_by("-ordered_at", "-id")[:count])


_BY_NEED = ("-is_threat", "urgency", "ordered_at", "id")


def _matching(actor: Actor, wanted: Wanted) -> OrderQuerySet:
    rows = ConsultationOrder.objects.visible_to(actor)
    rows = rows.filter(state__in=OVER) if wanted.is_over else rows.open()
    plain = {
        "taken_by": wanted.taken_by,
        "region": wanted.region,
        "urgency": wanted.urgency,
        "specialty": wanted.specialty,
    }
    rows = rows.filter(**{k: v for k, v in plain.items() if v not in (None, "")})
    return rows.filter(_about(wanted.text))


def _about(text: str) -> Q:
    asked = Q()
    for word in text.split()[:MOST_WORDS]:
        asked &= Q(number__icontains=word) | Q(diagnosis__icontains=word)
    return asked


def _rows(rows: OrderQuerySet) -> list[OrderRow]:
    newest = RemoteService.objects.filter(order=OuterRef("pk")).order_by("-performed_at", "-id")
    found = list(
        rows.select_related("region", "sending_facility__settlement").annotate(
            newest_advice=Subquery(newest.values("recommends")[:1])
        )
    )
    names = names_of({r.taken_by for r in found if r.taken_by is not None})
    by_day = _norms_by_day({national_day(r.ordered_at) for r in found})
    return [_row(r, names.get(r.taken_by, ""), *by_day[national_day(r.ordered_at)]) for r in found]


def _row(r: ConsultationOrder, taker: str, hours: Norms, verified: dict[int, bool]) -> OrderRow:
    return OrderRow(
        id=r.pk,
        number=r.number,
        state=r.state,
        kind=r.kind,
        urgency=r.urgency,
        is_threat=r.is_threat,
        specialty=r.specialty,
        region=r.region_id or "",
        region_name=local(r.region.name) if r.region else "",
        sending=facility_title(r.sending_facility) or r.sending_name,
        diagnosis=r.diagnosis,
        ordered_at=r.ordered_at,
        due_at=due_at(
            r.ordered_at,
            r.urgency,
            hours,
            ZoneInfo(settings.QANAT_ZONE),
            is_threat=r.is_threat,
        ),
        is_verified=verified[0 if r.is_threat else r.urgency],
        taken_by=r.taken_by,
        taken_by_name=taker if r.taken_by is not None else "",
        taken_at=r.taken_at,
        concluded_at=r.concluded_at,
        advice=getattr(r, "newest_advice", None) or "",
        request_id=r.request_id,
        is_exercise=r.is_exercise,
        is_synthetic=r.is_synthetic,
    )


def _norms_by_day(days: Iterable[date]) -> dict[date, tuple[Norms, dict[int, bool]]]:
    return {day: _norms(day) for day in days}


def _norms(on: date) -> tuple[Norms, dict[int, bool]]:
    threat, emergency = parameter(norms.THREAT, on=on), parameter(norms.EMERGENCY, on=on)
    urgent, planned = parameter(norms.URGENT, on=on), parameter(norms.PLANNED, on=on)
    times = Norms(threat.number, emergency.number, urgent.number, round(planned.number))
    kinds = {0: threat, EMERGENCY: emergency, URGENT: urgent, URGENT + 1: planned}
    return times, {kind: row.verified for kind, row in kinds.items()}
