"""Telephones that ring, and who sits at which extension. Neither outlives its day."""

from typing import Final, Self

from django.db import models
from django.db.models import Q

from qanat.foundation.actors import Actor

BY_HAND: Final = ""
"""Reference of a number which somebody typed himself."""


class RingQuerySet(models.QuerySet["Ring"]):
    """Filters on rings."""

    def visible_to(self, actor: Actor) -> Self:
        """Only those which concern the actor himself."""
        return self.filter(account_id=actor.id)


class Ring(models.Model):
    """A telephone that rings, or a number somebody looked up; forgotten after a day.

    ``reference`` is the call's number at the telephone system ``sender_id``.
    """

    id = models.BigAutoField(primary_key=True)
    sender_id = models.BigIntegerField()
    reference = models.CharField(max_length=80, blank=True)
    extension = models.CharField(max_length=20, blank=True)
    account_id = models.BigIntegerField(null=True)
    """Whom it concerns; None where nobody sits at the extension."""
    number_sealed = models.BinaryField(null=True)
    """Encrypted; None where the caller withholds it."""
    number_key = models.BinaryField(null=True)
    rang_at = models.DateTimeField()
    aside_at = models.DateTimeField(null=True)

    objects = RingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["sender_id", "reference"], condition=~Q(reference=""), name="ring_once"
            ),
        )
        indexes = (
            models.Index(fields=["account_id", "-rang_at"], name="ring_of_account"),
            models.Index(fields=["rang_at"], name="ring_rang"),
        )


class Extension(models.Model):
    """Who sits at a telephone now: one telephone a person, one person a telephone."""

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=20, unique=True)
    account_id = models.BigIntegerField(unique=True)
    since = models.DateTimeField()
