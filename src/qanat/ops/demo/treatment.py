"""Treatment abroad in the demonstration: a dozen synthetic cases, one for each state."""

import io
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from qanat.care.abroad.commands.deciding import send_to_commission
from qanat.care.abroad.commands.drafts import CaseDraft, PaperDraft, Quote
from qanat.care.abroad.commands.examining import confirm_complete, petition_case, return_case
from qanat.care.abroad.commands.experts import ask_expert, give_expert_opinion
from qanat.care.abroad.commands.offers import ask_clinic, quote_offer
from qanat.care.abroad.commands.papers import Kept, add_paper, judge_paper
from qanat.care.abroad.commands.preparing import make_urgent, open_case, submit_case
from qanat.care.abroad.queries.cases import Wanted, case_count
from qanat.care.abroad.queries.papers import papers_of
from qanat.care.abroad.states import ANONYMOUS, CONSENT, GUARDIAN, MATTER, Verdict
from qanat.care.clinics.queries.brief import active_clinics
from qanat.care.commission.commands.bodies import MemberDraft, appoint_member, establish_body
from qanat.care.commission.queries.bodies import body_rows
from qanat.care.commission.states import Group, Seat
from qanat.care.funding.commands.rates import enter_rate
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.days import national_day
from qanat.foundation.documents.checking import look
from qanat.foundation.documents.vault import keep
from qanat.ops.demo.accounts import HOSPITAL, REGION
from qanat.ops.demo.people import patient
from qanat.ops.progress import Progress
from qanat.registry.facilities.queries import find_facility

DAY: Final = timedelta(days=1)
SITS_SINCE: Final = 500 * DAY
WORKERS: Final = ("referring", "department", "fund", "expert", "expert2")
STEPS: Final = ("draft", "submitted", "completeness", "returned", "eligibility", "opinions",
                "offers", "agenda")  # fmt: skip
HOSPITALS_PAPERS: Final = ("extract", "conclusion", "identity", ANONYMOUS)
SPEAKERS_PAPERS: Final = (CONSENT, GUARDIAN)
CLINICS: Final = (
    ("Universitätsklinikum Beispiel", "EUR", 2_840_000, 21),
    ("Örnek Hastanesi", "TRY", 96_500_000, 10),
    ("Example Hospital, Delhi", "USD", 1_950_000, 14),
)
"""Of the register, with what they ask."""
COMMISSION: Final = {
    "kk": "Шетелге емделуге жіберу жөніндегі комиссия",
    "ru": "Комиссия по направлению на лечение за рубеж",
    "en": "Commission on treatment abroad",
    "uz": "Chet elga davolanishga yuborish boʻyicha komissiya",
    "uz-cyrl": "Чет элга даволанишга юбориш бўйича комиссия",
}
SEATS: Final = (
    ("chair", Seat.CHAIR, Group.MINISTRY),
    ("deputy", Seat.DEPUTY, Group.MINISTRY),
    ("member", Seat.MEMBER, Group.NGO),
    ("member2", Seat.MEMBER, Group.PHYSICIAN),
    ("member3", Seat.MEMBER, Group.PHYSICIAN),
)
OPINIONS: Final[Mapping[str, str]] = {
    Verdict.ABROAD: "Показания есть, в стране метод не выполняется. Состояние позволяет перелёт.",
    Verdict.HERE: "Метод освоен в стране: лечение возможно без выезда.",
}
RATES: Final = (("EUR", "612.5"), ("TRY", "12.9"), ("USD", "527.4"))


@dataclass(frozen=True, slots=True)
class Case:
    """An illness, whose it is, and how far the case has come.

    Attributes:
        waits_for: which of the experts has not answered yet, while they are asked.
    """

    until: str
    age: tuple[int, int]
    diagnosis: str
    icd10: str
    disease: str
    treatment: str
    summary: str
    days_ago: int
    urgency: int = 3
    urgent_because: str = ""
    more: tuple[tuple[str, bool], ...] = ()
    waits_for: int = 1
    verdict: str = Verdict.ABROAD


CASES: Final = (
    Case("draft", (7, 7), "Артериовенозная мальформация ствола мозга", "Q28.2", "endovascular",
         "Эндоваскулярная эмболизация", "АВМ ствола, кровоизлияние год назад.", 1, 2),
    Case("draft", (34, 34), "Рубцовый стеноз гортани", "J38.6", "larynx",
         "Реконструкция гортани", "Стеноз III степени, канюля, две операции без успеха.", 3),
    Case("submitted", (3, 3), "Врождённый порок сердца, единственный желудочек", "Q20.4",
         "another", "Операция Фонтена с особенностями", "Состояние после двух этапов.", 6, 2),
    Case("completeness", (41, 41), "Меланома сосудистой оболочки глаза", "C69.3", "eye",
         "Брахитерапия с аппликатором", "Опухоль 9 мм, единственный видящий глаз.", 2, 1),
    Case("completeness", (58, 58), "Хордома основания черепа", "C41.0", "skull_base",
         "Трансоральное удаление", "Рост за полгода, дисфагия.", 6, 2),
    Case("returned", (12, 12), "Апластическая анемия, нет родственного донора", "D61.9",
         "transplantation", "Трансплантация от неродственного донора",
         "Зависимость от трансфузий, поиск донора начат.", 12, 1),
    Case("eligibility", (29, 29), "Нейроэндокринная опухоль, метастазы", "C75.9", "net_lutetium",
         "Радионуклидная терапия лютецием-177", "Прогрессия на аналогах соматостатина.", 5, 2),
    Case("opinions", (9, 9), "Опухоль ствола мозга", "C71.7", "radiosurgery_brain",
         "Радиохирургия (гамма-нож)", "Операция невозможна, очаг 14 мм.", 8, 1, "Опухоль растёт"),
    Case("opinions", (25, 25), "Стеноз трахеи после травмы на службе", "J39.8", "trachea",
         "Резекция и пластика трахеи", "Травма при исполнении, протяжённый стеноз.", 10, 2,
         more=(("is_injured_on_duty", True),), waits_for=0),
    Case("offers", (31, 31), "Аневризма артерий мозга", "I67.1", "endovascular",
         "Установка потокового стента", "Гигантская аневризма, беременность 22 недели.", 16, 2,
         more=(("is_pregnant", True),)),
    Case("agenda", (5, 5), "Помутнение роговицы, последствия ожога", "T26.6", "keratoprosthesis",
         "Кератопротезирование", "Два отторжения трансплантата.", 24, 2),
    Case("agenda", (47, 47), "Цирроз печени, нет донора", "K74.6", "transplantation",
         "Трансплантация печени", "MELD 24, в листе ожидания два года.", 27, 2),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desks:
    """Who works on the cases."""

    hospital: Actor
    region: Actor
    fund: Actor
    experts: tuple[Actor, ...]


def fill_treatment(progress: Progress, people: Mapping[str, int], now: datetime) -> None:
    """Make the cases, once."""
    home = find_facility(HOSPITAL)
    needed = (*WORKERS, "secretary", *(user for user, _seat, _group in SEATS))
    if home is None or not all(name in people for name in needed):
        return
    if case_count(SYSTEM, Wanted(view="all"), now):
        return
    progress("Making cases of treatment abroad")
    desks = desks_of(people)
    establish_commission(people, now - SITS_SINCE)
    _enter_rates(desks.fund, now)
    papers = kept_papers()
    chance = random.Random(2026)  # noqa: S311 (to be repeatable)
    for case in CASES:
        make_case(desks, papers, chance, case, home.id, now)


def desks_of(people: Mapping[str, int]) -> Desks:
    """Return who works on the cases."""
    hospital, region, fund, *experts = (actor_of_account(people[name]) for name in WORKERS)
    return Desks(hospital, region, fund, tuple(experts))


def kept_papers() -> dict[str, Kept]:
    """Return one paper of each kind."""
    return {kind: kept(kind) for kind in ("petition", *HOSPITALS_PAPERS, *SPEAKERS_PAPERS)}


def establish_commission(people: Mapping[str, int], now: datetime) -> None:
    """Have a commission which decides about the cases, where there is none."""
    if any(row.matter_kind == MATTER for row in body_rows(SYSTEM, national_day(now))):
        return
    since = national_day(now)
    body = establish_body(
        SYSTEM, name=COMMISSION, matter_kind=MATTER, secretary=people["secretary"], now=now
    )
    for user, seat, group in SEATS:
        draft = MemberDraft(account_id=people[user], seat=seat, group=group, from_on=since)
        appoint_member(SYSTEM, body_id=body, draft=draft, now=now)


def make_case(
    desks: Desks,
    papers: Mapping[str, Kept],
    chance: random.Random,
    case: Case,
    facility_id: int,
    now: datetime,
) -> int:
    """Make one case, bring it as far as it is to come, and return it."""
    since = now - case.days_ago * DAY - timedelta(hours=chance.randint(1, 6))
    person = patient(chance, {"sex": "", "age": case.age}, since.date(), REGION)
    pk = open_case(
        desks.hospital, facility_id=facility_id, draft=_told(case), person=person, now=since
    )
    done = STEPS.index(case.until)
    if done == 0 and case.days_ago < len(STEPS[:2]):
        return pk
    speakers = SPEAKERS_PAPERS if case.age[0] < 18 else ()  # noqa: PLR2004 (of age)
    for kind in (*HOSPITALS_PAPERS, *speakers):
        hand_in(desks.hospital, pk, papers, kind, since)
    if done == 0:
        return pk
    submit_case(desks.hospital, case_id=pk, now=since)
    if case.until == "submitted":
        return pk
    hand_in(desks.region, pk, papers, "petition", since)
    petition_case(desks.region, case_id=pk, now=since)
    _examine(desks, case, pk, since)
    return pk


def _examine(desks: Desks, case: Case, pk: int, since: datetime) -> None:
    """Bring a registered case on."""
    done = STEPS.index(case.until)
    at = since + DAY
    if case.urgent_because:
        make_urgent(desks.fund, case_id=pk, because=case.urgent_because, now=since)
    if case.until == "returned":
        note = "Нет заключения лаборатории о совместимости"
        return_case(desks.fund, case_id=pk, reason="examinations", note=note, now=at)
    if done < STEPS.index("eligibility"):
        return
    for paper in papers_of(pk):
        judge_paper(desks.fund, paper_id=paper.id, is_accepted=True, now=at)
    confirm_complete(desks.fund, case_id=pk, now=at)
    if done < STEPS.index("opinions"):
        return
    _ask_experts(desks, case, pk, at)
    if done >= STEPS.index("offers") and case.verdict == Verdict.ABROAD:
        _ask_clinics(desks.fund, pk, at + 3 * DAY, quoted=2 if case.until == "offers" else 3)
    if case.until == "agenda":
        send_to_commission(desks.fund, case_id=pk, now=at + 8 * DAY)


def _ask_experts(desks: Desks, case: Case, pk: int, at: datetime) -> None:
    """Ask the experts; all have answered unless the case is still with them."""
    for number, expert in enumerate(desks.experts):
        task = ask_expert(desks.fund, case_id=pk, expert_id=expert.id, now=at)
        if case.until != "opinions" or number != case.waits_for:
            text = OPINIONS[case.verdict]
            give_expert_opinion(
                expert, task_id=task, verdict=case.verdict, text=text, now=at + 2 * DAY
            )


def _ask_clinics(fund: Actor, pk: int, at: datetime, *, quoted: int) -> None:
    register = {one.name: one.id for one in active_clinics()}
    for number, (name, currency, cents, wait) in enumerate(CLINICS):
        offer = ask_clinic(fund, case_id=pk, clinic_id=register[name], now=at)
        if number < quoted:
            quote = Quote(
                currency=currency,
                amount_cents=cents,
                includes=("operation", "stay", "medicines"),
                wait_days=wait,
            )
            quote_offer(fund, offer_id=offer, quote=quote, now=at + 3 * DAY)


def _enter_rates(fund: Actor, now: datetime) -> None:
    """Enter the rates of the weeks in which the offers came."""
    for days in (30, 20, 10, 1):
        for currency, tenge in RATES:
            enter_rate(
                fund,
                currency=currency,
                on=national_day(now) - days * DAY,
                tenge=Decimal(tenge),
                source="synthetic",
                now=now,
            )


def hand_in(actor: Actor, pk: int, papers: Mapping[str, Kept], kind: str, now: datetime) -> None:
    """Put a synthetic paper into a case."""
    expires: date | None = now.date() + 900 * DAY if kind in ("identity", GUARDIAN) else None
    draft = PaperDraft(
        kind=kind, content=b"", name="", expires_on=expires, is_anonymous=kind == ANONYMOUS
    )
    add_paper(actor, case_id=pk, draft=draft, kept=papers[kind], now=now)


def _told(case: Case) -> CaseDraft:
    told: dict[str, Any] = {
        "is_available_at_home": False,
        "is_citizen": True,
        "is_pregnant": False,
        "is_injured_on_duty": False,
        "is_transportable": True,
        "can_benefit": True,
        "is_self_arranged": False,
    }
    return CaseDraft(
        diagnosis=case.diagnosis,
        icd10=case.icd10,
        disease=case.disease,
        treatment=case.treatment,
        summary=case.summary,
        urgency=case.urgency,
        applicant_phone="+7 700 000 00 00",
        is_synthetic=True,
        **(told | dict(case.more)),
    )


def kept(kind: str) -> Kept:
    """Return a synthetic paper of a kind, looked at and kept as any other."""
    content = _pdf(f"Synthetic paper: {kind}")
    looked = look(content, f"{kind}.pdf")
    return Kept(keep(content), looked.kind.code, len(content), looked)


def _pdf(text: str) -> bytes:
    """Write one page with a line of Latin text."""
    from pikepdf import Dictionary, Name, Pdf, Stream

    document = Pdf.new()
    document.add_blank_page(page_size=(595, 842))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    drawn = f"BT /F1 20 Tf 72 720 Td ({text}) Tj ET".encode()
    document.pages[0].Resources = Dictionary(Font=Dictionary(F1=document.make_indirect(font)))
    document.pages[0].Contents = document.make_indirect(Stream(document, drawn))
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()
