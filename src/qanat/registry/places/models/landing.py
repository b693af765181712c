"""Where aircraft land."""

from django.db import models

from qanat.foundation.evidence import Evidence
from qanat.foundation.texts import LocalTextField
from qanat.registry.places.models.areas import Country, OpenQuerySet, Region, Settlement
from qanat.registry.places.states import Surface


class AirfieldQuerySet(OpenQuerySet["Airfield"]):
    """Filters on airfields."""


class PadQuerySet(OpenQuerySet["Pad"]):
    """Filters on landing sites."""


class Airfield(models.Model):
    """An aerodrome with a runway. What is not known is null, never guessed.

    Attributes:
        city: that of an airport abroad; ``city_names``: what it is called elsewhere, between bars.
    """

    icao = models.CharField(max_length=4, unique=True)
    iata = models.CharField(max_length=3, blank=True, default="")
    name = LocalTextField()
    city = models.CharField(max_length=100, blank=True, default="")
    city_names = models.TextField(blank=True, default="")
    country = models.ForeignKey(Country, on_delete=models.PROTECT)
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT)
    settlement = models.ForeignKey(Settlement, null=True, on_delete=models.PROTECT)
    lon = models.FloatField()
    lat = models.FloatField()
    elevation_m = models.FloatField(null=True)
    elevation_evidence = models.CharField(max_length=12, choices=Evidence)
    runway_m = models.PositiveIntegerField(null=True)
    runway_evidence = models.CharField(max_length=12, choices=Evidence)
    surface = models.CharField(max_length=8, choices=Surface, default=Surface.UNKNOWN)
    surface_evidence = models.CharField(max_length=12, choices=Evidence)
    is_lit = models.BooleanField(null=True)
    lights_evidence = models.CharField(max_length=12, choices=Evidence)
    hours = models.CharField(max_length=60, blank=True, default="")
    hours_evidence = models.CharField(max_length=12, choices=Evidence)
    has_fuel = models.BooleanField(null=True)
    fuel_evidence = models.CharField(max_length=12, choices=Evidence)
    is_in_use = models.BooleanField(null=True)
    zone = models.CharField(max_length=40)
    note = models.CharField(max_length=300, blank=True, default="")
    source = models.CharField(max_length=300)

    objects = AirfieldQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="airfield_position",
            ),
            models.CheckConstraint(
                condition=models.Q(runway_m=None) | models.Q(runway_m__gte=100, runway_m__lte=6000),
                name="airfield_runway_plausible",
            ),
        )


class Pad(models.Model):
    """A place where a helicopter lands: a hospital pad or a field site."""

    code = models.CharField(max_length=20, unique=True)
    name = LocalTextField()
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    settlement = models.ForeignKey(Settlement, null=True, on_delete=models.PROTECT)
    lon = models.FloatField()
    lat = models.FloatField()
    size_m = models.FloatField(null=True)
    surface = models.CharField(max_length=8, choices=Surface, default=Surface.UNKNOWN)
    is_lit = models.BooleanField(null=True)
    evidence = models.CharField(max_length=12, choices=Evidence)
    source = models.CharField(max_length=300)

    objects = PadQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="pad_position",
            ),
        )
