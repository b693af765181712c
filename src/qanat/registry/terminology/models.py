"""Tables of terminology: codes of all lists, and the rules of the nosology groups."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from qanat.foundation.actors import Actor
from qanat.foundation.evidence import Evidence
from qanat.foundation.texts import LocalTextField
from qanat.registry.terminology.permissions import READ


class CodeQuerySet(models.QuerySet["Code"]):
    """Filters on codes."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the rows the actor may see: all or none."""
        return self if actor.may(READ) else self.none()

    def offered(self, system: str) -> Self:
        """Keep the codes of a list which may be chosen today, in their order."""
        return self.filter(system=system, is_active=True).order_by("position", "code")


class Code(models.Model):
    """One entry of a coded list: a diagnosis, a reason, a specialty, an organ.

    Codes are never deleted, only switched off: old records still show them.
    """

    system = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    edition = models.CharField(max_length=20, default="1")
    display = LocalTextField()
    aliases = models.JSONField(default=list, blank=True)
    needs_note = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    evidence = models.CharField(max_length=12, choices=Evidence, default=Evidence.MEMORY)
    search_key = models.TextField(blank=True, default="")

    objects = CodeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["system", "code", "edition"], name="code_once"),
            models.CheckConstraint(
                condition=models.Q(evidence__in=Evidence.values), name="code_evidence_known"
            ),
        )
        indexes = (GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="code_search"),)


class NosologyRule(models.Model):
    """One dated rule which puts a diagnosis and an age into a nosology group.

    Rules are tried in the order of ``position``; the first that fits gives the group.
    Empty bounds fit everything.
    """

    group = models.CharField(max_length=40)
    position = models.PositiveIntegerField()
    icd_from = models.CharField(max_length=3, blank=True, default="")
    icd_to = models.CharField(max_length=3, blank=True, default="")
    age_from_years = models.FloatField(null=True, blank=True)
    age_to_years = models.FloatField(null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    evidence = models.CharField(max_length=12, choices=Evidence)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["valid_from", "position"], name="nosology_rule_once"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="nosology_rule_dates",
            ),
            models.CheckConstraint(
                condition=models.Q(evidence__in=Evidence.values),
                name="nosology_rule_evidence_known",
            ),
        )
