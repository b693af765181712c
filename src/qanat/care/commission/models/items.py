"""Matters put before a commission, and who is barred from voting on them."""

from typing import Self

from django.db import models
from django.db.models import Q

from qanat.care.commission.models.bodies import STREAM, Body, Member, seats_of
from qanat.care.commission.models.sittings import Sitting
from qanat.care.commission.states import ITEM, USUAL, Heard, ItemState, Outcome, Why
from qanat.foundation.actors import Actor
from qanat.foundation.guards import append_only, audited, guarded
from qanat.foundation.texts import LocalTextField


class ItemQuerySet(models.QuerySet["Item"]):
    """Filters on matters."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep those of commissions in which the actor has a seat."""
        return self if actor.is_all else self.filter(seats_of(actor, "body"))

    def undecided(self) -> Self:
        """Keep those which wait for a decision."""
        return self.filter(state__in=["on_agenda", "hearing", "voting"])


@guarded(ITEM)
@audited(stream=STREAM)
class Item(models.Model):
    """A matter on the agenda: opaque to the commission, its owner knows what and whom it is about.

    Attributes:
        title: what it is about, without personal data.
        link: where the owner shows it.
        rules_on: under the rules of which day it is decided.
        grounds: on which it may be refused: ``{"code": …, "label": {language: text}}``.
        outcomes: for which may be voted; none named: the usual ones.
        round: which vote this is; reconsidering begins another.
        base: how many were entitled to vote when it was decided.
    """

    id = models.BigAutoField(primary_key=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="items")
    sitting = models.ForeignKey(Sitting, null=True, on_delete=models.PROTECT, related_name="items")
    place = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.ON_AGENDA)
    matter = models.UUIDField()
    matter_kind = models.CharField(max_length=40)
    matter_number = models.CharField(max_length=40)
    title = LocalTextField()
    link = models.CharField(max_length=200, blank=True)
    rules_on = models.DateField()
    is_urgent = models.BooleanField(default=False)
    grounds = models.JSONField(default=list)
    outcomes = models.JSONField(default=list)
    put_at = models.DateTimeField()
    put_by = models.BigIntegerField()
    heard = models.CharField(max_length=10, choices=Heard, blank=True)
    heard_at = models.DateTimeField(null=True)
    heard_by = models.BigIntegerField(null=True)
    heard_note = models.CharField(max_length=500, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    number = models.CharField(max_length=32, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    ground = models.CharField(max_length=60, blank=True)
    facility = models.ForeignKey(
        "facilities.Facility", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reasons = LocalTextField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    base = models.PositiveSmallIntegerField(null=True)
    cast = models.PositiveSmallIntegerField(null=True)
    favour = models.PositiveSmallIntegerField(null=True)
    is_by_chair = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = (
            ITEM.constraint(),
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(state__in=["on_agenda", "hearing", "voting"]),
                name="item_one_a_matter",
            ),
            models.CheckConstraint(
                condition=Q(state="decided", outcome__in=Outcome.values, decided_at__isnull=False)
                & ~Q(number="")
                | (~Q(state="decided") & Q(outcome="", number="", decided_at=None)),
                name="item_decided_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refuse") | ~Q(ground=""), name="item_refused_on_a_ground"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="home") | Q(facility__isnull=False), name="item_home_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["on_agenda", "withdrawn"]) | Q(sitting__isnull=False),
                name="item_heard_in_a_sitting",
            ),
        )
        indexes = (
            models.Index(fields=["sitting", "place", "id"], name="item_of_sitting"),
            models.Index(
                fields=["body", "-is_urgent", "put_at", "id"],
                condition=Q(state="on_agenda", sitting=None),
                name="item_waiting",
            ),
            models.Index(fields=["matter", "-id"], name="item_of_matter"),
            models.Index(
                fields=["body", "-decided_at", "-id"], condition=Q(state="decided"),
                name="item_decided",
            ),
        )  # fmt: skip

    @property
    def possible(self) -> tuple[str, ...]:
        """Return the outcomes for which may be voted."""
        return tuple(self.outcomes) or tuple(one.value for one in USUAL)


@append_only
@audited(stream=STREAM)
class Concern(models.Model):
    """Whoever works there, or this person, is barred: the owner of the matter knows it."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="concerns")
    facility = models.ForeignKey(
        "facilities.Facility", null=True, on_delete=models.PROTECT, related_name="+"
    )
    account_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(facility__isnull=False, account_id=None)
                | Q(facility=None, account_id__isnull=False),
                name="concern_of_a_place_or_a_person",
            ),
        )
        indexes = (models.Index(fields=["item"], name="concern_of_item"),)


@append_only
@audited(stream=STREAM)
class Conflict(models.Model):
    """A member says that he may not vote on a matter."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="declared")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=20, choices=Why)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "member"], name="conflict_once"),
            models.CheckConstraint(condition=Q(why__in=Why.values), name="conflict_known"),
        )
