"""From the agenda to the decision and back, with a commission that votes."""

from uuid import uuid4

import pytest
from django.urls import reverse
from tests.care.abroad.builders import (
    WORKING_BODY,
    admitted,
    clinic,
    fresh,
    handed,
    heard,
    offered,
    quote,
    rate,
    ward,
)
from tests.care.commission import builders as commission
from tests.care.funding.builders import FINANCE
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import browser
from tests.response.dispatch.builders import NOW

from qanat.care.abroad.commands.choosing import choose_offer
from qanat.care.abroad.commands.deciding import AppealNames, appeal_case, send_to_commission
from qanat.care.abroad.commands.extending import (
    More,
    NotAgreedYet,
    WishNotAnonymous,
    ask_for_more,
    grant_more,
)
from qanat.care.abroad.commands.offers import ask_clinic, quote_offer
from qanat.care.abroad.commands.preparing import withdraw_case
from qanat.care.abroad.matters import summary
from qanat.care.abroad.models import Appeal, Case, CaseDecision, Extension, Offer, Opening
from qanat.care.abroad.pages.labels import how_much_more
from qanat.care.abroad.queries.brief import brief_of
from qanat.care.abroad.states import MATTER
from qanat.care.abroad.subscribers import hear_decision
from qanat.care.commission.commands.bodies import MemberDraft, appoint_member
from qanat.care.commission.commands.items import (
    NoCommission,
    open_hearing,
    open_voting,
    place_item,
    withdraw_item,
)
from qanat.care.commission.commands.voting import VoteNotWhole, decide
from qanat.care.commission.models import Body, Item
from qanat.care.commission.states import Group, Seat
from qanat.events.commission import MatterDecided
from qanat.foundation.lifecycle import WrongState
from qanat.foundation.outbox.delivery import deliver_all

pytestmark = pytest.mark.usefixtures("world", "db")


@pytest.fixture
def body() -> int:
    made = commission.body()
    Body.objects.filter(pk=made).update(matter_kind=MATTER)  # theirs decides on trial matters
    return made


def _event(item: Item, outcome: str) -> MatterDecided:
    return MatterDecided(
        item_id=item.pk,
        matter=str(item.matter),
        matter_kind=MATTER,
        outcome=outcome,
        ground="",
        facility_id=None,
    )


def sent(case: Case) -> Item:
    """Put a case before the commission."""
    send_to_commission(WORKING_BODY, case_id=case.pk, now=NOW)
    return Item.objects.get(matter=case.matter)


def decided(item: Item, body: int, outcome: str) -> None:
    """Have the commission vote on a case in a sitting."""
    sitting = commission.opened(body)
    place_item(commission.SECRETARY, item_id=item.pk, sitting_id=sitting, now=NOW)
    open_hearing(commission.SECRETARY, item_id=item.pk, now=NOW)
    commission.heard(item.pk)
    open_voting(commission.CHAIR, item_id=item.pk, now=NOW)
    for actor in commission.EVERYBODY:
        commission.vote(item.pk, actor, outcome)
    ground = commission.GROUND if outcome == "refuse" else ""
    draft = commission.drafted(ground=ground)
    decide(commission.CHAIR, item_id=item.pk, draft=draft, now=NOW)
    deliver_all()


def test_what_the_commission_decides_is_the_decision_of_the_case(body: int) -> None:
    case = offered()
    item = sent(case)
    assert (item.matter_number, item.grounds[0]["code"]) == (case.number, "available_at_home")
    decided(item, body, "abroad")
    after = fresh(case.pk)
    assert (after.state, after.decision) == ("decided", "abroad")
    assert CaseDecision.objects.get().reasons == commission.REASONS


def test_a_refusal_carries_its_ground(body: int) -> None:
    case = heard(("here", "here"))
    decided(sent(case), body, "refuse")
    found = CaseDecision.objects.get()
    assert (found.decision, found.ground) == ("refuse", commission.GROUND)


def test_the_commission_reads_an_appeal_and_what_it_decided_before(body: int) -> None:
    case = heard(("here", "here"))
    decided(sent(case), body, "refuse")
    appeal_case(ward(), case_id=case.pk, text="Метод здесь не выполняют.", now=NOW)
    send_to_commission(WORKING_BODY, case_id=case.pk, now=NOW)
    item = Item.objects.undecided().get(matter=case.matter)
    assert (item.title["en"][:8], item.title["ru"][:12]) == ("Appeal: ", "Обжалование:")
    before = brief_of(commission.CHAIR, case.matter, NOW).earlier
    assert [(one.decision, one.ground) for one in before] == [("refuse", commission.GROUND)]
    told = [(one.title, one.text) for one in summary(commission.CHAIR, case.matter)]
    assert ("Appeal", "Метод здесь не выполняют.") in told
    assert any(title == "Decided before" and "Refused" in text for title, text in told)
    member = Accounts().account("commission_member")
    draft = MemberDraft(account_id=member.pk, seat=Seat.MEMBER, group=Group.NGO, from_on=NOW.date())
    appoint_member(commission.SECRETARY, body_id=body, draft=draft, now=NOW)
    page = browser(member).get(reverse("abroad:brief", args=(case.matter,))).content.decode()
    assert "Метод здесь не выполняют." in page


def test_an_appeal_names_nobody_to_the_commission(body: int) -> None:
    case = heard(("here", "here"))
    decided(sent(case), body, "refuse")
    with pytest.raises(AppealNames):
        appeal_case(ward(), case_id=case.pk, text="Ахметов не согласен.", now=NOW)
    assert fresh(case.pk).state == "decided"
    assert not Appeal.objects.exists()


def test_whom_an_appeal_helped_gets_offers_though_no_clinic_was_asked(body: int) -> None:
    case = heard(("here", "here"))
    decided(sent(case), body, "refuse")
    appeal_case(ward(), case_id=case.pk, text="Не согласны.", now=NOW)
    first = ask_clinic(WORKING_BODY, case_id=case.pk, clinic_id=clinic("One"), now=NOW)
    assert fresh(case.pk).state == "appealed"
    send_to_commission(WORKING_BODY, case_id=case.pk, now=NOW)
    with pytest.raises(WrongState):
        ask_clinic(WORKING_BODY, case_id=case.pk, clinic_id=clinic("Two"), now=NOW)
    decided(Item.objects.undecided().get(matter=case.matter), body, "abroad")
    second = ask_clinic(WORKING_BODY, case_id=case.pk, clinic_id=clinic("Two"), now=NOW)
    assert fresh(case.pk).state == "decided"
    rate()
    for pk in (first, second):
        quote_offer(WORKING_BODY, offer_id=pk, quote=quote(), now=NOW)
    choose_offer(WORKING_BODY, offer_id=second, now=NOW)
    assert Offer.objects.get(state="chosen").pk == second


def test_nobody_is_asked_for_an_offer_once_the_case_is_refused(body: int) -> None:
    case = heard(("here", "here"))
    decided(sent(case), body, "refuse")
    with pytest.raises(WrongState):
        ask_clinic(WORKING_BODY, case_id=case.pk, clinic_id=clinic("One"), now=NOW)
    assert not Offer.objects.exists()


def test_the_news_of_a_decision_told_again_changes_nothing(body: int) -> None:
    case = offered()
    item = sent(case)
    decided(item, body, "abroad")
    hear_decision(_event(item, "abroad"))
    assert CaseDecision.objects.count() == 1


def test_news_of_matters_of_others_is_not_ours() -> None:
    event = MatterDecided(
        item_id=1, matter=str(uuid4()), matter_kind="trial", outcome="abroad", ground="",
        facility_id=None,
    )  # fmt: skip
    hear_decision(event)
    assert not CaseDecision.objects.exists()


def test_a_case_taken_off_the_agenda_comes_back(body: int) -> None:
    assert body
    case = offered()
    item = sent(case)
    withdraw_item(commission.SECRETARY, item_id=item.pk, reason="incomplete", now=NOW)
    deliver_all()
    assert fresh(case.pk).state == "offers"
    send_to_commission(WORKING_BODY, case_id=case.pk, now=NOW)
    assert Item.objects.filter(matter=case.matter).count() == 2


def test_a_case_which_ends_leaves_the_agenda(body: int) -> None:
    assert body
    case = offered()
    item = sent(case)
    withdraw_case(ward(), case_id=case.pk, reason="by_applicant", now=NOW)
    deliver_all()
    item.refresh_from_db()
    assert (item.state, fresh(case.pk).state) == ("withdrawn", "withdrawn")


def test_without_a_commission_nothing_is_put_on_an_agenda() -> None:
    case = offered()
    with pytest.raises(NoCommission):
        send_to_commission(WORKING_BODY, case_id=case.pk, now=NOW)
    assert fresh(case.pk).state == "offers"


def test_members_read_the_case_without_names_and_others_do_not(body: int) -> None:
    assert body
    case, people = offered(), Accounts()
    blind = handed(case, "anonymous_extract", is_anonymous=True)
    item = sent(case)
    outsider = browser(people.account("commission_member"))
    brief = reverse("abroad:brief", args=(case.matter,))
    paper = reverse("abroad:brief_paper", args=(case.matter, blind.pk))
    for to in (brief, paper):
        assert outsider.get(to).status_code == 404
    member = people.account("commission_member")
    draft = MemberDraft(account_id=member.pk, seat=Seat.MEMBER, group=Group.NGO, from_on=NOW.date())
    appoint_member(commission.SECRETARY, body_id=item.body_id, draft=draft, now=NOW)
    page = browser(member).get(brief).content.decode()
    assert "Klinik 0" in page
    for secret in ("Ахметов", "850101300124"):
        assert secret not in page
    assert not Opening.objects.exists()


def test_a_longer_treatment_is_granted_by_the_commission_and_paid_for_then(body: int) -> None:
    case = admitted()
    more = More(why="complication", text="Сепсис", days=10, amount=300_000)
    pk = ask_for_more(WORKING_BODY, case_id=case.pk, more=more, now=NOW)
    item = Item.objects.undecided().get(matter=case.matter)
    told = brief_of(commission.CHAIR, case.matter, NOW).wish
    assert (told and told.text, told and told.days) == ("Сепсис", 10)
    bundle = {one.title: one.text for one in summary(commission.CHAIR, case.matter)}
    more_words = how_much_more(10, 300_000, "EUR")
    assert bundle["More than was agreed"] == f"Complication: {more_words}\nСепсис"
    assert "Chosen" in bundle["Offers of clinics"]
    with pytest.raises(NotAgreedYet):
        grant_more(FINANCE, extension_id=pk, now=NOW)
    decided(item, body, "more")
    grant_more(FINANCE, extension_id=pk, now=NOW)
    wish = Extension.objects.get()
    assert (wish.state, wish.decision) == ("granted", Item.objects.get(pk=item.pk).number)
    assert (fresh(case.pk).state, fresh(case.pk).decision) == ("admitted", "abroad")


def test_what_is_not_granted_ends_and_may_be_asked_for_anew(body: int) -> None:
    case = admitted()
    more = More(why="complication", text="Сепсис", days=10, amount=0)
    for outcome in ("no_more", "withdrawn"):
        ask_for_more(WORKING_BODY, case_id=case.pk, more=more, now=NOW)
        item = Item.objects.undecided().get(matter=case.matter)
        if outcome == "withdrawn":
            withdraw_item(commission.SECRETARY, item_id=item.pk, reason="not_needed", now=NOW)
            deliver_all()
        else:
            decided(item, body, outcome)
    reasons = Extension.objects.order_by("id").values_list("state", "reason")
    assert list(reasons) == [("refused", "commission_refused"), ("refused", "other")]
    hear_decision(_event(Item.objects.get(outcome="no_more"), "no_more"))
    ask_for_more(WORKING_BODY, case_id=case.pk, more=more, now=NOW)


def test_the_commission_is_not_told_whose_complication_it_is_nor_asked_for_another_outcome(
    body: int,
) -> None:
    case = admitted()
    named = More(why="complication", text="Ахметов: сепсис", days=10, amount=0)
    with pytest.raises(WishNotAnonymous):
        ask_for_more(WORKING_BODY, case_id=case.pk, more=named, now=NOW)
    more = More(why="complication", text="Сепсис", days=10, amount=0)
    ask_for_more(WORKING_BODY, case_id=case.pk, more=more, now=NOW)
    item = Item.objects.undecided().get(matter=case.matter)
    sitting = commission.opened(body)
    place_item(commission.SECRETARY, item_id=item.pk, sitting_id=sitting, now=NOW)
    open_hearing(commission.SECRETARY, item_id=item.pk, now=NOW)
    open_voting(commission.CHAIR, item_id=item.pk, now=NOW)
    with pytest.raises(VoteNotWhole):
        commission.vote(item.pk, commission.CHAIR, "abroad")
