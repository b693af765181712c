"""What an operator flew, with the prices of its contracts, to hold invoices against."""

from datetime import date, timedelta
from typing import Final

from qanat.foundation.actors import SYSTEM
from qanat.foundation.bulk import among_ids
from qanat.foundation.days import national_day
from qanat.foundation.periods import Period
from qanat.registry.fleet.queries import ContractRow, contract_rows
from qanat.registry.fleet.queries.aircraft import types_of
from qanat.response.dispatch.queries.flown import FlownLeg, flown_legs
from qanat.response.operators.models import Pairing
from qanat.response.operators.rules.matching import Flown
from qanat.response.operators.states import FlightKind

MARGIN: Final = timedelta(days=1)
"""Flights this much outside of an invoice's days may still be meant by its lines."""


def flown_of(operator_id: int, period: Period) -> list[Flown]:
    """Return the flights of an operator around some days, those already billed marked.

    The caller has checked the right to it.
    """
    legs = flown_legs(operator_id, period.starts_at - MARGIN, period.ends_before + MARGIN)
    missions = among_ids({leg.mission_id for leg in legs})
    billed = set(
        Pairing.objects.filter(mission_id__in=missions).values_list("mission_id", "off_at")
    )
    prices = _Prices(operator_id, legs)
    return [
        Flown(
            mission_id=leg.mission_id,
            tail=leg.tail,
            off_at=leg.off_at,
            on_at=leg.on_at,
            seconds=leg.seconds,
            kind=(FlightKind.POSITIONING if leg.is_empty else FlightKind.FLIGHT).value,
            hour_tiyn=prices.hour_of(leg),
            is_billed=(leg.mission_id, leg.off_at) in billed,
            is_due=period.covers(leg.off_at),
        )
        for leg in legs
    ]


class _Prices:
    """Prices of an hour by the contracts of an operator."""

    def __init__(self, operator_id: int, legs: list[FlownLeg]) -> None:
        self.contracts = contract_rows(SYSTEM, operator_id=operator_id)
        self.types = types_of({leg.aircraft_id for leg in legs})

    def hour_of(self, leg: FlownLeg) -> int | None:
        """Return the price of an hour of a flight, None if no contract names one."""
        on, type_id = national_day(leg.off_at), self.types.get(leg.aircraft_id)
        fitting = [
            (contract.valid_to, contract.id, rate)
            for contract in self.contracts
            for rate in contract.rates
            if rate.type_id == type_id and _covers(contract, leg, on)
        ]
        if not fitting:
            return None
        _until, _id, rate = min(fitting, key=lambda one: one[:2])
        return rate.positioning_hour_tiyn if leg.is_empty else rate.hour_tiyn


def _covers(contract: ContractRow, leg: FlownLeg, on: date) -> bool:
    """Tell whether a flight was flown under a contract; where nobody said which, on its days."""
    if leg.contract_id is not None:
        return contract.id == leg.contract_id
    return contract.valid_from <= on <= contract.valid_to
