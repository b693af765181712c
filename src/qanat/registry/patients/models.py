"""Tables of patients."""

from typing import Final, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from qanat.foundation.actors import Actor
from qanat.foundation.guards import append_only, audited, enforced
from qanat.foundation.one_of import OneOf
from qanat.foundation.own import is_own
from qanat.registry.patients.looking import looking_sql
from qanat.registry.patients.permissions import SEE
from qanat.registry.patients.states import (
    BirthPrecision,
    IdentifierKind,
    IinStatus,
    Residency,
    Sex,
    Source,
)

STREAM: Final = "patients"
GLASS: Final = "patient"


class PatientQuerySet(models.QuerySet["Patient"]):
    """Filters on patients."""

    def visible_to(self, actor: Actor, needs: str = SEE) -> Self:
        """Keep the patients the actor may see.

        Those who live in his region, those linked to his region, organisation, operator or
        country by their care, those of his own work, and those opened by break-the-glass.
        Records which were merged into one are seen together or not at all. For a write ``needs``
        is its permission.
        """
        scope = actor.scope_of(needs)
        if scope.nation:
            return self
        opened = actor.opened(GLASS)
        if not scope and not opened:
            return self.none()
        to_him = (
            Q(region__in=scope.regions)
            | Q(facility__in=scope.organisations)
            | Q(operator__in=scope.operators)
            | Q(country__in=scope.countries)
        )
        links = PatientLink.objects.filter(to_him)
        mine = is_own("patient", actor, scope.profiles) | Q(pk__in=opened)
        own = Q(Exists(links.filter(patient=OuterRef("pk")))) | mine
        same = Patient.objects.filter(resolved=OuterRef("resolved"))
        by_group = Q(Exists(links.filter(patient__resolved=OuterRef("resolved"))))
        by_group |= Q(Exists(same.filter(Q(region__in=scope.regions) | mine)))
        # Few records are merged: only for those the costlier question is asked.
        merged = Patient.objects.filter(merged_into__isnull=False).values("resolved")
        return self.filter(own | Q(region__in=scope.regions) | (Q(resolved__in=merged) & by_group))

    def standing(self) -> Self:
        """Keep the records which were not merged into another."""
        return self.filter(merged_into=None)


def where_known(field: str, *more: str, name: str) -> models.Index:
    """Index what is known of a column: of most people most is not, and what is empty is paid too.

    Whoever asks for a value asks for one that is known.
    """
    return models.Index(
        fields=[field, *more], condition=Q(**{f"{field}__isnull": False}), name=name
    )


def _known(field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=OneOf(field, choices.values), name=f"patient_{field}_known"
    )


@enforced("looked_for", looking_sql)
@audited(STREAM, omit=("name_key", "search_key"))
class Patient(models.Model):
    """A person who is or was helped; he may be unknown, a newborn, a foreigner.

    ``resolved`` names the record which stands for the person after all merges: count by it.
    """

    number = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200, blank=True, default="")
    name_key = models.CharField(max_length=400, blank=True, default="")
    search_key = models.TextField(blank=True, default="")
    """Folded name and other spellings, each word after a space."""
    sex = models.CharField(max_length=10, choices=Sex, default=Sex.UNKNOWN)
    birth_on = models.DateField(null=True)
    birth_precision = models.CharField(
        max_length=10, choices=BirthPrecision, default=BirthPrecision.UNKNOWN
    )
    weight_g = models.PositiveIntegerField(null=True)
    mother = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="children", db_index=False
    )
    birth_order = models.PositiveSmallIntegerField(null=True)
    citizenship = models.ForeignKey(
        "places.Country", null=True, on_delete=models.PROTECT, db_index=False
    )
    residency = models.CharField(max_length=12, choices=Residency, default=Residency.UNKNOWN)
    region = models.ForeignKey("places.Region", null=True, on_delete=models.PROTECT, db_index=False)
    settlement = models.ForeignKey(
        "places.Settlement", null=True, on_delete=models.PROTECT, db_index=False
    )
    is_unknown = models.BooleanField(default=False)
    features = models.CharField(max_length=500, blank=True, default="")
    died_at = models.DateTimeField(null=True)
    iin_status = models.CharField(max_length=20, choices=IinStatus, default=IinStatus.ABSENT)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged_here", db_index=False
    )
    resolved = models.ForeignKey("self", on_delete=models.PROTECT, related_name="same_person")
    source = models.CharField(max_length=10, choices=Source, default=Source.ENTRY)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())

    objects = PatientQuerySet.as_manager()

    class Meta:
        constraints = (
            _known("sex", Sex),
            _known("birth_precision", BirthPrecision),
            _known("residency", Residency),
            _known("iin_status", IinStatus),
            _known("source", Source),
            models.CheckConstraint(
                condition=Q(birth_on=None, birth_precision=BirthPrecision.UNKNOWN)
                | (Q(birth_on__isnull=False) & ~Q(birth_precision=BirthPrecision.UNKNOWN)),
                name="patient_birth_as_exact_as_said",
            ),
            models.CheckConstraint(
                condition=Q(mother=None) | Q(birth_order__isnull=False),
                name="patient_newborn_has_order",
            ),
            models.CheckConstraint(
                condition=Q(weight_g=None) | Q(weight_g__gte=200, weight_g__lte=500_000),
                name="patient_weight_plausible",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None, resolved=F("id"))
                | (Q(merged_into__isnull=False) & ~Q(resolved=F("id"))),
                name="patient_resolved_follows_merge",
            ),
            models.UniqueConstraint(
                fields=["mother", "birth_on", "birth_order"],
                condition=Q(mother__isnull=False, merged_into=None),
                name="patient_newborn_once",
            ),
        )
        indexes = (
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="patient_search"),
            models.Index(fields=["name_key"], name="patient_same_name"),
            where_known("birth_on", "name_key", name="patient_birth"),
            where_known("citizenship", name="patient_citizenship"),
            where_known("merged_into", name="patient_merged"),
            where_known("mother", name="patient_mother"),
            where_known("region", name="patient_region"),
            where_known("settlement", name="patient_settlement"),
        )


class IdentifierQuerySet(models.QuerySet["Identifier"]):
    """Filters on identifiers."""

    def in_force(self) -> Self:
        """Keep those which were not taken back."""
        return self.filter(retired_at=None)


@audited(STREAM, omit=("digest",))
class Identifier(models.Model):
    """A number of a person, encrypted, found by its keyed hash.

    Of the records which carry the same number one ``identifies``: it answers for the number.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=20, choices=IdentifierKind)
    country = models.CharField(max_length=2, blank=True, default="")
    digest = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    status = models.CharField(max_length=20, choices=IinStatus, default=IinStatus.UNVERIFIABLE)
    expires_on = models.DateField(null=True)
    identifies = models.BooleanField(default=False)
    added_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True)

    objects = IdentifierQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=IdentifierKind.values), name="identifier_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=IinStatus.values), name="identifier_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=IdentifierKind.PHONE, identifies=True),
                name="identifier_phone_is_shared",
            ),
            models.UniqueConstraint(
                fields=["kind", "country", "digest"],
                condition=Q(identifies=True, retired_at=None),
                name="identifier_answers_once",
            ),
            models.UniqueConstraint(
                fields=["patient", "kind", "country", "digest"],
                condition=Q(retired_at=None),
                name="identifier_once_a_patient",
            ),
        )
        indexes = (
            models.Index(fields=["digest"], name="identifier_digest"),
            models.Index(
                fields=["-id"],
                condition=Q(identifies=False, retired_at=None) & ~Q(kind=IdentifierKind.PHONE),
                name="identifier_second",
            ),
        )


@append_only
@audited(STREAM)
class IdentifierReveal(models.Model):
    """That somebody was shown the numbers of a patient, and why."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT)
    shown_to = models.BigIntegerField()
    shown_at = models.DateTimeField(db_default=Now())
    why = models.CharField(max_length=200)


@audited(STREAM, omit=("key",))
class Alias(models.Model):
    """Another name or spelling of a patient."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=400)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["patient", "key"], name="alias_once_a_patient"),
        )


@audited(STREAM)
class Merge(models.Model):
    """That two records are of one person; undone by name, never deleted."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="merges")
    survivor = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="merges_here")
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.BigIntegerField(null=True)
    undo_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(patient=F("survivor")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_undone_by_name",
            ),
            models.UniqueConstraint(
                fields=["patient"], condition=Q(undone_at=None), name="merge_once_a_patient"
            ),
        )


@audited(STREAM)
class PatientLink(models.Model):
    """Why a region, organisation, operator or partner country may see a patient.

    Written by the contexts which care for the patient (``purpose`` says which record of theirs).
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="links")
    region = models.ForeignKey("places.Region", null=True, on_delete=models.PROTECT, db_index=False)
    facility = models.ForeignKey(
        "facilities.Facility", null=True, on_delete=models.PROTECT, db_index=False
    )
    operator = models.ForeignKey(
        "fleet.Operator", null=True, on_delete=models.PROTECT, db_index=False
    )
    country = models.ForeignKey(
        "places.Country", null=True, on_delete=models.PROTECT, db_index=False
    )
    purpose = models.CharField(max_length=40)
    purpose_id = models.BigIntegerField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(region__isnull=False)
                | Q(facility__isnull=False)
                | Q(operator__isnull=False)
                | Q(country__isnull=False),
                name="patient_link_to_somebody",
            ),
            models.UniqueConstraint(
                fields=[
                    "patient", "region", "facility", "operator", "country", "purpose", "purpose_id",
                ],
                nulls_distinct=False,
                name="patient_link_once",
            ),
        )  # fmt: skip
        indexes = tuple(
            where_known(to, name=f"patient_link_{to}")
            for to in ("region", "facility", "operator", "country")
        )


class NumberSeries(models.Model):
    """The last number given in a series, such as the unknown persons of a hospital and day."""

    prefix = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField(default=0)
