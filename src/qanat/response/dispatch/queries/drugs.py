"""The drugs given on a mission."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from qanat.foundation.actors import Actor
from qanat.response.dispatch.models import DrugGiven, Mission
from qanat.response.dispatch.models.drugs import DrugRoute, DrugUnit
from qanat.web.wording import number


@dataclass(frozen=True, slots=True)
class DrugRow:
    """A drug that was given; ``unit`` is a code of UCUM."""

    id: int
    patient_id: int | None
    given_at: datetime
    drug: str
    dose: Decimal
    unit: str
    route: str
    by_id: int
    cancelled_at: datetime | None

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
    """Return what was given on a mission which the actor may see, oldest first."""
    seen = Mission.objects.visible_to(actor).filter(pk=mission_id)
    rows = DrugGiven.objects.filter(mission__in=seen).order_by("given_at", "id")
    return [
        DrugRow(
            id=r.pk,
            patient_id=r.patient_id,
            given_at=r.given_at,
            drug=r.drug,
            dose=r.dose,
            unit=r.unit,
            route=r.route,
            by_id=r.by_id,
            cancelled_at=r.cancelled_at,
        )
        for r in rows
    ]
