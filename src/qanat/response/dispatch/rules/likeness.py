"""Whether two requests are probably one."""

from collections.abc import Collection
from typing import Final

SURE: Final = frozenset({"patient", "name"})
"""Each of these is enough; of the others two."""


def is_alike(same: Collection[str]) -> bool:
    """Tell whether what two requests share makes a person look.

    Args:
        same: of ``patient``, ``name``, ``facility``, ``place``, ``diagnosis``.
    """
    return bool(SURE & set(same)) or len(same) > 1
