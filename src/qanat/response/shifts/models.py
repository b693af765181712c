"""Shifts of the centre, who works in them, their log and their signed hand-overs."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from qanat.foundation.actors import Actor
from qanat.foundation.guards import append_only, audited, guarded
from qanat.response.shifts.permissions import SEE
from qanat.response.shifts.states import CURRENT, SHIFT, EntryKind, ShiftState


class ShiftQuerySet(models.QuerySet["Shift"]):
    """Filters on shifts."""

    def visible_to(self, actor: Actor) -> Self:
        """All of them to those who see them for the nation; nothing else is the centre's."""
        return self if actor.scope_of(SEE).nation else self.none()

    def current(self) -> Self:
        """Only the one which is at work, or waits for who takes it over."""
        return self.filter(state__in=CURRENT)


@guarded(SHIFT)
@audited(stream="shifts")
class Shift(models.Model):
    """One shift of the centre; there is one at a time."""

    id = models.BigAutoField(primary_key=True)
    state = models.CharField(max_length=12, choices=ShiftState, default=ShiftState.OPEN)
    planned_start_at = models.DateTimeField()
    planned_end_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by = models.BigIntegerField(null=True)
    taken_over_at = models.DateTimeField(null=True)
    taken_over_by = models.BigIntegerField(null=True)
    taken_remarks = models.TextField(max_length=4000, blank=True)
    """What is to be said by who takes it over."""
    is_synthetic = models.BooleanField(default=False)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        constraints = (
            SHIFT.constraint(),
            models.CheckConstraint(
                condition=Q(planned_end_at__gt=F("planned_start_at")), name="shift_has_length"
            ),
            models.CheckConstraint(
                condition=Q(state="open", handed_over_by=None, handed_over_at=None)
                | (
                    ~Q(state="open") & Q(handed_over_by__isnull=False, handed_over_at__isnull=False)
                ),
                name="shift_handed_over_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(taken_over_by=None, taken_over_at=None) & ~Q(state="taken_over")
                | Q(state="taken_over", taken_over_at__isnull=False)
                & ~Q(taken_over_by=F("handed_over_by")),
                name="shift_taken_over_by_another",
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="open"), name="shift_one_at_work"
            ),
        )
        indexes = (models.Index(fields=["opened_at", "id"], name="shift_opened"),)


@audited(stream="shifts")
class ShiftMember(models.Model):
    """Somebody who works in a shift; who leaves and comes back has two lines."""

    id = models.BigAutoField(primary_key=True)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="members")
    account_id = models.BigIntegerField()
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["shift", "account_id"],
                condition=Q(left_at=None),
                name="shift_member_once",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")),
                name="shift_member_leaves_after_joining",
            ),
        )


@append_only
@audited(stream="shifts")
class ShiftEntry(models.Model):
    """A line of the log of a shift; what was wrong is put right by a further line."""

    id = models.BigAutoField(primary_key=True)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind, default=EntryKind.NOTE)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_id = models.BigIntegerField()
    text = models.TextField(max_length=2000)
    sent_key = models.UUIDField(null=True, unique=True)
    """Of the form it came from: what is sent twice is stored once."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("at")), name="shift_entry_not_ahead"
            ),
        )
        indexes = (models.Index(fields=["shift", "at", "id"], name="shift_entry_of_shift"),)


@append_only
@audited(stream="shifts")
class HandOver(models.Model):
    """A hand-over as it was signed: the open matters as they stood, and what was said of them.

    Taken back and signed again there are two; the newest counts.
    """

    id = models.BigAutoField(primary_key=True)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="hand_overs")
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    remarks = models.TextField(max_length=4000, blank=True)
    language = models.CharField(max_length=10)
    content = models.JSONField()
    """Sections with their lines in each language; in the signer's alone in old ones."""
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = (models.Index(fields=["shift", "id"], name="hand_over_of_shift"),)
