"""Register medical modules, record their certificates, move them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from qanat.events.fleet import ModuleCertified
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import is_sensible
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.registry.fleet.commands.registering import CodeTaken, NoSuchPart
from qanat.registry.fleet.models import (
    Aircraft,
    AircraftType,
    Base,
    MedicalModule,
    ModuleCertificate,
    Operator,
)
from qanat.registry.fleet.permissions import BASE, REGISTER
from qanat.registry.fleet.states import ModuleKind


class CertificateKnown(Conflict):
    """The module has a certificate of that number."""

    code = "certificate_known"
    text = _("A certificate with the number %(number)s is on record for this module.")


class CertificateImpossible(Invalid):
    """A certificate needs a number and an end after its start."""

    code = "certificate_impossible"
    text = _("A certificate needs a number and a last day after the first.")


class DoesNotFit(Conflict):
    """The module is not made for the type of the aircraft."""

    code = "module_does_not_fit"
    text = _("The module does not fit the type of %(tail)s.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleDraft:
    """A medical module as it comes into use."""

    serial: str
    kind: str
    operator_id: int
    fits: tuple[int, ...]
    base_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """For which days a module is certified; ``valid_to`` is the last one."""

    number: str
    valid_from: date
    valid_to: date
    issued_by: str = ""


@command(needs=REGISTER)
def register_module(actor: Actor, *, module: ModuleDraft) -> int:
    """Put a medical module on record and return its id; it needs a certificate to fly."""
    operators = Operator.objects.visible_to(actor, REGISTER)
    types = set(AircraftType.objects.filter(pk__in=module.fits))
    if (
        not operators.filter(pk=module.operator_id).exists()
        or module.kind not in ModuleKind.values
        or len(types) < len(set(module.fits))
        or not types
        or not module.serial.strip()
    ):
        raise NoSuchPart
    serial = module.serial.strip()[:60]
    made, is_new = MedicalModule.objects.get_or_create(
        serial=serial,
        defaults={
            "kind": module.kind,
            "operator_id": module.operator_id,
            "base_id": module.base_id,
        },
    )
    if not is_new:
        raise CodeTaken(code=serial)
    made.fits.set(types)
    return made.pk


@command(needs=REGISTER)
def record_module_certificate(actor: Actor, *, module_id: int, certificate: Certificate) -> int:
    """Record a certificate of a module and return its id."""
    module = _locked(actor, module_id, REGISTER)
    number = certificate.number.strip()[:60]
    days = (certificate.valid_from, certificate.valid_to)
    if not number or days[1] < days[0] or not all(map(is_sensible, days)):
        raise CertificateImpossible
    if ModuleCertificate.objects.filter(module=module, number=number).exists():
        raise CertificateKnown(number=number)
    made = ModuleCertificate.objects.create(
        module=module,
        number=number,
        valid=DateRange(certificate.valid_from, certificate.valid_to + timedelta(days=1)),
        issued_by=certificate.issued_by.strip()[:200],
    )
    announce(ModuleCertified(module_id=module.pk))
    return made.pk


@command(needs=REGISTER)
def revoke_module_certificate(actor: Actor, *, certificate_id: int, on: date) -> None:
    """Have a certificate hold no more from a day on."""
    certificate = ModuleCertificate.objects.filter(pk=certificate_id).first()
    if certificate is None:
        raise NotFound
    module = _locked(actor, certificate.module_id, REGISTER)
    certificate.revoked_on = on
    certificate.save(update_fields=["revoked_on"])
    announce(ModuleCertified(module_id=module.pk))


@command(needs=BASE)
def place_module(
    actor: Actor,
    *,
    module_id: int,
    aircraft_id: int | None = None,
    base_id: int | None = None,
) -> None:
    """Put a module aboard an aircraft which it fits, or into a base."""
    module = _locked(actor, module_id, BASE)
    if aircraft_id is not None and base_id is None:
        aircraft = Aircraft.objects.visible_to(actor, BASE).filter(pk=aircraft_id).first()
        if aircraft is None:
            raise NotFound
        if aircraft.type_id is None or not module.fits.filter(pk=aircraft.type_id).exists():
            raise DoesNotFit(tail=aircraft.tail)
    elif base_id is None or aircraft_id is not None or not _is_base(base_id):
        raise NoSuchPart
    module.aircraft_id, module.base_id = aircraft_id, base_id
    module.save(update_fields=["aircraft", "base"])


def _is_base(base_id: int) -> bool:
    return Base.objects.filter(pk=base_id).exists()


def _locked(actor: Actor, module_id: int, needs: str) -> MedicalModule:
    visible = MedicalModule.objects.visible_to(actor, needs).filter(pk=module_id)
    module = visible.select_for_update(of=("self",)).first()
    if module is None:
        raise NotFound
    return module
