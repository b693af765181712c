"""Obligations with their money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from qanat.care.clinics.queries.brief import ClinicBrief, clinic_briefs
from qanat.care.funding.models import Obligation
from qanat.care.funding.states import HELD, LIVE, ObligationState
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound


@dataclass(frozen=True, slots=True)
class ObligationRow:
    """Money put aside for a purpose of a case.

    Attributes:
        payee: who is paid: the clinic's name, or as it was named.
    """

    id: int
    number: str
    year_id: int
    year: int
    matter: UUID
    case_number: str
    purpose: str
    icd10: str
    category: str
    clinic: ClinicBrief | None
    payee: str
    decision: str
    decided_on: date
    state: str
    contract: str
    signed_on: date | None
    currency: str
    contract_minor: int
    contract_tiyn: int
    open_minor: int
    advanced_minor: int
    settled_minor: int
    others_minor: int
    is_stopped: bool
    sums: Mapping[str, int]
    carried_from: str
    carried_to: str
    at: datetime
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which obligations to list.

    Attributes:
        bucket: those which hold money there; ``country``: those with a clinic of a country.
    """

    year_id: int | None = None
    state: str = ""
    purpose: str = ""
    bucket: str = ""
    country: str = ""
    clinic_id: int | None = None
    text: str = ""


def obligation_rows(
    actor: Actor, wanted: Wanted, *, first: int = 0, count: int | None = 50
) -> list[ObligationRow]:
    """Return obligations, the newest first; ``count`` None for all."""
    found = _listed(actor, wanted).select_related("appropriation").order_by("-id")
    return _rows(list(found[first:] if count is None else found[first : first + count]))


def count_obligations(actor: Actor, wanted: Wanted) -> int:
    """Return how many obligations there are."""
    return _listed(actor, wanted).count()


def obligation_row(actor: Actor, obligation_id: int) -> ObligationRow:
    """Return one obligation.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    found = Obligation.objects.visible_to(actor).filter(pk=obligation_id)
    rows = _rows(list(found.select_related("appropriation", "carried_from", "carried_to")))
    if not rows:
        raise NotFound
    return rows[0]


def obligations_of(actor: Actor, matter: UUID) -> list[ObligationRow]:
    """Return the obligations of a case, the newest first."""
    found = Obligation.objects.visible_to(actor).filter(matter=matter)
    return _rows(list(found.select_related("appropriation").order_by("-id")))


def is_committed(matter: UUID, purpose: str) -> bool:
    """Tell whether money for a purpose of a case is committed by a contract."""
    found = Obligation.objects.filter(matter=matter, purpose=purpose)
    return found.filter(state=ObligationState.COMMITTED).exists()


def committed_for(purpose: str) -> list[UUID]:
    """Return the cases for which money for a purpose is committed by a contract, or was."""
    never = (ObligationState.RESERVED, ObligationState.RELEASED)
    found = Obligation.objects.filter(purpose=purpose).exclude(state__in=never)
    return list(found.order_by("id").values_list("matter", flat=True))


def find_live(matter: UUID, purpose: str) -> int | None:
    """Return the obligation of a case which holds money for a purpose now."""
    found = Obligation.objects.filter(matter=matter, purpose=purpose, state__in=LIVE)
    return found.values_list("pk", flat=True).first()


def find_reserved(matter: UUID, purpose: str) -> int | None:
    """Return the obligation of a case which holds money for a purpose without a contract."""
    found = Obligation.objects.filter(matter=matter, purpose=purpose)
    return found.filter(state=ObligationState.RESERVED).values_list("pk", flat=True).first()


def live_purposes(matter: UUID) -> list[str]:
    """Return for what money of a case is still held."""
    found = Obligation.objects.filter(matter=matter, state__in=LIVE)
    return list(found.order_by("id").values_list("purpose", flat=True))


def _listed(actor: Actor, wanted: Wanted) -> QuerySet[Obligation]:
    rows = Obligation.objects.visible_to(actor)
    asked = {
        "appropriation": wanted.year_id,
        "state": wanted.state,
        "purpose": wanted.purpose,
        "clinic": wanted.clinic_id,
        "clinic__country": wanted.country,
    }
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    if wanted.bucket in HELD:
        rows = rows.filter(**{f"{wanted.bucket}_tiyn__gt": 0})
    if text := wanted.text.strip():
        rows = rows.filter(
            Q(number__icontains=text)
            | Q(case_number__icontains=text)
            | Q(contract__icontains=text)
            | Q(icd10__istartswith=text)
            | Q(payee__icontains=text)
        )
    return rows


def _rows(found: list[Obligation]) -> list[ObligationRow]:
    clinics = clinic_briefs(row.clinic_id for row in found if row.clinic_id is not None)
    return [_row(row, clinics.get(row.clinic_id or 0)) for row in found]


def _row(row: Obligation, clinic: ClinicBrief | None) -> ObligationRow:
    is_loaded = "carried_to" in row._state.fields_cache
    after = getattr(row, "carried_to", None) if is_loaded else None
    before = row.carried_from if row.carried_from_id and is_loaded else None
    return ObligationRow(
        id=row.pk,
        number=row.number,
        year_id=row.appropriation_id,
        year=row.appropriation.year,
        matter=row.matter,
        case_number=row.case_number,
        purpose=row.purpose,
        icd10=row.icd10,
        category=row.category,
        clinic=clinic,
        payee=clinic.name if clinic else row.payee,
        decision=row.decision,
        decided_on=row.decided_on,
        state=row.state,
        contract=row.contract,
        signed_on=row.signed_on,
        currency=row.currency,
        contract_minor=row.contract_minor,
        contract_tiyn=row.contract_tiyn,
        open_minor=row.open_minor,
        advanced_minor=row.advanced_minor,
        settled_minor=row.settled_minor,
        others_minor=row.others_minor,
        is_stopped=row.is_stopped,
        sums={one.value: getattr(row, f"{one.value}_tiyn") for one in HELD},
        carried_from=before.number if before else "",
        carried_to=after.number if after else "",
        at=row.at,
        is_synthetic=row.is_synthetic,
    )
