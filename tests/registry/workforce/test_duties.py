from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from pytest_django import DjangoAssertNumQueries
from tests.registry.builders import NOW, TODAY, facility, region, somebody
from tests.registry.fleet import builders as fleet
from tests.registry.racing import race

from qanat.foundation.actors import NATION, SYSTEM, Actor, Scope
from qanat.foundation.outbox.models import OutboxEvent
from qanat.foundation.parameters import queries as parameters
from qanat.foundation.refusals import NotAllowed, NotFound, Refusal
from qanat.registry.workforce.commands import (
    DutyDraft,
    PersonDraft,
    QualificationDraft,
    add_qualification,
    cancel_duty,
    end_duty,
    extend_duty,
    record_leaving,
    register_person,
    start_duty,
)
from qanat.registry.workforce.commands.duties import (
    BeyondLimits,
    CancelWhyMissing,
    DutyImpossible,
    DutyOver,
    HasLeft,
    OnDutyAlready,
)
from qanat.registry.workforce.commands.people import (
    AccountTaken,
    PersonNameMissing,
    QualificationImpossible,
    QualificationKnown,
)
from qanat.registry.workforce.models import Duty, Person, Qualification
from qanat.registry.workforce.permissions import REGISTER, ROSTER, SEE
from qanat.registry.workforce.queries import (
    crew_of,
    duty_covering,
    duty_row,
    find_people,
    on_call,
    on_duty,
    people_by_id,
    person_of_account,
    person_record,
    roster_of_day,
)

pytestmark = pytest.mark.django_db
PLANNER = somebody({SEE, ROSTER}, NATION)
START = NOW - timedelta(hours=2)
HERE = Scope(regions=frozenset({"KZ-19"}))


@pytest.fixture(autouse=True)
def _fresh_parameters() -> Iterator[None]:
    parameters.forget()
    yield
    parameters.forget()


def person(profession: str = "pilot", code: str = "KZ-19", **said: object) -> int:
    region(code)
    draft = PersonDraft(name="Оспанов Ерлан", region=code, **said)  # type: ignore[arg-type]  # by name
    pk = register_person(SYSTEM, person=draft)
    held = QualificationDraft(profession=profession, valid_from=date(2024, 1, 1))
    add_qualification(SYSTEM, person_id=pk, qualification=held)
    return pk


def duty(person_id: int, **said: object) -> DutyDraft:
    draft = DutyDraft(
        person_id=person_id,
        role="commander",
        region="KZ-19",
        start=START,
        end=START + timedelta(hours=10),
    )
    return replace(draft, **said)  # type: ignore[arg-type]  # by name


def duties() -> list[tuple[object, ...]]:
    return list(Duty.objects.order_by("pk").values_list("pk", "during", "cancelled_at", "warnings"))


def refused(kind: type[Refusal], act: Callable[[], object]) -> Refusal:
    before = (duties(), OutboxEvent.objects.count())
    with pytest.raises(kind) as answer:
        act()
    assert (duties(), OutboxEvent.objects.count()) == before
    return answer.value


def test_a_duty_is_started_seen_and_covers_its_time() -> None:
    pk = person()
    placed = start_duty(PLANNER, duty=duty(pk))
    assert placed.warnings == ()
    assert [row.id for row in on_duty(PLANNER, at=NOW, region="KZ-19")] == [placed.id]
    assert on_duty(PLANNER, at=NOW, roles=("driver",)) == []
    assert on_duty(PLANNER, at=START + timedelta(hours=10)) == []
    covering = duty_covering(pk, NOW, NOW + timedelta(hours=8))
    assert covering is not None
    assert covering.person_name == "Оспанов Ерлан"
    assert duty_covering(pk, NOW, NOW + timedelta(hours=9)) is None
    assert OutboxEvent.objects.get().payload["region"] == "KZ-19"


def test_a_second_duty_of_the_same_time_says_from_when_to_when() -> None:
    pk = person()
    start_duty(PLANNER, duty=duty(pk))
    refusal = refused(OnDutyAlready, partial(start_duty, PLANNER, duty=duty(pk, start=NOW)))
    assert refusal.values["name"] == "Оспанов Ерлан"
    with pytest.raises(IntegrityError, match="duty_one_at_a_time"), transaction.atomic():
        Duty.objects.create(
            person_id=pk,
            role="driver",
            region_id="KZ-19",
            during=DateTimeTZRange(NOW, NOW + timedelta(hours=1)),
        )


def test_flight_crews_are_refused_beyond_their_limits_and_others_warned_of() -> None:
    pilot, doctor = person(), person("physician")
    long = {"end": START + timedelta(hours=13)}
    refusal = refused(BeyondLimits, partial(start_duty, PLANNER, duty=duty(pilot, **long)))
    assert "longer than one duty may last" in refusal.message()
    day_and_more = {"role": "physician", "end": START + timedelta(hours=25)}
    placed = start_duty(PLANNER, duty=duty(doctor, **day_and_more))
    assert placed.warnings == ("too_long",)
    assert duty_row(PLANNER, placed.id).warnings == ("too_long",)


def test_too_little_rest_is_refused_to_a_pilot() -> None:
    pk = person()
    start_duty(PLANNER, duty=duty(pk))
    soon = START + timedelta(hours=21)
    refused(
        BeyondLimits,
        partial(start_duty, PLANNER, duty=duty(pk, start=soon, end=soon + timedelta(hours=5))),
    )
    later = START + timedelta(hours=22)
    start_duty(PLANNER, duty=duty(pk, start=later, end=later + timedelta(hours=5)))
    assert Duty.objects.count() == 2


def test_without_qualification_there_is_a_warning_and_still_a_duty() -> None:
    driver = person("driver")
    placed = start_duty(PLANNER, duty=duty(driver, role="physician"))
    assert placed.warnings == ("not_qualified",)


@pytest.mark.parametrize(
    "said",
    [
        {"role": "nonsense"},
        {"end": START},
        {"end": START - timedelta(hours=1)},
        {"end": datetime.max.replace(tzinfo=UTC)},
        {"aircraft_id": 1, "ambulance_id": 1},
    ],
)
def test_an_impossible_duty_is_refused(said: dict[str, object]) -> None:
    refused(DutyImpossible, partial(start_duty, PLANNER, duty=duty(person(), **said)))


def test_who_left_is_put_on_duty_no_more() -> None:
    pk = person()
    record_leaving(SYSTEM, person_id=pk, on=TODAY)
    refused(HasLeft, partial(start_duty, PLANNER, duty=duty(pk)))


def test_a_duty_is_extended_ended_and_cancelled() -> None:
    pk = person()
    made = start_duty(PLANNER, duty=duty(pk))
    extend_duty(PLANNER, duty_id=made.id, until=START + timedelta(hours=12), now=NOW)
    refused(
        BeyondLimits,
        partial(extend_duty, PLANNER, duty_id=made.id, until=START + timedelta(hours=13), now=NOW),
    )
    refused(
        DutyImpossible,
        partial(extend_duty, PLANNER, duty_id=made.id, until=START + timedelta(hours=11), now=NOW),
    )
    refused(DutyImpossible, partial(end_duty, PLANNER, duty_id=made.id, at=START))
    refused(DutyOver, partial(cancel_duty, PLANNER, duty_id=made.id, why="x", now=NOW))
    end_duty(PLANNER, duty_id=made.id, at=NOW)
    assert duty_row(PLANNER, made.id).end == NOW
    refused(DutyOver, partial(end_duty, PLANNER, duty_id=made.id, at=NOW))
    refused(
        DutyOver,
        partial(
            extend_duty,
            PLANNER,
            duty_id=made.id,
            until=NOW + timedelta(hours=3),
            now=NOW + timedelta(hours=1),
        ),
    )
    tomorrow = START + timedelta(days=1)
    planned = start_duty(PLANNER, duty=duty(pk, start=tomorrow, end=tomorrow + timedelta(hours=8)))
    refused(CancelWhyMissing, partial(cancel_duty, PLANNER, duty_id=planned.id, why=" ", now=NOW))
    cancel_duty(PLANNER, duty_id=planned.id, why="ill", now=NOW)
    refused(DutyOver, partial(cancel_duty, PLANNER, duty_id=planned.id, why="x", now=NOW))
    start_duty(PLANNER, duty=duty(pk, start=tomorrow, end=tomorrow + timedelta(hours=8)))


def test_who_may_not_or_reaches_not_changes_nothing() -> None:
    region("KZ-10")
    pk = person()
    made = start_duty(PLANNER, duty=duty(pk))
    later = START + timedelta(days=2)
    acts: tuple[Callable[[Actor], object], ...] = (
        lambda a: start_duty(a, duty=duty(pk, start=later, end=later + timedelta(hours=1))),
        lambda a: extend_duty(a, duty_id=made.id, until=START + timedelta(hours=11), now=NOW),
        lambda a: end_duty(a, duty_id=made.id, at=NOW),
        lambda a: cancel_duty(a, duty_id=made.id, why="x", now=START - timedelta(hours=1)),
    )
    elsewhere = somebody({SEE, ROSTER}, Scope(regions=frozenset({"KZ-10"})))
    for act in acts:
        refused(NotAllowed, partial(act, somebody({SEE}, NATION)))
        refused(NotFound, partial(act, elsewhere))
    own = somebody({SEE, ROSTER}, HERE)
    away = duty(pk, region="KZ-10", start=later, end=later + timedelta(hours=1))
    refused(NotFound, partial(start_duty, own, duty=away))
    end_duty(own, duty_id=made.id, at=NOW)


def test_an_operators_desk_rosters_its_own_crews() -> None:
    operator = fleet.operator()
    mine, other = person(operator_id=operator), person()
    desk = somebody({SEE, ROSTER}, Scope(operators=frozenset({operator})))
    placed = start_duty(desk, duty=duty(mine))
    refused(NotFound, partial(start_duty, desk, duty=duty(other)))
    assert [row.id for row in on_duty(desk, at=NOW)] == [placed.id]


def test_people_are_registered_within_reach() -> None:
    region()
    hospital = facility()
    regional = somebody({REGISTER, SEE}, HERE)
    ward = somebody({REGISTER, SEE}, Scope(organisations=frozenset({hospital.pk})))
    register_person(regional, person=PersonDraft(name=" A   B ", region="KZ-19"))
    register_person(ward, person=PersonDraft(name="C", facility_id=hospital.pk))
    with pytest.raises(NotAllowed):
        register_person(ward, person=PersonDraft(name="D", region="KZ-19"))
    with pytest.raises(NotAllowed):
        register_person(somebody({SEE}, NATION), person=PersonDraft(name="E"))
    with pytest.raises(PersonNameMissing):
        register_person(SYSTEM, person=PersonDraft(name="  "))
    register_person(SYSTEM, person=PersonDraft(name="F", account_id=5, phone="+77011234567"))
    with pytest.raises(AccountTaken):
        register_person(SYSTEM, person=PersonDraft(name="G", account_id=5))
    assert sorted(Person.objects.values_list("name", flat=True)) == ["A B", "C", "F"]
    known = person_of_account(5)
    assert known is not None
    assert known.name == "F"
    assert b"7011234567" not in bytes(Person.objects.get(account_id=5).phone_sealed or b"")
    assert person_of_account(6) is None


def test_qualifications_are_recorded_once_and_must_be_possible() -> None:
    pk = person("physician")
    add = partial(add_qualification, SYSTEM, person_id=pk)
    since = date(2024, 1, 1)
    with pytest.raises(QualificationKnown):
        add(qualification=QualificationDraft(profession="physician", valid_from=since))
    for wrong in (
        QualificationDraft(profession="magician", valid_from=since),
        QualificationDraft(profession="nurse", valid_from=since, valid_to=date(2023, 1, 1)),
        QualificationDraft(profession="nurse", valid_from=since, valid_to=date.max),
    ):
        with pytest.raises(QualificationImpossible):
            add(qualification=wrong)
    with pytest.raises(NotFound):
        add_qualification(
            somebody({REGISTER, SEE}, Scope(regions=frozenset({"KZ-10"}))),
            person_id=pk,
            qualification=QualificationDraft(profession="nurse", valid_from=since),
        )
    assert Qualification.objects.count() == 1


def test_specialists_on_call_are_found_by_specialty_and_region() -> None:
    one, two = person("physician"), person("physician")
    call = {"role": "specialist", "end": START + timedelta(hours=24)}
    start_duty(PLANNER, duty=duty(one, specialty="neurosurgery", **call))
    start_duty(PLANNER, duty=duty(two, specialty="cardiology", **call))
    assert [r.person_id for r in on_call(PLANNER, at=NOW, specialty="neurosurgery")] == [one]
    assert len(on_call(PLANNER, at=NOW, region="KZ-19")) == 2
    assert on_call(PLANNER, at=NOW, region="KZ-10") == []


def test_a_crew_is_known_by_its_aircraft() -> None:
    pk, craft = person(), fleet.aircraft()
    start_duty(PLANNER, duty=duty(pk, aircraft_id=craft))
    (row,) = crew_of(PLANNER, at=NOW, aircraft_id=craft)
    assert row.unit.startswith("UP-T")
    assert crew_of(PLANNER, at=NOW, ambulance_id=1) == []


def test_people_are_found_by_fragments_in_any_script_within_reach() -> None:
    pk = person()
    for text in ("оспан", "Yerlan Ospanov", "ЕРЛАН"):
        assert [row.id for row in find_people(PLANNER, text)] == [pk]
    assert find_people(PLANNER, " ") == []
    away = somebody({SEE}, Scope(regions=frozenset({"KZ-10"})))
    assert find_people(away, "оспан") == []
    assert people_by_id(away, [pk]) == {}
    with pytest.raises(NotFound):
        person_record(away, pk, around=NOW)


def test_a_roster_is_of_the_national_day_and_turns_pages(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    pk = 0
    late = datetime(2026, 11, 25, 18, 30, tzinfo=UTC)  # 23:30 at home
    for n in range(3):
        pk = person()
        hours = timedelta(hours=n)
        start_duty(
            PLANNER, duty=duty(pk, start=late + hours, end=late + hours + timedelta(hours=8))
        )
    with django_assert_num_queries(2):
        today = roster_of_day(PLANNER, day=date(2026, 11, 25), region="KZ-19")
    assert (len(today.rows), today.total) == (1, 1)
    tomorrow = roster_of_day(PLANNER, day=date(2026, 11, 26), region="KZ-19", start=2)
    assert (len(tomorrow.rows), tomorrow.total) == (1, 3)
    with django_assert_num_queries(3):
        person_record(PLANNER, pk, around=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_many_duties_in_one_instant_one_is_started() -> None:
    pk = person()
    answers = race([partial(start_duty, PLANNER, duty=duty(pk))] * 8)
    assert sum(isinstance(a, OnDutyAlready) for a in answers) == 7
    assert Duty.objects.count() == 1
