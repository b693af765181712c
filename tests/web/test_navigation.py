"""Navigation: only what one may open, the present place marked, the rest folded away."""

from collections.abc import Iterator

import pytest

from qanat.foundation.access.roles import all_roles
from qanat.foundation.actors import NATION, Actor, Grant
from qanat.web import navigation
from qanat.web.navigation import Entry, navigation_for

READER = Actor(7, "Reader", (Grant("reader", frozenset({"web.read"}), NATION),))


@pytest.fixture
def everything() -> dict[str, Entry]:
    """Return the entries of the whole product."""
    return dict(navigation._ENTRIES)


@pytest.fixture(autouse=True)
def only_ours(everything: dict[str, Entry]) -> Iterator[None]:
    before = everything
    navigation._ENTRIES.clear()
    yield
    navigation._ENTRIES.clear()
    navigation._ENTRIES.update(before)


def labels(entries: tuple[navigation.Shown, ...]) -> list[str]:
    return [entry.label for entry in entries]


def test_entries_stand_in_order_and_only_where_allowed() -> None:
    navigation.add(Entry("Second", "web:kit", order=2))
    navigation.add(Entry("First", "web:offline", needs="web.read", order=1))
    navigation.add(Entry("Hidden", "web:kit_board", needs="web.other", order=0))
    assert labels(navigation_for(READER, "/").bar) == ["First", "Second"]


def test_where_somebody_works_above_all_stands_first_for_him_alone() -> None:
    navigation.add(Entry("Early", "web:kit", order=1))
    navigation.add(Entry("Reports", "web:offline", order=60, first_for="web.read"))
    navigation.add(Entry("Others", "web:kit_board", order=2, first_for="web.other"))
    assert labels(navigation_for(READER, "/").bar) == ["Reports", "Early", "Others"]


def test_the_longest_address_that_fits_is_the_present_place() -> None:
    navigation.add(Entry("Kit", "web:kit"))
    navigation.add(Entry("Board", "web:kit_board"))
    shown = navigation_for(READER, "/kit/board/x/")
    assert [(e.label, e.current) for e in shown.bar] == [("Kit", False), ("Board", True)]


def test_an_entry_whose_page_is_not_installed_is_left_out() -> None:
    navigation.add(Entry("Nowhere", "nowhere:page"))
    assert navigation_for(READER, "/").bar == ()


def test_many_entries_fold_behind_more() -> None:
    names = (
        "kit",
        "kit_board",
        "kit_confirm",
        "kit_drawer",
        "kit_find",
        "kit_points",
        "kit_regions",
        "offline",
        "worker",
    )
    for n, name in enumerate(names):
        navigation.add(Entry(str(n), f"web:{name}", order=n))
    shown = navigation_for(READER, "/offline/")
    assert (len(shown.bar), labels(shown.more)) == (navigation.SHOWN_AT_ONCE, ["7", "8"])
    assert shown.more_is_current


def test_one_entry_too_many_is_not_folded_alone() -> None:
    for n in range(navigation.SHOWN_AT_ONCE + 1):
        navigation.add(
            Entry(
                str(n),
                (
                    "web:kit",
                    "web:kit_board",
                    "web:kit_confirm",
                    "web:kit_drawer",
                    "web:kit_find",
                    "web:kit_points",
                    "web:kit_regions",
                    "web:offline",
                )[n],
            )
        )
    assert navigation_for(READER, "/").more == ()


def test_the_same_page_twice_is_one_entry() -> None:
    navigation.add(Entry("Old", "web:kit"))
    navigation.add(Entry("New", "web:kit"))
    assert labels(navigation_for(READER, "/").bar) == ["New"]


def test_long_words_fold_behind_more_before_they_meet_the_tools() -> None:
    pages = ("kit", "kit_board", "kit_confirm", "kit_drawer", "kit_find")
    for n, name in enumerate(pages):
        navigation.add(Entry("x" * 20, f"web:{name}", order=n))
    shown = navigation_for(READER, "/")
    assert (len(shown.bar), len(shown.more)) == (3, 2)


def test_a_narrow_screen_folds_what_a_wide_one_shows() -> None:
    pages = ("kit", "kit_board", "kit_confirm", "kit_drawer")
    for n, name in enumerate(pages):
        navigation.add(Entry("x" * 15, f"web:{name}", order=n))
    shown = navigation_for(READER, "/")
    assert [entry.folds for entry in shown.bar] == [False, False, True, True]
    assert (shown.folded, shown.more) == (list(shown.bar[2:]), ())


def test_no_two_places_of_a_role_share_a_key(everything: dict[str, Entry]) -> None:
    navigation._ENTRIES.update(everything)
    for code, role in all_roles().items():
        actor = Actor(7, code, (Grant(code, role.permissions, NATION),))
        shown = navigation_for(actor, "/")
        keys = [entry.key for entry in (*shown.bar, *shown.more) if entry.key]
        assert sorted(keys) == sorted(set(keys)), code
