"""Forget answers after a few days."""

from datetime import datetime, timedelta
from typing import Final

from qanat.foundation.idempotency.models import GivenAnswer
from qanat.foundation.periodic import every

KEPT_FOR: Final = timedelta(days=3)
BATCH: Final = 5000


@every(seconds=600)
def forget_answers(now: datetime) -> int:
    """Remove answers older than three days; return how many."""
    old = GivenAnswer.objects.filter(created_at__lt=now - KEPT_FOR).order_by("id")
    removed = 0
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        removed += GivenAnswer.objects.filter(pk__in=ids).delete()[0]
    return removed
