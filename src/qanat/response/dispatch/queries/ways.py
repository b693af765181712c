"""The way of a mission: its legs as parts of it, and the times they are expected to have."""

from collections.abc import Iterable

from qanat.engine.intervals import Stamp as Kind
from qanat.response.dispatch.models import Leg, Mission
from qanat.response.dispatch.rules.way import Part, Step, expected


def parts_of(legs: Iterable[Leg]) -> list[Part]:
    """Return legs as parts of a way."""
    return [
        Part(
            leg.pk,
            leg.kind,
            leg.from_name,
            leg.to_name,
            leg.planned_departure_at,
            leg.planned_arrival_at,
            is_support=leg.ambulance_id is not None,
        )
        for leg in legs
    ]


def way_of(row: Mission) -> tuple[list[Step], list[Kind]]:
    """Return the times a mission is expected to have, and those it has."""
    legs = row.legs.filter(is_dropped=False).order_by("position", "id")
    made = row.stamps.valid().order_by("at", "id").values_list("kind", flat=True)
    steps = expected(parts_of(legs), is_by_air=row.mode == "air")
    return steps, [Kind(kind) for kind in made]
