"""What was done for a patient: requests, missions and consultations, newest first."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qanat.care.telemedicine import permissions as telemedicine
from qanat.care.telemedicine.queries.orders import orders_of_patient
from qanat.care.telemedicine.states import OrderState
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.registry.patients import permissions as patients
from qanat.registry.patients.queries import patient_record, shown_name
from qanat.response.dispatch import permissions as dispatch
from qanat.response.dispatch.queries.missions import missions_of_patient
from qanat.response.dispatch.queries.requests import requests_of_patient
from qanat.response.dispatch.states import MissionState, RequestState
from qanat.web.paging import one_page
from qanat.web.reply import page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import moment

PAGE = "start/patient.html"
Line = tuple[datetime, Row]


@require_GET
def help_for(request: HttpRequest, patient_id: int) -> HttpResponse:
    """List what the viewer may see of the help a patient was given."""
    actor = actor_of(request)
    actor.need(patients.SEE)
    row = patient_record(actor, patient_id).row
    lines = sorted(_lines(actor, patient_id), key=lambda line: line[0], reverse=True)
    rows = one_page(request, [line for _at, line in lines])
    columns = (
        Column("at", _("When")),
        Column("kind", _("What")),
        Column("number", _("Number")),
        Column("about", _("About")),
        Column("state", _("State")),
    )
    table = Table(columns, tuple(rows.items), empty=_("Nothing that is open to you."))
    context = {"row": row, "name": shown_name(row), "rows": rows, "table": table}
    return page(request, PAGE, context, fragment="help")


def _lines(actor: Actor, patient_id: int) -> Iterator[Line]:
    if actor.may(dispatch.SEE):
        for asked in requests_of_patient(actor, patient_id, timezone.now()):
            url = reverse("dispatch:request", args=(asked.id,))
            words = (_("Request"), asked.number, asked.diagnosis, RequestState(asked.state).label)
            yield _line(asked.received_at, words, url)
        for flown in missions_of_patient(actor, patient_id):
            url = reverse("dispatch:mission", args=(flown.id,))
            about = " → ".join(flown.stops)
            words = (_("Mission"), flown.number, about, MissionState(flown.state).label)
            yield _line(flown.created_at, words, url)
    if actor.may(telemedicine.SEE):
        for order in orders_of_patient(actor, patient_id):
            url = reverse("telemedicine:order", args=(order.id,))
            state = OrderState(order.state).label
            words = (_("Consultation"), order.number, order.diagnosis, state)
            yield _line(order.ordered_at, words, url)


def _line(at: datetime, words: tuple[object, ...], url: str) -> Line:
    return at, Row(cells=(moment(at), *map(str, words)), url=url)
