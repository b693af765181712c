"""Invoices are stored once, held against what was flown, and decided about by named people."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypedDict

import pytest
from tests.response.dispatch.builders import MINUTE, NOW, flown, mission
from tests.response.operators.builders import (
    MANAGER,
    airline,
    draft,
    fleets,
    legs_of,
    line,
    other_operator,
    price_of,
    read,
    taken,
)

from qanat.foundation.actors import SYSTEM
from qanat.foundation.lifecycle import ReasonMissing, ReasonUnknown, WrongState
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.response.dispatch.commands.stamps import correct_stamp
from qanat.response.dispatch.models import Mission
from qanat.response.operators.commands.comparing import compare_again
from qanat.response.operators.commands.deciding import (
    Batch,
    OthersByNow,
    StillOpen,
    accept_difference,
    agree_invoice,
    answer_differences,
    concede_difference,
    decide_differences,
    dispute_invoice,
    insist_on_difference,
    reconsider_difference,
    reopen_invoice,
    strike_difference,
    withdraw_invoice,
)
from qanat.response.operators.commands.finding import InvoiceIsClosed
from qanat.response.operators.commands.taking import (
    NothingReadable,
    OtherPeriod,
    look_at_invoice,
    take_invoice,
)
from qanat.response.operators.models import Difference, Invoice, InvoiceLine, Pairing
from qanat.response.operators.pages.tables import looked_facts
from qanat.response.operators.queries.differences import Wanted, difference_rows
from qanat.response.operators.queries.files import file_row, rejected_rows
from qanat.response.operators.queries.invoices import (
    InvoicesWanted,
    Sums,
    invoice_row,
    invoice_rows,
)

pytestmark = pytest.mark.usefixtures("world", "db")


class Decision(TypedDict):
    """Why and when somebody decides."""

    reason: str
    now: datetime


KNOWN: Final[Decision] = {"reason": "flight_log", "now": NOW}
OURS: Final[Decision] = {"reason": "wrong_time", "now": NOW}


@pytest.fixture
def done() -> Mission:
    return flown(mission())


def sums(invoice_id: int | None) -> Sums:
    return invoice_row(MANAGER, invoice_id or 0).sums


def kinds(invoice_id: int | None) -> list[str]:
    rows = difference_rows(MANAGER, invoice_id or 0, Wanted(), count=None)
    return sorted(row.kind for row in rows)


def only(invoice_id: int | None) -> Difference:
    return Difference.objects.exclude(state="lapsed").get(invoice=invoice_id)


def wrong(row: Mission) -> int:
    """Take an invoice in which bills the flight with the patient an hour too long."""
    empty, full = legs_of(row)
    return taken([line(empty), line(full, minutes=100)], row.operator_id).invoice_id or 0


def test_an_invoice_by_the_book_differs_in_nothing(done: Mission) -> None:
    looked = taken([line(leg) for leg in legs_of(done)], done.operator_id)
    assert looked.accepted == 2
    assert kinds(looked.invoice_id) == []
    found = sums(looked.invoice_id)
    cost = sum(row.amount_tiyn for row in done.costs.all())
    assert (found.billed_tiyn, found.ours_tiyn, found.payable_tiyn) == (cost, cost, cost)
    assert found.minutes == 80


def test_the_same_file_twice_is_stored_once(done: Mission) -> None:
    lines = [line(leg) for leg in legs_of(done)]
    first, second = taken(lines, done.operator_id), taken(lines, done.operator_id)
    assert (second.invoice_id, second.is_known) == (first.invoice_id, True)
    assert taken(lines, done.operator_id, number="INV-2").is_known
    assert InvoiceLine.objects.count() == 2


def test_looking_stores_nothing_and_says_what_would_differ(done: Mission) -> None:
    of = draft(done.operator_id)
    empty, full = legs_of(done)
    file = read([line(empty), line(full, minutes=100), "?;?;?;?;?;?"], of)
    looked = look_at_invoice(airline(done.operator_id), draft=of, file=file)
    assert dict(looked.kinds) == {"hours": 1}
    assert (looked.accepted, len(looked.rejected)) == (2, 1)
    assert not Invoice.objects.exists()


def test_rejected_rows_are_kept_and_a_mended_file_finds_its_invoice(done: Mission) -> None:
    empty, full = legs_of(done)
    bad = line(full).replace("Рейс;", "Рейс;x")
    first = taken([line(empty), bad], done.operator_id)
    assert kinds(first.invoice_id) == ["not_theirs"]
    file = Invoice.objects.get().files.get()
    rejected = rejected_rows(MANAGER, file.pk)
    assert file_row(MANAGER, file.pk).headings[0] == "Борт"
    assert rejected[0].faults == ("bad_amount",)
    assert rejected[0].cells[0] == full.tail
    mended = taken([line(empty), line(full)], done.operator_id)
    assert (mended.invoice_id, mended.accepted, mended.repeated) == (first.invoice_id, 1, 1)
    assert kinds(first.invoice_id) == []


def test_looking_refuses_what_taking_in_would_refuse(done: Mission) -> None:
    of = draft(done.operator_id)
    lines = [line(leg) for leg in legs_of(done)]
    taken(lines, done.operator_id)
    again = look_at_invoice(MANAGER, draft=of, file=read(lines, of))
    assert (again.is_known, again.accepted, again.repeated) == (True, 0, 2)
    of = replace(of, first=of.first + timedelta(days=1))
    with pytest.raises(OtherPeriod):
        look_at_invoice(MANAGER, draft=of, file=read(lines[:1], of))


def test_a_file_without_a_flight_is_no_invoice(done: Mission) -> None:
    with pytest.raises(NothingReadable):
        taken(["?;?;?;?;?;?"], done.operator_id)
    assert not Invoice.objects.exists()


def test_a_number_is_of_one_period(done: Mission) -> None:
    taken([line(legs_of(done)[0])], done.operator_id)
    other = replace(draft(done.operator_id), first=draft(done.operator_id).last)
    later = line(legs_of(done)[1]).replace("25.11.2026", "30.11.2026")
    with pytest.raises(OtherPeriod):
        take_invoice(MANAGER, draft=other, file=read([later], other), now=NOW)


def test_a_flight_is_billed_once_whatever_invoice_it_is_on(done: Mission) -> None:
    empty, full = legs_of(done)
    taken([line(empty), line(full)], done.operator_id)
    again = taken([line(full)], done.operator_id, number="INV-2")
    assert kinds(again.invoice_id) == ["twice"]
    withdraw_invoice(
        MANAGER, invoice_id=Invoice.objects.get(number="INV-1").pk, reason="wrong_file"
    )
    compare_again(MANAGER, invoice_id=again.invoice_id or 0)
    assert kinds(again.invoice_id) == ["not_theirs"]


def test_money_adds_up_however_it_is_decided(done: Mission) -> None:
    invoice_id = wrong(done)
    before = sums(invoice_id)
    claim = only(invoice_id).claim_tiyn
    full = legs_of(done)[1]
    assert claim == price_of(full, 100) - price_of(full)
    assert before.billed_tiyn == before.ours_tiyn + before.tolerated_tiyn + claim
    assert (before.open_tiyn, before.payable_tiyn) == (claim, before.billed_tiyn)
    strike_difference(MANAGER, difference_id=only(invoice_id).pk, **OURS)
    after = sums(invoice_id)
    assert (after.open_tiyn, after.payable_tiyn) == (0, before.billed_tiyn - claim)
    reconsider_difference(MANAGER, difference_id=only(invoice_id).pk, reason="other", now=NOW)
    accept_difference(MANAGER, difference_id=only(invoice_id).pk, **KNOWN)
    assert sums(invoice_id).payable_tiyn == before.billed_tiyn


def test_a_decision_names_who_and_why_and_a_reason_of_the_list(done: Mission) -> None:
    pk = only(wrong(done)).pk
    for reason, refusal in (("", ReasonMissing), ("nonsense", ReasonUnknown)):
        with pytest.raises(refusal):
            strike_difference(MANAGER, difference_id=pk, reason=reason, now=NOW)
    assert Difference.objects.get(pk=pk).state == "open"
    strike_difference(MANAGER, difference_id=pk, note="бортжурнал", **OURS)
    row = Difference.objects.get(pk=pk)
    assert (row.state, row.reason, row.note) == ("struck", "wrong_time", "бортжурнал")
    assert row.answered_by == MANAGER.id


def test_an_airline_concedes_or_insists_but_never_accepts_its_own_claim(done: Mission) -> None:
    pk = only(wrong(done)).pk
    desk = airline(done.operator_id)
    with pytest.raises(NotAllowed):
        accept_difference(desk, difference_id=pk, **KNOWN)
    insist_on_difference(desk, difference_id=pk, **KNOWN)
    with pytest.raises(WrongState):
        insist_on_difference(desk, difference_id=pk, **KNOWN)
    concede_difference(desk, difference_id=pk, **OURS)
    assert Difference.objects.get(pk=pk).state == "struck"


def test_an_invoice_is_agreed_when_every_difference_is_decided(done: Mission) -> None:
    invoice_id = wrong(done)
    with pytest.raises(StillOpen):
        agree_invoice(MANAGER, invoice_id=invoice_id)
    assert Invoice.objects.get().state == "open"
    dispute_invoice(MANAGER, invoice_id=invoice_id, reason="many_differences")
    strike_difference(MANAGER, difference_id=only(invoice_id).pk, **OURS)
    agree_invoice(MANAGER, invoice_id=invoice_id)
    with pytest.raises(InvoiceIsClosed):
        compare_again(MANAGER, invoice_id=invoice_id)
    with pytest.raises(InvoiceIsClosed):
        taken([line(legs_of(done)[0], minutes=41)], done.operator_id)
    reopen_invoice(MANAGER, invoice_id=invoice_id, reason="better_information")
    assert only(invoice_id).state == "struck"


def test_a_corrected_time_of_ours_lets_a_difference_lapse(done: Mission) -> None:
    invoice_id = wrong(done)
    strike_difference(MANAGER, difference_id=only(invoice_id).pk, **OURS)
    landing = done.stamps.filter(kind="air.landing").latest("at")
    after = done.stamps.filter(kind__in=("eTimes.11", "eTimes.12", "eTimes.13"))
    for later in after.order_by("-at"):
        correct_stamp(
            SYSTEM, stamp_id=later.pk, at=later.at + 60 * MINUTE, reason="clock_wrong",
            now=NOW + 600 * MINUTE,
        )  # fmt: skip
    correct_stamp(
        SYSTEM, stamp_id=landing.pk, at=landing.at + 60 * MINUTE, reason="clock_wrong",
        now=NOW + 600 * MINUTE,
    )  # fmt: skip
    compare_again(MANAGER, invoice_id=invoice_id)
    assert kinds(invoice_id) == []
    assert sums(invoice_id).payable_tiyn == sums(invoice_id).billed_tiyn
    assert Difference.objects.get(invoice=invoice_id).state == "lapsed"


def test_an_operator_sees_and_touches_only_its_own(done: Mission) -> None:
    invoice_id = wrong(done)
    own, stranger = airline(done.operator_id), airline(other_operator(done))
    assert [row.id for row in invoice_rows(own, InvoicesWanted())] == [invoice_id]
    assert invoice_rows(stranger, InvoicesWanted()) == []
    pk, file = only(invoice_id).pk, Invoice.objects.get().files.get().pk
    attempts = (
        lambda: invoice_row(stranger, invoice_id),
        lambda: difference_rows(stranger, invoice_id, Wanted()),
        lambda: file_row(stranger, file),
        lambda: concede_difference(stranger, difference_id=pk, **OURS),
        lambda: withdraw_invoice(stranger, invoice_id=invoice_id, reason="wrong_file"),
        lambda: compare_again(stranger, invoice_id=invoice_id),
        lambda: taken([line(legs_of(done)[0])], done.operator_id, number="X", actor=stranger),
    )
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    assert rejected_rows(stranger, file) == []
    assert Difference.objects.get(pk=pk).state == "open"
    assert {row.id for row in invoice_rows(MANAGER, InvoicesWanted())} == {invoice_id}


def test_other_operators_flights_are_nobody_s_difference(done: Mission) -> None:
    other = other_operator(done)
    theirs = flown(mission(aircraft_id=fleets()[other][0]))
    looked = taken([line(leg) for leg in legs_of(done)], done.operator_id)
    assert kinds(looked.invoice_id) == []
    assert not Pairing.objects.filter(mission=theirs.pk).exists()


def both_longer(row: Mission) -> int:
    """Return an invoice with two flights billed longer than they were."""
    lines = [line(leg, minutes=leg.seconds // 60 + 30) for leg in legs_of(row)[:2]]
    invoice_id = taken(lines, row.operator_id).invoice_id
    assert invoice_id is not None
    return invoice_id


def test_all_differences_of_a_kind_are_decided_at_once_by_who_saw_them_all(done: Mission) -> None:
    invoice_id = both_longer(done)
    batch = Batch(invoice_id=invoice_id, kind="hours", move="strike", seen=2, reason="wrong_time")
    with pytest.raises(NotAllowed):
        decide_differences(airline(done.operator_id), batch=batch, now=NOW)
    with pytest.raises(NotFound):
        answer_differences(airline(done.operator_id), batch=batch, now=NOW)
    with pytest.raises(OthersByNow):
        decide_differences(MANAGER, batch=replace(batch, seen=1), now=NOW)
    with pytest.raises(ReasonMissing):
        decide_differences(MANAGER, batch=replace(batch, reason=""), now=NOW)
    of_kind = Difference.objects.filter(invoice=invoice_id, kind="hours")
    assert set(of_kind.values_list("state", flat=True)) == {"open"}
    insists = replace(batch, move="insist", reason="flight_log")
    answer_differences(airline(done.operator_id), batch=insists, now=NOW)
    assert set(of_kind.values_list("state", flat=True)) == {"insisted"}
    decide_differences(MANAGER, batch=batch, now=NOW)
    assert set(of_kind.values_list("state", "reason")) == {("struck", "wrong_time")}
    assert of_kind.count() == 2


def test_the_total_on_an_invoice_is_held_against_its_lines(done: Mission) -> None:
    lines = [line(leg) for leg in legs_of(done)]
    of = replace(draft(done.operator_id), declared_tiyn=100)
    file = read(lines, of)
    looked = look_at_invoice(MANAGER, draft=of, file=file)
    assert (looked.declared_tiyn, looked.whole_tiyn) == (100, looked.billed_tiyn)
    (_name, told) = next(one for one in looked_facts(looked) if one[0] == "Total on the invoice")
    assert "its lines come to" in told
    made = take_invoice(MANAGER, draft=of, file=file, now=NOW).invoice_id
    assert invoice_row(MANAGER, made or 0).declared_tiyn == 100
