"""What higher contexts add to a record, and lists behind two functions."""

import pytest
from tests.web.conftest import Ask

from qanat.foundation.actors import SYSTEM, Actor
from qanat.web import related
from qanat.web.paging import Behind, one_page
from qanat.web.related import Group, Related, add_related, related_to


def nothing(_actor: Actor, _record_id: int) -> Group | None:
    return None


def something(actor: Actor, record_id: int) -> Group:
    return Group("Things", (Related(f"{actor.name} {record_id}", "/x/"),))


def test_a_record_shows_what_was_added_to_its_kind_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(related, "_PROVIDERS", {})
    for provider in (something, nothing, something):
        add_related("a.thing", provider)
    (group,) = related_to(SYSTEM, "a.thing", 7)
    assert [line.label for line in group.rows] == [f"{SYSTEM.name} 7"]
    assert related_to(SYSTEM, "another.thing", 7) == []


def test_rows_behind_functions_are_cut_by_page(ask: Ask) -> None:
    asked: list[tuple[int, int]] = []

    def cut(first: int, count: int) -> list[int]:
        asked.append((first, count))
        return list(range(first, min(first + count, 70)))

    page = one_page(ask("/?page=2"), Behind(lambda: 70, cut))
    assert asked == [(50, 50)]
    assert (page.items[0], page.items[-1], page.total, page.after) == (50, 69, 70, "")
