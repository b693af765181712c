"""Extracts which were handed out: who, when, and whether the patient is named in it."""

from django.db import models

from qanat.care.abroad.models.cases import STREAM, Case
from qanat.foundation.guards import append_only, audited


@append_only
@audited(stream=STREAM)
class HandedExtract(models.Model):
    """Somebody took the medical extract of a case."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extracts")
    is_named = models.BooleanField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["case", "-id"], name="abroad_extract_of"),)
