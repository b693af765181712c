"""Papers, experts, offers, rates."""

from collections.abc import Container
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.drafts import PaperDraft, Quote
from qanat.care.abroad.commands.papers import TranslatorMissing
from qanat.care.abroad.queries.record import OfferRow
from qanat.care.abroad.states import PaperLanguage, Verdict
from qanat.care.clinics.queries.brief import active_clinics
from qanat.care.clinics.queries.quotas import places_left
from qanat.care.funding.queries.rates import CURRENCIES, HOME, usual_currency
from qanat.foundation.documents.checking import MOST_BYTES
from qanat.foundation.documents.kinds import KINDS
from qanat.foundation.texts import local
from qanat.registry.terminology.queries import reason_choices
from qanat.web.forms import (
    DayField,
    FileField,
    Form,
    LongTextField,
    OneOf,
    SomeOf,
    TextField,
    WholeField,
)
from qanat.web.money_fields import MoneyField
from qanat.web.wording import number

ENDINGS: Final = ",".join(ending for kind in KINDS for ending in kind.endings if ending)
INCLUDES: Final = (
    ("operation", pgettext_lazy("price", "Operation")),
    ("stay", pgettext_lazy("price", "Stay in the clinic")),
    ("medicines", pgettext_lazy("price", "Medicines and materials")),
    ("examinations", pgettext_lazy("price", "Examinations")),
    ("escort", pgettext_lazy("price", "Stay of an escort")),
    ("interpreter", pgettext_lazy("price", "Interpreter")),
    ("complications", pgettext_lazy("price", "Complications")),
)


def clinics_to_ask(asked: Container[int]) -> list[tuple[object, object]]:
    """Return the clinics not asked yet, with the places of quotas of this year."""
    left = places_left(timezone.localdate().year)
    rows: list[tuple[object, object]] = []
    for row in active_clinics():
        if row.id in asked:
            continue
        name = f"{row.name}, {row.city}, {local(row.country_name)}"
        words = quota_words(left.get(row.country))
        rows.append((row.id, f"{name} · {words}" if words else name))
    return rows


def quota_words(places: tuple[int, int] | None) -> str:
    """Say how many places of a country's quotas are left; "" where there is no quota."""
    if places is None:
        return ""
    values = {"left": number(places[0]), "offered": number(places[1])}
    return gettext("quota: %(left)s of %(offered)s places left") % values


class PaperForm(Form):
    """A paper and what it says of itself."""

    kind = OneOf(label=_("Which paper is it?"))
    file = FileField(
        label=_("File"),
        largest_bytes=MOST_BYTES,
        help_text=_("PDF, JPEG, PNG or DICOM, up to 50 MB."),
    )
    language = OneOf(
        label=_("Language"), choices=PaperLanguage.choices, initial=PaperLanguage.RUSSIAN
    )
    translator = TextField(
        label=_("Sworn translator"),
        required=False,
        help_text=_("Of a paper in another language: who swore that the translation is true."),
    )
    expires_on = DayField(
        label=_("Valid until"), required=False, help_text=_("As it stands in the paper.")
    )
    holder_name = TextField(
        label=_("Name in the paper"),
        required=False,
        help_text=_("It is compared with the patient, and not kept."),
    )
    holder_number = TextField(label=_("IIN in the paper"), max_length=20, required=False)
    is_anonymous = forms.BooleanField(
        label=_("Nobody can be recognised in it: experts may see it"), required=False
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, object]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", kinds)
        self.fields["file"].widget.attrs["accept"] = ENDINGS

    def clean(self) -> dict[str, Any]:
        """Ask for the translator together with everything else."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("language") == PaperLanguage.OTHER and not typed.get("translator"):
            self.add_error("translator", TranslatorMissing().message())
        return typed

    def draft(self) -> PaperDraft:
        """Return the paper as handed in."""
        typed = dict(self.cleaned_data)
        file = typed.pop("file")
        return PaperDraft(content=file.read(), name=file.name, **typed)


class JudgeForm(Form):
    """Whether a paper is what it should be."""

    is_accepted = OneOf(
        label=_("Having looked at it"),
        choices=(
            ("yes", pgettext_lazy("paper", "It is as it should be")),
            ("no", pgettext_lazy("paper", "It can't be taken")),
        ),
        radio=True,
    )
    note = LongTextField(label=_("Why"), max_length=500, required=False)


class AskExpertForm(Form):
    """Whom to ask what."""

    expert = OneOf(label=_("Expert"), coerce=int, radio=True)
    question = LongTextField(
        label=_("Question"),
        max_length=4000,
        required=False,
        help_text=_("Without names: the expert is not to know whose case it is."),
    )

    def __init__(self, *args: Any, experts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("expert", experts)


class OpinionForm(Form):
    """What an expert holds."""

    verdict = OneOf(label=_("Verdict"), choices=Verdict.choices, radio=True)
    text = LongTextField(label=_("Reasons"), max_length=8000, rows=8)


class AskClinicForm(Form):
    """Which clinic of the register is asked."""

    clinic = OneOf(label=_("Clinic"), coerce=int)

    def __init__(self, *args: Any, clinics: list[tuple[object, object]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("clinic", [("", "–"), *clinics])


class QuoteForm(Form):
    """What a clinic offers."""

    amount = MoneyField(label=_("Price"))
    currency = OneOf(label=_("Currency"), choices=[(one, one) for one in (*CURRENCIES, HOME)])
    includes = SomeOf(label=_("The price takes in"), choices=INCLUDES, required=False)
    wait_days = WholeField(
        label=_("Can begin in"), unit=_("days"), min_value=0, max_value=366, required=False
    )
    valid_until = DayField(label=_("Valid until"), required=False)
    note = LongTextField(label=_("Note"), max_length=500, required=False)

    @staticmethod
    def told(offer: OfferRow) -> dict[str, object]:
        """Return what an offer says, as the form is filled with it; a new one its currency."""
        return {
            "amount": offer.amount_cents,
            "currency": offer.currency or usual_currency(offer.country),
            "includes": offer.includes,
            "wait_days": offer.wait_days,
            "valid_until": offer.valid_until,
            "note": offer.note,
        }

    def quote(self) -> Quote:
        """Return the offer."""
        typed = self.cleaned_data
        return Quote(
            currency=typed["currency"],
            amount_cents=typed["amount"],
            includes=tuple(typed["includes"]),
            wait_days=typed["wait_days"],
            valid_until=typed["valid_until"],
            note=typed["note"],
        )


class CorrectForm(QuoteForm):
    """What a clinic offers instead, and why."""

    reason = OneOf(label=_("Why the offer is corrected"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("reason", reason_choices("correct_offer"))
