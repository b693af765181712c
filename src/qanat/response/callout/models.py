"""Tables of call-outs."""

from typing import Self

from django.db import models
from django.db.models import Q

from qanat.foundation.actors import Actor
from qanat.foundation.guards import append_only, audited, guarded
from qanat.registry.workforce.states import Rung
from qanat.response.callout.permissions import ANSWER, SEE
from qanat.response.callout.states import (
    ASK,
    CALLOUT,
    OPEN,
    STANDING,
    AskState,
    CalloutState,
    How,
    Kind,
    What,
)

STREAM = "callout"


class CalloutQuerySet(models.QuerySet["Callout"]):
    """Filters on call-outs."""

    def visible_to(self, actor: Actor, needs: str = SEE) -> Self:
        """Keep those of the actor's regions."""
        scope = actor.scope_of(needs)
        return self if scope.nation else self.filter(region__in=scope.regions)

    def open(self) -> Self:
        """Keep those which wait for an answer, or for the dispatcher."""
        return self.filter(state__in=OPEN)

    def standing(self) -> Self:
        """Keep those which count: open ones and confirmed ones."""
        return self.filter(state__in=STANDING)


@audited(STREAM)
@guarded(CALLOUT)
class Callout(models.Model):
    """People or hospitals who are called out for a mission, a request or an order."""

    kind = models.CharField(max_length=10, choices=Kind)
    subject = models.CharField(max_length=40)
    """What it is for: ``mission:12``, ``request:7``, ``order:3``."""
    mission = models.ForeignKey("dispatch.Mission", null=True, on_delete=models.PROTECT)
    request = models.ForeignKey("dispatch.Request", null=True, on_delete=models.PROTECT)
    number = models.CharField(max_length=40)
    """Of the mission, request or order."""
    region = models.CharField(max_length=6, blank=True, default="")
    facts = models.JSONField(default=dict)
    """What those who are called are told: plain values, no personal data."""
    state = models.CharField(max_length=10, choices=CalloutState, default=CalloutState.WAITING)
    norm_s = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    started_by = models.BigIntegerField()
    answered_at = models.DateTimeField(null=True)
    """When the answer that was needed was there."""
    exhausted_at = models.DateTimeField(null=True)
    """When nobody was left to call, the last time."""
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=40, blank=True, default="")
    is_exercise = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)

    objects = CalloutQuerySet.as_manager()

    class Meta:
        constraints = (
            CALLOUT.constraint(),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="callout_kind_known"),
            models.UniqueConstraint(
                fields=["subject", "kind"],
                condition=Q(state=CalloutState.WAITING),
                name="callout_once",
            ),
        )
        indexes = (
            models.Index(fields=["mission", "id"], name="callout_of_mission"),
            models.Index(fields=["request", "id"], name="callout_of_request"),
            models.Index(fields=["subject", "id"], name="callout_of_subject"),
            models.Index(fields=["-started_at", "-id"], name="callout_newest"),
            models.Index(
                fields=["started_at", "id"],
                condition=Q(state__in=sorted(OPEN)),
                name="callout_open",
            ),
        )


class AskQuerySet(models.QuerySet["Ask"]):
    """Filters on those who are asked."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the questions to the hospitals for which the actor answers."""
        return self.filter(facility__in=actor.scope_of(ANSWER).organisations)


@audited(STREAM)
@guarded(ASK)
class Ask(models.Model):
    """One who is asked: a member of a crew, an airline, a specialty, a hospital."""

    callout = models.ForeignKey(Callout, on_delete=models.PROTECT, related_name="asks")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    role = models.CharField(max_length=40, blank=True, default="")
    """Code of the duty or specialty."""
    person = models.ForeignKey("workforce.Person", null=True, on_delete=models.PROTECT)
    facility = models.ForeignKey("facilities.Facility", null=True, on_delete=models.PROTECT)
    operator = models.ForeignKey("fleet.Operator", null=True, on_delete=models.PROTECT)
    call_id = models.BigIntegerField(null=True, unique=True)
    """The chain of messages; null where nobody of it can be reached by message."""
    state = models.CharField(max_length=10, choices=AskState, default=AskState.WAITING)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True, default="")
    how = models.CharField(max_length=5, choices=How, blank=True, default="")
    reason = models.CharField(max_length=40, blank=True, default="")
    ready_at = models.DateTimeField(null=True)
    """From when a hospital could take the patient, where it offered a later time."""

    objects = AskQuerySet.as_manager()

    class Meta:
        constraints = (
            ASK.constraint(),
            models.CheckConstraint(
                condition=~Q(state=AskState.OFFERED) | Q(ready_at__isnull=False),
                name="ask_offer_names_a_time",
            ),
            models.UniqueConstraint(fields=["callout", "position"], name="ask_position_once"),
            models.UniqueConstraint(fields=["callout", "facility"], name="ask_facility_once"),
        )
        indexes = (
            models.Index(
                fields=["facility", "-id"],
                condition=Q(facility__isnull=False),
                name="ask_of_hospital",
            ),
        )


class Called(models.Model):
    """One of the people who are called in turn for one that is asked."""

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="people")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    rung = models.CharField(max_length=8, choices=Rung)
    account_id = models.BigIntegerField(null=True)
    phone_sealed = models.BinaryField(default=b"")
    language = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["ask", "position"], name="called_once"),
            models.CheckConstraint(
                condition=Q(account_id__isnull=False) | ~Q(phone_sealed=b""), name="called_somehow"
            ),
        )


@append_only
class Happening(models.Model):
    """What happened in a call-out, for the timeline: who, when, how."""

    callout = models.ForeignKey(Callout, on_delete=models.PROTECT, related_name="story")
    ask = models.ForeignKey(Ask, null=True, on_delete=models.PROTECT, related_name="story")
    at = models.DateTimeField()
    noted_at = models.DateTimeField()
    what = models.CharField(max_length=12, choices=What)
    who = models.CharField(max_length=120, blank=True, default="")
    by_id = models.BigIntegerField(default=0)
    """The account which did or noted it; 0 the system, or somebody without one."""
    how = models.CharField(max_length=5, choices=How, blank=True, default="")
    reason = models.CharField(max_length=40, blank=True, default="")
    minutes = models.PositiveSmallIntegerField(null=True)
    ready_at = models.DateTimeField(null=True)
    """From when a hospital could take the patient."""
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(what__in=What.values), name="happening_known"),
        )
        indexes = (models.Index(fields=["callout", "at", "id"], name="happenings_of_callout"),)
