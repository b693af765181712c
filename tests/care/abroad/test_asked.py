"""The desk of a clinic abroad sees its own requests and patients; the flight centre its flights."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings
from tests.care.abroad.builders import (
    WORKING_BODY,
    admitted,
    clinic,
    commit_ways,
    complete,
    contract_with,
    contracted,
    decided,
    fresh,
    offered,
    opined,
    paper,
    planned,
    quote,
    rate,
    reserved,
    signed,
    somebody,
    ward,
)
from tests.care.abroad.test_pages import at, refused, text, went
from tests.care.funding.builders import FINANCE
from tests.foundation.access.builders import Accounts
from tests.foundation.documents.builders import pdf
from tests.response.dispatch.browsing import browser, cost
from tests.response.dispatch.builders import NOW, facility_id

from qanat.care.abroad.commands.answering import correct_answer
from qanat.care.abroad.commands.funding import contract_for_case
from qanat.care.abroad.commands.offers import ask_clinic
from qanat.care.abroad.commands.papers import take_paper
from qanat.care.abroad.models import EarlierOffer, Extension, Offer, Opening, Paper, Stay
from qanat.care.abroad.permissions import CLINIC
from qanat.care.abroad.wording import OFFER_CORRECTED
from qanat.care.funding.commands.contracts import close_obligation
from qanat.care.funding.models import Invoice, Obligation
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.messages.models import Message

pytestmark = pytest.mark.usefixtures("world", "db")


def desk(people: Accounts, name: str = "Klinik 0") -> Client:
    return browser(people.account("foreign_clinic", str(clinic(name)), name=name.replace(" ", "")))


def test_a_clinic_answers_a_request_without_knowing_whose_it_is(people: Accounts) -> None:
    rate()
    case = complete()
    opined(case)
    opined(case)
    offer = ask_clinic(WORKING_BODY, case_id=case.pk, clinic_id=clinic("Klinik 0"), now=NOW)
    own, other = desk(people), desk(people, "Klinik 1")
    assert at("asked", offer) in text(own, at("asked_list"))
    page = text(own, at("asked", offer))
    assert "Рубцовый стеноз гортани" in page
    assert "Ахметов" not in page
    assert case.number not in page
    assert other.get(at("asked", offer)).status_code == 404
    assert other.post(at("answer", offer, "offer"), {}).status_code == 404
    assert own.get(at("cases")).status_code == 403
    went(own, at("answer", offer, "offer"), amount="20 000", currency="EUR", includes=["stay"])
    assert Offer.objects.get().state == "quoted"


def test_the_fund_is_written_to_when_a_clinic_corrects_its_offer(people: Accounts) -> None:
    asker, other = people.account("working_body"), people.account("working_body", name="other")
    case = offered()
    offer = Offer.objects.filter(case=case, name="Klinik 0").get()
    Offer.objects.filter(pk=offer.pk).update(asked_by=asker.pk)
    answering = actor_of_account(people.account("foreign_clinic", str(offer.clinic_id)).pk)
    correct_answer(answering, offer_id=offer.pk, quote=quote(), reason="price_agreed", now=NOW)
    told = Message.objects.filter(wording=OFFER_CORRECTED)
    assert {one.account_id for one in told} == {asker.pk} != {other.pk}
    assert told[0].values == {"number": case.number, "clinic": "Klinik 0"}


def test_a_clinic_corrects_its_offer_until_it_is_chosen_and_what_it_was_is_kept(
    people: Accounts,
) -> None:
    case = decided()
    offer = Offer.objects.filter(case=case).earliest("id")
    client, rival = desk(people, offer.name), desk(people, "Klinik 1")
    page = text(client, at("answer", offer.pk, "correct"))
    assert "Why the offer is corrected" in page
    assert f'value="{(offer.amount_cents or 0) // 100}"' in page
    typed = {"amount": "18 500", "currency": "EUR", "includes": ["stay"], "wait_days": "7"}
    wordless = client.post(at("answer", offer.pk, "correct"), typed)
    assert wordless.status_code == 422
    assert "18 500" in wordless.content.decode()
    assert rival.post(at("answer", offer.pk, "correct"), typed).status_code == 404
    went(client, at("answer", offer.pk, "correct"), **typed, reason="price_agreed")
    row, kept = Offer.objects.get(pk=offer.pk), EarlierOffer.objects.get()
    assert (row.state, row.version, row.amount_cents) == ("quoted", 2, 1_850_000)
    assert (kept.version, kept.amount_cents, kept.reason) == (1, offer.amount_cents, "price_agreed")
    body = browser(people.account("working_body"))
    for page in (text(client, at("asked", offer.pk)), text(body, at("case", case.pk))):
        assert "corrected once" in page
        assert "The price was agreed anew" in page
    stale = body.post(at("do", "choose", offer.pk), {"version": "1"})
    assert stale.status_code == 422
    assert "The clinic has corrected its offer meanwhile" in stale.content.decode()
    went(body, at("do", "choose", offer.pk), version="2")
    late = client.post(at("answer", offer.pk, "correct"), typed | {"reason": "price_agreed"})
    assert late.status_code == 422
    assert at("answer", offer.pk, "correct") not in text(client, at("asked", offer.pk))


def test_a_clinic_sees_its_patient_and_reports_asks_and_bills(people: Accounts) -> None:
    case = admitted()
    own = Offer.objects.get(case=case, state="chosen")
    client = desk(people, own.name)
    assert "Ахметов" in text(client, at("asked", own.pk))
    more = {"why": "complication", "text": "Sepsis", "days": "5", "amount": ""}
    went(client, at("answer", own.pk, "more"), **more)
    assert Extension.objects.get().days == 5
    day = f"{NOW:%d.%m.%Y}"
    went(
        client, at("answer", own.pk, "invoice"), number="R-1", amount="19 000",
        service_from=day, service_until=day,
    )  # fmt: skip
    went(client, at("answer", own.pk, "report"), on=day, result="improved", report="Good.")
    assert Invoice.objects.get().amount_minor == 1_900_000
    assert Stay.objects.get().result == "improved"
    assert fresh(case.pk).state == "invoiced"
    others = Offer.objects.filter(case=case, state="quoted").earliest("id")
    rival = desk(people, others.name)
    assert "Ахметов" not in text(rival, at("asked", others.pk))
    assert rival.post(at("answer", others.pk, "report"), {}).status_code in (404, 422)


def test_finance_is_led_to_what_waits_and_puts_aside_what_can_be(people: Accounts) -> None:
    case = reserved()
    client = browser(people.account("finance"))
    page = text(client, at("payable", case.pk))
    assert "Journey: commit the money by a contract" in page
    assert at("do", "reserve_more", case.pk) not in page
    contract_for_case(FINANCE, case_id=case.pk, signed=signed(), now=NOW)
    commit_ways(case)
    page = text(client, at("payable", case.pk))
    assert "commit the money by a contract" not in page
    release = Obligation.objects.get(matter=case.matter, purpose="escort")
    close_obligation(FINANCE, obligation_id=release.pk, now=NOW)
    assert at("do", "reserve_more", case.pk) in text(client, at("payable", case.pk))
    asked = text(client, at("do", "reserve_more", case.pk))
    assert 'value="escort"' in asked
    assert 'value="travel"' not in asked
    assert 'value="repatriation"' not in asked


def test_a_role_of_a_clinic_reaches_that_clinic_alone(people: Accounts) -> None:
    account = people.account("foreign_clinic", str(clinic("Klinik 0")))
    scope = actor_of_account(account.pk).scope_of(CLINIC)
    assert scope.clinics == {clinic("Klinik 0")}
    assert not scope.nation
    assert not scope.organisations


def test_the_flight_centre_sees_the_flights_and_nothing_of_the_case(people: Accounts) -> None:
    case = contracted()
    planned(case, means="flight", risk="high")
    page = text(browser(people.account("dispatcher")), at("flights"))
    assert "Klinik 0, Berlin" in page
    assert "Ахметов" not in page
    assert case.number not in page
    hospital = browser(people.account("referring", str(facility_id())))
    assert hospital.get(at("flights")).status_code == 403


def test_a_clinic_reads_papers_without_names_until_the_request_is_over(
    people: Accounts, settings: Settings, tmp_path: Path
) -> None:
    settings.QANAT_HOME = tmp_path
    case, content = offered(), pdf()
    draft = paper("anonymous_extract", content=content, is_anonymous=True)
    blind = take_paper(ward(), case_id=case.pk, draft=draft, now=NOW)
    named = Paper.objects.filter(case=case, is_anonymous=False).earliest("id").pk
    own, other = Offer.objects.filter(case=case).order_by("id")[:2]
    asked_too = ask_clinic(WORKING_BODY, case_id=case.pk, clinic_id=clinic("Late"), now=NOW)
    client, late = desk(people, own.name), desk(people, "Late")
    assert at("asked_paper", blind) in text(client, at("asked", own.pk))
    assert client.get(at("asked_paper", blind)).content == content
    assert client.get(at("asked_paper", named)).status_code == 404
    assert desk(people, "Stranger").get(at("asked_paper", blind)).status_code == 404
    assert Opening.objects.filter(paper=blind).count() == 1
    contract_with(case, other)
    assert at("asked", asked_too) not in text(late, at("asked_list"))
    assert "Стеноз третьей степени" not in text(late, at("asked", asked_too))
    assert late.get(at("asked_paper", blind)).status_code == 404
    refused(late, at("answer", asked_too, "offer"), amount="1", currency="EUR")
    assert Offer.objects.get(pk=asked_too).state == "asked"


def test_the_desk_of_a_clinic_costs_the_same_however_many_patients(people: Accounts) -> None:
    admitted()
    client = desk(people)
    assert "Ахметов" in text(client, at("asked_list"))
    one = cost(client, at("asked_list"))
    case = reserved(who=somebody(name="Иной Иван", iin=""))
    contract_for_case(FINANCE, case_id=case.pk, signed=signed(number="C-2"), now=NOW)
    assert cost(client, at("asked_list")) == one
    assert "Иной" in text(client, at("asked_list"))
