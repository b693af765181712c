"""Tables of facilities."""

from typing import Final, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from qanat.foundation.actors import Actor
from qanat.foundation.evidence import Evidence
from qanat.foundation.guards import audited
from qanat.foundation.texts import LocalTextField
from qanat.registry.facilities.permissions import EDIT
from qanat.registry.facilities.states import CareLevel, FacilityType
from qanat.registry.terminology.permissions import READ

STREAM: Final = "facilities"


class FacilityQuerySet(models.QuerySet["Facility"]):
    """Filters on facilities."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the rows the actor may see: all or none."""
        return self if actor.may(READ) else self.none()

    def editable_by(self, actor: Actor) -> Self:
        """Keep the rows the actor may change: those of his scope."""
        scope = actor.scope_of(EDIT)
        if scope.nation:
            return self
        return self.filter(
            models.Q(pk__in=scope.organisations) | models.Q(region_id__in=scope.regions)
        )

    def in_use(self) -> Self:
        """Keep the facilities which work today."""
        return self.filter(closed_on=None)


@audited(STREAM, omit=("search_key",))
class Facility(models.Model):
    """A hospital or another organisation of health care."""

    code = models.CharField(max_length=20, unique=True)
    name = LocalTextField()
    type = models.CharField(max_length=12, choices=FacilityType)
    level = models.CharField(max_length=12, choices=CareLevel)
    is_inpatient = models.BooleanField(default=True)
    region = models.ForeignKey("places.Region", on_delete=models.PROTECT)
    settlement = models.ForeignKey("places.Settlement", on_delete=models.PROTECT)
    lon = models.FloatField()
    lat = models.FloatField()
    position_evidence = models.CharField(max_length=12, choices=Evidence)
    beds_stated = models.PositiveIntegerField(null=True)
    beds_evidence = models.CharField(max_length=12, choices=Evidence, default=Evidence.UNKNOWN)
    closed_on = models.DateField(null=True)
    phone = models.CharField(max_length=40, blank=True, default="")
    """Whom to ask; "" if not known."""
    is_phone_synthetic = models.BooleanField(default=False)
    note = LocalTextField()
    evidence = models.CharField(max_length=12, choices=Evidence)
    source = models.CharField(max_length=300)
    search_key = models.TextField()

    objects = FacilityQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="facility_position",
            ),
            models.CheckConstraint(
                condition=models.Q(type__in=FacilityType.values), name="facility_type_known"
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=CareLevel.values), name="facility_level_known"
            ),
        )
        indexes = (
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="facility_search"),
            models.Index(fields=["region", "code"], name="facility_of_region"),
        )


@audited(STREAM)
class Department(models.Model):
    """A department of a facility."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="departments")
    specialty = models.CharField(max_length=40)
    name = LocalTextField()
    closed_on = models.DateField(null=True)
    evidence = models.CharField(max_length=12, choices=Evidence)
    source = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["facility", "specialty"],
                condition=models.Q(closed_on=None),
                name="department_once",
            ),
        )


@audited(STREAM)
class Capability(models.Model):
    """What a facility is able to do, from a day and until a day.

    ``level`` is the level of care where the capability has levels (1 is the lowest), else null.
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="capabilities")
    code = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    evidence = models.CharField(max_length=12, choices=Evidence)
    source = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["facility", "code"],
                condition=models.Q(until=None),
                name="capability_once",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="capability_dates",
            ),
            models.CheckConstraint(
                condition=models.Q(level=None) | models.Q(level__gte=1, level__lte=3),
                name="capability_level",
            ),
        )
        indexes = (models.Index(fields=["code", "level"], name="capability_by_code"),)
