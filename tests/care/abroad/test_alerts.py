"""Late cases raise alerts: told to who works on them, and to nobody else."""

from datetime import timedelta

import pytest
from tests.care.abroad.builders import (
    DAY,
    DEPARTMENT,
    ELSEWHERE,
    WORKING_BODY,
    aside,
    chosen,
    registered,
    treated,
)
from tests.care.abroad.test_carried_paths import _bill, _pay
from tests.care.funding.builders import FINANCE
from tests.response.dispatch.builders import DISPATCHER, NOW, request

from qanat.care.abroad.commands.examining import return_case
from qanat.care.abroad.commands.funding import reserve_for_case
from qanat.care.abroad.models import Case
from qanat.care.funding.commands.invoices import accept_invoice
from qanat.care.funding.models import Invoice
from qanat.foundation.actors import SYSTEM, Actor
from qanat.response.alerts.commands.watching import watch_alerts
from qanat.response.alerts.models import Alert
from qanat.response.alerts.queries.alerts import open_alerts

pytestmark = pytest.mark.usefixtures("world", "db")


def late(case: Case, at: timedelta) -> list[Alert]:
    watch_alerts(SYSTEM, now=NOW + at)
    return list(Alert.objects.open().filter(cause="late_case", subject_id=case.pk))


def causes(actor: Actor) -> list[str]:
    return [row.cause for row in open_alerts(actor)]


def test_a_case_which_should_have_gone_on_is_told_to_its_desks_alone() -> None:
    case = registered()
    assert not late(case, DAY)
    assert late(case, 3 * DAY)
    for actor in (WORKING_BODY, DEPARTMENT):
        assert causes(actor) == ["late_case"]
    for actor in (DISPATCHER, ELSEWHERE):
        assert causes(actor) == []


def test_while_the_clock_stands_still_only_the_papers_are_late() -> None:
    case = registered()
    return_case(WORKING_BODY, case_id=case.pk, reason="missing", now=NOW + DAY)
    assert not late(case, 20 * DAY)
    assert late(case, 32 * DAY)


def test_an_alert_goes_when_the_case_goes_on() -> None:
    case = registered()
    assert late(case, 3 * DAY)
    return_case(WORKING_BODY, case_id=case.pk, reason="missing", now=NOW + 3 * DAY)
    assert not late(case, 3 * DAY)


def money_due(at: timedelta) -> list[tuple[str, int]]:
    watch_alerts(SYSTEM, now=NOW + at)
    found = Alert.objects.open().filter(cause="money_due").order_by("id")
    return list(found.values_list("subject_kind", "urgency"))


def test_finance_is_alerted_before_a_reserve_is_due_and_again_when_it_is() -> None:
    case = chosen()
    due = case.due_at
    assert due is not None
    before = due - NOW
    assert money_due(before - 2 * DAY) == []
    assert money_due(before - DAY / 2) == [("abroad_money", 2)]
    assert causes(FINANCE) == ["money_due"]
    assert "money_due" not in causes(WORKING_BODY)
    assert causes(DISPATCHER) == []
    assert money_due(before + DAY) == [("abroad_money", 1)]
    reserve_for_case(FINANCE, case_id=case.pk, aside=aside(), now=NOW + before)
    assert money_due(before + DAY) == []


def test_finance_is_alerted_to_an_invoice_until_it_is_paid() -> None:
    case = treated()
    _bill(case)
    assert money_due(28 * DAY) == []
    assert money_due(30 * DAY) == [("abroad_money", 1)]
    accept_invoice(FINANCE, invoice_id=Invoice.objects.get().pk)
    _pay(case)
    assert money_due(30 * DAY) == []


def test_desks_of_treatment_abroad_are_not_told_what_dispatch_is_alerted_to() -> None:
    request(urgency=1)
    watch_alerts(SYSTEM, now=NOW + DAY)
    assert causes(DISPATCHER)
    for actor in (FINANCE, WORKING_BODY, DEPARTMENT):
        assert causes(actor) == []
