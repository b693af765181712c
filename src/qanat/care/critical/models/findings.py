"""What was found at a watched patient, again and again."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from qanat.care.critical.states import Condition
from qanat.foundation.guards import append_only, audited

STREAM: Final = "critical"


class Effort(models.TextChoices):
    """How hard a child breathes."""

    NORMAL = "normal", pgettext_lazy("effort", "Normal")
    MILD = "mild", pgettext_lazy("effort", "Mildly increased")
    MODERATE = "moderate", pgettext_lazy("effort", "Moderately increased")
    SEVERE = "severe", pgettext_lazy("effort", "Severely increased, or pauses")


@append_only
@audited(stream=STREAM)
class Findings(models.Model):
    """Findings at a time with the scores made from them. Units as in ``rules.scoring.Found``."""

    id = models.BigAutoField(primary_key=True)
    watch = models.ForeignKey("critical.Watch", on_delete=models.PROTECT, related_name="findings")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    by_id = models.BigIntegerField()
    condition = models.SmallIntegerField(choices=Condition)
    support = ArrayField(models.CharField(max_length=20), null=True)
    respiratory_rate = models.SmallIntegerField(null=True)
    spo2 = models.SmallIntegerField(null=True)
    is_on_oxygen = models.BooleanField(null=True)
    is_hypercapnic = models.BooleanField(default=False)
    systolic = models.SmallIntegerField(null=True)
    diastolic = models.SmallIntegerField(null=True)
    heart_rate = models.SmallIntegerField(null=True)
    consciousness = models.CharField(max_length=1, blank=True)
    temperature_c = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    gcs_eye = models.SmallIntegerField(null=True)
    gcs_verbal = models.SmallIntegerField(null=True)
    gcs_motor = models.SmallIntegerField(null=True)
    fio2 = models.SmallIntegerField(null=True)
    capillary_refill_s = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    effort = models.CharField(max_length=10, choices=Effort, blank=True)
    pao2 = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    platelets = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    bilirubin = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    creatinine = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    urine = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    dopamine = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    dobutamine = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    adrenaline = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    noradrenaline = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    scores = models.JSONField(default=dict)
    score_name = models.CharField(max_length=10, blank=True)
    score = models.SmallIntegerField(null=True)
    is_score_partial = models.BooleanField(default=False)
    level = models.CharField(max_length=10, blank=True)
    sofa = models.SmallIntegerField(null=True)
    worse_in = ArrayField(models.CharField(max_length=10), default=list)
    """In what they are worse than those before; values of ``states.Why``."""
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        indexes = (models.Index(fields=["watch", "-at", "-id"], name="critical_findings_newest"),)
        constraints = (
            models.CheckConstraint(
                condition=(Q(spo2=None) | Q(spo2__range=(0, 100)))
                & (Q(respiratory_rate=None) | Q(respiratory_rate__range=(0, 120)))
                & (Q(heart_rate=None) | Q(heart_rate__range=(0, 350)))
                & (Q(systolic=None) | Q(systolic__range=(0, 320)))
                & (Q(temperature_c=None) | Q(temperature_c__range=(15, 45)))
                & (Q(fio2=None) | Q(fio2__range=(21, 100)))
                & (Q(gcs_eye=None) | Q(gcs_eye__range=(1, 4)))
                & (Q(gcs_verbal=None) | Q(gcs_verbal__range=(1, 5)))
                & (Q(gcs_motor=None) | Q(gcs_motor__range=(1, 6))),
                name="critical_findings_possible",
            ),
        )
