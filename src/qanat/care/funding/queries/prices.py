"""What was paid for a diagnosis, where: the history of prices, and prices far from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from qanat.care.clinics.queries.brief import ClinicBrief, clinic_briefs
from qanat.care.funding.models import Obligation
from qanat.care.funding.parameters import PRICE_FAR, PRICE_LEAST
from qanat.care.funding.rules.prices import Comparison, Spread, compared, spread_of
from qanat.care.funding.states import Purpose
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.parameters.queries import parameter
from qanat.registry.icd import icd_category

MOST: Final = 500
"""A price is compared with so many contracts of its group at most, the latest."""


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A contract of treatment beside the other contracts of its group."""

    obligation_id: int
    number: str
    category: str
    icd10: str
    clinic: ClinicBrief | None
    payee: str
    signed_on: date
    currency: str
    contract_minor: int
    contract_tiyn: int
    beside: Comparison | None


@dataclass(frozen=True, slots=True)
class OfferBeside:
    """An offer beside the contracts of its group of diagnoses.

    Attributes:
        group: None where the contracts are too few to compare.
        clinic: how those of the same clinic lie; None without one.
    """

    category: str
    group: Comparison | None
    clinic: Spread | None


@dataclass(frozen=True, slots=True)
class PricesWanted:
    """Which contracts: of a diagnosis (its first characters), of a clinic."""

    icd10: str = ""
    clinic_id: int | None = None


def price_rows(
    actor: Actor, wanted: PricesWanted, *, first: int = 0, count: int = 50
) -> list[PriceRow]:
    """Return the contracts of treatment, the newest first, each beside those of its group."""
    found = list(_listed(actor, wanted).order_by("-signed_on", "-id")[first : first + count])
    clinics = clinic_briefs(row.clinic_id for row in found if row.clinic_id is not None)
    groups = _groups({row.category for row in found if row.category})
    return [
        PriceRow(
            row.pk,
            row.number,
            row.category,
            row.icd10,
            clinics.get(row.clinic_id or 0),
            row.payee,
            row.signed_on or row.decided_on,
            row.currency,
            row.contract_minor,
            row.contract_tiyn,
            _beside(row.contract_tiyn, groups.get(row.category, []), but=row.pk),
        )
        for row in found
    ]


def count_prices(actor: Actor, wanted: PricesWanted) -> int:
    """Return how many contracts of treatment there are."""
    return _listed(actor, wanted).count()


def compare_price(category: str, price_tiyn: int, *, but: int = 0) -> Comparison | None:
    """Compare a price with the contracts of a group of diagnoses; None where they are too few.

    Args:
        category: the first three characters of the diagnosis.
        price_tiyn: what is to be compared.
        but: the obligation whose own contract is left out.
    """
    return _beside(price_tiyn, _groups({category}).get(category, []), but=but)


def compare_offers(
    icd10: str, offers: Mapping[int, tuple[int | None, int]], *, but: UUID
) -> dict[int, OfferBeside]:
    """Compare offers for one diagnosis with the contracts of its group, and with their clinics'.

    Args:
        icd10: the diagnosis.
        offers: clinic and price by the id of the offer.
        but: the case whose own contract is left out.
    """
    category = icd_category(icd10)
    rows = _contracts().filter(category=category).exclude(category="").exclude(matter=but)
    latest = rows.order_by("-signed_on", "-id")[:MOST]
    group = list(latest.values_list("pk", "contract_tiyn", "clinic_id"))
    found = {}
    for offer_id, (clinic_id, price) in offers.items():
        own = [tiyn for _pk, tiyn, clinic in group if clinic == clinic_id]
        found[offer_id] = OfferBeside(
            category=category,
            group=_beside(price, [(pk, tiyn) for pk, tiyn, _clinic in group], but=0),
            clinic=spread_of(own) if own and clinic_id else None,
        )
    return found


def _listed(actor: Actor, wanted: PricesWanted) -> QuerySet[Obligation]:
    rows = _contracts().filter(pk__in=Obligation.objects.visible_to(actor).values("pk"))
    if wanted.icd10:
        code = wanted.icd10.upper()
        rows = rows.filter(Q(icd10__startswith=code) | Q(category__startswith=code))
    return rows.filter(clinic=wanted.clinic_id) if wanted.clinic_id else rows


def _contracts() -> QuerySet[Obligation]:
    """Return the contracts of treatment; one which was carried over counts once."""
    return Obligation.objects.filter(
        purpose=Purpose.TREATMENT, contract_tiyn__gt=0, carried_from__isnull=True
    )


def _groups(categories: set[str]) -> dict[str, list[tuple[int, int]]]:
    """Return the latest contracts of each group: obligation and price."""
    found: dict[str, list[tuple[int, int]]] = {category: [] for category in categories}
    rows = _contracts().filter(category__in=categories - {""}).order_by("-signed_on", "-id")
    for category, pk, price in rows.values_list("category", "pk", "contract_tiyn"):
        if len(found[category]) < MOST:
            found[category].append((pk, price))
    return found


def _beside(tiyn: int, group: list[tuple[int, int]], *, but: int) -> Comparison | None:
    today = national_day(timezone.now())
    return compared(
        tiyn,
        [price for pk, price in group if pk != but],
        least=int(parameter(PRICE_LEAST, today).number),
        far=parameter(PRICE_FAR, today).number,
    )
