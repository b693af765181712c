"""Bring planned cases through the commands of live work, each at its own moment of the past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Final

from qanat.care.abroad.commands.deciding import (
    appeal_case,
    close_case,
    send_to_commission,
    take_decision,
)
from qanat.care.abroad.commands.drafts import CaseDraft, DecisionDraft, Quote
from qanat.care.abroad.commands.examining import (
    confirm_complete,
    hand_in_again,
    petition_case,
    return_case,
)
from qanat.care.abroad.commands.experts import ask_expert, give_expert_opinion
from qanat.care.abroad.commands.offers import ask_clinic, quote_offer
from qanat.care.abroad.commands.papers import Kept, judge_paper
from qanat.care.abroad.commands.preparing import make_urgent, open_case, submit_case
from qanat.care.abroad.queries.cases import matter_of
from qanat.care.abroad.queries.papers import papers_of
from qanat.care.abroad.states import ANONYMOUS, CONSENT, GUARDIAN, Verdict
from qanat.care.clinics.queries.brief import ClinicBrief
from qanat.care.commission.commands.items import (
    open_hearing,
    open_voting,
    place_item,
    record_hearing,
)
from qanat.care.commission.commands.sittings import (
    SittingDraft,
    close_sitting,
    note_presence,
    open_sitting,
    plan_sitting,
)
from qanat.care.commission.commands.voting import Ballot, cast_vote, decide
from qanat.care.commission.commands.voting import DecisionDraft as CommissionDraft
from qanat.care.commission.queries.bodies import member_rows
from qanat.care.commission.queries.items import standing_of
from qanat.care.commission.states import Heard, Kind, Seat
from qanat.care.funding.queries.rates import in_tenge
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.days import national_day
from qanat.ops.demo.people import DAYS_PER_YEAR, FAMILY, MEN, WOMEN
from qanat.ops.demo.sent.carrying import Purse, carry_out, treat_at_home
from qanat.ops.demo.sent.plan import OF_AGE, Planned
from qanat.ops.demo.treatment import hand_in
from qanat.ops.demo.year.people import FATHERS
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.states import Residency, Source

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)
KINDS: Final = ("extract", "conclusion", "identity", ANONYMOUS)
SPEAKERS: Final = (CONSENT, GUARDIAN)
REASONS: Final[Mapping[str, str]] = {
    "abroad": "Метод в стране не выполняется, эксперты единодушны. Синтетические данные.",
    "specialist": "Пациента лучше оперировать здесь приглашённому специалисту. Синтетические"
    " данные.",
    "home": "Лечение выполняется в стране. Синтетические данные.",
    "refuse": "Категория отсутствует. Синтетические данные.",
    "defer": "Нужно дообследование. Синтетические данные.",
}
VERDICTS: Final[Mapping[str, str]] = {
    "abroad": Verdict.ABROAD,
    "specialist": Verdict.ABROAD,
    "home": Verdict.HERE,
    "refuse": Verdict.HERE,
    "defer": Verdict.EXAMINE,
}
OPINION: Final = "Заключение эксперта. Синтетические данные."
APPEAL: Final = "Прошу пересмотреть: лечение здесь не помогло. Синтетические данные."
WORSE: Final = "Состояние ухудшилось. Синтетические данные."
NOT_LISTED: Final = "not_listed"
OFFERS: Final = 3
SENT: Final = frozenset({"abroad", "specialist"})
WITH_OFFERS: Final = frozenset({*SENT, "defer"})


@dataclass(frozen=True, slots=True)
class World:
    """What the cases of a year stand on.

    Attributes:
        hospitals: of each region, where cases are prepared.
        clinics: of each country, by id.
        currencies: of each country.
    """

    hospitals: Mapping[str, Sequence[int]]
    clinics: Mapping[str, Sequence[ClinicBrief]]
    currencies: Mapping[str, str]
    experts: tuple[Actor, ...]
    body_id: int
    papers: Mapping[str, Kept]


@dataclass(slots=True)
class Writer:
    """Writes the cases of a year; called inside the one transaction of the year."""

    world: World
    purse: Purse
    made: dict[int, int] = field(default_factory=dict)
    """Cases by their place in the plan."""
    offers: dict[int, int] = field(default_factory=dict)
    """The offer which is to be chosen, by the same."""

    def write(self, cases: Sequence[Planned]) -> None:
        """Write every sitting with its cases, and those appealed against since the one before."""
        appealed: list[Planned] = []
        for decided_at, group in groupby(cases, key=lambda one: one.decided_at):
            some = list(group)
            for one in some:
                self.made[one.name] = self._prepare(one)
            for one in appealed:
                self._appeal(one, decided_at)
            self._sit([*some, *appealed], decided_at)
            over = [replace(one, decided_at=decided_at) for one in appealed]
            appealed = [one for one in some if one.appeals]
            for one in [*over, *(one for one in some if not one.appeals)]:
                self._carry_out(one)
        for one in appealed:  # of the last sitting of the year: nobody is heard any more in it
            self._carry_out(one)

    def _appeal(self, one: Planned, decided_at: datetime) -> None:
        """Appeal against a refusal: the next sitting decides anew."""
        pk, at = self.made[one.name], one.decided_at + 9 * DAY
        appeal_case(SYSTEM, case_id=pk, text=APPEAL, now=at)
        send_to_commission(SYSTEM, case_id=pk, now=max(at, decided_at - 2 * DAY))

    def _prepare(self, one: Planned) -> int:
        """Bring a case from its draft before the commission."""
        homes = self.world.hospitals[one.region]
        facility = homes[one.chosen % len(homes)]
        pk = open_case(
            SYSTEM, facility_id=facility, draft=_told(one), person=_person(one), now=one.begun_at
        )
        kinds = (*KINDS, *(SPEAKERS if one.years < OF_AGE else ()))
        for kind in kinds:
            hand_in(SYSTEM, pk, self.world.papers, kind, one.begun_at)
        submit_case(SYSTEM, case_id=pk, now=one.begun_at + DAY)
        hand_in(SYSTEM, pk, self.world.papers, "petition", one.sent_at)
        petition_case(SYSTEM, case_id=pk, now=one.sent_at)
        if one.is_returned:
            self._return(one, pk)
        self._examine(one, pk)
        return pk

    def _return(self, one: Planned, pk: int) -> None:
        """Ask for a better paper, which comes the next morning."""
        asked, brought = one.sent_at + HOUR, one.sent_at + 20 * HOUR
        return_case(SYSTEM, case_id=pk, reason="unreadable", note="Выписка", now=asked)
        hand_in(SYSTEM, pk, self.world.papers, KINDS[0], brought)
        hand_in_again(SYSTEM, case_id=pk, now=brought)

    def _examine(self, one: Planned, pk: int) -> None:
        at = one.sent_at + DAY
        for paper in papers_of(pk):
            judge_paper(SYSTEM, paper_id=paper.id, is_accepted=True, now=at)
        confirm_complete(SYSTEM, case_id=pk, now=at)
        asked = at + DAY
        for place, expert in enumerate(self.world.experts):
            task = ask_expert(SYSTEM, case_id=pk, expert_id=expert.id, now=asked)
            give_expert_opinion(
                expert,
                task_id=task,
                verdict=VERDICTS[one.outcome],
                text=OPINION,
                now=asked + (2 + (one.chosen + place) % 4) * DAY,
            )
        given = asked + 6 * DAY
        if one.outcome in WITH_OFFERS:
            self._offers(one, pk, given)
        if one.is_urgent:
            make_urgent(SYSTEM, case_id=pk, because=WORSE, now=one.decided_at - 2 * DAY)
        send_to_commission(SYSTEM, case_id=pk, now=one.decided_at - DAY)

    def _offers(self, one: Planned, pk: int, at: datetime) -> None:
        """Ask the clinic which is chosen, and others which would cost more."""
        for place, clinic in enumerate(self._asked(one)):
            offer = ask_clinic(SYSTEM, case_id=pk, clinic_id=clinic.id, now=at)
            if place == 0:
                self.offers[one.name] = offer
            answered = at + (1 + (one.chosen + place) % 4) * DAY
            price = max(one.price_mln, 1.0) * (1 + place * 0.12)
            currency = self.world.currencies[clinic.country]
            quote = Quote(
                currency=currency,
                amount_cents=minor(price, currency, national_day(answered)),
                includes=("operation", "stay", "medicines"),
                wait_days=7 + one.chosen % 20,
            )
            quote_offer(SYSTEM, offer_id=offer, quote=quote, now=answered)

    def _asked(self, one: Planned) -> list[ClinicBrief]:
        """Return the clinics which are asked, the chosen one first."""
        first = self.clinic_of(one)
        others = [row for rows in self.world.clinics.values() for row in rows if row != first]
        turn = one.chosen % len(others)
        return [first, *(others[turn:] + others[:turn])[: OFFERS - 1]]

    def clinic_of(self, one: Planned) -> ClinicBrief:
        """Return where a patient goes; of those who stay, whose specialist comes."""
        rows = self.world.clinics[one.country or "TR"]
        return rows[one.chosen % len(rows)]

    def _sit(self, cases: Sequence[Planned], at: datetime) -> None:
        """Hold the sitting of a month."""
        body, on = self.world.body_id, national_day(at)
        draft = SittingDraft(
            kind=Kind.ORDINARY, starts_at=at, ends_at=at + timedelta(hours=4), place="Астана"
        )
        sitting = plan_sitting(SYSTEM, body_id=body, draft=draft, now=at - 7 * DAY)
        open_sitting(SYSTEM, sitting_id=sitting, now=at)
        there = [
            one for one in member_rows(body, on) if one.from_on <= on and one.seat != Seat.SECRETARY
        ]
        for one in there:
            note_presence(SYSTEM, sitting_id=sitting, member_id=one.id, is_there=True, now=at)
        voters = [actor_of_account(one.account_id) for one in there]
        for place, case in enumerate(cases):
            self._decide(case, sitting, voters, at + (5 + 2 * place) * MINUTE)
        close_sitting(SYSTEM, sitting_id=sitting, now=at + timedelta(hours=4))

    def _decide(self, one: Planned, sitting: int, voters: Sequence[Actor], at: datetime) -> None:
        matter = matter_of(self.made[one.name])
        standing = standing_of(matter)
        if standing is None:
            raise LookupError(one)
        item, why = standing.item_id, REASONS[one.outcome]
        place_item(SYSTEM, item_id=item, sitting_id=sitting, now=at)
        open_hearing(SYSTEM, item_id=item, now=at)
        ground = NOT_LISTED if one.outcome == "refuse" else ""
        home = self.world.hospitals["KZ-71"][0] if one.outcome == "home" else None
        if ground:
            record_hearing(SYSTEM, item_id=item, heard=Heard.WRITTEN, heard_at=at, now=at)
        open_voting(SYSTEM, item_id=item, now=at)
        ballot = Ballot(outcome=one.outcome, reasons=why, ground=ground, facility_id=home)
        for voter in voters:
            cast_vote(voter, item_id=item, ballot=ballot, now=at)
        reasons = {"kk": why, "ru": why}
        draft = CommissionDraft(reasons=reasons, ground=ground, facility_id=home)
        decide(SYSTEM, item_id=item, draft=draft, now=at)
        self._take(one, ground, home, at)

    def _take(self, one: Planned, ground: str, home: int | None, at: datetime) -> None:
        """Take the decision down, as the news of it does in live work."""
        pk = self.made[one.name]
        standing = standing_of(matter_of(pk))
        if standing is None:
            raise LookupError(one)
        told = DecisionDraft(
            decision=one.outcome,
            reasons=standing.reasons,
            reference=standing.number,
            ground=ground,
            place_id=home,
        )
        take_decision(SYSTEM, case_id=pk, told=told, now=standing.decided_at or at)

    def _carry_out(self, one: Planned) -> None:
        """Pay for those who are helped, close the cases of the others."""
        pk = self.made[one.name]
        if one.outcome == "home":
            treat_at_home(self.purse, one, pk)
        elif one.outcome == "refuse":
            close_case(SYSTEM, case_id=pk, now=one.decided_at + 31 * DAY)
        elif one.outcome in SENT:
            carry_out(self.purse, one, pk, self.offers[one.name])


def minor(millions: float, currency: str, on: date) -> int:
    """Return millions of tenge as hundredths of a currency by the rate of a day."""
    rate = in_tenge(100, currency, on).rate
    return int(Decimal(str(millions)) * 1_000_000 / rate * 100)


def _told(one: Planned) -> CaseDraft:
    return CaseDraft(
        diagnosis=one.illness.diagnosis,
        icd10=one.illness.icd10,
        disease=one.illness.disease,
        treatment=one.illness.treatment,
        summary=one.illness.summary,
        region=one.region,
        is_available_at_home=one.outcome == "home",
        is_citizen=True,
        is_pregnant=False,
        is_injured_on_duty=False,
        is_transportable=True,
        can_benefit=True,
        is_self_arranged=False,
        urgency=1 + one.chosen % 3,
        applicant_phone="+7 700 000 00 00",
        is_synthetic=True,
    )


def _person(one: Planned) -> PatientDraft:
    """Return a synthetic person: no two of a year alike."""
    given = (MEN if one.sex == "male" else WOMEN)[one.name % 10]
    family, father = FAMILY[one.name % len(FAMILY)], FATHERS[one.name // 7 % len(FATHERS)]
    end = "а" if one.sex == "female" and family.endswith(("ов", "ев")) else ""
    child = "ұлы" if one.sex == "male" else "қызы"
    lived = timedelta(days=one.years * DAYS_PER_YEAR + 60 + one.name)
    return PatientDraft(
        name=f"{family}{end} {given} {father}{child}",
        sex=one.sex,
        birth_on=one.sent_at.date() - lived,
        citizenship="KZ",
        residency=Residency.CITIZEN,
        region=one.region,
        source=Source.DEMO,
        is_synthetic=True,
    )
