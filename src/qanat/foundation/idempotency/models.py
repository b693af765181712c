"""The table of answers already given."""

from django.db import models


class GivenAnswer(models.Model):
    """The answer to one write under one key of one actor.

    It is stored in the transaction of the write itself, so that there is never an answer without
    its effect, nor a row which is still being worked on.
    """

    id = models.BigAutoField(primary_key=True)
    actor_id = models.BigIntegerField()
    key_digest = models.BinaryField(max_length=32)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.BinaryField(default=b"")
    """Encrypted: answers may hold what identifies a person."""
    created_at = models.DateTimeField()

    class Meta:
        db_table = "idempotency_answer"
        constraints = (
            models.UniqueConstraint(fields=["actor_id", "key_digest"], name="idempotency_key_once"),
        )
        indexes = (models.Index(fields=["created_at"], name="idempotency_age"),)
