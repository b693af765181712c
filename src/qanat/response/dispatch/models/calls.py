"""Ambulance calls (103): counted apart from requests for aircraft."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from qanat.foundation.actors import Actor
from qanat.foundation.guards import audited, guarded
from qanat.response.dispatch.models.requests import Origin
from qanat.response.dispatch.permissions import CALLS, SEE
from qanat.response.dispatch.states import CALL, CallState


class Category(models.IntegerChoices):
    """Urgency category of an ambulance call; the norms are dated parameters."""

    FIRST = 1, pgettext_lazy("category", "1: immediate threat to life")
    SECOND = 2, pgettext_lazy("category", "2: potential threat to life")
    THIRD = 3, pgettext_lazy("category", "3: potential threat to health")
    FOURTH = 4, pgettext_lazy("category", "4: no sudden threat")


class CallQuerySet(models.QuerySet["Call"]):
    """Filters on calls."""

    def visible_to(self, actor: Actor) -> Self:
        """Only calls of the actor's regions."""
        scope = actor.scope_of(CALLS) | actor.scope_of(SEE)
        return self if scope.nation else self.filter(region__in=scope.regions)


@guarded(CALL)
@audited(stream="calls", omit=("caller_key",))
class Call(models.Model):
    """A call to 103 with its times (NEMSIS eTimes 01, 03, 05, 06, 09, 11, 12, 13)."""

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=20, choices=CallState, default=CallState.RECEIVED)
    version = models.IntegerField(default=1)
    """Of what was taken down: one more with each correction, not with each step."""
    category = models.SmallIntegerField(choices=Category)
    region = models.ForeignKey(
        "places.Region", on_delete=models.PROTECT, db_column="region", related_name="+"
    )
    settlement = models.ForeignKey(
        "places.Settlement", null=True, on_delete=models.PROTECT, related_name="+"
    )
    address = models.CharField(max_length=300, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    is_place_unknown = models.BooleanField(default=False)
    """Somebody said that nobody knows where yet: the caller will say."""
    reason = models.CharField(max_length=300)
    caller_phone = models.BinaryField(null=True)
    caller_key = models.BinaryField(null=True)
    """Keyed hash of the telephone, by which it is found."""
    patient = models.ForeignKey(
        "patients.Patient", null=True, on_delete=models.PROTECT, related_name="+"
    )
    ambulance = models.ForeignKey(
        "fleet.Ambulance", null=True, on_delete=models.PROTECT, related_name="+"
    )
    hospital = models.ForeignKey(
        "facilities.Facility", null=True, on_delete=models.PROTECT, related_name="+"
    )
    called_at = models.DateTimeField()
    notified_at = models.DateTimeField(null=True)
    en_route_at = models.DateTimeField(null=True)
    on_scene_at = models.DateTimeField(null=True)
    left_scene_at = models.DateTimeField(null=True)
    at_hospital_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.LIVE)
    is_exercise = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = (
            CALL.constraint(),
            models.CheckConstraint(condition=Q(category__in=[1, 2, 3, 4]), name="call_category"),
        )
        indexes = (
            models.Index(
                fields=["region", "category", "called_at"],
                condition=~Q(state__in=["completed", "handed_to_polyclinic", "cancelled"]),
                name="call_open",
            ),
            models.Index(fields=["called_at", "id"], name="call_called"),
            models.Index(
                fields=["caller_key"], condition=Q(caller_key__isnull=False), name="call_caller"
            ),
        )
