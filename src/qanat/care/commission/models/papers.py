"""Signed papers, by which anybody can check what he holds; calendars of members."""

from django.db import models
from django.db.models import Q

from qanat.care.commission.models.bodies import STREAM
from qanat.care.commission.models.items import Item
from qanat.care.commission.models.sittings import Sitting
from qanat.care.commission.states import PaperKind
from qanat.foundation.guards import append_only, audited


@append_only
@audited(stream=STREAM, omit=("signature", "content"))
class Paper(models.Model):
    """A paper which was signed.

    Letters name people: of them only the fingerprint and the signature stay here.

    Attributes:
        code: by which it is found on the public page.
        digest: SHA-256 of the file, in hex.
        signature: CMS, detached.
        is_test: whether the signer is of the demonstration only.
        content: the file, of papers without personal data.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=PaperKind)
    number = models.CharField(max_length=32)
    language = models.CharField(max_length=8)
    sitting = models.ForeignKey(Sitting, null=True, on_delete=models.PROTECT, related_name="papers")
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="papers")
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    signature = models.BinaryField()
    signer = models.CharField(max_length=300)
    is_test = models.BooleanField()
    content = models.BinaryField(null=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="minutes", sitting__isnull=False, item=None)
                | Q(kind="letter", item__isnull=False, sitting=None, content=None),
                name="paper_of_something",
            ),
            models.UniqueConstraint(
                fields=["sitting", "language"], condition=Q(kind="minutes"), name="minutes_once"
            ),
        )
        indexes = (models.Index(fields=["item", "-id"], name="paper_of_item"),)


@audited(stream=STREAM)
class CalendarFeed(models.Model):
    """The secret address of somebody's calendar: renewing it closes the former one."""

    account_id = models.BigIntegerField(primary_key=True)
    version = models.PositiveIntegerField(default=1)
    renewed_at = models.DateTimeField()
