"""What past missions cost by the contracts under which they were flown."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache

from qanat.foundation.actors import Actor
from qanat.foundation.bulk import among_ids, store_rows
from qanat.foundation.commands import command
from qanat.foundation.money import HOUR_S, cost_tiyn
from qanat.registry.fleet.queries.contracts import hours_bought, rate_of
from qanat.response.dispatch.models import CostLine, Leg, Mission
from qanat.response.dispatch.models.missions import CostKind
from qanat.response.dispatch.permissions import CORRECT
from qanat.response.dispatch.queries.flown import EMPTY_LEGS


@command(needs=CORRECT)
def store_past_costs(actor: Actor, *, contract_ids: Collection[int]) -> None:  # noqa: ARG001 (the command names him)
    """Write what all missions under some contracts cost, in the order of their flying.

    Legs without patient or team are positioning and count as long as they were flown.
    """
    flown = Mission.objects.filter(
        contract_id__in=among_ids(contract_ids), flown_s__gt=0, aircraft__isnull=False
    )
    missions = list(flown.order_by("took_off_at", "id"))
    empty = _empty_s([row.pk for row in missions])
    store_rows(CostLine, list(_lines(missions, empty)))


def _empty_s(mission_ids: list[int]) -> dict[int, int]:
    """Return for how long each mission flew without patient or team."""
    found: defaultdict[int, int] = defaultdict(int)
    legs = Leg.objects.filter(mission_id__in=among_ids(mission_ids), kind__in=EMPTY_LEGS)
    for pk, start, end in legs.values_list(
        "mission_id", "planned_departure_at", "planned_arrival_at"
    ):
        found[pk] += round((end - start).total_seconds())
    return found


def _lines(missions: list[Mission], empty: dict[int, int]) -> Iterator[dict[str, object]]:
    rate, bought = cache(rate_of), cache(hours_bought)
    used: defaultdict[int, int] = defaultdict(int)
    for row in missions:
        if row.contract_id is None or row.aircraft_id is None or row.flown_s is None:
            continue
        used[row.contract_id] += row.flown_s
        price = rate(row.contract_id, row.aircraft_id)
        if price is None:
            continue
        empty_s = min(empty[row.pk], row.flown_s)
        for kind, seconds, per_hour in (
            (CostKind.FLIGHT, row.flown_s - empty_s, price.hour_tiyn),
            (CostKind.POSITIONING, empty_s, price.positioning_hour_tiyn),
        ):
            if seconds:
                yield {
                    "mission_id": row.pk,
                    "contract_id": row.contract_id,
                    "kind": kind,
                    "flown_s": seconds,
                    "price_per_hour_tiyn": per_hour,
                    "amount_tiyn": cost_tiyn(seconds, per_hour),
                    "is_over_hours": used[row.contract_id] > bought(row.contract_id) * HOUR_S,
                }
