"""Invoices of clinics and carriers."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from qanat.care.funding.models.budget import STREAM, Obligation
from qanat.care.funding.permissions import SEE
from qanat.care.funding.states import INVOICE, InvoiceState
from qanat.foundation.actors import Actor
from qanat.foundation.guards import audited, guarded


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    """Filters on invoices."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep all for those who see the nation's money."""
        return self if actor.scope_of(SEE).nation else self.none()


@guarded(INVOICE)
@audited(stream=STREAM)
class Invoice(models.Model):
    """What a clinic or a carrier asks for, in the currency of its contract.

    Attributes:
        sender: the clinic or the payee, folded: a number comes once from one sender.
        decided_on: the commission's decision; no service begins before it.
        accepted_by, paid_by: two people.
    """

    id = models.BigAutoField(primary_key=True)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="invoices")
    sender = models.CharField(max_length=210)
    number = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()
    service_from = models.DateField()
    service_until = models.DateField()
    decided_on = models.DateField()
    received_on = models.DateField()
    state = models.CharField(max_length=10, choices=InvoiceState, default=InvoiceState.RECEIVED)
    reason = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    paid_on = models.DateField(null=True)
    accepted_by = models.BigIntegerField(null=True)
    paid_by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    is_synthetic = models.BooleanField(default=False)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        constraints = (
            INVOICE.constraint(),
            models.UniqueConstraint(
                fields=["sender", "key"],
                condition=~Q(state=InvoiceState.REJECTED),
                name="treatment_invoice_once",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, service_until__gte=F("service_from")),
                name="treatment_invoice_of_something",
            ),
            models.CheckConstraint(
                condition=Q(service_from__gte=F("decided_on")),
                name="treatment_invoice_not_self_arranged",
            ),
            models.CheckConstraint(
                condition=Q(state=InvoiceState.PAID, paid_on__isnull=False)
                | (~Q(state=InvoiceState.PAID) & Q(paid_on__isnull=True)),
                name="treatment_invoice_paid_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(paid_by__isnull=True) | ~Q(paid_by=F("accepted_by")),
                name="treatment_invoice_by_four_eyes",
            ),
        )
        indexes = (models.Index(fields=["obligation", "-id"], name="invoice_of_obligation"),)
