"""Another system hands invoices in; the door knows what is never paid back."""

from typing import Any

import pytest
from tests.care.funding.builders import FINANCE, MILLION, NOW, committed, rate, reserved, year
from tests.exchange.api.calling import System, system

from qanat.care.funding.commands.contracts import carry_over
from qanat.care.funding.models import Invoice, Obligation

pytestmark = pytest.mark.usefixtures("registry", "db")
DOOR = "/treatment-invoices"


@pytest.fixture
def treasury() -> System:
    return system("invoicing_system", "")


def invoice(row: Obligation, **other: Any) -> dict[str, Any]:
    told = {
        "obligation": row.number,
        "number": "INV-1",
        "amount_minor": 100_000,
        "service_from": "2026-03-12",
        "service_until": "2026-03-20",
        "received_on": "2026-03-25",
    }
    return told | other


def test_an_invoice_handed_in_twice_is_stored_once(treasury: System) -> None:
    rate()
    row = committed(year())
    first = treasury.call("POST", DOOR, invoice(row))
    again = treasury.call("POST", DOOR, invoice(row))
    assert (first.status, first.body["state"], first.body["currency"]) == (201, "received", "EUR")
    assert again.body["id"] == first.body["id"] == Invoice.objects.get().pk
    assert treasury.call("POST", DOOR, invoice(row, amount_minor=5)).status == 409


def test_what_began_before_the_decision_is_refused_by_its_code(treasury: System) -> None:
    rate()
    row = committed(year())
    answer = treasury.call("POST", DOOR, invoice(row, service_from="2026-03-01"))
    assert answer.status == 409
    assert answer.body["code"] == "SELF_ARRANGED_NOT_REIMBURSED"
    assert not Invoice.objects.exists()


def test_an_invoice_finds_its_obligation_in_the_year_to_which_it_was_carried(
    treasury: System,
) -> None:
    rate()
    row = committed(year())
    year(100 * MILLION, 2027)
    new = carry_over(FINANCE, obligation_id=row.pk, now=NOW)
    assert treasury.call("POST", DOOR, invoice(row)).status == 201
    assert Invoice.objects.get().obligation_id == new


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("obligation", "2026-99999"),
        ("amount_minor", -1),
        ("amount_minor", "many"),
        ("service_until", "2026-03-01"),
        ("received_on", "2150-01-01"),
        ("number", ""),
    ],
)
def test_nonsense_is_refused_clearly(treasury: System, field: str, value: object) -> None:
    rate()
    row = committed(year())
    assert treasury.call("POST", DOOR, invoice(row, **{field: value})).status in {404, 422}
    assert not Invoice.objects.exists()


def test_nothing_is_taken_where_there_is_no_contract_or_no_right(treasury: System) -> None:
    row = reserved(year())
    assert treasury.call("POST", DOOR, invoice(row)).status == 409
    stranger = system("telephone_system", "")
    assert stranger.call("POST", DOOR, invoice(row)).status == 403
