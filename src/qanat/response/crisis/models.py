"""Mass-casualty incidents, their casualties, and how each was sorted, time after time."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from qanat.foundation.actors import Actor
from qanat.foundation.guards import append_only, audited, equal_along, guarded
from qanat.response.crisis.permissions import SEE
from qanat.response.crisis.states import (
    INCIDENT,
    RUNNING,
    AgeBand,
    CasualtySex,
    Category,
    IncidentKind,
    IncidentState,
    TriageMethod,
)


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Filters on incidents."""

    def visible_to(self, actor: Actor) -> Self:
        """Only those of the actor's regions."""
        return self.within(actor, SEE)

    def within(self, actor: Actor, permission: str) -> Self:
        """Only those which a permission of the actor reaches."""
        scope = actor.scope_of(permission)
        return self if scope.nation else self.filter(region__in=scope.regions)

    def running(self) -> Self:
        """Only those which are not stood down."""
        return self.filter(state__in=RUNNING)


@guarded(INCIDENT)
@audited(stream="crisis")
class Incident(models.Model):
    """Many need help in one place at once."""

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=10, choices=IncidentState, default=IncidentState.DECLARED)
    kind = models.CharField(max_length=10, choices=IncidentKind)
    place = models.CharField(max_length=200)
    settlement = models.ForeignKey(
        "places.Settlement", null=True, on_delete=models.PROTECT, related_name="+"
    )
    region = models.ForeignKey(
        "places.Region", on_delete=models.PROTECT, db_column="region", related_name="+"
    )
    lon = models.FloatField()
    lat = models.FloatField()
    estimated = models.IntegerField(null=True)
    """How many casualties were thought of when it was declared."""
    note = models.CharField(max_length=500, blank=True)
    happened_at = models.DateTimeField()
    declared_at = models.DateTimeField()
    declared_by = models.BigIntegerField()
    stood_down_at = models.DateTimeField(null=True)
    last_tag = models.IntegerField(default=0)
    """The highest number given so far; who has the row locked gives the next."""
    is_exercise = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints = (
            INCIDENT.constraint(),
            models.CheckConstraint(
                condition=Q(declared_at__gte=F("happened_at")), name="incident_declared_after"
            ),
            models.CheckConstraint(
                condition=Q(estimated=None) | Q(estimated__gt=0), name="incident_estimate_positive"
            ),
        )
        indexes = (
            models.Index(
                fields=["declared_at"],
                condition=Q(state__in=sorted(RUNNING)),
                name="incident_running",
            ),
            models.Index(fields=["declared_at", "id"], name="incident_declared"),
        )


@equal_along("is_exercise", "incident", "request")
@audited(stream="crisis")
class Casualty(models.Model):
    """Somebody hurt in an incident, known by the number of a tag; nobody's name is here.

    ``category`` repeats the newest triage. Who it is stands with the patient of the request.
    """

    id = models.BigAutoField(primary_key=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="casualties")
    tag = models.CharField(max_length=12)
    category = models.CharField(max_length=6, choices=Category)
    sex = models.CharField(max_length=7, choices=CasualtySex, default=CasualtySex.UNKNOWN)
    age = models.CharField(max_length=7, choices=AgeBand, default=AgeBand.UNKNOWN)
    injury = models.CharField(max_length=160, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField()
    sent_key = models.CharField(max_length=48, blank=True)
    """Of the form and line it came from: what is sent twice is stored once."""
    request = models.OneToOneField(
        "dispatch.Request", null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["incident", "tag"], name="casualty_tag_once"),
            models.UniqueConstraint(
                fields=["incident", "sent_key"],
                condition=~Q(sent_key=""),
                name="casualty_sent_once",
            ),
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="casualty_category_known"
            ),
        )


@append_only
@audited(stream="crisis")
class TriageRecord(models.Model):
    """How a casualty was sorted at a time: by what method, by whom."""

    id = models.BigAutoField(primary_key=True)
    casualty = models.ForeignKey(Casualty, on_delete=models.PROTECT, related_name="triages")
    category = models.CharField(max_length=6, choices=Category)
    method = models.CharField(max_length=10, choices=TriageMethod)
    method_version = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = (models.Index(fields=["casualty", "id"], name="triage_of_casualty"),)
