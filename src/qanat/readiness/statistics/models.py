"""Tables of statistics: journals taken in, row by row; months as they were counted."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from qanat.foundation.guards import append_only, audited
from qanat.readiness.statistics.states import RowState, Wish


@audited(stream="statistics")
class Journal(models.Model):
    """A journal of a centre; its rows are told apart by their numbers."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=120, unique=True)
    is_synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField()


@append_only
@audited(stream="statistics")
class JournalFile(models.Model):
    """A file that was taken in, and what became of its rows."""

    id = models.BigAutoField(primary_key=True)
    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="files")
    file_name = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    headings = ArrayField(models.CharField(max_length=400))
    imported_at = models.DateTimeField()
    by_id = models.BigIntegerField()
    accepted = models.IntegerField()
    rejected = models.IntegerField()
    conflicts = models.IntegerField()
    repeated = models.IntegerField()

    class Meta:
        indexes = (models.Index(fields=["journal", "-imported_at", "-id"], name="journal_files"),)


@append_only
class JournalRow(models.Model):
    """A row of a journal, kept as it stood, and the records that were made of it.

    ``sealed`` holds the original cells and the findings, encrypted: they name people. The row
    is its own evidence, so the audit does not repeat it.
    """

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(JournalFile, on_delete=models.PROTECT, related_name="rows")
    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="rows")
    line = models.IntegerField()
    row_no = models.BigIntegerField(null=True)
    content = models.CharField(max_length=32)
    state = models.CharField(max_length=10, choices=RowState)
    codes = ArrayField(models.CharField(max_length=30), default=list)
    sealed = models.BinaryField()
    request_id = models.BigIntegerField(null=True)
    order_id = models.BigIntegerField(null=True)
    mission_id = models.BigIntegerField(null=True)
    service_id = models.BigIntegerField(null=True)
    remote_service_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[RowState.ACCEPTED, RowState.REJECTED, RowState.CONFLICT]),
                name="journal_row_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=RowState.ACCEPTED) | Q(row_no__isnull=False),
                name="journal_row_accepted_has_number",
            ),
            models.UniqueConstraint(
                fields=["journal", "row_no"],
                condition=Q(state=RowState.ACCEPTED),
                name="journal_row_accepted_once",
            ),
        )
        indexes = (
            models.Index(fields=["content"], name="journal_row_content"),
            models.Index(fields=["file", "state", "id"], name="journal_row_of_file"),
        )


class Meaning(models.TextChoices):
    """What a number of a journal stands for."""

    REQUEST = "request", pgettext_lazy("journal", "Request")
    ORDER = "order", pgettext_lazy("journal", "Consultation order")
    FLIGHT = "flight", pgettext_lazy("journal", "Flight")
    TRIP = "trip", pgettext_lazy("journal", "Road trip")
    PERSON = "person", pgettext_lazy("journal", "Person without papers")


@append_only
class JournalKey(models.Model):
    """Which record a number of a journal means, so that rows of later files find it."""

    id = models.BigAutoField(primary_key=True)
    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="keys")
    meaning = models.CharField(max_length=8, choices=Meaning)
    key = models.CharField(max_length=120)
    target_id = models.BigIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(meaning__in=Meaning.values), name="journal_key_meaning_known"
            ),
            models.UniqueConstraint(
                fields=["journal", "meaning", "key"], name="journal_key_means_one"
            ),
        )


class CheckedFile(models.Model):
    """A file somebody gave, kept encrypted for a day: looked at, or waiting for the worker.

    A large one carries a ``wish`` until the worker has fulfilled it and left its ``outcome``.
    """

    id = models.BigAutoField(primary_key=True)
    by_id = models.BigIntegerField()
    checked_at = models.DateTimeField(db_index=True)
    file_name = models.CharField(max_length=200, default="")
    sealed = models.BinaryField()
    """Name, journal, mapping and content, as JSON."""
    wish = models.CharField(max_length=4, blank=True, choices=Wish)
    language = models.CharField(max_length=10, blank=True)
    """In which the outcome is told."""
    rows_read = models.IntegerField(default=0)
    beat_at = models.DateTimeField(null=True)
    """When the worker last moved on with it."""
    outcome = models.BinaryField(null=True)
    """``commands.outcomes.Outcome`` as JSON, encrypted."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(wish__in=["", *Wish.values]), name="checked_file_wish_known"
            ),
        )
        indexes = (
            models.Index(
                fields=["id"],
                condition=~Q(wish="") & Q(outcome=None),
                name="checked_file_waiting",
            ),
        )


class KeptHorizon(models.Model):
    """Of which state of the database the kept months are true: one row."""

    one = models.BooleanField(primary_key=True, default=True)
    era = models.IntegerField()
    snapshot = models.TextField()
    """PostgreSQL's ``pg_snapshot``: which transactions were seen."""
    meaning = models.CharField(max_length=64)
    """A digest of what the figures meant when they were counted."""
    at = models.DateTimeField()


class KeptCounts(models.Model):
    """What was counted of a month of national time: nothing that can't be counted again.

    ``by`` says what is kept (``commands.keeping``): a dimension or "" for figures; ``region`` is a
    region's code, "" for the nation, or the codes of several (``queries.tallies.TOGETHER``) for
    what belongs to just these. A month is kept if its row of the nation by "" is.
    """

    id = models.BigAutoField(primary_key=True)
    month = models.DateField()
    by = models.CharField(max_length=20)
    region = models.TextField()
    counts = models.TextField()
    """Tallies (``rules.counting.tallies``) as JSON."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["month", "by", "region"], name="kept_counts_once"),
        )
