"""Cases as lines: what waits for whom, in the order in which it goes on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q

from qanat.care.abroad.models import Case, CaseQuerySet, FollowUp, Journey, Offer
from qanat.care.abroad.parameters import BRING_HOME
from qanat.care.abroad.permissions import CARRY, CHECK, PETITION, PREPARE
from qanat.care.abroad.queries.money import PURPOSES
from qanat.care.abroad.queries.norms import number_on
from qanat.care.abroad.rules.queue import Place
from qanat.care.abroad.states import (
    CARRIED_OUT,
    FLOWN,
    HOMEWARD,
    OPEN,
    CaseState,
    Decision,
    JourneyState,
    OfferState,
    Way,
)
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.days import national_day
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local, search_key
from qanat.registry.facilities.queries import facility_title
from qanat.registry.patients.queries import PatientRow, patients_by_id

MOST_WORDS: Final = 6
_S = CaseState
VIEWS: Final = ("mine", "late", "examined", "returned", "decided", "carried", "over", "all")
MINE: Final[Mapping[str, tuple[CaseState, ...]]] = {
    PREPARE: (_S.DRAFT, _S.RETURNED),
    PETITION: (_S.SUBMITTED,),
    CHECK: (_S.COMPLETENESS, _S.ELIGIBILITY, _S.OPINIONS, _S.OFFERS, _S.APPEALED),
    CARRY: (_S.CONTRACTED, *FLOWN, _S.TREATED, _S.INVOICED),
}
"""What waits for whom: by the permission of who has to do something."""
GROUPS: Final[Mapping[str, tuple[CaseState, ...]]] = {
    "examined": (_S.COMPLETENESS, _S.ELIGIBILITY, _S.OPINIONS, _S.OFFERS, _S.AGENDA, _S.APPEALED),
    "returned": (_S.RETURNED,),
    "decided": (_S.DECIDED,),
    "carried": CARRIED_OUT,
    "over": (_S.CLOSED, _S.WITHDRAWN, _S.DIED),
}
QUEUE: Final = ("-is_urgent", "priority", "urgency", F("registered_at").asc(nulls_last=True), "id")
"""Who goes before others: as ``rules.queue.Place`` orders them."""
NEWEST: Final = ("-state_at", "-id")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a list of cases.

    Attributes:
        person: the patient; who sees the case sees his name, not more of his record.
    """

    id: int
    number: str
    state: str
    person: PatientRow | None
    patient_id: int
    facility: str
    facility_id: int
    region: str
    region_name: str
    diagnosis: str
    treatment: str
    act: str
    priority: int
    urgency: int
    is_urgent: bool
    registered_at: datetime | None
    state_at: datetime
    due_at: datetime | None
    decide_by: datetime | None
    stopped_at: datetime | None
    decision: str
    decided_at: datetime | None
    is_synthetic: bool

    @property
    def is_open(self) -> bool:
        """Tell whether it is not over."""
        return self.state in OPEN

    @property
    def place(self) -> Place:
        """Where it stands among others."""
        since = self.registered_at or self.state_at
        return Place(int(not self.is_urgent), self.priority, self.urgency, since, self.id)

    def is_late(self, now: datetime) -> bool:
        """Tell whether its step should be over."""
        return self.due_at is not None and self.due_at < now


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to list; ``text`` finds by number, diagnosis and the patient's name."""

    view: str = "mine"
    region: str = ""
    state: str = ""
    text: str = ""


def case_rows(
    actor: Actor, wanted: Wanted, now: datetime, *, first: int = 0, count: int = 50
) -> list[CaseRow]:
    """Return cases the actor may see, in the order of the queue; those past it newest first."""
    order = NEWEST if wanted.view in {"decided", "carried", "over", "all"} else QUEUE
    return _rows(_matching(actor, wanted, now).order_by(*order)[first : first + count])


def case_count(actor: Actor, wanted: Wanted, now: datetime, most: int = 20_000) -> int:
    """Return how many cases match, counting no further than ``most``."""
    return _matching(actor, wanted, now).order_by()[:most].count()


def case_row(actor: Actor, case_id: int) -> CaseRow:
    """Return one case as a line.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    rows = _rows(Case.objects.visible_to(actor).filter(pk=case_id))
    if not rows:
        raise NotFound
    return rows[0]


def find_matter(matter: UUID) -> int | None:
    """Return the case which a commission knows by a name."""
    return Case.objects.filter(matter=matter).values_list("pk", flat=True).first()


def matter_of(case_id: int) -> UUID:
    """Return by which name commissions and finance know a case."""
    return Case.objects.values_list("matter", flat=True).get(pk=case_id)


def case_counts(actor: Actor, now: datetime) -> dict[str, int]:
    """Return how many the actor sees of each view, in one query."""
    views = {view: Count("pk", filter=_is_in(actor, view, now)) for view in VIEWS if view != "all"}
    return Case.objects.visible_to(actor).aggregate(all=Count("pk"), **views)


def waiting_states(actor: Actor) -> tuple[CaseState, ...]:
    """Return the states in which a case waits for the actor."""
    return tuple(state for needs, states in MINE.items() if actor.may(needs) for state in states)


def _is_in(actor: Actor, view: str, now: datetime) -> Q:
    if view == "late":
        by_decision = Q(decide_by__lt=now, decided_at=None, stopped_at=None)
        examined = Q(state__in=GROUPS["examined"])
        return Q(due_at__lt=now) | by_decision & examined | home_late(now)
    if view == "mine":
        return Q(state__in=waiting_states(actor)) | _to_carry_out(actor, now)
    return Q(state__in=GROUPS[view]) if view in GROUPS else Q()


def _to_carry_out(actor: Actor, now: datetime) -> Q:
    """Return what waits of decided cases: a clinic or a beginning, a follow-up, the end."""
    waits = Q(pk__in=())
    mine = FollowUp.objects.filter(case=OuterRef("pk"), seen_on__isnull=True)
    if actor.may(CARRY):
        chosen = Offer.objects.filter(case=OuterRef("pk"), state=OfferState.CHOSEN)
        decided = Q(state=_S.DECIDED) & ~Exists(chosen)
        waits |= decided & Q(decision__in=[*PURPOSES, Decision.HOME])
        waits |= Q(~Exists(mine), state=_S.FOLLOW_UP) | to_bring_home()
    if actor.may(PREPARE):
        due = mine.filter(due_on__lte=national_day(now))
        waits |= Q(Exists(due), state=_S.FOLLOW_UP)
    return waits


def to_bring_home() -> Q:
    """Return which patients died abroad, or on the way there, and are not brought home yet."""
    ways = Journey.objects.filter(case=OuterRef("pk"), way__in=HOMEWARD)
    is_home = Exists(ways.filter(state=JourneyState.ARRIVED))
    out = Journey.objects.filter(case=OuterRef("pk"), way=Way.OUT)
    has_left = Exists(out.filter(state__in=(JourneyState.DEPARTED, JourneyState.ARRIVED)))
    return Q(has_left, ~is_home, state=_S.DIED)


def home_late(now: datetime) -> Q:
    """Return which of them should be home by now."""
    return Q(to_bring_home(), state_at__lt=now - home_term(now))


def home_term(now: datetime) -> timedelta:
    """Return within which time the dead are brought home."""
    return timedelta(days=number_on(BRING_HOME, national_day(now)))


def _matching(actor: Actor, wanted: Wanted, now: datetime) -> CaseQuerySet:
    rows = Case.objects.visible_to(actor).filter(_is_in(actor, wanted.view, now))
    if wanted.region:
        rows = rows.filter(region=wanted.region)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    for word in wanted.text.split()[:MOST_WORDS]:
        found = Q(number__icontains=word) | Q(diagnosis__icontains=word)
        if key := search_key(word):
            found |= Q(patient__search_key__contains=key)
        rows = rows.filter(found)
    return rows


def _rows(rows: Iterable[Case]) -> list[CaseRow]:
    if isinstance(rows, CaseQuerySet):
        rows = rows.select_related("facility__settlement", "region")
    found = list(rows)
    people = patients_by_id(SYSTEM, {row.patient_id for row in found})
    return [_row(row, people.get(row.patient_id)) for row in found]


def _row(r: Case, person: PatientRow | None) -> CaseRow:
    return CaseRow(
        id=r.pk,
        number=r.number,
        state=r.state,
        person=person,
        patient_id=r.patient_id,
        facility=facility_title(r.facility),
        facility_id=r.facility_id,
        region=r.region_id,
        region_name=local(r.region.name),
        diagnosis=r.diagnosis,
        treatment=r.treatment,
        act=r.act,
        priority=r.priority,
        urgency=r.urgency,
        is_urgent=r.is_urgent,
        registered_at=r.registered_at,
        state_at=r.state_at,
        due_at=r.due_at,
        decide_by=r.decide_by,
        stopped_at=r.stopped_at,
        decision=r.decision,
        decided_at=r.decided_at,
        is_synthetic=r.is_synthetic,
    )
