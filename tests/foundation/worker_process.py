"""A real worker on the database of a test: ``python -m tests.foundation.worker_process URL``."""

import os
import signal
import sys
import threading

import django
from tests.database import as_django


def main(url: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    from django.conf import settings

    settings.DATABASES["default"].update(as_django(url))
    django.setup()

    from tests.foundation.testapp.subscribers import register

    from qanat.foundation.worker import run

    register()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    print("ready", flush=True)
    run(stop)


if __name__ == "__main__":
    main(sys.argv[1])
