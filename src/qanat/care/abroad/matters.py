"""What commissions and finance are told of cases: no names but whose it is for the letter."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from qanat.care.abroad.pages.carried import why_more
from qanat.care.abroad.pages.labels import decided_words, ground_words, how_much_more
from qanat.care.abroad.queries.brief import Brief, Wish, brief_of
from qanat.care.abroad.queries.holder import holder_of
from qanat.care.abroad.queries.journeys import needs_fare
from qanat.care.abroad.queries.record import OfferRow
from qanat.care.abroad.states import MATTER, OfferState, Verdict
from qanat.care.commission.ports import Addressee, Owner, Section
from qanat.care.funding.states import Purpose
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Text
from qanat.foundation.texts import local
from qanat.web import wording

OFFERED = (OfferState.QUOTED, OfferState.CHOSEN)


def addressee(actor: Actor, matter: UUID) -> Addressee | None:
    """Return to whom the letter of a decision goes, for who has a seat in the commission."""
    holder = holder_of(actor, matter)
    if holder is None:
        return None
    named = holder.person
    born = f", {wording.day(named.birth_on)}" if named.birth_on else ""
    to = (
        _("To the legal representative of %(name)s") % {"name": named.name}
        if holder.is_represented
        else named.name
    )
    lines = tuple(line for line in (to, local(named.region_name)) if line)
    return Addressee(lines, f"{named.name}{born}")


def summary(actor: Actor, matter: UUID) -> Sequence[Section]:
    """Return what the bundle of an agenda says of a case: nobody is to be recognised."""
    found = brief_of(actor, matter, timezone.now())
    told = [
        Section(_("Diagnosis"), " · ".join(filter(None, (found.file.icd10, found.file.diagnosis)))),
        Section(_("Treatment"), found.file.treatment),
        Section(_("Why it can't wait"), found.urgent_because),
        Section(_("Summary"), found.file.summary),
        *_earlier(found),
    ]
    for place, one in enumerate(found.opinions, start=1):
        title = _("Expert opinion %(number)s") % {"number": place}
        told.append(Section(title, f"{Verdict(one.verdict).label}\n{one.text}"))
    offers = [_offer(one) for one in found.offers if one.state in OFFERED]
    if offers:
        told.append(Section(_("Offers of clinics"), "\n".join(offers)))
    if found.wish is not None:
        told.append(Section(_("More than was agreed"), _wish(found.wish)))
    return [one for one in told if one.text]


def _earlier(found: Brief) -> Iterator[Section]:
    """Yield what was decided before, and why that was not accepted."""
    grounds = ground_words(found.act)
    for one, word, _tone in decided_words(found.earlier):
        ground = grounds.get(one.ground, one.ground)
        parts = (f"{one.reference} · {wording.day(one.at)} · {word}", ground, one.reasons)
        yield Section(_("Decided before"), "\n".join(filter(None, parts)))
        yield Section(pgettext("matter", "Appeal"), one.appeal)


def _offer(row: OfferRow) -> str:
    price = wording.tenge(row.amount_tiyn) if row.amount_tiyn is not None else wording.DASH
    state = OfferState(row.state).label if row.state == OfferState.CHOSEN else ""
    return " · ".join(filter(None, (f"{row.clinic}, {row.country_name}: {price}", str(state))))


def _wish(wish: Wish) -> str:
    much = how_much_more(wish.days, wish.amount_minor, wish.currency)
    return f"{why_more(wish.why)}: {much}\n{wish.text}"


def way_home(matter: UUID, purpose: str) -> Text:
    """Say that the money of the ways is needed as long as a patient is abroad."""
    if purpose not in (Purpose.TRAVEL, Purpose.ESCORT) or not needs_fare(matter):
        return ""
    return _("The patient is still abroad: the way home is paid from this money.")


CASES = Owner(MATTER, gettext_lazy("Treatment abroad"), addressee, summary)
