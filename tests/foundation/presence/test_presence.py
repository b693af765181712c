"""Who has which record open now: told again and again, and gone soon after."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.foundation.access.builders import Accounts
from tests.foundation.access.conftest import known_world, make  # noqa: F401 (a fixture)

from qanat.foundation.presence.commands import be_present
from qanat.foundation.presence.models import LASTS, Presence
from qanat.foundation.presence.queries import others_at

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def test_who_is_silent_is_gone_and_who_comes_back_begins_anew() -> None:
    people = Accounts()
    one, other = people.actor(), people.actor()
    be_present(one, kind="request", record_id=1, now=NOW)
    be_present(one, kind="request", record_id=1, now=NOW + LASTS / 2)
    (seen,) = others_at(other, "request", 1, NOW + LASTS)
    assert seen.since == NOW
    assert others_at(other, "request", 1, NOW + 2 * LASTS) == []
    assert others_at(one, "request", 1, NOW + LASTS) == []
    again = NOW + timedelta(hours=1)
    be_present(one, kind="request", record_id=1, now=again)
    assert others_at(other, "request", 1, again)[0].since == again


def test_a_record_left_is_forgotten() -> None:
    one = Accounts().actor()
    be_present(one, kind="request", record_id=1, now=NOW)
    be_present(one, kind="request", record_id=2, now=NOW + 2 * LASTS)
    assert list(Presence.objects.values_list("record_id", flat=True)) == [2]
