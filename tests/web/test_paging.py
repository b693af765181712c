"""Paging and sorting: fifty rows, the neighbours, and nonsense that does no harm."""

import pytest
from django.contrib.contenttypes.models import ContentType
from tests.web.conftest import Ask

from qanat.web import tables
from qanat.web.paging import key_page, one_page


@pytest.mark.parametrize(
    ("total", "asked", "first", "last", "before", "after"),
    [
        (0, "1", 0, -1, "", ""),
        (50, "1", 1, 50, "", ""),
        (51, "1", 1, 50, "", "2"),
        (51, "2", 51, 51, "1", ""),
        (120, "2", 51, 100, "1", "3"),
        (120, "99", 101, 120, "2", ""),
    ],
)
def test_fifty_rows_make_a_page(
    ask: Ask, total: int, asked: str, first: int, last: int, before: str, after: str
) -> None:
    page = one_page(ask(f"/?page={asked}"), range(total))
    assert (page.first, page.last, page.before, page.after) == (first, last, before, after)
    assert page.total == total


@pytest.mark.parametrize("nonsense", ["", "x", "-1", "0", "1.5", "٣", "9" * 30, "1e3", "1;drop"])
def test_a_nonsense_page_is_the_first_or_the_last(ask: Ask, nonsense: str) -> None:
    assert one_page(ask(f"/?page={nonsense}"), range(120)).number in (1, 3)


@pytest.mark.django_db
def test_pages_by_key_hold_every_row_once_in_order(ask: Ask) -> None:
    keys = ("-app_label", "model", "id")
    expected = list(ContentType.objects.order_by(*keys))
    assert len(expected) > 8
    seen: list[ContentType] = []
    address = "/"
    while True:
        page = key_page(ask(address), ContentType.objects.all(), keys=keys, size=3)
        seen += page.items
        if not page.after:
            break
        address = f"/?after={page.after}"
    assert seen == expected


@pytest.mark.django_db
@pytest.mark.parametrize("forged", ["x", "W10", "a:b", "%00", "9" * 500])
def test_a_forged_key_is_the_first_page(ask: Ask, forged: str) -> None:
    page = key_page(ask(f"/?after={forged}"), ContentType.objects.all(), keys=("id",), size=3)
    assert page.items == tuple(ContentType.objects.order_by("id")[:3])


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ("left", "left"),
        ("-left", "-left"),
        ("", "left"),
        ("--left", "left"),
        ("password", "left"),
        ("-id__x", "left"),
    ],
)
def test_only_known_columns_sort(ask: Ask, asked: str, chosen: str) -> None:
    assert (
        tables.sort_of(ask(f"/?sort={asked}"), {"left", "number"}, default="left").value == chosen
    )


def test_a_heading_turns_the_order_and_keeps_the_filters(ask: Ask) -> None:
    request = ask("/?state=open&sort=left&page=3")
    sort = tables.sort_of(request, {"left"}, default="left")
    assert 'href="?state=open&amp;sort=-left"' in tables.sort_link(request, "left", "Left", sort)
    assert 'href="?state=open&amp;sort=number"' in tables.sort_link(
        request, "number", "Number", sort
    )


def test_a_hostile_filter_stays_inside_its_address(ask: Ask) -> None:
    drawn = tables.sort_link(ask('/?q="><script>'), "left", "<i>", None)
    assert "<script>" not in drawn
    assert "&lt;i&gt;" in drawn
