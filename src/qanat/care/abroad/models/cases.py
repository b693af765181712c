"""The case: one patient, one treatment which is not given at home."""

from typing import Final, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q

from qanat.care.abroad.permissions import PREPARE, SEE
from qanat.care.abroad.states import (
    CARRIED_OUT,
    CASE,
    DECISIONS,
    FLOWN,
    OPEN,
    PAID,
    PREPARED,
    CaseState,
    Decision,
    Urgency,
)
from qanat.foundation.actors import Actor
from qanat.foundation.guards import append_only, audited, guarded
from qanat.foundation.texts import LocalTextField

STREAM: Final = "abroad"
UNREGISTERED: Final = (*PREPARED, CaseState.WITHDRAWN, CaseState.DIED)
"""States in which a case may be without a day from which its terms are counted."""
DECIDED: Final = (CaseState.DECIDED, CaseState.APPEALED, *CARRIED_OUT, CaseState.CLOSED)


class CaseQuerySet(models.QuerySet["Case"]):
    """Filters on cases."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep those of the actor's hospital or region; of the nation those which are registered.

        What a hospital prepares and has not handed in yet is its own and its region's.
        """
        return self.within(actor, SEE)

    def within(self, actor: Actor, permission: str) -> Self:
        """Keep those which a permission of the actor reaches."""
        scope = actor.scope_of(permission)
        if scope.nation:
            sees_drafts = actor.is_all or actor.scope_of(PREPARE).nation
            return self if sees_drafts else self.filter(registered_at__isnull=False)
        return self.filter(Q(region__in=scope.regions) | Q(facility__in=scope.organisations))

    def open(self) -> Self:
        """Keep those which are not over."""
        return self.filter(state__in=OPEN)


@guarded(CASE)
@audited(stream=STREAM, omit=("applicant_phone", "applicant_email", "code"))
class Case(models.Model):
    """A request that the state pays for a treatment abroad, from the draft to the last follow-up.

    Attributes:
        matter: by which the commission knows the case.
        code: by which the applicant asks where it stands.
        act: the act under which it is decided: the one in force on the day of registration.
        state_at: since when it stands where it stands; ``due_at``: by when it has to go on.
        decide_by: by when the commission decides; it moves on by the time the clock stood still.
        stopped_at: since when the clock stands still.
        priority: the class in the order of the act; smaller goes first.
        summary: what experts read: nobody is to be recognised in it.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=32, unique=True)
    matter = models.UUIDField(default=uuid4, unique=True)
    code = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=14, choices=CaseState, default=CaseState.DRAFT)
    state_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    decide_by = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField(null=True)
    act = models.CharField(max_length=40, blank=True)
    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey("facilities.Facility", on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(
        "places.Region", on_delete=models.PROTECT, db_column="region", related_name="+"
    )
    diagnosis = models.CharField(max_length=500)
    icd10 = models.CharField(max_length=8, blank=True)
    disease = models.CharField(max_length=40, blank=True)
    treatment = models.CharField(max_length=500)
    summary = models.TextField(max_length=8000)
    is_available_at_home = models.BooleanField(null=True)
    is_citizen = models.BooleanField(null=True)
    is_pregnant = models.BooleanField(null=True)
    is_injured_on_duty = models.BooleanField(null=True)
    is_transportable = models.BooleanField(null=True)
    can_benefit = models.BooleanField(null=True)
    is_self_arranged = models.BooleanField(null=True)
    is_represented = models.BooleanField(default=False)
    """Somebody else speaks for the patient: of a child always."""
    urgency = models.SmallIntegerField(choices=Urgency, default=Urgency.PLANNED)
    is_urgent = models.BooleanField(default=False)
    urgent_because = models.CharField(max_length=500, blank=True)
    is_urgency_anonymous = models.BooleanField(default=False)
    """Somebody confirmed that the reason names nobody: the bundle of the agenda tells it."""
    priority = models.SmallIntegerField(default=0)
    applicant_phone = models.BinaryField(null=True)
    applicant_email = models.BinaryField(null=True)
    applicant_language = models.CharField(max_length=8, default="kk")
    wants_sms = models.BooleanField(default=True)
    wants_email = models.BooleanField(default=True)
    """How the applicant is written to when there is news."""
    decision = models.CharField(max_length=12, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    is_synthetic = models.BooleanField(default=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = (
            CASE.constraint(),
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(state__in=[one.value for one in OPEN]),
                name="abroad_case_one_a_patient",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in UNREGISTERED])
                | (Q(registered_at__isnull=False) & ~Q(act="")),
                name="abroad_case_registered_under_an_act",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[one.value for one in DECIDED])
                | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="abroad_case_goes_on_by_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(decision="") | Q(decision__in=DECISIONS),
                name="abroad_case_decision_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[one.value for one in FLOWN]) | Q(decision=Decision.ABROAD),
                name="abroad_case_flies_by_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[one.value for one in PAID])
                | Q(decision__in=[Decision.ABROAD, Decision.SPECIALIST]),
                name="abroad_case_paid_by_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[one.value for one in CARRIED_OUT])
                | Q(decision__in=[Decision.ABROAD, Decision.SPECIALIST, Decision.HOME]),
                name="abroad_case_carried_out_by_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[one.value for one in PAID])
                | Q(is_self_arranged__isnull=True)
                | Q(is_self_arranged=False),
                name="abroad_case_not_self_arranged",
            ),
            models.CheckConstraint(
                condition=Q(is_urgent=False) | ~Q(urgent_because=""),
                name="abroad_case_urgent_for_a_reason",
            ),
        )
        indexes = (
            models.Index(
                fields=["state", "-is_urgent", "priority", "urgency", "registered_at", "id"],
                name="abroad_case_queue",
            ),
            models.Index(fields=["region", "state", "-state_at", "-id"], name="abroad_case_region"),
            models.Index(fields=["facility", "state", "-state_at", "-id"], name="abroad_case_of"),
            models.Index(
                fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="abroad_case_due"
            ),
            models.Index(
                fields=["decide_by", "id"],
                condition=Q(decided_at=None, decide_by__isnull=False),
                name="abroad_case_decide_by",
            ),
        )


@append_only
@audited(stream=STREAM)
class CaseDecision(models.Model):
    """What was decided, under which act, for which reasons; an appeal leads to another one.

    Attributes:
        ground: code of the act's ground of refusal; "" for every other decision.
        place: where treatment is given at home.
        reference: of the sitting and its minutes.
        finding: what the rules said on that day, as plain values.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=12, choices=Decision)
    act = models.CharField(max_length=40)
    ground = models.CharField(max_length=40, blank=True)
    place = models.ForeignKey(
        "facilities.Facility", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reasons = LocalTextField()
    reference = models.CharField(max_length=80)
    finding = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(decision__in=DECISIONS), name="abroad_decision_known"
            ),
            models.CheckConstraint(
                condition=(Q(decision="refuse") & ~Q(ground=""))
                | (~Q(decision="refuse") & Q(ground="")),
                name="abroad_refusal_has_a_ground",
            ),
            models.UniqueConstraint(fields=["case", "reference"], name="abroad_decision_once"),
        )
        indexes = (models.Index(fields=["case", "-id"], name="abroad_decision_of"),)


@append_only
@audited(stream=STREAM)
class Appeal(models.Model):
    """Why the applicant does not accept a decision."""

    id = models.BigAutoField(primary_key=True)
    decision = models.OneToOneField(CaseDecision, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField(max_length=8000)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
