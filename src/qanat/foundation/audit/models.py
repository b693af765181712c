"""Tables of the audit. Entries are written by triggers only (``foundation.guards``)."""

from django.db import models

from qanat.foundation.guards import append_only


@append_only
class AuditEntry(models.Model):
    """One change of one row: who, when, by which command, from what, to what, why."""

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=40)
    era = models.IntegerField()
    """Counts restores: transaction numbers begin anew after each."""
    xact = models.BigIntegerField()
    """The transaction; a range of finished transactions is what a seal covers."""
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    """Account; 0 the system; null: not through a command, which is a finding."""
    command = models.CharField(max_length=200)
    move = models.CharField(max_length=60)
    reason = models.CharField(max_length=60)
    note = models.TextField()
    table_name = models.CharField(max_length=63)
    row_id = models.CharField(max_length=60)
    action = models.CharField(max_length=1)
    changes = models.JSONField()
    """Of an insert or delete the row; of an update ``{column: [old, new]}``."""

    class Meta:
        db_table = "audit_entry"
        indexes = (
            models.Index(fields=["table_name", "row_id", "id"], name="audit_of_row"),
            models.Index(fields=["era", "xact", "id"], name="audit_of_transaction"),
            models.Index(fields=["actor_id", "-id"], name="audit_of_actor"),
        )


@append_only
class AuditSeal(models.Model):
    """The head of a stream's hash chain over a range of finished transactions."""

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=40)
    number = models.BigIntegerField()
    era = models.IntegerField()
    low_xact = models.BigIntegerField()
    high_xact = models.BigIntegerField()
    """The range is low <= xact < high."""
    entries = models.IntegerField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "audit_seal"
        constraints = (
            models.UniqueConstraint(fields=["stream", "number"], name="audit_seal_number"),
        )


class AuditHorizon(models.Model):
    """How far all streams are sealed."""

    one = models.BooleanField(primary_key=True, default=True)
    era = models.IntegerField(default=1)
    high_xact = models.BigIntegerField(default=0)

    class Meta:
        db_table = "audit_horizon"
