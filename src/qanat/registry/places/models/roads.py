"""Roads between settlements, and what is closed."""

from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models

from qanat.foundation.evidence import Evidence
from qanat.foundation.guards import audited
from qanat.registry.places.models.areas import OpenQuerySet, Settlement
from qanat.registry.places.models.landing import Airfield, Pad
from qanat.registry.places.states import ClosedKind, RoadClass


class RoadLinkQuerySet(OpenQuerySet["RoadLink"]):
    """Filters on road links."""


class ClosureQuerySet(OpenQuerySet["Closure"]):
    """Filters on closures."""


class RoadTown(models.Model):
    """A town where roads meet: a node of the road network."""

    name = models.CharField(max_length=60, unique=True)
    settlement = models.ForeignKey(Settlement, null=True, on_delete=models.PROTECT)
    lon = models.FloatField()
    lat = models.FloatField()
    evidence = models.CharField(max_length=12, choices=Evidence)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="road_town_position",
            ),
        )


class RoadLink(models.Model):
    """A road between two towns, usable both ways."""

    start = models.ForeignKey(RoadTown, on_delete=models.PROTECT, related_name="links_out")
    end = models.ForeignKey(RoadTown, on_delete=models.PROTECT, related_name="links_in")
    km = models.FloatField()
    road_class = models.CharField(max_length=8, choices=RoadClass)
    road_code = models.CharField(max_length=20, blank=True, default="")
    evidence = models.CharField(max_length=12, choices=Evidence)

    objects = RoadLinkQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["start", "end", "road_code"], name="road_link_once"),
            models.CheckConstraint(condition=models.Q(km__gt=0), name="road_link_length"),
            models.CheckConstraint(
                condition=~models.Q(start=models.F("end")), name="road_link_leads_away"
            ),
        )
        indexes = (models.Index(fields=["road_code"], name="road_link_code"),)


@audited("places")
class Closure(models.Model):
    """Roads, an airfield or a landing site which can't be used for a time.

    A bulletin names a road and kilometres; the links it means are chosen by a person.
    """

    kind = models.CharField(max_length=8, choices=ClosedKind)
    road_code = models.CharField(max_length=20, blank=True, default="")
    from_km = models.FloatField(null=True)
    to_km = models.FloatField(null=True)
    links = models.ManyToManyField(RoadLink)
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
                condition=models.Q(kind=ClosedKind.ROAD, airfield=None, pad=None)
                | models.Q(kind=ClosedKind.AIRFIELD, airfield__isnull=False, pad=None)
                | models.Q(kind=ClosedKind.PAD, airfield=None, pad__isnull=False),
                name="closure_of_one",
            ),
            models.CheckConstraint(
                condition=models.Q(during__isempty=False, during__startswith__isnull=False),
                name="closure_has_a_start",
            ),
        )
        indexes = (GistIndex(fields=["during"], name="closure_during"),)
