"""Drugs given on missions: what, how much, which way, when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from qanat.foundation.guards import audited, equal_along
from qanat.response.dispatch.models.missions import Mission
from qanat.response.dispatch.models.requests import Request


class DrugUnit(models.TextChoices):
    """Units of doses and rates; the stored value is the code of UCUM."""

    MILLIGRAM = "mg", pgettext_lazy("dose", "mg")
    MICROGRAM = "ug", pgettext_lazy("dose", "µg")
    GRAM = "g", pgettext_lazy("dose", "g")
    MILLILITRE = "mL", pgettext_lazy("dose", "ml")
    INTERNATIONAL = "[iU]", pgettext_lazy("dose", "IU")
    MILLIMOLE = "mmol", pgettext_lazy("dose", "mmol")
    MILLIGRAM_AN_HOUR = "mg/h", pgettext_lazy("dose", "mg/h")
    MICROGRAM_A_MINUTE = "ug/min", pgettext_lazy("dose", "µg/min")
    MICROGRAM_A_KILOGRAM = "ug/kg/min", pgettext_lazy("dose", "µg/kg/min")
    MILLILITRE_AN_HOUR = "mL/h", pgettext_lazy("dose", "ml/h")
    LITRE_A_MINUTE = "L/min", pgettext_lazy("dose", "l/min")


class DrugRoute(models.TextChoices):
    """Which way a drug was given."""

    INTRAVENOUS = "iv", pgettext_lazy("route of a drug", "Into a vein")
    INFUSION = "infusion", pgettext_lazy("route of a drug", "Infusion into a vein")
    INTRAOSSEOUS = "io", pgettext_lazy("route of a drug", "Into bone")
    INTRAMUSCULAR = "im", pgettext_lazy("route of a drug", "Into a muscle")
    SUBCUTANEOUS = "sc", pgettext_lazy("route of a drug", "Under the skin")
    INHALED = "inhaled", pgettext_lazy("route of a drug", "Inhaled")
    ENDOTRACHEAL = "endotracheal", pgettext_lazy("route of a drug", "Into the tracheal tube")
    INTRANASAL = "nasal", pgettext_lazy("route of a drug", "Into the nose")
    SUBLINGUAL = "sublingual", pgettext_lazy("route of a drug", "Under the tongue")
    ORAL = "oral", pgettext_lazy("route of a drug", "By mouth")
    RECTAL = "rectal", pgettext_lazy("route of a drug", "Rectally")


@equal_along("is_exercise", "mission", "request")
@audited(stream="dispatch")
class DrugGiven(models.Model):
    """A drug given to a patient on a mission; a wrong record is taken back, never changed."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="drugs")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="drugs")
    patient = models.ForeignKey(
        "patients.Patient", null=True, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField()
    drug = models.CharField(max_length=120)
    dose = models.DecimalField(max_digits=9, decimal_places=3)
    unit = models.CharField(max_length=12, choices=DrugUnit)
    route = models.CharField(max_length=12, choices=DrugRoute)
    recorded_at = models.DateTimeField(auto_now_add=True)
    by_id = models.BigIntegerField()
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(dose__gt=0), name="drug_dose_positive"),
            models.CheckConstraint(condition=~Q(drug=""), name="drug_is_named"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancel_reason=""),
                name="drug_cancel_has_reason",
            ),
        )
