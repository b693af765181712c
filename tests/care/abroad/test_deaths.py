"""A death on the way, in treatment, before a decision: nobody votes about it, all come home."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.care.abroad.builders import (
    DAY,
    WORKING_BODY,
    admitted,
    fresh,
    journey,
    offered,
    planned,
    travelling,
    treated,
    ward,
)
from tests.care.abroad.test_alerts import late
from tests.care.abroad.test_commission import body, sent
from tests.care.commission import builders as commission
from tests.care.funding.builders import FINANCE
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import browser
from tests.response.dispatch.builders import NOW

from qanat.care.abroad.commands.extending import More, ask_for_more
from qanat.care.abroad.commands.journeys import (
    JourneyKnown,
    begin_journey,
    end_journey,
    plan_journey,
    turn_back_journey,
)
from qanat.care.abroad.commands.preparing import note_death
from qanat.care.abroad.commands.treating import note_death_abroad
from qanat.care.abroad.models import Case, Extension, Journey
from qanat.care.abroad.queries.cases import Wanted, case_rows
from qanat.care.abroad.queries.payable import payable_rows
from qanat.care.commission.commands.items import open_hearing, open_voting, place_item
from qanat.care.commission.models import Item, Member
from qanat.foundation.outbox.delivery import deliver_all

pytestmark = pytest.mark.usefixtures("world", "db")
__all__ = ["body"]
TODAY = NOW.date()
TOLD = "The patient died on the way: the working body notes whether the journey arrived"


def died_on_the_way() -> tuple[Case, int]:
    case = travelling()
    note_death(ward(), case_id=case.pk, note="В пути.", now=NOW)
    return fresh(case.pk), Journey.objects.get(case=case).pk


def waits_for() -> tuple[bool, bool]:
    """Tell for whom who died waits: finance, and the working body."""
    return bool(payable_rows(FINANCE, "mine")), bool(case_rows(WORKING_BODY, Wanted(), NOW))


def shown(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"abroad:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_died_on_the_way_out_waits_until_it_is_said_where_he_is_and_comes_home(
    people: Accounts,
) -> None:
    case, out = died_on_the_way()
    fund = browser(people.account("working_body"))
    assert waits_for() == (True, True)
    assert TOLD in shown(fund, "case", case.pk)
    with pytest.raises(JourneyKnown):
        planned(case, "repatriation")
    assert "Treatment is planned until" not in shown(fund, "do", "arrive", out)
    answer = fund.post(reverse("abroad:do", args=("arrive", out)), {"on": f"{TODAY:%d.%m.%Y}"})
    assert answer.status_code == 303
    assert fresh(case.pk).state == "died"
    assert "brings the deceased home" in shown(fund, "case", case.pk)
    pk = plan_journey(WORKING_BODY, case_id=case.pk, way="repatriation", draft=journey(), now=NOW)
    assert Journey.objects.get(pk=pk).state == "planned"
    assert waits_for() == (True, True)


def test_who_died_on_the_way_and_was_taken_back_is_home() -> None:
    case, out = died_on_the_way()
    turn_back_journey(WORKING_BODY, journey_id=out, on=TODAY, reason="patient_worse", now=NOW)
    assert fresh(case.pk).state == "died"
    assert waits_for() == (False, False)


def test_who_died_on_the_way_home_is_home_when_the_journey_arrives() -> None:
    case = treated("worse")
    back = planned(case, "back")
    begin_journey(WORKING_BODY, journey_id=back, on=TODAY, now=NOW)
    note_death(ward(), case_id=case.pk, now=NOW)
    assert waits_for() == (True, True)
    end_journey(WORKING_BODY, journey_id=back, on=TODAY, now=NOW)
    assert fresh(case.pk).state == "died"
    assert waits_for() == (False, False)


def test_who_is_not_brought_home_in_time_raises_an_alert() -> None:
    case, out = died_on_the_way()
    assert not late(case, 9 * DAY)
    assert late(case, 11 * DAY)
    tab = Wanted(view="late")
    assert case_rows(WORKING_BODY, tab, NOW + 9 * DAY) == []
    assert [one.id for one in case_rows(WORKING_BODY, tab, NOW + 11 * DAY)] == [case.pk]
    turn_back_journey(WORKING_BODY, journey_id=out, on=TODAY, reason="patient_worse", now=NOW)
    assert not late(case, 12 * DAY)


@pytest.mark.parametrize(("amount", "state"), [(0, "refused"), (300_000, "asked")])
def test_days_which_the_dead_need_not_leave_the_agenda_and_money_that_is_owed_does_not(
    body: int, amount: int, state: str
) -> None:
    case = admitted()
    more = More(why="complication", text="Сепсис", days=10, amount=amount)
    ask_for_more(WORKING_BODY, case_id=case.pk, more=more, now=NOW)
    note_death_abroad(WORKING_BODY, case_id=case.pk, on=TODAY, report="Tod.", now=NOW)
    deliver_all()
    assert Extension.objects.get().state == state
    waiting = Item.objects.filter(matter=case.matter).undecided()
    assert waiting.exists() == (state == "asked")


def test_who_decides_about_money_reads_that_the_patient_has_died(
    body: int, people: Accounts
) -> None:
    case = admitted()
    more = More(why="complication", text="Сепсис", days=0, amount=300_000)
    ask_for_more(WORKING_BODY, case_id=case.pk, more=more, now=NOW)
    note_death_abroad(WORKING_BODY, case_id=case.pk, on=TODAY, now=NOW)
    member = commission.member(commission.NGO)
    account = people.account("commission_member")
    Member.objects.filter(pk=member).update(account_id=account.pk)
    place_item(
        commission.SECRETARY,
        item_id=Item.objects.get(matter=case.matter, state="on_agenda").pk,
        sitting_id=commission.sitting(body),
        now=NOW,
    )
    assert "The patient has died. What the treatment took before" in shown(
        browser(account), "brief", case.matter
    )


def test_a_death_is_noted_while_the_commission_votes_and_the_vote_ends(body: int) -> None:
    case = offered()
    item = sent(case)
    here = commission.opened(body, kind="written")
    place_item(commission.SECRETARY, item_id=item.pk, sitting_id=here, now=NOW)
    open_hearing(commission.SECRETARY, item_id=item.pk, now=NOW)
    open_voting(commission.CHAIR, item_id=item.pk, now=NOW)
    note_death(ward(), case_id=case.pk, now=NOW)
    deliver_all()
    item.refresh_from_db()
    assert (item.state, fresh(case.pk).state) == ("withdrawn", "died")
