"""The one table of promises: nothing scarce is promised twice for the same time."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from qanat.foundation.guards import audited, guarded
from qanat.response.commitments.states import (
    ACTIVE,
    COMMITMENT,
    CommitmentState,
    ResourceKind,
)

KIND_SHIFT = 48


def resource_key(kind: int, resource_id: int) -> int:
    """Return the number under which a resource of a kind is kept apart from all others."""
    return (int(kind) << KIND_SHIFT) | resource_id


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Filters on commitments."""

    def active(self) -> Self:
        """Only those which bind."""
        return self.filter(state__in=ACTIVE)

    def of(self, kind: int, resource_id: int) -> Self:
        """Only those of one resource."""
        return self.filter(resource_key=resource_key(kind, resource_id))

    def within(self, start: datetime, end: datetime) -> Self:
        """Only those which overlap a time."""
        return self.filter(during__overlap=(start, end))


@guarded(COMMITMENT)
@audited(stream="commitments", omit=("resource_key",))
class Commitment(models.Model):
    """A resource is promised to a purpose for a time.

    ``label`` and ``purpose`` are what a person calls the two, so that a refusal can name them.
    """

    id = models.BigAutoField(primary_key=True)
    resource_kind = models.SmallIntegerField(choices=ResourceKind)
    resource_id = models.BigIntegerField()
    resource_key = models.BigIntegerField()
    label = models.CharField(max_length=120)
    during = DateTimeRangeField()
    state = models.CharField(max_length=10, choices=CommitmentState, default=CommitmentState.HELD)
    purpose_kind = models.CharField(max_length=40)
    purpose_id = models.BigIntegerField()
    purpose = models.CharField(max_length=120)
    expires_at = models.DateTimeField(null=True)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    is_exercise = models.BooleanField(default=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        constraints = (
            COMMITMENT.constraint(),
            ExclusionConstraint(
                name="commitment_no_overlap",
                expressions=[
                    (
                        Func(
                            F("resource_key"),
                            F("resource_key"),
                            Value("[]"),
                            function="int8range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["held", "firm"]),
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False)
                & Q(during__lower_inf=False)
                & Q(during__upper_inf=False),
                name="commitment_is_bounded",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(expires_at__isnull=False),
                name="commitment_hold_expires",
            ),
        )
        indexes = (
            models.Index(fields=["purpose_kind", "purpose_id"], name="commitment_purpose"),
            models.Index(
                fields=["expires_at"], condition=Q(state="held"), name="commitment_expiry"
            ),
        )
