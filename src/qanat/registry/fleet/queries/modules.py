"""Medical modules with the certificate of a day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.days import national_day
from qanat.foundation.refusals import NotFound
from qanat.registry.fleet.models import MedicalModule, ModuleCertificate
from qanat.registry.fleet.queries.rows import ModuleRow


def module_rows(actor: Actor, *, on: date) -> list[ModuleRow]:
    """Return the medical modules the actor may see, by serial."""
    return _rows(MedicalModule.objects.visible_to(actor).filter(withdrawn_on=None), on)


def modules_at(aircraft_ids: Iterable[int], on: date) -> dict[int, list[ModuleRow]]:
    """Return the modules aboard each of the aircraft."""
    aboard = MedicalModule.objects.filter(aircraft__in=list(aircraft_ids), withdrawn_on=None)
    found: defaultdict[int, list[ModuleRow]] = defaultdict(list)
    for row in _rows(aboard, on):
        if row.aircraft_id is not None:
            found[row.aircraft_id].append(row)
    return dict(found)


def module_at(module_id: int, at: datetime) -> ModuleRow:
    """Return one module at a moment, whoever asks: for commands which checked their right.

    Raises:
        NotFound: if there is none.
    """
    day = national_day(at)
    rows = _rows(MedicalModule.objects.visible_to(SYSTEM).filter(pk=module_id), day)
    if not rows:
        raise NotFound
    return rows[0]


def _rows(found: QuerySet[MedicalModule], on: date) -> list[ModuleRow]:
    modules = list(found.select_related("aircraft").order_by("serial"))
    certificates = ModuleCertificate.objects.filter(
        module__in=[m.pk for m in modules], valid__contains=on
    ).exclude(revoked_on__lte=on)
    best: dict[int, ModuleCertificate] = {}
    for certificate in certificates.order_by("valid"):
        known = best.get(certificate.module_id)
        if known is None or certificate.valid.upper > known.valid.upper:
            best[certificate.module_id] = certificate
    return [_row(module, best.get(module.pk)) for module in modules]


def _row(module: MedicalModule, certificate: ModuleCertificate | None) -> ModuleRow:
    return ModuleRow(
        id=module.pk,
        serial=module.serial,
        kind=module.kind,
        operator_id=module.operator_id,
        base_id=module.base_id,
        aircraft_id=module.aircraft_id,
        tail=module.aircraft.tail if module.aircraft else "",
        certificate=certificate.number if certificate else "",
        certified_until=certificate.valid.upper if certificate else None,
        is_synthetic=module.is_synthetic,
    )
