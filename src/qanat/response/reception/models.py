"""What other services handed in, as they told it."""

from django.db import models
from django.db.models import Q

from qanat.foundation.guards import append_only, audited


@append_only
@audited(stream="dispatch", omit=("sealed", "digest"))
class HandIn(models.Model):
    """One message about an incident; a later revision of it is a message of its own.

    ``sealed`` is all that was sent, encrypted: it names callers and people. ``digest`` tells a
    repeated message from another one under the same number.
    """

    id = models.BigAutoField(primary_key=True)
    sender = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=80)
    revision = models.IntegerField()
    call = models.ForeignKey("dispatch.Call", on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    received_at = models.DateTimeField()
    doubts = models.JSONField(default=list)
    sealed = models.BinaryField()
    digest = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["received_at"], name="hand_in_received"),)
        constraints = (
            models.UniqueConstraint(
                fields=["sender", "reference", "revision"], name="hand_in_once"
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="hand_in_revision_counts"),
        )


@append_only
@audited(stream="dispatch")
class Taking(models.Model):
    """Who sees to an incident that was handed in: one person, the first who said so."""

    id = models.BigAutoField(primary_key=True)
    call = models.OneToOneField("dispatch.Call", on_delete=models.PROTECT, related_name="+")
    taken_by = models.BigIntegerField()
    taken_at = models.DateTimeField()
