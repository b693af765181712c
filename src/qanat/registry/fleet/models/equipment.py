"""Medical modules with their certificates, and road ambulances."""

from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from qanat.foundation.actors import Actor
from qanat.foundation.guards import audited
from qanat.registry.fleet.models.aircraft import (
    STREAM,
    Aircraft,
    AircraftType,
    Base,
    Basing,
    Operator,
)
from qanat.registry.fleet.permissions import SEE
from qanat.registry.fleet.states import AmbulanceKind, ModuleKind


class ModuleQuerySet(models.QuerySet["MedicalModule"]):
    """Filters on medical modules."""

    def visible_to(self, actor: Actor, needs: str = SEE) -> Self:
        """Keep those of the actor's operators and those that are in his region."""
        scope = actor.scope_of(needs)
        if scope.nation:
            return self
        aboard = Basing.objects.filter(
            aircraft=OuterRef("aircraft"),
            during__contains=Now(),
            base__region__in=scope.regions,
        )
        seen = Q(operator__in=scope.operators)
        if scope.regions:
            seen |= Q(base__region__in=scope.regions) | Q(Exists(aboard))
        return self.filter(seen)


@audited(STREAM)
class MedicalModule(models.Model):
    """Equipment which makes an aircraft a place of care; it is aboard or at a base."""

    serial = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=ModuleKind)
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT)
    fits = models.ManyToManyField(AircraftType)
    base = models.ForeignKey(Base, null=True, on_delete=models.PROTECT)
    aircraft = models.ForeignKey(
        Aircraft, null=True, on_delete=models.PROTECT, related_name="modules"
    )
    withdrawn_on = models.DateField(null=True)
    is_synthetic = models.BooleanField(default=False)

    objects = ModuleQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=ModuleKind.values), name="module_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(base=None) | Q(aircraft=None), name="module_in_one_place"
            ),
        )


@audited(STREAM)
class ModuleCertificate(models.Model):
    """For which days a module is certified."""

    module = models.ForeignKey(MedicalModule, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=60)
    valid = DateRangeField()
    issued_by = models.CharField(max_length=200, blank=True, default="")
    revoked_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["module", "number"], name="certificate_once"),
            models.CheckConstraint(
                condition=Q(valid__isempty=False, valid__lower_inf=False, valid__upper_inf=False),
                name="certificate_valid_from_to",
            ),
        )


class AmbulanceQuerySet(models.QuerySet["Ambulance"]):
    """Filters on ambulances."""

    def visible_to(self, actor: Actor, needs: str = SEE) -> Self:
        """Keep those of the actor's region or organisation."""
        scope = actor.scope_of(needs)
        if scope.nation:
            return self
        return self.filter(
            Q(region__in=scope.regions)
            | Q(facility__in=scope.organisations)
            | Q(base__facility__in=scope.organisations)
        )


@audited(STREAM)
class Ambulance(models.Model):
    """A road ambulance with its kind of crew."""

    call_sign = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=AmbulanceKind)
    region = models.ForeignKey("places.Region", on_delete=models.PROTECT)
    base = models.ForeignKey(Base, null=True, on_delete=models.PROTECT)
    settlement = models.ForeignKey("places.Settlement", null=True, on_delete=models.PROTECT)
    facility = models.ForeignKey("facilities.Facility", null=True, on_delete=models.PROTECT)
    is_serviceable = models.BooleanField(default=True)
    stated_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True, default="")
    is_synthetic = models.BooleanField(default=False)

    objects = AmbulanceQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=AmbulanceKind.values), name="ambulance_kind_known"
            ),
        )
        indexes = (
            models.Index(fields=["region", "call_sign"], name="ambulance_of_region"),
            models.Index(fields=["base"], name="ambulance_of_base"),
        )
