"""Tables of the parameters."""

from typing import Final, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from qanat.foundation.actors import Actor
from qanat.foundation.evidence import Evidence
from qanat.foundation.guards import audited
from qanat.foundation.parameters.permissions import READ
from qanat.foundation.parameters.states import Kind

ACTING: Final = Q(replaced_at=None) & (Q(entered_by=0) | Q(verified_by__isnull=False))
WAITING: Final = Q(replaced_at=None, verified_by=None) & ~Q(entered_by=0)


class ParameterQuerySet(models.QuerySet["Parameter"]):
    """Filters on versions of parameters."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the rows the actor may see: all or none."""
        return self if actor.may(READ) else self.none()

    def current(self) -> Self:
        """Keep the versions which were neither replaced nor set aside."""
        return self.filter(replaced_at=None)

    def acting(self) -> Self:
        """Keep those which count: loaded ones, and those which a second person confirmed."""
        return self.filter(ACTING)

    def waiting(self) -> Self:
        """Keep those which a person entered and nobody has confirmed yet."""
        return self.filter(WAITING)


@audited(stream="parameters")
class Parameter(models.Model):
    """One dated version of one parameter, for the nation (scope "") or for a part of it.

    One which a person entered waits, and acts only when a second person has confirmed it.
    """

    key = models.CharField(max_length=100)
    scope = models.CharField(max_length=40, blank=True, default="")
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.JSONField()
    unit = models.CharField(max_length=40, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    """The first day on which it does not hold any more; null: it holds until further notice."""
    source_act = models.CharField(max_length=300)
    source_url = models.CharField(max_length=500, blank=True, default="")
    evidence = models.CharField(max_length=12, choices=Evidence)
    note = models.CharField(max_length=1000, blank=True, default="")
    entered_by = models.BigIntegerField()
    """Account; 0: loaded from the declarations."""
    entered_at = models.DateTimeField()
    verified_by = models.BigIntegerField(null=True)
    verified_on = models.DateField(null=True)
    backdating = models.CharField(max_length=300, blank=True, default="")
    """Why it was confirmed for days which were over; "" where it was not."""
    replaced_at = models.DateTimeField(null=True)
    """Set when another version took its place, or it was set aside; kept as history."""

    objects = ParameterQuerySet.as_manager()

    class Meta:
        db_table = "parameters_parameter"
        constraints = (
            ExclusionConstraint(
                name="parameter_one_at_a_time",
                expressions=[
                    ("key", RangeOperators.EQUAL),
                    ("scope", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            Value("[)"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=ACTING,
            ),
            models.UniqueConstraint(
                fields=["key", "scope"], condition=WAITING, name="parameter_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(entered_by=0)
                | Q(verified_on=None)
                | Q(valid_from__gte=F("verified_on"))
                | ~Q(backdating=""),
                name="parameter_backdated_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="parameter_dates",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="parameter_kind_known"),
            models.CheckConstraint(
                condition=Q(evidence__in=Evidence.values), name="parameter_evidence_known"
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None, verified_on=None)
                | (
                    Q(verified_by__isnull=False, verified_on__isnull=False)
                    & ~Q(verified_by=F("entered_by"))
                ),
                name="parameter_four_eyes",
            ),
        )
        indexes = (models.Index(fields=["key", "scope", "valid_from"], name="parameter_history"),)


class ParameterToken(models.Model):
    """Drawn anew at every change: tells other processes that what they keep is old."""

    one = models.BooleanField(primary_key=True, default=True)
    token = models.BigIntegerField()

    class Meta:
        db_table = "parameters_token"
