"""The board of aircraft, the page of one, and what is done with it."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.access.session import actor_of
from qanat.foundation.days import national_day
from qanat.foundation.evidence import Evidence
from qanat.foundation.texts import local
from qanat.registry.changing import asked, changed
from qanat.registry.fleet.commands import (
    base_aircraft,
    register_aircraft,
    state_serviceability,
    withdraw_aircraft,
)
from qanat.registry.fleet.forms import (
    AircraftForm,
    BoardFilter,
    MoveForm,
    StatementForm,
    WithdrawForm,
)
from qanat.registry.fleet.pages.tables import (
    TONES,
    aircraft_table,
    contract_table,
    module_table,
    state_mark,
)
from qanat.registry.fleet.permissions import BASE, REGISTER, SEE, SEE_CONTRACTS, STATE
from qanat.registry.fleet.queries import (
    AircraftRecord,
    AircraftRow,
    TypeRow,
    aircraft_record,
    aircraft_rows,
    type_rows,
)
from qanat.registry.fleet.states import AircraftKind, Fitness, FitnessReason, Known
from qanat.registry.places.queries import region_names
from qanat.registry.telling import amount, told, yes_no
from qanat.web import wording
from qanat.web.figures import Figure, Happening
from qanat.web.marks import moment
from qanat.web.paging import one_page
from qanat.web.reply import Question, Values, page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import day, duration, number

BOARD, PAGE, CHANGE, TYPES = (
    "fleet/board.html",
    "fleet/aircraft.html",
    "fleet/change.html",
    "fleet/types.html",
)
BOTH = ["GET", "POST"]
KMH_PER_MPS = 3.6
M_PER_KM = 1000


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show aircraft by region and base, with the state of each and its age."""
    actor = actor_of(request)
    actor.need(SEE)
    now = timezone.now()
    form = BoardFilter(request.GET)
    typed = form.cleaned_data if form.is_valid() else {}
    rows = aircraft_rows(actor, at=now, known=typed.get("known", Known.RECORD))
    wanted = _wanted(rows, typed)
    shown = one_page(request, wanted)
    context = {
        "form": form,
        "rows": shown,
        "table": aircraft_table(shown.items, national_day(now)),
        "figures": _figures(rows),
        "can_register": actor.may(REGISTER),
    }
    return page(request, BOARD, context, fragment="board")


@require_GET
def show(request: HttpRequest, aircraft_id: int) -> HttpResponse:
    """Show an aircraft: its state, base, type, modules, contracts and history."""
    actor = actor_of(request)
    actor.need(SEE)
    now = timezone.now()
    record = aircraft_record(actor, aircraft_id, at=now)
    row = record.row
    context = {
        "row": row,
        "note": record.note,
        "state": state_mark(row),
        "facts": _facts(row),
        "type_facts": type_facts(row.type) if row.type else [],
        "modules": module_table(row.modules, national_day(now), may_change=False),
        "contracts": contract_table(record.contracts, type_id=row.type.id if row.type else None),
        "can_see_contracts": actor.may(SEE_CONTRACTS),
        "stays": _stays(record),
        "events": _events(record),
        "can_state": actor.may(STATE) and row.withdrawn_on is None,
        "can_base": actor.may(BASE),
        "can_register": actor.may(REGISTER) and row.withdrawn_on is None,
    }
    return page(request, PAGE, context, fragment="record")


@require_http_methods(BOTH)
def state(request: HttpRequest, aircraft_id: int) -> HttpResponse:
    """State whether an aircraft can be used."""
    actor = actor_of(request)
    actor.need(STATE)
    now = timezone.now()
    row = aircraft_record(actor, aircraft_id, at=now).row
    form = StatementForm(_typed(request), initial={"since": timezone.localtime(now)})

    def run(_given: Values) -> None:
        state_serviceability(
            actor, aircraft_id=aircraft_id, statement=form.statement(), now=timezone.now()
        )

    return changed(
        request,
        form,
        run,
        template=CHANGE,
        context={"title": _("Can it be used?"), "name": row.tail},
        to=("fleet:aircraft", aircraft_id),
    )


@require_http_methods(BOTH)
def move(request: HttpRequest, aircraft_id: int) -> HttpResponse:
    """Have an aircraft stand at another base."""
    actor = actor_of(request)
    actor.need(BASE)
    now = timezone.now()
    row = aircraft_record(actor, aircraft_id, at=now).row

    def run(typed: Values) -> None:
        base_aircraft(actor, aircraft_id=aircraft_id, **typed)

    return changed(
        request,
        MoveForm(_typed(request), initial={"from_at": timezone.localtime(now)}),
        run,
        template=CHANGE,
        context={"title": _("Move to another base"), "name": row.tail},
        to=("fleet:aircraft", aircraft_id),
    )


@require_http_methods(BOTH)
def register(request: HttpRequest) -> HttpResponse:
    """Put an aircraft on record."""
    actor = actor_of(request)
    actor.need(REGISTER)

    def run(typed: Values) -> None:
        register_aircraft(actor, **typed)

    return changed(
        request,
        AircraftForm(actor, _typed(request), initial={"from_at": timezone.localtime()}),
        run,
        template=CHANGE,
        context={"title": _("Register an aircraft"), "name": ""},
        to=("fleet:board",),
        message=_("Registered. It waits for a statement that it is serviceable."),
    )


@require_http_methods(BOTH)
def withdraw(request: HttpRequest, aircraft_id: int) -> HttpResponse:
    """Take an aircraft out of service for good."""
    actor = actor_of(request)
    actor.need(REGISTER)
    row = aircraft_record(actor, aircraft_id, at=timezone.now()).row
    question = Question(
        _("Take this aircraft out of service for good?"),
        details=row.tail,
        label=pgettext("aircraft", "Withdraw"),
        danger=True,
    )

    def run(typed: Values) -> None:
        withdraw_aircraft(actor, aircraft_id=aircraft_id, on=typed["on"])

    form = WithdrawForm(_typed(request), initial={"on": timezone.localdate()})
    return asked(request, form, run, question, to=("fleet:aircraft", aircraft_id))


@require_GET
def types(request: HttpRequest) -> HttpResponse:
    """Show the aircraft types, with where each figure comes from."""
    actor_of(request).need(SEE)
    rows = [{"name": row.name, "facts": type_facts(row)} for row in type_rows()]
    return page(request, TYPES, {"types": rows})


def type_facts(row: TypeRow) -> list[tuple[str, str]]:
    """Return the figures of a type, each with its evidence."""
    facts = [
        (_("Kind"), str(AircraftKind(row.kind).label)),
        (_("Cruise speed"), _figure(row, "cruise_mps", KMH_PER_MPS, _("km/h"))),
        (_("Range"), _figure(row, "range_m", 1 / M_PER_KM, _("km"))),
        (_("Range with more fuel"), _figure(row, "range_aux_m", 1 / M_PER_KM, _("km"))),
        _landing(row),
        (_("Stretchers"), _figure(row, "stretchers_most", 1)),
        (_("Places of intensive care"), _figure(row, "intensive_places", 1)),
        (_("Attendants"), _figure(row, "attendants", 1)),
        (_("Pilots"), _figure(row, "pilots", 1)),
        (_("Ready by day"), _told(row, "ready_day_s", duration(row.ready_day_s))),
        (_("Ready by night"), _told(row, "ready_night_s", duration(row.ready_night_s))),
        (
            _("Flies by instruments"),
            _told(row, "flies_instruments", yes_no(row.flies_instruments)),
        ),
        (_("Note"), wording.source(row.note)),
        (_("Source"), wording.source(row.source)),
    ]
    return [(label, value) for label, value in facts if value]


def _landing(row: TypeRow) -> tuple[str, str]:
    if row.kind == AircraftKind.HELICOPTER:
        return _("Pad needed"), _figure(row, "pad_m", 1, _("m"))
    return _("Runway needed"), _figure(row, "strip_m", 1, _("m"))


def _figure(row: TypeRow, field: str, factor: float, unit: str = "") -> str:
    value = getattr(row, field)
    return _told(row, field, amount(None if value is None else round(value * factor), unit))


def _told(row: TypeRow, field: str, value: str) -> str:
    return told(value, row.evidence.get(field, Evidence.UNKNOWN), row.source)


def _wanted(rows: Sequence[AircraftRow], typed: Values) -> list[AircraftRow]:
    region, kind, status = (typed.get(name) or "" for name in ("region", "kind", "status"))
    found = [
        row
        for row in rows
        if (not region or row.base_region == region)
        and (not kind or (row.type is not None and row.type.kind == kind))
        and (not status or row.status == status)
    ]
    return sorted(
        found, key=lambda row: (row.base_region, row.base.code if row.base else "", row.tail)
    )


def _figures(rows: Sequence[AircraftRow]) -> list[Figure]:
    free = sum(not row.unavailable for row in rows)
    limited = sum(not row.unavailable and row.status == Fitness.LIMITED for row in rows)
    note = ngettext("of them %(count)s with limits", "of them %(count)s with limits", limited) % {
        "count": number(limited)
    }
    unfit = sum(row.status == Fitness.UNSERVICEABLE for row in rows)
    stale = sum(row.is_stale for row in rows)
    return [
        Figure(_("Aircraft"), number(len(rows))),
        Figure(_("To plan with"), number(free), note=note if limited else ""),
        Figure(_("Not serviceable"), number(unfit), tone="warn" if unfit else ""),
        Figure(_("Statement is old"), number(stale), tone="warn" if stale else ""),
    ]


def _facts(row: AircraftRow) -> list[tuple[str, str]]:
    base = row.base
    return [
        (_("Operator"), local(row.operator_name)),
        (_("Base"), local(base.name) if base else ""),
        (_("Airfield"), base.icao if base else ""),
        (_("Region"), region_names().get(row.base_region, row.base_region)),
        (_("Withdrawn"), day(row.withdrawn_on) if row.withdrawn_on else ""),
    ]


def _stays(record: AircraftRecord) -> Table:
    return Table(
        columns=(
            Column("base", _("Base")),
            Column("since", _("From"), whole=True),
            Column("until", _("Until"), whole=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    local(stay.base.name),
                    moment(stay.since, "short"),
                    moment(stay.until, "short") if stay.until else _("further notice"),
                )
            )
            for stay in record.stays
        ),
        empty=_("It has no base"),
    )


def _events(record: AircraftRecord) -> list[Happening]:
    names = names_of({s.stated_by for s in record.statements})
    events = []
    for said in record.statements:
        reason = str(FitnessReason(said.reason).label) if said.reason else ""
        label = str(Fitness(said.status).label)
        events.append(
            Happening(
                at=said.stated_at,
                title=f"{label}: {reason}" if reason else label,
                who=names.get(said.stated_by, ""),
                note=said.note,
                tone=TONES[Fitness(said.status)],
            )
        )
    return events


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
