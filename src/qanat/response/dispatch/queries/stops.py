"""What the stops of missions are called in the language of the reader.

A leg keeps the name its place had in the language of whoever committed it.
"""

from collections.abc import Iterable, Mapping

from qanat.foundation.kept import kept
from qanat.foundation.texts import LocalText, local
from qanat.registry.facilities.queries import organisation_places
from qanat.registry.places.queries import landing_names, settlements_by_code


def stop_name(stored: str) -> str:
    """Return the name of a stop in the active language; one that no place has as it is."""
    return _names().get(stored, stored)


@kept(seconds=60)
def _names() -> Mapping[str, str]:
    """Return, for every name in any language, the one in the active language if it is clear."""
    found: dict[str, str] = {}
    unclear = set()
    for names in _every():
        here = local(names)
        for spelled in names.values():
            if found.setdefault(spelled, here) != here:
                unclear.add(spelled)
    return {spelled: here for spelled, here in found.items() if spelled not in unclear}


def _every() -> Iterable[LocalText]:
    yield from (place.name for place in organisation_places())
    yield from landing_names()
    yield from (town.names for town in settlements_by_code().values())
