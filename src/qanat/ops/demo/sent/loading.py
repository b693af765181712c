"""Load the years of treatment abroad, each once and as a whole, in any order or at once."""

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.utils import translation

from qanat.care.abroad.states import MATTER
from qanat.care.clinics.commands.register import ClinicDraft, add_clinic
from qanat.care.clinics.queries.brief import ClinicBrief, active_clinics
from qanat.care.commission.commands.bodies import MemberDraft, appoint_member
from qanat.care.commission.queries.bodies import body_rows, member_rows
from qanat.care.commission.states import Seat
from qanat.care.funding.commands.budget import Grant, appropriate, close_year
from qanat.care.funding.commands.rates import enter_rate
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.access.sign_in.demo import demo_account
from qanat.foundation.actors import SYSTEM
from qanat.foundation.audit.sealing import seal
from qanat.foundation.commands import intention
from qanat.foundation.days import national_day
from qanat.ops import facts
from qanat.ops.demo.money import CLINICS, MILLION, PRICES, SOURCE
from qanat.ops.demo.sent.carrying import Purse
from qanat.ops.demo.sent.plan import plan_year
from qanat.ops.demo.sent.tally import tally
from qanat.ops.demo.sent.totals import SEED, Totals, years
from qanat.ops.demo.sent.writing import KINDS, SPEAKERS, World, Writer
from qanat.ops.demo.treatment import SEATS, establish_commission, kept
from qanat.ops.demo.year.loading import Tallies, refuse_other
from qanat.ops.progress import Progress
from qanat.registry.facilities.queries import Filter, facility_rows

FACT: Final = "demo.sent"
LANGUAGE: Final = "ru"
CURRENCIES: Final = {"TR": "TRY", "RU": "RUB", "DE": "EUR", "IN": "USD", "BY": "RUB", "KR": "USD"}
EXPERTS: Final = ("expert", "expert2")
FINANCE: Final = "finance"
RATE_DAYS: Final = 14
SWAY: Final = 0.01


def prepare_sent(now: datetime, *, seed: int = SEED, scale: int = 1) -> list[Totals]:
    """Return the years of treatment abroad that are not there yet, their commission established.

    Without the accounts of the demonstration there is nobody to vote, and no year.

    Raises:
        TroubleError: if a year was made with another seed.
    """
    if any(
        demo_account(name) is None for name in (FINANCE, *EXPERTS, *(user for user, *_ in SEATS))
    ):
        return []
    missing = []
    for totals in years(seed, scale):
        if known := facts.fact(f"{FACT}.{totals.year}"):
            refuse_other(totals.year, known, _mark(seed, scale))
        elif totals.year < national_day(now).year:
            missing.append(totals)
    with translation.override(LANGUAGE), intention(SYSTEM, "load_demo_sent"):
        for totals in missing:
            begins = _begins(totals)
            _add_clinics(begins)
            _board(totals.year, begins, now)
    return missing


def load_sent(
    progress: Progress, now: datetime, totals: Totals, *, seed: int = SEED, scale: int = 1
) -> Tallies:
    """Make a year of treatment abroad; return what was made in it.

    It is one transaction, so that a year which was interrupted is made anew.
    """
    progress(f"Treatment abroad {totals.year}: {totals.helped} patients helped")
    with translation.override(LANGUAGE), intention(SYSTEM, "load_demo_sent"):
        made = _write(totals, seed, now)
        facts.note(f"{FACT}.{totals.year}", _mark(seed, scale))
    seal(now)
    return {totals.year: made}


def _mark(seed: int, scale: int) -> str:
    return f"seed {seed}, scale 1/{scale}"


def _begins(totals: Totals) -> datetime:
    return datetime(totals.year, 1, 4, 5, tzinfo=UTC)


def _write(totals: Totals, seed: int, now: datetime) -> dict[str, int]:
    begins = _begins(totals)
    hospitals = _hospitals()
    world = World(
        hospitals=hospitals,
        clinics=_clinics(),
        currencies=CURRENCIES,
        experts=tuple(actor_of_account(_account(name)) for name in EXPERTS),
        body_id=_body(now),
        papers={kind: kept(kind) for kind in ("petition", *KINDS, *SPEAKERS)},
    )
    _enter_rates(totals.year)
    grant = Grant(
        programme="Лечение за рубежом",
        year=totals.year,
        amount_tiyn=_enough(totals),
        order="Синтетический приказ",
        on=begins.date(),
    )
    year_id = appropriate(SYSTEM, grant=grant, now=begins)
    purse = Purse(year_id, actor_of_account(_account(FINANCE)), national_day(now))
    cases = plan_year(totals, sorted(hospitals), seed)
    Writer(world, purse).write(cases)
    close_year(SYSTEM, appropriation_id=year_id)
    return tally(cases)


def _enough(totals: Totals) -> int:
    """Return money for all that is planned, and a tenth more for what is put aside above it."""
    planned = sum(group.cases * group.mean_mln for group in totals.groups.values())
    return round((planned + 3 * totals.helped) * 1.3) * MILLION


def _hospitals() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in facility_rows(Filter(is_inpatient=True)):
        found.setdefault(row.region_code, []).append(row.id)
    return found


def _add_clinics(now: datetime) -> None:
    known = {row.country for row in active_clinics()}
    for name, country, city, languages, *_rest in CLINICS:
        if country not in known:
            draft = ClinicDraft(
                name=name, country=country, city=city, languages=languages, source=SOURCE
            )
            add_clinic(SYSTEM, draft=draft, now=now)


def _clinics() -> Mapping[str, list[ClinicBrief]]:
    """Return the clinics of each country."""
    found: dict[str, list[ClinicBrief]] = {}
    for row in active_clinics():
        found.setdefault(row.country, []).append(row)
    return found


def _body(today: datetime) -> int:
    """Return the commission."""
    return next(row.id for row in body_rows(SYSTEM, today.date()) if row.matter_kind == MATTER)


def _board(year: int, now: datetime, today: datetime) -> None:
    """Have somebody in every seat of the commission all the year."""
    names = ("secretary", *(user for user, _seat, _group in SEATS))
    establish_commission({user: _account(user) for user in names}, today)
    body = _body(today)
    first, over = date(year, 1, 1), date(year + 1, 1, 1)
    known = [one.from_on for one in member_rows(body, first) if one.seat != Seat.SECRETARY]
    until = min([over, *known])
    for user, seat, group in SEATS if until > first else ():
        draft = MemberDraft(
            account_id=_account(user), seat=seat, group=group, from_on=first, to_on=until
        )
        appoint_member(SYSTEM, body_id=body, draft=draft, now=now)


def _account(name: str) -> int:
    found = demo_account(name)
    if found is None:
        raise LookupError(name)
    return found


def _enter_rates(year: int) -> None:
    """Enter rates from the winter before, every other week; they sway a little."""
    for on in _days(year):
        now = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        for currency, price in PRICES:
            sway = 1 - SWAY * math.sin(on.toordinal() / 40)
            tenge = Decimal(price * sway).quantize(Decimal("0.01"))
            enter_rate(SYSTEM, currency=currency, on=on, tenge=tenge, source=SOURCE, now=now)


def _days(year: int) -> Iterator[date]:
    on = date(year - 1, 11, 15)
    while on < date(year + 1, 1, 1):
        yield on
        on += timedelta(days=RATE_DAYS)
