"""A past day in hindsight: what was flown beside the best there was."""

import pytest
from django.urls import reverse
from tests.response.dispatch.browsing import Browse, cost
from tests.response.dispatch.builders import (
    DISPATCHER,
    NOW,
    STRANGER,
    aircraft_ids,
    approved,
    flown,
    mission,
)

from qanat.foundation.days import national_day
from qanat.response.standing.hindsight import hindsight

pytestmark = pytest.mark.usefixtures("world", "db")

DAY = "standing:day"
ON = national_day(NOW)


def test_every_flight_stands_beside_the_best_one_and_all_together_are_never_worse() -> None:
    far = aircraft_ids()[-1]
    flown(mission(aircraft_id=far))
    flown(mission(approved(name="Сериков Аян"), aircraft_id=aircraft_ids()[0]))
    found = hindsight(DISPATCHER, ON)
    first, second = found.lines
    assert found.is_proven
    assert found.best_s <= found.flown_s
    assert first.is_other
    assert first.flown_s is not None
    assert first.best_s is not None
    assert first.best_s < first.flown_s
    assert second.recorded_s is not None
    assert second.recorded_s > 0


def test_planned_flights_are_counted_and_left_aside() -> None:
    flown(mission(approved(urgency=3)))
    found = hindsight(DISPATCHER, ON)
    assert (found.lines, found.planned) == ((), 1)


def test_a_stranger_sees_no_flights_of_other_regions_and_who_may_not_see_gets_nothing(
    browse: Browse,
) -> None:
    flown(mission())
    assert not hindsight(STRANGER, ON).lines
    assert browse("analyst").get(reverse(DAY), {"on": f"{ON}"}).status_code == 403


def test_the_page_shows_the_day_and_leads_to_its_missions(browse: Browse) -> None:
    row = flown(mission())
    client = browse("dispatcher")
    page = client.get(reverse(DAY), {"on": f"{ON}"})
    text = page.content.decode()
    assert page.status_code == 200
    assert row.number in text
    assert reverse("dispatch:mission", args=(row.pk,)) in text
    assert "Proved: no assignment" in text


@pytest.mark.parametrize("typed", ["2999-01-01", "gestern", "0001-01-01"])
def test_a_day_which_is_not_over_or_none_at_all_is_refused_in_words(
    browse: Browse, typed: str
) -> None:
    page = browse("dispatcher").get(reverse(DAY), {"on": typed})
    assert page.status_code == 422
    assert typed in page.content.decode()


def test_more_flights_take_no_more_queries(browse: Browse) -> None:
    client, ids = browse("dispatcher"), aircraft_ids()
    flown(mission(aircraft_id=ids[0]))
    client.get(reverse(DAY), {"on": f"{ON}"})
    one = cost(client, reverse(DAY) + f"?on={ON}")
    flown(mission(approved(name="Сериков Аян"), aircraft_id=ids[1]))
    flown(mission(approved(name="Ким Лариса"), aircraft_id=ids[2]))
    assert cost(client, reverse(DAY) + f"?on={ON}") == one
