"""The pages of an airline's invoices, tasks and score card."""

import html
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from tests.response.dispatch.browsing import HTMX, Browse, cost
from tests.response.dispatch.builders import flown, legs, mission
from tests.response.operators.builders import (
    largest_fleet,
    legs_of,
    line,
    other_operator,
    taken,
    text,
)

from qanat.foundation.actors import SYSTEM
from qanat.response.dispatch.models import Mission
from qanat.response.operators.commands.deciding import withdraw_invoice
from qanat.response.operators.models import Answer, Difference, Invoice

pytestmark = pytest.mark.usefixtures("world", "db")
TAKE = reverse("operators:take")
LIST = reverse("operators:invoices")


def at(name: str, *args: object) -> str:
    return reverse(f"operators:{name}", args=args)


def sent(row: Mission, content: str | bytes, act: str = "take", **said: str) -> dict[str, object]:
    raw = content.encode() if isinstance(content, str) else content
    return {
        "operator": str(row.operator_id),
        "number": "INV-7",
        "first": f"{timezone.localdate() - timedelta(days=20):%d.%m.%Y}",
        "last": f"{timezone.localdate() + timedelta(days=1):%d.%m.%Y}",
        "file": SimpleUploadedFile("invoice.csv", raw),
        "act": act,
        **said,
    }


def desk_of(browse: Browse, row: Mission) -> Client:
    return browse("operator", str(row.operator_id))


def billed(row: Mission, *, minutes: int = 100) -> str:
    empty, full = legs_of(row)
    return text([line(empty), line(full, minutes=minutes)])


def test_an_airline_takes_its_invoice_in_and_works_on_what_differs(browse: Browse) -> None:
    row = flown(mission())
    desk = desk_of(browse, row)
    looked = desk.post(TAKE, sent(row, billed(row), "look"))
    assert "Hours differ" in looked.content.decode()
    assert not Invoice.objects.exists()
    answer = desk.post(TAKE, sent(row, billed(row)))
    invoice = Invoice.objects.get()
    assert answer["Location"] == at("invoice", invoice.pk)
    page = desk.get(answer["Location"]).content.decode()
    difference = Difference.objects.get()
    assert at("decide", difference.pk, "concede") in page
    assert at("decide", difference.pk, "accept") not in page
    given = {"reason": "wrong_time", "note": "сверено"}
    empty = desk.post(at("decide", difference.pk, "concede"), {"reason": ""})
    assert empty.status_code == 422
    assert desk.post(at("decide", difference.pk, "concede"), given).status_code == 303
    difference.refresh_from_db()
    assert difference.state == "struck"
    again = desk.post(TAKE, sent(row, billed(row)))
    assert again["Location"] == at("invoice", invoice.pk)
    assert Invoice.objects.count() == 1


def test_a_look_under_htmx_answers_with_its_part_alone(browse: Browse) -> None:
    row = flown(mission())
    desk = desk_of(browse, row)
    answer = desk.post(TAKE, sent(row, billed(row), "look"), headers=HTMX)
    assert answer.content.decode().lstrip().startswith('<div id="looked"')
    wrong = desk.post(TAKE, sent(row, billed(row), "look", number=""), headers=HTMX)
    assert (wrong.status_code, wrong["HX-Retarget"]) == (422, "#take")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02" * 200,
        b"PK\x03\x04 half a spreadsheet",
        "просто текст".encode("cp1251"),
        b'"' * 1000,
        ("Борт;Вылет;Сумма\n" * 3).encode(),
        ("Борт;Вылет;Налёт;Сумма\n" + "=cmd|' /C calc'!A0;1e308;1e308;1e308\n" * 9).encode(),
    ],
)
def test_a_hostile_file_gets_a_clear_answer_and_keeps_what_was_typed(
    content: bytes, browse: Browse
) -> None:
    row = flown(mission())
    answer = desk_of(browse, row).post(TAKE, sent(row, content))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "INV-7" in page
    assert "error" in page
    assert not Invoice.objects.exists()


def test_a_file_without_one_good_row_is_refused_with_the_reason_of_each(browse: Browse) -> None:
    row = flown(mission())
    page = desk_of(browse, row).post(TAKE, sent(row, "Борт;Вылет;Сумма\nUP-1;вчера;5\n")).content
    assert "Rejected" in page.decode()
    assert "UP-1" in page.decode()


def test_who_takes_a_file_in_is_told_at_once_how_many_rows_are_not_billed(browse: Browse) -> None:
    row = flown(mission())
    desk = desk_of(browse, row)
    foreign = f"{billed(row).strip()}\n{billed(row).strip().splitlines()[-1]} USD\n"

    def told() -> str:
        taken = desk.post(TAKE, sent(row, foreign))
        return html.unescape(desk.get(taken["Location"]).content.decode())

    first, again = told(), told()
    assert "1 row can't be read" in first
    assert "Taken in.<" not in first
    assert "on record already" in again


def test_own_headings_are_kept_for_the_next_file(browse: Browse) -> None:
    row = flown(mission())
    desk = desk_of(browse, row)
    odd = billed(row).replace("Борт;", "Машина;")
    assert desk.post(TAKE, sent(row, odd)).status_code == 422
    assert desk.post(TAKE, sent(row, odd, own_tail="Машина")).status_code == 303
    assert "Машина" in desk.get(TAKE).content.decode()


def test_the_list_of_differences_is_taken_away_as_a_table_that_computes_nothing(
    browse: Browse,
) -> None:
    row = flown(mission())
    empty, full = legs_of(row)
    taken(
        [line(empty), line(full, minutes=100), line(full).replace(full.tail, "=1+1")],
        row.operator_id,
    )
    desk, pk = desk_of(browse, row), Invoice.objects.get().pk
    csv = desk.get(at("export", pk, "csv"))
    assert csv["Content-Type"].startswith("text/csv")
    assert "'=1+1" in csv.content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(desk.get(at("export", pk, "xlsx")).content))
    sheet, lines = book.worksheets
    assert sheet.max_row == Difference.objects.count() + 1
    assert lines.max_row == 3 + 1
    assert desk.get(at("export", pk, "pdf")).status_code == 404
    assert "________" in desk.get(at("paper", pk)).content.decode()


def test_rejected_rows_are_shown_and_given_back_to_be_mended(browse: Browse) -> None:
    row = flown(mission())
    empty, full = legs_of(row)
    taken([line(empty), line(full).replace("Рейс;", "Рейс;=2*")], row.operator_id)
    desk, file = desk_of(browse, row), Invoice.objects.get().files.get()
    assert "no sum in tenge" in desk.get(at("rejects", file.pk)).content.decode()
    back = desk.get(at("rejects_file", file.pk)).content.decode("utf-8-sig")
    assert back.startswith("Борт;Вылет")
    assert "'=2*" in back


def test_the_manager_decides_and_agrees_an_invoice(browse: Browse) -> None:
    row = flown(mission())
    empty, full = legs_of(row)
    taken([line(empty), line(full, minutes=100)], row.operator_id)
    manager, pk = browse("fleet_manager"), Invoice.objects.get().pk
    assert manager.post(at("invoice_move", pk, "agree"), {"note": ""}).status_code == 422
    decide = at("decide", Difference.objects.get().pk, "accept")
    assert manager.post(decide, {"reason": "flight_log", "note": ""}).status_code == 303
    assert manager.post(at("invoice_move", pk, "agree"), {"note": ""}).status_code == 303
    assert Invoice.objects.get().state == "agreed"
    reopen = at("invoice_move", pk, "reopen")
    assert manager.post(reopen, {"reason": "better_information"}).status_code == 303
    assert manager.get(at("invoice_move", pk, "nonsense")).status_code == 404
    assert manager.post(at("compare", pk)).status_code == 303


def test_another_airline_finds_nothing(browse: Browse) -> None:
    row = flown(mission())
    taken([line(leg, minutes=99) for leg in legs_of(row)], row.operator_id)
    stranger = browse("operator", str(other_operator(row)))
    invoice, difference = Invoice.objects.get(), Difference.objects.first()
    assert difference is not None
    for address in (
        at("invoice", invoice.pk),
        at("paper", invoice.pk),
        at("export", invoice.pk, "csv"),
        at("rejects", invoice.files.get().pk),
        at("decide", difference.pk, "concede"),
        at("invoice_move", invoice.pk, "withdraw"),
        at("accept", row.pk),
        at("refuse", row.pk),
        at("delay", row.pk),
        at("state", row.aircraft_id),
    ):
        assert stranger.get(address).status_code == 404, address
    assert stranger.post(TAKE, sent(row, billed(row))).status_code == 422
    assert "INV-1" not in stranger.get(LIST).content.decode()
    assert browse("coordinator", "KZ-19").get(LIST).status_code == 403


def test_an_aircraft_offered_instead_says_what_it_is_promised_for(browse: Browse) -> None:
    first, second = largest_fleet()[:2]
    ahead = timezone.now() + timedelta(minutes=30)
    row, other = (mission(aircraft_id=pk, legs=legs(ahead)) for pk in (first, second))
    page = desk_of(browse, row).get(at("refuse", row.pk)).content.decode()
    assert f"promised for {other.number} until" in page
    assert f"promised for {row.number}" not in page


def test_a_task_is_accepted_and_refused_by_small_forms(browse: Browse) -> None:
    row = mission()
    desk = desk_of(browse, row)
    assert desk.post(at("accept", row.pk), {"captain": ""}).status_code == 422
    early = {"captain": "Сериков А.", "crew_until": "01.01.2020 10:00"}
    kept = desk.post(at("accept", row.pk), early)
    assert kept.status_code == 422
    assert "Сериков А." in kept.content.decode()
    said = {"captain": "Сериков А.", "crew": "", "remarks": ""}
    assert desk.post(at("accept", row.pk), said)["Location"] == reverse("operator:desk")
    refuse = {"reason": "technical", "aircraft": "", "offered_from": "", "remarks": ""}
    past = desk.post(at("refuse", row.pk), refuse | {"offered_from": "26.11.2020 10:00"})
    assert "This lies in the past." in past.content.decode()
    assert desk.post(at("refuse", row.pk), refuse).status_code == 303
    assert list(Answer.objects.order_by("id").values_list("is_accepted", flat=True)) == [
        True,
        False,
    ]
    delay = {"reason": "fuel", "expected_at": "", "note": ""}
    assert desk.post(at("delay", row.pk), delay).status_code == 422


def test_an_aircraft_is_stated_from_the_desk_and_says_what_it_is_promised_for(
    browse: Browse,
) -> None:
    row = mission()
    desk = desk_of(browse, row)
    assert desk.get(at("state", row.aircraft_id)).status_code == 200
    given = {"status": "unserviceable", "reason": "", "expected_back_at": "", "note": ""}
    assert desk.post(at("state", row.aircraft_id), given).status_code == 422
    given["reason"] = "fault"
    assert desk.post(at("state", row.aircraft_id), given).status_code == 303


def test_the_score_card_leads_to_its_records(browse: Browse) -> None:
    row = flown(mission())
    desk = desk_of(browse, row)
    for number, minutes in (("A", 99), ("TAKEN-BACK", 50)):
        taken([line(legs_of(row)[1], minutes=minutes)], row.operator_id, number=number)
    withdraw_invoice(SYSTEM, invoice_id=Invoice.objects.latest("id").pk, reason="wrong_file")
    asked = {"operator": str(row.operator_id), "first": "25.11.2026", "last": "25.11.2026"}
    page = desk.get(at("score"), asked)
    assert page.status_code == 200
    for figure in ("answered", "refused", "off_blocks", "aborted", "hours", "serviceable"):
        assert desk.get(at("score_records", figure), asked).status_code == 200
    assert desk.get(at("score_records", "nonsense"), asked).status_code == 404
    november = asked | {"first": "01.11.2026", "last": "30.11.2026"}
    billed_then = desk.get(at("score_records", "differences"), november).content.decode()
    assert at("invoice", Invoice.objects.get(number="A").pk) in billed_then
    assert "TAKEN-BACK" not in billed_then
    assert "No invoices yet" in desk.get(at("score_records", "differences"), asked).content.decode()
    assert "Correct the operator" in desk.get(at("score"), {"first": "x"}).content.decode()
    backwards = asked | {"last": "24.11.2026"}
    assert "ends before it begins" in desk.get(at("score"), backwards).content.decode()


def test_lists_cost_the_same_for_one_and_for_many(browse: Browse) -> None:
    row = flown(mission())
    desk = desk_of(browse, row)
    full = legs_of(row)[1]
    taken([line(full, minutes=99)], row.operator_id, number="A")
    pk = Invoice.objects.get().pk
    pages = (LIST, at("invoice", pk))
    for page in pages:
        cost(desk, page)
    few = [cost(desk, page) for page in pages]
    for number in range(12):
        taken([line(full, minutes=50 + number)], row.operator_id, number=f"B{number}")
    taken([line(full, minutes=20 + n) for n in range(20)], row.operator_id, number="A")
    for page in pages:
        cost(desk, page)  # what is kept for seconds is read anew
    assert [cost(desk, page) for page in pages] == few
    assert max(few) <= 16
