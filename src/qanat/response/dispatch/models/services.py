"""Services given on missions, and to whom."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from qanat.foundation.guards import audited, equal_along
from qanat.response.dispatch.models.missions import Mission
from qanat.response.dispatch.models.requests import Origin, Request


class ServiceKind(models.TextChoices):
    """Kinds of services of medical aviation; remote consultations belong to their orders."""

    TRANSPORT = "transport", pgettext_lazy("service", "Transport of a patient")
    ONSITE_CONSULTATION = "onsite_consultation", pgettext_lazy("service", "On-site consultation")
    OPERATION = "operation", pgettext_lazy("service", "Operation on the spot")
    ORGAN = "organ", pgettext_lazy("service", "Transport of an organ or a transplant team")


@equal_along("is_exercise", "mission", "request")
@audited(stream="dispatch")
class Service(models.Model):
    """One service, given on a mission to one or several patients."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="services")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="services")
    kind = models.CharField(max_length=20, choices=ServiceKind)
    performed_at = models.DateTimeField()
    performed_by = models.CharField(max_length=160, blank=True)
    specialty = models.CharField(max_length=40, blank=True)
    from_name = models.CharField(max_length=200, blank=True)
    to_facility = models.ForeignKey(
        "facilities.Facility", null=True, on_delete=models.PROTECT, related_name="+"
    )
    to_name = models.CharField(max_length=200, blank=True)
    organ = models.CharField(max_length=20, blank=True)
    result = models.TextField(max_length=4000, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    by_id = models.BigIntegerField()
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.LIVE)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["performed_at", "id"], name="service_performed"),
            models.Index(fields=["request"], name="service_of_request"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancel_reason=""),
                name="service_cancel_has_reason",
            ),
        )


@audited(stream="dispatch")
class ServicePatient(models.Model):
    """A patient to whom a service was given; twins are two."""

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="patients")
    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["service", "patient"], name="service_patient_once"),
        )
