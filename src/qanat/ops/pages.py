"""The first process of the pages: loads them once, for all the processes it begins.

They load while the database starts and is prepared, and are served when that is done.
Started as ``python -m qanat.ops.pages``; its words are those of ``granian``.
"""

import os
from importlib import import_module
from typing import Final

import django
from django.urls import get_resolver
from granian.cli import entrypoint

from qanat.engine.compiled import is_whole
from qanat.engine.kbest.search import warm
from qanat.ops import collector
from qanat.ops.occupancy import wait_at_gate

SERVED: Final = ("qanat.exchange.api.handler", "qanat.ops.health")
"""What :mod:`qanat.ops.web` stands on; that one begins to work where it is loaded."""


def main() -> None:
    """Load, wait for whoever prepares the data folder, and serve."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qanat.config.settings")
    django.setup(set_prefix=False)
    from qanat.ops.home import data_folder

    for name in SERVED:
        import_module(name)
    _ = get_resolver().url_patterns  # loads every page
    if is_whole():
        warm()
    collector.settle()
    wait_at_gate(data_folder())
    entrypoint()  # type: ignore[no-untyped-call] # of granian


if __name__ == "__main__":
    main()
