"""Experts: each sees an anonymous file and his own opinion alone."""

from typing import Self

from django.db import models
from django.db.models import Q

from qanat.care.abroad.models.cases import STREAM, Case
from qanat.care.abroad.states import TASK, TaskState, Verdict
from qanat.foundation.actors import Actor
from qanat.foundation.guards import audited, guarded


class TaskQuerySet(models.QuerySet["Task"]):
    """Filters on tasks of experts."""

    def of_expert(self, actor: Actor) -> Self:
        """Keep the actor's own which were not taken from him."""
        return self.filter(expert_id=actor.id).exclude(state=TaskState.RELEASED)


@guarded(TASK)
@audited(stream=STREAM)
class Task(models.Model):
    """An expert is asked about a case; its number says nothing about whose case it is."""

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=32, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    expert_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.ASKED)
    question = models.TextField(max_length=4000, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)
    text = models.TextField(max_length=8000, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = (
            TASK.constraint(),
            models.UniqueConstraint(
                fields=["case", "expert_id"],
                condition=Q(state__in=["asked", "given"]),
                name="abroad_task_one_an_expert",
            ),
            models.CheckConstraint(
                condition=Q(state="given", verdict__in=Verdict.values, ended_at__isnull=False)
                & ~Q(text="")
                | (~Q(state="given") & Q(verdict="", text="")),
                name="abroad_task_given_with_reasons",
            ),
        )
        indexes = (
            models.Index(fields=["expert_id", "state", "due_at", "id"], name="abroad_task_of"),
            models.Index(
                fields=["due_at", "id"], condition=Q(state="asked"), name="abroad_task_due"
            ),
        )
