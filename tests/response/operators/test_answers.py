"""An operator accepts and says who flies, refuses and says what instead, reports delays."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.response.dispatch.builders import MINUTE, NOW, flown, mission
from tests.response.operators.builders import airline, fleets, largest_fleet, other_operator

from qanat.events.dispatch import MissionChanged
from qanat.foundation.actors import SYSTEM
from qanat.foundation.audit.queries import history
from qanat.foundation.lifecycle import ReasonMissing
from qanat.foundation.periods import Period
from qanat.foundation.refusals import NotFound
from qanat.registry.fleet.commands import Statement, state_serviceability
from qanat.response.dispatch.commands.operating import accept_mission
from qanat.response.dispatch.suggest.duties import air_crews
from qanat.response.operators.commands.answering import (
    Acceptance,
    CaptainMissing,
    CrewTooLong,
    HasLeft,
    Refused,
    UnknownDelay,
    accept_task,
    refuse_task,
    report_delay,
)
from qanat.response.operators.models import Answer, Delay
from qanat.response.operators.queries.fleet import contract_use, craft_of
from qanat.response.operators.queries.score import Figure, card
from qanat.response.operators.queries.tasks import recent_tasks, tasks
from qanat.response.operators.subscribers import keep_when_answered

pytestmark = pytest.mark.usefixtures("world", "db")
CAPTAIN = Acceptance(captain="Сериков А.")
DAY = Period(NOW.date(), NOW.date())


def test_who_accepts_says_who_flies_and_the_centre_reads_it() -> None:
    row = mission()
    said = Acceptance(captain="Сериков А.", crew="Ким В.", earliest_off_blocks_at=NOW + 20 * MINUTE)
    desk = airline(row.operator_id)
    for _press in range(2):
        accept_task(desk, mission_id=row.pk, acceptance=said, now=NOW + 5 * MINUTE)
    row.refresh_from_db()
    assert row.state == "accepted"
    answer = Answer.objects.get()
    assert (answer.captain, answer.by_id) == ("Сериков А.", desk.id)
    assert answer.due_at == row.answer_due_at
    note = [entry.note for entry in history("dispatch_mission", row.pk) if entry.move == "accept"]
    assert "Сериков А." in note[0]
    (task,) = tasks(desk, operator_id=None, now=NOW)
    assert task.answer is not None
    assert task.answer.crew == "Ким В."


def test_nobody_accepts_without_a_captain_or_with_a_crew_whose_duty_is_over() -> None:
    row = mission()
    desk = airline(row.operator_id)
    with pytest.raises(CaptainMissing):
        accept_task(desk, mission_id=row.pk, acceptance=Acceptance(captain=" "), now=NOW)
    tired = Acceptance(captain="A", crew_until=NOW + 10 * MINUTE)
    with pytest.raises(CrewTooLong):
        accept_task(desk, mission_id=row.pk, acceptance=tired, now=NOW)
    row.refresh_from_db()
    assert row.state == "planned"
    assert not Answer.objects.exists()


def test_a_crew_whose_duty_ends_before_the_mission_is_marked() -> None:
    row = mission()
    desk = airline(row.operator_id)
    short = Acceptance(captain="A", crew_until=NOW + 60 * MINUTE)
    accept_task(desk, mission_id=row.pk, acceptance=short, now=NOW)
    (task,) = tasks(desk, operator_id=None, now=NOW)
    assert task.has_short_crew
    ends = {aircraft: crew.until for aircraft, crew in air_crews(NOW).items()}
    assert ends == {row.aircraft_id: NOW + 60 * MINUTE}
    assert not air_crews(NOW + 60 * MINUTE)


def test_a_refusal_has_a_reason_and_says_what_is_offered_instead() -> None:
    row = mission()
    desk = airline(row.operator_id)
    with pytest.raises(ReasonMissing):
        refuse_task(desk, mission_id=row.pk, refusal=Refused(reason=""), now=NOW)
    refusal = Refused(
        reason="technical", aircraft_id=row.aircraft_id, offered_from=NOW + 90 * MINUTE
    )
    refuse_task(desk, mission_id=row.pk, refusal=refusal, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.end_reason) == ("refused", "technical")
    answer = Answer.objects.get()
    assert (answer.is_accepted, answer.offered_aircraft_id) == (False, row.aircraft_id)
    assert [task.mission.id for task in recent_tasks(desk, operator_id=None, now=NOW)] == [row.pk]


def test_what_ended_lately_is_told_by_its_end_not_by_its_beginning() -> None:
    row = flown(mission())
    desk = airline(row.operator_id)
    for hours, told in ((14, [row.pk]), (16, [])):
        found = recent_tasks(desk, operator_id=None, now=NOW + timedelta(hours=hours))
        assert [task.mission.id for task in found] == told


def test_an_airline_offers_only_its_own_aircraft_and_answers_only_its_own_tasks() -> None:
    row = mission()
    other = other_operator(row)
    strange, stranger = fleets()[other][0], airline(other)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: refuse_task(
            airline(row.operator_id),
            mission_id=row.pk,
            refusal=Refused(reason="technical", aircraft_id=strange),
            now=NOW,
        ),
        lambda: accept_task(stranger, mission_id=row.pk, acceptance=CAPTAIN, now=NOW),
        lambda: refuse_task(
            stranger, mission_id=row.pk, refusal=Refused(reason="technical"), now=NOW
        ),
        lambda: report_delay(stranger, mission_id=row.pk, reason="weather", now=NOW),
    )
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    row.refresh_from_db()
    assert row.state == "planned"
    assert not Answer.objects.exists()


def test_a_late_task_is_marked_and_its_delay_has_a_reason_of_the_list() -> None:
    row = mission()
    desk = airline(row.operator_id)
    accept_task(desk, mission_id=row.pk, acceptance=CAPTAIN, now=NOW)
    assert row.planned_departure_at is not None
    later = row.planned_departure_at + 16 * MINUTE
    (task,) = tasks(desk, operator_id=None, now=row.planned_departure_at + 14 * MINUTE)
    assert task.late_s == 0
    (task,) = tasks(desk, operator_id=None, now=later)
    assert task.late_s == 16 * 60
    with pytest.raises(UnknownDelay):
        report_delay(desk, mission_id=row.pk, reason="nonsense", now=later)
    expected = row.planned_departure_at + 45 * MINUTE
    report_delay(desk, mission_id=row.pk, reason="fuel", expected_at=expected, now=later)
    (task,) = tasks(desk, operator_id=None, now=later)
    assert task.delay is not None
    assert (task.delay.reason, task.late_s) == ("fuel", 45 * 60)


def test_who_has_left_is_not_delayed_any_more() -> None:
    row = flown(mission(), until=1)
    with pytest.raises(HasLeft):
        report_delay(airline(row.operator_id), mission_id=row.pk, reason="fuel", now=NOW)
    assert not Delay.objects.exists()


def test_an_answer_given_elsewhere_is_kept_once() -> None:
    row = mission()
    accept_mission(SYSTEM, mission_id=row.pk)
    event = MissionChanged(mission_id=row.pk, version=2, region="", state="accepted")
    for _again in range(2):
        keep_when_answered(event)
    answer = Answer.objects.get()
    assert answer.is_accepted
    (moved_at,) = [e.at for e in history("dispatch_mission", row.pk) if e.move == "accept"]
    assert answer.answered_at == moved_at


def test_an_aircraft_out_of_service_endangers_what_it_is_promised_for() -> None:
    row = mission()
    desk = airline(row.operator_id)
    assert row.aircraft_id is not None
    found = {}
    for hours, count in ((0.4, 0), (5, 1)):
        broken = Statement(
            status="unserviceable",
            since=NOW,
            reason="fault",
            expected_back_at=NOW + timedelta(hours=hours),
        )
        state_serviceability(SYSTEM, aircraft_id=row.aircraft_id, statement=broken, now=NOW)
        found = {c.row.id: c for c in craft_of(desk, operator_id=None, now=NOW)}
        assert len(found[row.aircraft_id].endangered) == count
    assert next(iter(found)) == row.aircraft_id


def test_contract_hours_are_flown_left_and_forecast() -> None:
    row = flown(mission())
    (use,) = [
        one
        for one in contract_use(airline(row.operator_id), operator_id=None, now=NOW)
        if one.contract.id == row.contract_id
    ]
    assert use.outlook.flown_s == row.flown_s == 80 * 60
    assert use.outlook.left_s == use.outlook.bought_s - 80 * 60
    assert not use.is_short


def test_the_score_card_counts_what_its_records_show() -> None:
    one, another, *_others = largest_fleet()
    first = mission(aircraft_id=one)
    desk = airline(first.operator_id)
    accept_task(desk, mission_id=first.pk, acceptance=CAPTAIN, now=NOW + 5 * MINUTE)
    flown(first)
    second = mission(aircraft_id=another)
    late = NOW + 30 * MINUTE
    refuse_task(desk, mission_id=second.pk, refusal=Refused(reason="no_crew"), now=late)
    found = card(desk, first.operator_id or 0, DAY, NOW + timedelta(hours=6))
    assert (found.shares[Figure.ANSWERED].part, found.shares[Figure.ANSWERED].whole) == (1, 2)
    assert found.shares[Figure.REFUSED].part == 1
    assert found.refusals == {"no_crew": 1}
    assert (found.shares[Figure.OFF_BLOCKS].part, found.shares[Figure.ABORTED].part) == (1, 0)
    assert (found.shares[Figure.HOURS].part, found.shares[Figure.HOURS].whole) == (4800, 4800)
    assert found.shares[Figure.SERVICEABLE].part <= found.shares[Figure.SERVICEABLE].whole
    for figure, missions in found.missions.items():
        if figure is not Figure.HOURS:
            assert found.shares[figure].whole == len(missions)


def test_nobody_reads_the_score_card_of_another_airline() -> None:
    row = mission()
    with pytest.raises(NotFound):
        card(airline(row.operator_id), other_operator(row), DAY, NOW)
