"""Cases of treatment abroad, made by the same commands as live work."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any, Final

from tests.foundation.access.builders import Accounts
from tests.foundation.documents.builders import pdf
from tests.response.dispatch.builders import NOW, actor_as, facility_id

from qanat.care.abroad.commands.deciding import send_to_commission, take_decision
from qanat.care.abroad.commands.drafts import CaseDraft, DecisionDraft, PaperDraft, Quote
from qanat.care.abroad.commands.examining import confirm_complete, petition_case
from qanat.care.abroad.commands.experts import ask_expert, give_expert_opinion
from qanat.care.abroad.commands.offers import ask_clinic, quote_offer
from qanat.care.abroad.commands.papers import Kept, add_paper, judge_paper
from qanat.care.abroad.commands.preparing import open_case, submit_case
from qanat.care.abroad.models import Case, Paper, Task
from qanat.care.abroad.states import MATTER
from qanat.care.commission.commands.bodies import establish_body
from qanat.care.commission.models import Body
from qanat.care.funding.commands.rates import enter_rate
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
        pk = ask_clinic(
            WORKING_BODY, case_id=case.pk, clinic=f"Klinik {number}", country="DE", now=NOW
        )
        quote_offer(WORKING_BODY, offer_id=pk, quote=quote(), now=NOW)
    return fresh(case.pk)


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
    """Have the commission decide."""
    draft = DecisionDraft(
        decision=decision, reasons={"ru": "Решено."}, reference=reference, ground=ground
    )
    take_decision(SYSTEM, case_id=case.pk, told=draft, now=NOW)


def fresh(case_id: int) -> Case:
    """Return a case as it stands now."""
    return Case.objects.get(pk=case_id)


UNTIL: Final[dict[str, Callable[[], Case]]] = {
    "draft": drafted,
    "submitted": submitted,
    "completeness": registered,
    "eligibility": complete,
    "opinions": heard,
    "offers": offered,
    "agenda": on_agenda,
    "decided": decided,
}
