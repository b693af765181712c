"""Rounds of the centre's specialists, and councils of several."""

from django.db import models
from django.db.models import Q

from qanat.care.critical.models.findings import STREAM, Findings
from qanat.care.critical.states import (
    COUNCIL_CYCLE,
    ROUND_CYCLE,
    Condition,
    CouncilState,
    RoundState,
)
from qanat.care.telemedicine.states import Advice
from qanat.foundation.guards import append_only, audited, guarded


@guarded(ROUND_CYCLE)
@audited(stream=STREAM)
class Round(models.Model):
    """One look of a specialist at a patient: it counts by its order, its data, its conclusion.

    Attributes:
        findings: the data on which it rests.
        order: the consultation order whose conclusion is the service that counts.
    """

    id = models.BigAutoField(primary_key=True)
    watch = models.ForeignKey("critical.Watch", on_delete=models.PROTECT, related_name="rounds")
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.TAKEN)
    by_id = models.BigIntegerField()
    taken_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """By when it was due."""
    concluded_at = models.DateTimeField(null=True)
    findings = models.ForeignKey(Findings, null=True, on_delete=models.PROTECT, related_name="+")
    condition = models.SmallIntegerField(choices=Condition, null=True)
    advice = models.CharField(max_length=10, choices=Advice, blank=True)
    text = models.TextField(max_length=8000, blank=True)
    order = models.ForeignKey(
        "telemedicine.ConsultationOrder", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = (
            ROUND_CYCLE.constraint(),
            models.UniqueConstraint(
                fields=["watch"], condition=Q(state="taken"), name="round_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="concluded")
                | (
                    Q(concluded_at__isnull=False, findings__isnull=False, order__isnull=False)
                    & ~Q(text="")
                ),
                name="round_counts_by_its_evidence",
            ),
        )
        indexes = (
            models.Index(fields=["watch", "-taken_at", "-id"], name="round_of_watch"),
            models.Index(fields=["by_id", "watch"], name="round_by_whom"),
        )


@guarded(COUNCIL_CYCLE)
@audited(stream=STREAM)
class Council(models.Model):
    """Several specialists on one patient; its conclusion is one service."""

    id = models.BigAutoField(primary_key=True)
    watch = models.ForeignKey("critical.Watch", on_delete=models.PROTECT, related_name="councils")
    state = models.CharField(max_length=10, choices=CouncilState, default=CouncilState.CALLED)
    question = models.TextField(max_length=4000)
    called_at = models.DateTimeField()
    called_by = models.BigIntegerField()
    concluded_at = models.DateTimeField(null=True)
    concluded_by = models.BigIntegerField(null=True)
    advice = models.CharField(max_length=10, choices=Advice, blank=True)
    text = models.TextField(max_length=8000, blank=True)
    order = models.ForeignKey(
        "telemedicine.ConsultationOrder", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = (
            COUNCIL_CYCLE.constraint(),
            models.UniqueConstraint(
                fields=["watch"], condition=Q(state="called"), name="council_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="concluded")
                | (Q(concluded_at__isnull=False, order__isnull=False) & ~Q(text="")),
                name="council_counts_by_its_evidence",
            ),
        )
        indexes = (models.Index(fields=["watch", "-called_at", "-id"], name="council_of_watch"),)


@append_only
@audited(stream=STREAM)
class CouncilSeat(models.Model):
    """A specialty which is asked into a council."""

    id = models.BigAutoField(primary_key=True)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="seats")
    specialty = models.CharField(max_length=40)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["council", "specialty"], name="council_seat_once"),
        )
        indexes = (models.Index(fields=["specialty", "council"], name="council_seat_of"),)


@append_only
@audited(stream=STREAM)
class Opinion(models.Model):
    """What one specialist of a council holds."""

    id = models.BigAutoField(primary_key=True)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="opinions")
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    text = models.TextField(max_length=4000)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["council", "by_id"], name="opinion_one_a_specialist"),
        )
