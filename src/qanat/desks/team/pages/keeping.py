"""What the device keeps: the mission as it was last seen, its key, the shell."""

from base64 import b64encode
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qanat.desks.team.pages.mission import MISSION, SHEET, context_of, sheet_context
from qanat.desks.team.reading import about_mission
from qanat.desks.team.words import browser_words
from qanat.foundation.access.session import actor_of
from qanat.foundation.secrets import derived_key
from qanat.response.dispatch.permissions import FLY
from qanat.response.dispatch.queries.missions import mission_row
from qanat.response.dispatch.states.missions import OVER
from qanat.web.context import role_name
from qanat.web.fragments import render_fragment
from qanat.web.wording import offset

COLOUR: Final = "#0b5d8a"
GROUND: Final = "#0f1417"


@require_GET
def line(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Tell the device that the line stands: the time, a token for forms, the key of its store.

    The key is this person's for this mission, made anew from the server's own whenever it is
    asked for: when the device has destroyed it, only the same person, signed in, opens what was
    kept under it.
    """
    actor = actor_of(request)
    actor.need(FLY)
    row = mission_row(actor, mission_id)
    key = derived_key("team tablet", f"{actor.id}:{mission_id}")
    return JsonResponse(
        {
            "account": actor.id,
            "key": b64encode(key).decode(),
            "now": round(timezone.now().timestamp() * 1000),
            "token": get_token(request),
            "version": row.version,
            "is_over": row.state in OVER,
        }
    )


@require_GET
def kept(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Give the device the mission to keep: the page and the sheet."""
    actor = actor_of(request)
    actor.need(FLY)
    about = about_mission(actor, mission_id)
    return JsonResponse(
        {
            "account": actor.id,
            "who": actor.name,
            "role": role_name(actor),
            "zone": offset(),
            "title": about.mission.number,
            "version": about.mission.version,
            "html": render_fragment(request, MISSION, "record", context_of(actor, about)),
            "sheet": render_fragment(request, SHEET, "sheet", sheet_context(about)),
        }
    )


@login_not_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Give the device the page without data in which a kept mission is shown."""
    response = render(request, "team/offline.html", {"team_words": browser_words()})
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_GET
def manifest(_request: HttpRequest) -> HttpResponse:
    """Tell the device how the tablet's page is installed as an application."""
    name = _("Qanat: team's tablet")
    icons = [
        {"src": static("team/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {
            "src": static("team/icon-maskable.svg"),
            "sizes": "any",
            "type": "image/svg+xml",
            "purpose": "maskable",
        },
    ]
    about = {
        "id": "/team/",
        "name": name,
        "short_name": "Qanat",
        "lang": get_language(),
        "start_url": reverse("team:missions"),
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": COLOUR,
        "icons": icons,
    }
    return JsonResponse(about, content_type="application/manifest+json")
