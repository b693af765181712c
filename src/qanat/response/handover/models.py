"""Who took over the patients of a request from a mission."""

from django.db import models
from django.db.models import Q

from qanat.foundation.guards import append_only, audited


@append_only
@audited(stream="dispatch")
class Handover(models.Model):
    """The care for a request's patients passed from a team to somebody with a name.

    When it passed is told by the mission's own stamp, which may be corrected; here stands to whom.
    """

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey("dispatch.Mission", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey("dispatch.Request", on_delete=models.PROTECT, related_name="+")
    receiver = models.CharField(max_length=160)
    receiver_role = models.CharField(max_length=80, blank=True)
    facility = models.ForeignKey(
        "facilities.Facility", null=True, on_delete=models.PROTECT, related_name="+"
    )
    """The hospital, if not that of the plan."""
    note = models.TextField(max_length=2000, blank=True)
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")
    """The line in whose place this one stands; what was written first stays."""
    reason = models.CharField(max_length=40, blank=True)
    """Why it was corrected: code of the list ``correction`` of terminology."""
    recorded_at = models.DateTimeField(auto_now_add=True)
    by_id = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["mission", "request"],
                condition=Q(corrects=None),
                name="handover_once",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(reason=""), name="handover_corrected_for_a_reason"
            ),
            models.CheckConstraint(condition=~Q(receiver=""), name="handover_has_receiver"),
        )
