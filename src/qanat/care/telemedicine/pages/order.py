"""The page of one consultation order, and what is done there."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.care.telemedicine import commands
from qanat.care.telemedicine.forms import CancelForm, ConclusionForm, NoteForm
from qanat.care.telemedicine.models import OrderKind
from qanat.care.telemedicine.parameters import ASSUMED
from qanat.care.telemedicine.permissions import CONCLUDE, ORDER, SEE
from qanat.care.telemedicine.queries.orders import order_row
from qanat.care.telemedicine.queries.record import OrderRecord, order_record
from qanat.care.telemedicine.queries.specialties import is_answered
from qanat.care.telemedicine.states import OPEN, ORDER_CYCLE, Advice, OrderState
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.registry.changing import asked, has_run
from qanat.registry.patients import permissions as patients
from qanat.registry.terminology.queries import names_of
from qanat.response.callout.permissions import CALL
from qanat.response.callout.related import panel_of_order
from qanat.response.dispatch.commands.unsent import discard_draft, save_draft
from qanat.response.dispatch.permissions import REGISTER
from qanat.response.dispatch.queries.drafts import find_draft
from qanat.response.dispatch.queries.likeness import Described, Likeness, similar_requests
from qanat.response.dispatch.queries.requests import RequestRow, request_row
from qanat.response.dispatch.queries.vitals import VitalsRow, vitals_of
from qanat.web import wording
from qanat.web.charts.lines import Series, line
from qanat.web.charts.svg import Chart
from qanat.web.drafts import saved, typed_now
from qanat.web.figures import Figure
from qanat.web.reply import Question, Values, again, done, page

PAGE = "telemedicine/order.html"
LEAST_FOR_A_LINE = 2


@require_GET
def show(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show an order."""
    actor = actor_of(request)
    actor.need(SEE)
    return page(request, PAGE, _context(actor, order_id), fragment="record")


@require_POST
def take(request: HttpRequest, order_id: int) -> HttpResponse:
    """Take the order over."""
    commands.take_order(actor_of(request), order_id=order_id, now=timezone.now())
    return done(request, to="telemedicine:order", args=(order_id,))


@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, order_id: int) -> HttpResponse:
    """Give the order back to the worklist."""
    actor = actor_of(request)
    actor.need(CONCLUDE)
    row = order_row(actor, order_id)
    form = NoteForm(request.POST if request.method == "POST" else None)
    question = Question(_("Give this order back to the worklist?"), details=row.number)

    def run(typed: Values) -> None:
        commands.give_order_back(actor, order_id=order_id, note=typed["note"])

    return asked(request, form, run, question, to=("telemedicine:order", order_id))


@require_POST
def conclude(request: HttpRequest, order_id: int) -> HttpResponse:
    """Conclude the order, or add one more conclusion."""
    actor = actor_of(request)
    actor.need(CONCLUDE)
    is_again = "is_again" in request.POST
    form = ConclusionForm(request.POST)

    def run(_typed: Values) -> None:
        draft = form.draft(is_again=is_again)
        commands.conclude_order(actor, order_id=order_id, draft=draft, now=timezone.now())

    if not has_run(form, run):
        context = _context(actor, order_id)
        context |= {"form": form, "is_again": is_again, "is_writing": True, "can_conclude": True}
        return again(request, PAGE, context, fragment="record")
    discard_draft(actor, form=draft_name(order_id))
    return done(
        request, to="telemedicine:order", args=(order_id,), message=_("Conclusion recorded.")
    )


@require_POST
def keep_draft(request: HttpRequest, order_id: int) -> HttpResponse:
    """Keep the conclusion that is being written."""
    actor = actor_of(request)
    actor.need(CONCLUDE)
    order_row(actor, order_id)
    values = typed_now(request.POST, ConclusionForm.base_fields)
    save_draft(actor, form=draft_name(order_id), values=values)
    return saved()


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, order_id: int) -> HttpResponse:
    """Cancel the order, with a reason."""
    actor = actor_of(request)
    actor.need(ORDER)
    row = order_row(actor, order_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    question = Question(
        _("Cancel this order?"), details=row.number, label=_("Cancel the order"), danger=True
    )

    def run(typed: Values) -> None:
        commands.cancel_order(actor, order_id=order_id, reason=typed["reason"], note=typed["note"])

    return asked(request, form, run, question, to=("telemedicine:order", order_id))


@require_POST
def fly(request: HttpRequest, order_id: int) -> HttpResponse:
    """Register the request for an aircraft, filled with what the order says."""
    request_id = commands.request_flight(actor_of(request), order_id=order_id, now=timezone.now())
    message = _("The request is registered. Complete it here when you know more.")
    return done(request, to="dispatch:request", args=(request_id,), message=message)


@require_POST
def link(request: HttpRequest, order_id: int, request_id: int) -> HttpResponse:
    """Say that a request which is there already is the one."""
    commands.link_request(
        actor_of(request), order_id=order_id, request_id=request_id, now=timezone.now()
    )
    return done(request, to="dispatch:request", args=(request_id,))


def draft_name(order_id: int) -> str:
    """Return the name under which the conclusion being written is kept."""
    return f"conclusion:{order_id}"


def _context(actor: Actor, order_id: int) -> Values:
    record = order_record(actor, order_id)
    row, now = record.row, timezone.now()
    is_mine = row.state == OrderState.TAKEN and row.taken_by == actor.id
    can_conclude = actor.may(CONCLUDE) and (is_mine or row.state == OrderState.CONCLUDED)
    about = _try(lambda: request_row(actor, row.request_id or 0, now)) if row.request_id else None
    vitals = vitals_of(actor, row.request_id) if row.request_id else []
    called = panel_of_order(actor, order_id)
    is_calling = called is not None and called.values["is_open"]
    context: Values = {
        "record": record,
        "row": row,
        "about": about,
        "vitals": vitals,
        "tiles": _tiles(vitals),
        "trend": _trend(vitals),
        "state": OrderState(row.state).label,
        "kind": OrderKind(row.kind).label,
        "advice": dict(Advice.choices),
        "specialty": names_of("specialty").get(row.specialty, row.specialty),
        "is_unanswered": row.is_waiting and not is_answered(row.specialty, timezone.now()),
        "nosology": names_of("nosology").get(record.nosology, record.nosology),
        "reason_names": names_of("reason.cancel_order"),
        "moves": {m.name: ORDER_CYCLE.past(m.name) for m in ORDER_CYCLE.moves},
        "source": ASSUMED,
        "sees_people": actor.may(patients.SEE),
        "called": called,
        "can_call": actor.may(CALL) and row.is_waiting and not is_calling,
        "can_take": actor.may(CONCLUDE) and row.state == OrderState.ORDERED,
        "can_give_back": actor.may(CONCLUDE) and is_mine,
        "can_cancel": actor.may(ORDER) and row.state in OPEN,
        "can_conclude": can_conclude,
        "is_again": row.state == OrderState.CONCLUDED,
        "is_writing": is_mine,
    }
    if can_conclude:
        context |= _writing(actor, order_id, record)
    if row.advice == Advice.FLY and actor.may(REGISTER) and row.request_id is None:
        context |= {"can_fly": True, "similar": _similar(actor, record)}
    return context


def _writing(actor: Actor, order_id: int, record: OrderRecord) -> Values:
    """Return the form of the conclusion with what was typed and not sent yet."""
    initial: Values = {"performed_by": actor.name, "performed_at": timezone.now()}
    draft = find_draft(actor, draft_name(order_id))
    if draft is not None:
        initial |= {name: kept[0] for name, kept in draft.values.items() if kept}
    is_kept = draft is not None and any(draft.values.get("text", ()))
    return {
        "form": ConclusionForm(initial=initial),
        "saved_at": draft.saved_at if draft is not None and is_kept else None,
        "is_writing": record.row.state == OrderState.TAKEN or is_kept,
    }


def _similar(actor: Actor, record: OrderRecord) -> list[Likeness]:
    about = Described(
        patient_ids=list(record.people),
        facility_id=record.sending_facility_id,
        icd10=record.icd10,
        diagnosis=record.row.diagnosis,
    )
    return similar_requests(actor, about, timezone.now())


def _try(read: Callable[[], RequestRow]) -> RequestRow | None:
    """Return a request, or None where it is not open to the viewer."""
    try:
        return read()
    except NotFound:
        return None


def _tiles(vitals: list[VitalsRow]) -> list[Figure]:
    """Return the newest findings as tiles."""
    if not vitals:
        return []
    v = vitals[-1]
    pressure = f"{v.systolic}/{v.diastolic or '–'}" if v.systolic is not None else ""
    news2 = _written(v.news2)
    tone = {"emergency": "breach", "urgent": "warn"}.get(v.news2_level, "")
    oxygen = pgettext("vitals", "on oxygen") if v.is_on_oxygen else ""
    return [
        Figure("NEWS2", f"≥ {news2}" if v.is_news2_partial and news2 else news2, tone=tone),
        Figure(pgettext("vitals", "Breaths"), _written(v.respiratory_rate), _("/min")),
        Figure("SpO₂", _written(v.spo2), "%", note=oxygen),
        Figure(pgettext("vitals", "Pressure"), pressure, _("mmHg")),
        Figure(pgettext("vitals", "Pulse"), _written(v.heart_rate), _("/min")),
        Figure(pgettext("vitals", "Temperature"), _written(v.temperature_c, 1), "°C"),
    ]


def _written(value: float | None, decimals: int = 0) -> str:
    return "" if value is None else wording.number(value, decimals)


def _trend(vitals: list[VitalsRow]) -> Chart | None:
    """Draw the vital signs over time; nothing where they were measured once."""
    if len(vitals) < LEAST_FOR_A_LINE:
        return None
    return line(
        _("Vital signs over time"),
        [wording.moment(v.at, "short") for v in vitals],
        [
            Series(pgettext("vitals", "Pulse"), tuple(v.heart_rate for v in vitals)),
            Series(pgettext("vitals", "Pressure"), tuple(v.systolic for v in vitals)),
            Series("SpO₂", tuple(v.spo2 for v in vitals)),
            Series(pgettext("vitals", "Breaths"), tuple(v.respiratory_rate for v in vitals)),
        ],
    )
