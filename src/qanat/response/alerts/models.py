"""Alerts: few, each of one cause and one subject, each owned by somebody."""

from typing import Self

from django.db import models
from django.db.models import Q

from qanat.foundation.actors import Actor
from qanat.foundation.guards import audited, guarded
from qanat.foundation.texts import local
from qanat.response.alerts.permissions import SEE
from qanat.response.alerts.rules import Key
from qanat.response.alerts.sources import is_added, is_told
from qanat.response.alerts.states import ALERT, OPEN, AlertState, Cause
from qanat.response.dispatch.permissions import SEE as REQUESTS


class AlertQuerySet(models.QuerySet["Alert"]):
    """Filters on alerts."""

    def visible_to(self, actor: Actor) -> Self:
        """Only rows of which the actor is told: of dispatch by region and operator."""
        return self.within(actor, SEE)

    def within(self, actor: Actor, permission: str) -> Self:
        """Only rows which a permission reaches; of what sources add, only what these tell him.

        What dispatch has is told to who sees requests: other desks have alerts of their own. What
        many have in common is seen by whom one of them reaches, and owned by who reaches all.
        """
        if not actor.may(REQUESTS):
            return self.filter(is_told(actor))
        scope = actor.scope_of(permission)
        operators = [str(one) for one in scope.operators]
        reached = Q(region__in=scope.regions) | Q(operator_id__in=scope.operators)
        if permission == SEE:
            reached |= Q(values__regions__has_any_keys=[*scope.regions])
            reached |= Q(values__operators__has_any_keys=operators)
        ours = ~is_added() if scope.nation else ~is_added() & reached
        return self.filter(ours | is_told(actor))

    def of_dispatch(self) -> Self:
        """Only what no source has added."""
        return self.exclude(is_added())

    def open(self) -> Self:
        """Only those whose cause is not gone and which nobody has closed."""
        return self.filter(state__in=OPEN)


@guarded(ALERT)
@audited(stream="alerts")
class Alert(models.Model):
    """Something that wants a person now.

    ``values`` are words for the reader: numbers of missions and tails, nothing of patients.
    """

    id = models.BigAutoField(primary_key=True)
    cause = models.CharField(max_length=16, choices=Cause)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    urgency = models.SmallIntegerField()
    state = models.CharField(max_length=12, choices=AlertState, default=AlertState.RAISED)
    region = models.CharField(max_length=6, blank=True)
    operator_id = models.BigIntegerField(null=True)
    values = models.JSONField(default=dict)
    onset_at = models.DateTimeField()
    """Since when its cause holds."""
    raised_at = models.DateTimeField()
    waits_since = models.DateTimeField()
    """Since when somebody is asked to acknowledge it: raised, raised again, or passed on."""
    escalations = models.SmallIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    end_reason = models.CharField(max_length=40, blank=True)
    is_exercise = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = (
            ALERT.constraint(),
            models.UniqueConstraint(
                fields=["cause", "subject_kind", "subject_id"],
                condition=Q(state__in=["raised", "acknowledged"]),
                name="alert_one_open_a_cause",
            ),
            models.CheckConstraint(condition=Q(cause__in=Cause.values), name="alert_cause_known"),
            models.CheckConstraint(condition=Q(urgency__in=[1, 2]), name="alert_urgency_known"),
            models.CheckConstraint(
                condition=~Q(state="acknowledged") | Q(acknowledged_by__isnull=False),
                name="alert_acknowledged_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(end_reason=""), name="alert_closed_with_reason"
            ),
        )
        indexes = (
            models.Index(
                fields=["urgency", "raised_at", "id"],
                condition=Q(state__in=["raised", "acknowledged"]),
                name="alert_open",
            ),
            models.Index(fields=["-raised_at", "-id"], name="alert_raised"),
            models.Index(fields=["cause", "subject_kind", "subject_id"], name="alert_subject"),
        )

    @property
    def key(self) -> Key:
        """What it is about."""
        return (self.cause, self.subject_kind, self.subject_id)

    @property
    def about_text(self) -> str:
        """What it is about, as people call that; a name is told in the reader's language."""
        told = self.values.get("number", "")
        return local(told) if isinstance(told, dict) else str(told)
