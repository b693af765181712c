import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.response.alerts.builders import unassigned
from tests.response.dispatch.browsing import HTMX, Browse, cost
from tests.response.dispatch.builders import mission, request
from tests.response.following.test_following import aloft

from qanat.foundation.actors import SYSTEM
from qanat.response.alerts.commands.watching import watch_alerts
from qanat.response.alerts.models import Alert
from qanat.response.dispatch.commands.calls import CallDraft, take_call

pytestmark = pytest.mark.usefixtures("world", "db")
PAGE = "/alerts/"


def raised(count: int = 1) -> list[Alert]:
    for n in range(count):
        request(actor=SYSTEM, diagnosis=f"Stroke {n}")
    watch_alerts(SYSTEM, now=timezone.now() + timedelta(minutes=3))
    return list(Alert.objects.order_by("id"))


def test_a_dispatcher_sees_an_alert_acknowledges_it_and_stands_beside_it_by_name(
    browse: Browse,
) -> None:
    (row,) = raised()
    client = browse("dispatcher")
    text = client.get(PAGE).content.decode()
    assert "Nobody is in charge of an emergency request" in text
    assert str(row.values["number"]) in text
    answer = client.post(reverse("alerts:acknowledge", args=(row.pk,)))
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    after = client.get(PAGE).content.decode()
    assert reverse("alerts:acknowledge", args=(row.pk,)) not in after
    assert reverse("alerts:close", args=(row.pk,)) in after


def test_the_strip_is_a_fragment_which_fetches_itself_again_and_takes_the_acknowledgement(
    browse: Browse,
) -> None:
    (row,) = raised()
    client = browse("dispatcher")
    strip = client.get(reverse("alerts:strip")).content.decode()
    assert "<html" not in strip
    assert 'data-qanat-refresh="alerts.alert"' in strip
    address = reverse("alerts:acknowledge", args=(row.pk,))
    answer = client.post(address, {"from": "strip"}, headers=HTMX).content.decode()
    assert 'id="alert-strip"' in answer
    assert address not in answer


def test_closing_asks_for_a_reason_keeps_what_was_typed_and_stands_in_the_shift(
    browse: Browse,
) -> None:
    (row,) = raised()
    client, address = browse("dispatcher"), reverse("alerts:close", args=(row.pk,))
    assert "Close this alert" in client.get(address).content.decode()
    again = client.post(address, {"reason": "", "note": "typed before"})
    assert again.status_code == 422
    assert "typed before" in again.content.decode()
    assert client.post(address, {"reason": "wrong_data"}).status_code == 303
    shift = client.get(PAGE, {"view": "shift"}).content.decode()
    assert "The data are wrong" in shift
    assert client.get(PAGE).content.decode().count("alert-item") == 0


@pytest.mark.parametrize("at", ["", "x", "2026-13-45T00:00:00+00:00", "0001-01-01T00:00:00+00:00"])
def test_a_shift_is_turned_by_its_time_and_nonsense_is_this_shift(browse: Browse, at: str) -> None:
    answer = browse("chief_physician").get(PAGE, {"view": "shift", "at": at, "page": "-3"})
    assert answer.status_code == 200
    assert "Shift before" in answer.content.decode()


def test_who_may_not_see_alerts_is_refused_and_another_region_finds_none(browse: Browse) -> None:
    (row,) = raised()
    assert browse("partner", "UZ").get(PAGE).status_code == 403
    stranger = browse("coordinator", "KZ-47")
    assert "No open alerts" in stranger.get(PAGE).content.decode()
    assert stranger.post(reverse("alerts:acknowledge", args=(row.pk,))).status_code == 404
    operator = mission().operator_id
    airline = browse("operator", str(operator))
    assert airline.post(reverse("alerts:acknowledge", args=(row.pk,))).status_code == 403


def test_the_second_who_acknowledges_reads_who_was_first(browse: Browse) -> None:
    (row,) = raised()
    address = reverse("alerts:acknowledge", args=(row.pk,))
    browse("dispatcher").post(address)
    answer = browse("dispatcher").post(address)
    assert answer.status_code == 409
    assert "acknowledged this alert at" in answer.content.decode()


def test_more_alerts_ask_the_database_no_more_often(browse: Browse) -> None:
    client = browse("dispatcher")
    raised()
    client.get(PAGE)
    before = (cost(client, PAGE), cost(client, f"{PAGE}?view=shift"))
    raised(5)
    assert (cost(client, PAGE), cost(client, f"{PAGE}?view=shift")) == before


def test_a_flight_which_does_not_report_leads_to_its_emergency_plan(browse: Browse) -> None:
    row = aloft()
    watch_alerts(SYSTEM, now=timezone.now())
    sheet = reverse("following:flight", args=(row.pk,))
    assert f'href="{sheet}"' in browse("dispatcher").get(PAGE).content.decode()


def test_a_strip_without_alerts_says_so(browse: Browse) -> None:
    assert "No open alerts" in browse("dispatcher").get(reverse("alerts:strip")).content.decode()
    assert unassigned().state == "raised"


def test_several_are_counted_as_what_they_are(browse: Browse) -> None:
    now = timezone.now()
    for number in (1, 2):
        draft = CallDraft(
            category=1, region="KZ-19", reason="Боль", called_at=now, address=f"Абая, {number}"
        )
        take_call(SYSTEM, draft=draft, now=now)
    raised(2)
    text = browse("dispatcher").get(PAGE).content.decode()
    assert re.findall(r"<b>(2 [a-z]+)</b>", text) == ["2 calls", "2 requests"]


@pytest.mark.loud
def test_an_emergency_which_waits_is_said_on_every_page_until_somebody_acknowledges_it(
    browse: Browse,
) -> None:
    client, elsewhere, reader = browse("dispatcher"), "/facilities/", browse("analyst")
    words = "1 alert waits for you"
    assert words not in client.get(elsewhere).content.decode()
    (alert,) = raised(2)
    shown = client.get(elsewhere).content.decode()
    assert words in shown
    assert f"Nobody is in charge of an emergency request · {alert.values['number']}" in shown
    assert str(alert.values["number"]).endswith(" +1")
    assert words not in reader.get(elsewhere).content.decode()
    client.post(reverse("alerts:acknowledge", args=(alert.pk,)))
    assert PAGE not in client.get(elsewhere).content.decode().split("<header")[0]


@pytest.mark.loud
def test_a_page_which_is_open_asks_for_them_again_when_alerts_change(browse: Browse) -> None:
    listening, reader = browse("dispatcher"), browse("analyst")
    page = listening.get("/facilities/").content.decode()
    assert 'data-qanat-refresh="alerts. crisis.incident"' in page
    assert 'data-qanat-refresh="alerts.' not in reader.get("/facilities/").content.decode()
    raised()
    words = "1 alert waits for you"
    assert words in listening.get(reverse("web:strips")).content.decode()
    assert words not in reader.get(reverse("web:strips")).content.decode()
