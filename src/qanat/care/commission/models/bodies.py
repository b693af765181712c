"""Commissions and those who have a seat in them."""

from datetime import date
from typing import Final, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.utils import timezone

from qanat.care.commission.states import Group, Seat
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.guards import audited
from qanat.foundation.texts import LocalTextField

STREAM: Final = "commission"
TERM: Final = Func(F("from_on"), F("to_on"), function="daterange")


def _one(column: str) -> Func:
    """Return a number as a range of itself: what PostgreSQL excludes without an extension."""
    return Func(F(column), F(column), Value("[]"), function="int8range")


def seats_of(actor: Actor, body: str) -> Exists:
    """Return the condition that an actor has a seat today in the commission a column names."""
    today = national_day(timezone.now())
    return Exists(Member.objects.of(actor.id).on(today).filter(body=OuterRef(body)))


class BodyQuerySet(models.QuerySet["Body"]):
    """Filters on commissions."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep those in which the actor has a seat."""
        return self if actor.is_all else self.filter(seats_of(actor, "pk"))


@audited(stream=STREAM)
class Body(models.Model):
    """A commission: who decides on one kind of matters."""

    id = models.BigAutoField(primary_key=True)
    name = LocalTextField()
    matter_kind = models.CharField(max_length=40)
    """On what it decides, in the words of the context that brings the matters."""
    established_at = models.DateTimeField()
    established_by = models.BigIntegerField()
    is_synthetic = models.BooleanField(default=False)

    objects = BodyQuerySet.as_manager()


class MemberQuerySet(models.QuerySet["Member"]):
    """Filters on seats."""

    def on(self, day: date) -> Self:
        """Keep seats whose term holds on a day."""
        return self.filter(from_on__lte=day, to_on__gt=day)

    def of(self, account_id: int) -> Self:
        """Keep the seats of one account."""
        return self.filter(account_id=account_id)

    def voting(self) -> Self:
        """Keep seats which have a vote."""
        return self.exclude(seat=Seat.SECRETARY)


@audited(stream=STREAM)
class Member(models.Model):
    """A seat in a commission, held by one account for a term.

    Attributes:
        to_on: the first day without it.
        facility: where the member works, if at a registered organisation.
    """

    id = models.BigAutoField(primary_key=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="members")
    account_id = models.BigIntegerField()
    seat = models.CharField(max_length=10, choices=Seat)
    group = models.CharField(max_length=12, choices=Group, blank=True)
    facility = models.ForeignKey(
        "facilities.Facility", null=True, on_delete=models.PROTECT, related_name="+"
    )
    from_on = models.DateField()
    to_on = models.DateField()
    appointed_at = models.DateTimeField()
    appointed_by = models.BigIntegerField()
    is_synthetic = models.BooleanField(default=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(seat="secretary", group="")
                | (Q(seat__in=["chair", "deputy", "member"]) & Q(group__in=Group.values)),
                name="member_votes_for_a_group",
            ),
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="member_term_in_order"
            ),
            ExclusionConstraint(
                name="member_one_seat_at_a_time",
                expressions=[
                    (_one("body"), RangeOperators.OVERLAPS),
                    (_one("account_id"), RangeOperators.OVERLAPS),
                    (TERM, RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="member_one_chair_at_a_time",
                expressions=[
                    (_one("body"), RangeOperators.OVERLAPS),
                    (TERM, RangeOperators.OVERLAPS),
                ],
                condition=Q(seat="chair"),
            ),
            ExclusionConstraint(
                name="member_one_deputy_at_a_time",
                expressions=[
                    (_one("body"), RangeOperators.OVERLAPS),
                    (TERM, RangeOperators.OVERLAPS),
                ],
                condition=Q(seat="deputy"),
            ),
        )
        indexes = (models.Index(fields=["account_id", "body"], name="member_by_account"),)
