"""Register operators, bases and aircraft; move and withdraw aircraft."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from qanat.events.fleet import AircraftBased
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.foundation.texts import LANGUAGES, LocalText, search_key
from qanat.registry.fleet.models import Aircraft, AircraftType, Base, Basing, Operator
from qanat.registry.fleet.models.aircraft import FROM_JOURNAL
from qanat.registry.fleet.permissions import BASE, REGISTER
from qanat.registry.fleet.states import BaseKind, OperatorKind
from qanat.registry.terminology.states import Evidence


class TailMissing(Invalid):
    """An aircraft is known by its registration."""

    code = "tail_missing"
    text = _("Type the registration of the aircraft.")


class TailTaken(Conflict):
    """There is an aircraft of that registration."""

    code = "tail_taken"
    text = _("%(tail)s is on record already.")


class CodeTaken(Conflict):
    """There is something of that code."""

    code = "code_taken"
    text = _("The code %(code)s is taken.")


class TooEarly(Conflict):
    """An aircraft can't move before it came where it stands."""

    code = "too_early"
    text = _("The aircraft came to its present base at %(since)s. Give a later time.")


class NoSuchPart(Invalid):
    """The type, operator or base that was chosen is not there."""

    code = "no_such_part"
    text = _("Choose the type, the operator and the base from the lists.")


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseDraft:
    """A base to be opened; one at an airfield names it."""

    code: str
    name: LocalText
    region: str
    kind: str = BaseKind.AIRFIELD
    airfield_id: int | None = None
    facility_id: int | None = None
    settlement_id: int | None = None
    lon: float
    lat: float


@command(needs=REGISTER)
def register_operator(
    actor: Actor, *, code: str, name: LocalText, kind: str = OperatorKind.AIRLINE
) -> int:
    """Put an operator on record and return its id."""
    _need_nation(actor)
    made, is_new = Operator.objects.get_or_create(
        code=code, defaults={"name": name, "kind": kind, "evidence": Evidence.OFFICIAL}
    )
    if not is_new:
        raise CodeTaken(code=code)
    return made.pk


@command(needs=REGISTER)
def open_base(actor: Actor, *, base: BaseDraft) -> int:
    """Open a base and return its id."""
    _need_nation(actor)
    if base.kind == BaseKind.AIRFIELD and base.airfield_id is None:
        raise NoSuchPart
    made, is_new = Base.objects.get_or_create(
        code=base.code,
        defaults={
            "name": base.name,
            "kind": base.kind,
            "region_id": base.region,
            "airfield_id": base.airfield_id,
            "facility_id": base.facility_id,
            "settlement_id": base.settlement_id,
            "lon": base.lon,
            "lat": base.lat,
        },
    )
    if not is_new:
        raise CodeTaken(code=base.code)
    return made.pk


@command(needs=REGISTER)
def register_aircraft(
    actor: Actor, *, tail: str, type_id: int, operator_id: int, base_id: int, from_at: datetime
) -> int:
    """Put an aircraft on record at its first base and return its id.

    It can't be planned with until somebody states that it is serviceable. A tail known from
    journals only gets its type and operator so.
    """
    plain = plain_tail(tail)
    if not plain:
        raise TailMissing
    operators = Operator.objects.visible_to(actor, REGISTER)
    if (
        not AircraftType.objects.filter(pk=type_id).exists()
        or not operators.filter(pk=operator_id).exists()
        or not Base.objects.filter(pk=base_id).exists()
    ):
        raise NoSuchPart
    aircraft, _made = Aircraft.objects.get_or_create(tail=plain)
    aircraft = Aircraft.objects.select_for_update(of=("self",)).get(pk=aircraft.pk)
    if aircraft.type_id is not None:
        raise TailTaken(tail=plain)
    aircraft.type_id, aircraft.operator_id = type_id, operator_id
    aircraft.save()
    _stand(aircraft, base_id, from_at)
    return aircraft.pk


@command(needs=BASE)
def base_aircraft(actor: Actor, *, aircraft_id: int, base_id: int, from_at: datetime) -> None:
    """Have an aircraft stand at another base from a moment on."""
    aircraft = lock_aircraft(actor, aircraft_id, BASE)
    if not Base.objects.filter(pk=base_id).exists():
        raise NoSuchPart
    latest = Basing.objects.filter(aircraft=aircraft).order_by("-during").first()
    if latest is not None:
        if latest.base_id == base_id and latest.during.upper is None:
            return
        if from_at <= latest.during.lower:
            since = timezone.localtime(latest.during.lower)
            raise TooEarly(since=formats.date_format(since, "SHORT_DATETIME_FORMAT"))
        if latest.during.upper is None or latest.during.upper > from_at:
            latest.during = DateTimeTZRange(latest.during.lower, from_at)
            latest.save(update_fields=["during"])
    _stand(aircraft, base_id, from_at)


@command(needs=REGISTER)
def withdraw_aircraft(actor: Actor, *, aircraft_id: int, on: date) -> None:
    """Take an aircraft out of service for good from a day on."""
    aircraft = lock_aircraft(actor, aircraft_id, REGISTER)
    aircraft.withdrawn_on = on
    aircraft.save(update_fields=["withdrawn_on"])


@command(needs=REGISTER)
def ensure_aircraft(actor: Actor, *, tails: Mapping[str, str]) -> dict[str, int]:
    """Return the aircraft of each tail of a journal, made if unknown, with its operator.

    Args:
        actor: who imports.
        tails: registration as written -> name of the operator as written, "" if none.

    Returns:
        Registration as written -> id; tails without letters or digits are left out.
    """
    plain = {written: tail for written in tails if (tail := plain_tail(written))}
    known = _tail_ids(plain.values())
    missing = {tail: tails[written] for written, tail in plain.items() if tail not in known}
    if missing:
        operators = ensure_operators(actor, names={name for name in missing.values() if name})
        Aircraft.objects.bulk_create(
            (
                Aircraft(tail=tail, operator_id=operators.get(name))
                for tail, name in sorted(missing.items())
            ),
            ignore_conflicts=True,
        )
        known = _tail_ids(plain.values())
    return {written: known[tail] for written, tail in plain.items()}


@command(needs=REGISTER)
def ensure_operators(actor: Actor, *, names: Collection[str]) -> dict[str, int]:
    """Return the operator of each name of a journal, made if unknown.

    Names meet in any language, case and spelling.
    """
    del actor
    by_key: dict[str, int] = {}
    for pk, texts in Operator.objects.order_by("-pk").values_list("pk", "name"):
        by_key |= {search_key(text): pk for text in texts.values()}
    found: dict[str, int] = {}
    for name in sorted(names):
        if not (key := search_key(name)):
            continue
        if key not in by_key:
            made, _fresh = Operator.objects.get_or_create(
                code=f"journal-{key.replace(' ', '-')}"[:40],
                defaults={
                    "name": dict.fromkeys(LANGUAGES, " ".join(name.split())),
                    "kind": OperatorKind.AIRLINE,
                    "source": FROM_JOURNAL,
                },
            )
            by_key[key] = made.pk
        found[name] = by_key[key]
    return found


_LOOK_ALIKE: Final = str.maketrans("АВЕКМНОРСТХ", "ABEKMHOPCTX")


def plain_tail(text: str) -> str:
    """Return a registration as it is compared: Latin capitals, digits and dashes."""
    latin = text.upper().translate(_LOOK_ALIKE)
    return re.sub(r"[^0-9A-Z-]", "", latin)[:20].strip("-")


def lock_aircraft(actor: Actor, aircraft_id: int, needs: str) -> Aircraft:
    """Return an aircraft within reach of a permission, locked.

    Raises:
        NotFound: if there is none or the permission does not reach it.
    """
    visible = Aircraft.objects.visible_to(actor, needs).filter(pk=aircraft_id)
    aircraft = visible.select_for_update(of=("self",)).first()
    if aircraft is None:
        raise NotFound
    return aircraft


def _stand(aircraft: Aircraft, base_id: int, from_at: datetime) -> None:
    Basing.objects.create(aircraft=aircraft, base_id=base_id, during=DateTimeTZRange(from_at, None))
    announce(AircraftBased(aircraft_id=aircraft.pk, base_id=base_id))


def _tail_ids(tails: Collection[str]) -> dict[str, int]:
    return dict(Aircraft.objects.filter(tail__in=set(tails)).values_list("tail", "pk"))


def _need_nation(actor: Actor) -> None:
    if not actor.scope_of(REGISTER).nation:
        raise NotFound
