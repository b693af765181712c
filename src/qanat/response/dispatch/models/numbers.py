"""Human numbers: per kind, region and year of national time."""

from django.db import models


class Numbering(models.Model):
    """The last number given of a kind in a region and year."""

    kind = models.CharField(max_length=10)
    region = models.CharField(max_length=6)
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "region", "year"], name="numbering_one"),
        )
