"""What is entered later from paper: apart from live work, and with its own mission."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.response.dispatch.browsing import Browse, typed_moment
from tests.response.dispatch.builders import aircraft_ids, decide, fresh, intake, request

from qanat.response.commitments.models import Commitment
from qanat.response.dispatch.models import Mission, Request

pytestmark = pytest.mark.usefixtures("world", "db")


def at(name: str, *args: object) -> str:
    return reverse(f"dispatch:{name}", args=args)


def yesterday() -> datetime:
    return (timezone.now() - timedelta(days=1)).replace(second=0, microsecond=0)


def entered_later() -> Request:
    row = request()
    at_ = yesterday()
    Request.objects.filter(pk=row.pk).update(origin="paper", received_at=at_)
    return fresh(row)


def test_it_stands_in_a_tab_of_its_own_and_no_clock_runs(browse: Browse) -> None:
    row, client = entered_later(), browse("dispatcher")
    assert at("request", row.pk) not in client.get(at("queue")).content.decode()
    page = client.get(at("queue"), {"view": "later"}).content.decode()
    assert at("request", row.pk) in page
    assert "From paper" in page
    assert "data-qanat-clock" not in client.get(at("request", row.pk)).content.decode()


def test_its_mission_is_entered_with_its_times_and_nothing_is_promised(browse: Browse) -> None:
    row, client = entered_later(), browse("dispatcher")
    here, start = at("past_mission", row.pk), yesterday()
    times = (
        "departed_at",
        "landed_at",
        "loaded_at",
        "left_at",
        "came_at",
        "handed_over_at",
        "back_at",
    )
    values = {"mode": "air", "aircraft": str(aircraft_ids()[0])} | {
        name: typed_moment(start + timedelta(minutes=30 + 20 * n)) for n, name in enumerate(times)
    }
    early = client.post(here, values)
    assert (early.status_code, Mission.objects.count()) == (422, 0)
    decide(row, "fly_patient")
    assert here in client.get(at("request", row.pk)).content.decode()
    wrong = client.post(here, values | {"back_at": typed_moment(start)})
    assert (wrong.status_code, Mission.objects.count()) == (422, 0)
    no_vehicle = client.post(here, values | {"aircraft": ""})
    typed = f"{datetime.fromisoformat(values['back_at']):%d.%m.%Y %H:%M}"
    assert (no_vehicle.status_code, typed in no_vehicle.content.decode()) == (422, True)
    by_hours = {n: f"{datetime.fromisoformat(values[n]):%H:%M}" for n in times}
    assert client.post(here, values | by_hours).status_code == 303
    made = Mission.objects.get()
    assert (made.origin, made.state, made.flown_s) == ("paper", "in_service", 40 * 60)
    assert set(made.stamps.values_list("source", flat=True)) == {"paper"}
    assert fresh(row).state == "handed_over"
    assert not Commitment.objects.active().exists()


def test_a_flight_to_a_hospital_abroad_which_somebody_else_flew_is_entered_once_flown(
    browse: Browse,
) -> None:
    row, client = request(), browse("dispatcher")
    Request.objects.filter(pk=row.pk).update(
        need="outbound", accepting_name="Klinik, Berlin", accepting_facility=None
    )
    decide(row, "fly_patient")
    here = at("past_mission", row.pk)
    assert here in client.get(at("request", row.pk)).content.decode()
    plans = client.get(at("plans", row.pk)).content.decode()
    assert at("airport", row.pk) in plans
    assert 'name="plan"' not in plans
    times = (
        "departed_at", "landed_at", "loaded_at", "left_at", "came_at", "handed_over_at", "back_at",
    )  # fmt: skip
    values = {"mode": "air", "aircraft": str(aircraft_ids()[0])} | {
        name: typed_moment(row.received_at + timedelta(hours=1 + n)) for n, name in enumerate(times)
    }
    assert client.post(here, values).status_code == 303
    assert (Mission.objects.get().route, fresh(row).state) == ("international", "handed_over")


def test_what_happens_now_is_not_entered_as_past(browse: Browse) -> None:
    row, client = request(), browse("dispatcher")
    decide(row, "fly_patient")
    now = typed_moment()
    values = {"mode": "air", "aircraft": str(aircraft_ids()[0]), "departed_at": now,
              "handed_over_at": now, "back_at": now}  # fmt: skip
    assert client.post(at("past_mission", row.pk), values).status_code == 422
    assert browse("analyst").get(at("past_mission", row.pk)).status_code == 403


def test_received_in_another_century_is_an_error_that_keeps_the_words(browse: Browse) -> None:
    client = browse("dispatcher")
    values = {"need": "transport", "urgency": "1", "channel": "phone", "country": "KZ",
              "received_at": "1999-01-01T10:00", "is_later_entry": "yes", "name": "Ценные слова",
              "sending_facility": str(intake().sending_facility_id)}  # fmt: skip
    answer = client.post(at("new"), values)
    assert (answer.status_code, "Ценные слова" in answer.content.decode()) == (422, True)
    assert "days back" in answer.content.decode()
    assert 'href="#id_received_at_field"' in answer.content.decode()
    assert not Request.objects.exists()
