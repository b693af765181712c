import threading
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from tests.foundation.parameters.conftest import NORM, SPEEDS

from qanat.foundation.actors import NATION, NOBODY, SYSTEM, Actor, Grant, Scope
from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.evidence import Evidence
from qanat.foundation.outbox.models import OutboxEvent
from qanat.foundation.parameters import declarations
from qanat.foundation.parameters.commands import (
    AlreadyVerified,
    BackdatingUnconfirmed,
    EndsInThePast,
    NewVersion,
    SameEyes,
    SourceMissing,
    WrongValue,
    end_parameter,
    load_parameters,
    set_parameter,
    set_parameter_aside,
    verify_parameter,
)
from qanat.foundation.parameters.declarations import declare
from qanat.foundation.parameters.models import Parameter, ParameterToken
from qanat.foundation.parameters.permissions import CHANGE, READ, VERIFY
from qanat.foundation.parameters.queries import (
    ParameterMissing,
    current_rows,
    find_parameter,
    history,
    parameter,
    unverified_count,
    waiting_keys,
)
from qanat.foundation.parameters.rules import Value, is_value
from qanat.foundation.parameters.states import Kind
from qanat.foundation.refusals import NotAllowed, NotFound

KEY: Final = NORM.key
RIGHTS: Final = frozenset({READ, CHANGE, VERIFY})
ALMATY: Final = Scope(regions=frozenset({"KZ-19"}))
AIDA: Final = Actor(11, "Aida", (Grant("editor", RIGHTS, NATION),))
BOLAT: Final = Actor(12, "Bolat", (Grant("editor", RIGHTS, NATION),))
REGIONAL: Final = Actor(13, "Regional", (Grant("regional", RIGHTS, ALMATY),))
READER: Final = Actor(14, "Reader", (Grant("reader", frozenset({READ}), NATION),))
DAY: Final = date(2026, 11, 25)


TODAY: Final = national_day(timezone.now())
TOMORROW: Final = TODAY + timedelta(days=1)


def version(value: Value = 20, since: date = date(2026, 1, 1), source: str = "Act 1") -> NewVersion:
    return NewVersion(value=value, valid_from=since, source=source, evidence=Evidence.OFFICIAL)


def confirmed(new: NewVersion, *, key: str = KEY, scope: str = "", actor: Actor = AIDA) -> int:
    """Enter a version and have it confirmed by another person, for the past too."""
    made = set_parameter(actor, key=key, scope=scope, version=new)
    verify_parameter(BOLAT, parameter_id=made, backdating="a missed order")
    return made


def spans(key: str = KEY, scope: str = "") -> list[tuple[object, date, date | None]]:
    rows = Parameter.objects.acting().filter(key=key, scope=scope).order_by("valid_from")
    return [(r.value, r.valid_from, r.valid_to) for r in rows]


@pytest.mark.django_db
def test_a_declared_value_is_there_before_anything_was_loaded() -> None:
    row = parameter(KEY, on=DAY)
    assert (row.id, row.number, row.unit, row.verified) == (0, 30, "min", False)


@pytest.mark.django_db
def test_an_undeclared_parameter_is_missing() -> None:
    assert find_parameter("testing.unknown", DAY) is None
    with pytest.raises(ParameterMissing):
        parameter("testing.unknown", on=DAY)


@pytest.mark.django_db
def test_loading_stores_each_default_once_as_unverified() -> None:
    first, second = load_parameters(SYSTEM), load_parameters(SYSTEM)
    assert first.added == len(declarations.DECLARED)
    assert (second.added, second.renewed) == (0, 0)
    row = parameter(KEY, on=DAY)
    assert row.id > 0
    assert (row.entered_by, row.verified, row.evidence) == (0, False, Evidence.ASSUMPTION)
    assert unverified_count(DAY) == first.added


@pytest.mark.django_db
def test_loading_never_overwrites_what_people_entered() -> None:
    load_parameters(SYSTEM)
    confirmed(version(25, since=declarations.SINCE_EVER))
    assert load_parameters(SYSTEM).renewed == 0
    assert parameter(KEY, on=DAY).number == 25


@pytest.mark.django_db
def test_an_untouched_default_follows_its_declaration(monkeypatch: pytest.MonkeyPatch) -> None:
    load_parameters(SYSTEM)
    changed = declarations.Declaration(
        key=KEY,
        label="Time for a review",
        kind=Kind.NUMBER,
        default=45,
        unit="min",
        source="Act 7",
        evidence=Evidence.OFFICIAL,
    )
    monkeypatch.setitem(declarations.DECLARED, KEY, changed)
    assert load_parameters(SYSTEM).renewed == 1
    assert parameter(KEY, on=DAY).number == 45
    assert [row.value for row in history(AIDA, KEY)] == [45, 30]


@pytest.mark.django_db
def test_a_new_version_ends_the_one_before_it() -> None:
    load_parameters(SYSTEM)
    confirmed(version(20))
    assert spans() == [
        (30, declarations.SINCE_EVER, date(2026, 1, 1)),
        (20, date(2026, 1, 1), None),
    ]
    assert parameter(KEY, on=date(2025, 12, 31)).number == 30
    assert parameter(KEY, on=date(2026, 1, 1)).number == 20


@pytest.mark.django_db
def test_a_version_put_between_two_ends_where_the_later_begins() -> None:
    load_parameters(SYSTEM)
    confirmed(version(20, since=date(2026, 1, 1)))
    confirmed(version(25, since=date(2025, 1, 1)))
    assert [(value, since) for value, since, _ in spans()] == [
        (30, declarations.SINCE_EVER),
        (25, date(2025, 1, 1)),
        (20, date(2026, 1, 1)),
    ]
    assert spans()[1][2] == date(2026, 1, 1)


@pytest.mark.django_db
def test_a_version_before_all_others_leaves_them_alone() -> None:
    confirmed(version(20, since=date(2026, 1, 1)))
    confirmed(version(25, since=date(2025, 1, 1)))
    assert spans() == [
        (25, date(2025, 1, 1), date(2026, 1, 1)),
        (20, date(2026, 1, 1), None),
    ]


@pytest.mark.django_db
def test_a_correction_of_the_same_day_keeps_the_wrong_one_as_history() -> None:
    confirmed(version(20))
    confirmed(version(22))
    assert spans() == [(22, date(2026, 1, 1), None)]
    kept = history(AIDA, KEY)
    assert [row.value for row in kept] == [22, 20]
    assert [row.replaced_at is None for row in kept] == [True, False]


@pytest.mark.django_db
def test_a_part_of_the_country_may_differ_and_falls_back_to_the_nation() -> None:
    load_parameters(SYSTEM)
    confirmed(version(40), scope="KZ-19", actor=REGIONAL)
    assert parameter(KEY, on=DAY, scope="KZ-19").number == 40
    assert parameter(KEY, on=DAY, scope="KZ-31").number == 30
    assert parameter(KEY, on=date(2025, 5, 5), scope="KZ-19").number == 30


@pytest.mark.django_db
def test_an_exception_of_a_region_ends_today_or_later() -> None:
    load_parameters(SYSTEM)
    made = confirmed(version(40), scope="KZ-19", actor=REGIONAL)
    with pytest.raises(EndsInThePast):
        end_parameter(REGIONAL, parameter_id=made, valid_to=TODAY - timedelta(days=1))
    end_parameter(REGIONAL, parameter_id=made, valid_to=TOMORROW)
    assert parameter(KEY, on=TODAY, scope="KZ-19").number == 40
    assert parameter(KEY, on=TOMORROW, scope="KZ-19").number == 30


@pytest.mark.django_db
def test_a_national_version_has_no_end_of_its_own() -> None:
    made = confirmed(version())
    with pytest.raises(WrongValue):
        end_parameter(AIDA, parameter_id=made, valid_to=TOMORROW)
    assert spans() == [(20, date(2026, 1, 1), None)]


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [READER, NOBODY])
def test_who_may_not_change_changes_nothing(actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        set_parameter(actor, key=KEY, version=version())
    assert spans() == []


@pytest.mark.django_db
def test_a_region_does_not_set_the_nations_norm_nor_anothers() -> None:
    for scope in ("", "KZ-31"):
        with pytest.raises(NotAllowed):
            set_parameter(REGIONAL, key=KEY, scope=scope, version=version())
    assert not Parameter.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["20", True, 0, 601, {"a": 1}, float("nan")])
def test_a_value_that_does_not_fit_is_refused(value: Value) -> None:
    with pytest.raises(WrongValue):
        set_parameter(AIDA, key=KEY, version=version(value))
    assert spans() == []


@pytest.mark.django_db
def test_a_value_without_a_source_is_refused() -> None:
    with pytest.raises(SourceMissing):
        set_parameter(AIDA, key=KEY, version=version(source=" "))


@pytest.mark.django_db
def test_an_undeclared_parameter_can_not_be_set() -> None:
    with pytest.raises(NotFound):
        set_parameter(AIDA, key="testing.unknown", version=version())


@pytest.mark.django_db
def test_a_version_acts_only_when_a_second_person_confirmed_it() -> None:
    load_parameters(SYSTEM)
    made = set_parameter(AIDA, key=KEY, version=version(20, since=TODAY))
    assert parameter(KEY, on=TODAY).number == 30
    with pytest.raises(SameEyes):
        verify_parameter(AIDA, parameter_id=made, backdating="x")
    assert [(row.value, row.is_waiting) for row in history(AIDA, KEY)] == [(20, True), (30, False)]
    assert waiting_keys(READER) == {KEY}
    assert parameter(KEY, on=TODAY).number == 30
    verify_parameter(BOLAT, parameter_id=made)
    row = parameter(KEY, on=TODAY)
    assert (row.number, row.verified_by, row.verified_on) == (20, BOLAT.id, TODAY)
    assert parameter(KEY, on=TODAY - timedelta(days=1)).number == 30
    assert waiting_keys(READER) == frozenset()
    with pytest.raises(AlreadyVerified):
        verify_parameter(BOLAT, parameter_id=made)


@pytest.mark.django_db
def test_a_day_which_is_over_changes_only_by_an_explicit_word_and_a_reason() -> None:
    load_parameters(SYSTEM)
    made = set_parameter(AIDA, key=KEY, version=version(20, since=date(1990, 1, 1)))
    for said in ("", "  "):
        with pytest.raises(BackdatingUnconfirmed):
            verify_parameter(BOLAT, parameter_id=made, backdating=said)
    assert parameter(KEY, on=date(1990, 1, 1)).number == 30
    verify_parameter(BOLAT, parameter_id=made, backdating="Order 5 came late")
    row = parameter(KEY, on=date(1990, 1, 1))
    assert (row.number, row.backdating) == (20, "Order 5 came late")
    entry = AuditEntry.objects.filter(table_name="parameters_parameter", row_id=str(made)).last()
    assert entry is not None
    assert entry.changes["backdating"] == ["", "Order 5 came late"]


@pytest.mark.django_db
def test_what_waits_is_set_aside_by_the_next_or_by_hand() -> None:
    load_parameters(SYSTEM)
    first = set_parameter(AIDA, key=KEY, version=version(20, since=TODAY))
    second = set_parameter(AIDA, key=KEY, version=version(21, since=TOMORROW))
    with pytest.raises(NotFound):
        verify_parameter(BOLAT, parameter_id=first)
    set_parameter_aside(BOLAT, parameter_id=second)
    with pytest.raises(NotFound):
        verify_parameter(BOLAT, parameter_id=second)
    assert [row.value for row in history(AIDA, KEY)] == [21, 20, 30]
    assert spans() == [(30, declarations.SINCE_EVER, None)]
    with pytest.raises(AlreadyVerified):
        set_parameter_aside(BOLAT, parameter_id=Parameter.objects.acting().get(key=KEY).pk)
    with pytest.raises(NotAllowed):
        set_parameter_aside(READER, parameter_id=second)


@pytest.mark.django_db
def test_a_new_version_that_waits_leaves_the_confirmed_one() -> None:
    confirmed(version())
    set_parameter(AIDA, key=KEY, version=version(21, since=TODAY))
    row = parameter(KEY, on=TODAY)
    assert (row.number, row.verified) == (20, True)


@pytest.mark.django_db
def test_a_moment_belongs_to_its_day_in_national_time() -> None:
    load_parameters(SYSTEM)
    verify_parameter(
        BOLAT, parameter_id=set_parameter(AIDA, key=KEY, version=version(20, since=TODAY))
    )
    midnight = datetime.combine(TODAY, datetime.min.time(), ZoneInfo("Asia/Almaty"))
    assert parameter(KEY, on=midnight.astimezone(UTC)).number == 20
    assert parameter(KEY, on=midnight.astimezone(UTC) - timedelta(seconds=1)).number == 30


@pytest.mark.django_db
def test_who_may_not_verify_verifies_nothing() -> None:
    made = set_parameter(AIDA, key=KEY, version=version())
    with pytest.raises(NotAllowed):
        verify_parameter(READER, parameter_id=made)
    with pytest.raises(NotAllowed):
        verify_parameter(REGIONAL, parameter_id=made)
    with pytest.raises(NotFound):
        verify_parameter(BOLAT, parameter_id=made + 1000)
    assert spans() == []


@pytest.mark.django_db
def test_the_database_itself_keeps_four_eyes_and_one_version_at_a_time() -> None:
    made = set_parameter(AIDA, key=KEY, version=version())
    rows = Parameter.objects.filter(pk=made)
    with pytest.raises(IntegrityError, match="parameter_four_eyes"), transaction.atomic():
        rows.update(verified_by=AIDA.id, verified_on=TODAY, backdating="x")
    late = {"verified_by": BOLAT.id, "verified_on": TODAY}
    with pytest.raises(IntegrityError, match="backdated_with_reason"), transaction.atomic():
        rows.update(**late)
    twin = rows.get()
    twin.pk = None
    with pytest.raises(IntegrityError, match="parameter_one_waiting"), transaction.atomic():
        twin.save(force_insert=True)
    rows.update(**late, backdating="x")
    twin = rows.get()
    twin.pk = None
    twin.valid_from = DAY
    with pytest.raises(IntegrityError, match="parameter_one_at_a_time"), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.django_db
def test_reading_again_asks_the_database_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    load_parameters(SYSTEM)
    parameter(KEY, on=DAY)
    with django_assert_num_queries(0):
        assert parameter(KEY, on=DAY).number == 30
        assert parameter(SPEEDS.key, on=DAY).entries == {"car": 60, "plane": 400}


@pytest.mark.django_db
def test_a_change_by_another_process_is_noticed(settings: Settings) -> None:
    load_parameters(SYSTEM)
    assert parameter(KEY, on=DAY).number == 30
    Parameter.objects.filter(key=KEY).update(value=20)
    ParameterToken.objects.update(token=1)
    assert parameter(KEY, on=DAY).number == 30
    settings.QANAT_PARAMETERS_CHECK_S = 0
    assert parameter(KEY, on=DAY).number == 20


@command(needs=CHANGE)
def set_and_fail(actor: Actor) -> None:
    confirmed(version(20), actor=actor)
    assert parameter(KEY, on=DAY).number == 20
    raise ZeroDivisionError


@pytest.mark.django_db
def test_a_change_that_was_undone_is_not_remembered(settings: Settings) -> None:
    load_parameters(SYSTEM)
    with pytest.raises(ZeroDivisionError):
        set_and_fail(AIDA)
    settings.QANAT_PARAMETERS_CHECK_S = 0
    assert parameter(KEY, on=DAY).number == 30


@pytest.mark.django_db
def test_readers_see_all_and_strangers_nothing() -> None:
    load_parameters(SYSTEM)
    keys = [row.key for row in current_rows(READER, DAY)]
    assert KEY in keys
    assert keys == sorted(keys)
    with pytest.raises(NotAllowed):
        current_rows(NOBODY, DAY)
    assert history(NOBODY, KEY) == []


@pytest.mark.django_db
def test_what_is_only_declared_is_listed_too() -> None:
    assert KEY in [row.key for row in current_rows(READER, DAY)]


@pytest.mark.django_db
def test_changes_are_audited_and_announced() -> None:
    made = set_parameter(AIDA, key=KEY, version=version())
    entry = AuditEntry.objects.get(table_name="parameters_parameter", row_id=str(made))
    assert (entry.actor_id, entry.command, entry.action) == (AIDA.id, "set_parameter", "I")
    event = OutboxEvent.objects.get(kind="parameters.changed.1")
    assert event.payload == {"parameter_id": made, "key": KEY, "scope": ""}


@pytest.mark.django_db(transaction=True)
def test_of_many_who_change_at_once_each_is_kept_and_none_overlaps() -> None:
    load_parameters(SYSTEM)
    start = threading.Barrier(8)
    failed: list[Exception] = []

    def enter(number: int) -> None:
        try:
            start.wait()
            set_parameter(AIDA, key=KEY, version=version(10 + number, since=DAY))
        except Exception as error:  # noqa: BLE001 (shown by the assertion below)
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=enter, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert Parameter.objects.filter(key=KEY, valid_from=DAY).count() == 8
    assert Parameter.objects.waiting().filter(key=KEY).count() == 1
    assert parameter(KEY, on=DAY).number == 30


def test_a_key_is_declared_once() -> None:
    twin = declarations.Declaration(
        key=KEY,
        label="Another",
        kind=Kind.TEXT,
        default="x",
        source="",
        evidence=Evidence.ASSUMPTION,
    )
    with pytest.raises(ValueError, match="declared twice"):
        declare(twin)


@pytest.mark.parametrize(
    ("kind", "value", "fits"),
    [
        (Kind.NUMBER, 4.5, True),
        (Kind.NUMBER, "4.5", False),
        (Kind.NUMBER, float("inf"), False),
        (Kind.TEXT, "night", True),
        (Kind.TEXT, "", False),
        (Kind.TABLE, {"red": 15}, True),
        (Kind.TABLE, [{"a": 1, "b": None}, {"a": 2, "b": "x"}], True),
        (Kind.TABLE, [{"a": 1}, {"b": 2}], False),
        (Kind.TABLE, [], False),
        (Kind.TABLE, {"a": {"b": 1}}, False),
        (Kind.TABLE, [1, 2], False),
    ],
)
def test_values_fit_their_kind(kind: Kind, value: object, *, fits: bool) -> None:
    assert is_value(kind, value) is fits
