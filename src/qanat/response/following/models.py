"""What was heard of flights, and what was done when nothing was heard."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from qanat.foundation.guards import append_only, audited


class ReportKind(models.TextChoices):
    """What a radio or telephone report says."""

    POSITION = "position", pgettext_lazy("flight report", "Position")
    NORMAL = "normal", pgettext_lazy("flight report", "Operations normal")
    NO_ANSWER = "no_answer", pgettext_lazy("flight report", "Called, no answer")


@append_only
@audited(stream="following")
class FlightReport(models.Model):
    """A report of a flight by radio or telephone, written down by hand.

    Called without an answer is written down too: it stops no clock.
    """

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey("dispatch.Mission", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ReportKind)
    at = models.DateTimeField()
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    persons = models.SmallIntegerField(null=True)
    """On board, as the crew says."""
    endurance_min = models.SmallIntegerField(null=True)
    """For how many minutes the fuel lasts, as the crew says."""
    text = models.CharField(max_length=500, blank=True)
    by_id = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["mission", "kind", "at"], name="flight_report_once"),
            models.CheckConstraint(
                condition=Q(kind="position", lon__range=(-180, 180), lat__range=(-90, 90))
                | (~Q(kind="position") & Q(lon=None, lat=None)),
                name="flight_report_has_its_position",
            ),
            models.CheckConstraint(
                condition=(Q(persons=None) | Q(persons__range=(0, 500)))
                & (Q(endurance_min=None) | Q(endurance_min__range=(0, 1440))),
                name="flight_report_is_sensible",
            ),
        )
        indexes = (models.Index(fields=["mission", "-at", "id"], name="flight_report_of"),)


@append_only
@audited(stream="following")
class SheetStep(models.Model):
    """A step of a flight's emergency plan: somebody has done it, or took that back."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey("dispatch.Mission", on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=40)
    turn = models.SmallIntegerField(default=1)
    """Counts what was said of the step: done, taken back, done again."""
    is_done = models.BooleanField(default=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["mission", "step", "turn"], name="sheet_step_once"),
        )
