"""What goes on by itself."""

from datetime import datetime

from django.conf import settings

from qanat.foundation.actors import SYSTEM
from qanat.foundation.periodic import every
from qanat.registry.fleet.commands import keep_demo_fleet


@every(seconds=900)
def keep_demonstration(now: datetime) -> None:
    """Keep the statements of the demonstration fresh while it runs."""
    if settings.QANAT_DEMO:
        keep_demo_fleet(SYSTEM, now=now)
