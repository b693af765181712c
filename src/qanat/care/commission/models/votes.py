"""Votes, minority opinions, and why a vote did not end a matter: never changed."""

from django.db import models
from django.db.models import Q

from qanat.care.commission.models.bodies import STREAM, Member
from qanat.care.commission.models.items import Item
from qanat.care.commission.states import Outcome
from qanat.foundation.guards import append_only, audited


@append_only
@audited(stream=STREAM)
class Vote(models.Model):
    """How a member voted on a matter, and why."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    ground = models.CharField(max_length=60, blank=True)
    facility = models.ForeignKey(
        "facilities.Facility", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reasons = models.TextField(max_length=4000)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "round", "member"], name="vote_once"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="vote_known"),
            models.CheckConstraint(
                condition=(~Q(outcome="refuse") | ~Q(ground=""))
                & (~Q(outcome="home") | Q(facility__isnull=False)),
                name="vote_says_what",
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="vote_has_reasons"),
        )


@append_only
@audited(stream=STREAM)
class Reconsideration(models.Model):
    """Why a matter was discussed again, and what its votes had come to by then.

    Attributes:
        round: of the vote which does not count any more.
        outcome: for which a majority stood; "" for none.
        without: why members did not vote, by the id of the seat: absent, silent, or a conflict.
    """

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="reconsidered")
    round = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=40)
    note = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    base = models.PositiveSmallIntegerField()
    without = models.JSONField(default=dict)
    at = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "round"], name="reconsidered_once_a_round"),
            models.CheckConstraint(condition=~Q(reason=""), name="reconsidered_for_a_reason"),
        )


@append_only
@audited(stream=STREAM)
class MinorityOpinion(models.Model):
    """What a member who was outvoted wants to stand in the minutes."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="minority")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=4000)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "member"], name="minority_opinion_once"),
        )
