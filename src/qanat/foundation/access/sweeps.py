"""What the worker clears away: sessions that are over, old counts of sign-in."""

from datetime import datetime, timedelta
from typing import Final

from axes.models import AccessAttempt, AccessLog
from django.db import connection

from qanat.foundation.access.models import Session
from qanat.foundation.access.parameters import LOCK_MIN, span
from qanat.foundation.periodic import every

LOG_KEPT: Final = timedelta(days=366)


@every(seconds=3600)
def clear_over(now: datetime) -> int:
    """Remove what is over; return how many sessions."""
    removed, _rows = Session.objects.filter(expire_date__lt=now).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - span(LOCK_MIN)).delete()
    AccessLog.objects.filter(attempt_time__lt=now - LOG_KEPT).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM access_cache WHERE expires < %s", [now])
    return removed
