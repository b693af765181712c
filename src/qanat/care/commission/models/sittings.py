"""Sittings of a commission, and who was there."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from qanat.care.commission.models.bodies import STREAM, Body, Member, seats_of
from qanat.care.commission.states import SITTING, Kind, SittingState
from qanat.foundation.actors import Actor
from qanat.foundation.guards import audited, guarded


class SittingQuerySet(models.QuerySet["Sitting"]):
    """Filters on sittings."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep those of commissions in which the actor has a seat."""
        return self if actor.is_all else self.filter(seats_of(actor, "body"))


@guarded(SITTING)
@audited(stream=STREAM)
class Sitting(models.Model):
    """A commission comes together, or votes in writing.

    Attributes:
        ends_at: of a written vote: until when votes are taken.
        revision: how often its time or place was changed: calendars count it.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=32, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="sittings")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=SittingState, default=SittingState.PLANNED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    planned_by = models.BigIntegerField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.BigIntegerField(null=True)
    is_synthetic = models.BooleanField(default=False)

    objects = SittingQuerySet.as_manager()

    class Meta:
        constraints = (
            SITTING.constraint(),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="sitting_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="sitting_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="sitting_signed_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=["body", "-starts_at", "-id"], name="sitting_of_body"),
            models.Index(fields=["-starts_at", "-id"], name="sitting_by_time"),
        )

    @property
    def is_written(self) -> bool:
        """Tell whether it is a written vote."""
        return self.kind == Kind.WRITTEN


@audited(stream=STREAM)
class Attendance(models.Model):
    """A member was at a sitting from a moment until another."""

    id = models.BigAutoField(primary_key=True)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attendance")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["sitting", "member"],
                condition=Q(left_at=None),
                name="attendance_once_at_a_time",
            ),
        )
