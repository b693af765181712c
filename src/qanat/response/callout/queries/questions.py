"""The questions to a hospital whether it takes a patient, as those see them who answer for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from qanat.foundation.actors import Actor
from qanat.foundation.messages.queries import progress_of
from qanat.foundation.refusals import NotFound
from qanat.registry.facilities.queries import facility_title
from qanat.registry.patients.queries.wording import age_text
from qanat.registry.patients.states import Sex
from qanat.registry.terminology.queries import names_of
from qanat.response.callout.models import Ask
from qanat.response.callout.states import OPEN, AskState, CalloutState
from qanat.response.dispatch.queries.asked_patients import AskedPatient, asked_patients

STANDING_ASKS = frozenset({AskState.WAITING, AskState.SILENT, AskState.OFFERED})
"""To these an answer is still awaited, or welcome."""
LATELY = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class PatientTold:
    """A patient without a name, in words."""

    who: tuple[str, ...]
    """Age and sex of each."""
    nosology: str
    urgency: int
    gestation_weeks: int | None
    is_isolation_needed: bool
    needs: tuple[str, ...]
    equipment: tuple[str, ...]
    sender: str
    arrives_at: datetime | None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question to one hospital."""

    id: int
    hospital: str
    number: str
    request_id: int | None
    patient: PatientTold | None
    state: AskState
    callout_state: CalloutState
    asked_at: datetime
    norm_due_at: datetime
    due_at: datetime | None
    """When the next of the hospital is called; None where nobody is being called."""
    answered_at: datetime | None
    answered_by: str
    reason: str
    ready_at: datetime | None
    is_exercise: bool
    is_synthetic: bool

    @property
    def can_answer(self) -> bool:
        """Tell whether an answer is awaited, or welcome still."""
        return self.callout_state in OPEN and self.state != AskState.ACCEPTED

    @property
    def is_off(self) -> bool:
        """Tell whether nobody is needed for it any more, whatever was answered."""
        return self.callout_state in {CalloutState.WITHDRAWN, CalloutState.OVERTAKEN}


def open_questions(actor: Actor, *, first: int = 0, count: int = 50) -> list[QuestionRow]:
    """Return the questions which wait for an answer of the actor's hospitals, oldest first."""
    return _rows(_waiting(actor).order_by("callout__started_at", "id")[first : first + count])


def count_open_questions(actor: Actor) -> int:
    """Return how many questions wait for an answer of the actor's hospitals."""
    return _waiting(actor).count()


def unanswered_questions(actor: Actor) -> list[tuple[str, bool]]:
    """Return number and whether it is an exercise, of the questions nobody has answered yet."""
    rows = _waiting(actor).exclude(state=AskState.OFFERED).order_by("callout__started_at", "id")
    return list(rows.values_list("callout__number", "callout__is_exercise"))


def past_questions(
    actor: Actor, now: datetime, *, first: int = 0, count: int = 50
) -> list[QuestionRow]:
    """Return the questions of the last two days which are answered or over, newest first."""
    return _rows(_past(actor, now).order_by("-callout__started_at", "-id")[first : first + count])


def count_past_questions(actor: Actor, now: datetime) -> int:
    """Return how many questions of the last two days are answered or over."""
    return _past(actor, now).count()


def get_question(actor: Actor, ask_id: int) -> QuestionRow:
    """Return a question.

    Raises:
        NotFound: if it is not to a hospital of the actor's.
    """
    found = _rows(Ask.objects.visible_to(actor).filter(pk=ask_id))
    if not found:
        raise NotFound
    return found[0]


def patients_told(request_ids: Collection[int]) -> Mapping[int, PatientTold]:
    """Return what hospitals are told of the patients of requests, in the active language."""
    nosologies = names_of("nosology")
    return {pk: _told(row, nosologies) for pk, row in asked_patients(request_ids).items()}


def _waiting(actor: Actor) -> QuerySet[Ask]:
    rows = Ask.objects.visible_to(actor)
    return rows.filter(callout__state__in=OPEN, state__in=STANDING_ASKS)


def _past(actor: Actor, now: datetime) -> QuerySet[Ask]:
    rows = Ask.objects.visible_to(actor).filter(callout__started_at__gte=now - LATELY)
    return rows.exclude(Q(callout__state__in=OPEN) & Q(state__in=STANDING_ASKS))


def _rows(found: QuerySet[Ask]) -> list[QuestionRow]:
    rows = list(found.select_related("callout", "facility__settlement"))
    told = patients_told({row.callout.request_id for row in rows if row.callout.request_id})
    calls = progress_of([row.call_id for row in rows if row.call_id is not None])
    return [
        QuestionRow(
            id=row.pk,
            hospital=facility_title(row.facility),
            number=row.callout.number,
            request_id=row.callout.request_id,
            patient=told.get(row.callout.request_id or 0),
            state=AskState(row.state),
            callout_state=CalloutState(row.callout.state),
            asked_at=row.callout.started_at,
            norm_due_at=row.callout.started_at + timedelta(seconds=row.callout.norm_s),
            due_at=calls[row.call_id].step_due_at
            if row.state == AskState.WAITING and row.call_id is not None
            else None,
            answered_at=row.answered_at,
            answered_by=row.answered_by,
            reason=row.reason,
            ready_at=row.ready_at,
            is_exercise=row.callout.is_exercise,
            is_synthetic=row.callout.is_synthetic,
        )
        for row in rows
    ]


def _told(row: AskedPatient, nosologies: Mapping[str, str]) -> PatientTold:
    return PatientTold(
        who=tuple(", ".join(_who(one.age_years, one.sex)) for one in row.people),
        nosology=nosologies.get(row.nosology, ""),
        urgency=row.urgency,
        gestation_weeks=row.gestation_weeks,
        is_isolation_needed=row.is_isolation_needed,
        needs=row.needs,
        equipment=row.equipment,
        sender=row.sending,
        arrives_at=row.arrives_at,
    )


def _who(age_years: float | None, sex: str) -> list[str]:
    parts = [age_text(age_years)] if age_years is not None else []
    return [*parts, str(Sex(sex).label)] if sex in {Sex.MALE, Sex.FEMALE} else parts
