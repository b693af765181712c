"""What is seen of the ways of missions which have not left, and of requests without one."""

from django.db import models

from qanat.response.dispatch.models.missions import Mission
from qanat.response.dispatch.models.requests import Request


class WayWatch(models.Model):
    """What was seen of the ways of a mission at the last look; gone when the mission leaves.

    Found anew again and again, so that it is no record: nothing of it is audited.
    """

    mission = models.OneToOneField(
        Mission, primary_key=True, on_delete=models.CASCADE, related_name="way_watch"
    )
    looked_at = models.DateTimeField()
    plan_id = models.BigIntegerField(null=True)
    """The plan on record at that look: with another plan all begins anew."""
    first_lead_s = models.IntegerField(null=True)
    """How much sooner than its own the soonest other way was at the first look."""
    first_why = models.CharField(max_length=40, blank=True)
    had_other = models.BooleanField(default=False)
    kind = models.CharField(max_length=12, blank=True)
    since = models.DateTimeField(null=True)
    looks = models.SmallIntegerField(default=0)
    told = models.JSONField(default=dict)
    """Codes, minutes, tails and call signs."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=["", "better", "impossible", "gone"]),
                name="way_watch_kind_known",
            ),
        )


class OpenWayWatch(models.Model):
    """What was seen of the best way of a request at the last look; gone when a mission serves it.

    Found anew again and again, so that it is no record: nothing of it is audited.
    """

    request = models.OneToOneField(
        Request, primary_key=True, on_delete=models.CASCADE, related_name="way_watch"
    )
    looked_at = models.DateTimeField()
    about = models.CharField(max_length=32, blank=True)
    """Digest of what was asked for at that look: with anything else all begins anew."""
    best_s = models.IntegerField(null=True)
    last_s = models.IntegerField(null=True)
    units = models.JSONField(default=list)
    names = models.JSONField(default=list)
    """Tails and call signs of the best way."""
    kind = models.CharField(max_length=12, blank=True)
    since = models.DateTimeField(null=True)
    looks = models.SmallIntegerField(default=0)
    told = models.JSONField(default=dict)
    """Codes, minutes, tails and call signs."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=["", "later", "none"]),
                name="open_way_watch_kind_known",
            ),
        )
