"""Close and reopen roads, airfields and landing sites."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.registry.reference import READER, editor

from qanat.foundation.refusals import Invalid, NotAllowed, NotFound
from qanat.registry.places.commands import close_kilometres, close_place, close_roads, reopen
from qanat.registry.places.commands.closing import (
    AlreadyOver,
    EndBeforeStart,
    Kilometres,
    KilometresTurned,
    NothingThere,
    ReasonUnknown,
)
from qanat.registry.places.models import Closure
from qanat.registry.places.permissions import CLOSE
from qanat.registry.places.queries import (
    closed_landing,
    closed_links,
    closure_rows,
    find_airfield,
    pad_rows,
    road_links,
    road_rows,
)
from qanat.registry.places.rules import Link, posts_of, within_km

pytestmark = pytest.mark.usefixtures("registry", "db")

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEEPER = editor(CLOSE)


def astana_id() -> int:
    found = find_airfield("UACC")
    assert found is not None
    return found.id


def close_two_roads(until: datetime | None = NOW + 3 * HOUR) -> tuple[int, list[str]]:
    ids = [row.id for row in road_links()[:2]]
    closure = close_roads(
        KEEPER,
        link_ids=[int(pk) for pk in ids],
        from_at=NOW + HOUR,
        until_at=until,
        reason="blizzard",
    )
    return closure, ids


def test_a_closed_road_is_closed_for_its_time_only() -> None:
    _closure, ids = close_two_roads()
    assert closed_links(NOW) == frozenset()
    assert closed_links(NOW + HOUR) == frozenset(ids)
    assert closed_links(NOW + 3 * HOUR) == frozenset()


def test_without_an_end_a_road_stays_closed() -> None:
    _closure, ids = close_two_roads(until=None)
    assert closed_links(NOW + timedelta(days=400)) == frozenset(ids)


def test_an_airfield_and_a_site_are_closed_apart_from_roads() -> None:
    site = pad_rows()[0]
    for kind, place_id in (("airfield", astana_id()), ("pad", site.id)):
        close_place(KEEPER, kind=kind, place_id=place_id, from_at=NOW, until_at=None, reason="snow")
    assert closed_landing(NOW) == {("airfield", astana_id()), ("pad", site.id)}
    assert closed_links(NOW) == frozenset()


def test_two_reasons_may_close_one_airfield_at_once() -> None:
    for reason in ("snow", "repair"):
        close_place(
            KEEPER,
            kind="airfield",
            place_id=astana_id(),
            from_at=NOW,
            until_at=None,
            reason=reason,
        )
    assert closed_landing(NOW) == {("airfield", astana_id())}
    assert len(closure_rows(READER, NOW)) == 2


def test_reopening_ends_a_closure_now_and_takes_back_a_future_one() -> None:
    closure, _ids = close_two_roads()
    reopen(KEEPER, closure_id=closure, at=NOW + 2 * HOUR)
    assert closed_links(NOW + 2 * HOUR) == frozenset()
    assert Closure.objects.filter(pk=closure).exists()
    future, _ids = close_two_roads()
    reopen(KEEPER, closure_id=future, at=NOW)
    assert not Closure.objects.filter(pk=future).exists()


def test_a_closure_that_is_over_can_not_be_reopened() -> None:
    closure, _ids = close_two_roads()
    before = Closure.objects.get(pk=closure).during
    with pytest.raises(AlreadyOver):
        reopen(KEEPER, closure_id=closure, at=NOW + 4 * HOUR)
    assert Closure.objects.get(pk=closure).during == before


def test_the_list_names_what_is_closed_and_why() -> None:
    close_two_roads()
    [row] = closure_rows(READER, NOW)
    assert all(road.way in row.what for road in road_links()[:2])
    assert row.reason
    assert (row.from_at, row.until_at) == (NOW + HOUR, NOW + 3 * HOUR)
    assert closure_rows(READER, NOW + 5 * HOUR) == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"until_at": NOW - HOUR}, EndBeforeStart),
        ({"until_at": NOW}, EndBeforeStart),
        ({"reason": "full_moon"}, ReasonUnknown),
        ({"place_id": 999_999}, NotFound),
    ],
)
def test_an_impossible_closure_is_refused_and_nothing_changes(
    changes: dict[str, object], refusal: type[Exception]
) -> None:
    wanted: dict[str, object] = {
        "kind": "airfield",
        "place_id": astana_id(),
        "from_at": NOW,
        "until_at": None,
        "reason": "snow",
    } | changes
    with pytest.raises(refusal):
        close_place(KEEPER, **wanted)  # type: ignore[arg-type] # of many kinds
    assert Closure.objects.count() == 0


@pytest.mark.parametrize("links", [[], [999_999]])
def test_unknown_roads_are_refused(links: list[int]) -> None:
    with pytest.raises(NotFound):
        close_roads(KEEPER, link_ids=links, from_at=NOW, until_at=None, reason="snow")
    assert Closure.objects.count() == 0


def test_a_road_is_no_place_to_land() -> None:
    with pytest.raises((NotFound, Invalid)):
        close_place(KEEPER, kind="road", place_id=1, from_at=NOW, until_at=None, reason="snow")


def test_closing_and_reopening_need_their_permission() -> None:
    closure, ids = close_two_roads()
    with pytest.raises(NotAllowed):
        reopen(READER, closure_id=closure, at=NOW)
    with pytest.raises(NotAllowed):
        close_roads(READER, link_ids=[int(ids[0])], from_at=NOW, until_at=None, reason="snow")
    with pytest.raises(NotAllowed):
        close_place(READER, kind="airfield", place_id=1, from_at=NOW, until_at=None, reason="snow")
    assert Closure.objects.count() == 1


def close_km(road: str, first: float, last: float, **said: object) -> int:
    given = {"from_at": NOW, "until_at": NOW + HOUR, "reason": "blizzard"} | said
    return close_kilometres(KEEPER, stretch=Kilometres(road, first, last), **given)  # type: ignore[arg-type] # as given


def test_a_road_is_closed_between_two_of_its_kilometres() -> None:
    close_km("A-1", 120, 200)
    ways = {row.id: (row.a, row.b) for row in road_links()}
    assert {ways[pk] for pk in closed_links(NOW)} == {
        ("Akkol", "Makinsk"),
        ("Makinsk", "Shchuchinsk"),
    }
    (row,) = closure_rows(KEEPER, NOW)
    assert row.what.startswith("km 120–200; A-1 ")


def test_kilometres_where_the_road_is_not_or_backwards_are_refused_with_what_is_known() -> None:
    with pytest.raises(NothingThere) as refused:
        close_km("A-1", 900, 950)
    assert "from about km 0 to 498" in refused.value.message()
    with pytest.raises(NothingThere):
        close_km("A-999", 1, 2)
    with pytest.raises(KilometresTurned):
        close_km("A-1", 200, 120)
    with pytest.raises(NotAllowed):
        close_kilometres(
            READER,
            stretch=Kilometres("A-1", 1, 2),
            from_at=NOW,
            until_at=None,
            reason="blizzard",
        )
    assert not Closure.objects.exists()


def test_every_road_with_a_number_has_kilometres_and_few_links_are_left_out() -> None:
    rows = {row.code: row for row in road_rows(NOW.date())}
    coded = [row for row in road_links() if row.road_code]
    assert set(rows) == {row.road_code for row in coded}
    known = {one.id for row in rows.values() for one in row.posts}
    assert len(known) >= 0.95 * len(coded)


def test_posts_are_summed_lengths_and_cover_the_road_without_gaps() -> None:
    links = [Link("1", "a", "b", 10), Link("3", "c", "d", 5), Link("2", "c", "b", 20)]
    posts = posts_of([*links, Link("4", "x", "y", 9)], "a", 100)
    spans = {one.id: (one.first_km, one.last_km) for one in posts}
    assert spans == {"1": (100, 110), "2": (110, 130), "3": (130, 135)}
    assert [one.id for one in within_km(posts, 105, 131)] == ["1", "2", "3"]
    assert [one.id for one in within_km(posts, 115, 115)] == ["2"]


@given(st.lists(st.floats(1, 300), min_size=1, max_size=12), st.floats(0, 3000), st.floats(0, 3000))
def test_a_range_touches_exactly_the_links_it_shares_kilometres_with(
    lengths: list[float], one: float, other: float
) -> None:
    links = [Link(str(n), f"t{n}", f"t{n + 1}", km) for n, km in enumerate(lengths)]
    posts = posts_of(links, "t0")
    first, last = min(one, other), max(one, other)
    hit = within_km(posts, first, last)
    shared = sum(post.shared_km(first, last) for post in hit)
    assert abs(shared - max(0.0, min(last, sum(lengths)) - first)) < 1e-6
