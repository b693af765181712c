"""Positions: the newest of each vehicle, and the track behind it."""

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy


class VehicleKind(models.TextChoices):
    """What moves."""

    AIRCRAFT = "aircraft", pgettext_lazy("vehicle", "Aircraft")
    AMBULANCE = "ambulance", pgettext_lazy("vehicle", "Ambulance")


class Fix(models.Model):
    """What is known of a vehicle at a time. SI units; degrees WGS 84."""

    kind = models.CharField(max_length=10, choices=VehicleKind)
    vehicle_id = models.BigIntegerField()
    at = models.DateTimeField()
    lon = models.FloatField()
    lat = models.FloatField()
    altitude_m = models.FloatField(null=True)
    speed_mps = models.FloatField(null=True)
    course_deg = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    source = models.CharField(max_length=30)
    received_at = models.DateTimeField()

    class Meta:
        abstract = True


COLUMNS: Final = tuple(field.name for field in Fix._meta.local_fields)
"""The columns of a fix, in their order."""
DOUBT: Final = ("doubtful_at", "doubtful_lon", "doubtful_lat")
"""The columns of the fix which is in doubt."""


class Position(Fix):
    """The newest fix of a vehicle which can be, and a newer one that is in doubt, if there is one.

    In doubt is what lies farther away than the vehicle could have moved; it is not used until a
    second fix agrees with it.
    """

    id = models.BigAutoField(primary_key=True)
    doubtful_at = models.DateTimeField(null=True)
    doubtful_lon = models.FloatField(null=True)
    doubtful_lat = models.FloatField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "vehicle_id"], name="position_one_a_vehicle"),
            models.CheckConstraint(
                condition=Q(lon__range=(-180, 180)) & Q(lat__range=(-90, 90)),
                name="position_on_earth",
            ),
        )
        indexes = (models.Index(fields=["received_at", "id"], name="position_received"),)


class TrackPoint(Fix):
    """A fix of the past; the same fix sent twice is stored once."""

    id = models.BigAutoField(primary_key=True)
    is_doubtful = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "vehicle_id", "at"], name="track_point_once"),
        )
        indexes = (models.Index(fields=["at"], name="track_point_at"),)


class Feed(models.Model):
    """What one account has sent of one source: how far, and how much in the running minute."""

    id = models.BigAutoField(primary_key=True)
    account_id = models.BigIntegerField()
    source = models.CharField(max_length=30)
    last_sequence = models.BigIntegerField(null=True)
    """The greatest number of a batch which was accepted; the sender counts."""
    received_at = models.DateTimeField()
    minute_at = models.DateTimeField()
    minute_count = models.IntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account_id", "source"], name="feed_once"),)
