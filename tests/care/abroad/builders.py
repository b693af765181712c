"""Cases of treatment abroad, made by the same commands as live work."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any, Final

from tests.care.funding.builders import FINANCE
from tests.foundation.access.builders import Accounts
from tests.foundation.documents.builders import pdf
from tests.response.dispatch.builders import NOW, actor_as, facility_id

from qanat.care.abroad.commands.choosing import choose_offer
from qanat.care.abroad.commands.deciding import send_to_commission, take_decision
from qanat.care.abroad.commands.drafts import CaseDraft, DecisionDraft, PaperDraft, Quote
from qanat.care.abroad.commands.examining import confirm_complete, petition_case
from qanat.care.abroad.commands.experts import ask_expert, give_expert_opinion
from qanat.care.abroad.commands.funding import (
    Aside,
    Signed,
    contract_for_case,
    reserve_for_case,
)
from qanat.care.abroad.commands.journeys import (
    JourneyDraft,
    begin_journey,
    end_journey,
    plan_journey,
)
from qanat.care.abroad.commands.offers import ask_clinic, quote_offer
from qanat.care.abroad.commands.papers import Kept, add_paper, judge_paper
from qanat.care.abroad.commands.preparing import open_case, submit_case
from qanat.care.abroad.commands.treating import end_treatment
from qanat.care.abroad.models import Case, Journey, Offer, Paper, Task
from qanat.care.abroad.states import MATTER
from qanat.care.clinics.commands.register import ClinicDraft, add_clinic
from qanat.care.clinics.models import Clinic
from qanat.care.commission.commands.bodies import establish_body
from qanat.care.commission.commands.items import withdraw_item
from qanat.care.commission.models import Body, Item
from qanat.care.funding.commands.budget import Grant, appropriate
from qanat.care.funding.commands.contracts import Contract, commit_contract
from qanat.care.funding.commands.rates import enter_rate
from qanat.care.funding.models import Appropriation, Obligation
from qanat.care.funding.queries.obligations import find_live
from qanat.foundation.actors import SYSTEM, Actor, Scope
from qanat.foundation.documents.checking import Looked
from qanat.foundation.documents.kinds import PDF
from qanat.registry.patients.commands.drafts import PatientDraft

IIN: Final = "850101300124"
DEPARTMENT: Final = actor_as("health_department", Scope(regions=frozenset({"KZ-19"})), 90_042)
ELSEWHERE: Final = actor_as("health_department", Scope(regions=frozenset({"KZ-47"})), 90_043)
WORKING_BODY: Final = actor_as("working_body", account=90_044)
HOSPITAL_PAPERS: Final = ("extract", "conclusion", "identity")
DAY: Final = timedelta(days=1)


def ward(code: str = "076", account: int = 90_041) -> Actor:
    """Return a physician who prepares cases at a hospital."""
    return actor_as("referring", Scope(organisations=frozenset({facility_id(code)})), account)


def somebody(**said: Any) -> PatientDraft:
    """Return an adult citizen."""
    given: dict[str, Any] = {"name": "Ахметов Ерлан", "iin": IIN, "birth_on": date(1985, 1, 1)}
    return PatientDraft(**(given | said))


def child(**said: Any) -> PatientDraft:
    """Return a child of four."""
    return somebody(**({"name": "Оспанова Мәди", "iin": "", "birth_on": date(2022, 3, 4)} | said))


def told(**said: Any) -> CaseDraft:
    """Return a case of which everything speaks for treatment abroad."""
    given: dict[str, Any] = {
        "diagnosis": "Рубцовый стеноз гортани",
        "icd10": "J38.6",
        "disease": "larynx",
        "treatment": "Реконструкция гортани с протезированием",
        "summary": "Стеноз третьей степени, две операции без успеха, канюля.",
        "is_available_at_home": False,
        "is_citizen": True,
        "is_pregnant": False,
        "is_injured_on_duty": False,
        "is_transportable": True,
        "can_benefit": True,
        "is_self_arranged": False,
        "applicant_phone": "+7 701 000 00 01",
    }
    return CaseDraft(**(given | said))


def drafted(
    *, who: PatientDraft | None = None, actor: Actor | None = None, code: str = "076", **said: Any
) -> Case:
    """Return a case which a hospital has begun."""
    pk = open_case(
        actor or ward(code),
        facility_id=facility_id(code),
        draft=told(**said),
        person=who or somebody(),
        now=NOW,
    )
    return fresh(pk)


@cache
def kept(content: str = "a" * 64, name: str = "", number: str = "") -> Kept:
    """Return a file as the vault keeps it."""
    return Kept(content, PDF.code, len(pdf()), Looked(PDF, 1, name, number))


def paper(kind: str, **said: Any) -> PaperDraft:
    """Return a paper in Russian which is in date."""
    given: dict[str, Any] = {"kind": kind, "content": b"", "name": f"{kind}.pdf"}
    if kind in {"identity", "guardian_identity"}:
        given |= {"expires_on": NOW.date() + 900 * DAY}
    return PaperDraft(**(given | said))


def handed(case: Case, kind: str, *, actor: Actor | None = None, **said: Any) -> Paper:
    """Put a paper into a case."""
    by = actor or (DEPARTMENT if kind == "petition" else ward())
    content = sha256(f"{case.pk}-{kind}-{said}".encode()).hexdigest()
    pk = add_paper(by, case_id=case.pk, draft=paper(kind, **said), kept=kept(content), now=NOW)
    return Paper.objects.get(pk=pk)


def submitted(**said: Any) -> Case:
    """Return a case at the health department."""
    case = drafted(**said)
    speaker = ("guardian_consent", "guardian_identity") if case.is_represented else ()
    for kind in (*HOSPITAL_PAPERS, *speaker):
        handed(case, kind)
    submit_case(ward(), case_id=case.pk, now=NOW)
    return fresh(case.pk)


def registered(**said: Any) -> Case:
    """Return a case with the working body."""
    case = submitted(**said)
    handed(case, "petition")
    petition_case(DEPARTMENT, case_id=case.pk, now=NOW)
    return fresh(case.pk)


def complete(**said: Any) -> Case:
    """Return a case whose papers are complete."""
    case = registered(**said)
    judge_all(case)
    confirm_complete(WORKING_BODY, case_id=case.pk, now=NOW)
    return fresh(case.pk)


def judge_all(case: Case) -> None:
    """Accept every paper of a case."""
    for one in Paper.objects.filter(case=case).order_by("id"):
        judge_paper(WORKING_BODY, paper_id=one.pk, is_accepted=True, note="ок", now=NOW)


def expert(specialty: str = "neurosurgery") -> Actor:
    """Return an expert with an account."""
    return Accounts().actor("abroad_expert", specialty, name=f"expert{next(_numbers)}")


_numbers = iter(range(1, 10_000))


def heard(verdicts: tuple[str, ...] = ("abroad", "abroad"), **said: Any) -> Case:
    """Return a case about which experts gave their opinions."""
    case = complete(**said)
    for verdict in verdicts:
        opined(case, verdict)
    return fresh(case.pk)


def opined(case: Case, verdict: str = "abroad") -> Task:
    """Have an expert give an opinion."""
    who = expert()
    pk = ask_expert(WORKING_BODY, case_id=case.pk, expert_id=who.id, now=NOW)
    give_expert_opinion(who, task_id=pk, verdict=verdict, text="Показано.", now=NOW)
    return Task.objects.get(pk=pk)


def quote(**said: Any) -> Quote:
    """Return an offer of twenty thousand euros."""
    given: dict[str, Any] = {"currency": "EUR", "amount_cents": 2_000_000, "wait_days": 14}
    return Quote(**(given | said))


def offered(count: int = 3, **said: Any) -> Case:
    """Return a case for which clinics made offers."""
    case = heard(**said)
    rate()
    for number in range(count):
        asked = clinic(f"Klinik {number}")
        pk = ask_clinic(WORKING_BODY, case_id=case.pk, clinic_id=asked, now=NOW)
        quote_offer(WORKING_BODY, offer_id=pk, quote=quote(), now=NOW)
    return fresh(case.pk)


def clinic(name: str = "Klinik", country: str = "DE") -> int:
    """Return a clinic of the register, once a name."""
    if (known := Clinic.objects.filter(name=name, country=country).first()) is not None:
        return known.pk
    draft = ClinicDraft(name=name, country=country, city="Berlin", languages=(), source="test")
    return add_clinic(WORKING_BODY, draft=draft, now=NOW)


def rate(tenge: str = "612.5", currency: str = "EUR") -> None:
    """Enter the rate of today."""
    enter_rate(
        WORKING_BODY,
        currency=currency,
        on=NOW.date(),
        tenge=Decimal(tenge),
        source="nationalbank.kz",
        now=NOW,
    )


def on_agenda(**said: Any) -> Case:
    """Return a case before the commission."""
    commission()
    case = offered(**said)
    send_to_commission(WORKING_BODY, case_id=case.pk, now=NOW)
    return fresh(case.pk)


def commission() -> int:
    """Return the commission which decides about cases."""
    if (known := Body.objects.filter(matter_kind=MATTER).first()) is not None:
        return known.pk
    return establish_body(SYSTEM, name={"ru": "Комиссия"}, matter_kind=MATTER, secretary=1, now=NOW)


def decided(decision: str = "abroad", ground: str = "", **said: Any) -> Case:
    """Return a decided case."""
    case = on_agenda(**said)
    decide(case, decision, ground)
    return fresh(case.pk)


def decide(case: Case, decision: str = "abroad", ground: str = "", reference: str = "1/1") -> None:
    """Have the commission decide: nobody votes, the matter leaves its agenda."""
    for item in Item.objects.undecided().filter(matter=case.matter):
        withdraw_item(SYSTEM, item_id=item.pk, reason="not_needed", now=NOW)
    draft = DecisionDraft(
        decision=decision, reasons={"ru": "Решено."}, reference=reference, ground=ground
    )
    take_decision(SYSTEM, case_id=case.pk, told=draft, now=NOW)


def fresh(case_id: int) -> Case:
    """Return a case as it stands now."""
    return Case.objects.get(pk=case_id)


def fund(amount: int = 500 * 10**8) -> int:
    """Return the open year of this day, with money."""
    if (known := Appropriation.objects.filter(year=NOW.year).first()) is not None:
        return known.pk
    grant = Grant(
        programme="Лечение за рубежом", year=NOW.year, amount_tiyn=amount, order="1", on=NOW.date()
    )
    return appropriate(FINANCE, grant=grant, now=NOW)


def chosen(decision: str = "abroad", **said: Any) -> Case:
    """Return a decided case whose clinic is chosen."""
    case = decided(decision, **said)
    offer = Offer.objects.filter(case=case).earliest("id")
    choose_offer(WORKING_BODY, offer_id=offer.pk, now=NOW)
    return fresh(case.pk)


def aside(**said: Any) -> Aside:
    """Return what is put aside for an offer of twenty thousand euros, and for the ways."""
    given: dict[str, Any] = {
        "year_id": fund(), "treatment": 13_000_000_00, "travel": 900_000_00, "escort": 700_000_00,
    }  # fmt: skip
    return Aside(**(given | said))


def reserved(**said: Any) -> Case:
    """Return a case for which money is put aside."""
    case = chosen(**said)
    reserve_for_case(FINANCE, case_id=case.pk, aside=aside(), now=NOW)
    return fresh(case.pk)


def signed(**said: Any) -> Signed:
    """Return the contract with the clinic."""
    given: dict[str, Any] = {"number": "C-1", "signed_on": NOW.date(), "amount": 2_000_000}
    return Signed(**(given | said))


def contracted(**said: Any) -> Case:
    """Return a case under contract, with money committed for the ways too."""
    case = reserved(**said)
    contract_for_case(FINANCE, case_id=case.pk, signed=signed(), now=NOW)
    commit_ways(case)
    return fresh(case.pk)


def contract_with(case: Case, offer: Offer) -> Case:
    """Bring a case with offers to the contract with one of the clinics."""
    commission()
    send_to_commission(WORKING_BODY, case_id=case.pk, now=NOW)
    decide(fresh(case.pk))
    choose_offer(WORKING_BODY, offer_id=offer.pk, now=NOW)
    reserve_for_case(FINANCE, case_id=case.pk, aside=aside(), now=NOW)
    contract_for_case(FINANCE, case_id=case.pk, signed=signed(), now=NOW)
    commit_ways(case)
    return fresh(case.pk)


def commit_ways(case: Case, *purposes: str) -> None:
    """Commit money for travel and escort by a contract with a carrier."""
    for number, purpose in enumerate(purposes or ("travel", "escort")):
        pk = find_live(case.matter, purpose)
        assert pk is not None
        amount = Obligation.objects.get(pk=pk).reserved_tiyn
        contract = Contract(
            number=f"T-{case.pk}-{number}",
            signed_on=NOW.date(),
            currency="KZT",
            amount_minor=amount,
            payee="Carrier",
        )
        commit_contract(FINANCE, obligation_id=pk, contract=contract, now=NOW)


def journey(**said: Any) -> JourneyDraft:
    """Return a journey of which everything is ticked off."""
    given: dict[str, Any] = {
        "means": "tickets", "planned_on": NOW.date(), "needs_care": False, "escorts": 0,
        "visa": "free", "passport_until": NOW.date() + 900 * DAY,
        "fit_until": NOW.date() + 30 * DAY, "risk": "low", "note": "", "days": 20,
    }  # fmt: skip
    return JourneyDraft(**(given | said))


def planned(case: Case, way: str = "out", **said: Any) -> int:
    """Plan a journey."""
    return plan_journey(WORKING_BODY, case_id=case.pk, way=way, draft=journey(**said), now=NOW)


def travelling(**said: Any) -> Case:
    """Return a case on the way to the clinic."""
    case = contracted(**said)
    begin_journey(WORKING_BODY, journey_id=planned(case), on=NOW.date(), now=NOW)
    return fresh(case.pk)


def admitted(**said: Any) -> Case:
    """Return a case in treatment abroad."""
    return admit(travelling(**said))


def admit(case: Case) -> Case:
    """Bring a case which is on the way to the clinic."""
    pk = Journey.objects.get(case=case).pk
    until = NOW.date() + 20 * DAY
    end_journey(WORKING_BODY, journey_id=pk, on=NOW.date(), until=until, now=NOW)
    return fresh(case.pk)


def treated(result: str = "improved", **said: Any) -> Case:
    """Return a case whose treatment is over."""
    case = admitted(**said)
    end_treatment(
        WORKING_BODY, case_id=case.pk, on=NOW.date(), result=result, report="Bericht.", now=NOW
    )
    return fresh(case.pk)


def followed(**said: Any) -> Case:
    """Return a case whose patient is home."""
    case = treated(**said)
    pk = planned(case, "back")
    begin_journey(WORKING_BODY, journey_id=pk, on=NOW.date(), now=NOW)
    end_journey(WORKING_BODY, journey_id=pk, on=NOW.date(), now=NOW)
    return fresh(case.pk)


UNTIL: Final[dict[str, Callable[[], Case]]] = {
    "draft": drafted,
    "submitted": submitted,
    "completeness": registered,
    "eligibility": complete,
    "opinions": heard,
    "offers": offered,
    "agenda": on_agenda,
    "decided": decided,
    "reserved": reserved,
    "contracted": contracted,
    "travelling": travelling,
    "admitted": admitted,
    "treated": treated,
    "follow_up": followed,
}
