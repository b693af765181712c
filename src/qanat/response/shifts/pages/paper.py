"""Work on paper: which sheets there are, the sheet of a hand-over, the pack."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.response.dispatch.permissions import CORRECT, REGISTER
from qanat.response.shifts.pages.words import need_shifts
from qanat.response.shifts.queries.pack import pack_of
from qanat.web.reply import page
from qanat.web.sheets import Part, Sheet, plain_boxes

FORMS = "shifts/paper.html"
PACK = "shifts/pack.html"


@require_GET
def forms(request: HttpRequest) -> HttpResponse:
    """Show which sheets there are, and where what was written is entered later."""
    actor = actor_of(request)
    need_shifts(actor)
    names = {
        "request": _("Request"),
        "decision": _("Clinical decision"),
        "mission": _("Mission order"),
        "stamps": _("Stamps of a mission"),
        "call": _("Ambulance call"),
    }
    sheets = [(name, reverse("dispatch:sheet", args=(code,))) for code, name in names.items()]
    sheets.append((_("Hand-over of the shift"), reverse("shifts:sheet")))
    can_enter = actor.may(REGISTER) and actor.may(CORRECT)
    return page(request, FORMS, {"sheets": sheets, "can_enter": can_enter})


@require_GET
def hand_over_sheet(request: HttpRequest) -> HttpResponse:
    """Show the blank sheet of a hand-over."""
    need_shifts(actor_of(request))
    return page(request, "web/sheet.html", {"sheet": blank_hand_over()})


@require_GET
def pack(request: HttpRequest) -> HttpResponse:
    """Show the pack as of now, to be printed."""
    actor = actor_of(request)
    need_shifts(actor)
    return page(request, PACK, {"pack": pack_of(actor, timezone.now())})


def blank_hand_over() -> Sheet:
    """Return the blank sheet of a hand-over."""
    head = plain_boxes((_("Shift from"), _("Shift to"), _("Handed over by"), _("Taken over by")), 1)
    matters = plain_boxes(
        (
            _("Requests that wait for something"),
            _("Missions"),
            _("Ambulance calls"),
            _("Held, not confirmed"),
            _("Evacuations and transports abroad"),
            _("Remote consultations"),
            _("Aircraft out of service or limited"),
            _("Notes for the next shift"),
            _("Remarks"),
        ),
        len(head) + 1,
        lines=2,
    )
    note = _("Number, what it is about, what comes next and by when. Two people sign.")
    parts = (Part(_("Shift of the centre"), head), Part(_("Open matters"), matters))
    return Sheet(_("Hand-over of the shift"), parts, note)
