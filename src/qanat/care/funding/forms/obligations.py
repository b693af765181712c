"""Input about obligations, payments and invoices."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qanat.care.funding.commands.contracts import Contract, Raise
from qanat.care.funding.commands.invoices import Bill
from qanat.care.funding.commands.paying import Payment
from qanat.care.funding.commands.reserving import DecisionMissing, Reserve
from qanat.care.funding.forms.fields import ALL, clinic_choices, country_choices, currency_field
from qanat.care.funding.states import HELD, ObligationState, Purpose
from qanat.registry.terminology.queries import reason_choices
from qanat.web.forms import DayField, Form, LongTextField, OneOf, TextField, choices_of
from qanat.web.money_fields import MoneyField, tenge_field


class ObligationFilter(Form):
    """Which obligations are shown."""

    text = TextField(label=_("Number, case, contract or diagnosis"), max_length=60, required=False)
    year = OneOf(label=_("Year"), coerce=int, empty_value=None, required=False)
    state = OneOf(label=_("State"), choices=choices_of(ObligationState, ALL), required=False)
    purpose = OneOf(label=_("Purpose"), choices=choices_of(Purpose, ALL), required=False)
    country = OneOf(label=_("Country of the clinic"), choices=country_choices, required=False)
    bucket = OneOf(
        label=_("Holds money"),
        choices=[("", ALL), *((one.value, one.label) for one in HELD)],
        required=False,
    )

    def __init__(self, *args: Any, years: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("year", [("", ALL), *years])


class _WithClinic(Form):
    clinic = OneOf(
        label=_("Clinic of the register"),
        choices=clinic_choices,
        coerce=int,
        empty_value=None,
        required=False,
    )
    payee = TextField(label=_("Or who else is paid"), max_length=200, required=False)


class ReserveForm(_WithClinic):
    """For which case and purpose how much is put aside."""

    case_number = TextField(label=_("Number of the case"), max_length=32)
    matter = TextField(
        label=_("Code of the case"),
        help_text=_("As the case's page shows it; it ties the money to the case."),
        max_length=36,
    )
    purpose = OneOf(label=_("Purpose"), choices=choices_of(Purpose))
    icd10 = TextField(label=_("Diagnosis (ICD-10)"), max_length=8, required=False)
    amount = tenge_field(_("Amount"))
    decision = TextField(
        label=_("Decision of the commission"),
        help_text=_("Its number; without a decision nothing is put aside."),
        max_length=120,
        error_messages={"required": DecisionMissing.text},
    )
    decided_on = DayField(label=_("Day of the decision"))
    field_order = (
        "case_number", "matter", "purpose", "icd10", "amount", "decision", "decided_on",
        "clinic", "payee",
    )  # fmt: skip

    def clean_matter(self) -> UUID:
        """Read the code of the case."""
        try:
            return UUID(self.cleaned_data["matter"])
        except ValueError:
            self.add_error("matter", _("This is no code of a case."))
            return UUID(int=0)

    def draft(self, appropriation_id: int) -> Reserve:
        """Return what is to be put aside."""
        typed = self.cleaned_data
        return Reserve(
            appropriation_id=appropriation_id,
            matter=typed["matter"],
            case_number=typed["case_number"],
            purpose=typed["purpose"],
            icd10=typed["icd10"],
            amount_tiyn=typed["amount"],
            decision=typed["decision"],
            decided_on=typed["decided_on"],
            clinic_id=typed["clinic"],
            payee=typed["payee"],
        )


class AmountForm(Form):
    """What a reserve becomes."""

    amount = tenge_field(_("New amount"))
    document = TextField(label=_("Document"), max_length=120)


class ContractForm(_WithClinic):
    """The contract by which money is committed."""

    number = TextField(label=_("Number of the contract"), max_length=120)
    signed_on = DayField(label=_("Signed on"))
    currency = currency_field()
    amount = MoneyField(label=_("Amount in its currency"))
    field_order = ("number", "signed_on", "currency", "amount", "clinic", "payee")

    def contract(self) -> Contract:
        """Return the contract."""
        typed = self.cleaned_data
        return Contract(
            number=typed["number"],
            signed_on=typed["signed_on"],
            currency=typed["currency"],
            amount_minor=typed["amount"],
            clinic_id=typed["clinic"],
            payee=typed["payee"],
        )


class RaiseForm(Form):
    """By how much and by which new decision a contract becomes dearer."""

    amount = MoneyField(label=_("More, in the contract's currency"))
    reason = OneOf(label=_("Reason"), choices=lambda: reason_choices("raise_obligation"))
    decision = TextField(
        label=_("New decision of the commission"),
        max_length=120,
        error_messages={"required": DecisionMissing.text},
    )
    decided_on = DayField(label=_("Day of the decision"))

    def more(self) -> Raise:
        """Return what is added."""
        typed = self.cleaned_data
        return Raise(
            amount_minor=typed["amount"],
            reason=typed["reason"],
            decision=typed["decision"],
            decided_on=typed["decided_on"],
        )


class PaymentForm(Form):
    """A payment, or what came back."""

    amount = MoneyField(label=_("Amount in the contract's currency"))
    on = DayField(label=_("Day"))
    document = TextField(label=_("Number of the payment"), max_length=120)

    def payment(self) -> Payment:
        """Return the payment."""
        typed = self.cleaned_data
        return Payment(amount_minor=typed["amount"], on=typed["on"], document=typed["document"])


class BillForm(Form):
    """An invoice as it came."""

    number = TextField(label=_("Number of the invoice"), max_length=60)
    amount = MoneyField(label=_("Amount in the contract's currency"))
    service_from = DayField(label=_("Service from"))
    service_until = DayField(label=_("Service until"))
    received_on = DayField(label=_("Received on"))

    def bill(self) -> Bill:
        """Return the invoice."""
        typed = self.cleaned_data
        return Bill(
            number=typed["number"],
            amount_minor=typed["amount"],
            service_from=typed["service_from"],
            service_until=typed["service_until"],
            received_on=typed["received_on"],
        )


class PayForm(Form):
    """When and by which document an invoice was paid."""

    on = DayField(label=_("Day"))
    document = TextField(label=_("Number of the payment"), max_length=120)


class ReasonForm(Form):
    """A reason from a list, if one is due, and a word."""

    reason = OneOf(label=_("Reason"), choices=())
    note = LongTextField(label=_("Note"), max_length=1000, rows=2, required=False)

    def __init__(self, *args: Any, reason_list: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reason_list:
            self.offer("reason", reason_choices(reason_list))
        else:
            del self.fields["reason"]
