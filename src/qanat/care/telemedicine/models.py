"""Tables of telemedicine."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from qanat.care.telemedicine.permissions import SEE
from qanat.care.telemedicine.states import OPEN, ORDER_CYCLE, Advice, OrderState
from qanat.foundation.actors import Actor
from qanat.foundation.guards import append_only, audited, guarded


class OrderKind(models.TextChoices):
    """What is asked for."""

    CONSULTATION = "consultation", pgettext_lazy("order", "Consultation")
    COUNCIL = "council", pgettext_lazy("order", "Council of physicians")
    READING = "reading", pgettext_lazy("order", "Reading of a study")


def _of_consultant(actor: Actor, profiles: frozenset[str]) -> Q:
    """Return the condition of an order to a profile, or an open one to none in particular."""
    taken = Q(taken_by=actor.id)
    if not profiles:
        return taken
    return taken | Q(specialty__in=profiles) | Q(specialty="", state__in=OPEN)


class OrderQuerySet(models.QuerySet["ConsultationOrder"]):
    """Filters on consultation orders."""

    def visible_to(self, actor: Actor) -> Self:
        """Only rows of the actor's regions, organisations and profiles, and those he has taken."""
        return self.within(actor, SEE)

    def within(self, actor: Actor, permission: str) -> Self:
        """Only rows which a permission of the actor reaches."""
        scope = actor.scope_of(permission)
        if scope.nation:
            return self
        return self.filter(
            Q(region__in=scope.regions)
            | Q(sending_facility__in=scope.organisations)
            | _of_consultant(actor, scope.profiles)
        )

    def of_consultant(self, actor: Actor, profiles: frozenset[str]) -> Self:
        """Only orders to some profiles, and those the actor has taken."""
        return self.filter(_of_consultant(actor, profiles))

    def open(self) -> Self:
        """Only those which wait for somebody."""
        return self.filter(state__in=OPEN)


@guarded(ORDER_CYCLE)
@audited(stream="telemedicine")
class ConsultationOrder(models.Model):
    """An order for a remote consultation, with a number of its own.

    ``request_id`` is the aviation request from which it came, if it came from one.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=10, choices=OrderState, default=OrderState.ORDERED)
    kind = models.CharField(max_length=12, choices=OrderKind, default=OrderKind.CONSULTATION)
    request = models.ForeignKey(
        "dispatch.Request", null=True, on_delete=models.PROTECT, related_name="consultations"
    )
    region = models.ForeignKey(
        "places.Region", null=True, on_delete=models.PROTECT, db_column="region", related_name="+"
    )
    sending_facility = models.ForeignKey(
        "facilities.Facility", null=True, on_delete=models.PROTECT, related_name="+"
    )
    sending_name = models.CharField(max_length=200, blank=True)
    specialty = models.CharField(max_length=40, blank=True)
    urgency = models.SmallIntegerField(default=1)
    is_threat = models.BooleanField(default=False)
    """Life or an organ is at stake: goes before everything else."""
    diagnosis = models.CharField(max_length=500, blank=True)
    icd10 = models.CharField(max_length=8, blank=True)
    nosology = models.CharField(max_length=20)
    question = models.TextField(max_length=4000, blank=True)
    ordered_at = models.DateTimeField()
    taken_by = models.BigIntegerField(null=True)
    taken_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)
    origin = models.CharField(max_length=10, default="live")
    is_exercise = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = (
            ORDER_CYCLE.constraint(),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(request__isnull=False, state__in=["ordered", "taken"]),
                name="order_one_open_a_request",
            ),
            models.CheckConstraint(condition=Q(urgency__in=[1, 2, 3]), name="order_urgency_known"),
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(taken_by__isnull=False),
                name="order_taken_by_somebody",
            ),
        )
        indexes = (
            models.Index(
                fields=["-is_threat", "urgency", "ordered_at", "id"],
                condition=Q(state__in=["ordered", "taken"]),
                name="order_open",
            ),
            models.Index(fields=["ordered_at", "id"], name="order_ordered"),
        )


@append_only
@audited(stream="telemedicine")
class RemoteService(models.Model):
    """A remote consultation that was given: it counts as a service of medical aviation.

    Its evidence is the order and the conclusion.
    """

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(ConsultationOrder, on_delete=models.PROTECT, related_name="services")
    performed_at = models.DateTimeField()
    performed_by = models.CharField(max_length=160, blank=True)
    by_id = models.BigIntegerField()
    conclusion = models.TextField(max_length=8000)
    recommends = models.CharField(max_length=20, choices=Advice, blank=True)
    """What is advised; "" where nothing is."""
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["performed_at", "id"], name="remote_performed"),)


@audited(stream="telemedicine")
class OrderPatient(models.Model):
    """A patient of a consultation order."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(ConsultationOrder, on_delete=models.PROTECT, related_name="people")
    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["order", "patient"], name="order_patient_once"),
        )


@append_only
@audited(stream="telemedicine")
class FurtherQuestion(models.Model):
    """A question added to an order that was open already."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(ConsultationOrder, on_delete=models.PROTECT, related_name="questions")
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    text = models.TextField(max_length=4000)
