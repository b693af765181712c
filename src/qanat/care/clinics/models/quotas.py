"""Quotas between countries: places offered, and what became of each."""

from django.db import models
from django.db.models import F, Q

from qanat.care.clinics.models.clinics import STREAM
from qanat.care.clinics.states import PLACE, PlaceState
from qanat.foundation.guards import audited, guarded


@audited(stream=STREAM)
class Quota(models.Model):
    """Places which a country offers for a year.

    Attributes:
        offered: how many; used: how many are taken and not given back.
    """

    id = models.BigAutoField(primary_key=True)
    year = models.SmallIntegerField()
    country = models.ForeignKey("places.Country", on_delete=models.PROTECT, related_name="+")
    agreement = models.CharField(max_length=200)
    offered = models.IntegerField()
    used = models.IntegerField(default=0)
    source = models.CharField(max_length=300)
    version = models.IntegerField(default=1)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["year", "country", "agreement"], name="quota_once"),
            models.CheckConstraint(
                condition=Q(used__gte=0, used__lte=F("offered")), name="quota_not_overdrawn"
            ),
        )


@guarded(PLACE)
@audited(stream=STREAM)
class QuotaPlace(models.Model):
    """One patient takes one place.

    Attributes:
        matter: by which the case is known outside of its context; number: the same for people.
    """

    id = models.BigAutoField(primary_key=True)
    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="places")
    matter = models.UUIDField()
    number = models.CharField(max_length=32)
    state = models.CharField(max_length=12, choices=PlaceState, default=PlaceState.TAKEN)
    reason = models.CharField(max_length=40, blank=True)
    taken_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by_id = models.BigIntegerField()

    class Meta:
        constraints = (
            PLACE.constraint(),
            models.UniqueConstraint(
                fields=["quota", "matter"],
                condition=~Q(state=PlaceState.GIVEN_BACK),
                name="quota_place_once",
            ),
        )
        indexes = (models.Index(fields=["quota", "-taken_at", "-id"], name="place_of_quota"),)
