"""A request of which nobody is known yet is taken in one statement, no transaction around it."""

from functools import partial

import pytest
from django.db import DataError
from tests.registry.racing import race
from tests.response.dispatch.builders import DISPATCHER, NOW, intake

from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.outbox.models import OutboxEvent
from qanat.response.dispatch.commands.taking import take_down
from qanat.response.dispatch.models import Request

TAKE = partial(take_down, DISPATCHER, person=None, now=NOW)
LONG = "I" * 100


@pytest.mark.usefixtures("world")
@pytest.mark.django_db(transaction=True)
def test_it_is_taken_by_its_taker_told_of_numbered_without_a_gap_and_refused_whole() -> None:
    told = OutboxEvent.objects.filter(kind__startswith="dispatch.request_changed")
    with pytest.raises(DataError):
        TAKE(intake=intake(icd10=LONG))
    answers = race([partial(TAKE, intake=intake(diagnosis=f"Case {n}")) for n in range(6)])
    assert not any(isinstance(one, Exception) for one in answers), answers
    numbers = Request.objects.order_by("number").values_list("number", flat=True)
    assert [one[-2:] for one in numbers] == ["01", "02", "03", "04", "05", "06"]
    entries = AuditEntry.objects.filter(table_name="dispatch_request")
    by = entries.values_list("actor_id", "command", "action")
    assert list(by) == [(DISPATCHER.id, "take_down", "I")] * 6
    assert told.count() == 6
