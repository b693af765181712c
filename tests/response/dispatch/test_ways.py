"""Whether the ways of a mission have changed: quiet unless it matters."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qanat.response.dispatch.rules.ways import BETTER, GONE, IMPOSSIBLE, Look, Other, Seen, looked

NOW = datetime(2026, 11, 26, 14, tzinfo=UTC)
LEAST = timedelta(minutes=15)


def look(minute: int, *leads: int, why_not: str = "", is_late: bool = False) -> Look:
    """Return a look at which other ways are sooner than the mission's own by some minutes."""
    care_at = NOW + timedelta(hours=2)
    others = tuple(
        Other((f"aircraft:{n}",), (f"UP-{n}",), care_at - timedelta(minutes=lead))
        for n, lead in enumerate(leads)
    )
    at = NOW + timedelta(minutes=minute)
    return Look(at=at, care_at=care_at, why_not=why_not, is_late=is_late, others=others)


def after(*looks: Look) -> Seen:
    seen = None
    for one in looks:
        seen = looked(seen, one, LEAST)
    assert seen is not None
    return seen


def test_what_was_so_when_the_mission_was_committed_is_never_told() -> None:
    assert after(look(0, 40), look(1, 40), look(2, 45)).kind == ""


def test_a_way_that_has_become_better_is_told_when_it_is_seen_twice() -> None:
    once = after(look(0, -5), look(1, 20))
    assert (once.kind, once.is_told) == (BETTER, False)
    twice = looked(once, look(2, 21), LEAST)
    assert twice.is_told
    assert twice.since == NOW + timedelta(minutes=1)
    assert twice.told["instead"] == ["UP-0"]
    assert twice.told["minutes"] == 20


def test_a_change_without_consequence_is_not_told() -> None:
    assert after(look(0, -5), look(1, 14), look(2, 14)).kind == ""


def test_what_was_told_holds_until_half_of_it_is_gone() -> None:
    told = after(look(0, 0), look(1, 20), look(2, 20))
    assert looked(told, look(3, 9), LEAST).is_told
    assert looked(told, look(3, 7), LEAST).kind == ""


def test_the_same_way_stays_named_while_it_is_still_better() -> None:
    told = after(look(0, 0), look(1, 20), look(2, 19, 20))
    assert told.told["instead"] == ["UP-0"]


def test_another_way_that_is_gone_is_told_only_where_there_was_one() -> None:
    assert after(look(0), look(1), look(2)).kind == ""
    gone = after(look(0, -30), look(1), look(2))
    assert (gone.kind, gone.is_told) == (GONE, True)
    assert gone.since == NOW + timedelta(minutes=1)
    assert looked(gone, look(3, -30), LEAST).kind == ""


def test_a_vehicle_that_cannot_go_is_told_with_the_reason_and_what_to_take_instead() -> None:
    shut = (look(1, -30, why_not="closed"), look(2, -30, why_not="closed"))
    seen = after(look(0, -30), *shut)
    assert (seen.kind, seen.is_told) == (IMPOSSIBLE, True)
    assert after(*shut).kind == ""
    assert seen.told["why"] == "closed"
    assert seen.told["instead"] == ["UP-0"]


def test_that_it_is_late_is_said_where_it_is() -> None:
    assert after(look(0, 0), look(1, 30, is_late=True)).told["why"] == "late"


LOOKS = st.lists(
    st.builds(
        lambda leads, why: look(0, *leads, why_not=why),
        st.lists(st.integers(-120, 120), max_size=3).map(lambda x: sorted(x, reverse=True)),
        st.sampled_from(["", "", "closed"]),
    ),
    min_size=1,
    max_size=8,
)


@given(LOOKS)
def test_what_is_told_is_always_still_so(looks: list[Look]) -> None:
    seen, last = after(*looks), looks[-1]
    is_unable = last.why_not != "" and last.why_not != looks[0].why_not
    assert not seen.is_told or len(looks) > 1
    if seen.kind == BETTER:
        assert last.lead is not None
        assert last.lead >= LEAST / 2
        assert tuple(seen.told["units"]) in {one.units for one in last.others}
    if seen.kind == GONE:
        assert not last.others
    assert (seen.kind == IMPOSSIBLE) == is_unable
