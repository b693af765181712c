"""What live work counts for, and what it does not."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests.response.dispatch import builders as make
from tests.response.dispatch.browsing import Browse

from qanat.care.telemedicine.commands import (
    PastConsultation,
    PastOrder,
    store_past_consultations,
    store_past_orders,
)
from qanat.foundation.actors import SYSTEM, Actor, Grant, Scope
from qanat.foundation.periods import Period
from qanat.foundation.refusals import NotAllowed
from qanat.readiness.statistics.permissions import READ
from qanat.readiness.statistics.queries.counting import NotYourRegion, Question, ask, report
from qanat.readiness.statistics.queries.drilling import Drill, count_record_rows
from qanat.readiness.statistics.rules.counting.figures import Dimension, Figure
from qanat.response.dispatch.commands.intake import merge_requests
from qanat.response.dispatch.commands.missions import abort_mission
from qanat.response.dispatch.commands.services import ServiceDraft, cancel_service, record_service
from qanat.response.dispatch.models import Mission, Request

pytestmark = pytest.mark.usefixtures("world", "db")
TODAY = Period(date(2026, 11, 25), date(2026, 11, 25))
LATER = make.NOW + timedelta(hours=4)


def counts(region: str = "") -> dict[str, int]:
    return {k: v for k, v in report(SYSTEM, Question(TODAY, region)).counts.items() if v}


def served(row: Request, mission: Mission, kind: str = "transport", organ: str = "") -> int:
    draft = ServiceDraft(
        kind=kind,
        performed_at=make.NOW + timedelta(minutes=170),
        request_id=row.pk,
        patient_ids=() if organ else (make.patient_of(row),),
        organ=organ,
    )
    return record_service(SYSTEM, mission_id=mission.pk, draft=draft, now=LATER)


def test_a_flown_request_counts_as_what_it_is() -> None:
    row = make.approved()
    served(row, make.flown(make.mission(row)))
    told = counts()
    assert told == {
        "requests": 1,
        "flights": 1,
        "flights_with_services": 1,
        f"flights_{Mission.objects.get().level}": 1,
        "flights_interregional": 1,
        "services": 1,
        "transport_services": 1,
        "patients_transported": 1,
        "patients": 1,
    }
    assert counts(row.region_id or "") == told
    assert counts("KZ-47") == {}


def test_a_request_whose_mission_never_left_is_not_flown() -> None:
    make.mission(make.approved())
    assert counts() == {"requests": 1, "requests_not_flown": 1}


def test_a_mission_aborted_in_the_air_is_a_flight() -> None:
    mission = make.flown(make.mission(make.approved()), until=1)
    abort_mission(SYSTEM, mission_id=mission.pk, reason="weather", now=LATER)
    told = counts()
    assert (told["flights"], told["flights_without_medical_service"]) == (1, 1)
    assert "requests_not_flown" not in told


def test_exercises_never_count() -> None:
    row = make.approved(is_exercise=True)
    served(row, make.flown(make.mission(row)))
    order = PastOrder(number="K-X", ordered_at=make.NOW, nosology="other", concluded_at=LATER)
    (pk,) = store_past_orders(SYSTEM, rows=[order])
    given = PastConsultation(order_id=pk, performed_at=LATER)
    store_past_consultations(SYSTEM, rows=[given], now=LATER)
    assert counts() == {"services": 1, "remote_consultations": 1}


def test_a_cancelled_service_does_not_count() -> None:
    row = make.approved()
    service = served(row, make.flown(make.mission(row)))
    cancel_service(SYSTEM, service_id=service, reason="mistake", now=LATER)
    told = counts()
    assert told["flights_without_medical_service"] == 1
    assert not {"services", "patients", "flights_with_services"} & set(told)
    assert count_record_rows(SYSTEM, Drill(Figure.SERVICES, TODAY)) == 0


def test_merged_duplicates_are_one_request() -> None:
    first, second = make.request(), make.request()
    merge_requests(SYSTEM, duplicate_id=second.pk, original_id=first.pk, reason="same_event")
    assert counts() == {"requests": 1, "requests_not_flown": 1}


def test_an_organ_flight_is_a_flight_with_services_and_no_service_of_the_sum() -> None:
    row = make.approved(need="organ")
    served(row, make.flown(make.mission(row)), kind="organ", organ="heart")
    told = counts()
    assert (told["organ_missions"], told["flights_with_services"]) == (1, 1)
    assert "services" not in told
    by = report(SYSTEM, Question(TODAY, by=(Dimension.ORGAN,))).by["organ"]
    assert by["heart"]["organ_missions"] == by["heart"]["flights"] == 1


def test_a_flight_counts_in_every_region_it_served_and_once_for_the_nation() -> None:
    near, far = make.approved(), make.approved(name="Ким Инна", sending_facility_id=None,
                                               region="KZ-47", sending_name="ЦРБ")  # fmt: skip
    make.flown(make.mission(near, far))
    by = report(SYSTEM, Question(TODAY, by=(Dimension.REGION,)))
    assert by.counts["flights"] == 1
    assert {key: one["flights"] for key, one in by.by["region"].items()} == {
        near.region_id: 1,
        "KZ-47": 1,
    }


def analyst(scope: Scope) -> Actor:
    return Actor(5, "Analyst", (Grant("analyst", frozenset({READ}), scope),))


def test_a_region_reads_its_own_figures() -> None:
    row = make.request()
    own = analyst(Scope(regions=frozenset({row.region_id or ""})))
    assert report(own, Question(TODAY)).counts["requests"] == 1
    far = analyst(Scope(regions=frozenset({"KZ-47"})))
    assert report(far, Question(TODAY)).counts["requests"] == 0
    with pytest.raises(NotYourRegion):
        report(far, Question(TODAY, row.region_id or ""))
    with pytest.raises(NotYourRegion):
        count_record_rows(far, Drill(Figure.REQUESTS, TODAY, row.region_id or ""))


@pytest.mark.parametrize("scope", [Scope(operators=frozenset({1})), Scope()])
def test_who_has_no_region_reads_nothing(scope: Scope) -> None:
    with pytest.raises(NotAllowed):
        report(analyst(scope), Question(TODAY))


def test_a_question_names_what_exists() -> None:
    days = (TODAY.first, TODAY.last)
    for wrong in ({"region": "KZ-99"}, {"by": ("colour",)}, {"base": (TODAY.last, date(1, 1, 1))}):
        with pytest.raises(ValueError, match=r"unknown|nobody"):
            ask(days, **wrong)


def test_the_report_says_what_is_not_decided_and_what_still_flies(browse: Browse) -> None:
    waiting, decided = make.request(), make.request()
    make.decide(decided, "decline", "no_aircraft")
    flying = make.flown(make.mission(), until=1)
    over = make.flown(make.mission(aircraft_id=make.aircraft_ids()[1]), until=1)
    abort_mission(SYSTEM, mission_id=over.pk, reason="weather", now=LATER)
    client, days = browse("analyst"), {"first": "2026-11-25", "last": "2026-11-25"}
    page = client.get(reverse("statistics:report"), days).content.decode()
    assert counts()["requests_not_flown"] == 2
    assert counts()["flights_without_medical_service"] == 2
    assert "of them 1 not decided yet" in page
    assert "of them 1 still under way" in page
    for figure, there, not_there in (
        ("requests_not_flown", waiting.number, decided.number),
        ("flights_without_medical_service", flying.number, over.number),
    ):
        asked = {**days, "figure": figure, "still": "1"}
        assert f"figure={figure}&amp;" in page or f"figure={figure}" in page
        shown = client.get(reverse("statistics:records"), asked).content.decode()
        assert there in shown
        assert not_there not in shown


def test_a_figure_of_which_nothing_is_open_says_nothing_more(browse: Browse) -> None:
    make.decide(make.request(), "decline", "no_aircraft")
    days = {"first": "2026-11-25", "last": "2026-11-25"}
    page = browse("analyst").get(reverse("statistics:report"), days).content.decode()
    assert "not decided yet" not in page
    assert "still under way" not in page


def test_a_flight_among_the_records_shows_the_nosology_of_its_request(browse: Browse) -> None:
    make.flown(make.mission(), until=1)
    days = {"first": "2026-11-25", "last": "2026-11-25", "figure": "flights"}
    shown = browse("analyst").get(reverse("statistics:records"), days).content.decode()
    assert "irculatory" in shown
