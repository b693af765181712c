"""What hospitals stated of their free beds."""

from typing import Final

from django.db import models

from qanat.foundation.guards import append_only, audited
from qanat.response.hospitals.states import BedKind

MOST: Final = 2_000


@append_only
@audited(stream="dispatch")
class FreeBeds(models.Model):
    """How many beds of a kind a hospital said are free; a later word stands beside it."""

    id = models.BigAutoField(primary_key=True)
    facility = models.ForeignKey(
        "facilities.Facility", on_delete=models.PROTECT, related_name="free_beds"
    )
    kind = models.CharField(max_length=8, choices=BedKind)
    free = models.PositiveSmallIntegerField()
    stated_at = models.DateTimeField()
    by_id = models.BigIntegerField()
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(free__lte=MOST), name="free_beds_plausible"),
            models.CheckConstraint(
                condition=models.Q(kind__in=BedKind.values), name="free_beds_kind_known"
            ),
        )
        indexes = (
            models.Index(fields=["facility", "kind", "-stated_at"], name="free_beds_newest"),
            models.Index(fields=["-stated_at"], name="free_beds_stated"),
        )
