"""What carries a decision out: journeys, the treatment, what it takes more, money of others."""

from typing import Final

from django.db import models
from django.db.models import F, Q

from qanat.care.abroad.models.cases import STREAM, Case
from qanat.care.abroad.states import (
    EXTENSION,
    GIFT,
    JOURNEY,
    MONTHS,
    OF_FOLLOW_UP,
    OF_STAY,
    UNDER_WAY,
    ExtensionState,
    GiftState,
    JourneyState,
    Means,
    Result,
    Risk,
    Teller,
    Visa,
    Way,
)
from qanat.foundation.guards import audited, guarded

ENDS: Final = [Result.DIED.value, *(one.value for one in OF_STAY)]


@guarded(JOURNEY)
@audited(stream=STREAM)
class Journey(models.Model):
    """A patient goes to the clinic, or home, with tickets or by a medical flight.

    Attributes:
        decided_on: the commission's decision; nobody departs before it.
        needs_care: on the way, so that somebody comes along.
        escorts: who travel with the patient and are paid for.
        passport_until, fit_until: last days of the passport and of the certificate to fly.
        request: by which the flight centre knows it.
        per_diem_tiyn: of all who travel, a day, by the parameter of the day it was planned.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="journeys")
    way = models.CharField(max_length=14, choices=Way)
    means = models.CharField(max_length=8, choices=Means)
    state = models.CharField(max_length=10, choices=JourneyState, default=JourneyState.PLANNED)
    decided_on = models.DateField()
    planned_on = models.DateField()
    needs_care = models.BooleanField(default=False)
    escorts = models.SmallIntegerField(default=0)
    visa = models.CharField(max_length=8, choices=Visa, default=Visa.NEEDED)
    passport_until = models.DateField(null=True)
    fit_until = models.DateField(null=True)
    risk = models.CharField(max_length=8, choices=Risk, default=Risk.UNKNOWN)
    note = models.CharField(max_length=500, blank=True)
    days = models.SmallIntegerField(default=0)
    per_diem_tiyn = models.BigIntegerField(default=0)
    request = models.ForeignKey(
        "dispatch.Request", null=True, on_delete=models.PROTECT, related_name="+"
    )
    departed_on = models.DateField(null=True)
    arrived_on = models.DateField(null=True)
    turned_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        constraints = (
            JOURNEY.constraint(),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=[one.value for one in UNDER_WAY]),
                name="abroad_journey_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(departed_on__isnull=True) | Q(departed_on__gte=F("decided_on")),
                name="abroad_journey_not_self_arranged",
            ),
            models.CheckConstraint(
                condition=Q(arrived_on__isnull=True) | Q(arrived_on__gte=F("departed_on")),
                name="abroad_journey_arrives_after",
            ),
            models.CheckConstraint(
                condition=Q(turned_on__isnull=True) | Q(turned_on__gte=F("departed_on")),
                name="abroad_journey_turns_after",
            ),
            models.CheckConstraint(
                condition=Q(escorts__gte=0, days__gte=0, per_diem_tiyn__gte=0),
                name="abroad_journey_real",
            ),
        )
        indexes = (
            models.Index(
                fields=["planned_on", "id"],
                condition=Q(means="flight"),
                name="abroad_journey_flights",
            ),
            models.Index(
                fields=["request"],
                condition=Q(request__isnull=False),
                name="abroad_journey_request",
            ),
        )


@audited(stream=STREAM)
class Stay(models.Model):
    """A patient is treated: in a clinic abroad, or at home.

    Attributes:
        decided_on: the commission's decision; no treatment which began before it is paid.
        clinic: abroad; ``place``: at home, also where a foreign specialist comes.
        planned_until: moves on with a longer stay which is granted.
        report: what the clinic writes at the end.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="stay")
    clinic = models.ForeignKey(
        "clinics.Clinic", null=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey(
        "facilities.Facility", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField()
    began_on = models.DateField()
    planned_until = models.DateField()
    ended_on = models.DateField(null=True)
    result = models.CharField(max_length=10, choices=Result, blank=True)
    report = models.TextField(max_length=8000, blank=True)
    reported_at = models.DateTimeField(null=True)
    by_id = models.BigIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(began_on__gte=F("decided_on")), name="abroad_stay_not_self_arranged"
            ),
            models.CheckConstraint(
                condition=Q(planned_until__gte=F("began_on")), name="abroad_stay_has_days"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, result="")
                | Q(ended_on__gte=F("began_on"), result__in=ENDS),
                name="abroad_stay_ends_with_a_result",
            ),
            models.CheckConstraint(
                condition=Q(clinic__isnull=False) | Q(place__isnull=False),
                name="abroad_stay_somewhere",
            ),
        )
        indexes = (models.Index(fields=["clinic", "-id"], name="abroad_stay_at_clinic"),)


@guarded(EXTENSION)
@audited(stream=STREAM)
class Extension(models.Model):
    """A complication beyond the quote, or a longer stay: what it takes more.

    Attributes:
        why: a reason of the list ``raise_obligation``.
        amount_minor: more, in hundredths of the contract's currency.
        decision: of the commission, by which it is granted.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField(max_length=8, choices=ExtensionState, default=ExtensionState.ASKED)
    why = models.CharField(max_length=40)
    text = models.TextField(max_length=4000)
    days = models.SmallIntegerField(default=0)
    amount_minor = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=120, blank=True)
    decided_on = models.DateField(null=True)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (
            EXTENSION.constraint(),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="asked"), name="abroad_extension_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(days__gte=0, amount_minor__gte=0)
                & (Q(days__gt=0) | Q(amount_minor__gt=0)),
                name="abroad_extension_of_something",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | (~Q(decision="") & Q(decided_on__isnull=False)),
                name="abroad_extension_by_a_decision",
            ),
        )


@guarded(GIFT)
@audited(stream=STREAM)
class Gift(models.Model):
    """Somebody else pays for the same treatment: a charity, a collection, an employer.

    Attributes:
        giver: who pays.
        amount_tiyn: by the rate of the day on which it was told.
        document: by which it was deducted.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="gifts")
    state = models.CharField(max_length=10, choices=GiftState, default=GiftState.TOLD)
    teller = models.CharField(max_length=10, choices=Teller)
    giver = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    amount_tiyn = models.BigIntegerField()
    note = models.CharField(max_length=500, blank=True)
    told_at = models.DateTimeField()
    told_by = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)
    document = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (
            GIFT.constraint(),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, amount_tiyn__gt=0) & ~Q(giver=""),
                name="abroad_gift_of_something",
            ),
            models.CheckConstraint(
                condition=~Q(state="deducted") | ~Q(document=""),
                name="abroad_gift_deducted_by_a_document",
            ),
        )


@audited(stream=STREAM)
class FollowUp(models.Model):
    """A patient is seen at home some months later; until then it is owed."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups")
    month = models.SmallIntegerField()
    due_on = models.DateField()
    seen_on = models.DateField(null=True)
    result = models.CharField(max_length=10, choices=Result, blank=True)
    note = models.TextField(max_length=4000, blank=True)
    at = models.DateTimeField(null=True)
    by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "month"], name="abroad_follow_up_once"),
            models.CheckConstraint(
                condition=Q(month__in=MONTHS), name="abroad_follow_up_month_known"
            ),
            models.CheckConstraint(
                condition=Q(seen_on__isnull=True, result="")
                | Q(seen_on__isnull=False, result__in=[one.value for one in OF_FOLLOW_UP]),
                name="abroad_follow_up_seen_with_a_result",
            ),
        )
