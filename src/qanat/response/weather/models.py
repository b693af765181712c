"""What was stated of the weather at places."""

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from qanat.foundation.guards import append_only, audited

MOST_M: Final = 100_000
MOST_MPS: Final = 200


class StatedAs(models.TextChoices):
    """In which form it was stated."""

    METAR = "metar", pgettext_lazy("weather", "METAR")
    TAF = "taf", pgettext_lazy("weather", "TAF")
    SAID = "said", pgettext_lazy("weather", "told by a person")


@append_only
@audited(stream="dispatch", omit=("digest",))
class Report(models.Model):
    """One statement about one place; a later one stands beside it. What is not known is null.

    ``ceiling_m`` 30000 says that there is none. ``digest`` tells the same statement sent twice.
    """

    id = models.BigAutoField(primary_key=True)
    airfield = models.ForeignKey(
        "places.Airfield", null=True, on_delete=models.PROTECT, related_name="+"
    )
    pad = models.ForeignKey("places.Pad", null=True, on_delete=models.PROTECT, related_name="+")
    settlement = models.ForeignKey(
        "places.Settlement", null=True, on_delete=models.PROTECT, related_name="+"
    )
    form = models.CharField(max_length=5, choices=StatedAs)
    observed_at = models.DateTimeField()
    """Of a forecast: when it was issued."""
    until = models.DateTimeField(null=True)
    """Until when it holds, where that was said."""
    wind_mps = models.FloatField(null=True)
    gust_mps = models.FloatField(null=True)
    visibility_m = models.FloatField(null=True)
    ceiling_m = models.FloatField(null=True)
    phenomena = models.JSONField(default=list)
    periods = models.JSONField(default=list)
    """Of a forecast."""
    unread = models.JSONField(default=list)
    """Groups of the text which were not understood."""
    text = models.CharField(max_length=1_200, blank=True)
    source = models.CharField(max_length=30)
    digest = models.CharField(max_length=64)
    stated_at = models.DateTimeField()
    by_id = models.BigIntegerField()
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(airfield__isnull=False, pad=None, settlement=None)
                | Q(airfield=None, pad__isnull=False, settlement=None)
                | Q(airfield=None, pad=None, settlement__isnull=False),
                name="weather_of_one_place",
            ),
            models.CheckConstraint(
                condition=(Q(visibility_m=None) | Q(visibility_m__range=(0, MOST_M)))
                & (Q(ceiling_m=None) | Q(ceiling_m__range=(0, MOST_M)))
                & (Q(wind_mps=None) | Q(wind_mps__range=(0, MOST_MPS)))
                & (Q(gust_mps=None) | Q(gust_mps__range=(0, MOST_MPS))),
                name="weather_plausible",
            ),
            models.UniqueConstraint(
                fields=["airfield", "pad", "settlement", "digest"],
                nulls_distinct=False,
                name="weather_stated_once",
            ),
        )
        indexes = (models.Index(fields=["-observed_at"], name="weather_observed"),)

    @property
    def place(self) -> tuple[str, int]:
        """Kind and id of the place."""
        ids = {"airfield": self.airfield_id, "pad": self.pad_id, "settlement": self.settlement_id}
        return next((kind, pk) for kind, pk in ids.items() if pk is not None)
