"""What the stops of missions are called in the language of the reader.

A leg keeps the name its place had in the language of whoever committed it. Where it begins in
flight far from any town, that is the nearest one, with the distance and the side of the compass.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from qanat.foundation.kept import kept
from qanat.foundation.texts import LocalText, local
from qanat.registry.facilities.queries import organisation_places
from qanat.registry.places.queries import landing_names, settlements_by_code

AWAY: Final = re.compile(r"(?P<place>.+), (?P<km>\d+) km (?P<side>[NESW]{1,2})")
SIDES: Final = {
    "N": gettext_noop("%(place)s, %(km)s km to the north"),
    "NE": gettext_noop("%(place)s, %(km)s km to the north-east"),
    "E": gettext_noop("%(place)s, %(km)s km to the east"),
    "SE": gettext_noop("%(place)s, %(km)s km to the south-east"),
    "S": gettext_noop("%(place)s, %(km)s km to the south"),
    "SW": gettext_noop("%(place)s, %(km)s km to the south-west"),
    "W": gettext_noop("%(place)s, %(km)s km to the west"),
    "NW": gettext_noop("%(place)s, %(km)s km to the north-west"),
}
"""Clockwise from the north."""


def away_name(place: str, away_m: float, bearing_deg: float) -> str:
    """Return what is stored of a point far from all places; ``stop_name`` puts it into words."""
    sides = list(SIDES)
    side = sides[round(bearing_deg / (360 / len(sides))) % len(sides)]
    return f"{place}, {away_m / 1000:.0f} km {side}"


def stop_name(stored: str) -> str:
    """Return the name of a stop in the active language; one that no place has as it is."""
    found = AWAY.fullmatch(stored)
    words = SIDES.get(found["side"]) if found else None
    if found and words:
        place = _names().get(found["place"], found["place"])
        return _(words) % {"place": place, "km": found["km"]}
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
