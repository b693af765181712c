"""The year's register to take away."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.care.funding.pages.words import place_word, purpose_word
from qanat.care.funding.permissions import SEE
from qanat.care.funding.queries.entries import EntryRow, year_entries
from qanat.care.funding.queries.obligations import Wanted, obligation_rows
from qanat.care.funding.queries.years import YearRow, year_row
from qanat.care.funding.states import HELD, Bucket, EntryKind, ObligationState
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.tabular.writing import Dated, xlsx_bytes
from qanat.web.reply import XLSX, download
from qanat.web.wording import TIYN_PER_TENGE

MOST = 1_000_000


@require_GET
def register(request: HttpRequest, year_id: int) -> HttpResponse:
    """Give the year's money, obligations and entries as a spreadsheet."""
    actor = actor_of(request)
    actor.need(SEE)
    row = year_row(actor, year_id)
    sheets = [
        (_("Money of the year"), list(_money(row))),
        (_("Obligations"), list(_obligations(actor, row))),
        (_("Entries"), list(_entries(actor, row))),
    ]
    return download(xlsx_bytes(sheets), XLSX, f"register-{row.year}.xlsx")


def _money(row: YearRow) -> Iterator[Dated]:
    yield [pgettext("money", "Where"), _("Tenge")]
    yield [_("Appropriated"), row.amount_tiyn / TIYN_PER_TENGE]
    for one in Bucket:
        yield [str(one.label), row.buckets[one.value] / TIYN_PER_TENGE]


def _obligations(actor: Actor, row: YearRow) -> Iterator[Dated]:
    yield [
        _("Number"), _("Case"), _("Purpose"), _("Diagnosis"), _("Who is paid"), _("Country"),
        _("Decision of the commission"), _("Day of the decision"), _("Contract"), _("Signed on"),
        _("Currency"), _("Contract in its currency"), _("Contract, tenge"),
        *(f"{one.label}, {_('tenge')}" for one in HELD), _("State"),
    ]  # fmt: skip
    for one in obligation_rows(actor, Wanted(year_id=row.id), count=None):
        yield [
            one.number,
            one.case_number,
            purpose_word(one.purpose),
            one.icd10,
            one.payee,
            one.clinic.country if one.clinic else "",
            one.decision,
            one.decided_on,
            one.contract,
            one.signed_on,
            one.currency,
            one.contract_minor / TIYN_PER_TENGE if one.contract else None,
            one.contract_tiyn / TIYN_PER_TENGE if one.contract else None,
            *(one.sums[bucket.value] / TIYN_PER_TENGE for bucket in HELD),
            str(ObligationState(one.state).label),
        ]


def _entries(actor: Actor, row: YearRow) -> Iterator[Dated]:
    yield [
        pgettext("entry", "Day"), pgettext("entry", "What"), _("Obligation"), _("Amount, tenge"),
        pgettext("entry", "From"), pgettext("entry", "To"), _("Currency"), _("In its currency"),
        _("Exchange rate"), _("Document"), pgettext("entry", "Who"),
    ]  # fmt: skip
    for one in year_entries(actor, row.id, "", count=MOST):
        yield _entry(one)


def _entry(one: EntryRow) -> Dated:
    return [
        one.on,
        str(EntryKind(one.kind).label),
        one.obligation_number,
        one.amount_tiyn / TIYN_PER_TENGE,
        place_word(one.source),
        place_word(one.target),
        one.currency,
        one.amount_minor / TIYN_PER_TENGE if one.amount_minor is not None else None,
        float(one.rate) if one.rate is not None else None,
        one.document,
        one.by,
    ]
