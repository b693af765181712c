"""Find a place by its name in any script and spelling."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import connection

from qanat.foundation.actors import Actor
from qanat.foundation.texts import local, search_key
from qanat.registry.places.models import PlaceName
from qanat.registry.places.rules import SETTLEMENT_WORDS, without
from qanat.registry.terminology.permissions import READ

KINDS: Final = ("settlement", "region", "airfield", "country")
LONGEST: Final = 60
WITHIN: Final = """
    AND (region_id = %(region)s
         OR settlement_id IN (SELECT id FROM places_settlement WHERE region_id = %(region)s)
         OR airfield_id IN (SELECT id FROM places_airfield WHERE region_id = %(region)s))
"""
SPARE: Final = 6
"""A place has several names: so many times more names than places are fetched."""

SQL: Final = """
    SELECT id,
           CASE WHEN key = %(code)s AND airfield_id IS NOT NULL THEN 3 + weight / 100
                WHEN key = %(key)s THEN 2 + weight / 100
                WHEN key LIKE %(start)s THEN 1 + weight / 100
                ELSE similarity(key, %(key)s) + weight / 1000 END AS score
      FROM places_placename
     WHERE (key = %(code)s OR key LIKE %(start)s OR key %% %(key)s) AND ({kinds}) {within}
     ORDER BY score DESC, id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place that was found.

    ``id`` is the code of a region or country, else a number as text; ``score`` is 2 and more
    for the very name, 1 and more for its beginning, less for a likeness.
    """

    kind: str
    id: str
    name: str
    region_code: str | None
    region_name: str
    country_code: str
    lon: float | None
    lat: float | None
    score: float


def find_places(
    text: str,
    *,
    kinds: Iterable[str] = KINDS,
    region: str = "",
    limit: int = 10,
    actor: Actor | None = None,
) -> list[PlaceRow]:
    """Find places by a name in any of our scripts, an old name, a code or a misspelling.

    Args:
        text: what was typed.
        kinds: which kinds of places are wanted.
        region: code of the region in which they must lie, if any.
        limit: how many at most.
        actor: who asks; without the right to read the registry he finds nothing. ``None``
            is for our own work, such as reading a journal.

    Returns:
        The best first: the very name, then beginnings, then likenesses; names of today before
        old ones and codes, large places first.
    """
    key = without(SETTLEMENT_WORDS, search_key(text[:LONGEST]))
    if not key or (actor is not None and not actor.may(READ)):
        return []
    asked = set(kinds)
    wanted: list[str] = [kind for kind in KINDS if kind in asked]
    values: dict[str, str | int] = {
        "key": key,
        "code": "".join(filter(str.isalnum, text[:LONGEST])).casefold(),
        "start": key + "%",
        "region": region,
        "limit": limit * SPARE,
    }
    scores = _scores(wanted, values)
    names = PlaceName.objects.select_related(
        "country", "region", "settlement__region", "airfield__region"
    ).in_bulk(list(scores))
    found: dict[tuple[str, str], PlaceRow] = {}
    # An old name which begins so does not push a town aside whose name of today does.
    for pk in sorted(
        scores, key=lambda pk: (-int(scores[pk]), scores[pk] >= 1 and _is_old(names[pk]))
    ):
        row = _row(names[pk], scores[pk])
        found.setdefault((row.kind, row.id), row)
    return list(found.values())[:limit]


def _scores(kinds: list[str], values: dict[str, str | int]) -> dict[int, float]:
    if not kinds:
        return {}
    of_kinds = " OR ".join(f"{kind}_id IS NOT NULL" for kind in kinds)
    within = WITHIN if values["region"] else ""
    with connection.cursor() as cursor:
        cursor.execute(SQL.format(kinds=of_kinds, within=within), values)
        return dict(cursor.fetchall())


def _is_old(name: PlaceName) -> bool:
    place = name.settlement or name.airfield or name.region or name.country
    return name.key not in {search_key(told) for told in place.name.values()} if place else False


def _row(name: PlaceName, score: float) -> PlaceRow:
    if place := name.settlement:
        region, where = place.region, (place.lon, place.lat)
        return PlaceRow(
            "settlement", str(place.pk), local(place.name), region.code, local(region.name),
            region.country_id, *where, score,
        )  # fmt: skip
    if field := name.airfield:
        at = field.region
        return PlaceRow(
            "airfield", str(field.pk), local(field.name), field.region_id,
            local(at.name) if at else "", field.country_id, field.lon, field.lat, score,
        )  # fmt: skip
    if area := name.region:
        return PlaceRow(
            "region", area.code, local(area.name), area.code, local(area.name),
            area.country_id, area.lon, area.lat, score,
        )  # fmt: skip
    country = name.country
    if country is None:
        raise AssertionError(name.pk)
    return PlaceRow(
        "country", country.code, local(country.name), None, "", country.code, country.lon,
        country.lat, score,
    )  # fmt: skip
