"""Clinics abroad: what they are accredited for, what they do, and how often."""

from typing import Final, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from qanat.care.clinics.permissions import SEE
from qanat.care.clinics.states import CLINIC, ClinicState
from qanat.foundation.actors import Actor
from qanat.foundation.guards import append_only, audited, guarded

STREAM: Final = "clinics"


class ClinicQuerySet(models.QuerySet["Clinic"]):
    """Filters on clinics."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep all for those who may see the register: it holds nothing about people."""
        return self if actor.may(SEE) else self.none()


@guarded(CLINIC)
@audited(stream=STREAM, omit=("search_key",))
class Clinic(models.Model):
    """A hospital abroad to which patients may be sent.

    Attributes:
        key: name and town, folded: one clinic stands here once a country.
        search_key: name, town and methods, folded: what is looked for.
        languages: in which its people or interpreters speak with patients.
        source: who says so.
        reason: why it is suspended.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=200)
    country = models.ForeignKey("places.Country", on_delete=models.PROTECT, related_name="+")
    city = models.CharField(max_length=120)
    key = models.CharField(max_length=330)
    search_key = models.TextField(default="")
    languages = ArrayField(models.CharField(max_length=8), default=list)
    contact = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=200, blank=True)
    site = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=ClinicState, default=ClinicState.ACTIVE)
    reason = models.CharField(max_length=40, blank=True)
    version = models.IntegerField(default=1)
    added_at = models.DateTimeField()
    by_id = models.BigIntegerField()
    is_synthetic = models.BooleanField(default=False)

    objects = ClinicQuerySet.as_manager()

    class Meta:
        constraints = (
            CLINIC.constraint(),
            models.UniqueConstraint(fields=["country", "key"], name="clinic_abroad_once"),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(name=""), name="clinic_abroad_has_a_source"
            ),
        )
        indexes = (
            models.Index(fields=["name", "id"], name="clinic_abroad_by_name"),
            GinIndex(
                fields=["search_key"], opclasses=["gin_trgm_ops"], name="clinic_abroad_search"
            ),
        )


@append_only
@audited(stream=STREAM)
class Accreditation(models.Model):
    """A clinic is accredited by somebody for some time."""

    id = models.BigAutoField(primary_key=True)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="accreditations")
    body = models.CharField(max_length=200)
    number = models.CharField(max_length=80, blank=True)
    first_on = models.DateField()
    last_on = models.DateField()
    source = models.CharField(max_length=300)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="accreditation_has_days"
            ),
            models.UniqueConstraint(
                fields=["clinic", "body", "number", "first_on", "last_on"],
                name="accreditation_once",
            ),
        )


@append_only
@audited(stream=STREAM)
class Method(models.Model):
    """What a clinic does, how often, and who says so; the last word on a method holds.

    Attributes:
        volume: how many a year; None where nobody says.
        year: of which the volume is.
    """

    id = models.BigAutoField(primary_key=True)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="methods")
    specialty = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=220)
    volume = models.IntegerField(null=True)
    year = models.SmallIntegerField(null=True)
    source = models.CharField(max_length=300)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(volume__isnull=True) | Q(volume__gte=0, year__isnull=False),
                name="method_volume_is_of_a_year",
            ),
        )
        indexes = (
            models.Index(fields=["clinic", "key", "-id"], name="method_of_clinic"),
            models.Index(fields=["specialty", "clinic"], name="method_by_specialty"),
        )


@append_only
@audited(stream=STREAM)
class ClinicFile(models.Model):
    """A file of clinics which was taken in, and what became of its rows."""

    id = models.BigAutoField(primary_key=True)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    headings = ArrayField(models.CharField(max_length=400))
    accepted = models.IntegerField()
    repeated = models.IntegerField()
    rejected = models.IntegerField()
    taken_at = models.DateTimeField()
    by_id = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["-taken_at", "-id"], name="clinic_file_newest"),)


@append_only
class RejectedClinic(models.Model):
    """A row of a file which could not be taken, as it stood."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(ClinicFile, on_delete=models.PROTECT, related_name="rejects")
    row = models.IntegerField()
    faults = ArrayField(models.CharField(max_length=20))
    cells = ArrayField(models.CharField(max_length=1000))

    class Meta:
        indexes = (models.Index(fields=["file", "row", "id"], name="rejected_clinic_of_file"),)
