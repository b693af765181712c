"""A need which was declined and is offered again: who is asked next is told who said no."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import Browse, browser, cost
from tests.response.dispatch.builders import (
    DISPATCHER,
    STRANGER,
    actor_as,
    aircraft_ids,
    approved,
    decide,
    fresh,
    mission,
    patient_of,
    request,
)

from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import SYSTEM, Scope
from qanat.foundation.texts import local
from qanat.registry.fleet.models import Aircraft
from qanat.response.dispatch.commands.clinical import Judgement, review_request
from qanat.response.dispatch.commands.history import add_past_patients
from qanat.response.dispatch.commands.missions import refuse_mission
from qanat.response.dispatch.models import Mission, Request, RequestPatient
from qanat.response.dispatch.queries.declined import OfferedAgain, offered_again
from qanat.response.dispatch.states import RequestState
from qanat.web.wording import moment

pytestmark = pytest.mark.usefixtures("world", "db")
HOUR = timedelta(hours=1)


def at(name: str, *args: object) -> str:
    return reverse(f"dispatch:{name}", args=args)


def refused(row: Request, reason: str = "weather") -> Mission:
    """Offer a request to an airline which refuses it just now."""
    task = mission(row)
    refuse_mission(SYSTEM, mission_id=task.pk, reason=reason, now=timezone.now())
    return Mission.objects.get(pk=task.pk)


def again_for_the_same_patient(row: Request) -> Request:
    """Return another request, for the patient of the first."""
    other = request(diagnosis="Другое", icd10="S06.5", name="Другой")
    RequestPatient.objects.filter(request=other).delete()
    add_past_patients(SYSTEM, people={other.pk: [patient_of(row)]})
    return other


def told(row: Request) -> OfferedAgain:
    found = offered_again(DISPATCHER, row.pk, timezone.now())
    assert found is not None
    return found


def test_nothing_is_said_of_a_need_which_nobody_declined() -> None:
    row = approved()
    assert offered_again(DISPATCHER, row.pk, timezone.now()) is None
    assert offered_again(DISPATCHER, 999_999, timezone.now()) is None


def test_an_airline_which_refused_is_named_with_its_reason_and_the_place() -> None:
    row = approved()
    task = refused(row)
    (one,) = told(row).rows
    assert task.operator is not None
    assert one.who == local(task.operator.name)
    assert one.reason == "Weather"
    assert one.place
    assert one.request_id is None
    assert told(row).headline.startswith("Declined once within 24 h; by ")


def test_declines_are_counted_and_the_last_stands_first() -> None:
    row = approved()
    refused(row)
    refused(fresh(row), "no_crew")
    found = told(row)
    assert [one.reason for one in found.rows] == ["No flight crew", "Weather"]
    assert found.headline.startswith("Declined 2 times within 24 h; the last time by ")
    assert "No flight crew" in found.told


def test_a_physicians_no_counts_for_the_same_patient_in_another_request(people: Accounts) -> None:
    physician = people.account("chief_physician", name="chief")
    row = request()
    judgement = Judgement(decision="decline", reason="no_bed")
    review_request(
        actor_of_account(physician.pk),
        request_id=row.pk,
        version=None,
        judgement=judgement,
        now=timezone.now(),
    )
    (one,) = told(again_for_the_same_patient(row)).rows
    assert one.who == "Test chief"
    assert one.request_number == row.number


def test_an_airline_reads_why_others_would_not_fly_but_not_why_a_physician_said_no(
    people: Accounts,
) -> None:
    first = approved()
    refused(first)
    physician = people.account("chief_physician", name="chief")
    row = again_for_the_same_patient(first)
    review_request(
        actor_of_account(physician.pk),
        request_id=row.pk,
        version=None,
        judgement=Judgement(decision="decline", reason="no_bed"),
        now=timezone.now(),
    )
    own = mission(offered := approved(name="Третий"))
    add_past_patients(SYSTEM, people={offered.pk: [patient_of(first)]})
    airline = actor_as("operator", Scope(operators=frozenset({own.operator_id or 0})))
    found = offered_again(airline, offered.pk, timezone.now())
    assert found is not None
    assert [(one.reason, one.place) for one in found.rows] == [("", ""), ("Weather", "")]
    in_full = told(offered).rows
    assert [one.reason for one in in_full] == ["No bed at a receiving hospital", "Weather"]
    assert all(one.place for one in in_full)


def test_without_a_name_the_hospital_and_the_diagnosis_tell_the_need() -> None:
    row = approved()
    refused(row)
    RequestPatient.objects.filter(request=row).delete()
    alike = request(name="Другой", icd10="I63.9")
    assert told(alike).rows
    other = request(name="Третий", icd10="S06.5")
    assert offered_again(DISPATCHER, other.pk, timezone.now()) is None


def test_what_was_declined_long_ago_counts_no_more() -> None:
    row = approved()
    refused(row)
    assert offered_again(DISPATCHER, row.pk, timezone.now() + 23 * HOUR) is not None
    assert offered_again(DISPATCHER, row.pk, timezone.now() + 25 * HOUR) is None


def test_an_exercise_warns_no_real_request() -> None:
    row = approved()
    refused(row)
    other = again_for_the_same_patient(row)
    assert told(other).rows
    Request.objects.filter(pk=other.pk).update(is_exercise=True)
    assert offered_again(DISPATCHER, other.pk, timezone.now()) is None


def test_who_may_not_open_the_other_request_learns_the_reason_without_its_number() -> None:
    row = approved()
    refused(row)
    found = offered_again(STRANGER, again_for_the_same_patient(row).pk, timezone.now())
    assert found is not None
    (one,) = found.rows
    assert one.reason == "Weather"
    assert (one.request_id, one.request_number) == (None, "")


def test_a_mission_for_several_requests_tells_what_was_declined_of_each(
    browse: Browse,
) -> None:
    one, two = approved(), approved(name="Другой", icd10="S06.5")
    refused(one)
    refused(two, "no_crew")
    task = mission(fresh(one), fresh(two))
    page = browse("dispatcher").get(at("mission", task.pk)).content.decode()
    assert "Declined 2 times within 24 h" in page
    assert "Weather" in page
    assert "No flight crew" in page


def test_one_refusal_of_a_mission_for_several_requests_is_one() -> None:
    one, two = approved(), approved(name="Другой", icd10="S06.5")
    task = mission(one, two)
    refuse_mission(SYSTEM, mission_id=task.pk, reason="weather", now=timezone.now())
    found = offered_again(DISPATCHER, one.pk, timezone.now(), others=[two.pk])
    assert found is not None
    assert len(found.rows) == 1


def test_an_airline_is_not_told_which_other_one_refused() -> None:
    row = approved()
    task = refused(row)
    assert task.operator_id is not None
    rival = actor_as("operator", Scope(operators=frozenset({task.operator_id + 1})))
    own = actor_as("operator", Scope(operators=frozenset({task.operator_id})))
    for actor, is_named in ((rival, False), (own, True)):
        found = offered_again(actor, row.pk, timezone.now())
        assert found is not None
        assert (found.rows[0].who != "another airline") == is_named


def test_the_request_its_plans_and_the_decision_warn(browse: Browse, people: Accounts) -> None:
    row = approved()
    refused(row)
    client = browse("dispatcher")
    for address in (at("request", row.pk), at("plans", row.pk)):
        page = client.get(address).content.decode()
        assert "Declined once within 24 h" in page, address
        assert ": Weather, " in page
    asked = browser(people.account("chief_physician")).get(at("review", row.pk))
    assert "Declined once within 24 h" in asked.content.decode()


def test_a_plan_with_the_aircraft_that_was_refused_says_so(browse: Browse) -> None:
    row, client = approved(), browse("dispatcher")
    address = at("plans", row.pk)
    before = client.get(address).content.decode()
    assert "was refused at" not in before
    offered = next(a for a in Aircraft.objects.order_by("tail") if f'chip">{a.tail}<' in before)
    task = mission(row, aircraft_id=offered.pk)
    refuse_mission(SYSTEM, mission_id=task.pk, reason="technical", now=timezone.now())
    (one,) = told(row).rows
    words = f"{offered.tail} was refused at {moment(one.at, 'time')}: {one.reason}"
    assert told(row).of_aircraft() == {offered.pk: words}
    assert f"<li>{offered.tail} was refused at " in client.get(address).content.decode()


def test_a_request_which_is_over_does_not_warn(browse: Browse) -> None:
    row = request()
    decide(row, "decline", "weather")
    assert fresh(row).state == RequestState.DECLINED
    assert "Declined once" not in browse("dispatcher").get(at("request", row.pk)).content.decode()


def test_the_page_asks_as_much_after_many_declines_as_after_one(browse: Browse) -> None:
    row, client = approved(), browse("dispatcher")
    refused(row)
    client.get(at("request", row.pk))
    once = cost(client, at("request", row.pk))
    for _turn in range(3):
        refused(fresh(row), "no_crew")
    assert cost(client, at("request", row.pk)) <= once


def test_the_next_airline_reads_on_its_task_that_another_would_not_fly(browse: Browse) -> None:
    row = approved()
    first = refused(row)
    crafts = Aircraft.objects.exclude(operator=first.operator_id).filter(pk__in=aircraft_ids())
    craft = crafts.order_by("pk").first()
    assert craft is not None
    task = mission(fresh(row), aircraft_id=craft.pk)
    page = browse("operator", str(task.operator_id)).get(at("mission", task.pk)).content.decode()
    assert "another airline: Weather" in page
    assert first.operator is not None
    assert str(first.operator.name["en"]) not in page
