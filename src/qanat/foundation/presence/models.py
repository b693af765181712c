"""Who has which record open."""

from datetime import timedelta
from typing import Final

from django.db import models

LASTS: Final = timedelta(seconds=45)
"""Who did not say again within this time that he has a record open is gone."""


class Presence(models.Model):
    """Somebody has a record open; forgotten when he leaves it."""

    id = models.BigAutoField(primary_key=True)
    account_id = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "record_id", "account_id"], name="presence_once_a_record"
            ),
        )
        indexes = (models.Index(fields=["account_id"], name="presence_of_account"),)
