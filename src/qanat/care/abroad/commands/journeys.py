"""Journeys: planned with their checklist, begun when nothing stands against it, ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.finding import decided_case, go_on
from qanat.care.abroad.commands.flights import ask_flight, call_off, drop_flight, tell_flight_centre
from qanat.care.abroad.commands.following import begin_follow_ups
from qanat.care.abroad.commands.funding import release_fare
from qanat.care.abroad.commands.treating import Begun, begin_stay
from qanat.care.abroad.models import Case, Journey
from qanat.care.abroad.parameters import ESCORTS, PER_DIEM
from qanat.care.abroad.permissions import CARRY
from qanat.care.abroad.queries.journeys import (
    carriage_of,
    chosen_clinic,
    has_flight,
    obstacles_of,
    treated_until,
)
from qanat.care.abroad.queries.norms import number_on
from qanat.care.abroad.queries.rights import age_on
from qanat.care.abroad.rules.journeys import escorts_paid
from qanat.care.abroad.states import (
    JOURNEY,
    UNDER_WAY,
    CaseState,
    Decision,
    JourneyState,
    Means,
    Way,
)
from qanat.care.funding.commands.posting import need_past
from qanat.care.funding.commands.reserving import need_after_decision
from qanat.care.funding.queries.entries import invoices_of_matter
from qanat.care.funding.states import InvoiceState
from qanat.events.abroad import JourneyPlanned
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.moving import make_move
from qanat.foundation.outbox import announce
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.web.wording import day

_S = CaseState
FROM: Final = {
    Way.OUT: (_S.RESERVED, _S.CONTRACTED),
    Way.BACK: (_S.ADMITTED, _S.TREATED, _S.INVOICED),
    Way.REPATRIATION: (_S.DIED,),
}
"""In which states of a case which journey is planned."""
TOLD: Final = (
    "means", "planned_on", "needs_care", "escorts", "visa", "passport_until", "fit_until", "risk",
    "note", "days",
)  # fmt: skip


class NoJourney(Conflict):
    """A journey leads where the case has come."""

    code = "no_journey"
    text = _("This journey is not planned now.")


class JourneyKnown(Conflict):
    """One journey after another."""

    code = "journey_known"
    text = _("A journey is planned or under way already.")


class PlannedEarly(Invalid):
    """Nobody is sent before the commission decided."""

    code = "planned_early"
    field = "planned_on"
    text = _("This day is before the decision of the commission.")


class TreatmentLasts(Invalid):
    """Nobody goes home before he was treated."""

    code = "treatment_lasts"
    field = "planned_on"
    text = _("This day is before the end of the treatment: %(day)s.")


class TreatedLater(TreatmentLasts):
    """The same of the day on which somebody has departed."""

    code = "treated_later"
    field = "on"


class EscortsTooMany(Invalid):
    """The budget pays for those who have to come along."""

    code = "escorts_too_many"
    field = "escorts"
    text = _(
        "The budget pays for %(most)s escorts here: escorts are paid of children and of those who"
        " need care on the way."
    )


class NotReady(Conflict):
    """Nobody departs past the checklist."""

    code = "not_ready"
    text = _("The journey can't begin: the checklist says what is missing.")


class DaysCrossed(Invalid):
    """Nobody arrives before he departs."""

    code = "days_crossed"
    field = "on"
    text = _("This day is before the departure.")


class DayMissing(Invalid):
    """Somebody departs and arrives on a day."""

    code = "day_missing"
    field = "on"
    text = _("Say on which day.")


class NotAboard(Conflict):
    """By a medical flight one has departed when the mission says so."""

    code = "not_aboard"
    text = _("The mission has not taken the patient on board yet: its crew notes when.")


class NotHandedOver(Conflict):
    """By a medical flight one has arrived when the mission says so."""

    code = "not_handed_over"
    text = _("The mission has not handed the patient over yet: its crew notes when.")


class FlightSaysOtherwise(Invalid):
    """The day of a medical flight is that of its mission."""

    code = "flight_says_otherwise"
    field = "on"
    text = _("By the mission it was on %(day)s.")


class UntilMissing(Invalid):
    """A treatment has an end that is planned."""

    code = "until_missing"
    field = "until"
    text = _("Say until when the treatment is planned: no earlier than it begins.")


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyDraft:
    """A journey as it is planned, with its checklist."""

    means: str
    planned_on: date
    needs_care: bool
    escorts: int
    visa: str
    passport_until: date | None
    fit_until: date | None
    risk: str
    note: str
    days: int


@command(needs=CARRY)
def plan_journey(
    actor: Actor, *, case_id: int, way: str, draft: JourneyDraft, now: datetime
) -> int:
    """Plan a journey; a medical flight is asked for at the flight centre at once. Return its id.

    Raises:
        NoJourney: if the case has not come so far, or is past it.
        JourneyKnown: if one is planned or under way.
        PlannedEarly: if it is for a day before the decision.
        TreatmentLasts: if it leads home on a day before the treatment ended.
        EscortsTooMany: if more are to come along than the budget pays.
    """
    row = decided_case(actor, case_id, CARRY)
    if row.decision != Decision.ABROAD or row.state not in FROM[Way(way)]:
        raise NoJourney
    if Journey.objects.filter(case=row, state__in=UNDER_WAY).exists():
        raise JourneyKnown
    journey = Journey(case=row, way=way, decided_on=national_day(row.decided_at or now))
    journey.made_at, journey.made_by = now, actor.id
    _tell(row, journey, draft, now)
    journey.save(force_insert=True)
    announce(JourneyPlanned(case_id=row.pk, at=now))
    return journey.pk


@command(needs=CARRY)
def change_journey(actor: Actor, *, journey_id: int, draft: JourneyDraft, now: datetime) -> None:
    """Change what is planned and ticked off; raises as :func:`plan_journey` does."""
    row, journey = _locked(actor, journey_id, CARRY)
    if journey.state != JourneyState.PLANNED:
        raise NoJourney
    _tell(row, journey, draft, now)
    journey.save()


@command(needs=CARRY)
def begin_journey(actor: Actor, *, journey_id: int, on: date | None = None, now: datetime) -> None:
    """Note that a patient has departed, with everything there and paid for.

    The day of a medical flight is that of the mission's own stamp.

    Raises:
        DayMissing: if nobody says on which day.
        NotAboard: if the mission has not taken him on board.
        FlightSaysOtherwise: if it did on another day.
        SelfArranged: if it was before the decision.
        TreatedLater: if it leads home and was before the treatment ended.
        NotReady: if something stands against it, the money not least.
        WrongState: if the case is not there yet.
    """
    row, journey = _locked(actor, journey_id, CARRY)
    on = _day_of(journey, on, now, carriage_of(journey).boarded_at, NotAboard)
    need_after_decision(on, journey.decided_on)
    if (ended_on := treated_until(row.pk)) is not None and on < ended_on:
        raise TreatedLater(day=day(ended_on))
    if obstacles_of(row, journey, on, now):
        raise NotReady
    journey.departed_on = on
    make_move(actor, journey, JOURNEY, "depart", also=("departed_on",))
    if journey.way != Way.REPATRIATION:
        go_on(actor, row, "depart" if journey.way == Way.OUT else "set_out_home", now)


@command(needs=CARRY)
def end_journey(
    actor: Actor,
    *,
    journey_id: int,
    on: date | None = None,
    until: date | None = None,
    now: datetime,
) -> None:
    """Note that a patient has arrived: at the clinic treatment begins, at home follow-up.

    Who died on the way has arrived where his journey led; from there he is brought home.

    Raises:
        NotHandedOver: if the mission which flies him has not; else as :func:`begin_journey`.
        DaysCrossed: if it was before he departed.
        UntilMissing: if it is not said until when the treatment is planned.
    """
    row, journey = _locked(actor, journey_id, CARRY)
    on = _day_of(journey, on, now, carriage_of(journey).given_at, NotHandedOver)
    if journey.departed_on is not None and on < journey.departed_on:
        raise DaysCrossed
    journey.arrived_on = on
    make_move(actor, journey, JOURNEY, "arrive", also=("arrived_on",))
    if row.state == _S.DIED:
        return
    if journey.way == Way.OUT:
        if until is None or until < on:
            raise UntilMissing
        clinic = chosen_clinic(row.pk)
        begun = Begun(on=on, until=until, clinic_id=clinic.id if clinic else None)
        begin_stay(actor, row, "arrive", begun, now)
    elif journey.way == Way.BACK:
        begin_follow_ups(actor, row, "come_home", on, now)


@command(needs=CARRY)
def turn_back_journey(
    actor: Actor, *, journey_id: int, on: date, reason: str, note: str = "", now: datetime
) -> None:
    """Note that a journey turned back: the patient is where he set out from, another is planned.

    Who died on the way out is home with that.

    Raises:
        DaysCrossed: if it was before he departed.
    """
    row, journey = _locked(actor, journey_id, CARRY)
    need_past(on, now)
    if journey.departed_on is not None and on < journey.departed_on:
        raise DaysCrossed
    journey.turned_on = on
    make_move(actor, journey, JOURNEY, "turn_back", reason=reason, note=note, also=("turned_on",))
    if row.state == _S.DIED:
        return
    if journey.way == Way.OUT:
        go_on(actor, row, "turn_back", now, reason=reason, note=note)
    elif journey.way == Way.BACK:
        bills = invoices_of_matter(SYSTEM, row.matter)
        was_billed = any(one.state != InvoiceState.REJECTED for one in bills)
        move = "turn_back_billed" if was_billed else "turn_back_treated"
        go_on(actor, row, move, now, reason=reason, note=note)


@command(needs=CARRY)
def cancel_journey(
    actor: Actor, *, journey_id: int, reason: str, note: str = "", now: datetime
) -> None:
    """Cancel a journey which has not begun; another one may be planned."""
    _row, journey = _locked(actor, journey_id, CARRY)
    call_off(actor, journey, reason, note, now)


def faults(
    row: Case, *, planned_on: date | None, escorts: int | None, needs_care: bool, now: datetime
) -> Iterator[Invalid]:
    """Yield everything for which a journey is not planned as it is told."""
    today = national_day(now)
    if planned_on is not None and planned_on < national_day(row.decided_at or now):
        yield PlannedEarly()
    ended_on = treated_until(row.pk)
    if planned_on is not None and ended_on is not None and planned_on < ended_on:
        yield TreatmentLasts(day=day(ended_on))
    age = age_on(row.patient_id, today)
    most = escorts_paid(age, number_on(ESCORTS, today), needs_care=needs_care)
    if escorts is not None and not 0 <= escorts <= most:
        yield EscortsTooMany(most=most)


def faults_of(case_id: int, now: datetime, **told: Any) -> Iterator[Invalid]:
    """Yield the same for a case which the caller may carry out."""
    yield from faults(Case.objects.get(pk=case_id), now=now, **told)


def _locked(actor: Actor, journey_id: int, permission: str) -> tuple[Case, Journey]:
    found = Journey.objects.filter(pk=journey_id).first()
    if found is None:
        raise NotFound
    row = decided_case(actor, found.case_id, permission)
    return row, Journey.objects.select_for_update(of=("self",)).get(pk=journey_id)


def _day_of(
    journey: Journey,
    told: date | None,
    now: datetime,
    stamped_at: datetime | None,
    missing: type[Conflict],
) -> date:
    """Return when something was: as it is told, by a medical flight as it was stamped."""
    if journey.means != Means.FLIGHT:
        if told is None:
            raise DayMissing
        need_past(told, now)
        return told
    if stamped_at is None:
        raise missing
    on = national_day(stamped_at)
    if told not in (None, on):
        raise FlightSaysOtherwise(day=day(on))
    return on


def _tell(row: Case, journey: Journey, draft: JourneyDraft, now: datetime) -> None:
    """Write into a journey what is planned, and ask for the flight which it needs."""
    today = national_day(now)
    told = {name: getattr(draft, name) for name in ("planned_on", "escorts", "needs_care")}
    for fault in faults(row, now=now, **told):
        raise fault
    before = (journey.planned_on, journey.note, journey.request_id)
    if journey.means == Means.FLIGHT != draft.means:
        drop_flight(journey, "other_way", now)
    for name in TOLD:
        setattr(journey, name, getattr(draft, name))
    people = draft.escorts + (journey.way != Way.REPATRIATION)
    journey.per_diem_tiyn = round(parameter(PER_DIEM, on=today).number) * people
    if draft.means != Means.FLIGHT:
        return
    release_fare(row, journey.way, now)
    if not has_flight(journey, now):
        journey.request_id = ask_flight(row, journey, age_on(row.patient_id, today), now)
    if (journey.planned_on, journey.note, journey.request_id) != before:
        tell_flight_centre(journey, now)
