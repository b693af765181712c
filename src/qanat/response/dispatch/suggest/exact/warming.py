"""Whether the exact planner of this process can be asked: nothing is compiled within a request."""

import threading
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.refusals import Refusal

_begun: Final = threading.Event()
_ready: Final = threading.Event()


class StillWarming(Refusal):
    """The planner's code is being loaded, or compiled after an upgrade (503)."""

    status = 503
    code = "planner_warming"
    text = _("The planner is being made ready. Ask again in a few seconds.")


def begin() -> None:
    """Note that this process makes its planner ready; until it is, questions are refused."""
    _begun.set()


def end() -> None:
    """Note that the planner is ready."""
    _ready.set()


def is_warm() -> bool:
    """Tell whether the planner of this process is ready."""
    return _ready.is_set()


def refuse_while_warming() -> None:
    """Refuse a question which would wait for the compiler.

    A process that never began to make its planner ready (a command, a test) compiles on demand.

    Raises:
        StillWarming: if the planner is being made ready.
    """
    if _begun.is_set() and not _ready.is_set():
        raise StillWarming
