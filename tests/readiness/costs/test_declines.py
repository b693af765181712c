"""The register of declines and the outcomes: scopes, what came next, small cells, odd input."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.foundation.access.builders import Accounts
from tests.readiness.costs.looking import as_, at, text_of
from tests.readiness.costs.past import DAYS, NOW, SOURCE, YEAR
from tests.response.callout.builders import NO_BED, answer, asks
from tests.response.callout.builders import asked as called_out
from tests.response.dispatch.builders import draft, mission, request

from qanat.foundation.actors import SYSTEM
from qanat.foundation.days import national_day
from qanat.foundation.periods import Period
from qanat.readiness.costs.queries.declines import After, Asked, Kind, decline_rows, summary
from qanat.readiness.costs.queries.outcomes import Known, Point, Way, outcomes
from qanat.readiness.costs.queries.reach import Reach
from qanat.registry.facilities.queries import facility_names
from qanat.registry.patients.commands import PatientDraft, ensure_patients
from qanat.registry.patients.states import Source
from qanat.response.dispatch.commands.history import (
    PastMission,
    PastOutcome,
    PastRequest,
    add_past_patients,
    serve_requests,
    store_past_missions,
    store_past_outcomes,
    store_past_requests,
)
from qanat.response.dispatch.commands.missions import commit_mission, refuse_mission
from qanat.response.dispatch.models import Mission

pytestmark = pytest.mark.usefixtures("world", "db")
NATION = Reach(is_nation=True)
ALL = Asked(reach=NATION, period=YEAR, days=30)
AT = datetime(2025, 5, 5, 6, tzinfo=UTC)


def asked(
    number: str,
    person: int,
    *,
    decision: str = "decline",
    later: timedelta = timedelta(),
    **said: Any,
) -> int:
    """Store a request of one person, decided half an hour after it came."""
    row = PastRequest(
        number=number,
        need="transport",
        received_at=AT + later,
        nosology="trauma",
        is_flown=False,
        region="KZ-19",
        decision=decision,
        decided_at=AT + later + timedelta(minutes=30),
        decision_reason="" if decision == "fly_patient" else "weather",
    )
    (pk,) = store_past_requests(SYSTEM, rows=[replace(row, **said)], source=SOURCE)
    add_past_patients(SYSTEM, people={pk: [person]})
    return pk


def people(count: int) -> list[int]:
    drafts = [
        PatientDraft(name=f"Person {n}", source=Source.DEMO, is_synthetic=True)
        for n in range(count)
    ]
    return ensure_patients(SYSTEM, rows=drafts, now=NOW)


def left(request_id: int, mode: str, after: timedelta) -> None:
    """Store a journey for a request."""
    row = PastMission(
        number=f"J-{request_id}",
        mode=mode,
        created_at=AT,
        took_off_at=AT + after,
        landed_at=AT + after + timedelta(hours=1),
        flown_s=3600,
    )
    (pk,) = store_past_missions(SYSTEM, rows=[row], source=SOURCE)
    serve_requests(SYSTEM, pairs=[(pk, request_id)])


def afters() -> dict[str, After]:
    return {row.request_number: row.after for row in decline_rows(ALL, first=0, count=100)}


def refused_by_airline() -> Mission:
    task = mission()
    refuse_mission(SYSTEM, mission_id=task.pk, reason="no_crew", now=NOW + timedelta(minutes=7))
    return Mission.objects.get(pk=task.pk)


def test_a_physicians_no_stands_with_its_reason_and_how_long_it_took() -> None:
    (person,) = people(1)
    asked("D-1", person)
    (row,) = decline_rows(ALL, first=0, count=9)
    assert (row.reason, row.reply_s, row.by_id, row.times) == ("weather", 1800, 0, 1)
    assert (row.after, row.vital, row.operator_id) == (After.NOTHING, "", None)


def test_what_came_next_is_looked_for_in_other_requests_of_the_person_too() -> None:
    one, two, three, four, five = people(5)
    left(asked("FLOWN", one), "air", timedelta(hours=2))
    left(asked("ROAD", two), "road", timedelta(hours=2))
    asked("ASKED-AGAIN", three)
    asked("ASKED-TWICE", three, later=timedelta(days=2))
    asked("DIED", four)
    asked("WITHDRAWN", four, decision="withdraw", decision_reason="died", later=timedelta(hours=3))
    asked("BY-OTHER", five)
    other = asked("OTHER", five, decision="fly_patient", is_flown=True, later=timedelta(days=1))
    left(other, "air", timedelta(days=1, hours=2))
    assert afters() == {
        "FLOWN": After.FLOWN,
        "ROAD": After.ROAD,
        "ASKED-AGAIN": After.OFFERED,
        "ASKED-TWICE": After.NOTHING,
        "DIED": After.DIED,
        "BY-OTHER": After.FLOWN,
    }


def test_who_is_asked_for_again_and_waits_is_still_open() -> None:
    task = refused_by_airline()
    later = NOW + timedelta(minutes=9)
    ids = list(task.requests.values_list("pk", flat=True))
    commit_mission(SYSTEM, request_ids=ids, draft=draft(), now=later)
    today = replace(ALL, period=Period(NOW.date(), NOW.date()))
    (row,) = decline_rows(today, first=0, count=9)
    assert row.after is After.OPEN


def test_what_came_long_after_is_another_story() -> None:
    (person,) = people(1)
    asked("EARLY", person)
    asked("LATE", person, later=timedelta(days=40))
    assert afters() == {"EARLY": After.NOTHING, "LATE": After.NOTHING}


def test_needs_which_were_declined_more_than_once_are_counted() -> None:
    one, two = people(2)
    asked("A", one)
    asked("B", one, later=timedelta(hours=9))
    asked("C", two)
    found = summary(ALL)
    assert (found.total, found.again, found.median_s) == (3, 2, 1800)
    assert found.reasons == (("physician", "weather", 3),)
    assert sum(count for _after, count in found.afters) == 3


def test_a_flight_before_the_decline_is_not_what_came_next() -> None:
    (person,) = people(1)
    left(asked("BEFORE", person), "air", timedelta(minutes=5))
    assert afters() == {"BEFORE": After.NOTHING}


def test_a_hospital_which_said_no_when_it_was_called_out_stands_in_the_register(
    accounts: Accounts,
) -> None:
    row = called_out("010", "020")
    first, second = asks(row)
    answer(first, NO_BED)
    answer(second, NO_BED)
    day = national_day(timezone.now())
    found = decline_rows(replace(ALL, period=Period(day, day)), first=0, count=9)
    assert {(one.kind, one.facility_id, one.reason, one.times) for one in found} == {
        (Kind.HOSPITAL, ask.facility_id, "no_free_bed", 2) for ask in (first, second)
    }
    page = text_of(
        as_(accounts, "analyst"), "declines", first=f"{day}", last=f"{day}", kind="hospital"
    )
    assert facility_names([second.facility_id or 0])[second.facility_id or 0] in page
    assert "No free bed" in page


def test_reasons_are_offered_from_the_lists_of_those_who_decline(accounts: Accounts) -> None:
    page = as_(accounts, "analyst").get(reverse("costs:declines")).content.decode()
    offered = re.findall(r'<option value="(\w+)"', page.split('name="reason"')[1])
    assert "no_free_bed" in offered
    assert "bird_strike" not in offered


def test_an_airline_sees_its_own_refusals_and_no_outcomes(accounts: Accounts) -> None:
    task = refused_by_airline()
    days = {"first": f"{NOW:%Y-%m-%d}", "last": f"{NOW:%Y-%m-%d}"}
    own = as_(accounts, "airline", str(task.operator_id))
    page = text_of(own, "declines", **days)
    assert "No flight crew" in page
    assert "7\u00a0min" in page or "7 min" in page
    for told in (page, own.get(at("declines_file", "csv"), days).content.decode("utf-8-sig")):
        for hidden in ("Nosology", "What came next", "Outcome", "Stroke", "Flown later"):
            assert hidden not in told
    by_illness = text_of(own, "declines", **days, nosology="newborn", after="flown")
    assert "No flight crew" in by_illness  # not asked, so that nothing is told by what is left out
    rival = as_(accounts, "airline", str((task.operator_id or 0) + 1))
    assert "Nothing was declined" in text_of(rival, "declines", **days)
    assert own.get(at("outcomes"), DAYS).status_code == 403


def test_a_region_sees_its_own_declines(accounts: Accounts) -> None:
    one, two = people(2)
    asked("HERE", one)
    asked("THERE", two, region="KZ-47")
    page = text_of(as_(accounts, "regional", "KZ-19"), "declines", **DAYS)
    assert "HERE" in page
    assert "THERE" not in page
    found = outcomes(Reach(regions=("KZ-19",)), YEAR, Point.MONTH)
    assert found.total == {Way.DECLINED: Known(unknown=1)}


def test_exercises_and_duplicates_are_in_no_register() -> None:
    refused_by_airline()
    request(name="Никто")
    assert summary(ALL).total == 0


def test_filters_keep_what_is_asked_for(accounts: Accounts) -> None:
    one, two = people(2)
    asked("STORM", one)
    asked("FULL", two, decision_reason="no_bed", nosology="newborn")
    client = as_(accounts, "analyst")
    for query, kept in (
        ({"reason": "no_bed"}, "FULL"),
        ({"nosology": "newborn"}, "FULL"),
        ({"reason": "weather", "kind": "physician", "after": "nothing"}, "STORM"),
    ):
        page = text_of(client, "declines", **DAYS, **query)
        register = page[page.index('id="register"') :]
        assert kept in register
        assert ("STORM" in register) != ("FULL" in register)
    assert "Nothing was declined" in text_of(client, "declines", **DAYS, kind="airline")


def outcome(request_id: int, person: int, vital: str) -> None:
    rows = [PastOutcome(request_id, person, "30d", vital)]
    store_past_outcomes(SYSTEM, rows=rows, source=SOURCE)


def test_how_a_patient_fared_is_told_only_to_who_may_see_patients(accounts: Accounts) -> None:
    (person,) = people(1)
    outcome(asked("D-1", person), person, "dead")
    analyst, physician = as_(accounts, "analyst"), as_(accounts, "physician")
    for client, shown in ((analyst, "known"), (physician, "Died")):
        page = text_of(client, "declines", **DAYS)
        register = page[page.index('id="register"') :]
        assert f">{shown}<" in register
    told = analyst.get(at("declines_file", "csv"), DAYS).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(told), delimiter=";"))
    assert [line[-1] for line in lines if line and line[0] == "D-1"] == ["known"]


def test_outcomes_stand_beside_each_other_and_small_cells_are_hidden(accounts: Accounts) -> None:
    crowd = people(20)
    for n, person in enumerate(crowd[:12]):
        row = asked(f"F-{n}", person, decision="fly_patient", is_flown=True)
        left(row, "air", timedelta(hours=1))
        outcome(row, person, "dead" if n < 3 else "alive")
    for n, person in enumerate(crowd[12:]):
        nosology = "newborn" if n < 2 else "trauma"
        outcome(asked(f"D-{n}", person, nosology=nosology), person, "dead" if n < 2 else "alive")
    found = outcomes(NATION, YEAR, Point.MONTH)
    assert found.total == {Way.FLOWN: Known(12, 3), Way.DECLINED: Known(8, 2)}
    assert found.nosologies["newborn"] == {Way.DECLINED: Known(2, 2)}
    page = text_of(as_(accounts, "physician"), "outcomes", **DAYS)
    assert "25.0%\u00a0(" in page or "25.0% (8.9–53.2%)" in page
    assert ">few<" not in page
    hidden = text_of(as_(accounts, "analyst"), "outcomes", **DAYS)
    assert hidden.count(">few<") == 2  # the newborn, and the others: else they could be worked out


def test_who_may_not_see_declines_is_refused(accounts: Accounts) -> None:
    for role in ("stranger", "reader"):
        client = as_(accounts, role)
        for name in ("declines", "outcomes"):
            assert client.get(at(name)).status_code == 403
        assert client.get(at("declines_file", "csv"), DAYS).status_code == 403


@pytest.mark.parametrize(
    "query",
    [{"first": "x"}, {"kind": "'; --"}, {"reason": "x" * 300}, {"after": "flown'"},
     {"nosology": "?"}, {"last": "1000-01-01"}],
)  # fmt: skip
def test_what_makes_no_sense_is_told(accounts: Accounts, query: dict[str, str]) -> None:
    client = as_(accounts, "analyst")
    assert client.get(at("declines"), {**DAYS, **query}).status_code == 422
    assert client.get(at("declines_file", "csv"), {**DAYS, **query}).status_code == 422
    assert client.get(at("declines_file", "exe"), DAYS).status_code == 404
    assert client.get(at("outcomes"), {**DAYS, "point": "1h"}).status_code == 422


def test_the_register_asks_as_much_of_many_as_of_one(
    accounts: Accounts, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, crowd = as_(accounts, "analyst"), people(60)
    for n, person in enumerate(crowd):
        asked(f"D-{n}", person)
    with connection.cursor() as cursor:
        # Tests before this one leave tables which look empty, and plans made for those.
        cursor.execute(
            "ANALYZE dispatch_request, dispatch_requestpatient, dispatch_review, dispatch_mission,"
            " dispatch_missionrequest, callout_callout, callout_ask, patients_patient"
        )
    client.get(at("declines"), DAYS)
    with django_assert_max_num_queries(18):
        page = text_of(client, "declines", **DAYS)
    assert "1–50 of 60" in page
    with django_assert_max_num_queries(12):
        client.get(at("outcomes"), DAYS)
