"""The worker's process: delivers events and does what comes again and again."""

import os
import signal
import sys
import threading

import django


def main() -> int:
    """Work until SIGTERM or Ctrl-C."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qanat.config.settings")
    django.setup()
    from django.conf import settings

    from qanat.foundation.worker import run

    if settings.QANAT_DEMO:
        from qanat.ops.demo import callouts, shift  # noqa: F401 (they register what goes on)

    stop = threading.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda *_: stop.set())
    run(stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
