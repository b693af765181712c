"""Record that a patient died before he was handed over; take it back if it was a mistake."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.registry.patients.commands import correcting as patients
from qanat.registry.patients.queries.rows import patients_by_id
from qanat.response.dispatch.commands.clinical import NotThisPatient
from qanat.response.dispatch.commands.finding import locked_request, touch_request
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.dispatch.models import Outcome, Request
from qanat.response.dispatch.models.clinical import OutcomePoint, Vital
from qanat.response.dispatch.permissions import REVIEW
from qanat.response.dispatch.states import REQUEST, RequestState


@command(needs=REVIEW)
def record_death(
    actor: Actor,
    *,
    request_id: int,
    died_at: datetime | None,
    patient_ids: Collection[int] | None = None,
    note: str = "",
    now: datetime,
) -> None:
    """Record that the patient died before he was handed over; the request ends with the last.

    Args:
        actor: who records it.
        request_id: of which request.
        died_at: when; None where nobody knows.
        patient_ids: who died; None: everybody.
        note: in words.
        now: the moment.

    Raises:
        FromTheFuture: if the death lies ahead of now.
        NotThisPatient: if a person does not belong to the request.
    """
    row = locked_request(actor, request_id)
    end_by_death(actor, row, died_at=died_at, patient_ids=patient_ids, note=note, now=now)
    touch_request(row)


@command(needs=REVIEW)
def reopen_request(actor: Actor, *, request_id: int, reason: str, note: str = "") -> None:
    """Open a request again that was declined, withdrawn, or ended by a death that was none."""
    row = locked_request(actor, request_id)
    was_dead = row.state == RequestState.DIED
    make_move(actor, row, REQUEST, "reopen", reason=reason, note=note)
    if was_dead:
        forget_deaths(row, reason)
    touch_request(row)


def end_by_death(
    actor: Actor,
    row: Request,
    *,
    died_at: datetime | None,
    patient_ids: Collection[int] | None = None,
    note: str = "",
    now: datetime,
) -> bool:
    """Write deaths down within a command; tell whether the request has ended by them."""
    if died_at is not None and died_at > now:
        raise FromTheFuture(field=_("Time of death"))
    everybody = set(row.people.values_list("patient_id", flat=True))
    died = everybody if patient_ids is None else set(patient_ids)
    if not died <= everybody:
        raise NotThisPatient
    _write(actor, row, died, died_at, now)
    dead = row.outcomes.filter(vital=Vital.DEAD).values_list("patient_id", flat=True)
    if everybody - set(dead):
        return False
    also: tuple[str, ...] = ()
    if not row.missions.filter(took_off_at__isnull=False).exists():
        row.decision, row.decision_reason, row.decided_at = "decline", "died_before_takeoff", now
        also = ("decision", "decision_reason", "decided_at")
    make_move(SYSTEM, row, REQUEST, "record_death", note=note, also=also)
    return True


def forget_deaths(row: Request, why: str) -> None:
    """Take back, within a command, what was written about deaths by mistake."""
    found = row.outcomes.filter(vital=Vital.DEAD)
    ids = set(found.values_list("patient_id", flat=True))
    found.delete()
    for pk, person in sorted(patients_by_id(SYSTEM, ids).items()):
        if person.died_at is not None:
            patients.withdraw_death(SYSTEM, patient_id=pk, why=why)


def _write(
    actor: Actor, row: Request, died: Collection[int], died_at: datetime | None, now: datetime
) -> None:
    known = patients_by_id(SYSTEM, died)
    for pk in sorted(died):
        Outcome.objects.update_or_create(
            request=row,
            patient_id=pk,
            point=OutcomePoint.DAY,
            defaults={"vital": Vital.DEAD, "by_id": actor.id},
        )
        if died_at is not None and known[pk].died_at is None:
            patients.record_death(SYSTEM, patient_id=pk, died_at=died_at, now=now)
