"""Money of treatment abroad in the demonstration: clinics, rates, a year, and what was done.

The obligations are those of cases on paper from before the register: their numbers lead to no
record of a case.
"""

import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from qanat.care.clinics.commands.quotas import QuotaDraft, offer_quota
from qanat.care.clinics.commands.register import (
    AccreditationDraft,
    ClinicDraft,
    MethodDraft,
    add_accreditation,
    add_clinic,
    add_method,
)
from qanat.care.funding.commands.budget import Grant, appropriate
from qanat.care.funding.commands.contracts import Contract, close_obligation, commit_contract
from qanat.care.funding.commands.invoices import (
    Bill,
    accept_invoice,
    pay_invoice,
    record_invoice,
)
from qanat.care.funding.commands.paying import Payment, pay_advance
from qanat.care.funding.commands.rates import enter_rate
from qanat.care.funding.commands.reserving import Reserve, reserve
from qanat.care.funding.queries.rates import in_tenge
from qanat.care.funding.queries.years import year_rows
from qanat.care.funding.states import Purpose
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.ops.progress import Progress

SOURCE: Final = "synthetic"
DAY: Final = timedelta(days=1)
WEEKS: Final = 48
MILLION: Final = 100_000_000
YEARS_MONEY: Final = 1_100 * MILLION
PRICES: Final = (("EUR", 612.0), ("USD", 527.0), ("TRY", 12.9), ("RUB", 6.4), ("INR", 6.1))
CLINICS: Final = (
    ("Örnek Hastanesi", "TR", "Ankara", ("tr", "ru"), "haematology",
     "Bone marrow transplantation", 140),
    ("Sentetik Çocuk Hastanesi", "TR", "İstanbul", ("tr", "kk"), "haematology",
     "Transplantation from an unrelated donor", 90),
    ("Universitätsklinikum Beispiel", "DE", "Berlin", ("de", "en", "ru"), "neurosurgery",
     "Gamma knife", 320),
    ("Klinikum Muster", "DE", "München", ("de", "en"), "ophthalmology", "Keratoprosthesis", 35),
    ("Example Hospital, Delhi", "IN", "Delhi", ("en", "hi", "ru"), "transplantology",
     "Liver transplantation", 210),
    ("Клиника «Пример»", "RU", "Москва", ("ru",), "neurosurgery", "Endovascular embolisation", 260),
    ("Узорная больница", "BY", "Минск", ("ru", "be"), "transplantology",
     "Kidney transplantation", 75),
    ("Yesi Medical Center", "KR", "Seoul", ("ko", "en", "ru"), "oncology", "Proton therapy", 410),
)  # fmt: skip
TREATED: Final = (
    ("C91.0", 1, "EUR", 58_000, "closed"), ("C91.0", 1, "EUR", 61_500, "paid"),
    ("D61.9", 1, "EUR", 63_000, "advance"), ("C92.0", 0, "TRY", 2_700_000, "paid"),
    ("C71.7", 2, "EUR", 14_500, "closed"), ("C71.7", 2, "EUR", 15_200, "closed"),
    ("C71.1", 2, "EUR", 16_000, "paid"), ("C71.9", 5, "RUB", 1_450_000, "invoice"),
    ("C71.0", 2, "EUR", 15_800, "advance"), ("C71.2", 7, "USD", 64_000, "advance"),
    ("K74.6", 4, "USD", 31_000, "paid"), ("K72.1", 4, "USD", 33_500, "advance"),
    ("N18.5", 6, "USD", 27_000, "contract"), ("H18.4", 3, "EUR", 11_000, "invoice"),
    ("Q28.2", 5, "RUB", 1_200_000, "contract"), ("C69.3", 2, "EUR", 9_800, "reserve"),
    ("D56.1", 1, "EUR", 55_000, "reserve"),
)  # fmt: skip
"""Diagnosis, clinic by its place above, currency, price, and how far it has come."""


def fill_money(progress: Progress, people: Mapping[str, int], now: datetime) -> None:
    """Make the register of clinics, the year's money and its obligations, once."""
    if not {"finance", "finance2"} <= people.keys():
        return
    desk = actor_of_account(people["finance"])
    if year_rows(desk):
        return
    progress("Making the money of treatment abroad")
    today = national_day(now)
    clinics = [_clinic(desk, row, today, now) for row in CLINICS]
    for currency, price in PRICES:
        _rates(desk, currency, price, now)
    for country, offered in (("TR", 40), ("IN", 10)):
        told = QuotaDraft(
            year=today.year,
            country=country,
            agreement="Synthetic agreement",
            offered=offered,
            source=SOURCE,
        )
        offer_quota(desk, draft=told, now=now)
    grant = Grant(
        programme="Лечение за рубежом",
        year=today.year,
        amount_tiyn=YEARS_MONEY,
        order="Синтетический приказ № 1",
        on=today - 320 * DAY,
    )
    year_id = appropriate(desk, grant=grant, now=now)
    for number, row in enumerate(TREATED, 1):
        _case((desk, actor_of_account(people["finance2"])), year_id, number, row, clinics, now)


Told = tuple[str, str, str, tuple[str, ...], str, str, int]


def _clinic(desk: Actor, row: Told, today: date, now: datetime) -> int:
    name, country, city, languages, specialty, method, volume = row
    draft = ClinicDraft(name=name, country=country, city=city, languages=languages, source=SOURCE)
    clinic_id = add_clinic(desk, draft=draft, now=now)
    left = (volume * 7) % 900 - 60
    accredited = AccreditationDraft(
        body="Synthetic accreditation",
        first_on=today - (1095 - left) * DAY,
        last_on=today + left * DAY,
        source=SOURCE,
    )
    add_accreditation(desk, clinic_id=clinic_id, draft=accredited, now=now)
    does = MethodDraft(
        specialty=specialty, name=method, volume=volume, year=today.year - 1, source=SOURCE
    )
    add_method(desk, clinic_id=clinic_id, draft=does, now=now)
    return clinic_id


def _rates(desk: Actor, currency: str, price: float, now: datetime) -> None:
    """Enter a rate a week, which sways by some per cent."""
    for week in range(WEEKS):
        tenge = Decimal(price * (1 - 0.03 * math.sin(week / 5) - week / 1500)).quantize(
            Decimal("0.01")
        )
        on = national_day(now) - (7 * week + 4) * DAY
        enter_rate(desk, currency=currency, on=on, tenge=tenge, source=SOURCE, now=now)


def _case(
    desks: tuple[Actor, Actor],
    year_id: int,
    number: int,
    row: tuple[str, int, str, int, str],
    clinics: list[int],
    now: datetime,
) -> None:
    """Put money aside for a case, and bring it as far as it has come."""
    desk, _second = desks
    icd10, clinic, currency, price, until = row
    decided = national_day(now) - (300 - 15 * number) * DAY
    amount = price * 100
    asked = in_tenge(amount, currency, decided).tiyn
    draft = Reserve(
        appropriation_id=year_id,
        matter=UUID(int=number),
        case_number=f"{decided.year}/{number:03d}",
        purpose=Purpose.TREATMENT,
        icd10=icd10,
        amount_tiyn=asked + asked // 20,
        decision=f"Протокол № {1 + number // 3}",
        decided_on=decided,
        clinic_id=clinics[clinic],
    )
    obligation_id = reserve(desk, draft=draft, now=now)
    if until == "reserve":
        return
    contract = Contract(
        number=f"ЛЗ-{number:03d}",
        signed_on=decided + 6 * DAY,
        currency=currency,
        amount_minor=amount,
    )
    commit_contract(desk, obligation_id=obligation_id, contract=contract, now=now)
    if until == "contract":
        return
    paid = Payment(amount_minor=amount // 2, on=decided + 9 * DAY, document=f"ПП-{number:03d}")
    pay_advance(desk, obligation_id=obligation_id, payment=paid, now=now)
    if until == "advance":
        return
    _invoice(desks, obligation_id, number, decided, amount, until, now)


def _invoice(
    desks: tuple[Actor, Actor],
    obligation_id: int,
    number: int,
    decided: date,
    amount: int,
    until: str,
    now: datetime,
) -> None:
    desk, second = desks
    bill = Bill(
        number=f"INV-{100 + number}",
        amount_minor=amount - amount // 25,
        service_from=decided + 12 * DAY,
        service_until=decided + 30 * DAY,
        received_on=decided + 34 * DAY,
    )
    invoice_id = record_invoice(desk, obligation_id=obligation_id, bill=bill, now=now)
    if until == "invoice":
        return
    accept_invoice(desk, invoice_id=invoice_id)
    on = decided + 40 * DAY
    pay_invoice(second, invoice_id=invoice_id, on=on, document=f"ПП-{number:03d}/2", now=now)
    if until == "closed":
        close_obligation(desk, obligation_id=obligation_id, now=now)
