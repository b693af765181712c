"""National time: the day to which a moment belongs."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def national_day(at: datetime) -> date:
    """Return the day of a moment in national time."""
    return at.astimezone(ZoneInfo(settings.QANAT_ZONE)).date()
