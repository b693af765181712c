"""Sheets of paper: printed blank, typed in later in one pass."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.response.dispatch.browsing import Browse, typed_moment
from tests.response.dispatch.builders import aircraft_ids, facility_id

from qanat.response.commitments.models import Commitment
from qanat.response.dispatch.models import Mission, Request, Review

pytestmark = pytest.mark.usefixtures("world", "db")

PAPER = "/requests/from-paper/"
HERE = ZoneInfo("Asia/Almaty")


def yesterday() -> datetime:
    return (timezone.now() - timedelta(days=1)).replace(second=0, microsecond=0)


def filled(start: datetime | None = None) -> dict[str, str]:
    start = start or yesterday()
    times = ("departed_at", "landed_at", "loaded_at", "left_at", "came_at", "handed_over_at")
    return {
        "need": "transport", "urgency": "1", "channel": "phone", "country": "KZ",
        "received_at": typed_moment(start), "name": "Ахметов Ерлан", "age_years": "61",
        "sending_facility": str(facility_id()), "diagnosis": "Инсульт",
        "d-decision": "fly_patient", "d-decided_at": typed_moment(start + timedelta(minutes=9)),
        "d-decided_by": "Оспанова Г. Т.", "m-mode": "air", "m-aircraft": str(aircraft_ids()[0]),
        "m-back_at": typed_moment(start + timedelta(hours=5)),
    } | {
        f"m-{name}": typed_moment(start + timedelta(minutes=30 + 20 * n))
        for n, name in enumerate(times)
    }  # fmt: skip


def test_a_sheet_is_typed_in_one_pass_and_marked_as_later_entry(browse: Browse) -> None:
    client = browse("dispatcher")
    page = client.get(PAPER).content.decode()
    assert "1. Sending hospital" in page
    start = yesterday()
    assert client.post(PAPER, filled(start)).status_code == 303
    row, made, review = Request.objects.get(), Mission.objects.get(), Review.objects.get()
    assert (row.origin, row.state, row.decided_at) == (
        "paper",
        "handed_over",
        start + timedelta(minutes=9),
    )
    assert "Оспанова Г. Т." in review.note
    assert (made.origin, made.state) == ("paper", "in_service")
    assert not Commitment.objects.active().exists()


def by_hours() -> dict[str, str]:
    """Return the sheet of a night as it is typed days later: of all times one has a day."""
    evening = (timezone.localtime(timezone=HERE) - timedelta(days=3)).replace(hour=21, minute=40)
    clock = {"d-decided_at": "21:55", "m-departed_at": "22.30", "m-landed_at": "23:20",
             "m-loaded_at": "23:50", "m-left_at": "0:05", "m-came_at": "00:55",
             "m-handed_over_at": "01:20", "m-back_at": "06:10"}  # fmt: skip
    return filled() | clock | {"received_at": typed_moment(evening), "onset_at": "20:15"}


def test_a_time_without_a_day_follows_the_one_above_it(browse: Browse) -> None:
    client = browse("dispatcher")
    client.post(reverse("dispatch:paper_draft"), by_hours())
    kept = client.get(PAPER).content.decode()
    assert client.post(PAPER, by_hours()).status_code == 303
    row = Request.objects.get()
    assert row.decided_at == row.received_at + timedelta(minutes=15)
    assert row.onset_at == row.received_at - timedelta(minutes=85)
    stamps = Mission.objects.get().stamps.order_by("at").values_list("at", flat=True)
    after = [(at - row.received_at) / timedelta(minutes=1) for at in stamps]
    assert after == [50, 100, 130, 145, 195, 220, 510]
    day_after = timezone.localtime(row.received_at, HERE) + timedelta(days=1)
    assert f'value="{day_after:%d.%m.%Y} 06:10"' in kept


def test_a_slip_of_the_pen_is_no_other_day(browse: Browse) -> None:
    slip = by_hours() | {"d-decided_at": "21:30"}
    answer = browse("dispatcher").post(PAPER, slip)
    assert (answer.status_code, "before a time above" in answer.content.decode()) == (422, True)
    assert not Request.objects.exists()


def test_request_and_decision_alone_are_enough(browse: Browse) -> None:
    values = {k: v for k, v in filled().items() if not k.startswith("m-")}
    assert browse("dispatcher").post(PAPER, values).status_code == 303
    assert (Request.objects.get().state, Mission.objects.count()) == ("approved", 0)
    only = {k: v for k, v in values.items() if not k.startswith("d-")} | {"diagnosis": "Другое",
            "name": "Иванов", "sending_facility": str(facility_id("001"))}  # fmt: skip
    assert browse("dispatcher").post(PAPER, only | {"is_checked": "yes"}).status_code == 303
    assert Request.objects.filter(state="registered").count() == 1


def test_all_of_it_is_stored_or_nothing_and_the_words_are_kept(browse: Browse) -> None:
    client = browse("dispatcher")
    wrong = {
        "m-departed_at": typed_moment(yesterday() - timedelta(hours=2)),
        "d-decided_by": "Слова остаются",
    }
    answer = client.post(PAPER, filled() | wrong | {"is_checked": "yes"})
    assert (answer.status_code, "Слова остаются" in answer.content.decode()) == (422, True)
    early = {"d-decided_at": typed_moment(yesterday() - timedelta(hours=1))}
    assert client.post(PAPER, filled() | early).status_code == 422
    no_decision = {k: v for k, v in filled().items() if not k.startswith("d-")}
    answer = client.post(PAPER, no_decision)
    assert (answer.status_code, "A mission follows" in answer.content.decode()) == (422, True)
    assert not Request.objects.exists()


def test_what_is_odd_is_asked_about_once_and_entered_when_it_stands_so(browse: Browse) -> None:
    client = browse("dispatcher")
    sheet = filled()
    odd = sheet | {"m-back_at": typed_moment(yesterday() + timedelta(hours=21))}
    answer = client.post(PAPER, odd)
    assert answer.status_code == 422
    assert "more than eighteen hours" in answer.content.decode()
    assert not Request.objects.exists()
    assert client.post(PAPER, odd | {"is_checked": "yes"}).status_code == 303
    twin = client.post(PAPER, sheet)
    assert (twin.status_code, "entered already" in twin.content.decode()) == (422, True)


def test_what_was_typed_is_kept_until_the_sheet_is_entered_or_dropped(browse: Browse) -> None:
    client, other = browse("dispatcher"), browse("dispatcher")
    draft, drop = reverse("dispatch:paper_draft"), reverse("dispatch:drop_paper_draft")
    typed = {"diagnosis": "Инсульт", "sending_facility_text": "Талды", "m-mode": "air",
             "d-decided_by": "Оспанова Г. Т.", "nonsense": "x"}  # fmt: skip
    assert client.post(draft, typed).status_code == 204
    page = client.get(PAPER).content.decode()
    for words in ("Инсульт", "Талды", "Оспанова Г. Т.", "What you typed before was kept."):
        assert words in page
    assert re.search(r'name="m-mode"[^>]*value="air"[^>]*checked', page)
    assert "Оспанова" not in other.get(PAPER).content.decode()
    assert client.post(drop).status_code == 303
    assert "Оспанова" not in client.get(PAPER).content.decode()
    client.post(draft, typed)
    assert client.post(PAPER, filled()).status_code == 303
    assert "before was kept" not in client.get(PAPER).content.decode()
    assert browse("analyst").post(draft, typed).status_code == 403


def test_blank_sheets_are_numbered_as_the_page_is(browse: Browse) -> None:
    client = browse("dispatcher")
    for code in ("request", "decision", "mission", "stamps", "call"):
        page = client.get(reverse("dispatch:sheet", args=(code,))).content.decode()
        assert 'class="paper-sheet"' in page
        numbers = [int(n) for n in re.findall(r'<b class="num">(\d+)</b>', page)]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert client.get(reverse("dispatch:sheet", args=("nonsense",))).status_code == 404
    assert browse("analyst").get(reverse("dispatch:sheet", args=("call",))).status_code == 403


def test_who_may_not_enter_later_is_refused(browse: Browse) -> None:
    for role, value in (("coordinator", "KZ-19"), ("team", "KZ-19"), ("analyst", "")):
        client = browse(role, value)
        assert client.get(PAPER).status_code == 403
        assert client.post(PAPER, filled()).status_code == 403
    assert not Request.objects.exists()
