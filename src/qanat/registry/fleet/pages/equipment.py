"""Operators with their contracts, medical modules, ambulances."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.evidence import Evidence
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local
from qanat.registry.changing import asked, changed
from qanat.registry.fleet.commands import (
    open_contract,
    place_module,
    record_module_certificate,
    state_ambulance,
)
from qanat.registry.fleet.forms import (
    AmbulanceFilter,
    AmbulanceForm,
    CertificateForm,
    ContractForm,
    OperatorFilter,
    PlacementForm,
)
from qanat.registry.fleet.pages.tables import (
    aircraft_table,
    ambulance_age,
    ambulance_mark,
    ambulance_table,
    contract_table,
    module_table,
    operator_table,
)
from qanat.registry.fleet.permissions import (
    BASE,
    CONTRACT,
    REGISTER,
    SEE,
    SEE_CONTRACTS,
    STATE,
)
from qanat.registry.fleet.queries import (
    AmbulanceRow,
    ModuleRow,
    OperatorRow,
    aircraft_rows,
    ambulances_page,
    contract_rows,
    count_ambulances,
    find_ambulance,
    module_rows,
    operator_row,
    operator_rows,
)
from qanat.registry.fleet.states import AmbulanceKind, Known, OperatorKind
from qanat.registry.places.queries import region_names
from qanat.registry.telling import told
from qanat.web import wording
from qanat.web.paging import one_page
from qanat.web.related import related_to
from qanat.web.reply import Question, Values, page

OPERATORS, OPERATOR, MODULES, AMBULANCES, AMBULANCE, CHANGE = (
    "fleet/operators.html",
    "fleet/operator.html",
    "fleet/modules.html",
    "fleet/ambulances.html",
    "fleet/ambulance.html",
    "fleet/change.html",
)
BOTH = ["GET", "POST"]


class _Ambulances:
    """The ambulances an actor may see, counted and cut by the database."""

    def __init__(self, actor: Actor, region: str) -> None:
        self.actor, self.region = actor, region

    def count(self) -> int:
        return count_ambulances(self.actor, region=self.region)

    def __getitem__(self, cut: slice) -> list[AmbulanceRow]:
        return ambulances_page(
            self.actor, region=self.region, start=cut.start, count=cut.stop - cut.start
        )


@require_GET
def operators(request: HttpRequest) -> HttpResponse:
    """Show the operators."""
    actor = actor_of(request)
    actor.need(SEE)
    form = OperatorFilter(request.GET)
    known = form.cleaned_data["known"] if form.is_valid() else Known.RECORD
    rows = one_page(request, operator_rows(actor, known=known))
    context = {"form": form, "rows": rows, "table": operator_table(rows.items)}
    return page(request, OPERATORS, context)


@require_GET
def operator(request: HttpRequest, operator_id: int) -> HttpResponse:
    """Show an operator: its aircraft and, to whom it concerns, its contracts."""
    actor = actor_of(request)
    actor.need(SEE)
    row = operator_row(actor, operator_id)
    now = timezone.now()
    aircraft = [a for a in aircraft_rows(actor, at=now) if a.operator_id == operator_id]
    contracts = contract_rows(actor, operator_id=operator_id)
    context = {
        "row": row,
        "name": local(row.name),
        "facts": _facts(row),
        "aircraft": aircraft_table(aircraft, national_day(now)),
        "contracts": contract_table(contracts),
        "can_see_contracts": actor.may(SEE_CONTRACTS),
        "can_contract": actor.may(CONTRACT),
        "related": related_to(actor, "fleet.operator", operator_id),
    }
    return page(request, OPERATOR, context)


@require_http_methods(BOTH)
def new_contract(request: HttpRequest, operator_id: int) -> HttpResponse:
    """Open a contract with an operator."""
    actor = actor_of(request)
    actor.need(CONTRACT)
    row = operator_row(actor, operator_id)
    form = ContractForm(_typed(request))

    def run(_given: Values) -> None:
        open_contract(actor, operator_id=operator_id, terms=form.terms())

    return changed(
        request,
        form,
        run,
        template="fleet/contract.html",
        context={"title": _("Open a contract"), "name": local(row.name)},
        to=("fleet:operator", operator_id),
    )


@require_GET
def modules(request: HttpRequest) -> HttpResponse:
    """Show the medical modules with their certificates."""
    actor = actor_of(request)
    actor.need(SEE)
    today = national_day(timezone.now())
    rows = one_page(request, module_rows(actor, on=today))
    table = module_table(rows.items, today, may_change=actor.may(REGISTER))
    return page(request, MODULES, {"rows": rows, "table": table})


@require_http_methods(BOTH)
def certificate(request: HttpRequest, module_id: int) -> HttpResponse:
    """Record a certificate of a module."""
    actor = actor_of(request)
    actor.need(REGISTER)
    row = _module(actor, module_id)
    form = CertificateForm(_typed(request))

    def run(_given: Values) -> None:
        record_module_certificate(actor, module_id=module_id, certificate=form.certificate())

    return changed(
        request,
        form,
        run,
        template=CHANGE,
        context={"title": _("New certificate"), "name": row.serial},
        to=("fleet:modules",),
    )


@require_http_methods(BOTH)
def place(request: HttpRequest, module_id: int) -> HttpResponse:
    """Put a module aboard an aircraft, or into a base."""
    actor = actor_of(request)
    actor.need(BASE)
    row = _module(actor, module_id)
    initial = {"aircraft_id": row.aircraft_id, "base_id": row.base_id}

    def run(typed: Values) -> None:
        place_module(actor, module_id=module_id, **typed)

    return changed(
        request,
        PlacementForm(actor, _typed(request), initial=initial),
        run,
        template=CHANGE,
        context={"title": _("Where is the module?"), "name": row.serial},
        to=("fleet:modules",),
    )


@require_GET
def ambulances(request: HttpRequest) -> HttpResponse:
    """Show the ambulances."""
    actor = actor_of(request)
    actor.need(SEE)
    form = AmbulanceFilter(request.GET)
    region = form.cleaned_data["region"] if form.is_valid() else ""
    rows = one_page(request, _Ambulances(actor, region))
    today = national_day(timezone.now())
    table = ambulance_table(rows.items, today, may_state=actor.may(STATE))
    context = {"form": form, "rows": rows, "table": table}
    return page(request, AMBULANCES, context, fragment="found")


@require_GET
def ambulance(request: HttpRequest, ambulance_id: int) -> HttpResponse:
    """Show one ambulance."""
    actor = actor_of(request)
    actor.need(SEE)
    row = _ambulance(actor, ambulance_id)
    facts = [
        (_("Crew"), AmbulanceKind(row.kind).label),
        (_("Region"), region_names().get(row.region, row.region)),
        (_("Place"), local(row.settlement_name)),
    ]
    context = {"row": row, "facts": facts, "state": ambulance_mark(row)}
    context |= {"stated": ambulance_age(row, national_day(timezone.now()))}
    return page(request, AMBULANCE, context | {"can_state": actor.may(STATE)})


@require_http_methods(BOTH)
def ambulance_state(request: HttpRequest, ambulance_id: int) -> HttpResponse:
    """State whether an ambulance can be used."""
    actor = actor_of(request)
    actor.need(STATE)
    row = _ambulance(actor, ambulance_id)
    initial = {"is_serviceable": "yes" if row.is_serviceable else "no", "note": row.note}

    def run(typed: Values) -> None:
        state_ambulance(actor, ambulance_id=ambulance_id, now=timezone.now(), **typed)

    question = Question(
        _("Can it be used?"), details=row.call_sign, label=pgettext("action", "State")
    )
    form = AmbulanceForm(_typed(request), initial=initial)
    return asked(request, form, run, question, to=("fleet:ambulances",))


def _ambulance(actor: Actor, ambulance_id: int) -> AmbulanceRow:
    if (found := find_ambulance(actor, ambulance_id)) is None:
        raise NotFound
    return found


def _module(actor: Actor, module_id: int) -> ModuleRow:
    rows = module_rows(actor, on=national_day(timezone.now()))
    found = next((row for row in rows if row.id == module_id), None)
    if found is None:
        raise NotFound
    return found


def _facts(row: OperatorRow) -> list[tuple[str, str]]:
    known = told(OperatorKind(row.kind).label, row.evidence or Evidence.UNKNOWN, row.source)
    kind = known if row.evidence != Evidence.UNKNOWN else str(OperatorKind(row.kind).label)
    return [(_("Kind"), kind), (_("Source"), wording.source(row.source))]


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
