"""Contracts: what was bought, what an hour costs."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F, QuerySet

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.days import national_day
from qanat.foundation.refusals import NotFound
from qanat.registry.fleet.models import Contract, ContractRate
from qanat.registry.fleet.queries.rows import ContractRow, RateRow


def contract_rows(
    actor: Actor, *, on: date | None = None, operator_id: int | None = None
) -> list[ContractRow]:
    """Return the contracts the actor may see, newest first; of a day and operator if given."""
    found = Contract.objects.visible_to(actor)
    if on is not None:
        found = found.filter(valid__contains=on)
    if operator_id is not None:
        found = found.filter(operator=operator_id)
    return _rows(found)


def contract_row(actor: Actor, contract_id: int) -> ContractRow:
    """Return one contract.

    Raises:
        NotFound: if there is none or the actor may not see it.
    """
    rows = _rows(Contract.objects.visible_to(actor).filter(pk=contract_id))
    if not rows:
        raise NotFound
    return rows[0]


def contract_for(aircraft_id: int, at: datetime) -> ContractRow | None:
    """Return the contract under which an aircraft flies at a moment, whoever asks.

    Of several the one which ends first, so that its hours are used up.
    """
    day = national_day(at)
    found = Contract.objects.visible_to(SYSTEM).filter(
        operator__aircraft=aircraft_id,
        rates__aircraft_type__aircraft=aircraft_id,
        valid__contains=day,
    )
    rows = _rows(found)
    return min(rows, key=lambda row: (row.valid_to, row.id)) if rows else None


def rate_of(contract_id: int, aircraft_id: int) -> RateRow | None:
    """Return what an hour of an aircraft costs under a contract, ``None`` if it has no price."""
    rate = (
        ContractRate.objects.filter(contract=contract_id, aircraft_type__aircraft=aircraft_id)
        .select_related("aircraft_type")
        .first()
    )
    return _rate_row(rate) if rate else None


def hour_prices(aircraft_ids: Iterable[int], at: datetime) -> dict[int, int]:
    """Return for each aircraft the lowest price of an hour, in tiyn, by a contract of its own.

    Aircraft without a valid contract are absent.
    """
    rates = ContractRate.objects.filter(
        aircraft_type__aircraft__in=list(aircraft_ids),
        contract__valid__contains=national_day(at),
        contract__operator=F("aircraft_type__aircraft__operator"),
    )
    found = rates.values_list("aircraft_type__aircraft", "hour_tiyn")
    return dict(found.order_by("-hour_tiyn", "id"))  # the lowest comes last and stays


def hours_bought(contract_id: int) -> Decimal:
    """Return how many flight hours a contract buys.

    Raises:
        NotFound: if there is no such contract.
    """
    bought = Contract.objects.filter(pk=contract_id).values_list("hours_bought", flat=True).first()
    if bought is None:
        raise NotFound
    return bought


def _rows(found: QuerySet[Contract]) -> list[ContractRow]:
    contracts = (
        found.select_related("operator")
        .prefetch_related("rates__aircraft_type")
        .order_by("-valid", "-id")
    )
    return [
        ContractRow(
            id=c.pk,
            number=c.number,
            operator_id=c.operator_id,
            operator_name=c.operator.name,
            purpose=c.purpose,
            valid_from=c.valid.lower,
            valid_to=c.valid.upper - timedelta(days=1),
            hours_bought=c.hours_bought,
            is_synthetic=c.is_synthetic,
            rates=tuple(
                sorted((_rate_row(r) for r in c.rates.all()), key=lambda rate: rate.type_name)
            ),
        )
        for c in contracts
    ]


def _rate_row(rate: ContractRate) -> RateRow:
    return RateRow(
        rate.aircraft_type_id,
        rate.aircraft_type.name,
        rate.hour_tiyn,
        rate.positioning_hour_tiyn,
    )
