from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qanat.response.following.rules import Norms, silence
from qanat.response.following.states import Phase

MINUTE = timedelta(minutes=1)
HEARD = datetime(2026, 11, 26, 6, tzinfo=UTC)
NORMS = Norms(15 * MINUTE, 30 * MINUTE, 60 * MINUTE, 90 * MINUTE)
minutes = st.integers(0, 600).map(lambda n: n * MINUTE)
some_norms = st.builds(Norms, st.integers(1, 60).map(lambda n: n * MINUTE), *[minutes] * 3)
fuel = st.none() | minutes.map(lambda m: HEARD + m)


def phase_after(n: float, norms: Norms = NORMS, fuel_until: datetime | None = None) -> Phase:
    return silence(HEARD, HEARD + n * MINUTE, norms, fuel_until).phase


def test_a_flight_is_overdue_after_a_quarter_of_an_hour_then_incerfa_alerfa_detresfa() -> None:
    found = [phase_after(n) for n in (0, 14.9, 15, 44.9, 45, 74.9, 75, 104.9, 105, 9999)]
    assert [int(phase) for phase in found] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_a_silent_flight_without_fuel_is_in_distress_and_one_that_reports_is_not() -> None:
    assert phase_after(20, fuel_until=HEARD + 18 * MINUTE) is Phase.DISTRESS
    assert phase_after(14, fuel_until=HEARD + 5 * MINUTE) is Phase.NORMAL
    assert phase_after(15, fuel_until=HEARD + 5 * MINUTE) is Phase.DISTRESS


@given(minutes, minutes, some_norms, fuel)
def test_silence_never_gets_milder_until_a_word_is_heard(
    first: timedelta, more: timedelta, norms: Norms, fuel_until: datetime | None
) -> None:
    before = silence(HEARD, HEARD + first, norms, fuel_until)
    after = silence(HEARD, HEARD + first + more, norms, fuel_until)
    assert after.phase >= before.phase
    word = HEARD + first + more
    assert silence(word, word, norms).phase is Phase.NORMAL


@given(minutes, some_norms, fuel)
def test_the_next_phase_begins_when_it_is_said_to(
    passed: timedelta, norms: Norms, fuel_until: datetime | None
) -> None:
    now = HEARD + passed
    found = silence(HEARD, now, norms, fuel_until)
    assert found.began_at <= now
    if found.next_at is None:
        assert found.phase is Phase.DISTRESS
    else:
        assert found.next_at > now
        assert silence(HEARD, found.next_at, norms, fuel_until).phase > found.phase
    assert found.due_at == HEARD + norms.interval
    assert (found.phase is Phase.NORMAL) == (now < found.due_at)
