"""Offers of clinics, in their own money and in tenge by the rate of a day."""

from typing import Final, Self

from django.db import models
from django.db.models import Q

from qanat.care.abroad.models.cases import STREAM, Case
from qanat.care.abroad.permissions import CLINIC
from qanat.care.abroad.states import OFFER, OPEN, PRICED, SEEKING, OfferState
from qanat.foundation.actors import Actor
from qanat.foundation.guards import append_only, audited, guarded

SOUGHT: Final = (OfferState.ASKED, OfferState.QUOTED)


class OfferQuerySet(models.QuerySet["Offer"]):
    """Filters on offers."""

    def of_clinics(self, actor: Actor) -> Self:
        """Keep those of the clinics for which an actor answers."""
        return self.filter(clinic__in=actor.scope_of(CLINIC).clinics)

    def answerable(self) -> Self:
        """Keep those of cases for which a clinic is still looked for, or which it was chosen for.

        Until then a clinic reads the file without names.
        """
        is_chosen = Q(state=OfferState.CHOSEN, case__state__in=OPEN)
        return self.filter(Q(state__in=SOUGHT, case__state__in=SEEKING) | is_chosen)


@guarded(OFFER)
@audited(stream=STREAM)
class Offer(models.Model):
    """A clinic is asked for its consent and its price.

    Attributes:
        clinic: of the register; without one if it was asked before there was a register.
        name: of the clinic when it was asked.
        quota_place: the place of a quota which the case takes there.
        amount_cents: in hundredths of the currency, whatever it calls them.
        amount_tiyn: the same in tiyn by ``rate``, of the day ``rate_on``.
        includes: codes of what the price takes in.
        wait_days: how long until it can begin.
        valid_until: last day on which the clinic keeps to it.
        version: one more with each correction.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="offers")
    clinic = models.ForeignKey(
        "clinics.Clinic", null=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=200)
    country = models.ForeignKey("places.Country", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    answered_at = models.DateTimeField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    amount_cents = models.BigIntegerField(null=True)
    amount_tiyn = models.BigIntegerField(null=True)
    rate = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    rate_on = models.DateField(null=True)
    rate_source = models.CharField(max_length=200, blank=True)
    includes = models.JSONField(default=list)
    wait_days = models.SmallIntegerField(null=True)
    valid_until = models.DateField(null=True)
    note = models.CharField(max_length=500, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    quota_place = models.ForeignKey(
        "clinics.QuotaPlace", null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = (
            OFFER.constraint(),
            models.UniqueConstraint(fields=["case", "clinic"], name="abroad_offer_one_a_clinic"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="chosen"), name="abroad_offer_one_chosen"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[one.value for one in PRICED],
                    amount_cents__gt=0,
                    amount_tiyn__gt=0,
                    answered_at__isnull=False,
                )
                & ~Q(currency="")
                | (
                    ~Q(state__in=[one.value for one in PRICED])
                    & Q(amount_cents=None, amount_tiyn=None)
                ),
                name="abroad_offer_quoted_with_a_price",
            ),
        )
        indexes = (models.Index(fields=["clinic", "-id"], name="abroad_offer_of_clinic"),)


@append_only
@audited(stream=STREAM)
class EarlierOffer(models.Model):
    """What a clinic had offered before it corrected its offer, and why it did.

    Attributes:
        version: of the offer, up to which it was so.
        answered_at: when it was said.
    """

    id = models.BigAutoField(primary_key=True)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="earlier")
    version = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    amount_cents = models.BigIntegerField()
    amount_tiyn = models.BigIntegerField()
    rate = models.DecimalField(max_digits=12, decimal_places=4)
    rate_on = models.DateField()
    rate_source = models.CharField(max_length=200, blank=True)
    includes = models.JSONField(default=list)
    wait_days = models.SmallIntegerField(null=True)
    valid_until = models.DateField(null=True)
    note = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=40)
    corrected_at = models.DateTimeField()
    corrected_by = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["offer", "version"], name="abroad_offer_version_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="abroad_offer_corrected_why"),
        )
