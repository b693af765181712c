"""What owners of matters know against ending what is paid for one.

An owner names it in ``ready()`` of its ``apps.py``::

    add_warner(way_still_needed)
"""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from qanat.foundation.refusals import Text

Warner = Callable[[UUID, str], Text]
"""Says of a matter and a purpose why its money is still needed; "" if it is not."""
_WARNERS: Final[list[Warner]] = []


def add_warner(warner: Warner) -> None:
    """Have an owner of matters asked before money is given back."""
    if warner not in _WARNERS:
        _WARNERS.append(warner)


def still_needed(matter: UUID, purpose: str) -> str:
    """Say why the money of a matter for a purpose is still needed; "" if nobody knows of it."""
    return " ".join(str(told) for warner in _WARNERS if (told := warner(matter, purpose)))
