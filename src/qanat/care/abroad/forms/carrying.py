"""Input of what carries a decision out."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.care.abroad.commands.extending import More
from qanat.care.abroad.commands.extending import faults as more_faults
from qanat.care.abroad.commands.funding import Aside, Signed
from qanat.care.abroad.commands.gifts import GiftDraft
from qanat.care.abroad.commands.journeys import JourneyDraft, faults_of
from qanat.care.abroad.forms.cases import ReasonForm
from qanat.care.abroad.states import OF_FOLLOW_UP, OF_STAY, Means, Risk, Visa, Way
from qanat.care.funding.commands.invoices import Bill
from qanat.care.funding.queries.rates import CURRENCIES, HOME
from qanat.care.funding.states import Purpose
from qanat.registry.terminology.queries import reason_choices
from qanat.web.forms import (
    DayField,
    Form,
    LongTextField,
    OneOf,
    TextField,
    WholeField,
)
from qanat.web.money_fields import MoneyField, name_currency, tenge_field
from qanat.web.wording import day

MOST_DAYS = 730


class ChooseForm(Form):
    """The clinic is chosen; with a place of a quota where there is one."""

    version = WholeField(min_value=1, required=False, widget=forms.HiddenInput())
    quota = OneOf(label=_("Quota"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, quotas: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if quotas:
            none = ("", pgettext_lazy("quota", "Without a quota"))
            self.offer("quota", [none, *quotas])
        else:
            del self.fields["quota"]


class TurnForm(ReasonForm):
    """When and why a journey turned back."""

    on = DayField(label=_("Day"))


class AsideForm(Form):
    """How much is put aside."""

    year = OneOf(label=_("Money of the year"), coerce=int)
    treatment = tenge_field(_("For the treatment"))
    travel = tenge_field(_("For the journey"))
    escort = tenge_field(_("For the escort, with the per diem"))

    def __init__(self, *args: Any, years: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("year", years)
        for name in ("travel", "escort"):
            self.fields[name].required = False

    def aside(self) -> Aside:
        """Return what is put aside."""
        typed = self.cleaned_data
        return Aside(
            year_id=typed["year"],
            treatment=typed["treatment"],
            travel=typed["travel"],
            escort=typed["escort"],
        )


class MoreMoneyForm(Form):
    """Money for a way which is needed later."""

    year = OneOf(label=_("Money of the year"), coerce=int)
    purpose = OneOf(label=_("Purpose"))
    amount = tenge_field(_("Amount"))

    def __init__(
        self,
        *args: Any,
        years: list[tuple[int, str]],
        purposes: list[Purpose],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("year", years)
        self.offer("purpose", [(one.value, one.label) for one in purposes])


class SignedForm(Form):
    """The contract with the clinic."""

    number = TextField(label=_("Number of the contract"), max_length=120)
    signed_on = DayField(label=_("Signed on"))
    amount = MoneyField(label=_("Amount in its currency"))

    def __init__(self, *args: Any, currency: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_currency(self.fields["amount"], currency)

    def signed(self) -> Signed:
        """Return the contract."""
        return Signed(**self.cleaned_data)


NOT_ASKED: Final[Mapping[str, Mapping[str, object]]] = {
    Way.BACK: {"visa": Visa.FREE},
    Way.REPATRIATION: {
        "visa": Visa.FREE,
        "passport_until": None,
        "fit_until": None,
        "risk": Risk.UNKNOWN,
        "needs_care": False,
    },
}
"""What a journey is not asked about, as nothing depends on it, and what is kept instead."""


class JourneyForm(Form):
    """A journey and its checklist."""

    means = OneOf(label=_("How"), choices=Means.choices, radio=True)
    planned_on = DayField(label=_("Planned for"))
    days = WholeField(
        label=_("Days of the per diem"), unit=_("days"), min_value=0, max_value=MOST_DAYS, initial=0
    )
    needs_care = forms.BooleanField(label=_("Needs care on the way"), required=False)
    escorts = WholeField(
        label=_("Escorts paid by the budget"),
        min_value=0,
        max_value=9,
        initial=0,
        help_text=_("Of children, and of those who need care on the way."),
    )
    passport_until = DayField(label=_("Passport valid until"), required=False)
    visa = OneOf(label=_("Visa"), choices=Visa.choices)
    fit_until = DayField(label=_("Fit to fly, certified until"), required=False)
    risk = OneOf(
        label=_("Risk of the transport"),
        choices=Risk.choices,
        help_text=_("As a physician holds it, not the system."),
    )
    note = LongTextField(label=_("Note"), max_length=500, rows=2, required=False)

    def __init__(self, *args: Any, case_id: int, way: str, **kwargs: Any) -> None:
        """Ask about a journey of a case: at home nobody needs a visa, of the dead less is asked."""
        super().__init__(*args, **kwargs)
        self.case_id, self.not_asked = case_id, NOT_ASKED.get(way, {})
        for name in self.not_asked:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Say all at once what is wrong, also what depends on the case."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        names = ("planned_on", "escorts", "needs_care")
        known = {**self.not_asked, **typed}
        told = {name: known.get(name) for name in names}
        for fault in faults_of(self.case_id, timezone.now(), **told):
            self.add_error(fault.field, fault.message())
        return typed

    def draft(self) -> JourneyDraft:
        """Return the journey as planned."""
        told: dict[str, Any] = {**self.not_asked, **self.cleaned_data}
        return JourneyDraft(**told)


class OnForm(Form):
    """On which day something was."""

    on = DayField(label=_("Day"))


class AdmittedForm(Form):
    """Until when a treatment is planned; when it began is known."""

    until = DayField(label=_("Treatment is planned until"))


class UntilForm(OnForm, AdmittedForm):
    """When a treatment began, until when it is planned."""


class EndForm(OnForm):
    """What a treatment came to."""

    result = OneOf(
        label=_("Result"), choices=[(one.value, one.label) for one in OF_STAY], radio=True
    )
    report = LongTextField(label=_("Report of the clinic"), max_length=8000, rows=6)


class DeathForm(OnForm):
    """A death in treatment."""

    report = LongTextField(label=_("Report of the clinic"), max_length=8000, required=False)


class MoreForm(Form):
    """What a complication or a longer stay takes."""

    why = OneOf(label=_("Why"), choices=lambda: reason_choices("raise_obligation"), radio=True)
    text = LongTextField(
        label=_("What has happened"),
        max_length=4000,
        rows=4,
        help_text=_("The commission reads it and decides: name nobody."),
    )
    days = WholeField(
        label=_("Days more"), unit=_("days"), min_value=0, max_value=MOST_DAYS, required=False
    )
    amount = MoneyField(label=_("More, in the contract's currency"), required=False)

    def __init__(self, *args: Any, known_as: str = "", currency: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_as = known_as
        name_currency(self.fields["amount"], currency)

    def clean(self) -> dict[str, Any]:
        """Say all at once what is wrong, also whether it names the patient."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        days, amount = (
            1 if name in self.errors else typed.get(name) or 0 for name in ("days", "amount")
        )
        text = typed.get("text") or ""
        for fault in more_faults(text=text, days=days, amount=amount, known_as=self.known_as):
            self.add_error(fault.field, fault.message())
        return typed

    def more(self) -> More:
        """Return what it takes."""
        typed = self.cleaned_data
        return More(
            why=typed["why"],
            text=typed["text"],
            days=typed["days"] or 0,
            amount=typed["amount"] or 0,
        )


class GiftForm(Form):
    """Who pays how much for the same treatment."""

    giver = TextField(label=_("Who pays"), max_length=200)
    amount = MoneyField(label=_("How much"))
    currency = OneOf(label=_("Currency"), choices=[(one, one) for one in (HOME, *CURRENCIES)])
    note = LongTextField(label=_("Note"), max_length=500, rows=2, required=False)

    def draft(self, teller: str) -> GiftDraft:
        """Return what others pay, and from whom it is known."""
        return GiftDraft(teller=teller, **self.cleaned_data)


class InvoiceForm(Form):
    """An invoice as a clinic sends it."""

    number = TextField(label=_("Number of the invoice"), max_length=60)
    amount = MoneyField(label=_("Amount in its currency"))
    service_from = DayField(label=_("Service from"))
    service_until = DayField(label=_("Service until"))

    def bill(self, on: date) -> Bill:
        """Return the invoice, received on a day."""
        typed = self.cleaned_data
        return Bill(
            number=typed["number"],
            amount_minor=typed["amount"],
            service_from=typed["service_from"],
            service_until=typed["service_until"],
            received_on=on,
        )


class DocumentForm(Form):
    """By which document something is done."""

    document = TextField(label=_("Document"), max_length=120)


class SeenForm(Form):
    """How a patient is some months later."""

    seen_on = DayField(label=_("Seen on"))
    result = OneOf(
        label=_("How the patient is"),
        choices=[(one.value, one.label) for one in OF_FOLLOW_UP],
        radio=True,
    )
    note = LongTextField(label=_("Note"), max_length=4000, required=False)

    def __init__(self, *args: Any, first: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if first is not None:
            said = _("On %(first)s or later; a death is told at any time.")
            self.fields["seen_on"].help_text = said % {"first": day(first)}
