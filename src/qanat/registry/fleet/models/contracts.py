"""What was bought of the operators."""

from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from qanat.foundation.actors import Actor
from qanat.foundation.guards import audited
from qanat.registry.fleet.models.aircraft import STREAM, AircraftType, Operator
from qanat.registry.fleet.permissions import SEE_CONTRACTS
from qanat.registry.fleet.states import ContractPurpose


class ContractQuerySet(models.QuerySet["Contract"]):
    """Filters on contracts."""

    def visible_to(self, actor: Actor, needs: str = SEE_CONTRACTS) -> Self:
        """Keep all for the nation, else those of the actor's own operators."""
        scope = actor.scope_of(needs)
        return self if scope.nation else self.filter(operator__in=scope.operators)


@audited(STREAM)
class Contract(models.Model):
    """So many flight hours of an operator, for a time and a purpose."""

    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="contracts")
    number = models.CharField(max_length=60)
    purpose = models.CharField(max_length=14, choices=ContractPurpose)
    valid = DateRangeField()
    hours_bought = models.DecimalField(max_digits=9, decimal_places=2)
    note = models.CharField(max_length=300, blank=True, default="")
    is_synthetic = models.BooleanField(default=False)

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["operator", "number"], name="contract_number_once"),
            models.CheckConstraint(
                condition=Q(purpose__in=ContractPurpose.values), name="contract_purpose_known"
            ),
            models.CheckConstraint(condition=Q(hours_bought__gt=0), name="contract_buys_hours"),
            models.CheckConstraint(
                condition=Q(valid__isempty=False, valid__lower_inf=False, valid__upper_inf=False),
                name="contract_valid_from_to",
            ),
        )


@audited(STREAM)
class ContractRate(models.Model):
    """What an hour of a type costs under a contract, in whole tiyn."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="rates")
    aircraft_type = models.ForeignKey(AircraftType, on_delete=models.PROTECT)
    hour_tiyn = models.BigIntegerField()
    positioning_hour_tiyn = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["contract", "aircraft_type"], name="contract_rate_once"
            ),
            models.CheckConstraint(
                condition=Q(hour_tiyn__gt=0, positioning_hour_tiyn__gte=0),
                name="contract_rate_is_money",
            ),
        )
