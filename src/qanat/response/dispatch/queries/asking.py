"""What a line of search asks of requests and missions, in any script."""

from typing import Final

from django.db.models import Q

from qanat.foundation.texts import search_key
from qanat.registry.facilities.queries import search_facilities
from qanat.registry.places.queries import find_places
from qanat.registry.terminology.queries import search_codes

MOST_WORDS: Final = 6
MOST_CODES: Final = 12
MOST_PLACES: Final = 5
BEGINNING: Final = 1.0
"""Score of a place whose name begins with what was typed; likenesses score less."""
SHORTEST_NAME: Final = 3


def about_request(text: str, *, by_illness: bool = True) -> Q:
    """Return the condition on requests: by number, diagnosis, code, place or hospital.

    Every word has to occur as it was typed; or the whole names a diagnosis, a settlement or a
    hospital in any of our languages and scripts. An empty text asks for everything.
    """
    words = text.split()[:MOST_WORDS]
    if not words:
        return Q()
    literal = Q()
    for word in words:
        literal &= _holds(word, by_illness=by_illness)
    return literal | _named(" ".join(words), by_illness=by_illness)


def about_mission(text: str) -> Q:
    """Return the condition on missions: by number, tail or call sign."""
    asked = Q()
    for word in text.split()[:MOST_WORDS]:
        asked &= (
            Q(number__icontains=word)
            | Q(aircraft__tail__icontains=word)
            | Q(ambulance__call_sign__icontains=word)
        )
    return asked


def _holds(word: str, *, by_illness: bool) -> Q:
    held = Q(number__icontains=word) | Q(place__icontains=word) | Q(sending_name__icontains=word)
    if by_illness:
        held |= Q(diagnosis__icontains=word) | Q(icd10__istartswith=word)
    return held


def _named(text: str, *, by_illness: bool) -> Q:
    key = search_key(text)
    if len(key) < SHORTEST_NAME:
        return Q()
    named = Q()
    for code in search_codes("icd10", text, limit=MOST_CODES) if by_illness else ():
        named |= Q(icd10__startswith=code.code)
    places = find_places(text, kinds=("settlement",), limit=MOST_PLACES)
    if towns := [int(p.id) for p in places if p.score >= BEGINNING]:
        named |= Q(settlement__in=towns)
    hospitals = search_facilities(text, limit=MOST_PLACES)
    if known := [h.id for h in hospitals if key in search_key(" ".join(h.names.values()))]:
        named |= Q(sending_facility__in=known) | Q(accepting_facility__in=known)
    return named
