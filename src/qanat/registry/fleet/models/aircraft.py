"""Operators, what they fly, where it stands and whether it can be used."""

from typing import Final, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Now

from qanat.foundation.actors import Actor
from qanat.foundation.guards import append_only, audited
from qanat.foundation.texts import LocalTextField
from qanat.registry.fleet.permissions import SEE
from qanat.registry.fleet.states import (
    AircraftKind,
    BaseKind,
    Fitness,
    FitnessReason,
    OperatorKind,
)
from qanat.registry.terminology.states import Evidence

STREAM: Final = "fleet"
FROM_JOURNAL: Final = "journal"
"""Source of an operator which a journal named."""


class OperatorQuerySet(models.QuerySet["Operator"]):
    """Filters on operators."""

    def visible_to(self, actor: Actor, needs: str = SEE) -> Self:
        """Keep the actor's own operators and those with aircraft at bases of his region."""
        scope = actor.scope_of(needs)
        if scope.nation:
            return self
        here = Basing.objects.filter(
            aircraft__operator=OuterRef("pk"),
            during__contains=Now(),
            base__region__in=scope.regions,
        )
        seen = Q(pk__in=scope.operators)
        return self.filter(seen | Q(Exists(here)) if scope.regions else seen)

    def on_record(self) -> Self:
        """Keep those of which more is known than a journal's word."""
        typed = Aircraft.objects.filter(operator=OuterRef("pk"), type__isnull=False)
        return self.filter(~Q(source=FROM_JOURNAL) | Q(Exists(typed)))


@audited(STREAM)
class Operator(models.Model):
    """An airline or a state service whose aircraft fly for medical aviation."""

    code = models.CharField(max_length=40, unique=True)
    name = LocalTextField()
    kind = models.CharField(max_length=10, choices=OperatorKind)
    evidence = models.CharField(max_length=12, choices=Evidence, default=Evidence.UNKNOWN)
    source = models.CharField(max_length=300, blank=True, default="")
    is_synthetic = models.BooleanField(default=False)

    objects = OperatorQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=OperatorKind.values), name="operator_kind_known"
            ),
        )


@audited(STREAM)
class AircraftType(models.Model):
    """What an aircraft of a type can do, for planning; every value with its evidence.

    ``evidence`` maps each field of performance to a code of ``terminology.states.Evidence``.
    Null means not known or not applicable, never zero.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=AircraftKind)
    cruise_mps = models.FloatField()
    range_m = models.PositiveIntegerField()
    range_aux_m = models.PositiveIntegerField(null=True)
    strip_m = models.PositiveIntegerField(null=True)
    pad_m = models.PositiveIntegerField(null=True)
    surfaces = models.JSONField(default=list)
    stretchers = models.PositiveSmallIntegerField()
    stretchers_most = models.PositiveSmallIntegerField()
    intensive_places = models.PositiveSmallIntegerField(null=True)
    attendants = models.PositiveSmallIntegerField()
    pilots = models.PositiveSmallIntegerField()
    block_extra_s = models.PositiveIntegerField()
    ready_day_s = models.PositiveIntegerField()
    ready_night_s = models.PositiveIntegerField()
    flies_instruments = models.BooleanField(null=True)
    note = models.CharField(max_length=300, blank=True, default="")
    evidence = models.JSONField(default=dict)
    source = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=AircraftKind.values), name="aircraft_type_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(cruise_mps__gt=10, cruise_mps__lt=350, range_m__gt=0),
                name="aircraft_type_flies",
            ),
            models.CheckConstraint(
                condition=Q(kind=AircraftKind.HELICOPTER, pad_m__isnull=False)
                | (~Q(kind=AircraftKind.HELICOPTER) & Q(strip_m__isnull=False)),
                name="aircraft_type_lands",
            ),
            models.CheckConstraint(
                condition=Q(stretchers_most__gte=F("stretchers")),
                name="aircraft_type_stretchers",
            ),
        )


class AircraftQuerySet(models.QuerySet["Aircraft"]):
    """Filters on aircraft."""

    def visible_to(self, actor: Actor, needs: str = SEE) -> Self:
        """Keep the aircraft of the actor's operators and those at bases of his region."""
        scope = actor.scope_of(needs)
        if scope.nation:
            return self
        here = Basing.objects.filter(
            aircraft=OuterRef("pk"), during__contains=Now(), base__region__in=scope.regions
        )
        seen = Q(operator__in=scope.operators)
        return self.filter(seen | Q(Exists(here)) if scope.regions else seen)

    def flying(self) -> Self:
        """Keep those which were not withdrawn."""
        return self.filter(withdrawn_on=None)


@audited(STREAM)
class Aircraft(models.Model):
    """One aircraft, by its registration.

    The type is empty for tails which are known from journals only.
    """

    tail = models.CharField(max_length=20, unique=True)
    type = models.ForeignKey(AircraftType, null=True, on_delete=models.PROTECT)
    operator = models.ForeignKey(Operator, null=True, on_delete=models.PROTECT)
    withdrawn_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True, default="")
    is_synthetic = models.BooleanField(default=False)

    objects = AircraftQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(tail=""), name="aircraft_has_tail"),
            models.CheckConstraint(
                condition=Q(tail=Func(F("tail"), function="upper")), name="aircraft_tail_capitals"
            ),
        )


@audited(STREAM)
class Base(models.Model):
    """Where aircraft or ambulances stand ready; without a name it has the airfield's."""

    code = models.CharField(max_length=40, unique=True)
    name = LocalTextField()
    kind = models.CharField(max_length=10, choices=BaseKind)
    region = models.ForeignKey("places.Region", on_delete=models.PROTECT)
    airfield = models.ForeignKey("places.Airfield", null=True, on_delete=models.PROTECT)
    facility = models.ForeignKey("facilities.Facility", null=True, on_delete=models.PROTECT)
    settlement = models.ForeignKey("places.Settlement", null=True, on_delete=models.PROTECT)
    lon = models.FloatField()
    lat = models.FloatField()
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=BaseKind.values), name="base_kind_known"),
            models.CheckConstraint(
                condition=Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="base_position",
            ),
            models.CheckConstraint(
                condition=~Q(kind=BaseKind.AIRFIELD) | Q(airfield__isnull=False),
                name="base_at_airfield",
            ),
        )


@audited(STREAM)
class Basing(models.Model):
    """At which base an aircraft stands, for a time."""

    aircraft = models.ForeignKey(Aircraft, on_delete=models.PROTECT, related_name="basings")
    base = models.ForeignKey(Base, on_delete=models.PROTECT)
    during = DateTimeRangeField()

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="basing_one_at_a_time",
                expressions=[
                    (
                        Func("aircraft_id", "aircraft_id", Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False), name="basing_begins"
            ),
        )
        indexes = (models.Index(fields=["base"], name="basing_of_base"),)


@append_only
@audited(STREAM)
class Serviceability(models.Model):
    """What was stated about an aircraft; the latest statement holds."""

    aircraft = models.ForeignKey(Aircraft, on_delete=models.PROTECT, related_name="statements")
    status = models.CharField(max_length=14, choices=Fitness)
    since = models.DateTimeField()
    reason = models.CharField(max_length=12, choices=FitnessReason, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")
    expected_back_at = models.DateTimeField(null=True)
    stated_by = models.BigIntegerField()
    stated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=Fitness.values), name="serviceability_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=Fitness.SERVICEABLE, reason="", expected_back_at=None)
                | (~Q(status=Fitness.SERVICEABLE) & Q(reason__in=FitnessReason.values)),
                name="serviceability_says_why",
            ),
            models.CheckConstraint(
                condition=Q(expected_back_at=None) | Q(expected_back_at__gt=F("since")),
                name="serviceability_back_later",
            ),
        )
        indexes = (
            models.Index(fields=["aircraft", "-stated_at", "-id"], name="serviceability_latest"),
        )
