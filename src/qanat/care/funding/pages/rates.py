"""Exchange rates, and prices beside each other."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from qanat.care.funding.commands.rates import enter_rate
from qanat.care.funding.forms import PriceFilter, RateFilter, RateForm
from qanat.care.funding.pages.words import rate_number, tabs
from qanat.care.funding.permissions import RATE, SEE
from qanat.care.funding.queries.prices import PriceRow, PricesWanted, count_prices, price_rows
from qanat.care.funding.queries.rates import (
    InTenge,
    RateRow,
    count_rates,
    latest_rates,
    rate_rows,
)
from qanat.care.funding.queries.wording import price_words
from qanat.foundation.access.session import actor_of
from qanat.registry.changing import asked, typed_of
from qanat.web.figures import Figure
from qanat.web.marks import chip, day, moment
from qanat.web.paging import Behind, one_page
from qanat.web.reply import Question, Values, page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import TENGE, in_currency, whole_tenge

RATES: Final = "funding/rates.html"
PRICES: Final = "funding/prices.html"


@require_GET
def rates(request: HttpRequest) -> HttpResponse:
    """Show what currencies cost now and cost before."""
    actor = actor_of(request)
    actor.need(SEE)
    form = RateFilter(request.GET)
    currency = form.cleaned_data["currency"] if form.is_valid() else ""
    rows = one_page(
        request,
        Behind(
            lambda: count_rates(currency),
            lambda first, count: rate_rows(currency, first=first, count=count),
        ),
    )
    context = {
        "tabs": tabs("rates"),
        "form": form,
        "rows": rows,
        "table": _table(rows.items),
        "figures": [_figure(one) for one in latest_rates(timezone.localdate())],
        "can_enter": actor.may(RATE),
    }
    return page(request, RATES, context, fragment="rates")


def _figure(one: InTenge) -> Figure:
    age = (
        ngettext("%(n)s day old", "%(n)s days old", one.age_d) % {"n": one.age_d}
        if one.age_d
        else _("of today")
    )
    return Figure(
        one.currency, rate_number(one.rate), TENGE, note=age, tone="warn" if one.is_old else ""
    )


def _table(rows: tuple[RateRow, ...]) -> Table:
    return Table(
        columns=(
            Column("on", pgettext("rate", "Day"), whole=True),
            Column("currency", _("Currency")),
            Column("tenge", _("Tenge for one unit"), numeric=True),
            Column("source", _("Source")),
            Column("at", _("Entered"), whole=True),
            Column("by", pgettext("rate", "Who")),
        ),
        rows=tuple(
            Row(
                (
                    day(one.on),
                    one.currency,
                    _rate(one),
                    one.source,
                    moment(one.at),
                    one.by,
                ),
                tone="" if one.holds else "closed",
            )
            for one in rows
        ),
        empty=_("No rates yet"),
        empty_hint=_("Amounts in a currency need a rate of their day or before."),
        caption=_("Exchange rates"),
    )


def _rate(one: RateRow) -> SafeString | str:
    told = rate_number(one.tenge)
    return told if one.holds else format_html("{} {}", told, chip(_("corrected")))


@require_http_methods(["GET", "POST"])
def new_rate(request: HttpRequest) -> HttpResponse:
    """Enter a rate."""
    actor = actor_of(request)
    actor.need(RATE)
    form = RateForm(typed_of(request), initial={"on": timezone.localdate()})
    question = Question(
        _("Enter an exchange rate"),
        _("A second entry for a day corrects the first; both stay on record."),
        pgettext("button", "Enter it"),
    )

    def run(typed: Values) -> None:
        enter_rate(actor, now=timezone.now(), **typed)

    return asked(request, form, run, question, to=("funding:rates",), message=_("Entered."))


@require_GET
def prices(request: HttpRequest) -> HttpResponse:
    """Show what was paid for a diagnosis, and where."""
    actor = actor_of(request)
    actor.need(SEE)
    form = PriceFilter(request.GET)
    typed = form.cleaned_data if form.is_valid() else {}
    wanted = PricesWanted(typed.get("icd10") or "", typed.get("clinic"))
    rows = one_page(
        request,
        Behind(
            lambda: count_prices(actor, wanted),
            lambda first, count: price_rows(actor, wanted, first=first, count=count),
        ),
    )
    context = {
        "tabs": tabs("prices"),
        "form": form,
        "rows": rows,
        "table": _price_table(rows.items),
    }
    return page(request, PRICES, context, fragment="prices")


def _price_table(rows: tuple[PriceRow, ...]) -> Table:
    return Table(
        columns=(
            Column("number", _("Obligation"), whole=True),
            Column("diagnosis", _("Diagnosis"), whole=True),
            Column("clinic", _("Clinic")),
            Column("signed", _("Signed on"), whole=True),
            Column("currency", _("In its currency"), numeric=True),
            Column("price", _("Price"), numeric=True),
            Column("beside", _("Beside others of its group")),
        ),
        rows=tuple(
            Row(
                (
                    one.number,
                    one.icd10,
                    one.clinic.name if one.clinic else one.payee,
                    day(one.signed_on),
                    in_currency(one.contract_minor, one.currency),
                    whole_tenge(one.contract_tiyn),
                    _beside(one),
                ),
                url=reverse("funding:obligation", args=(one.obligation_id,)),
                tone="warn" if one.beside is not None and one.beside.is_far else "",
            )
            for one in rows
        ),
        empty=_("No contracts yet"),
        empty_hint=_("A price appears when a contract of treatment is entered."),
        caption=_("Prices"),
    )


def _beside(one: PriceRow) -> str:
    if one.beside is None:
        return _("too few contracts to compare")
    return price_words(one.category, one.beside)
