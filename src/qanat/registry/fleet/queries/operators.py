"""Operators of aircraft."""

from django.db.models import Count, Q, QuerySet

from qanat.foundation.access.places import Place
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.registry.fleet.models import Operator
from qanat.registry.fleet.queries.rows import OperatorRow
from qanat.registry.fleet.states import Known


def operator_rows(actor: Actor, *, known: str = Known.ALL) -> list[OperatorRow]:
    """Return the operators the actor may see, by code, with how many aircraft they have.

    Args:
        actor: who looks.
        known: of those on record, of those which journals alone name, or of all.
    """
    found = Operator.objects.visible_to(actor)
    if known == Known.RECORD:
        found = found.on_record()
    elif known == Known.JOURNALS:
        found = found.exclude(pk__in=Operator.objects.on_record())
    return _rows(found)


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
