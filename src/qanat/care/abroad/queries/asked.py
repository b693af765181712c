"""What a clinic abroad sees: the requests to it, and of those it was chosen for its patient."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q

from qanat.care.abroad.models import Offer, OfferQuerySet, Stay
from qanat.care.abroad.queries.carried import Carried, carried_of
from qanat.care.abroad.queries.record import OfferRow, earlier_of, offer_row
from qanat.care.abroad.queries.tasks import AnonymousFile, file_of
from qanat.care.abroad.states import SEEKING, CaseState, OfferState
from qanat.care.funding.queries.entries import InvoiceRow, invoices_of_matter
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.refusals import NotFound
from qanat.registry.patients.queries import PatientRow, patients_by_id

TO_COME: Final = (CaseState.CONTRACTED, CaseState.TRAVELLING)
"""The contract is signed, and the treatment has not begun."""


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A request to a clinic.

    Attributes:
        case_state: told to the clinic which was chosen alone.
        is_sought: whether a clinic is still looked for.
        person: the patient, of whom it is told once the contract is signed.
    """

    offer: OfferRow
    diagnosis: str
    treatment: str
    case_state: str
    is_sought: bool
    person: PatientRow | None


@dataclass(frozen=True, slots=True)
class AskedFile:
    """A request with the file of the case: without names until it is under contract.

    Attributes:
        about: None once there is nothing to answer any more, and nobody to treat.
    """

    row: AskedRow
    about: AnonymousFile | None
    carried: Carried | None
    invoices: tuple[InvoiceRow, ...]


def asked_rows(actor: Actor, *, is_open: bool, first: int = 0, count: int = 25) -> list[AskedRow]:
    """Return the requests to an actor's clinics: all, or what is to be done, answers first."""
    order = ("state", "-id") if is_open else ("-id",)
    found = _seen(_of(actor, is_open=is_open)).order_by(*order)
    return _rows(found[first : first + count])


def asked_count(actor: Actor, *, is_open: bool) -> int:
    """Return how many there are."""
    return _of(actor, is_open=is_open).count()


def asked_file(actor: Actor, offer_id: int, now: datetime) -> AskedFile:
    """Return one request.

    Raises:
        NotFound: if there is none to the actor's clinics.
    """
    offers = Offer.objects.of_clinics(actor).filter(pk=offer_id)
    offer = _seen(offers).first()
    if offer is None:
        raise NotFound
    (row,) = _rows([offer])
    row = replace(row, offer=offer_row(offer, earlier_of(offer_id)))
    is_ours = row.person is not None
    return AskedFile(
        row=row,
        about=file_of(offer.case) if is_ours or offers.answerable().exists() else None,
        carried=carried_of(actor, offer.case_id, now) if is_ours else None,
        invoices=tuple(invoices_of_matter(SYSTEM, offer.case.matter)) if is_ours else (),
    )


def is_patient_known(actor: Actor, offer_id: int) -> bool:
    """Tell whether an actor's clinic knows whose case it is asked for."""
    offer = _seen(Offer.objects.of_clinics(actor).filter(pk=offer_id)).first()
    return offer is not None and _is_ours(offer)


def _of(actor: Actor, *, is_open: bool) -> OfferQuerySet:
    rows = Offer.objects.of_clinics(actor)
    if not is_open:
        return rows
    waits = Q(state=OfferState.CHOSEN, case__state__in=[*TO_COME, CaseState.ADMITTED])
    return rows.filter(Q(pk__in=rows.answerable().filter(state=OfferState.ASKED)) | waits)


def _seen(rows: OfferQuerySet) -> OfferQuerySet:
    """Add what is needed of the case, and whether it was treated by the clinic."""
    stays = Stay.objects.filter(case=OuterRef("case"), clinic=OuterRef("clinic"))
    return rows.select_related("case", "country").annotate(is_treated=Exists(stays))


def _rows(found: Iterable[Offer]) -> list[AskedRow]:
    offers = list(found)
    people = patients_by_id(SYSTEM, [one.case.patient_id for one in offers if _is_ours(one)])
    return [
        AskedRow(
            offer=offer_row(one),
            diagnosis=one.case.diagnosis,
            treatment=one.case.treatment,
            case_state=one.case.state if one.state == OfferState.CHOSEN else "",
            is_sought=one.case.state in SEEKING,
            person=people.get(one.case.patient_id) if _is_ours(one) else None,
        )
        for one in offers
    ]


def _is_ours(offer: Offer) -> bool:
    is_treated: bool = offer.is_treated  # type: ignore[attr-defined] # annotated
    return offer.state == OfferState.CHOSEN and (is_treated or offer.case.state in TO_COME)
