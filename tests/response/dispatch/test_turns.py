"""The order of the queue: by the time left, of the clock and of the window which runs."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.response.dispatch.builders import DISPATCHER, MINUTE, NOW, request

from qanat.response.dispatch.models import Request
from qanat.response.dispatch.models.requests import Urgency
from qanat.response.dispatch.queries.requests import Wanted, request_rows
from qanat.response.dispatch.queries.reviewing import Cases, case_rows

pytestmark = pytest.mark.usefixtures("world", "db")
BROKEN = {"diagnosis": "Перелом голени", "icd10": "S82.2", "onset_at": None}
STROKE = {"diagnosis": "Ишемический инсульт", "icd10": "I63.4"}


def made(minutes_ago: float, **said: Any) -> Request:
    """Return a request that was registered some minutes ago."""
    row = request(**said)
    Request.objects.filter(pk=row.pk).update(registered_at=NOW - minutes_ago * MINUTE)
    return row


def queue(now: datetime = NOW) -> list[int]:
    """Return the queue of the dispatchers; that of the physicians is the same here."""
    found = [row.id for row in request_rows(DISPATCHER, Wanted(), now)]
    since = now - timedelta(days=1)
    cases = case_rows(DISPATCHER, Cases.WAITING, now, since=since)
    assert [case.request.id for case in cases] == found
    return found


def test_a_window_which_closes_soon_comes_before_an_older_clock() -> None:
    broken = made(9, **BROKEN)
    stroke = made(5, **STROKE, onset_at=NOW - 200 * MINUTE)
    assert queue() == [stroke.pk, broken.pk]


def test_a_window_with_time_enough_leaves_the_order_to_the_clocks() -> None:
    broken = made(9, **BROKEN)
    stroke = made(5, **STROKE, onset_at=NOW - 10 * MINUTE)
    assert queue() == [broken.pk, stroke.pk]


def test_of_two_windows_the_one_that_closes_first_comes_first() -> None:
    later = made(9, **STROKE, onset_at=NOW - 190 * MINUTE)
    sooner = made(5, **STROKE, onset_at=NOW - 240 * MINUTE)
    assert queue() == [sooner.pk, later.pk]


def test_a_window_which_has_closed_ranks_nobody_any_more() -> None:
    broken = made(9, **BROKEN)
    gone = made(5, **STROKE, onset_at=NOW - 30 * 60 * MINUTE)
    assert queue() == [broken.pk, gone.pk]


@pytest.mark.parametrize("code", ["", "I63.4"])
def test_without_a_code_or_an_onset_no_window_ranks(code: str) -> None:
    broken = made(9, **BROKEN)
    onset = None if code else NOW - 200 * MINUTE
    vague = made(5, diagnosis="Инсульт", icd10=code, onset_at=onset)
    assert queue() == [broken.pk, vague.pk]


def test_what_is_planned_stays_below_what_is_urgent() -> None:
    planned = made(9, **STROKE, onset_at=NOW - 240 * MINUTE, urgency=Urgency.PLANNED)
    broken = made(5, **BROKEN)
    assert queue() == [broken.pk, planned.pk]
