"""Order a remote consultation, with or without a request or a patient on record."""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qanat.care.telemedicine.commands import order_consultation
from qanat.care.telemedicine.forms import OrderForm
from qanat.care.telemedicine.known import Known, known_of
from qanat.care.telemedicine.permissions import ORDER
from qanat.care.telemedicine.queries.orders import OrderRow, orders_of_request
from qanat.care.telemedicine.states import OPEN
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.registry.changing import has_run
from qanat.registry.patients.queries import PatientRow, patients_by_id
from qanat.registry.patients.same_person import settled
from qanat.response.dispatch.commands.unsent import discard_draft, save_draft
from qanat.response.dispatch.queries.brief import RequestBrief, request_brief
from qanat.response.dispatch.queries.drafts import find_draft
from qanat.web.drafts import saved, typed_before, typed_now
from qanat.web.forms import whole_number
from qanat.web.reply import Values, again, done, page

NEW = "telemedicine/new.html"
DRAFT = "consultation"


@dataclass(frozen=True, slots=True)
class About:
    """About what and whom an order is: what the address names, as far as the viewer sees it."""

    brief: RequestBrief | None = None
    people: tuple[PatientRow, ...] = ()
    initial: Values = field(default_factory=dict)
    known: Known = field(default_factory=Known)
    open_order: OrderRow | None = None
    """What was ordered about the request already and is not concluded."""

    @property
    def is_given(self) -> bool:
        """Tell whether the address names anything."""
        return self.brief is not None or bool(self.people)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Order a consultation; ``?request=`` and ``?patient=`` say about what and whom."""
    actor = actor_of(request)
    actor.need(ORDER)
    about = _about(request, actor)
    if request.method == "GET":
        return page(request, NEW, _fresh(actor, about))
    form = OrderForm(request.POST, is_person_known=bool(about.people))
    made: list[int] = []
    if not has_run(form, lambda _typed: made.append(_order(actor, form, about))):
        return again(request, NEW, {"form": form, "about": about})
    discard_draft(actor, form=DRAFT)
    words = (
        _("Your question was added to the order that is open.")
        if about.open_order
        else _("Ordered.")
    )
    return done(request, to="telemedicine:order", args=(made[0],), message=words)


@require_POST
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is being typed."""
    actor = actor_of(request)
    actor.need(ORDER)
    save_draft(actor, form=DRAFT, values=typed_now(request.POST, OrderForm.base_fields))
    return saved()


@require_POST
def drop_draft(request: HttpRequest) -> HttpResponse:
    """Throw away what was typed."""
    actor = actor_of(request)
    actor.need(ORDER)
    discard_draft(actor, form=DRAFT)
    return done(request, to="telemedicine:new")


def _order(actor: Actor, form: OrderForm, about: About) -> int:
    now = timezone.now()
    draft = form.draft(
        now,
        request_id=about.brief.id if about.brief else None,
        patient_ids=tuple(person.id for person in about.people),
    )
    told = None if about.people else form.person()
    person = told and settled(form, actor, told, now)
    return order_consultation(actor, draft=draft, person=person, now=now)


def _fresh(actor: Actor, about: About) -> Values:
    kept = None if about.is_given else find_draft(actor, DRAFT)
    own = actor.scope_of(ORDER).only_organisation
    initial = {"sending_facility": own} | about.initial if own else about.initial
    form = OrderForm(initial=initial, is_person_known=bool(about.people))
    if kept is not None:
        form = OrderForm(initial=typed_before(form, kept.values))
    return {"form": form, "about": about, "saved_at": kept.saved_at if kept else None}


def _about(request: HttpRequest, actor: Actor) -> About:
    """Read what the address names.

    Raises:
        NotFound: if the viewer may not see it.
    """
    request_id, patient_id = (
        whole_number(request.GET.get(key, "")) or 0 for key in ("request", "patient")
    )
    brief = request_brief(actor, request_id) if request_id else None
    ids = brief.patient_ids if brief else (patient_id,) if patient_id else ()
    seen = patients_by_id(actor, ids) if ids else {}
    if patient_id and not brief and not seen:
        raise NotFound
    known = known_of(actor, patient_id) if patient_id and not brief else Known()
    initial: Values = dict(known.initial)
    if brief is not None:
        initial = {
            "urgency": brief.urgency,
            "specialty": brief.specialty,
            "sending_facility": brief.sending_facility_id,
            "region": brief.region,
            "diagnosis": brief.diagnosis,
            "icd10": brief.icd10,
        }
    orders = orders_of_request(actor, brief.id) if brief else []
    is_open = next((row for row in orders if row.state in OPEN), None)
    people = tuple(seen[pk] for pk in ids if pk in seen)
    return About(brief, people, initial, known, is_open)
