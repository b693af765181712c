"""Of many who take the last place of a quota one gets it."""

from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

import pytest
from tests.registry.racing import race

from qanat.care.clinics.commands.quotas import QuotaDraft, offer_quota, take_place
from qanat.care.clinics.models import Quota, QuotaPlace
from qanat.foundation.actors import SYSTEM
from qanat.registry.places.commands import load_places

NOW = datetime(2026, 6, 15, 6, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_the_last_place_one_gets_it() -> None:
    load_places(SYSTEM)
    told = QuotaDraft(year=2026, country="TR", agreement="test", offered=1, source="test")
    take = partial(take_place, SYSTEM, quota_id=offer_quota(SYSTEM, draft=told, now=NOW), now=NOW)
    answers = race([partial(take, matter=uuid4(), number=str(n)) for n in range(4)])
    assert sum(isinstance(one, int) for one in answers) == 1
    assert (Quota.objects.get().used, QuotaPlace.objects.count()) == (1, 1)
