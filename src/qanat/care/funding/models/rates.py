"""Exchange rates: what a unit of a currency cost on a day."""

from django.db import models
from django.db.models import Q

from qanat.care.funding.models.budget import STREAM
from qanat.foundation.guards import append_only, audited


@append_only
@audited(stream=STREAM)
class Rate(models.Model):
    """A rate as somebody entered it; of two for a day the later one holds, both are kept."""

    id = models.BigAutoField(primary_key=True)
    currency = models.CharField(max_length=3)
    on = models.DateField()
    tenge = models.DecimalField(max_digits=14, decimal_places=6)
    source = models.CharField(max_length=200)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(tenge__gt=0), name="exchange_rate_positive"),
            models.CheckConstraint(
                condition=Q(currency__regex="^[A-Z]{3}$") & ~Q(source=""),
                name="exchange_rate_of_a_currency",
            ),
        )
        indexes = (
            models.Index(fields=["currency", "-on", "-id"], name="exchange_rate_latest"),
            models.Index(fields=["-on", "-id"], name="exchange_rate_newest"),
        )
