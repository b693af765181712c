"""The drugs given on a mission."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from qanat.foundation.actors import Actor
from qanat.foundation.kept import kept
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.texts import search_key
from qanat.registry.terminology.queries import code_rows, names_index
from qanat.response.dispatch.models import DrugGiven, Mission, Request
from qanat.response.dispatch.models.drugs import DrugRoute, DrugUnit
from qanat.response.dispatch.parameters import DRUG_UNITS
from qanat.response.dispatch.permissions import CONDITION
from qanat.web.wording import number


@dataclass(frozen=True, slots=True)
class DrugRow:
    """A drug that was given; ``unit`` is a code of UCUM."""

    id: int
    request_id: int
    patient_id: int | None
    given_at: datetime
    drug: str
    code: str
    """Of the list of drugs, where the name stands in it."""
    dose: Decimal
    unit: str
    route: str
    by_id: int
    cancelled_at: datetime | None
    cancel_reason: str

    @property
    def dose_words(self) -> str:
        """How much, with its unit, as the reader's language writes it."""
        places = max(-int(self.dose.normalize().as_tuple().exponent), 0)
        return f"{number(self.dose, places)} {DrugUnit(self.unit).label}"

    @property
    def route_name(self) -> str:
        """Which way it was given."""
        return str(DrugRoute(self.route).label)


def drugs_of(actor: Actor, mission_id: int) -> list[DrugRow]:
    """Return what was given on a mission to patients whom the actor may see, oldest first."""
    if not actor.may(CONDITION):
        return []
    rows = DrugGiven.objects.filter(
        mission__in=Mission.objects.visible_to(actor).filter(pk=mission_id),
        request__in=Request.objects.visible_to(actor).filter(served_by__mission=mission_id),
    ).order_by("given_at", "id")
    return [
        DrugRow(
            id=r.pk,
            request_id=r.request_id,
            patient_id=r.patient_id,
            given_at=r.given_at,
            drug=r.drug,
            code=_code(r.drug),
            dose=r.dose,
            unit=r.unit,
            route=r.route,
            by_id=r.by_id,
            cancelled_at=r.cancelled_at,
            cancel_reason=r.cancel_reason,
        )
        for r in rows
    ]


def usual_drugs() -> list[tuple[str, str]]:
    """Return the drugs that are often given, by name, each with the units usual for it."""
    units = parameter(DRUG_UNITS, on=timezone.now()).entries
    return sorted(
        (row.text, _unit_names(str(units.get(row.code, "")))) for row in code_rows("drug")
    )


def _code(name: str) -> str:
    return _codes_by_name().get(search_key(name), "")


@kept(seconds=60)
def _codes_by_name() -> Mapping[str, str]:
    return {name: row.code for name, row in names_index("drug").items()}


def _unit_names(codes: str) -> str:
    known = (part.strip() for part in codes.split(","))
    return ", ".join(str(DrugUnit(code).label) for code in known if code in DrugUnit)
