"""Countries, regions and settlements."""

from typing import Generic, Self, TypeVar

from django.db import models

from qanat.foundation.actors import Actor
from qanat.foundation.evidence import Evidence
from qanat.foundation.texts import LocalTextField
from qanat.registry.places.states import Quality, SettlementKind
from qanat.registry.terminology.permissions import READ

M = TypeVar("M", bound=models.Model)


class OpenQuerySet(models.QuerySet[M], Generic[M]):
    """Filter of tables which everybody with the right to read may see whole."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the rows the actor may see: all or none."""
        return self if actor.may(READ) else self.none()


class CountryQuerySet(OpenQuerySet["Country"]):
    """Filters on countries."""


class RegionQuerySet(OpenQuerySet["Region"]):
    """Filters on regions."""


class SettlementQuerySet(OpenQuerySet["Settlement"]):
    """Filters on settlements."""

    def distinct_places(self) -> Self:
        """Leave out second records of one place."""
        return self.filter(same_as=None)


class Country(models.Model):
    """A country, by its ISO 3166-1 alpha-2 code."""

    code = models.CharField(max_length=2, primary_key=True)
    name = LocalTextField()
    alliance = models.CharField(max_length=10, blank=True, default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    zone = models.CharField(max_length=40, blank=True, default="")

    objects = CountryQuerySet.as_manager()


class Region(models.Model):
    """A first-level unit of a country, by its ISO 3166-2 code.

    The code is the key, so that every table may filter by region without a join.
    """

    code = models.CharField(max_length=6, primary_key=True)
    country = models.ForeignKey(Country, on_delete=models.PROTECT)
    kato = models.CharField(max_length=9, unique=True)
    name = LocalTextField()
    centre_name = LocalTextField()
    lon = models.FloatField()
    lat = models.FloatField()
    is_city = models.BooleanField(default=False)
    area_km2 = models.FloatField()
    area_evidence = models.CharField(max_length=12, choices=Evidence)
    population = models.PositiveIntegerField()
    population_on = models.DateField()
    population_evidence = models.CharField(max_length=12, choices=Evidence)
    formed_on = models.DateField(null=True)
    formed_from = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="daughters"
    )
    zone = models.CharField(max_length=40)
    source = models.CharField(max_length=300)

    objects = RegionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="region_position",
            ),
        )


class Boundary(models.Model):
    """The border line of a region, with how exact it is."""

    region = models.OneToOneField(Region, on_delete=models.CASCADE, primary_key=True)
    quality = models.CharField(max_length=12, choices=Quality)
    source = models.CharField(max_length=300)
    polygons = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()


class Settlement(models.Model):
    """A city, township or village, by its GeoNames number or, where that lacks it, a word."""

    code = models.CharField(max_length=20, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    name = LocalTextField()
    kind = models.CharField(max_length=10, choices=SettlementKind)
    kind_evidence = models.CharField(max_length=12, choices=Evidence)
    population = models.PositiveIntegerField(null=True)
    population_evidence = models.CharField(max_length=12, choices=Evidence)
    lon = models.FloatField()
    lat = models.FloatField()
    zone = models.CharField(max_length=40)
    same_as = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="second_records"
    )
    note = models.CharField(max_length=300, blank=True, default="")
    source = models.CharField(max_length=300)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="settlement_position",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=SettlementKind.values), name="settlement_kind_known"
            ),
        )
        indexes = (models.Index(fields=["region", "-population"], name="settlement_of_region"),)

    @property
    def is_urban(self) -> bool:
        """Tell whether the settlement counts as urban."""
        return self.kind != SettlementKind.VILLAGE
