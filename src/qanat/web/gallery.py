"""The gallery: every part of the kit in its states, for those who build and test pages."""

from datetime import datetime
from typing import Final

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from qanat.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal
from qanat.foundation.texts import search_key
from qanat.web import gallery_data, reply
from qanat.web.context import viewer_of
from qanat.web.forms import (
    DayField,
    FileField,
    Form,
    LongTextField,
    MomentField,
    NumberField,
    OneOf,
    SomeOf,
    TextField,
    WholeField,
    YesNoUnknown,
)
from qanat.web.permissions import GALLERY
from qanat.web.search_field import Found, SearchField

PAGE: Final = "web/kit.html"
TOWNS: Final = (
    Found("1", "Семей", "Абай облысы"), Found("2", "Сергеевка", "Солтүстік Қазақстан облысы"),
    Found("3", "Өскемен", "Шығыс Қазақстан облысы"), Found("4", "Аягөз", "Абай облысы"),
)  # fmt: skip
REFUSALS: Final[dict[int, type[Refusal]]] = {
    403: NotAllowed, 404: NotFound, 409: Conflict, 422: Invalid,
}  # fmt: skip


def find_towns(text: str) -> list[Found]:
    """Return the sample towns whose names begin like the text, in any script."""
    return [town for town in TOWNS if search_key(town.label).startswith(search_key(text))]


def get_town(town_id: str) -> Found | None:
    """Return a sample town."""
    return next((town for town in TOWNS if town.id == town_id), None)


class SampleForm(Form):
    """One field of each kind."""

    name = TextField(label="Науқастың тегі, аты, әкесінің аты (бар болса)", max_length=80)
    town = SearchField(label="Елді мекен", find=find_towns, get=get_town, url_name="web:kit_find")
    weight = NumberField(
        label="Салмағы", unit="кг", required=False, help_text="Бір ондық белгі: 71,5"
    )
    age = WholeField(label="Жасы", unit="жас", min_value=0, max_value=120, required=False)
    seen_at = MomentField(label="Қаралған уақыты", not_after_now=True)
    born_on = DayField(label="Туған күні", required=False)
    channel = OneOf(
        label="Арна", choices=(("phone", "Телефон"), ("page", "Страница"), ("fax", "Факс"))
    )
    severity = OneOf(
        label="Жағдайы",
        radio=True,
        choices=(("1", "Крайне тяжёлое"), ("2", "Тяжёлое"), ("3", "Средней тяжести")),
    )
    support = SomeOf(
        label="Қолдау",
        choices=(("o2", "Оттегі"), ("ivl", "ӨЖЖ"), ("press", "Вазопрессоры")),
        required=False,
    )
    pregnant = YesNoUnknown(label="Жүктілік")
    note = LongTextField(label="Ескерту", required=False, max_length=500)
    file = FileField(label="Құжат", required=False, accept=".pdf,.jpg", largest_bytes=1000)
    consent = forms.BooleanField(label="Ақпараттандырылған келісім алынды", required=False)


class ReasonForm(Form):
    """What a declined request must say."""

    reason = OneOf(
        label="Reason", choices=(("", "–"), ("weather", "Weather"), ("state", "Not transportable"))
    )
    note = LongTextField(label="Note", required=False)


def _need_gallery(request: HttpRequest) -> None:
    if not settings.DEBUG and not viewer_of(request).may(GALLERY):
        raise NotFound


@login_not_required
def kit(request: HttpRequest) -> HttpResponse:
    """Show every part; a post shows the sample form again with its errors."""
    _need_gallery(request)
    form = SampleForm(request.POST or None, request.FILES or None)
    context = gallery_data.gallery_context(request, _now(request))
    context |= {"form": form} | _addresses()
    if request.method != "POST":
        return reply.page(request, PAGE, context, fragment="queue")
    if not form.is_valid():
        return reply.again(request, PAGE, context, fragment="form")
    return reply.done(request, to="web:kit", message="Saved")


def _now(request: HttpRequest) -> datetime:
    """Return the present, or for pictures that are compared a fixed moment."""
    return (
        datetime.fromisoformat("2026-11-25T09:37:00+00:00")
        if "fixed" in request.GET
        else timezone.now()
    )


@login_not_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the panes of a board on one screen."""
    _need_gallery(request)
    now = _now(request)
    context = gallery_data.gallery_context(request, now) | _addresses()
    return reply.page(
        request, "web/kit_board.html", context | {"schedule": gallery_data.fleet(now, 760)}
    )


def _addresses() -> dict[str, str]:
    return {"points_url": reverse("web:kit_points"), "regions_url": reverse("web:kit_regions")}


@login_not_required
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask a sample question."""
    _need_gallery(request)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return reply.done(request, to="web:kit", message="Declined")
    question = reply.Question(
        "Decline request 2026-1184?",
        details="Ишемиялық инсульт, 61 жас, Аягөз. The referring hospital is told at once.",
        label="Decline",
        danger=True,
    )
    return reply.ask(request, question, action=request.path, back="/kit/", form=form)


@login_not_required
@require_GET
def drawer(request: HttpRequest) -> HttpResponse:
    """Show sample details in a drawer."""
    _need_gallery(request)
    context = gallery_data.gallery_context(request, _now(request))
    return reply.page(request, "web/kit_drawer.html", context, fragment="drawer")


@login_not_required
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Offer sample towns while one types."""
    _need_gallery(request)
    return render(
        request, "web/parts/offers.html", {"offers": find_towns(request.GET.get("q", "")[:200])}
    )


@login_not_required
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Take a sample draft and keep nothing."""
    _need_gallery(request)
    return HttpResponse(status=204)


@login_not_required
@require_GET
def points(request: HttpRequest) -> HttpResponse:
    """Give the objects of the sample map."""
    _need_gallery(request)
    return JsonResponse(gallery_data.sample_points())


@login_not_required
@require_GET
def regions(request: HttpRequest) -> HttpResponse:
    """Give the regions of the sample map."""
    _need_gallery(request)
    return JsonResponse(gallery_data.sample_regions())


@login_not_required
@require_GET
def refusal(request: HttpRequest, status: int) -> HttpResponse:
    """Refuse in one of the ways there are."""
    _need_gallery(request)
    raise REFUSALS.get(status, NotFound)
