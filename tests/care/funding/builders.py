"""Money of treatment abroad to test with."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from uuid import UUID, uuid4

from qanat.care.funding.commands.budget import Grant, appropriate
from qanat.care.funding.commands.contracts import Contract, commit_contract
from qanat.care.funding.commands.invoices import Bill
from qanat.care.funding.commands.paying import Payment
from qanat.care.funding.commands.rates import enter_rate
from qanat.care.funding.commands.reserving import Reserve, reserve
from qanat.care.funding.models import Appropriation, Obligation
from qanat.care.funding.states import Purpose
from qanat.config.roles import ROLES
from qanat.foundation.actors import NATION, Actor
from qanat.foundation.actors import Grant as Held

NOW = datetime(2026, 6, 15, 6, 0, tzinfo=UTC)
TODAY = date(2026, 6, 15)
DECIDED = date(2026, 3, 2)
SIGNED = date(2026, 3, 10)
TENGE = 100
MILLION = 1_000_000 * TENGE
_numbers = count(1)


def finance(account: int = 7) -> Actor:
    role = next(one for one in ROLES if one.code == "finance")
    return Actor(account, "finance", (Held(role.code, role.permissions, NATION),))


FINANCE = finance()
SECOND = finance(8)
"""Who pays what FINANCE accepted."""


def year(amount_tiyn: int = 100 * MILLION, number: int = 2026) -> Appropriation:
    grant = Grant(
        programme="Treatment abroad",
        year=number,
        amount_tiyn=amount_tiyn,
        order=f"order {number}",
        on=date(2026, 1, 5),
    )
    return Appropriation.objects.get(pk=appropriate(FINANCE, grant=grant, now=NOW))


def rate(tenge: str = "500", currency: str = "EUR", on: date = date(2026, 1, 1)) -> None:
    enter_rate(FINANCE, currency=currency, on=on, tenge=Decimal(tenge), source="test", now=NOW)


def reserved(
    of: Appropriation,
    amount_tiyn: int = 20 * MILLION,
    *,
    purpose: str = Purpose.TREATMENT,
    icd10: str = "C71.9",
    matter: UUID | None = None,
) -> Obligation:
    draft = Reserve(
        appropriation_id=of.pk,
        matter=matter or uuid4(),
        case_number=f"TA-{next(_numbers)}",
        purpose=purpose,
        icd10=icd10,
        amount_tiyn=amount_tiyn,
        decision="minutes 3",
        decided_on=DECIDED,
        payee="Test clinic",
    )
    return Obligation.objects.get(pk=reserve(FINANCE, draft=draft, now=NOW))


def contract(amount_minor: int = 30_000 * 100, currency: str = "EUR") -> Contract:
    return Contract(
        number=f"C-{next(_numbers)}",
        signed_on=SIGNED,
        currency=currency,
        amount_minor=amount_minor,
    )


def committed(
    of: Appropriation,
    amount_tiyn: int = 20 * MILLION,
    *,
    amount_minor: int = 30_000 * 100,
    currency: str = "EUR",
    icd10: str = "C71.9",
) -> Obligation:
    row = reserved(of, amount_tiyn, icd10=icd10)
    terms = contract(amount_minor, currency)
    commit_contract(FINANCE, obligation_id=row.pk, contract=terms, now=NOW)
    return fresh(row)


def payment(amount_minor: int, on: date = TODAY, document: str = "") -> Payment:
    return Payment(amount_minor=amount_minor, on=on, document=document or f"P-{next(_numbers)}")


def bill(amount_minor: int, number: str = "", service_from: date = SIGNED) -> Bill:
    return Bill(
        number=number or f"I-{next(_numbers)}",
        amount_minor=amount_minor,
        service_from=service_from,
        service_until=max(service_from, date(2026, 4, 10)),
        received_on=TODAY,
    )


def fresh(row: Obligation) -> Obligation:
    return Obligation.objects.get(pk=row.pk)


def sums(row: Appropriation | Obligation) -> dict[str, int]:
    """Return the sums of a row as the database has them now, in whole tenge."""
    row.refresh_from_db()
    names = ("amount", "free", "reserved", "committed", "advanced", "spent")
    found = {one: getattr(row, f"{one}_tiyn", None) for one in names}
    return {one: tiyn // TENGE for one, tiyn in found.items() if tiyn}
