"""Every name of every place, folded for search."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from qanat.registry.places.models.areas import Country, Region, Settlement
from qanat.registry.places.models.landing import Airfield


class PlaceName(models.Model):
    """One folded spelling of one place."""

    key = models.CharField(max_length=120)
    weight = models.FloatField()
    country = models.ForeignKey(Country, null=True, on_delete=models.CASCADE)
    region = models.ForeignKey(Region, null=True, on_delete=models.CASCADE)
    settlement = models.ForeignKey(Settlement, null=True, on_delete=models.CASCADE)
    airfield = models.ForeignKey(Airfield, null=True, on_delete=models.CASCADE)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["key", "country", "region", "settlement", "airfield"],
                name="place_name_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(country__isnull=False, region=None, settlement=None, airfield=None)
                    | models.Q(country=None, region__isnull=False, settlement=None, airfield=None)
                    | models.Q(country=None, region=None, settlement__isnull=False, airfield=None)
                    | models.Q(country=None, region=None, settlement=None, airfield__isnull=False)
                ),
                name="place_name_of_one",
            ),
        )
        indexes = (
            GinIndex(fields=["key"], opclasses=["gin_trgm_ops"], name="place_name_search"),
            models.Index(fields=["key"], opclasses=["text_pattern_ops"], name="place_name_start"),
        )
