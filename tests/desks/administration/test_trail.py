"""The page of the audit trail."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.foundation.access.builders import Accounts, signed_in

from qanat.foundation.access.commands import AccountDetails, change_account, grant_role
from qanat.foundation.access.queries import trail
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.audit.trail import Wanted
from qanat.foundation.refusals import NotAllowed

TRAIL = "/administration/audit/"


@pytest.fixture
def auditor(make: Accounts) -> Client:
    return signed_in(make.account("reviewer", name="auditor"))


def test_a_change_is_read_from_what_to_what(auditor: Client, make: Accounts) -> None:
    administrator = make.actor("administrator", name="chief")
    account = make.account("citizen")
    details = AccountDetails(user_name=account.user_name, full_name="After", language="kk")
    change_account(administrator, account_id=account.pk, details=details)
    page = auditor.get(TRAIL, {"table": "access_account", "row": str(account.pk)})
    text = page.content.decode()
    assert f"full name: {account.full_name} → After" in text
    assert "Test chief" in text
    assert "change_account" in text
    first = page.context["entries"][0]
    assert (first.record, first.row_id, first.action) == ("Account", str(account.pk), "changed")


def test_one_looks_by_person_and_day(auditor: Client, make: Accounts) -> None:
    chief, other = make.actor("administrator", name="chief"), make.actor("administrator")
    account = make.account()
    grant_role(chief, account_id=account.pk, role="citizen", reason="by the chief")
    grant_role(other, account_id=account.pk, role="clerk", value="1", reason="by the other")
    text = auditor.get(TRAIL, {"person": "chief"}).content.decode()
    assert "by the chief" in text
    assert "by the other" not in text
    assert not auditor.get(TRAIL, {"until": "2020-01-01"}).context["entries"]
    assert auditor.get(TRAIL, {"since": "2020-01-01"}).context["entries"]
    assert "Nothing was changed like this." in auditor.get(TRAIL, {"row": "nil"}).content.decode()


def test_nonsense_in_the_address_is_ignored(auditor: Client) -> None:
    asked = {"table": "x'; --", "row": "1" * 99, "since": "tomorrow", "until": "9999-12-31"}
    assert auditor.get(TRAIL, asked).status_code == 200
    assert auditor.get(TRAIL, {"until": "9999-12-31", "after": "junk"}).status_code == 200


def test_a_trail_is_paged_and_costs_the_same(
    auditor: Client, make: Accounts, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    chief = make.actor("administrator", name="chief")
    for _ in range(30):
        make.account("citizen")
    grant_role(chief, account_id=make.account().pk, role="clerk", value="1", reason="newest")
    first = auditor.get(TRAIL)
    assert len(first.context["entries"]) == 50
    with django_assert_num_queries(3):
        auditor.get(TRAIL)
    second = auditor.get(TRAIL, {"after": first.context["page"].after})
    assert second.context["entries"]
    newest = {(e.table, e.row_id, e.at) for e in first.context["entries"]}
    assert newest.isdisjoint((e.table, e.row_id, e.at) for e in second.context["entries"])


def test_others_do_not_read_it(make: Accounts) -> None:
    assert signed_in(make.account("administrator")).get(TRAIL).status_code == 403
    assert Client().get(TRAIL).status_code == 302


def test_an_actor_without_rights_gets_nothing_past_the_page(make: Accounts) -> None:

    with pytest.raises(NotAllowed):
        trail(actor_of_account(make.account("clerk", "1").pk), Wanted())
