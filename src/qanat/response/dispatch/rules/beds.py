"""Which kind of bed a patient needs, as far as his request says."""

from collections.abc import Collection
from typing import Final

WARD: Final = "ward"
ICU: Final = "icu"
NEWBORN: Final = "newborn"


def bed_of(needs: Collection[str], nosology: str) -> str:
    """Return the kind of bed by what the patient needs on the way."""
    if "incubator" in needs or (nosology == "newborn" and "icu" in needs):
        return NEWBORN
    return ICU if {"icu", "ecmo"} & {*needs} else WARD
