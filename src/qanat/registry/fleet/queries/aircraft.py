"""Aircraft at a moment: where they stand, whether they can be used, under which contract."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import F, OuterRef, QuerySet, Subquery

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.days import national_day
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import NotFound
from qanat.registry.fleet.models import (
    Aircraft,
    AircraftType,
    Base,
    Basing,
    ContractRate,
    Serviceability,
)
from qanat.registry.fleet.parameters import STATEMENT_STALE_H
from qanat.registry.fleet.queries.contracts import contract_rows
from qanat.registry.fleet.queries.modules import modules_at
from qanat.registry.fleet.queries.rows import (
    AircraftRecord,
    AircraftRow,
    BaseRow,
    StatementRow,
    StayRow,
    TypeRow,
)
from qanat.registry.fleet.rules import is_stale, why_not_available
from qanat.registry.fleet.states import Known

MOST_STATEMENTS = 100


def aircraft_rows(actor: Actor, *, at: datetime, known: str = Known.ALL) -> list[AircraftRow]:
    """Return the aircraft the actor may see, as they were at a moment, by tail.

    Those which can't be planned with are there too and say why; of a tail which journals alone
    name not even the type is known.
    """
    found = Aircraft.objects.visible_to(actor).flying()
    if known != Known.ALL:
        found = found.filter(type__isnull=known == Known.JOURNALS)
    return _rows(found, at)


def available_aircraft(actor: Actor, *, at: datetime) -> list[AircraftRow]:
    """Return the aircraft with which one can plan: serviceable, based, under contract."""
    return [row for row in aircraft_rows(actor, at=at) if not row.unavailable]


def aircraft_at(aircraft_id: int, at: datetime) -> AircraftRow:
    """Return one aircraft at a moment, whoever asks: for commands which checked their right.

    Raises:
        NotFound: if there is none.
    """
    rows = _rows(Aircraft.objects.visible_to(SYSTEM).filter(pk=aircraft_id), at)
    if not rows:
        raise NotFound
    return rows[0]


def aircraft_record(actor: Actor, aircraft_id: int, *, at: datetime) -> AircraftRecord:
    """Return one aircraft with its newest statements, its stays and its contracts.

    Raises:
        NotFound: if there is none or the actor may not see it.
    """
    found = Aircraft.objects.visible_to(actor).filter(pk=aircraft_id)
    rows = _rows(found, at)
    if not rows:
        raise NotFound
    statements = Serviceability.objects.filter(aircraft=aircraft_id).order_by("-stated_at", "-id")
    stays = Basing.objects.filter(aircraft=aircraft_id).select_related("base__airfield")
    ids = rows[0].contract_ids
    return AircraftRecord(
        row=rows[0],
        note=found.values_list("note", flat=True).get(),
        statements=tuple(statement_row(s) for s in statements[:MOST_STATEMENTS]),
        stays=tuple(
            StayRow(base_row(s.base), s.during.lower, s.during.upper)
            for s in stays.order_by("-during")
        ),
        contracts=tuple(c for c in contract_rows(actor, on=national_day(at)) if c.id in ids),
    )


def aircraft_choices(actor: Actor) -> list[tuple[int, str]]:
    """Return the aircraft the actor may see, to choose from."""
    found = Aircraft.objects.visible_to(actor).flying().order_by("tail")
    return list(found.values_list("pk", "tail"))


def type_rows() -> list[TypeRow]:
    """Return all aircraft types, by name."""
    return [type_row(t) for t in AircraftType.objects.order_by("name", "id")]


def base_rows() -> list[BaseRow]:
    """Return all bases, by region and code."""
    bases = Base.objects.select_related("airfield").order_by("region_id", "code")
    return [base_row(base) for base in bases]


def _rows(found: QuerySet[Aircraft], at: datetime) -> list[AircraftRow]:
    latest = Serviceability.objects.filter(aircraft=OuterRef("pk"), stated_at__lte=at)
    stay = Basing.objects.filter(aircraft=OuterRef("pk"), during__contains=at)
    fleet = list(
        found.select_related("type", "operator")
        .annotate(
            statement=Subquery(latest.order_by("-stated_at", "-id").values("pk")[:1]),
            stands_at=Subquery(stay.values("base_id")[:1]),
        )
        .order_by("tail")
    )
    statements = Serviceability.objects.in_bulk([a.statement for a in fleet if a.statement])
    bases = Base.objects.select_related("airfield").in_bulk(
        [a.stands_at for a in fleet if a.stands_at]
    )
    day = national_day(at)
    modules = modules_at((a.pk for a in fleet), day)
    contracts = _contracts(fleet, day)
    stale_h = parameter(STATEMENT_STALE_H, on=day).number
    rows = []
    for craft in fleet:
        said = statements.get(craft.statement)
        base = bases.get(craft.stands_at)
        priced = contracts.get((craft.operator_id, craft.type_id), ())
        rows.append(
            AircraftRow(
                id=craft.pk,
                tail=craft.tail,
                type=type_row(craft.type) if craft.type else None,
                operator_id=craft.operator_id,
                operator_name=craft.operator.name if craft.operator else {},
                base=base_row(base) if base else None,
                statement=statement_row(said) if said else None,
                is_stale=is_stale(said.stated_at if said else None, at, stale_h),
                modules=tuple(modules.get(craft.pk, ())),
                contract_ids=tuple(priced),
                unavailable=why_not_available(
                    status=said.status if said else "",
                    has_type=craft.type_id is not None,
                    has_base=base is not None,
                    has_contract=bool(priced),
                    is_withdrawn=craft.withdrawn_on is not None and craft.withdrawn_on <= day,
                ),
                is_synthetic=craft.is_synthetic,
                withdrawn_on=craft.withdrawn_on,
            )
        )
    return rows


def _contracts(
    fleet: Iterable[Aircraft], day: date
) -> dict[tuple[int | None, int | None], list[int]]:
    operators = {craft.operator_id for craft in fleet}
    rates = ContractRate.objects.filter(
        contract__operator__in=operators, contract__valid__contains=day
    ).annotate(operator=F("contract__operator_id"))
    found: defaultdict[tuple[int | None, int | None], list[int]] = defaultdict(list)
    for operator, type_id, contract in rates.order_by("contract_id").values_list(
        "operator", "aircraft_type_id", "contract_id"
    ):
        found[operator, type_id].append(contract)
    return dict(found)


def type_row(t: AircraftType) -> TypeRow:
    """Return a type as a row."""
    return TypeRow(
        id=t.pk,
        code=t.code,
        name=t.name,
        kind=t.kind,
        cruise_mps=t.cruise_mps,
        range_m=t.range_m,
        range_aux_m=t.range_aux_m,
        strip_m=t.strip_m,
        pad_m=t.pad_m,
        surfaces=tuple(t.surfaces),
        stretchers=t.stretchers,
        stretchers_most=t.stretchers_most,
        intensive_places=t.intensive_places,
        attendants=t.attendants,
        pilots=t.pilots,
        block_extra_s=t.block_extra_s,
        ready_day_s=t.ready_day_s,
        ready_night_s=t.ready_night_s,
        flies_instruments=t.flies_instruments,
        note=t.note,
        evidence=dict(t.evidence),
        source=t.source,
    )


def base_row(base: Base) -> BaseRow:
    """Return a base, read with its airfield, as a row; without a name it has the airfield's."""
    return BaseRow(
        id=base.pk,
        code=base.code,
        name=base.name or (base.airfield.name if base.airfield else {}),
        kind=base.kind,
        region=base.region_id,
        airfield_id=base.airfield_id,
        icao=base.airfield.icao if base.airfield else "",
        lon=base.lon,
        lat=base.lat,
    )


def statement_row(s: Serviceability) -> StatementRow:
    """Return a statement as a row."""
    return StatementRow(
        s.status, s.since, s.reason, s.note, s.expected_back_at, s.stated_by, s.stated_at
    )


def types_of(aircraft_ids: Collection[int]) -> dict[int, int]:
    """Return the types of aircraft, of those whose type is known."""
    found = Aircraft.objects.filter(pk__in=aircraft_ids, type__isnull=False)
    return {pk: type_id for pk, type_id in found.values_list("pk", "type_id") if type_id}
