"""How offers stand beside what was paid before, and their clinics beside what is known of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qanat.care.abroad.forms.examining import quota_words
from qanat.care.abroad.queries.record import OfferRow
from qanat.care.clinics.queries.brief import clinic_briefs
from qanat.care.clinics.queries.experience import Experience, experience_of
from qanat.care.clinics.queries.quotas import places_left
from qanat.care.clinics.queries.register import accredited_until
from qanat.care.funding.queries.prices import OfferBeside, compare_offers
from qanat.care.funding.queries.wording import price_reasons, price_words, spread_words
from qanat.foundation.refusals import Text
from qanat.web import marks
from qanat.web.wording import DASH, number, whole_tenge


@dataclass(frozen=True, slots=True)
class Standing:
    """An offer with what is to be known when one chooses.

    Attributes:
        reasons: why its price is called far off, or not.
        facts: of the clinic.
    """

    clinic: str
    price: str
    is_far: bool
    words: str
    reasons: tuple[str, ...]
    facts: tuple[tuple[Text, Text], ...]


def standing_of(offers: Sequence[OfferRow], matter: UUID, icd10: str) -> list[Standing]:
    """Return how the offers which have a price stand."""
    priced = {one.id: (one.clinic_id, one.amount_tiyn) for one in offers if one.amount_tiyn}
    if not priced:
        return []
    beside = compare_offers(icd10, priced, but=matter)
    ids = [clinic for clinic, _price in priced.values() if clinic]
    known = experience_of(list(clinic_briefs(ids).values()))
    until, left = accredited_until(ids), places_left(timezone.localdate().year)
    return [
        _standing(
            one,
            beside[one.id],
            known.get(one.clinic_id or 0, Experience()),
            (
                (_("Accredited until"), _until(until.get(one.clinic_id or 0))),
                (_("Quota"), quota_words(left.get(one.country)) or DASH),
            ),
        )
        for one in offers
        if one.id in priced
    ]


def _standing(
    one: OfferRow, beside: OfferBeside, known: Experience, more: tuple[tuple[Text, Text], ...]
) -> Standing:
    group = beside.group
    own = spread_words(beside.clinic) if beside.clinic else _("none of this diagnosis")
    return Standing(
        clinic=one.clinic,
        price=whole_tenge(one.amount_tiyn),
        is_far=group is not None and group.is_far,
        words=price_words(beside.category, group) if group else _("too few contracts to compare"),
        reasons=tuple(price_reasons(group)) if group else (),
        facts=(
            (_("Earlier contracts of the clinic"), own),
            (_("Answers"), " · ".join(_answers(known)) or DASH),
            (_("Our own patients"), " · ".join(_patients(known)) or DASH),
            *more,
        ),
    )


def _answers(known: Experience) -> Iterator[str]:
    if known.asked:
        values = {"answered": number(known.answered), "asked": number(known.asked)}
        yield _("%(answered)s of %(asked)s") % values
    if known.median_days is not None:
        yield _("half within %(days)s days") % {"days": number(known.median_days, 1)}


def _patients(known: Experience) -> Iterator[str]:
    if known.patients:
        yield number(known.patients)
        for label, count in known.outcomes.items():
            yield f"{label}: {number(count)}"


def _until(last_on: date | None) -> SafeString:
    if last_on is None:
        return marks.chip(_("not accredited"), "warn")
    if last_on < timezone.localdate():
        return format_html("{} {}", marks.day(last_on), marks.chip(_("has ended"), "warn"))
    return marks.day(last_on)
