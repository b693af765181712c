"""Two who do the same thing in the same instant do it once."""

from functools import partial

import pytest
from tests.registry.racing import race
from tests.response.dispatch.builders import MINUTE, NOW, flown, legs, mission
from tests.response.operators.builders import MANAGER, airline, draft, legs_of, line, read

from qanat.response.operators.commands.answering import (
    Acceptance,
    Refused,
    accept_task,
    refuse_task,
)
from qanat.response.operators.commands.deciding import accept_difference, strike_difference
from qanat.response.operators.commands.taking import Looked, take_invoice
from qanat.response.operators.models import Answer, Difference, Invoice, InvoiceLine, Pairing

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.django_db(transaction=True)]


def test_invoices_answers_and_decisions_are_made_once() -> None:
    done = flown(mission())
    empty, full = legs_of(done)
    lines = [line(empty), line(full, minutes=100)]
    drafts = [draft(done.operator_id, number) for number in ("A", "A", "B", "B")]
    files = [read(lines, of) for of in drafts]

    taken = race(
        [
            partial(take_invoice, MANAGER, draft=of, file=file, now=NOW)
            for of, file in zip(drafts, files, strict=True)
        ]
    )
    assert {one.invoice_id for one in taken if isinstance(one, Looked)} == {
        Invoice.objects.get().pk
    }
    assert (InvoiceLine.objects.count(), Pairing.objects.count()) == (2, 2)

    pk = Difference.objects.get().pk
    decided = race(
        [
            lambda: strike_difference(MANAGER, difference_id=pk, reason="wrong_time", now=NOW),
            lambda: accept_difference(MANAGER, difference_id=pk, reason="flight_log", now=NOW),
        ]
    )
    assert sum(one is None for one in decided) == 1

    asked = mission(aircraft_id=done.aircraft_id, legs=legs(NOW + 300 * MINUTE))
    desk = airline(asked.operator_id)
    race(
        [
            lambda: accept_task(
                desk, mission_id=asked.pk, acceptance=Acceptance(captain="A"), now=NOW
            ),
            lambda: accept_task(
                desk, mission_id=asked.pk, acceptance=Acceptance(captain="B"), now=NOW
            ),
            lambda: refuse_task(
                desk, mission_id=asked.pk, refusal=Refused(reason="no_crew"), now=NOW
            ),
        ]
    )
    asked.refresh_from_db()
    kept = Answer.objects.filter(mission=asked.pk)
    assert kept.filter(is_accepted=True).count() <= 1
    assert kept.filter(is_accepted=False).exists() is (asked.state == "refused")
