"""What physicians found, decided and later learned."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from qanat.foundation.guards import append_only, audited
from qanat.response.dispatch.models.requests import Request


class Consciousness(models.TextChoices):
    """Consciousness by the ACVPU scale."""

    ALERT = "A", pgettext_lazy("consciousness", "Alert")
    CONFUSED = "C", pgettext_lazy("consciousness", "Newly confused")
    VOICE = "V", pgettext_lazy("consciousness", "Responds to voice")
    PAIN = "P", pgettext_lazy("consciousness", "Responds to pain")
    UNRESPONSIVE = "U", pgettext_lazy("consciousness", "Unresponsive")


class Decision(models.TextChoices):
    """A physician's decision on a request."""

    FLY_PATIENT = "fly_patient", pgettext_lazy("decision", "Fly the patient")
    FLY_SPECIALIST = "fly_specialist", pgettext_lazy("decision", "Fly a specialist there")
    GROUND = "ground", pgettext_lazy("decision", "Send by road")
    REMOTE = "remote", pgettext_lazy("decision", "Consult remotely first")
    DECLINE = "decline", pgettext_lazy("decision", "Decline")
    WITHDRAW = "withdraw", pgettext_lazy("decision", "Withdrawn by the sender")


class Support(models.TextChoices):
    """What keeps a patient alive."""

    OXYGEN = "oxygen", pgettext_lazy("support", "Oxygen")
    VENTILATION = "ventilation", pgettext_lazy("support", "Mechanical ventilation")
    VASOPRESSORS = "vasopressors", pgettext_lazy("support", "Vasopressors")
    DRAIN = "drain", pgettext_lazy("support", "Chest drain")
    IMMOBILISATION = "immobilisation", pgettext_lazy("support", "Immobilisation")
    TRANSFUSION = "transfusion", pgettext_lazy("support", "Transfusion")
    SEDATION = "sedation", pgettext_lazy("support", "Sedation")


@append_only
@audited(stream="dispatch")
class Assessment(models.Model):
    """The condition of a patient at a time. Units: /min, %, mmHg, degrees Celsius."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="assessments")
    patient = models.ForeignKey(
        "patients.Patient", null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    by_id = models.BigIntegerField()
    respiratory_rate = models.SmallIntegerField(null=True)
    spo2 = models.SmallIntegerField(null=True)
    is_on_oxygen = models.BooleanField(null=True)
    is_hypercapnic = models.BooleanField(default=False)
    systolic = models.SmallIntegerField(null=True)
    diastolic = models.SmallIntegerField(null=True)
    heart_rate = models.SmallIntegerField(null=True)
    consciousness = models.CharField(max_length=1, choices=Consciousness, blank=True)
    temperature_c = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    gcs_eye = models.SmallIntegerField(null=True)
    gcs_verbal = models.SmallIntegerField(null=True)
    gcs_motor = models.SmallIntegerField(null=True)
    fio2 = models.SmallIntegerField(null=True)
    ventilation = models.CharField(max_length=20, blank=True)
    support = ArrayField(models.CharField(max_length=30), default=list)
    """Values of :class:`Support`."""
    scores = models.JSONField(default=dict)
    """``{"news2": {"total": 7, "band": "high", "version": …}, "shock_index": …}``."""
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        indexes = (models.Index(fields=["request", "-at"], name="assessment_newest"),)
        constraints = (
            models.CheckConstraint(
                condition=(Q(spo2=None) | Q(spo2__range=(0, 100)))
                & (Q(respiratory_rate=None) | Q(respiratory_rate__range=(0, 120)))
                & (Q(heart_rate=None) | Q(heart_rate__range=(0, 350)))
                & (Q(systolic=None) | Q(systolic__range=(0, 320)))
                & (Q(temperature_c=None) | Q(temperature_c__range=(15, 45)))
                & (Q(gcs_eye=None) | Q(gcs_eye__range=(1, 4)))
                & (Q(gcs_verbal=None) | Q(gcs_verbal__range=(1, 5)))
                & (Q(gcs_motor=None) | Q(gcs_motor__range=(1, 6))),
                name="assessment_is_possible",
            ),
        )


@append_only
@audited(stream="dispatch")
class Review(models.Model):
    """A physician's decision on a request, with its reason."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="reviews")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    by_id = models.BigIntegerField()
    decision = models.CharField(max_length=20, choices=Decision)
    reason = models.CharField(max_length=40, blank=True)
    urgency = models.SmallIntegerField(null=True)
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(decision__in=["fly_patient", "fly_specialist"]) | ~Q(reason=""),
                name="review_has_reason",
            ),
        )


class OutcomePoint(models.TextChoices):
    """When after the request a patient's state was asked for."""

    DAY = "24h", pgettext_lazy("outcome", "After 24 hours")
    WEEK = "7d", pgettext_lazy("outcome", "After 7 days")
    MONTH = "30d", pgettext_lazy("outcome", "After 30 days")


class Vital(models.TextChoices):
    """Whether a patient lives."""

    ALIVE = "alive", pgettext_lazy("outcome", "Alive")
    DEAD = "dead", pgettext_lazy("outcome", "Died")
    UNKNOWN = "unknown", pgettext_lazy("outcome", "Could not be learned")


@audited(stream="dispatch")
class Outcome(models.Model):
    """What became of a patient, transported or declined alike."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="outcomes")
    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+")
    point = models.CharField(max_length=4, choices=OutcomePoint)
    vital = models.CharField(max_length=8, choices=Vital)
    learned_from = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(auto_now=True)
    by_id = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["request", "patient", "point"], name="outcome_one_a_point"
            ),
        )
