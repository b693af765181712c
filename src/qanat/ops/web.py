"""What a web process serves: the pages, until the process that started it is gone."""

import os
import signal
from typing import TYPE_CHECKING, Final

import django
from django.urls import get_resolver

from qanat.ops import collector
from qanat.ops.lifeline import end_with_parent

if TYPE_CHECKING:
    from qanat.ops.health import Health


def _made() -> "Health":
    django.setup(set_prefix=False)
    from qanat.exchange.api.handler import Handler
    from qanat.ops import planner
    from qanat.ops.health import Health

    planner.begin()
    return Health(Handler())


end_with_parent(os.getppid(), signal.SIGKILL)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qanat.config.settings")
application: Final = _made()
_PAGES: Final = (
    get_resolver().url_patterns
)  # the first visitor need not wait until all pages are loaded
collector.settle()
