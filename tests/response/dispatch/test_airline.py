"""What an airline's desk finds: its missions, those first which wait for its answer."""

import pytest
from django.urls import reverse
from tests.response.dispatch.browsing import Browse
from tests.response.dispatch.builders import MINUTE, NOW, aircraft_ids, draft, flown, mission
from tests.response.dispatch.builders import legs as legs_from

from qanat.foundation.actors import SYSTEM
from qanat.registry.fleet.queries.aircraft import aircraft_at
from qanat.response.dispatch.commands.missions import refuse_mission, replan_mission
from qanat.response.dispatch.commands.operating import accept_mission, hold_for_weather
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.rules.clocks import Step

pytestmark = pytest.mark.usefixtures("world", "db")

BOARD = reverse("dispatch:missions")


def at(row: Mission) -> str:
    return reverse("dispatch:mission", args=(row.pk,))


def two_of_one_airline() -> tuple[int, int, int]:
    by_operator: dict[int, list[int]] = {}
    for craft in aircraft_ids():
        operator_id = aircraft_at(craft, NOW).operator_id
        if operator_id is not None:
            by_operator.setdefault(operator_id, []).append(craft)
    found = next(pair for pair in by_operator.items() if len(pair[1]) > 1)
    return found[0], found[1][0], found[1][1]


def test_an_airline_begins_at_its_desk_and_its_missions_await_its_answer_first(
    browse: Browse,
) -> None:
    operator_id, one, other = two_of_one_airline()
    answered = mission(aircraft_id=one)
    accept_mission(SYSTEM, mission_id=answered.pk)
    waiting = mission(aircraft_id=other, legs=legs_from(NOW + 90 * MINUTE))
    desk = browse("operator", str(operator_id))
    assert desk.get("/")["Location"] == reverse("operator:desk")
    answer = desk.get(BOARD)
    assert answer.context["rows"].items[0].clock.step is Step.ANSWER
    page = answer.content.decode()
    assert page.index(at(waiting)) < page.index(at(answered))
    line = page[page.index(at(waiting)) : page.index(at(answered))]
    assert "Almaty → Taldykorgan → Almaty" in line
    assert "departs" in line
    center = browse("coordinator", "KZ-19").get(BOARD).content.decode()
    assert center.index(at(answered)) < center.index(at(waiting))


def test_who_accepts_twice_has_accepted(browse: Browse) -> None:
    row = mission()
    desk = browse("operator", str(row.operator_id))
    accept = reverse("dispatch:mission_move", args=(row.pk, "accept"))
    for _press in range(2):
        assert desk.post(accept, {"note": ""}).status_code == 303
    row.refresh_from_db()
    assert row.state == "accepted"
    over = flown(mission(aircraft_id=aircraft_ids()[1]))
    late = reverse("dispatch:mission_move", args=(over.pk, "accept"))
    theirs = browse("operator", str(over.operator_id))
    assert theirs.post(late, {"note": ""}).status_code == 422


def operator_of(craft: int) -> int:
    found = aircraft_at(craft, NOW).operator_id
    assert found is not None
    return found


def of_another_airline(craft: int) -> int:
    mine = operator_of(craft)
    return next(pk for pk in aircraft_ids() if aircraft_at(pk, NOW).operator_id not in {None, mine})


@pytest.mark.parametrize("is_held", [False, True])
def test_a_mission_planned_again_for_another_airline_asks_that_one(is_held: bool) -> None:  # noqa: FBT001 (a case)
    first = aircraft_ids()[0]
    row = mission(aircraft_id=first)
    accept_mission(SYSTEM, mission_id=row.pk)
    if is_held:
        until = NOW + 20 * MINUTE
        hold_for_weather(SYSTEM, mission_id=row.pk, reason="fog", until=until, now=NOW)
    other = of_another_airline(first)
    replan_mission(SYSTEM, mission_id=row.pk, version=None, draft=draft(other), now=NOW)
    row.refresh_from_db()
    assert row.state == "planned"
    assert row.operator_id == operator_of(other)
    assert row.answer_due_at is not None
    assert (row.hold_reason, row.hold_until, row.held_from) == ("", None, "")
    accept_mission(SYSTEM, mission_id=row.pk)
    row.refresh_from_db()
    assert row.state == "accepted"


def test_an_airline_no_longer_sees_the_request_whose_mission_it_refused(browse: Browse) -> None:
    row = mission()
    desk = browse("operator", str(row.operator_id))
    here = reverse("dispatch:request", args=(row.requests.get().pk,))
    assert desk.get(here).status_code == 200
    refuse_mission(SYSTEM, mission_id=row.pk, reason="weather", now=NOW)
    assert desk.get(here).status_code == 404
    assert desk.get(at(row)).status_code == 200
