"""Tables of pathways: clinical networks as data."""

from typing import Self

from django.db import models

from qanat.foundation.actors import Actor
from qanat.foundation.evidence import Evidence
from qanat.foundation.texts import LocalTextField
from qanat.registry.terminology.permissions import READ

DATES_IN_ORDER = models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from"))


class NetworkQuerySet(models.QuerySet["Network"]):
    """Filters on networks."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the rows the actor may see: all or none."""
        return self if actor.may(READ) else self.none()


class Network(models.Model):
    """A clinical network, such as that of stroke."""

    code = models.CharField(max_length=20, unique=True)
    name = LocalTextField()
    summary = LocalTextField()
    capability = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)

    objects = NetworkQuerySet.as_manager()


class NetworkLevel(models.Model):
    """One level of the hospitals of a network; 1 is the lowest."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="levels")
    level = models.PositiveSmallIntegerField()
    name = LocalTextField()
    meaning = LocalTextField()
    evidence = models.CharField(max_length=12, choices=Evidence)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["network", "level"], name="network_level_once"),
        )


class Dated(models.Model):
    """A sourced statement which holds for a time."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=300)
    evidence = models.CharField(max_length=12, choices=Evidence)

    class Meta:
        abstract = True


class Target(Dated):
    """A time to keep between two clocks, for a share of the patients."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="targets")
    code = models.CharField(max_length=40)
    name = LocalTextField()
    clock_from = models.CharField(max_length=40)
    clock_to = models.CharField(max_length=40)
    limit_s = models.PositiveIntegerField()
    share_percent = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["network", "code", "valid_from"], name="target_once"),
            models.CheckConstraint(condition=models.Q(limit_s__gt=0), name="target_limit"),
            models.CheckConstraint(
                condition=models.Q(share_percent=None) | models.Q(share_percent__range=(1, 100)),
                name="target_share",
            ),
            models.CheckConstraint(condition=DATES_IN_ORDER, name="target_dates"),
        )


class Window(Dated):
    """How long after the onset a treatment still makes sense."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="windows")
    treatment = models.CharField(max_length=40)
    name = LocalTextField()
    icd_from = models.CharField(max_length=5)
    icd_to = models.CharField(max_length=5)
    limit_s = models.PositiveIntegerField()
    condition = LocalTextField()
    is_default = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["network", "treatment", "icd_from", "valid_from"], name="window_once"
            ),
            models.CheckConstraint(condition=models.Q(limit_s__gt=0), name="window_limit"),
            models.CheckConstraint(condition=DATES_IN_ORDER, name="window_dates"),
        )


class RoutingRule(Dated):
    """What the hospital of a patient has to be able to do.

    Empty bounds fit everything; every rule that fits adds its need. Where it is not known whether
    a hospital has the capability, one with ``ask_of`` at ``ask_level`` or above may be asked.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="rules")
    code = models.CharField(max_length=40)
    name = LocalTextField()
    icd_from = models.CharField(max_length=5, blank=True, default="")
    icd_to = models.CharField(max_length=5, blank=True, default="")
    age_from_years = models.FloatField(null=True)
    age_to_years = models.FloatField(null=True)
    is_pregnant = models.BooleanField(null=True)
    capability = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField(null=True)
    is_required = models.BooleanField(default=True)
    ask_of = models.CharField(max_length=40, blank=True, default="")
    ask_level = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["network", "code", "valid_from"], name="routing_rule_once"
            ),
            models.CheckConstraint(condition=DATES_IN_ORDER, name="routing_rule_dates"),
        )
