"""Open contracts with operators."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from qanat.events.fleet import ContractOpened
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import is_sensible
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.registry.fleet.models import AircraftType, Contract, ContractRate, Operator
from qanat.registry.fleet.permissions import CONTRACT
from qanat.registry.fleet.states import ContractPurpose


class ContractKnown(Conflict):
    """The operator has a contract of that number."""

    code = "contract_known"
    text = _("A contract with the number %(number)s is on record for this operator.")


class TermsImpossible(Invalid):
    """The terms of a contract can't be so."""

    code = "terms_impossible"
    text = _("A contract needs a number, an end after its start, hours and prices above zero.")


class RatesMissing(Invalid):
    """A contract prices at least one aircraft type, each once."""

    code = "rates_missing"
    text = _("Give the price of an hour for at least one aircraft type, each type once.")


@dataclass(frozen=True, slots=True)
class Rate:
    """What an hour of a type costs, in whole tiyn."""

    type_id: int
    hour_tiyn: int
    positioning_hour_tiyn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a contract says; ``valid_to`` is its last day."""

    number: str
    valid_from: date
    valid_to: date
    hours_bought: Decimal
    rates: tuple[Rate, ...]
    purpose: str = ContractPurpose.ALL
    note: str = ""


@command(needs=CONTRACT)
def open_contract(actor: Actor, *, operator_id: int, terms: Terms) -> int:
    """Put a contract with its prices on record and return its id."""
    operators = Operator.objects.visible_to(actor, CONTRACT).filter(pk=operator_id)
    if operators.select_for_update(of=("self",)).first() is None:
        raise NotFound
    _check(terms)
    if Contract.objects.filter(operator=operator_id, number=terms.number.strip()).exists():
        raise ContractKnown(number=terms.number.strip())
    contract = Contract.objects.create(
        operator_id=operator_id,
        number=terms.number.strip(),
        purpose=terms.purpose,
        valid=DateRange(terms.valid_from, terms.valid_to + timedelta(days=1)),
        hours_bought=terms.hours_bought,
        note=terms.note[:300],
    )
    ContractRate.objects.bulk_create(
        ContractRate(
            contract=contract,
            aircraft_type_id=rate.type_id,
            hour_tiyn=rate.hour_tiyn,
            positioning_hour_tiyn=rate.positioning_hour_tiyn,
        )
        for rate in terms.rates
    )
    announce(ContractOpened(contract_id=contract.pk, operator_id=operator_id))
    return contract.pk


def _check(terms: Terms) -> None:
    is_possible = (
        bool(terms.number.strip())
        and terms.valid_to >= terms.valid_from
        and is_sensible(terms.valid_from)
        and is_sensible(terms.valid_to)
        and terms.hours_bought > 0
        and terms.purpose in ContractPurpose.values
        and all(rate.hour_tiyn > 0 <= rate.positioning_hour_tiyn for rate in terms.rates)
    )
    if not is_possible:
        raise TermsImpossible
    types = {rate.type_id for rate in terms.rates}
    known = AircraftType.objects.filter(pk__in=types).count()
    if not types or len(types) < len(terms.rates) or known < len(types):
        raise RatesMissing
