"""How the audit trail calls the columns of money of treatment abroad and of clinics there."""

from typing import Final

from django.utils.translation import pgettext_lazy

from qanat.foundation.refusals import Text

OF_MONEY: Final[dict[str, Text]] = {
    "advanced_minor": pgettext_lazy("record", "Paid in advance, in its currency"),
    "agreement": pgettext_lazy("record", "Agreement"),
    "amount_minor": pgettext_lazy("record", "Amount in its currency"),
    "appropriation_id": pgettext_lazy("record", "Money of a year"),
    "carried_from_id": pgettext_lazy("record", "Obligation carried over"),
    "case_number": pgettext_lazy("record", "Number of the case"),
    "city": pgettext_lazy("record", "Town"),
    "clinic_id": pgettext_lazy("record", "Clinic abroad"),
    "clinics_accreditation.body": pgettext_lazy("record", "Accredited by"),
    "contact": pgettext_lazy("record", "Contact"),
    "contract": pgettext_lazy("record", "Contract"),
    "contract_minor": pgettext_lazy("record", "Contract in its currency"),
    "contract_tiyn": pgettext_lazy("record", "Contract in tenge"),
    "currency": pgettext_lazy("record", "Currency"),
    "document": pgettext_lazy("record", "Document"),
    "funding_appropriation.order": pgettext_lazy("record", "Order"),
    "funding_entry.amount_tiyn": pgettext_lazy("record", "Amount"),
    "funding_entry.on": pgettext_lazy("record", "Day of the document"),
    "funding_entry.target": pgettext_lazy("record", "Where money went"),
    "funding_entry.source": pgettext_lazy("record", "Where money was"),
    "funding_obligation.decided_on": pgettext_lazy("record", "Day of the decision"),
    "funding_invoice.decided_on": pgettext_lazy("record", "Day of the decision"),
    "funding_rate.on": pgettext_lazy("record", "Day of the rate"),
    "languages": pgettext_lazy("record", "Languages"),
    "obligation_id": pgettext_lazy("record", "Obligation"),
    "offered": pgettext_lazy("record", "Places offered"),
    "open_minor": pgettext_lazy("record", "Not paid yet, in its currency"),
    "paid_on": pgettext_lazy("record", "Paid on"),
    "payee": pgettext_lazy("record", "Who is paid"),
    "programme": pgettext_lazy("record", "Programme"),
    "quota_id": pgettext_lazy("record", "Quota"),
    "rate": pgettext_lazy("record", "Exchange rate"),
    "rate_on": pgettext_lazy("record", "Day of the rate"),
    "received_on": pgettext_lazy("record", "Received on"),
    "sender": pgettext_lazy("record", "Sender of the invoice"),
    "service_from": pgettext_lazy("record", "Service from"),
    "service_until": pgettext_lazy("record", "Service until"),
    "settled_minor": pgettext_lazy("record", "Invoiced and paid, in its currency"),
    "signed_on": pgettext_lazy("record", "Signed on"),
    "site": pgettext_lazy("record", "Page on the net"),
    "tenge": pgettext_lazy("record", "Price in tenge"),
    "used": pgettext_lazy("record", "Places used"),
    "volume": pgettext_lazy("record", "How many a year"),
    "year": pgettext_lazy("record", "Year"),
}
