"""Write what a mission costs by its contract; the payer is billed, never the patient."""

from qanat.foundation.money import HOUR_S, cost_tiyn
from qanat.registry.fleet.queries.contracts import hours_bought, rate_of
from qanat.response.dispatch.models import CostLine, Leg, Mission
from qanat.response.dispatch.models.missions import CostKind
from qanat.response.dispatch.queries.flown import EMPTY_LEGS, hops_of
from qanat.response.dispatch.queries.hours import flown_under


def write_costs(row: Mission) -> None:
    """Write the cost lines of a mission anew from its hours and its contract's price.

    Legs without patient or team are positioning. They count as long as they were flown; where
    the stamps do not tell the legs apart, by their share of the planned distance.
    """
    CostLine.objects.filter(mission=row).delete()
    if not (row.flown_s and row.contract_id and row.aircraft_id):
        return
    rate = rate_of(row.contract_id, row.aircraft_id)
    if rate is None:
        return
    empty_s = _empty_s(row, row.flown_s)
    is_over = _is_over(row)
    for kind, seconds, price in (
        (CostKind.FLIGHT, row.flown_s - empty_s, rate.hour_tiyn),
        (CostKind.POSITIONING, empty_s, rate.positioning_hour_tiyn),
    ):
        if seconds:
            CostLine.objects.create(
                mission=row,
                contract_id=row.contract_id,
                kind=kind,
                flown_s=seconds,
                price_per_hour_tiyn=price,
                amount_tiyn=cost_tiyn(seconds, price),
                is_over_hours=is_over,
            )


def _empty_s(row: Mission, flown_s: int) -> int:
    legs = list(Leg.objects.filter(mission=row, is_dropped=False, ambulance=None))
    legs.sort(key=lambda leg: leg.position)
    hops = hops_of(row.stamps.valid())
    if len(hops) == len(legs) and sum(seconds for _off, _on, seconds in hops) == flown_s:
        pairs = zip(legs, hops, strict=True)
        return sum(hop[2] for leg, hop in pairs if leg.kind in EMPTY_LEGS)
    total = sum(leg.distance_m for leg in legs)
    empty = sum(leg.distance_m for leg in legs if leg.kind in EMPTY_LEGS)
    return round(flown_s * empty / total) if total else 0


def _is_over(row: Mission) -> bool:
    if row.contract_id is None:
        return False
    used = flown_under(row.contract_id) / HOUR_S
    return used > float(hours_bought(row.contract_id))
