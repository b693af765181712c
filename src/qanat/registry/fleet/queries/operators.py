"""Operators of aircraft."""

from django.db.models import Count, Q, QuerySet

from qanat.foundation.access.places import Place
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.registry.fleet.models import Operator
from qanat.registry.fleet.queries.rows import OperatorRow


def operator_rows(actor: Actor) -> list[OperatorRow]:
    """Return the operators the actor may see, by code, with how many aircraft they have."""
    return _rows(Operator.objects.visible_to(actor))


def operator_row(actor: Actor, operator_id: int) -> OperatorRow:
    """Return one operator.

    Raises:
        NotFound: if there is none or the actor may not see it.
    """
    rows = _rows(Operator.objects.visible_to(actor).filter(pk=operator_id))
    if not rows:
        raise NotFound
    return rows[0]


def operator_places() -> list[Place]:
    """Return all operators as values of a scope: for the granting of roles."""
    return [Place(str(o.pk), o.name) for o in Operator.objects.order_by("code")]


def _rows(found: QuerySet[Operator]) -> list[OperatorRow]:
    flying = Count("aircraft", filter=Q(aircraft__withdrawn_on=None))
    return [
        OperatorRow(
            id=o.pk,
            code=o.code,
            name=o.name,
            kind=o.kind,
            evidence=o.evidence,
            source=o.source,
            is_synthetic=o.is_synthetic,
            aircraft=o.aircraft_count,
        )
        for o in found.annotate(aircraft_count=flying).order_by("code")
    ]
