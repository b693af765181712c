"""Closed roads and airfields through the API: read by all who plan, stated by who may close."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.exchange.api.calling import System, system

from qanat.foundation.days import national_day
from qanat.registry.places.models import Airfield, Closure
from qanat.registry.places.queries import road_rows

pytestmark = [pytest.mark.usefixtures("world", "db"), pytest.mark.timeout(300)]


@pytest.fixture
def centre() -> System:
    return system()


def closure(**said: Any) -> dict[str, Any]:
    road = next(row for row in road_rows(national_day(timezone.now())) if row.last_km > 100)
    given: dict[str, Any] = {"kind": "road", "road_code": road.code, "reason": "weather"}
    given |= {"from_km": road.first_km + 10, "to_km": road.first_km + 20}
    return given | {"from_at": (timezone.now() - timedelta(minutes=1)).isoformat()} | said


def test_a_closed_road_is_told_until_it_is_opened(centre: System) -> None:
    made = centre.post("/closures", closure(note="буран"), Idempotency_Key="c1")
    assert made.status == 201
    (told,) = centre.get("/closures").body["items"]
    assert (told["id"], told["kind"], told["note"]) == (made.body["id"], "road", "буран")
    ended = centre.post(f"/closures/{told['id']}/end", None, Idempotency_Key="c2")
    assert ended.status == 204
    assert centre.get("/closures").body["items"] == []
    again = centre.post(f"/closures/{told['id']}/end", None, Idempotency_Key="c3")
    assert (again.status, again.body["code"]) == (409, "already_over")


def test_an_airfield_is_closed_by_its_id(centre: System) -> None:
    field = Airfield.objects.filter(country="KZ").order_by("id")[0]
    body = closure(kind="airfield", place_id=field.pk)
    assert centre.post("/closures", body, Idempotency_Key="c1").status == 201
    assert Closure.objects.get().airfield_id == field.pk


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"from_km": None}, "from_km"),
        ({"road_code": ""}, "road_code"),
        ({"from_km": 9_000.0, "to_km": 9_001.0}, "km"),
        ({"from_km": 9.0, "to_km": 1.0}, "kilometre"),
        ({"kind": "airfield"}, "place_id"),
        ({"reason": "nonsense"}, "reason"),
        ({"until_at": "2020-01-01T00:00:00Z"}, "end"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_closed(
    centre: System, said: dict[str, Any], field: str
) -> None:
    answer = centre.post("/closures", closure(**said), Idempotency_Key="c")
    assert answer.status == 422
    assert field in answer.raw.decode()
    assert not Closure.objects.exists()


def test_who_may_not_close_closes_nothing() -> None:
    reader = system("dispatcher", "", "dispatch.see")
    assert reader.post("/closures", closure(), Idempotency_Key="c").status == 403
    assert not Closure.objects.exists()
