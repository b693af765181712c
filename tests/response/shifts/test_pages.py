"""The pages of a shift."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.response.dispatch.browsing import HTMX, Browse, cost
from tests.response.dispatch.builders import request

from qanat.response.shifts.models import Shift, ShiftEntry

pytestmark = pytest.mark.usefixtures("world", "db")


def at(name: str, *args: object) -> str:
    return reverse(f"shifts:{name}", args=args)


def shift(browse: Browse) -> int:
    client = browse("dispatcher")
    assert "Open the shift" in client.get(at("now")).content.decode()
    assert client.post(at("now")).status_code == 303
    return Shift.objects.get().pk


def test_a_shift_is_opened_noted_in_and_handed_over_by_two_people(browse: Browse) -> None:
    pk, client, other = shift(browse), browse("dispatcher"), browse("chief_physician")
    row = request()
    page = client.get(at("now")).content.decode()
    assert row.number in page
    note = {"text": "Борт вернулся", "kind": "pass_on", "sent_key": str(uuid4())}
    for _again in range(2):
        assert client.post(at("log", pk), note).status_code == 303
    assert ShiftEntry.objects.count() == 1
    preview = client.get(at("hand_over", pk)).content.decode()
    assert row.number in preview
    assert "Борт вернулся" in preview
    assert client.post(at("hand_over", pk), {"remarks": "Всё тихо"}).status_code == 303
    assert at("take_over", pk) not in client.get(at("now")).content.decode()
    own = client.post(at("take_over", pk), {"hand_over_id": _signed(other, pk)})
    assert own.status_code == 422
    assert Shift.objects.get(pk=pk).state == "handed_over"


def _signed(client: object, pk: int) -> str:
    body = client.get(at("take_over", pk)).content.decode()  # type: ignore[attr-defined]
    found = re.search(r'name="hand_over_id" value="(\d+)"', body)
    assert found
    return found[1]


def test_who_handed_over_keeps_what_he_typed_when_he_may_not_take_over(
    browse: Browse,
) -> None:
    pk, client = shift(browse), browse("dispatcher")
    client.post(at("hand_over", pk), {"remarks": ""})
    answer = client.post(
        at("take_over", pk), {"hand_over_id": _signed(client, pk), "remarks": "Принимаю сам"}
    )
    assert (answer.status_code, "Принимаю сам" in answer.content.decode()) == (422, True)
    assert "Somebody else takes it over" in answer.content.decode()


def test_what_was_signed_is_shown_with_its_signatures_and_history(browse: Browse) -> None:
    pk, client, other = shift(browse), browse("dispatcher"), browse("chief_physician")
    client.post(at("hand_over", pk), {"remarks": "Важно: дежурный борт"})
    assert other.post(at("take_over", pk), {"hand_over_id": _signed(other, pk)}).status_code == 303
    page = client.get(at("shift", pk)).content.decode()
    assert "Важно: дежурный борт" in page
    assert "unchanged" in page
    assert at("shift", pk) in client.get(at("history")).content.decode()
    assert client.post(at("log", pk), {"text": "x", "kind": "note"}).status_code == 422


def test_the_log_is_searched_in_pages_and_keeps_a_bad_entry(browse: Browse) -> None:
    pk, client = shift(browse), browse("dispatcher")
    client.post(at("log", pk), {"text": "Вертолёт на базе", "kind": "technical"})
    assert "Вертолёт" in client.get(at("log", pk), {"text": "вертолёт"}).content.decode()
    assert "Nothing matches" in client.get(at("log", pk), {"text": "zzz"}).content.decode()
    bad = client.post(at("log", pk), {"text": "Слова", "kind": "nonsense", "sent_key": "zz"})
    assert (bad.status_code, "Слова" in bad.content.decode()) == (422, True)
    hidden = client.post(at("log", pk), {"text": "a\u202eb", "kind": "note"})
    assert hidden.status_code == 422
    fragment = client.get(at("log", pk), headers=HTMX).content.decode()
    assert fragment.lstrip().startswith("<section")


def test_the_figures_are_those_of_the_reports_and_lead_to_their_records(browse: Browse) -> None:
    pk, client = shift(browse), browse("dispatcher")
    from datetime import timedelta

    from qanat.response.dispatch.models import Request

    row = request()
    opened = Shift.objects.get().opened_at
    Request.objects.filter(pk=row.pk).update(
        received_at=opened, registered_at=opened + timedelta(microseconds=1)
    )
    page = client.get(at("figures", pk)).content.decode()
    assert at("records", pk, "requests") in page
    behind = client.get(at("records", pk, "requests")).content.decode()
    assert row.number in behind
    decided = client.get(at("records", pk, "decision")).content.decode()
    assert row.number in decided
    assert client.get(at("records", pk, "nonsense")).status_code == 404


def test_others_are_refused_or_find_nothing(browse: Browse) -> None:
    pk = shift(browse)
    for role, value in (("coordinator", "KZ-19"), ("analyst", ""), ("partner", "UZ")):
        client = browse(role, value)
        for name in ("shift", "log", "figures", "hand_over", "take_over", "take_back"):
            assert client.get(at(name, pk)).status_code == 403
        for name in ("now", "history", "paper", "pack", "sheet"):
            assert client.get(at(name)).status_code == 403
        assert client.post(at("now")).status_code == 403
    client = browse("dispatcher")
    for name in ("shift", "log", "figures", "hand_over", "take_over", "take_back"):
        assert client.get(at(name, 999_999_999)).status_code == 404


def test_the_page_costs_the_same_however_much_is_open(browse: Browse) -> None:
    shift(browse)
    client = browse("dispatcher")
    request()
    cost(client, at("now"))
    few = cost(client, at("now"))
    for number in range(4):
        request(name=f"Имя {number}")
    assert cost(client, at("now")) == few <= 30


def test_the_pack_holds_the_situation_and_is_dated(browse: Browse) -> None:
    row = request()
    page = browse("dispatcher").get(at("pack")).content.decode()
    assert row.number in page
    assert "As it stood at" in page
    assert "UTC+5" in page
