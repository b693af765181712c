"""What physicians write: assessments, decisions, the accepting hospital's word, outcomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from qanat.engine.intervals import Stamp as Kind
from qanat.engine.scores.plausible import Oddity, oddities
from qanat.events.dispatch import ConsultationNeeded
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Invalid, NotAllowed, Text
from qanat.registry.facilities.queries import facility_row
from qanat.registry.terminology.queries import reason_rows
from qanat.response.commitments.commands import release_purpose
from qanat.response.dispatch.commands.finding import locked_request, touch_request
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.dispatch.commands.receiving import FIELDS
from qanat.response.dispatch.models import (
    Assessment,
    Outcome,
    Request,
    RequestLog,
    Review,
    Stamp,
)
from qanat.response.dispatch.models.clinical import OutcomePoint
from qanat.response.dispatch.models.requests import LogKind
from qanat.response.dispatch.permissions import ASSESS, CLOSE, OUTCOME, REGISTER, REVIEW
from qanat.response.dispatch.queries.closing import in_words, not_recorded
from qanat.response.dispatch.rules.outcomes import is_too_early, known_from
from qanat.response.dispatch.rules.scoring import Vitals, scores_of
from qanat.response.dispatch.states import REQUEST, RequestState
from qanat.response.dispatch.states.findings import FINDINGS

__all__ = ["Judgement", "Vitals"]

REFUSING = "bed_refusal"
MOVES = {
    "fly_patient": "approve",
    "fly_specialist": "approve",
    "ground": "send_by_road",
    "remote": "consult",
    "decline": "decline",
}


class NothingMeasured(Invalid):
    """An assessment without a single finding says nothing."""

    code = "nothing_measured"
    text = _("Enter at least one finding.")


class FindingImpossible(Invalid):
    """No living person has such a finding."""

    code = "finding_impossible"
    text = _("These findings can't be right: %(names)s. Measure or write them again.")


class NotThisPatient(Invalid):
    """The person does not belong to the request."""

    code = "not_this_patient"
    text = _("This person does not belong to the request. Add the person first.")


class NotYourHospital(NotAllowed):
    """A hospital answers only for itself."""

    code = "not_your_hospital"
    text = _("You answer for your own hospital only. The other one answers itself.")


class NoReason(Invalid):
    """A hospital refuses with a reason of the list."""

    code = "no_reason"
    text = _("Choose why the hospital can't take the patient.")


class NotRecorded(Invalid):
    """A request is closed when all is recorded, or said to be unknown."""

    code = "not_recorded"
    text = _("Not recorded yet: %(missing)s. Record it, or close it as unknown.")


class TooEarly(Invalid):
    """That somebody lives after thirty days is known after thirty days."""

    code = "too_early"
    text = _("“%(point)s” is reached at %(at)s. Before that only a death can be recorded.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A physician's decision: what, why, how urgent, who must come along.

    ``companion`` is the specialty; what is ``None`` stays as it is.
    """

    decision: str
    reason: str = ""
    note: str = ""
    urgency: int | None = None
    companion: str | None = None


@command(needs=ASSESS)
def assess_request(
    actor: Actor,
    *,
    request_id: int,
    patient_id: int | None,
    vitals: Vitals,
    at: datetime,
    now: datetime,
    note: str = "",
) -> int:
    """Record the condition of a patient with the scores that are valid for him.

    Raises:
        NothingMeasured: if no finding is given.
        FindingImpossible: if nobody can have such a finding.
        FromTheFuture: if it was measured after now.
        NotThisPatient: if the person does not belong to the request.
    """
    if not vitals.is_measured() and not note:
        raise NothingMeasured
    if wrong := [n for n, odd in oddities(vitals.numbers()).items() if odd is not Oddity.UNUSUAL]:
        raise FindingImpossible(names=", ".join(str(FINDINGS[name]) for name in wrong))
    if at > now:
        raise FromTheFuture(field=_("Time"))
    row = locked_request(actor, request_id)
    if patient_id is not None and not row.people.filter(patient_id=patient_id).exists():
        raise NotThisPatient
    found = Assessment(
        request=row,
        patient_id=patient_id,
        at=at,
        by_id=actor.id,
        scores=scores_of(vitals),
        note=note,
        **vitals.columns(),
    )
    found.save(force_insert=True)
    touch_request(row)
    return found.pk


@command(needs=REVIEW)
def review_request(
    actor: Actor, *, request_id: int, version: int | None, judgement: Judgement, now: datetime
) -> int:
    """Decide on a request; the decision with its reason is kept for ever.

    A second decision may change the first as long as no mission is committed.
    """
    row = locked_request(actor, request_id, version)
    row.decision, row.decision_reason = judgement.decision, judgement.reason
    row.decided_at, row.advised_at = now, None
    row.urgency = judgement.urgency or row.urgency
    row.companion = row.companion if judgement.companion is None else judgement.companion
    also = ("decision", "decision_reason", "decided_at", "advised_at", "urgency", "companion")
    move = MOVES[judgement.decision]
    if move == "approve" and row.state == RequestState.APPROVED:
        row.save(update_fields=list(also))
    else:
        make_move(
            actor, row, REQUEST, move, reason=judgement.reason, note=judgement.note, also=also
        )
    review = Review.objects.create(
        request=row,
        at=now,
        by_id=actor.id,
        decision=judgement.decision,
        reason=judgement.reason,
        urgency=row.urgency,
        note=judgement.note,
    )
    if judgement.decision == "remote":
        announce(
            ConsultationNeeded(request_id=row.pk, specialty=row.specialty, urgency=row.urgency)
        )
    touch_request(row)
    return review.pk


@command(needs=REGISTER)
def tell_conclusion(
    actor: Actor, *, request_id: int, by_id: int, advice: str, at: datetime
) -> None:
    """Tell that a specialist has concluded on a request: somebody decides now.

    Args:
        actor: who tells; he sees the request.
        request_id: the request about which the specialist was asked.
        by_id: account of the specialist.
        advice: in words.
        at: the moment.
    """
    row = locked_request(actor, request_id)
    if row.state == RequestState.REMOTE_ONLY:
        row.advised_at = at
        row.save(update_fields=["advised_at"])
    RequestLog.objects.create(request=row, kind=LogKind.CONCLUSION, at=at, by_id=by_id, text=advice)
    touch_request(row)


@command(needs=REGISTER)
def record_acceptance(  # noqa: PLR0913 (who accepts whom, from when, and what was said)
    actor: Actor,
    *,
    request_id: int,
    version: int | None = None,
    facility_id: int,
    physician: str,
    accepts_from: datetime | None = None,
    note: str = "",
    now: datetime,
) -> None:
    """Record that a hospital accepts the patient, who said so there, and from when if only later.

    Raises:
        NotYourHospital: if the actor speaks for hospitals, and not for this one.
    """
    row = locked_request(actor, request_id, version)
    if not speaks_for(actor, facility_id):
        raise NotYourHospital
    facility = facility_row(facility_id)
    row.accepting_facility_id, row.accepting_physician = facility_id, physician
    row.accepting_name = ""
    row.destination_region, row.accepted_at = facility.region_code, now
    row.accepts_from, row.is_receiver_planned = accepts_from, False
    row.save(update_fields=FIELDS)
    only = _("only from %(at)s") % {"at": _moment(accepts_from)} if accepts_from else ""
    said = (facility.title, _("accepts"), physician, only, note)
    _write_word(actor, row, said, now)


@command(needs=REGISTER)
def record_refusal(
    actor: Actor,
    *,
    request_id: int,
    facility_id: int,
    reason: str,
    note: str = "",
    now: datetime,
) -> None:
    """Record that a hospital can't take the patient, and why; another is to be asked.

    Raises:
        NotYourHospital: if the actor speaks for hospitals, and not for this one.
        NoReason: if the reason is none of the list.
    """
    row = locked_request(actor, request_id)
    if not speaks_for(actor, facility_id):
        raise NotYourHospital
    reasons = {one.code: one.text for one in reason_rows(REFUSING)}
    if reason not in reasons:
        raise NoReason
    if row.accepting_facility_id == facility_id:
        row.accepting_facility_id, row.accepting_physician, row.accepted_at = None, "", None
        row.destination_region, row.is_receiver_planned = "", False
        row.accepts_from = None
        row.save(update_fields=FIELDS)
    said = (facility_row(facility_id).title, _("can't take the patient"), reasons[reason], note)
    _write_word(actor, row, said, now)


def _moment(at: datetime) -> str:
    return f"{localtime(at):%d.%m.%Y %H:%M}"


def _write_word(actor: Actor, row: Request, said: Sequence[Text], now: datetime) -> None:
    text = " · ".join(str(part) for part in said if part)[:2000]
    RequestLog.objects.create(request=row, kind=LogKind.FACILITY, at=now, by_id=actor.id, text=text)
    touch_request(row)


def speaks_for(actor: Actor, facility_id: int) -> bool:
    """Tell whether somebody may record a hospital's word: his own, or any for a centre or region.

    The centre and the regions write down what they are told by telephone.
    """
    scope = actor.scope_of(REGISTER)
    return scope.nation or bool(scope.regions) or facility_id in scope.organisations


@command(needs=CLOSE)
def close_request(
    actor: Actor, *, request_id: int, note: str = "", as_unknown: bool = False, now: datetime
) -> None:
    """Close a request on which nothing is left to do; holds made for it end.

    With ``as_unknown`` what nobody has recorded is kept as unknown.

    Raises:
        NotRecorded: if something of a patient who was handed over is missing.
    """
    row = locked_request(actor, request_id)
    missing = not_recorded(row)
    if missing and not as_unknown:
        raise NotRecorded(missing=in_words(missing))
    row.closed_at, row.unknown_at_close = now, list(missing)
    also = ("closed_at", "unknown_at_close")
    make_move(actor, row, REQUEST, "close", note=note, also=also)
    release_purpose(SYSTEM, purpose_kind="request", purpose_id=row.pk)
    touch_request(row)


@command(needs=OUTCOME)
def record_outcome(
    actor: Actor,
    *,
    request_id: int,
    patient_id: int,
    point: str,
    vital: str,
    learned_from: str = "",
    now: datetime,
) -> None:
    """Record whether a patient lives 24 hours, 7 or 30 days after his hand-over.

    Where nobody was handed over, the time runs from the decision.

    Raises:
        NotThisPatient: if the person does not belong to the request.
        TooEarly: if somebody is said to live at a time which is still to come.
    """
    row: Request = locked_request(actor, request_id)
    if not row.people.filter(patient_id=patient_id).exists():
        raise NotThisPatient
    since = _outcome_since(row)
    if is_too_early(point, vital, since, now):
        reached = localtime(known_from(point, since))
        raise TooEarly(point=OutcomePoint(point).label, at=f"{reached:%d.%m.%Y %H:%M}")
    Outcome.objects.update_or_create(
        request=row,
        patient_id=patient_id,
        point=point,
        defaults={"vital": vital, "learned_from": learned_from, "by_id": actor.id},
    )
    touch_request(row)


def _outcome_since(row: Request) -> datetime:
    handed_over = Stamp.objects.valid().filter(
        mission__requests=row, kind=Kind.CARE_TRANSFERRED.value
    )
    latest = handed_over.order_by("-at", "-id").values_list("at", flat=True).first()
    return latest or row.decided_at or row.received_at
