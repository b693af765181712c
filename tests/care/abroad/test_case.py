"""A case from the draft to the decision, what is refused on the way, and its clocks."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.care.abroad.builders import (
    DAY,
    DEPARTMENT,
    ELSEWHERE,
    UNTIL,
    WORKING_BODY,
    child,
    clinic,
    commission,
    complete,
    decide,
    decided,
    drafted,
    expert,
    fresh,
    handed,
    heard,
    judge_all,
    offered,
    on_agenda,
    opined,
    quote,
    rate,
    registered,
    somebody,
    submitted,
    told,
    ward,
)
from tests.response.dispatch.builders import NOW, facility_id

from qanat.care.abroad.commands.deciding import (
    AppealLate,
    CarriedOut,
    ClinicsMissing,
    GroundMissing,
    OffersFew,
    appeal_case,
    close_case,
    send_to_commission,
    take_decision,
)
from qanat.care.abroad.commands.drafts import DecisionDraft
from qanat.care.abroad.commands.examining import (
    NothingToHear,
    PapersIncomplete,
    confirm_complete,
    give_case_back,
    hand_in_again,
    petition_case,
    resubmit_case,
    return_case,
)
from qanat.care.abroad.commands.experts import (
    ExpertInvolved,
    NotExpert,
    OpinionMissing,
    ask_expert,
    decline_task,
    give_expert_opinion,
    release_task,
)
from qanat.care.abroad.commands.offers import (
    OfferOver,
    OpinionsMissing,
    ask_clinic,
    decline_offer,
    quote_offer,
)
from qanat.care.abroad.commands.preparing import (
    CaseOpen,
    NotAnonymous,
    NotChangeable,
    PapersMissing,
    PhonesTooMany,
    PhoneUnreadable,
    amend_case,
    make_urgent,
    note_death,
    open_case,
    submit_case,
    withdraw_case,
)
from qanat.care.abroad.models import Appeal, Case, CaseDecision, Offer, Task
from qanat.care.abroad.queries.cases import Wanted, case_rows
from qanat.care.abroad.queries.record import case_record
from qanat.care.abroad.queries.tasks import own_file, own_tasks
from qanat.care.funding.queries.rates import RateMissing
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.lifecycle import ReasonMissing, WrongState
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.foundation.secrets import decrypt

pytestmark = pytest.mark.usefixtures("world", "db")


def test_a_case_goes_all_the_way_to_a_decision() -> None:
    case = decided()
    assert (case.state, case.decision, case.act) == ("decided", "abroad", "dsm-45")
    assert CaseDecision.objects.get().finding["outlook"] == "possible"
    moves = [entry.move for entry in case_record(SYSTEM, case.pk, NOW).moves]
    assert moves == [
        "submit", "petition", "confirm_complete", "ask_experts", "ask_clinics", "put_on_agenda",
        "decide",
    ]  # fmt: skip


def test_a_case_opened_twice_is_one_and_a_patient_has_one_open_case() -> None:
    assert drafted().pk == drafted().pk
    with pytest.raises(CaseOpen):
        drafted(code="001")
    assert Case.objects.count() == 1


def test_a_hospital_opens_cases_of_its_own_alone() -> None:
    with pytest.raises(NotAllowed):
        open_case(ward(), facility_id=facility_id("001"), draft=told(), person=somebody(), now=NOW)
    assert not Case.objects.exists()


def test_what_experts_read_names_nobody() -> None:
    for summary in ("Больной Ахметов, стеноз", "ИИН 850101300124", "AKHMETOV, stenosis"):
        with pytest.raises(NotAnonymous):
            drafted(summary=summary)
    assert not Case.objects.exists()


def test_the_telephone_of_the_applicant_is_sealed_and_one_that_is_none_refused() -> None:
    with pytest.raises(PhoneUnreadable):
        drafted(applicant_phone="нет")
    case = drafted()
    assert decrypt(bytes(case.applicant_phone or b"")) == "+77010000001"
    amend_case(ward(), case_id=case.pk, version=1, draft=told(applicant_phone=""), now=NOW)
    assert fresh(case.pk).applicant_phone is not None


def test_up_to_three_telephones_of_an_applicant_are_kept_each_once() -> None:
    for typed in ("+7 701 000 00 01, нет", " , "):
        with pytest.raises(PhoneUnreadable):
            drafted(applicant_phone=typed)
    with pytest.raises(PhonesTooMany):
        drafted(applicant_phone="87010000001;87010000002;87010000003;87010000004")
    case = drafted(applicant_phone="+7 701 000 00 01, 8 701 000 00 02; 87010000001")
    assert decrypt(bytes(case.applicant_phone or b"")) == "+77010000001\n+77010000002"


def test_what_was_handed_in_is_not_changed() -> None:
    case = submitted()
    with pytest.raises(NotChangeable):
        amend_case(ward(), case_id=case.pk, version=1, draft=told(diagnosis="Иное"), now=NOW)


def test_an_incomplete_package_is_neither_handed_in_nor_sent_on() -> None:
    case = drafted()
    handed(case, "extract")
    with pytest.raises(PapersMissing) as refused:
        submit_case(ward(), case_id=case.pk, now=NOW)
    assert "identity document" in refused.value.message()
    assert "Extract" not in refused.value.message()
    handed_in = submitted()
    with pytest.raises(PapersMissing):
        petition_case(DEPARTMENT, case_id=handed_in.pk, now=NOW)
    assert fresh(handed_in.pk).state == "submitted"


def test_a_childs_case_needs_who_speaks_for_the_child() -> None:
    case = drafted(who=child(), disease="another")
    assert case.is_represented
    for kind in ("extract", "conclusion", "identity"):
        handed(case, kind)
    with pytest.raises(PapersMissing):
        submit_case(ward(), case_id=case.pk, now=NOW)
    handed(case, "guardian_consent")
    handed(case, "guardian_identity")
    submit_case(ward(), case_id=case.pk, now=NOW)
    assert fresh(case.pk).state == "submitted"


def test_a_case_is_registered_under_the_act_of_the_day_and_its_clocks_run() -> None:
    case = registered()
    assert (case.act, case.registered_at) == ("dsm-45", NOW)
    assert case.due_at == NOW + 2 * DAY  # a Wednesday: Thursday and Friday
    assert case.decide_by == NOW + 30 * DAY


def test_a_case_of_the_old_days_is_decided_under_the_old_act() -> None:
    then = datetime(2019, 6, 4, 6, tzinfo=UTC)
    case = drafted()
    for kind in ("extract", "conclusion", "identity"):
        handed(case, kind)
    submit_case(ward(), case_id=case.pk, now=then)
    handed(case, "petition")
    petition_case(DEPARTMENT, case_id=case.pk, now=then)
    assert fresh(case.pk).act == "order-544"


def test_while_papers_are_missing_the_clock_stands_still() -> None:
    case = registered()
    with pytest.raises(ReasonMissing):
        return_case(WORKING_BODY, case_id=case.pk, reason="", now=NOW)
    return_case(WORKING_BODY, case_id=case.pk, reason="missing", now=NOW + DAY)
    assert fresh(case.pk).stopped_at == NOW + DAY
    hand_in_again(ward(), case_id=case.pk, now=NOW + 8 * DAY)
    again = fresh(case.pk)
    assert (again.state, again.stopped_at) == ("completeness", None)
    assert again.decide_by == NOW + 37 * DAY
    assert again.act == "dsm-45"


def test_completeness_is_confirmed_when_every_paper_was_looked_at() -> None:
    case = registered()
    with pytest.raises(PapersIncomplete):
        confirm_complete(WORKING_BODY, case_id=case.pk, now=NOW)
    judge_all(case)
    with pytest.raises(PapersIncomplete):
        confirm_complete(WORKING_BODY, case_id=case.pk, now=NOW + 1000 * DAY)
    confirm_complete(WORKING_BODY, case_id=case.pk, now=NOW)
    assert fresh(case.pk).state == "eligibility"


def test_the_department_gives_a_case_back_for_a_reason() -> None:
    case = submitted()
    with pytest.raises(NotFound):
        give_case_back(ELSEWHERE, case_id=case.pk, reason="missing", now=NOW)
    give_case_back(DEPARTMENT, case_id=case.pk, reason="missing", now=NOW)
    assert fresh(case.pk).state == "draft"


def test_the_urgent_lane_counts_in_hours_and_goes_first() -> None:
    calm, case = registered(), registered(who=somebody(name="Иной Иван", iin=""))
    make_urgent(WORKING_BODY, case_id=case.pk, because="Опухоль растёт", now=NOW)
    hastened = fresh(case.pk)
    assert hastened.decide_by == NOW + 3 * DAY
    assert hastened.due_at == NOW + DAY
    rows = case_rows(WORKING_BODY, Wanted(), NOW)
    assert [row.id for row in rows] == [case.pk, calm.pk]
    places = [row.place for row in rows]
    assert places == sorted(places)


def test_children_go_before_adults_and_first_come_before_later() -> None:
    adult = registered()
    young = registered(who=child(), disease="another")
    pregnant = registered(who=somebody(name="Анна Ким", iin=""), is_pregnant=True)
    rows = case_rows(WORKING_BODY, Wanted(), NOW)
    assert [row.id for row in rows] == [young.pk, pregnant.pk, adult.pk]
    assert [row.priority for row in rows] == [1, 2, 5]


def test_experts_are_asked_blind_and_each_sees_his_own_alone() -> None:
    case, one, other = complete(), expert(), expert()
    first = ask_expert(WORKING_BODY, case_id=case.pk, expert_id=one.id, now=NOW)
    assert ask_expert(WORKING_BODY, case_id=case.pk, expert_id=one.id, now=NOW) == first
    second = ask_expert(WORKING_BODY, case_id=case.pk, expert_id=other.id, now=NOW)
    give_expert_opinion(one, task_id=first, verdict="abroad", text="Тайное мнение", now=NOW)
    assert [task.id for task in own_tasks(other, is_over=False)] == [second]
    told_to_him = repr(own_file(other, second))
    for secret in ("Ахметов", case.number, "850101300124", "Тайное мнение", "'076'", "KZ-19"):
        assert secret not in told_to_him
    with pytest.raises(NotFound):
        own_file(other, first)
    with pytest.raises(NotFound):
        case_record(other, case.pk, NOW)
    with pytest.raises(NotFound):
        give_expert_opinion(other, task_id=first, verdict="here", text="Чужое", now=NOW)
    with pytest.raises(WrongState):
        give_expert_opinion(one, task_id=first, verdict="here", text="Иначе", now=NOW)


def test_an_opinion_is_a_verdict_with_reasons_or_a_refusal_with_one() -> None:
    case, one = complete(), expert()
    task = ask_expert(WORKING_BODY, case_id=case.pk, expert_id=one.id, now=NOW)
    for verdict, text in (("abroad", " "), ("odd", "Слова"), ("", "Слова")):
        with pytest.raises(OpinionMissing):
            give_expert_opinion(one, task_id=task, verdict=verdict, text=text, now=NOW)
    decline_task(one, task_id=task, reason="conflict", now=NOW)
    assert Task.objects.get().state == "declined"
    with pytest.raises(ExpertInvolved):
        ask_expert(WORKING_BODY, case_id=case.pk, expert_id=one.id, now=NOW)


def test_who_has_to_do_with_the_case_is_not_asked_about_it(
    people: Any, grant: Callable[..., Actor]
) -> None:
    case = complete()
    colleague = grant(people, "abroad_expert", "surgery", "referring", str(facility_id()))
    with pytest.raises(ExpertInvolved):
        ask_expert(WORKING_BODY, case_id=case.pk, expert_id=colleague.id, now=NOW)
    with pytest.raises(NotExpert):
        ask_expert(WORKING_BODY, case_id=case.pk, expert_id=people.actor("dispatcher").id, now=NOW)
    assert fresh(case.pk).state == "eligibility"


def test_an_expert_who_does_not_answer_is_released_and_sees_it_no_longer() -> None:
    case, one = complete(), expert()
    task = ask_expert(WORKING_BODY, case_id=case.pk, expert_id=one.id, now=NOW)
    release_task(WORKING_BODY, task_id=task, now=NOW)
    with pytest.raises(NotFound):
        own_file(one, task)


def test_clinics_are_asked_after_two_opinions_and_offers_are_in_tenge() -> None:
    case = complete()
    opined(case)
    with pytest.raises(OpinionsMissing):
        ask_clinic(WORKING_BODY, case_id=case.pk, clinic_id=clinic(), now=NOW)
    opined(case)
    pk = ask_clinic(WORKING_BODY, case_id=case.pk, clinic_id=clinic("Eins"), now=NOW)
    same = ask_clinic(WORKING_BODY, case_id=case.pk, clinic_id=clinic("Eins"), now=NOW)
    assert same == pk
    with pytest.raises(RateMissing):
        quote_offer(WORKING_BODY, offer_id=pk, quote=quote(), now=NOW)
    rate()
    with pytest.raises(OfferOver):
        quote_offer(WORKING_BODY, offer_id=pk, quote=quote(valid_until=date(2026, 1, 1)), now=NOW)
    quote_offer(WORKING_BODY, offer_id=pk, quote=quote(), now=NOW)
    offer = Offer.objects.get()
    assert offer.amount_tiyn == 20_000 * 61_250
    assert (offer.rate, offer.rate_on) == (Decimal("612.5"), NOW.date())


def test_the_commission_gets_a_case_with_its_offers() -> None:
    commission()
    case = offered(count=2)
    with pytest.raises(ClinicsMissing):
        send_to_commission(WORKING_BODY, case_id=case.pk, now=NOW)
    third = ask_clinic(WORKING_BODY, case_id=case.pk, clinic_id=clinic("Hastane", "TR"), now=NOW)
    decline_offer(WORKING_BODY, offer_id=third, note="Нет мест", now=NOW)
    with pytest.raises(OffersFew):
        send_to_commission(WORKING_BODY, case_id=case.pk, now=NOW)
    send_to_commission(WORKING_BODY, case_id=case.pk, note="Редкая операция", now=NOW)
    assert fresh(case.pk).state == "agenda"


def test_where_nobody_is_to_be_sent_no_clinic_is_asked() -> None:
    commission()
    for verdicts, is_own in ((("here", "no_benefit"), False), (("abroad", "abroad"), True)):
        who = somebody(name=f"Больной {verdicts[0]}", iin="")
        case = heard(verdicts, who=who, is_self_arranged=is_own)
        send_to_commission(WORKING_BODY, case_id=case.pk, now=NOW)
        assert fresh(case.pk).state == "agenda"
    doubted = heard(("here", "abroad"), who=somebody(name="Иной", iin=""))
    with pytest.raises(ClinicsMissing):
        send_to_commission(WORKING_BODY, case_id=doubted.pk, now=NOW)


def test_a_decision_told_twice_is_taken_once_and_a_refusal_has_a_ground() -> None:
    case = decided()
    decide(case)
    assert CaseDecision.objects.count() == 1
    other = on_agenda(who=somebody(name="Иной", iin=""))
    for ground in ("", "nonsense"):
        with pytest.raises(GroundMissing):
            decide(other, "refuse", ground, reference="1/2")
    decide(other, "refuse", "available_at_home", reference="1/2")
    assert fresh(other.pk).decision == "refuse"


def test_nobody_but_the_commission_decides() -> None:
    case = on_agenda()
    draft = DecisionDraft(decision="abroad", reasons={"ru": "Сам решил"}, reference="0")
    for actor in (WORKING_BODY, DEPARTMENT, ward()):
        with pytest.raises(NotAllowed):
            take_decision(actor, case_id=case.pk, told=draft, now=NOW)
    assert fresh(case.pk).state == "agenda"


def test_an_appeal_brings_the_case_before_the_commission_again() -> None:
    case = decided("refuse", "available_at_home")
    with pytest.raises(AppealLate):
        appeal_case(ward(), case_id=case.pk, text="Не согласны", now=NOW + 31 * DAY)
    appeal_case(ward(), case_id=case.pk, text="Не согласны", now=NOW + 20 * DAY)
    assert Appeal.objects.get().text == "Не согласны"
    send_to_commission(WORKING_BODY, case_id=case.pk, now=NOW + 21 * DAY)
    decide(case, "abroad", reference="2/1")
    assert fresh(case.pk).decision == "abroad"
    assert [one.decision for one in case_record(SYSTEM, case.pk, NOW).decisions] == [
        "abroad", "refuse",
    ]  # fmt: skip


def test_a_refused_case_is_handed_in_anew_and_one_that_is_sent_is_not() -> None:
    case = decided("defer")
    resubmit_case(ward(), case_id=case.pk, now=NOW + 10 * DAY)
    again = fresh(case.pk)
    assert (again.state, again.decision, again.decided_at) == ("completeness", "", None)
    assert again.decide_by == NOW + 40 * DAY
    sent = decided(who=somebody(name="Иной", iin=""))
    with pytest.raises(NothingToHear):
        resubmit_case(ward(), case_id=sent.pk, now=NOW)
    with pytest.raises(CarriedOut):
        close_case(WORKING_BODY, case_id=sent.pk, now=NOW)


def test_a_case_is_withdrawn_for_a_reason_and_ends_with_a_death() -> None:
    case = registered()
    withdraw_case(ward(), case_id=case.pk, reason="by_applicant", now=NOW)
    assert fresh(case.pk).state == "withdrawn"
    other = drafted()
    assert other.pk != case.pk
    note_death(ward(), case_id=other.pk, now=NOW)
    assert fresh(other.pk).state == "died"


@pytest.mark.parametrize("state", UNTIL)
def test_each_sees_only_its_part(state: str) -> None:
    case = UNTIL[state]()
    assert case.state == state
    is_registered = state not in {"draft", "submitted"}
    sees = {
        "ward": (ward(), True),
        "department": (DEPARTMENT, True),
        "working body": (WORKING_BODY, is_registered),
        "another hospital": (ward("001", 90_051), False),
        "another region": (ELSEWHERE, False),
        "an expert": (expert(), False),
    }
    for who, (actor, is_open) in sees.items():
        found = Case.objects.visible_to(actor).filter(pk=case.pk).exists()
        assert found is is_open, who
    for actor in (ward(), DEPARTMENT):
        record = case_record(actor, case.pk, NOW)
        assert record.tasks == ()
        assert record.offers == ()
