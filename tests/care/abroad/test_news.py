"""The applicant is written to when there is news of his case: never what it is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.care.abroad.builders import (
    WORKING_BODY,
    admitted,
    child,
    contracted,
    drafted,
    fresh,
    offered,
    planned,
    registered,
    told,
    ward,
)
from tests.care.abroad.test_applicant import at, opened, visitor
from tests.care.commission import builders as commissions
from tests.care.funding.builders import FINANCE
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import browser
from tests.response.dispatch.builders import NOW, facility_id

from qanat.care.abroad.commands.applicant import send_password
from qanat.care.abroad.commands.deciding import appeal_case, send_to_commission, take_decision
from qanat.care.abroad.commands.drafts import Contacts, DecisionDraft
from qanat.care.abroad.commands.examining import return_case
from qanat.care.abroad.commands.extending import (
    More,
    ask_for_more,
    grant_more,
    take_agreement,
)
from qanat.care.abroad.commands.news import tell_news
from qanat.care.abroad.commands.preparing import (
    CaseOver,
    EmailUnreadable,
    PhoneUnreadable,
    amend_case,
    change_contacts,
    withdraw_case,
)
from qanat.care.abroad.models import Case
from qanat.care.abroad.parameters import TOLD_OF, NoSuchNews
from qanat.care.abroad.queries.news import ABOUT
from qanat.care.abroad.states import MATTER, News
from qanat.care.abroad.subscribers import tell_of_move
from qanat.care.commission.commands.items import place_item, withdraw_matter
from qanat.care.commission.commands.sittings import SittingDraft, move_sitting
from qanat.care.commission.models import Body, Item
from qanat.events.abroad import CaseMoved
from qanat.foundation.actors import SYSTEM
from qanat.foundation.days import NATIONAL
from qanat.foundation.evidence import Evidence
from qanat.foundation.messages.models import Message
from qanat.foundation.messages.queries import timeline
from qanat.foundation.messages.states import Channel
from qanat.foundation.outbox.delivery import deliver_all
from qanat.foundation.parameters.commands import NewVersion, set_parameter
from qanat.foundation.parameters.queries import forget
from qanat.foundation.refusals import NotAllowed
from qanat.foundation.secrets import decrypt

pytestmark = pytest.mark.usefixtures("world", "db")
DAY = timedelta(days=1)


def returned(**said: object) -> Case:
    """Return a case of which papers are missing, and its news told."""
    case = registered(**said)
    told = {"reason": "examinations", "note": "No test of the donor."}
    return_case(WORKING_BODY, case_id=case.pk, now=timezone.now(), **told)
    deliver_all()
    return case


def news(case: Case) -> list[str]:
    """Return of what an applicant was told, by the words of his messages."""
    return [one.wording for one in timeline(SYSTEM, ABOUT, case.pk)]


def test_each_telephone_hears_in_its_language_that_there_is_news_and_nothing_else() -> None:
    case = returned(applicant_phone="87010000001, 87010000002", applicant_language="ru")
    rows = Message.objects.filter(about_kind=ABOUT).order_by("id")
    assert [decrypt(bytes(one.address)) for one in rows] == ["+77010000001", "+77010000002"]
    text = timeline(SYSTEM, ABOUT, case.pk)[0].text
    assert text.startswith(f"Ваше дело {case.number} возвращено")
    assert reverse("abroad:code") in text
    for secret in (case.code, "Ахметов", "стеноз", "Талгар", "donor"):
        assert secret not in text


def test_who_gave_an_address_hears_by_e_mail_too_but_passwords_go_to_his_telephone() -> None:
    case = returned(applicant_email="a@example.kz", applicant_language="ru")
    rows = Message.objects.filter(about_kind=ABOUT).order_by("id")
    assert [one.channel for one in rows] == [Channel.SMS, Channel.EMAIL]
    assert decrypt(bytes(rows[1].address)) == "a@example.kz"
    assert timeline(SYSTEM, ABOUT, case.pk)[1].subject == f"Новости по делу {case.number}"
    send_password(SYSTEM, code=case.code, now=timezone.now())
    assert Message.objects.latest("id").channel == Channel.SMS
    assert "an SMS and an e-mail" in opened(case).get(at("own")).content.decode()


def test_what_is_no_address_is_refused_and_an_empty_one_keeps_what_is_on_record() -> None:
    with pytest.raises(EmailUnreadable):
        drafted(applicant_email="a@b")
    case = drafted(applicant_email="a@example.kz")
    amend_case(ward(), case_id=case.pk, draft=told(), version=case.version, now=NOW)
    kept = fresh(case.pk).applicant_email
    assert kept is not None
    assert decrypt(bytes(kept)) == "a@example.kz"


def test_without_a_telephone_there_is_still_e_mail_and_the_page_says_what_is_missing(
    people: Accounts,
) -> None:
    case = returned(applicant_phone="", applicant_email="a@example.kz")
    assert news(case) == ["abroad.news_returned"]
    client = browser(people.account("working_body"))
    page = client.get(reverse("abroad:case", args=(case.pk,))).content.decode()
    assert "gets no password to look at the case himself" in page


def test_of_more_that_was_granted_the_applicant_is_told_and_sees_it_on_his_page() -> None:
    case, now = admitted(), timezone.now()
    more = More(why="complication", text="Инфекция.", days=10, amount=100_000)
    wish = ask_for_more(WORKING_BODY, case_id=case.pk, more=more, now=now)
    take_agreement(SYSTEM, case_id=case.pk, outcome="more", decision="2/1", now=now)
    deliver_all()
    assert "abroad.news_longer" not in news(case)
    client = opened(case)
    assert "10 days · Granted by the commission" in client.get(at("own")).content.decode()
    grant_more(FINANCE, extension_id=wish, now=now)
    deliver_all()
    assert news(case)[-1] == "abroad.news_longer"
    assert "10 days · Granted<" in client.get(at("own")).content.decode()


def test_news_told_twice_is_written_once() -> None:
    case = returned()
    row = fresh(case.pk)
    tell_of_move(CaseMoved(case_id=case.pk, move="return_papers", at=row.state_at))
    assert news(case) == ["abroad.news_returned"]


def test_on_its_way_to_the_decision_and_the_appeal_the_applicant_is_told_of_each_step() -> None:
    body = commissions.body()
    Body.objects.filter(pk=body).update(matter_kind=MATTER)
    case, now = offered(), timezone.now()
    for number in (1, 2):
        send_to_commission(WORKING_BODY, case_id=case.pk, now=now + number * DAY)
        withdraw_matter(matter=case.matter, reason="not_needed")
        told = DecisionDraft(
            decision="refuse",
            reasons={"ru": "Нет."},
            ground="available_at_home",
            reference=str(number),
        )
        take_decision(SYSTEM, case_id=case.pk, told=told, now=now + number * DAY)
        deliver_all()
        if number == 1:
            appeal_case(ward(), case_id=case.pk, text="Не согласен.", now=now + DAY)
    assert news(case) == [
        "abroad.news_agenda", "abroad.news_decided", "abroad.news_agenda", "abroad.news_appeal",
    ]  # fmt: skip


def test_the_day_of_the_sitting_is_told_once_and_again_when_it_is_moved() -> None:
    body = commissions.body()
    Body.objects.filter(pk=body).update(matter_kind=MATTER)
    case, starts = offered(applicant_language="en"), timezone.now() + DAY
    send_to_commission(WORKING_BODY, case_id=case.pk, now=timezone.now())
    sitting = commissions.sitting(body, starts=starts)
    item = Item.objects.get(matter=case.matter).pk
    for _told in range(2):
        place_item(commissions.SECRETARY, item_id=item, sitting_id=sitting, now=NOW)
        deliver_all()
    assert news(case) == ["abroad.news_agenda", "abroad.news_sitting"]
    later = SittingDraft(
        kind="ordinary", starts_at=starts + DAY, ends_at=starts + DAY + DAY / 12, place="Астана"
    )
    move_sitting(commissions.SECRETARY, sitting_id=sitting, draft=later, now=NOW)
    deliver_all()
    assert news(case)[2:] == ["abroad.news_sitting"]
    there = (starts + DAY).astimezone(NATIONAL)
    assert f"{there:%H:%M}" in timeline(SYSTEM, ABOUT, case.pk)[-1].text


def test_of_a_planned_journey_the_applicant_is_told() -> None:
    case = contracted()
    planned(case)
    assert tell_news(SYSTEM, case_id=case.pk, news=News.JOURNEY, at=NOW, now=NOW) == 1
    assert news(case)[-1] == "abroad.news_journey"


def test_what_happened_days_ago_is_told_nobody() -> None:
    case, now = registered(), NOW + 3 * DAY
    assert tell_news(SYSTEM, case_id=case.pk, news=News.RETURNED, at=NOW, now=now) == 0


def test_sms_and_e_mail_are_refused_each_by_itself_on_his_page(people: Accounts) -> None:
    case = registered(applicant_email="a@example.kz")
    client = opened(case)
    assert client.post(at("own_news"), {"wish": "no_sms"}).status_code == 303
    assert "you get an e-mail" in client.get(at("own")).content.decode()
    told = {"reason": "examinations", "note": ""}
    return_case(WORKING_BODY, case_id=case.pk, now=timezone.now(), **told)
    deliver_all()
    assert [one.channel for one in Message.objects.filter(about_kind=ABOUT)] == [Channel.EMAIL]
    clerk, there = browser(people.account("working_body")), reverse("abroad:case", args=(case.pk,))
    assert "The applicant refused: SMS." in clerk.get(there).content.decode()
    client.post(at("own_news"), {"wish": "no_email"})
    assert "You get no messages" in client.get(at("own")).content.decode()
    assert "The applicant wants no messages." in clerk.get(there).content.decode()
    for wish in ("sms", "email", "of no meaning"):
        client.post(at("own_news"), {"wish": wish})
    assert "an SMS and an e-mail" in client.get(at("own")).content.decode()


def test_an_applicant_deletes_his_address_on_his_page() -> None:
    case = registered(applicant_email="a@example.kz")
    client = opened(case)
    client.post(at("own_news"), {"wish": "forget_email"})
    assert fresh(case.pk).applicant_email is None
    assert "Delete my e-mail address" not in client.get(at("own")).content.decode()


def test_who_prepares_the_case_changes_how_the_applicant_is_reached_until_it_is_over() -> None:
    case = registered(applicant_email="a@example.kz")
    kept = fresh(case.pk).applicant_phone
    change_contacts(ward(), case_id=case.pk, told=Contacts(forgets_email=True, wants_sms=False))
    row = fresh(case.pk)
    assert (row.applicant_email, row.applicant_phone, row.wants_sms) == (None, kept, False)
    with pytest.raises(PhoneUnreadable):
        change_contacts(ward(), case_id=case.pk, told=Contacts(applicant_phone="12"))
    with pytest.raises(NotAllowed):
        change_contacts(WORKING_BODY, case_id=case.pk, told=Contacts())
    withdraw_case(ward(), case_id=case.pk, reason="not_needed", now=NOW)
    with pytest.raises(CaseOver):
        change_contacts(ward(), case_id=case.pk, told=Contacts())


def test_the_form_of_a_case_deletes_an_address_only_where_one_is_on_record(
    people: Accounts,
) -> None:
    case = registered(applicant_email="a@example.kz")
    client = browser(people.account("referring", str(facility_id())))
    there = reverse("abroad:contacts", args=(case.pk,))
    assert "Delete the e-mail on record" in client.get(there).content.decode()
    typed = {"applicant_language": "en", "forgets_email": "on", "wants_sms": "on"}
    assert client.post(there, typed).status_code == 303
    assert "Delete the e-mail on record" not in client.get(there).content.decode()


def test_without_a_password_nobody_stops_the_messages() -> None:
    case = registered()
    assert visitor().post(at("own_news"), {"wish": "no_sms"}).headers["Location"] == at("code")
    assert fresh(case.pk).wants_sms


def test_the_page_of_a_case_says_what_was_told_and_where_nobody_can_be_told(
    people: Accounts,
) -> None:
    client = browser(people.account("working_body"))
    case = returned()
    page = client.get(reverse("abroad:case", args=(case.pk,))).content.decode()
    assert "Messages to the applicant" in page
    assert "The case was returned" in page
    silent = registered(who=child(), applicant_phone="")
    page = client.get(reverse("abroad:case", args=(silent.pk,))).content.decode()
    assert "No telephone is on record" in page
    assert tell_news(SYSTEM, case_id=silent.pk, news=News.RETURNED, at=NOW, now=NOW) == 0


def test_of_what_is_told_is_a_parameter_which_knows_its_words() -> None:
    case = registered()
    for entries in ({"returnd": 1}, {"returned": 2}):
        with pytest.raises(NoSuchNews):
            set_parameter(SYSTEM, key=TOLD_OF, version=version(**entries))
    set_parameter(SYSTEM, key=TOLD_OF, version=version(decided=1))
    forget()
    assert tell_news(SYSTEM, case_id=case.pk, news=News.RETURNED, at=NOW, now=NOW) == 0
    assert tell_news(SYSTEM, case_id=case.pk, news=News.DECIDED, at=NOW, now=NOW) == 1


def version(**entries: int) -> NewVersion:
    """Return a table of what is told."""
    return NewVersion(
        value={**entries}, valid_from=NOW.date(), source="Order", evidence=Evidence.ASSUMPTION
    )
