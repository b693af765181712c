"""Times are corrected within their order, at speeds that can be, and the change is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.response.dispatch.browsing import Browse, typed_moment
from tests.response.dispatch.builders import (
    DISPATCHER,
    MINUTE,
    NOW,
    approved,
    flown,
    mission,
    stamp,
)

from qanat.engine.intervals import Stamp as K
from qanat.foundation.actors import SYSTEM
from qanat.response.dispatch.commands.operating import accept_mission
from qanat.response.dispatch.commands.plausible import Implausible, NotConfirmed
from qanat.response.dispatch.commands.stamps import (
    BeforeTheCall,
    WrongOrder,
    correct_stamp,
    stamp_mission,
)
from qanat.response.dispatch.models import Mission, Stamp
from qanat.response.dispatch.rules.speeds import Run, fastest_mps, pairs
from qanat.response.dispatch.rules.stamps import Made, out_of_place

pytestmark = pytest.mark.usefixtures("world", "db")


def at(name: str, *args: object) -> str:
    return reverse(f"dispatch:{name}", args=args)


def correct(row: Mission, kind: str, minutes: float, confirm: str = "") -> int:
    old = row.stamps.valid().filter(kind=kind).order_by("at").first()
    assert old is not None
    return correct_stamp(
        DISPATCHER,
        stamp_id=old.pk,
        at=NOW + minutes * MINUTE,
        reason="typing_mistake",
        confirm=confirm,
        now=NOW + timedelta(hours=9),
    )


def test_a_correction_stays_between_its_neighbours_and_after_the_call() -> None:
    row = flown(mission(), until=3)
    before = row.flown_s
    with pytest.raises(BeforeTheCall):
        correct(row, "air.take_off", -60 * 24)
    for kind, minutes, other in (
        ("air.landing", 29, "Take-off"),
        ("air.landing", 81, "At the patient"),
        ("air.take_off", 71, "Landing"),
    ):
        with pytest.raises(WrongOrder) as refusal:
            correct(row, kind, minutes)
        assert str(refusal.value.values["other"]) == other
    row.refresh_from_db()
    assert (row.flown_s, Stamp.objects.count()) == (before, 3)
    correct(row, "air.landing", 75)
    row.refresh_from_db()
    assert row.flown_s == 45 * 60


def test_an_impossible_speed_is_stored_only_with_a_reason_of_the_list() -> None:
    row = mission()
    accept_mission(SYSTEM, mission_id=row.pk)
    stamp(row, "air.take_off", 30)
    with pytest.raises(Implausible) as refusal:
        stamp(row, "air.landing", 31)
    assert (refusal.value.values["km"], refusal.value.values["kmh"]) == (227, 227 * 60)
    moment = NOW + 31 * MINUTE
    values: dict[str, Any] = {"mission_id": row.pk, "kind": "air.landing", "at": moment}
    values["now"] = moment
    with pytest.raises(NotConfirmed):
        stamp_mission(DISPATCHER, **values, confirm="so_it_was")
    assert Stamp.objects.count() == 1
    stamp_mission(DISPATCHER, **values, confirm="shorter_way")
    assert Stamp.objects.get(kind="air.landing").confirmed == "shorter_way"


def test_a_correction_to_an_impossible_speed_wants_a_reason_too() -> None:
    row = flown(mission(), until=2)
    with pytest.raises(Implausible):
        correct(row, "air.landing", 32)
    correct(row, "air.landing", 32, confirm="exact_time_unknown")
    row.refresh_from_db()
    assert row.flown_s == 2 * 60


def test_a_pressed_time_that_can_not_be_is_asked_about_and_keeps_its_moment(
    browse: Browse,
) -> None:
    row = mission(approved())
    accept_mission(SYSTEM, mission_id=row.pk)
    client = browse("dispatcher")
    assert client.post(at("stamp", row.pk), {"now": "air.take_off|"}).status_code == 303
    answer = client.post(at("stamp", row.pk), {"now": "air.landing|"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "227 km in 0 min" in page
    pressed = page.split('name="planned" value="')[1].split('"', maxsplit=1)[0]
    assert pressed.startswith("air.landing||")
    values = {"planned": pressed, "confirm": "other"}
    assert client.post(at("stamp", row.pk), values).status_code == 303
    made = Stamp.objects.get(kind="air.landing")
    assert (made.confirmed, made.place) == ("other", "Taldykorgan")
    assert timezone.now() - made.at < timedelta(minutes=1)


def test_the_dialog_names_the_time_and_says_what_the_correction_changed(browse: Browse) -> None:
    row = flown(mission(), until=2)
    landing = row.stamps.get(kind="air.landing")
    client = browse("dispatcher")
    here = at("correct_stamp", row.pk, landing.pk)
    asked = client.get(here)
    assert "“Landing” stands at" in asked.content.decode()
    assert asked.context["form"].initial["at"] == landing.at
    values = {"at": typed_moment(landing.at + 5 * MINUTE), "reason": "typing_mistake"}
    assert client.post(here, values).status_code == 303
    told = client.get(at("mission", row.pk)).content.decode().replace("\xa0", " ")
    assert "In the air: 40 min → 45 min." in told
    assert "Cost: " in told


def test_that_it_did_not_happen_is_said_and_not_left_out(browse: Browse) -> None:
    row = flown(mission(), until=2)
    landing = row.stamps.get(kind="air.landing")
    client = browse("dispatcher")
    here = at("correct_stamp", row.pk, landing.pk)
    assert client.post(here, {"at": "", "reason": "wrong_record"}).status_code == 422
    assert row.stamps.valid().count() == 2
    values = {"at": typed_moment(landing.at), "did_not_happen": "on", "reason": "wrong_record"}
    assert client.post(here, values).status_code == 303
    assert [s.kind for s in row.stamps.valid()] == ["air.take_off"]


def test_neighbours_speeds_and_pairs() -> None:
    early, late = Made(K.TAKE_OFF, NOW), Made(K.LANDING, NOW + 40 * MINUTE)
    assert out_of_place(NOW + MINUTE, early, late) is None
    assert out_of_place(NOW - MINUTE, early, late) is early
    assert out_of_place(NOW + 41 * MINUTE, early, late) is late
    assert out_of_place(NOW - MINUTE, None, late) is None
    assert Run(NOW, NOW + MINUTE, 6000).speed_mps == 100
    assert Run(NOW, NOW, 1).speed_mps == float("inf")
    assert fastest_mps(100, is_by_air=True) == 150
    assert fastest_mps(None, is_by_air=False) == 50
    times: list[datetime] = [NOW, NOW + 10 * MINUTE, NOW + 60 * MINUTE]
    assert pairs([times[0], times[2]], [times[1]]) == [(0, 0)]
    assert pairs(times[:2], [times[2]]) == [(1, 0)]
