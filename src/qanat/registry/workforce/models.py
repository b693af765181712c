"""Tables of the workforce."""

from typing import Final, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import Func, Q, Value

from qanat.foundation.actors import Actor
from qanat.foundation.guards import audited
from qanat.registry.workforce.permissions import CONTACT, SEE
from qanat.registry.workforce.states import DutyRole, Profession, Rung

STREAM: Final = "workforce"


class PersonQuerySet(models.QuerySet["Person"]):
    """Filters on people."""

    def visible_to(self, actor: Actor, needs: str = SEE) -> Self:
        """Keep the people of the actor's region, organisation or operator."""
        scope = actor.scope_of(needs)
        if scope.nation:
            return self
        return self.filter(
            Q(region__in=scope.regions)
            | Q(facility__in=scope.organisations)
            | Q(operator__in=scope.operators)
        )


@audited(STREAM, omit=("name_key", "phone_key"))
class Person(models.Model):
    """Somebody who works for emergency care."""

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=400)
    account_id = models.BigIntegerField(null=True, unique=True)
    region = models.ForeignKey("places.Region", null=True, on_delete=models.PROTECT)
    facility = models.ForeignKey("facilities.Facility", null=True, on_delete=models.PROTECT)
    operator = models.ForeignKey("fleet.Operator", null=True, on_delete=models.PROTECT)
    phone_sealed = models.BinaryField(null=True)
    phone_key = models.BinaryField(null=True, db_index=True)
    """Keyed hash of the telephone, by which it is found."""
    left_on = models.DateField(null=True)
    is_synthetic = models.BooleanField(default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="person_has_name"),)
        indexes = (GinIndex(fields=["name_key"], opclasses=["gin_trgm_ops"], name="person_search"),)


@audited(STREAM)
class Qualification(models.Model):
    """What somebody is qualified for, and for which days.

    ``specialty`` is a code of the terminology's list of specialties, empty where the
    profession says all.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="qualifications")
    profession = models.CharField(max_length=12, choices=Profession)
    specialty = models.CharField(max_length=40, blank=True, default="")
    certificate = models.CharField(max_length=60, blank=True, default="")
    valid = DateRangeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(profession__in=Profession.values),
                name="qualification_profession_known",
            ),
            models.CheckConstraint(
                condition=Q(valid__isempty=False, valid__lower_inf=False),
                name="qualification_begins",
            ),
            models.UniqueConstraint(
                fields=["person", "profession", "specialty", "certificate"],
                name="qualification_once",
            ),
        )


class DutyQuerySet(models.QuerySet["Duty"]):
    """Filters on duties."""

    def visible_to(self, actor: Actor, needs: str = SEE) -> Self:
        """Keep the duties of the actor's region, organisation or operator."""
        scope = actor.scope_of(needs)
        if scope.nation:
            return self
        return self.filter(
            Q(region__in=scope.regions)
            | Q(facility__in=scope.organisations)
            | Q(person__operator__in=scope.operators)
        )

    def standing(self) -> Self:
        """Keep those which were not cancelled."""
        return self.filter(cancelled_at=None)


@audited(STREAM)
class Duty(models.Model):
    """That somebody is on duty or on call, where, as what and for which time."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=14, choices=DutyRole)
    specialty = models.CharField(max_length=40, blank=True, default="")
    region = models.ForeignKey("places.Region", on_delete=models.PROTECT)
    facility = models.ForeignKey("facilities.Facility", null=True, on_delete=models.PROTECT)
    base = models.ForeignKey("fleet.Base", null=True, on_delete=models.PROTECT)
    aircraft = models.ForeignKey("fleet.Aircraft", null=True, on_delete=models.PROTECT)
    ambulance = models.ForeignKey("fleet.Ambulance", null=True, on_delete=models.PROTECT)
    during = DateTimeRangeField()
    warnings = models.JSONField(default=list)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True, default="")
    is_synthetic = models.BooleanField(default=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(role__in=DutyRole.values), name="duty_role_known"),
            models.CheckConstraint(
                condition=Q(
                    during__isempty=False, during__lower_inf=False, during__upper_inf=False
                ),
                name="duty_begins_and_ends",
            ),
            models.CheckConstraint(
                condition=Q(aircraft=None) | Q(ambulance=None), name="duty_on_one_vehicle"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancel_reason=""),
                name="duty_cancelled_with_reason",
            ),
            ExclusionConstraint(
                name="duty_one_at_a_time",
                expressions=[
                    (
                        Func("person_id", "person_id", Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled_at=None),
            ),
        )
        indexes = (
            GistIndex(fields=["during"], name="duty_during"),
            models.Index(fields=["region", "role"], name="duty_of_region"),
            models.Index(fields=["aircraft"], name="duty_of_aircraft"),
            models.Index(fields=["ambulance"], name="duty_of_ambulance"),
        )


class DutyContactQuerySet(models.QuerySet["DutyContact"]):
    """Filters on contacts."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep those of the actor's organisation, operator or region."""
        scope = actor.scope_of(CONTACT)
        if scope.nation:
            return self
        return self.filter(
            Q(facility__in=scope.organisations)
            | Q(facility__region__in=scope.regions)
            | Q(operator__in=scope.operators)
        )

    def standing(self) -> Self:
        """Keep those which hold."""
        return self.filter(until_at=None)


@audited(STREAM, omit=("phone_key",))
class DutyContact(models.Model):
    """Who of a hospital or an airline is called out, by which number, from when until when."""

    facility = models.ForeignKey("facilities.Facility", null=True, on_delete=models.PROTECT)
    operator = models.ForeignKey("fleet.Operator", null=True, on_delete=models.PROTECT)
    rung = models.CharField(max_length=8, choices=Rung)
    name = models.CharField(max_length=120)
    """Of a person or of a post."""
    phone_sealed = models.BinaryField()
    phone_key = models.BinaryField(null=True, db_index=True)
    """Keyed hash of the telephone, by which it is found."""
    language = models.CharField(max_length=8)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    stated_by = models.BigIntegerField()
    is_synthetic = models.BooleanField(default=False)

    objects = DutyContactQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="contact_rung_known"),
            models.CheckConstraint(
                condition=Q(facility=None, operator__isnull=False)
                | Q(facility__isnull=False, operator=None),
                name="contact_of_one",
            ),
            models.UniqueConstraint(
                fields=["facility", "rung"],
                condition=Q(until_at=None),
                name="facility_contact_once",
            ),
            models.UniqueConstraint(
                fields=["operator", "rung"],
                condition=Q(until_at=None),
                name="operator_contact_once",
            ),
        )
