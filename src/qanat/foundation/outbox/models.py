"""Tables of the outbox."""

from django.db import models


class OutboxEvent(models.Model):
    """Something that happened, stored with the change that caused it."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=100)
    payload = models.JSONField()
    stored_at = models.DateTimeField()
    seq = models.BigIntegerField(null=True, unique=True)
    """Place in the one order of all events; given after commit."""

    class Meta:
        db_table = "outbox_event"
        indexes = (
            models.Index(fields=["id"], condition=models.Q(seq=None), name="outbox_unsequenced"),
            models.Index(fields=["stored_at"], name="outbox_stored_at"),
        )


class Cursor(models.Model):
    """How far one subscriber has heard."""

    subscriber = models.CharField(max_length=200, primary_key=True)
    seq = models.BigIntegerField(default=0)

    class Meta:
        db_table = "outbox_cursor"


class FailedDelivery(models.Model):
    """An event which a subscriber could not take; set aside so that others go on."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE)
    subscriber = models.CharField(max_length=200)
    error = models.CharField(max_length=300)
    """Class of the error and code, never its values."""
    tries = models.IntegerField(default=0)
    failed_at = models.DateTimeField(auto_now=True)
    retry_at = models.DateTimeField(null=True)
    """Null when it was given up and waits for a person."""

    class Meta:
        db_table = "outbox_failed"
        constraints = (
            models.UniqueConstraint(fields=["event", "subscriber"], name="outbox_failed_once"),
        )
