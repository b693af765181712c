"""Invoices of operators: files, lines, what they are paired with, and what differs."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from qanat.foundation.actors import Actor
from qanat.foundation.guards import append_only, audited, guarded
from qanat.foundation.periods import Period
from qanat.response.operators.permissions import SEE
from qanat.response.operators.states import (
    DIFFERENCE,
    INVOICE,
    DifferenceKind,
    DifferenceState,
    FlightKind,
    InvoiceState,
)


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    """Filters on invoices."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep all for the nation, else those of the actor's own operators."""
        scope = actor.scope_of(SEE)
        return self if scope.nation else self.filter(operator__in=scope.operators)

    def ended_within(self, period: Period) -> Self:
        """Keep those which end within some days; who took an invoice back did not bill."""
        ended = self.filter(last_on__gte=period.first, last_on__lte=period.last)
        return ended.exclude(state=InvoiceState.WITHDRAWN)


@guarded(INVOICE)
@audited(stream="operators")
class Invoice(models.Model):
    """What an operator bills for the flights of some days."""

    id = models.BigAutoField(primary_key=True)
    operator = models.ForeignKey("fleet.Operator", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    first_on = models.DateField()
    last_on = models.DateField()
    state = models.CharField(max_length=10, choices=InvoiceState, default=InvoiceState.OPEN)
    version = models.IntegerField(default=1)
    taken_at = models.DateTimeField()
    by_id = models.BigIntegerField()
    declared_tiyn = models.BigIntegerField(null=True)
    """The total as it stands on the invoice itself."""
    tolerated_tiyn = models.BigIntegerField(default=0)
    """What differs too little to be asked about."""
    reason = models.CharField(max_length=40, blank=True)
    is_synthetic = models.BooleanField(default=False)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        constraints = (
            INVOICE.constraint(),
            models.UniqueConstraint(
                fields=["operator", "number"],
                condition=~Q(state=InvoiceState.WITHDRAWN),
                name="invoice_number_once",
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="invoice_period_has_days"
            ),
        )
        indexes = (
            models.Index(fields=["operator", "-taken_at", "-id"], name="invoice_of_operator"),
            models.Index(fields=["-taken_at", "-id"], name="invoice_newest"),
        )


@append_only
@audited(stream="operators", omit=("headings",))
class InvoiceFile(models.Model):
    """A file of an invoice, and what became of its rows."""

    id = models.BigAutoField(primary_key=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="files")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    headings = ArrayField(models.CharField(max_length=400))
    own = models.JSONField(default=dict)
    """The sender's own headings, meaning -> heading: offered again with the next file."""
    taken_at = models.DateTimeField()
    by_id = models.BigIntegerField()
    accepted = models.IntegerField()
    repeated = models.IntegerField()
    rejected = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["invoice", "digest"], name="invoice_file_once"),
        )


@append_only
class InvoiceLine(models.Model):
    """A flight as it was billed. The line is its own evidence: the audit does not repeat it."""

    id = models.BigAutoField(primary_key=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    file = models.ForeignKey(InvoiceFile, on_delete=models.PROTECT, related_name="lines")
    row = models.IntegerField()
    tail = models.CharField(max_length=20)
    off_at = models.DateTimeField()
    on_at = models.DateTimeField(null=True)
    minutes = models.IntegerField()
    kind = models.CharField(max_length=12, choices=FlightKind, blank=True)
    price_tiyn = models.BigIntegerField(null=True)
    amount_tiyn = models.BigIntegerField()
    route = models.CharField(max_length=200, blank=True)
    content = models.CharField(max_length=32)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(minutes__gt=0, amount_tiyn__gte=0), name="invoice_line_is_money"
            ),
        )
        indexes = (models.Index(fields=["invoice", "off_at", "id"], name="line_of_invoice"),)


@append_only
class RejectedRow(models.Model):
    """A row of a file which could not be read, as it stood: encrypted, since it may name people."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(InvoiceFile, on_delete=models.PROTECT, related_name="rejects")
    row = models.IntegerField()
    faults = ArrayField(models.CharField(max_length=20))
    sealed = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["file", "row", "id"], name="rejected_of_file"),)


class Pairing(models.Model):
    """A line bills a flight of a mission. A flight is billed once, whatever invoice it is on."""

    id = models.BigAutoField(primary_key=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="pairings")
    line = models.ForeignKey(InvoiceLine, on_delete=models.PROTECT, related_name="pairings")
    mission = models.ForeignKey("dispatch.Mission", on_delete=models.PROTECT, related_name="+")
    off_at = models.DateTimeField()
    seconds = models.IntegerField()
    amount_tiyn = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["mission", "off_at"], name="flight_billed_once"),
        )


@guarded(DIFFERENCE)
@audited(stream="operators")
class Difference(models.Model):
    """In what an invoice and our record differ, and who decided what about it.

    ``claim_tiyn`` is what is billed more than our record holds, by this difference alone.
    """

    id = models.BigAutoField(primary_key=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="differences")
    kind = models.CharField(max_length=12, choices=DifferenceKind)
    line = models.ForeignKey(InvoiceLine, null=True, on_delete=models.PROTECT, related_name="+")
    mission = models.ForeignKey(
        "dispatch.Mission", null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=DifferenceState, default=DifferenceState.OPEN)
    tail = models.CharField(max_length=20)
    off_at = models.DateTimeField()
    theirs_min = models.IntegerField(null=True)
    ours_min = models.IntegerField(null=True)
    billed_tiyn = models.BigIntegerField()
    ours_tiyn = models.BigIntegerField()
    claim_tiyn = models.BigIntegerField()
    reason = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            DIFFERENCE.constraint(),
            models.CheckConstraint(
                condition=Q(kind__in=DifferenceKind.values), name="difference_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=False) | Q(mission__isnull=False),
                name="difference_is_about_something",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DifferenceState.ACCEPTED, DifferenceState.STRUCK])
                | (~Q(reason="") & Q(answered_by__isnull=False)),
                name="difference_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["invoice", "kind", "line", "mission"],
                condition=~Q(state=DifferenceState.LAPSED),
                nulls_distinct=False,
                name="difference_once",
            ),
        )
        indexes = (models.Index(fields=["invoice", "off_at", "id"], name="difference_of_invoice"),)
