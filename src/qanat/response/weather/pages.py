"""The weather of places: what is known, and the forms in which it is stated."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.registry.changing import has_run
from qanat.response.weather.commands import Stated, Statement, state_weather
from qanat.response.weather.forms import NO_CEILING, RegionFilter, ReportsForm, ValuesForm, plain
from qanat.response.weather.judging import Place, skies_at
from qanat.response.weather.models import StatedAs
from qanat.response.weather.parameters import ASSUMED, STALE
from qanat.response.weather.permissions import SEE, STATE
from qanat.response.weather.queries import WeatherRow, weather_rows
from qanat.response.weather.rules.groups import NO_CEILING_M, Conditions
from qanat.response.weather.wording import (
    TONES,
    VERDICTS,
    ceiling_told,
    lack_told,
    visibility_told,
    wind_told,
)
from qanat.web.marks import age, chip, moment
from qanat.web.paging import one_page
from qanat.web.reply import Values, again, done, page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import DASH

BOARD: Final = "weather/board.html"
VALUES: Final = "weather/values.html"
SOURCE: Final = "typed"


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show what is known of the weather, and the form for reports."""
    actor = actor_of(request)
    actor.need(SEE)
    return page(request, BOARD, _board(request, actor), fragment="weather")


@require_POST
def state_reports(request: HttpRequest) -> HttpResponse:
    """Take reports as they are written; if one can't be read, none is taken."""
    actor = actor_of(request)
    actor.need(STATE)
    form = ReportsForm(request.POST)
    taken: list[Stated] = []

    def run(typed: Values) -> None:
        lines = [line.strip() for line in typed["texts"].splitlines() if line.strip()]
        taken.append(_state(actor, [Statement(text=line) for line in lines]))

    if not has_run(form, run):
        return again(request, BOARD, _board(request, actor) | {"form": form})
    return done(request, to="weather:board", message=_taken(taken[0]))


@require_http_methods(["GET", "POST"])
def state_values(request: HttpRequest) -> HttpResponse:
    """Take values told by a person."""
    actor = actor_of(request)
    actor.need(STATE)
    form = ValuesForm(request.POST or None, initial={"observed_at": timezone.now()})

    def run(typed: Values) -> None:
        _state(actor, [_statement(typed)])

    if has_run(form, run):
        return done(request, to="weather:board", message=_("The weather is stated."))
    context = {"form": form}
    return again(request, VALUES, context) if form.is_bound else page(request, VALUES, context)


def _statement(typed: Values) -> Statement:
    kind, _colon, pk = typed["place"].partition(":")
    ceiling_m = NO_CEILING_M if typed["sky"] == NO_CEILING else plain(typed["ceiling_m"])
    seen = Conditions(
        wind_mps=plain(typed["wind_mps"]),
        gust_mps=plain(typed["gust_mps"]),
        visibility_m=plain(typed["visibility_m"]),
        ceiling_m=ceiling_m,
        phenomena=tuple(typed["phenomena"]),
    )
    return Statement(
        text=typed["note"],
        place=(kind, int(pk)),
        at=typed["observed_at"],
        until=typed["until"],
        conditions=seen,
    )


def _state(actor: Actor, statements: list[Statement]) -> Stated:
    now = timezone.now()
    return state_weather(actor, statements=statements, source=SOURCE, now=now, is_whole=True)


def _taken(taken: Stated) -> str:
    words = ngettext("%(count)s report is taken.", "%(count)s reports are taken.", taken.new)
    return words % {"count": taken.new}


def _board(request: HttpRequest, actor: Actor) -> Values:
    now = timezone.now()
    chosen = RegionFilter(request.GET)
    region = chosen.cleaned_data["region"] if chosen.is_valid() else ""
    found = one_page(request, weather_rows(actor, now, region))
    spots = [(row.known.place, row.known.lon, row.known.lat) for row in found.items]
    judged = skies_at(now).of(spots)
    stale_s = parameter(STALE, on=now).number
    rows = tuple(_row(row, place, stale_s) for row, place in zip(found.items, judged, strict=True))
    return {
        "form": ReportsForm(),
        "filter": chosen,
        "rows": found,
        "table": Table(_columns(), rows, empty=_("Nobody has stated any weather"),
            empty_hint=_("Until then plans say that it is not known."), is_wide=True),
        "may_state": actor.may(STATE),
        "source": ASSUMED,
    }  # fmt: skip


def _columns() -> tuple[Column, ...]:
    return (
        Column("place", _("Place")),
        Column("verdict", _("Flying")),
        Column("visibility", _("Visibility"), numeric=True),
        Column("ceiling", _("Ceiling"), numeric=True),
        Column("wind", _("Wind"), whole=True),
        Column("phenomena", _("Phenomena")),
        Column("age", _("When")),
        Column("text", _("As stated")),
    )


def _row(row: WeatherRow, place: Place, stale_s: float) -> Row:
    seen, judged = row.known.conditions, place.judged
    why = lack_told(judged)
    verdict = chip(VERDICTS[judged.verdict], TONES.get(judged.verdict, ""))
    name = f"{row.name} ({row.code})" if row.code else row.name
    return Row(
        cells=(
            format_html('{}<br><span class="meta">{}</span>', name, row.region_name),
            format_html('{}<br><span class="meta">{}</span>', verdict, why) if why else verdict,
            visibility_told(seen.visibility_m),
            ceiling_told(seen.ceiling_m),
            wind_told(seen.wind_mps, seen.gust_mps),
            " ".join(one for one in seen.phenomena if one != "NSW") or DASH,
            _age(row, stale_s),
            _text(row),
        ),
        tone="stale" if row.known.is_stale else "",
        id=f"{row.known.place[0]}:{row.known.place[1]}",
    )


def _age(row: WeatherRow, stale_s: float) -> SafeString:
    by = row.by if row.known.form == StatedAs.SAID else row.source
    seen = age(row.known.observed_at, limit_s=stale_s, source=by)
    if row.until is None:
        return seen
    until = format_html(_("until {}"), moment(row.until, "short"))
    return format_html('{}<br><span class="meta">{}</span>', seen, until)


def _text(row: WeatherRow) -> SafeString:
    unread = ", ".join(row.unread)
    notes = [
        row.text,
        row.forecast,
        _("not understood: %(groups)s") % {"groups": unread} if unread else "",
    ]
    return format_html_join("", '<div class="meta">{}</div>', ((note,) for note in notes if note))
