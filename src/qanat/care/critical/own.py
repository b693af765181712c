"""Whose patients a specialist of the centre works on: those of the watches he sees."""

from typing import Any

from django.db.models import QuerySet

from qanat.care.critical.models import Watch
from qanat.foundation.actors import Actor


def patients_of_watches(actor: Actor, profiles: frozenset[str]) -> QuerySet[Any, int] | None:
    """Return the patients whom a specialist watches over."""
    if not profiles:
        return None
    return Watch.objects.of_consultant(actor, profiles).values_list("patient_id", flat=True)
