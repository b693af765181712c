"""Decided cases of treatment abroad in the demonstration: held sittings, and what follows."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from qanat.care.abroad.commands.choosing import choose_offer
from qanat.care.abroad.commands.deciding import (
    appeal_case,
    close_case,
    take_decision,
    take_invoice,
)
from qanat.care.abroad.commands.drafts import DecisionDraft as Taken
from qanat.care.abroad.commands.extending import More, ask_for_more
from qanat.care.abroad.commands.following import record_follow_up
from qanat.care.abroad.commands.funding import Aside, Signed, contract_for_case, reserve_for_case
from qanat.care.abroad.commands.gifts import GiftDraft, find_gift
from qanat.care.abroad.commands.journeys import (
    JourneyDraft,
    begin_journey,
    end_journey,
    plan_journey,
)
from qanat.care.abroad.commands.treating import begin_at_home, end_treatment, note_death_abroad
from qanat.care.abroad.queries.cases import Wanted, case_count, matter_of
from qanat.care.abroad.queries.money import asked_of_case
from qanat.care.abroad.queries.record import offers_of
from qanat.care.abroad.states import MATTER, MONTHS, Decision, OfferState, Teller
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
from qanat.care.commission.commands.voting import Ballot, DecisionDraft, cast_vote, decide
from qanat.care.commission.queries.bodies import body_rows, member_rows
from qanat.care.commission.queries.items import standing_of
from qanat.care.commission.states import Heard, Kind, Seat
from qanat.care.funding.commands.contracts import Contract, commit_contract
from qanat.care.funding.commands.invoices import Bill, accept_invoice, pay_invoice, record_invoice
from qanat.care.funding.queries.obligations import find_live, obligation_row
from qanat.care.funding.queries.years import current_year
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.days import months_later, national_day
from qanat.ops.demo.accounts import HOSPITAL
from qanat.ops.demo.decided import CASES, HOME, Decided
from qanat.ops.demo.treatment import Desks, desks_of, kept_papers, make_case
from qanat.ops.progress import Progress
from qanat.registry.facilities.queries import find_facility

DAY: Final = timedelta(days=1)
BEFORE: Final = 27
"""So many days a case is examined before the commission sits."""
ROAD: Final = ("decided", "reserved", "contracted", "travelling", "admitted", "treated", "invoiced",
               "follow_up", "closed")  # fmt: skip
REASONS: Final = {
    "kk": "Комиссия істі, сарапшылар пікірін және ұсыныстарды қарады.",
    "ru": "Комиссия рассмотрела дело, мнения экспертов и предложения клиник.",
    "en": "The commission has considered the case, the experts' opinions and the offers.",
    "uz": "Komissiya ishni, ekspertlar xulosalarini va klinikalar takliflarini koʻrib chiqdi.",
    "uz-cyrl": "Комиссия ишни, экспертлар хулосаларини ва клиникалар таклифларини кўриб чиқди.",
}


@dataclass(frozen=True, slots=True)
class Hands:
    """Who carries decisions out, and with which year's money."""

    desks: Desks
    finance: Actor
    second: Actor
    year_id: int


def fill_decided(progress: Progress, people: Mapping[str, int], now: datetime) -> None:
    """Have sittings which were held, and cases in every state which follows, once."""
    home = find_facility(HOSPITAL)
    needed = ("referring", "fund", "finance", "finance2", "secretary", "chair", "deputy")
    if home is None or not all(name in people for name in needed):
        return
    if any(case_count(SYSTEM, Wanted(view=view), now) for view in ("decided", "carried")):
        return
    finance = actor_of_account(people["finance"])
    year = current_year(finance, national_day(now))
    if year is None:
        return
    progress("Making decided cases of treatment abroad")
    desks, papers = desks_of(people), kept_papers()
    chance = random.Random(2027)  # noqa: S311 (to be repeatable)
    hands = Hands(desks, finance, actor_of_account(people["finance2"]), year.id)
    for days_ago, group in groupby(CASES, lambda one: one.days_ago):
        made = []
        for told in group:
            case = replace(told.case, days_ago=days_ago + BEFORE)
            pk = make_case(desks, papers, chance, case, home.id, now)
            made.append((told, pk))
        at = now - days_ago * DAY
        _sit(people, made, home.id, at)
        for told, pk in made:
            _carry(hands, told, pk, at)


def _sit(
    people: Mapping[str, int], made: list[tuple[Decided, int]], facility_id: int, at: datetime
) -> None:
    """Hold a sitting which decides about some cases."""
    body = next(one.id for one in body_rows(SYSTEM, national_day(at)) if one.matter_kind == MATTER)
    keeper = actor_of_account(people["secretary"])
    draft = SittingDraft(
        kind=Kind.ORDINARY, starts_at=at, ends_at=at + timedelta(hours=3), place="Астана"
    )
    sitting = plan_sitting(keeper, body_id=body, draft=draft, now=at - DAY)
    items = {}
    for told, pk in made:
        standing = standing_of(matter_of(pk))
        if standing is not None:
            items[standing.item_id] = (told, pk)
            place_item(keeper, item_id=standing.item_id, sitting_id=sitting, now=at - DAY)
    open_sitting(keeper, sitting_id=sitting, now=at)
    voters = [one for one in member_rows(body, national_day(at)) if one.seat != Seat.SECRETARY]
    for one in voters:
        note_presence(keeper, sitting_id=sitting, member_id=one.id, is_there=True, now=at)
    chair = actor_of_account(people["chair"])
    for item_id, (told, pk) in items.items():
        place = facility_id if told.decision == HOME else None
        open_hearing(keeper, item_id=item_id, now=at)
        record_hearing(keeper, item_id=item_id, heard=Heard.IN_PERSON, heard_at=at, now=at)
        open_voting(chair, item_id=item_id, now=at)
        ballot = Ballot(
            outcome=told.decision, reasons="Показания подтверждены.", ground=told.ground,
            facility_id=place,
        )  # fmt: skip
        for one in voters:
            cast_vote(actor_of_account(one.account_id), item_id=item_id, ballot=ballot, now=at)
        decision = DecisionDraft(reasons=REASONS, ground=told.ground, facility_id=place)
        decide(chair, item_id=item_id, draft=decision, now=at)
        _take(pk, told, place, at)
    close_sitting(keeper, sitting_id=sitting, now=at + timedelta(hours=2))


def _take(pk: int, told: Decided, place: int | None, at: datetime) -> None:
    """Take the decision over at once, as the worker does when it hears of it."""
    standing = standing_of(matter_of(pk))
    taken = Taken(
        decision=told.decision,
        reasons=REASONS,
        reference=(standing and standing.number) or str(pk),
        ground=told.ground,
        place_id=place,
    )
    take_decision(SYSTEM, case_id=pk, told=taken, now=at)


def _carry(hands: Hands, told: Decided, pk: int, at: datetime) -> None:
    """Carry a decision out as far as it has come."""
    steps: tuple[tuple[str, Callable[[Hands, Decided, int, datetime], None]], ...] = (
        ("reserved", _reserve),
        ("contracted", _contract),
        ("travelling", _depart),
        ("admitted", _admit),
        ("treated", _treat),
        ("invoiced", _invoice),
        ("follow_up", _return),
    )
    if told.decision == HOME:
        _treat_at_home(hands, pk, at)
        return
    if told.until == "appealed":
        text = "Лечение по месту жительства не помогло."
        appeal_case(hands.desks.hospital, case_id=pk, text=text, now=at + 9 * DAY)
        return
    far = ROAD.index("admitted" if told.until == "died" else told.until)
    for state, step in steps:
        if ROAD.index(state) <= far:
            step(hands, told, pk, at)
    if told.until == "died":
        _die(hands, told, pk, at + 24 * DAY)


def _reserve(hands: Hands, told: Decided, pk: int, at: datetime) -> None:
    offers = [one for one in offers_of(pk) if one.state == OfferState.QUOTED]
    choose_offer(hands.desks.fund, offer_id=offers[0].id, now=at + DAY)
    aside = Aside(
        year_id=hands.year_id,
        treatment=asked_of_case(pk)[0] or 0,
        travel=90_000_000,
        escort=120_000_000 if told.case.age[0] < 18 else None,  # noqa: PLR2004 (of age)
    )
    reserve_for_case(hands.finance, case_id=pk, aside=aside, now=at + 2 * DAY)


def _contract(hands: Hands, told: Decided, pk: int, at: datetime) -> None:
    now = at + 6 * DAY
    signed = Signed(
        number=f"ЛЗ-{pk:04d}", signed_on=national_day(now), amount=asked_of_case(pk)[1] or 0
    )
    contract_for_case(hands.finance, case_id=pk, signed=signed, now=now)
    matter = matter_of(pk)
    for purpose in ("travel", "escort"):
        if (obligation_id := find_live(matter, purpose)) is not None:
            held = obligation_row(hands.finance, obligation_id).sums["reserved"]
            contract = Contract(
                number=f"ПР-{pk:04d}-{purpose}",
                signed_on=national_day(now),
                currency="KZT",
                amount_minor=held,
                payee="Синтетический перевозчик",
            )
            commit_contract(hands.finance, obligation_id=obligation_id, contract=contract, now=now)
    if told.is_paid_by_others:
        gift = GiftDraft(
            giver="Синтетический фонд", currency="KZT", amount=200_000_000, teller=Teller.FOUND
        )
        find_gift(hands.desks.fund, case_id=pk, draft=gift, now=now + 3 * DAY)


def _journey(told: Decided, day: datetime) -> JourneyDraft:
    on = national_day(day)
    return JourneyDraft(
        means="tickets",
        planned_on=on,
        needs_care=False,
        escorts=int(told.case.age[0] < 18),  # noqa: PLR2004 (of age)
        visa="granted",
        passport_until=on + 900 * DAY,
        fit_until=on + 40 * DAY,
        risk="low",
        note="",
        days=24,
    )


def _depart(hands: Hands, told: Decided, pk: int, at: datetime) -> None:
    if told.decision == Decision.SPECIALIST:
        return
    now = at + 14 * DAY
    fund = hands.desks.fund
    journey = plan_journey(fund, case_id=pk, way="out", draft=_journey(told, now), now=now - DAY)
    begin_journey(fund, journey_id=journey, on=national_day(now), now=now)
    if told.until != "travelling":
        later = now + DAY
        until = national_day(later) + 20 * DAY
        on = national_day(later)
        end_journey(fund, journey_id=journey, on=on, until=until, now=later)


def _admit(hands: Hands, told: Decided, pk: int, at: datetime) -> None:
    fund = hands.desks.fund
    if told.decision == Decision.SPECIALIST:
        now = at + 15 * DAY
        until = national_day(now) + 20 * DAY
        begin_at_home(fund, case_id=pk, on=national_day(now), until=until, now=now)
    elif told.until == "admitted":
        more = More(
            why="complication", text="Инфекция, нужна вторая операция.", days=10, amount=350_000
        )
        ask_for_more(fund, case_id=pk, more=more, now=at + 26 * DAY)


def _die(hands: Hands, told: Decided, pk: int, now: datetime) -> None:
    """Have a patient die abroad: to be brought home, once money for it is committed."""
    fund, on = hands.desks.fund, national_day(now)
    report = "Остановка кровообращения, реанимация без успеха."
    note_death_abroad(fund, case_id=pk, on=on, report=report, now=now)
    back = _journey(told, now + 3 * DAY)
    plan_journey(fund, case_id=pk, way="repatriation", draft=back, now=now + DAY)


def _treat(hands: Hands, _told: Decided, pk: int, at: datetime) -> None:
    now = at + 34 * DAY
    report = "Операция прошла без осложнений. Рекомендовано наблюдение."
    end_treatment(
        hands.desks.fund, case_id=pk, on=national_day(now), result="improved", report=report,
        now=now,
    )  # fmt: skip


def _invoice(hands: Hands, told: Decided, pk: int, at: datetime) -> None:
    now = at + 38 * DAY
    obligation_id = find_live(matter_of(pk), "treatment") or 0
    row = obligation_row(hands.finance, obligation_id)
    bill = Bill(
        number=f"INV-A{pk}",
        amount_minor=row.open_minor - row.open_minor // 25,
        service_from=national_day(at + 15 * DAY),
        service_until=national_day(at + 34 * DAY),
        received_on=national_day(now),
    )
    invoice = record_invoice(hands.desks.fund, obligation_id=obligation_id, bill=bill, now=now)
    take_invoice(SYSTEM, case_id=pk, now=now)
    accept_invoice(hands.finance, invoice_id=invoice)
    if told.until != "invoiced":
        on = national_day(at + 42 * DAY)
        pay_invoice(
            hands.second, invoice_id=invoice, on=on, document=f"ПП-A{pk}", now=now + 4 * DAY
        )


def _return(hands: Hands, told: Decided, pk: int, at: datetime) -> None:
    fund, now = hands.desks.fund, at + 44 * DAY
    journey = plan_journey(fund, case_id=pk, way="back", draft=_journey(told, now), now=now - DAY)
    begin_journey(fund, journey_id=journey, on=national_day(now), now=now)
    end_journey(fund, journey_id=journey, on=national_day(now + DAY), now=now + DAY)


def _treat_at_home(hands: Hands, pk: int, at: datetime) -> None:
    """Treat at home as decided, follow up for a year, and close."""
    fund, now = hands.desks.fund, at + 5 * DAY
    on = national_day(now)
    begin_at_home(fund, case_id=pk, on=on, until=on + 20 * DAY, now=now)
    report = "Операция выполнена в стране."
    now += 20 * DAY
    on = national_day(now)
    end_treatment(fund, case_id=pk, on=on, result="recovered", report=report, now=now)
    for month in MONTHS:
        seen = months_later(on, month)
        record_follow_up(
            hands.desks.hospital,
            case_id=pk,
            month=month,
            seen_on=seen,
            result="recovered",
            now=now + (seen - on),
        )
    close_case(fund, case_id=pk, now=now + 368 * DAY)
