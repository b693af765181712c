"""The year's money, what it is put aside for, and every movement of it."""

from functools import reduce
from operator import or_
from typing import Final, Self

from django.db import models
from django.db.models import F, Q

from qanat.care.funding.models.posting import posting_sql
from qanat.care.funding.permissions import SEE
from qanat.care.funding.states import (
    OBLIGATION,
    ROADS,
    YEAR,
    EntryKind,
    ObligationState,
    Purpose,
    YearState,
)
from qanat.foundation.actors import Actor
from qanat.foundation.guards import append_only, audited, enforced, guarded

STREAM: Final = "funding"
SUMS: Final = ("reserved_tiyn", "committed_tiyn", "advanced_tiyn", "spent_tiyn")
NAMED: Final = ~Q(decision="") & Q(decided_on__isnull=False)


def _roads() -> Q:
    """Return the condition that an entry moves money as its kind may."""
    allowed = ((kind, *road) for kind, roads in ROADS.items() for road in roads)
    return reduce(or_, (Q(kind=kind, source=a, target=b) for kind, a, b in allowed))


class AppropriationQuerySet(models.QuerySet["Appropriation"]):
    """Filters on appropriations."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep all for those who see the nation's money."""
        return self if actor.scope_of(SEE).nation else self.none()


@guarded(YEAR)
@audited(stream=STREAM, omit=("amount_tiyn", "free_tiyn", *SUMS))
class Appropriation(models.Model):
    """The money of a programme for a year; its sums are those of its entries.

    Attributes:
        order: the order by which it was appropriated.
    """

    id = models.BigAutoField(primary_key=True)
    programme = models.CharField(max_length=120)
    year = models.SmallIntegerField()
    order = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=YearState, default=YearState.OPEN)
    amount_tiyn = models.BigIntegerField(default=0)
    free_tiyn = models.BigIntegerField(default=0)
    reserved_tiyn = models.BigIntegerField(default=0)
    committed_tiyn = models.BigIntegerField(default=0)
    advanced_tiyn = models.BigIntegerField(default=0)
    spent_tiyn = models.BigIntegerField(default=0)
    version = models.IntegerField(default=1)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    is_synthetic = models.BooleanField(default=False)

    objects = AppropriationQuerySet.as_manager()

    class Meta:
        constraints = (
            YEAR.constraint(),
            models.UniqueConstraint(fields=["year", "programme"], name="appropriation_once"),
            models.CheckConstraint(condition=~Q(order=""), name="appropriation_by_an_order"),
            models.CheckConstraint(
                condition=Q(free_tiyn__gte=0), name="appropriation_not_overdrawn"
            ),
            models.CheckConstraint(
                condition=Q(**{f"{one}__gte": 0 for one in SUMS}), name="appropriation_sums_real"
            ),
            models.CheckConstraint(
                condition=Q(
                    amount_tiyn=F("free_tiyn")
                    + F("reserved_tiyn")
                    + F("committed_tiyn")
                    + F("advanced_tiyn")
                    + F("spent_tiyn")
                ),
                name="appropriation_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(state=YearState.OPEN)
                | Q(reserved_tiyn=0, committed_tiyn=0, advanced_tiyn=0),
                name="appropriation_closed_when_settled",
            ),
        )


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Filters on obligations."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep all for those who see the nation's money."""
        return self if actor.scope_of(SEE).nation else self.none()


@guarded(OBLIGATION)
@audited(stream=STREAM, omit=SUMS)
class Obligation(models.Model):
    """Money put aside for one purpose of one case, by a decision of the commission.

    Attributes:
        matter: by which the case is known outside of its context; case_number: for people.
        icd10: the diagnosis; ``category`` its first three characters: prices are compared there.
        clinic: who is paid, if it is a clinic of the register; else ``payee`` names him.
        decision: reference of the commission's decision; without one nothing is put aside.
        contract_minor: the contract, in hundredths of its currency, with what it was raised by.
        contract_tiyn: what that was worth on the days of contract and raising.
        others_minor: what others pay of it: it is not asked of the budget.
        is_stopped: others seem to pay too: nothing is paid until that is settled.
        open_minor: not paid yet; advanced_minor: paid in advance; settled_minor: invoiced and paid.
        carried_from: the obligation of the year before which this one goes on.
    """

    id = models.BigAutoField(primary_key=True)
    appropriation = models.ForeignKey(
        Appropriation, on_delete=models.PROTECT, related_name="obligations"
    )
    number = models.CharField(max_length=16, unique=True)
    matter = models.UUIDField()
    case_number = models.CharField(max_length=32)
    purpose = models.CharField(max_length=14, choices=Purpose)
    icd10 = models.CharField(max_length=8, blank=True)
    category = models.CharField(max_length=3, blank=True)
    clinic = models.ForeignKey(
        "clinics.Clinic", null=True, on_delete=models.PROTECT, related_name="+"
    )
    payee = models.CharField(max_length=200, blank=True)
    decision = models.CharField(max_length=120)
    decided_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=ObligationState, default=ObligationState.RESERVED
    )
    contract = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    contract_minor = models.BigIntegerField(default=0)
    contract_tiyn = models.BigIntegerField(default=0)
    open_minor = models.BigIntegerField(default=0)
    advanced_minor = models.BigIntegerField(default=0)
    settled_minor = models.BigIntegerField(default=0)
    others_minor = models.BigIntegerField(default=0)
    is_stopped = models.BooleanField(default=False)
    reserved_tiyn = models.BigIntegerField(default=0)
    committed_tiyn = models.BigIntegerField(default=0)
    advanced_tiyn = models.BigIntegerField(default=0)
    spent_tiyn = models.BigIntegerField(default=0)
    carried_from = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    version = models.IntegerField(default=1)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    is_synthetic = models.BooleanField(default=False)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints = (
            OBLIGATION.constraint(),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="obligation_purpose_known"
            ),
            models.CheckConstraint(condition=NAMED, name="obligation_by_a_decision"),
            models.CheckConstraint(
                condition=Q(**{f"{one}__gte": 0 for one in SUMS}), name="obligation_sums_real"
            ),
            models.CheckConstraint(
                condition=Q(
                    open_minor__gte=0,
                    advanced_minor__gte=0,
                    settled_minor__gte=0,
                    others_minor__gte=0,
                    contract_minor=F("open_minor")
                    + F("advanced_minor")
                    + F("settled_minor")
                    + F("others_minor"),
                ),
                name="obligation_contract_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(contract="", committed_tiyn=0, contract_minor=0)
                | (
                    ~Q(contract="", currency="")
                    & Q(signed_on__gte=F("decided_on"), contract_minor__gt=0)
                    & (Q(clinic__isnull=False) | ~Q(payee=""))
                ),
                name="obligation_committed_by_a_contract",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ObligationState.RESERVED, ObligationState.COMMITTED])
                | Q(reserved_tiyn=0, committed_tiyn=0, advanced_tiyn=0),
                name="obligation_over_when_settled",
            ),
            models.UniqueConstraint(
                fields=["matter", "purpose"],
                condition=Q(state__in=[ObligationState.RESERVED, ObligationState.COMMITTED]),
                name="obligation_one_a_purpose",
            ),
        )
        indexes = (
            models.Index(fields=["appropriation", "-id"], name="obligation_of_year"),
            models.Index(fields=["appropriation", "state", "-id"], name="obligation_of_year_state"),
            models.Index(fields=["matter", "-id"], name="obligation_of_matter"),
            models.Index(fields=["case_number", "-id"], name="obligation_of_case"),
            models.Index(fields=["clinic", "-id"], name="obligation_of_clinic"),
            models.Index(
                fields=["category", "-signed_on", "-id"],
                condition=Q(contract_tiyn__gt=0, purpose="treatment"),
                name="obligation_prices",
            ),
        )


@enforced("posting", posting_sql)
@append_only
@audited(stream=STREAM)
class Entry(models.Model):
    """So much went from one place to another, why, by which document, and who booked it.

    Attributes:
        amount_minor: the same in hundredths of the currency, where it was paid or priced in one.
        rate: what a unit of the currency cost in tenge; ``rate_on``: on which day.
        on: the day of the document.
    """

    id = models.BigAutoField(primary_key=True)
    appropriation = models.ForeignKey(
        Appropriation, on_delete=models.PROTECT, related_name="entries"
    )
    obligation = models.ForeignKey(
        Obligation, null=True, on_delete=models.PROTECT, related_name="entries"
    )
    kind = models.CharField(max_length=12, choices=EntryKind)
    amount_tiyn = models.BigIntegerField()
    source = models.CharField(max_length=10)
    target = models.CharField(max_length=10)
    currency = models.CharField(max_length=3, blank=True)
    amount_minor = models.BigIntegerField(null=True)
    rate = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    rate_on = models.DateField(null=True)
    document = models.CharField(max_length=120)
    reason = models.CharField(max_length=40, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_tiyn__gt=0), name="entry_of_something"),
            models.CheckConstraint(condition=_roads(), name="entry_road_known"),
            models.CheckConstraint(
                condition=Q(obligation__isnull=False)
                | Q(kind__in=[EntryKind.APPROPRIATE, EntryKind.AMEND]),
                name="entry_of_an_obligation",
            ),
            models.CheckConstraint(condition=~Q(document=""), name="entry_by_a_document"),
        )
        indexes = (
            models.Index(fields=["appropriation", "-id"], name="entry_of_year"),
            models.Index(fields=["obligation", "id"], name="entry_of_obligation"),
        )
