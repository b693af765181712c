"""The board of the nation: who is critical now, where, since when, last seen by whom."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.care.critical.forms.inclusion import BoardFilter
from qanat.care.critical.pages.lines import lines
from qanat.care.critical.parameters import ASSUMED
from qanat.care.critical.permissions import INCLUDE, ROUND, SEE
from qanat.care.critical.queries.norms import norms_on
from qanat.care.critical.queries.watches import (
    VIEWS,
    Counts,
    Wanted,
    WatchRow,
    watch_count,
    watch_counts,
    watch_rows,
)
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.registry.facilities.queries import facility_row
from qanat.web.figures import Tab
from qanat.web.forms import whole_number
from qanat.web.paging import Behind, Page, one_page
from qanat.web.reply import Values, page

BOARD = "critical/board.html"
ON_A_PAGE = 25
"""Rows say much: more of them are no quicker to read, and take longer to make."""


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the watch: all, those in trouble, those who are over."""
    actor = actor_of(request)
    actor.need(SEE)
    now, form = timezone.now(), BoardFilter(request.GET)
    wanted = _wanted(request, form)
    rows = paged(request, actor, wanted, now)
    context: Values = {
        "form": form,
        "rows": rows,
        "lines": lines(rows.items, now),
        "view": wanted.view,
        "tabs": _tabs(wanted.view, watch_counts(actor, now)),
        "can_include": actor.may(INCLUDE),
        "can_round": actor.may(ROUND),
        "is_verified": norms_on(national_day(now)).is_verified,
        "source": ASSUMED,
        "is_filtered": any(form.cleaned_data.values()) or wanted.facility_id is not None,
        "facility": rows.items[0].facility if wanted.facility_id and rows.items else "",
    }
    return page(request, BOARD, context, fragment="board")


@require_GET
def hospital(request: HttpRequest, facility_id: int) -> HttpResponse:
    """Lead to the patients of one hospital.

    Raises:
        NotFound: if there is no such hospital.
    """
    actor_of(request).need(SEE)
    known = facility_row(facility_id)
    return HttpResponseRedirect(f"{reverse('critical:board')}?hospital={known.id}")


def paged(
    request: HttpRequest, actor: Actor, wanted: Wanted, now: datetime, *, size: int = ON_A_PAGE
) -> Page[WatchRow]:
    """Return one page of watches."""
    found = Behind(
        lambda: watch_count(actor, wanted, now),
        lambda first, count: watch_rows(actor, wanted, now, first=first, count=count),
    )
    return one_page(request, found, size=size)


def _wanted(request: HttpRequest, form: BoardFilter) -> Wanted:
    form.full_clean()
    typed = form.cleaned_data  # what can't be read is left out
    view = request.GET.get("view", "all")
    return Wanted(
        view=view if view in VIEWS else "all",
        region=typed.get("region") or "",
        profile=typed.get("profile") or "",
        condition=typed.get("condition"),
        facility_id=whole_number(request.GET.get("hospital", "")),
        text=typed.get("text") or "",
    )


def _tabs(view: str, counts: Counts) -> list[Tab]:
    here = reverse("critical:board")
    names = {
        "all": (_("Critical now"), counts.all),
        "worse": (_("Worse"), counts.worse),
        "silent": (_("Silent"), counts.silent),
        "unseen": (_("Round overdue"), counts.unseen),
        "moving": (_("To be moved"), counts.moving),
        "councils": (_("Councils"), counts.councils),
        "over": (pgettext("watch", "Ended"), None),
    }
    return [
        Tab(name, here if one == "all" else f"{here}?view={one}", one == view, count)
        for one, (name, count) in names.items()
    ]
