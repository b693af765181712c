"""What an operator answers to a task, and what it reports of it."""

from typing import Self

from django.db import models
from django.db.models import Q

from qanat.foundation.actors import Actor
from qanat.foundation.guards import append_only, audited
from qanat.response.operators.permissions import SEE


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Filters on answers."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep all for the nation, else those of the actor's own operators."""
        scope = actor.scope_of(SEE)
        return self if scope.nation else self.filter(operator__in=scope.operators)


@append_only
@audited(stream="operators")
class Answer(models.Model):
    """An operator accepts a mission and says who flies, or refuses and says what it offers."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey("dispatch.Mission", on_delete=models.PROTECT, related_name="+")
    operator = models.ForeignKey("fleet.Operator", on_delete=models.PROTECT, related_name="+")
    is_accepted = models.BooleanField()
    answered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    """By when it was to answer."""
    by_id = models.BigIntegerField()
    captain = models.CharField(max_length=160, blank=True)
    crew = models.CharField(max_length=400, blank=True)
    earliest_off_blocks_at = models.DateTimeField(null=True)
    crew_until = models.DateTimeField(null=True)
    """Until when the flight crew may be on duty, where it is known."""
    remarks = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    offered_aircraft = models.ForeignKey(
        "fleet.Aircraft", null=True, on_delete=models.PROTECT, related_name="+"
    )
    offered_from = models.DateTimeField(null=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["mission", "operator", "is_accepted"], name="answer_once"
            ),
            models.CheckConstraint(
                condition=Q(is_accepted=True, reason="") | Q(is_accepted=False) & ~Q(reason=""),
                name="answer_refusal_has_reason",
            ),
        )
        indexes = (models.Index(fields=["operator", "answered_at"], name="answer_of_operator"),)


class DelayQuerySet(models.QuerySet["Delay"]):
    """Filters on delays."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep all for the nation, else those of the actor's own operators."""
        scope = actor.scope_of(SEE)
        return self if scope.nation else self.filter(operator__in=scope.operators)


@append_only
@audited(stream="operators")
class Delay(models.Model):
    """Why a mission leaves later than planned; the latest word holds."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey("dispatch.Mission", on_delete=models.PROTECT, related_name="+")
    operator = models.ForeignKey("fleet.Operator", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    expected_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)
    reported_at = models.DateTimeField()
    by_id = models.BigIntegerField()

    objects = DelayQuerySet.as_manager()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="delay_has_reason"),)
        indexes = (models.Index(fields=["mission", "-id"], name="delay_latest"),)
