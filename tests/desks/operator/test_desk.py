"""What the person on duty at an airline finds at three in the morning."""

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.response.dispatch.browsing import HTMX, Browse, cost
from tests.response.dispatch.builders import MINUTE, aircraft_ids, legs, mission
from tests.response.operators.builders import airline, other_operator

from qanat.foundation.actors import SYSTEM
from qanat.registry.fleet.commands import Statement, state_serviceability
from qanat.response.operators.commands.answering import Acceptance, accept_task

pytestmark = pytest.mark.usefixtures("world", "db")
DESK = reverse("operator:desk")


def test_a_task_waits_with_its_clock_and_its_two_answers(browse: Browse) -> None:
    row = mission()
    page = browse("operator", str(row.operator_id)).get(DESK).content.decode()
    assert reverse("operators:accept", args=(row.pk,)) in page
    assert reverse("operators:refuse", args=(row.pk,)) in page
    assert "data-qanat-due" in page


def test_what_is_accepted_moves_down_with_its_captain_and_times(browse: Browse) -> None:
    row = mission()
    accept_task(
        airline(row.operator_id),
        mission_id=row.pk,
        acceptance=Acceptance(captain="Сериков А."),
        now=timezone.now(),
    )
    page = browse("operator", str(row.operator_id)).get(DESK).content.decode()
    assert "Nothing waits for an answer" in page
    assert "Сериков А." in page
    assert reverse("operators:delay", args=(row.pk,)) in page


def test_an_airline_sees_only_its_own_and_the_manager_everybody_s(browse: Browse) -> None:
    row = mission()
    other = other_operator(row)
    address = reverse("dispatch:mission", args=(row.pk,))
    assert address not in browse("operator", str(other)).get(DESK).content.decode()
    manager = browse("fleet_manager")
    assert address in manager.get(DESK).content.decode()
    assert address not in manager.get(DESK, {"operator": str(other)}).content.decode()
    assert reverse("operators:accept", args=(row.pk,)) not in manager.get(DESK).content.decode()
    assert browse("dispatcher").get(DESK).status_code == 403


def test_an_aircraft_out_of_service_is_told_with_the_promises_it_endangers(browse: Browse) -> None:
    now = timezone.now()
    row = mission(legs=legs(now + 60 * MINUTE))
    assert row.aircraft_id is not None
    said = Statement(status="unserviceable", since=now, reason="fault")
    state_serviceability(SYSTEM, aircraft_id=row.aircraft_id, statement=said, now=now)
    page = browse("operator", str(row.operator_id)).get(DESK, headers=HTMX).content.decode()
    assert page.lstrip().startswith('<div id="desk"')
    assert "1 promise is endangered" in page


def test_the_desk_costs_the_same_for_one_and_for_many_tasks(browse: Browse) -> None:
    crafts = aircraft_ids()
    mission(aircraft_id=crafts[0])
    manager = browse("fleet_manager")
    cost(manager, DESK)
    one = cost(manager, DESK)
    for craft in crafts[1:9]:
        mission(aircraft_id=craft)
    assert cost(manager, DESK) == one <= 40
