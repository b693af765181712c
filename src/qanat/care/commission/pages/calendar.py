"""One's calendar of sittings: its secret address, renewed when it got about."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from qanat.care.commission.commands.calendar import renew_calendar
from qanat.care.commission.permissions import SEE
from qanat.care.commission.queries.calendar import account_of, address_of
from qanat.care.commission.queries.calendar import calendar as written
from qanat.foundation.access.session import actor_of, actor_of_account
from qanat.foundation.access.sign_in.views import public
from qanat.foundation.refusals import NotFound
from qanat.foundation.throttling import slow_down
from qanat.web.reply import done, page

CALENDAR = "commission/calendar.html"
TYPE = "text/calendar; charset=utf-8"
CALLS_A_MINUTE = 60


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show the address of one's calendar."""
    actor = actor_of(request)
    actor.need(SEE)
    return page(request, CALENDAR, {"address": address_of(actor.id)})


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Give one's calendar another address."""
    renew_calendar(actor_of(request), now=timezone.now())
    return done(
        request, to="commission:calendar", message=_("The address is new. The former one is shut.")
    )


@public
@never_cache
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give a calendar to a program that knows its address.

    Raises:
        NotFound: if the address is nobody's, or its owner may not see commissions any more.
    """
    slow_down(request, "commission.calendar", most=CALLS_A_MINUTE)
    account_id = account_of(token)
    if account_id is None:
        raise NotFound
    actor = actor_of_account(account_id)
    if not actor.may(SEE):
        raise NotFound
    with translation.override(actor.language):
        return HttpResponse(written(actor, timezone.now()), content_type=TYPE)
