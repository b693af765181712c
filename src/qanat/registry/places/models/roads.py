"""Roads between settlements, and what is closed."""

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from qanat.registry.places.models.areas import OpenQuerySet
from qanat.registry.places.models.landing import Airfield, Pad
from qanat.registry.places.states import ClosedKind, RoadClass
from qanat.registry.terminology.states import Evidence


class RoadLinkQuerySet(OpenQuerySet["RoadLink"]):
    """Filters on road links."""


class ClosureQuerySet(OpenQuerySet["Closure"]):
    """Filters on closures."""


class RoadLink(models.Model):
    """A stretch of road between two named nodes of the road graph."""

    start = models.CharField(max_length=60)
    end = models.CharField(max_length=60)
    km = models.FloatField()
    road_class = models.CharField(max_length=8, choices=RoadClass)
    road_code = models.CharField(max_length=20, blank=True, default="")
    evidence = models.CharField(max_length=12, choices=Evidence)

    objects = RoadLinkQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["start", "end", "road_code"], name="road_link_once"),
            models.CheckConstraint(condition=models.Q(km__gt=0), name="road_link_length"),
        )
        indexes = (models.Index(fields=["road_code"], name="road_link_code"),)


class Closure(models.Model):
    """A road stretch, airfield or landing site which can't be used for a time."""

    kind = models.CharField(max_length=8, choices=ClosedKind)
    road_code = models.CharField(max_length=20, blank=True, default="")
    from_km = models.FloatField(null=True)
    to_km = models.FloatField(null=True)
    airfield = models.ForeignKey(Airfield, null=True, on_delete=models.PROTECT)
    pad = models.ForeignKey(Pad, null=True, on_delete=models.PROTECT)
    during = DateTimeRangeField()
    reason = models.CharField(max_length=40)
    note = models.CharField(max_length=300, blank=True, default="")
    source = models.CharField(max_length=300, blank=True, default="")

    objects = ClosureQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=(
                    models.Q(kind=ClosedKind.ROAD, airfield=None, pad=None)
                    & ~models.Q(road_code="")
                )
                | models.Q(kind=ClosedKind.AIRFIELD, airfield__isnull=False, pad=None)
                | models.Q(kind=ClosedKind.PAD, airfield=None, pad__isnull=False),
                name="closure_of_one",
            ),
        )
        indexes = (models.Index(fields=["kind", "road_code"], name="closure_of_road"),)
