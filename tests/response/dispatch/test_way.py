from datetime import UTC, datetime, timedelta

from qanat.engine.intervals import Stamp as K
from qanat.response.dispatch.rules.way import Part, Step, Told, expected, missing, step_of

NOW = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)


def part(n: int, kind: str) -> Part:
    start = NOW + timedelta(hours=n)
    return Part(n, kind, f"from {n}", f"to {n}", start, start + timedelta(minutes=40))


def made_of(*made: K) -> list[Told]:
    return [(kind, None) for kind in made]


def kinds(steps: list[Step]) -> list[K]:
    return [step.kind for step in steps]


def test_a_flight_for_a_patient_takes_off_twice() -> None:
    steps = expected([part(1, "positioning"), part(2, "with_patient")], is_by_air=True)
    assert kinds(steps) == [
        K.UNIT_NOTIFIED, K.WEATHER_CHECKED, K.CREW_CALLED,
        K.TAKE_OFF, K.LANDING, K.ARRIVED_AT_PATIENT, K.PATIENT_LOADED,
        K.TAKE_OFF, K.LANDING, K.PATIENT_ARRIVED, K.CARE_TRANSFERRED, K.BACK_IN_SERVICE,
    ]  # fmt: skip
    assert [(s.place, s.leg_id) for s in steps if s.kind is K.TAKE_OFF] == [
        ("from 1", 1),
        ("from 2", 2),
    ]


def test_a_team_is_flown_to_the_patient_and_back() -> None:
    steps = expected([part(1, "with_team"), part(2, "return")], is_by_air=True)
    assert kinds(steps)[3:] == [
        K.TAKE_OFF, K.LANDING, K.ARRIVED_AT_PATIENT, K.CARE_TRANSFERRED,
        K.TAKE_OFF, K.LANDING, K.BACK_IN_SERVICE,
    ]  # fmt: skip


def test_a_patient_who_is_brought_to_the_base_is_met_there() -> None:
    steps = expected([part(1, "with_patient")], is_by_air=True)
    assert kinds(steps)[3:6] == [K.ARRIVED_AT_PATIENT, K.PATIENT_LOADED, K.TAKE_OFF]
    assert steps[3].place == "from 1"


def test_by_road_nothing_takes_off() -> None:
    steps = expected([part(1, "to_patient"), part(2, "with_patient")], is_by_air=False)
    assert kinds(steps) == [
        K.UNIT_NOTIFIED, K.UNIT_EN_ROUTE, K.ARRIVED_AT_PATIENT, K.PATIENT_LOADED,
        K.PATIENT_ARRIVED, K.CARE_TRANSFERRED, K.BACK_IN_SERVICE,
    ]  # fmt: skip


def test_the_second_take_off_is_expected_after_the_patient_is_on_board() -> None:
    steps = expected([part(1, "positioning"), part(2, "with_patient")], is_by_air=True)
    made = made_of(K.TAKE_OFF, K.LANDING, K.PATIENT_LOADED)
    assert kinds(missing(steps, made))[0] is K.TAKE_OFF
    assert missing(steps, made)[0].leg_id == 2
    assert kinds(missing(steps, [*made, (K.TAKE_OFF, None)]))[0] is K.LANDING


def test_what_was_skipped_is_not_asked_for_again_and_the_end_is_the_end() -> None:
    steps = expected([part(1, "positioning"), part(2, "with_patient")], is_by_air=True)
    assert kinds(missing(steps, []))[0] is K.UNIT_NOTIFIED
    assert kinds(missing(steps, made_of(K.TAKE_OFF)))[0] is K.LANDING
    assert missing(steps, made_of(K.BACK_IN_SERVICE)) == []


def test_without_legs_only_the_frame_is_left() -> None:
    assert kinds(expected([], is_by_air=False)) == [K.UNIT_NOTIFIED, K.BACK_IN_SERVICE]


def leg(n: int, kind: str, way: str, times: tuple[int, int], *, by_road: bool) -> Part:
    start, _sep, end = way.partition(">")
    at = [NOW + timedelta(minutes=m) for m in times]
    return Part(n, kind, start, end, at[0], at[1], is_support=by_road)


def test_a_patient_is_met_and_handed_over_at_hospitals_not_at_airports() -> None:
    journey = [
        leg(1, "positioning", "base>airfield", (30, 70), by_road=False),
        leg(2, "with_patient", "airfield>airport", (95, 140), by_road=False),
        leg(3, "to_patient", "station>ward", (5, 20), by_road=True),
        leg(4, "with_patient", "ward>airfield", (40, 75), by_road=True),
        leg(5, "positioning", "depot>airport", (110, 130), by_road=True),
        leg(6, "with_patient", "airport>clinic", (155, 180), by_road=True),
    ]
    steps = expected(journey, is_by_air=True)
    assert [(s.kind, s.place) for s in steps[3:]] == [
        (K.ARRIVED_AT_PATIENT, "ward"),
        (K.TAKE_OFF, "base"),
        (K.LANDING, "airfield"),
        (K.PATIENT_LOADED, "airfield"),
        (K.TAKE_OFF, "airfield"),
        (K.LANDING, "airport"),
        (K.PATIENT_ARRIVED, "clinic"),
        (K.CARE_TRANSFERRED, "clinic"),
        (K.BACK_IN_SERVICE, "airport"),
    ]


def test_an_aircraft_and_the_ambulance_that_brings_the_patient_skip_nothing_of_each_other() -> None:
    journey = [
        leg(1, "positioning", "base>airfield", (10, 70), by_road=False),
        leg(2, "with_patient", "airfield>airport", (95, 140), by_road=False),
        leg(3, "to_patient", "station>ward", (15, 30), by_road=True),
        leg(4, "with_patient", "ward>airfield", (40, 75), by_road=True),
    ]
    steps = expected(journey, is_by_air=True)
    off, there, landing = K.TAKE_OFF, K.ARRIVED_AT_PATIENT, K.LANDING
    assert kinds(steps)[3:6] == [off, there, landing]
    assert kinds(missing(steps, made_of(there)))[3:5] == [off, landing]
    assert kinds(missing(steps, made_of(K.CREW_CALLED, there)))[:2] == [off, landing]
    assert kinds(missing(steps, made_of(K.CREW_CALLED, off)))[:2] == [there, landing]
    assert kinds(missing(steps, made_of(K.CREW_CALLED, off, landing, K.PATIENT_LOADED)))[0] is off


def test_a_stamp_is_the_time_of_its_leg_though_an_earlier_of_its_kind_is_open() -> None:
    journey = [
        leg(1, "with_team", "base>airfield", (10, 70), by_road=False),
        leg(2, "with_patient", "airfield>airport", (95, 140), by_road=False),
        leg(3, "to_patient", "station>ward", (15, 30), by_road=True),
        leg(4, "with_patient", "ward>airfield", (40, 75), by_road=True),
    ]
    steps = expected(journey, is_by_air=True)
    made = [*made_of(K.TAKE_OFF, K.LANDING), (K.ARRIVED_AT_PATIENT, 1)]
    left = missing(steps, made)
    assert (left[0].kind, left[0].place) == (K.CARE_TRANSFERRED, "airfield")
    assert K.ARRIVED_AT_PATIENT not in kinds(left)
    late = step_of(steps, made, K.ARRIVED_AT_PATIENT)
    assert late is not None
    assert late.place == "ward"


def test_a_landing_for_fuel_is_no_hand_over() -> None:
    journey = [
        leg(1, "with_patient", "here>fuel", (0, 60), by_road=False),
        leg(2, "with_patient", "fuel>there", (90, 150), by_road=False),
    ]
    assert kinds(expected(journey, is_by_air=True))[3:] == [
        K.ARRIVED_AT_PATIENT, K.PATIENT_LOADED, K.TAKE_OFF, K.LANDING, K.TAKE_OFF, K.LANDING,
        K.PATIENT_ARRIVED, K.CARE_TRANSFERRED, K.BACK_IN_SERVICE,
    ]  # fmt: skip
